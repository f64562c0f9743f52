"""Pages about data services: agreements with other systems, what they ask, and the button that stops them."""

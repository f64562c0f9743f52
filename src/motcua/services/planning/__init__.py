"""Planning information."""

"""Protection of personal data: purposes, questions about looks, reviews, breaches, exports for statistics, retention."""

"""Bank transfers: what a bank says came in, and which order it pays."""

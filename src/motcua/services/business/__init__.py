"""Business: household businesses."""

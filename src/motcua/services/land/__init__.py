"""Land: registering changes of rights, and what they cost in tax."""

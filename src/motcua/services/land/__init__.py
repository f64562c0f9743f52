"""Land: extracts of the cadastral map, registering changes of rights, and what they cost in tax."""

"""A person's papers in the city's store: what lies there, what still counts, and links by which others may look."""

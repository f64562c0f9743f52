"""Land: data and extracts of the land registration office."""

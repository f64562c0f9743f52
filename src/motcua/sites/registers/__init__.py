"""The registers on the desk: found, read, put right and seen on the map by those who may, for a purpose that is said."""

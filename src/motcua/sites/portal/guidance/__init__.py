"""Guidance for residents: find a procedure, read what it takes before filing. Reads the catalogue only."""

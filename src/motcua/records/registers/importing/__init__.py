"""Whole files into registers: read, looked over, released by a second person, run in chunks, and taken back if need be."""

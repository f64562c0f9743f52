"""Certification: copies true to the original, signatures."""

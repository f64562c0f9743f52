"""Adoption within the country, and the criminal record that it asks for."""

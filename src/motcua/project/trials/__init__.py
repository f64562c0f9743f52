"""Invented content in the size of a whole city, for trials and measurements; never for a city that serves people."""

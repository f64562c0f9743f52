"""Một Cửa: one door for a whole city."""

"""Certification (chứng thực) at ward level: its books, who may sign and on whose behalf, fees. `rules` is pure."""

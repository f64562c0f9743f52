"""Merchants of the cashless city: their codes, their takings by code, pilot zones; school fees by class."""

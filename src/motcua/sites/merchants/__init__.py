"""Merchants, pilot zones and school fees, as their people see them."""

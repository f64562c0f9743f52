"""Social protection: monthly allowances."""

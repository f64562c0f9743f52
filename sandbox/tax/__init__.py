"""The tax authority's gate for electronic invoices and receipts, as taxpayers' systems see it."""

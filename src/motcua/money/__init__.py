"""Fees, orders, payment gateways and receipts. Knows nothing of dossiers: an order names its subject by code.

Offered: `fees.compute`, `fee_rules.published`, `tariffs`, `orders` (open, pay in cash, cancel, release),
`paid.connect` for rooms above, `refunds`, `gateways.registry`, and the models in `models`.
"""

from motcua.money import paid

__all__ = ["paid"]

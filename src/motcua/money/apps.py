"""The room as a Django application."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Fees, orders, gateways, receipts."""

    name = "motcua.money"
    label = "money"
    verbose_name = "Thu phí, lệ phí"

"""The room as a Django application."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Fees, orders, gateways, receipts."""

    name = "motcua.money"
    label = "money"
    verbose_name = "Thu phí, lệ phí"

    def ready(self) -> None:
        """Make the periodic job known to the worker."""
        from motcua.money import jobs  # noqa: F401

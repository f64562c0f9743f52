"""The room as a Django application."""

from django.apps import AppConfig


class RefundPagesConfig(AppConfig):
    """Pages of refunds."""

    name = "motcua.sites.refunds"
    label = "refund_pages"
    verbose_name = "Trang hoàn tiền"

    def ready(self) -> None:
        """Offer the desk's entry to those who keep the accounts."""
        from motcua.sites.refunds.scope import keeps
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "refunds:waiting", "Hoàn tiền", "Refunds", order=86, icon="undo", shown=keeps, group="books"
            ),
        )

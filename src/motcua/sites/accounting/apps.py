from django.apps import AppConfig


class AccountingConfig(AppConfig):
    """`/ke-toan/`."""

    name = "motcua.sites.accounting"
    label = "accounting_pages"
    verbose_name = "Kế toán thu"

    def ready(self) -> None:
        from motcua.sites.accounting.frame import keeps
        from motcua.sites.console.leader import sees
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry("accounting:home", "Kế toán thu", "Fee accounting", order=45, icon="coins", shown=keeps),
        )
        offer(
            "console",
            Entry("accounting:leader", "Thu phí, lệ phí", "Fees taken", order=50, icon="coins", shown=sees),
        )

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries, their lines, closed days."""

    name = "motcua.money.ledger"
    label = "ledger"
    verbose_name = "Sổ kế toán thu"

    def ready(self) -> None:
        from motcua.money.ledger import jobs

        assert jobs

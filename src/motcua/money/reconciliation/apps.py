from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Our books against the partners', day by day."""

    name = "motcua.money.reconciliation"
    label = "reconciliation"
    verbose_name = "Đối soát"

    def ready(self) -> None:
        from motcua.money.reconciliation import jobs

        assert jobs

from django.apps import AppConfig


class TakingsConfig(AppConfig):
    """Sums of fees for reports."""

    name = "motcua.insight.takings"
    label = "takings"
    verbose_name = "Số liệu thu phí, lệ phí"

    def ready(self) -> None:
        from motcua.insight.takings import jobs

        assert jobs

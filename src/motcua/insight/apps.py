from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "motcua.insight"
    label = "insight"
    verbose_name = "Số liệu điều hành"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.insight import jobs, keeping
        from motcua.insight.counting import KINDS

        assert jobs
        events.subscribe(keeping.CONSUMER, keeping.keep, KINDS)

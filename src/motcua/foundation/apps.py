from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "motcua.foundation"
    label = "foundation"
    verbose_name = "Nền"

    def ready(self) -> None:
        from motcua.foundation import leaving
        from motcua.foundation.audit import jobs

        assert jobs
        leaving.watch()

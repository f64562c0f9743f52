from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "motcua.sites.console"
    label = "console"
    verbose_name = "Điều hành"

    def ready(self) -> None:
        from motcua.sites.console import jobs

        assert jobs

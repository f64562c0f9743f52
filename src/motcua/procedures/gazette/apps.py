from django.apps import AppConfig


class GazetteConfig(AppConfig):
    name = "motcua.procedures.gazette"
    label = "gazette"
    verbose_name = "Công bố thủ tục"

    def ready(self) -> None:
        from motcua.procedures.gazette import jobs

        assert jobs

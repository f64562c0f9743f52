from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "motcua.procedures.rehearsal"
    label = "rehearsal"
    verbose_name = "Diễn tập thủ tục"

    def ready(self) -> None:
        from motcua.procedures.rehearsal import jobs  # noqa: F401

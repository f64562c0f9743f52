from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "motcua.procedures.dossiers"
    label = "dossiers"
    verbose_name = "Hồ sơ"

    def ready(self) -> None:
        from motcua.procedures.dossiers import listeners, sheets

        listeners.register()
        sheets.register()

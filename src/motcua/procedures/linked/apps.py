from django.apps import AppConfig


class LinkedConfig(AppConfig):
    name = "motcua.procedures.linked"
    label = "linked"
    verbose_name = "Liên thông"

    def ready(self) -> None:
        from motcua.procedures.linked import listeners

        listeners.register()

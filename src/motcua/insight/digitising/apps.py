from django.apps import AppConfig


class DigitisingConfig(AppConfig):
    name = "motcua.insight.digitising"
    label = "digitising"
    verbose_name = "Số liệu số hóa"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.insight.digitising import keeping

        events.subscribe(keeping.CONSUMER, keeping.keep, keeping.KINDS)

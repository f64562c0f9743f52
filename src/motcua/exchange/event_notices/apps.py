from django.apps import AppConfig


class EventNoticesConfig(AppConfig):
    name = "motcua.exchange.event_notices"
    label = "event_notices"
    verbose_name = "Báo việc hộ tịch"

    def ready(self) -> None:
        from motcua.exchange.event_notices import noting

        noting.register()

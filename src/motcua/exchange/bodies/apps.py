from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "motcua.exchange.bodies"
    label = "bodies"
    verbose_name = "Cơ quan bên ngoài"

    def ready(self) -> None:
        from motcua.exchange.bodies import asking, jobs
        from motcua.foundation import events

        assert jobs
        events.subscribe(asking.CONSUMER, asking.keep, asking.HEARD)

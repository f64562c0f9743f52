from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "motcua.exchange"
    label = "exchange"
    verbose_name = "Trao đổi"

    def ready(self) -> None:
        from motcua.exchange import jobs, relay

        assert jobs
        relay.register()

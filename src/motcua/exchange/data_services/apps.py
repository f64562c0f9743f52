from django.apps import AppConfig


class DataServicesConfig(AppConfig):
    name = "motcua.exchange.data_services"
    label = "data_services"
    verbose_name = "Dịch vụ dữ liệu"

    def ready(self) -> None:
        from motcua.exchange.data_services import feed

        feed.register()

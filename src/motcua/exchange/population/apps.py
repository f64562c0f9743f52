from django.apps import AppConfig


class PopulationServicesConfig(AppConfig):
    name = "motcua.exchange.population"
    label = "population_services"
    verbose_name = "Dịch vụ xác thực dân cư"

    def ready(self) -> None:
        from motcua.exchange.population import jobs

        assert jobs

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "motcua.exchange.publishing"
    label = "publishing"
    verbose_name = "Thông tin công bố"

    def ready(self) -> None:
        from motcua.exchange.publishing import jobs, moving

        assert jobs
        moving.register()

from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "motcua.city.hall"
    label = "hall"
    verbose_name = "Sảnh tiếp nhận"

    def ready(self) -> None:
        from motcua.city.hall import jobs

        assert jobs

from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "motcua.city.reform"
    label = "reform"
    verbose_name = "Tổ chức lại bộ máy"

    def ready(self) -> None:
        from motcua.city.reform import jobs

        assert jobs

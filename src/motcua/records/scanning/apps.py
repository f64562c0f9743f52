from django.apps import AppConfig


class ScanningConfig(AppConfig):
    name = "motcua.records.scanning"
    label = "scanning"
    verbose_name = "Số hóa giấy tờ"

    def ready(self) -> None:
        from motcua.records.scanning import jobs

        assert jobs

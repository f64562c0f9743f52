from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Consents of people to what is done with their data."""

    name = "motcua.records.consents"
    label = "consents"
    verbose_name = "Đồng ý xử lý dữ liệu cá nhân"

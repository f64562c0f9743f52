from django.apps import AppConfig


class MobileConfig(AppConfig):
    name = "motcua.city.mobile"
    label = "mobile"
    verbose_name = "Tổ lưu động"

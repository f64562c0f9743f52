from django.apps import AppConfig


class ActingConfig(AppConfig):
    name = "motcua.city.acting"
    label = "acting"
    verbose_name = "Làm thay"

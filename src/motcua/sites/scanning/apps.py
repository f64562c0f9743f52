from django.apps import AppConfig


class ScanningSiteConfig(AppConfig):
    name = "motcua.sites.scanning"
    label = "scanning_site"
    verbose_name = "Số hóa tại quầy"

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "motcua.sites.portal.offline"
    label = "offline"

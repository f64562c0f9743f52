from django.apps import AppConfig


class AssistedConfig(AppConfig):
    name = "motcua.sites.portal.assisted"
    label = "assisted"

from django.apps import AppConfig


class WaysSiteConfig(AppConfig):
    name = "motcua.sites.ways"
    label = "ways_site"

from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    name = "motcua.sites.public"
    label = "public_site"

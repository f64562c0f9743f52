from django.apps import AppConfig


class DialogueSiteConfig(AppConfig):
    name = "motcua.sites.dialogue"
    label = "dialogue_site"

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "motcua.exchange.dialogue"
    label = "dialogue"

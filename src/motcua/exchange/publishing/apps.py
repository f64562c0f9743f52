from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "motcua.exchange.publishing"
    label = "publishing"

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "motcua.procedures.authoring"
    label = "authoring"
    verbose_name = "Soạn thảo thủ tục"

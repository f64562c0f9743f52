from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "motcua.procedures.authoring"
    label = "authoring"
    verbose_name = "Soạn thảo thủ tục"

    def ready(self) -> None:
        from motcua.procedures.authoring import jobs

        assert jobs

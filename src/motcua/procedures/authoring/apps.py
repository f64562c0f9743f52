from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "motcua.procedures.authoring"
    label = "authoring"
    verbose_name = "Soạn thảo thủ tục"

    def ready(self) -> None:
        from motcua.city import posts
        from motcua.procedures.authoring import jobs, naming

        assert jobs
        naming.name_posts({kind.key: (kind.vi, kind.en) for kind in posts.ALL})

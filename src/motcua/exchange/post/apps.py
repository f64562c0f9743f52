from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "motcua.exchange.post"
    label = "post"
    verbose_name = "Bưu chính công ích"

    def ready(self) -> None:
        from motcua.exchange.post import papers

        papers.register()

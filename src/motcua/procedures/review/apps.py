from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "motcua.procedures.review"
    label = "review"
    verbose_name = "Rà soát thủ tục"

    def ready(self) -> None:
        from motcua.procedures.review import moving

        moving.register()

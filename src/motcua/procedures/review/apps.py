from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "motcua.procedures.review"
    label = "review"
    verbose_name = "Rà soát thủ tục"

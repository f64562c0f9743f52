from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """Monthly money to people: lists, approval, bank files, cash, statements."""

    name = "motcua.money.payouts"
    label = "payouts"
    verbose_name = "Chi trả"

    def ready(self) -> None:
        from motcua.money.payouts import jobs  # noqa: F401

from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    """Payment slips to the state's budget."""

    name = "motcua.money.treasury"
    label = "treasury"
    verbose_name = "Nộp ngân sách"

from django.apps import AppConfig


class BankConfig(AppConfig):
    """The collection account at a bank: transfers that come in, and which order each pays."""

    name = "motcua.money.bank"
    label = "bank"
    verbose_name = "Tài khoản chuyên thu"

from django.apps import AppConfig


class WalletConfig(AppConfig):
    """Papers that people reuse, and share by a link with a purpose and an end."""

    name = "motcua.records.wallet"
    label = "wallet"
    verbose_name = "Ví giấy tờ"

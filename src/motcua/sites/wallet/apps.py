from django.apps import AppConfig


class WalletPagesConfig(AppConfig):
    name = "motcua.sites.wallet"
    label = "wallet_pages"
    verbose_name = "Ví giấy tờ, dữ liệu chưa đúng"

from django.apps import AppConfig


class MerchantsSiteConfig(AppConfig):
    """Merchants, zones and school fees as people see them."""

    name = "motcua.sites.merchants"
    label = "merchants_pages"
    verbose_name = "Thanh toán không dùng tiền mặt"

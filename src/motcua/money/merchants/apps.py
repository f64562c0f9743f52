from django.apps import AppConfig


class MerchantsConfig(AppConfig):
    """Merchants, zones, takings by code, school fees."""

    name = "motcua.money.merchants"
    label = "merchants"
    verbose_name = "Thanh toán không dùng tiền mặt"

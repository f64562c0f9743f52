from pathlib import Path

from django.apps import AppConfig


class MerchantsConfig(AppConfig):
    """Merchants, zones, takings by code."""

    name = "motcua.money.merchants"
    label = "merchants"
    verbose_name = "Thanh toán không dùng tiền mặt"

    def ready(self) -> None:
        from motcua.money.merchants import printed
        from motcua.records.documents import templates

        here = Path(__file__).parent / "templates"
        for shape in printed.SHAPES:
            templates.register(shape.template, here / f"{shape.template}.typ", shape)

from django.apps import AppConfig


class MerchantsSiteConfig(AppConfig):
    """Merchants and pilot zones as people see them."""

    name = "motcua.sites.merchants"
    label = "merchants_pages"
    verbose_name = "Thanh toán không dùng tiền mặt"

    def ready(self) -> None:
        from motcua.sites.merchants import officers
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "merchants:desk",
                "Không tiền mặt",
                "Cashless",
                order=68,
                icon="chart",
                shown=officers.sees,
                group="watch",
            ),
        )
        offer(
            "footer",
            Entry(
                "merchants:mine", "Điểm thu bằng mã VietQR", "Take money by VietQR", order=63, group="mine"
            ),
        )
        offer(
            "footer",
            Entry("merchants:zones", "Khu không dùng tiền mặt", "Cashless zones", order=64, group="meet"),
        )

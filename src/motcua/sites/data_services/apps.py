from typing import Any

from django.apps import AppConfig


class DataServicePagesConfig(AppConfig):
    name = "motcua.sites.data_services"
    label = "data_service_pages"
    verbose_name = "Trang dịch vụ dữ liệu"

    def ready(self) -> None:
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "data_services:listing",
                "Chia sẻ dữ liệu",
                "Data sharing",
                order=94,
                icon="share",
                shown=_shares,
                group="books",
            ),
        )


def _shares(officer: Any) -> bool:
    return officer.powers.holds_any("share_data")

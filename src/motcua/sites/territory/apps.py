from typing import Any

from django.apps import AppConfig


class TerritorySiteConfig(AppConfig):
    name = "motcua.sites.territory"
    label = "territory_site"
    verbose_name = "Địa bàn"

    def ready(self) -> None:
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "footer",
            Entry(
                "territory:addresses", "Địa chỉ cũ → mới", "Old and new addresses", order=61, group="check"
            ),
        )
        offer(
            "console",
            Entry("territory:by-map", "Bản đồ cũ và mới", "Old and new map", order=50, icon="pin", shown=_whole_city),
        )  # fmt: skip


def _whole_city(leader: Any) -> bool:
    return leader.sees and leader.scope.everything

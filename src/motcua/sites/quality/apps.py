from typing import Any

from django.apps import AppConfig


class QualityPagesConfig(AppConfig):
    name = "motcua.sites.quality"
    label = "quality_pages"
    verbose_name = "Trang chất lượng dữ liệu"

    def ready(self) -> None:
        from motcua.sites.quality.frame import may_look
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "quality:progress",
                "Chất lượng dữ liệu",
                "Data quality",
                order=96,
                icon="check",
                shown=may_look,
                group="books",
            ),
        )
        offer(
            "console",
            Entry(
                "quality:progress", "Chất lượng dữ liệu", "Data quality", order=55, icon="check", shown=_leads
            ),
        )


def _leads(leader: Any) -> bool:
    return leader.sees

from typing import Any

from django.apps import AppConfig


class BooksSiteConfig(AppConfig):
    name = "motcua.sites.books"
    label = "books_pages"
    verbose_name = "Số hóa sổ giấy"

    def ready(self) -> None:
        from motcua.sites.books.frame import takes_part
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "books:projects",
                "Số hóa sổ cũ",
                "Old books",
                order=74,
                icon="papers",
                shown=takes_part,
                group="books",
            ),
        )
        offer(
            "console",
            Entry(
                "books:targets",
                "Chỉ tiêu số hóa sổ cũ",
                "Old books: targets",
                order=52,
                icon="papers",
                shown=_sees,
            ),
        )


def _sees(leader: Any) -> bool:
    return bool(leader.sees)

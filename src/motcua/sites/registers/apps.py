from typing import Any

from django.apps import AppConfig


class RegisterPagesConfig(AppConfig):
    name = "motcua.sites.registers"
    label = "register_pages"
    verbose_name = "Trang sổ đăng ký"

    def ready(self) -> None:
        from motcua.sites.registers import mine
        from motcua.sites.shell import my_page
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "registers:search",
                "Sổ đăng ký",
                "Registers",
                order=84,
                icon="folder",
                shown=_reads,
                group="books",
            ),
        )
        offer(
            "console",
            Entry(
                "registers:figures",
                "Số liệu sổ đăng ký",
                "Registers",
                order=72,
                icon="folder",
                shown=lambda leader: leader.sees,
            ),
        )
        my_page.offer("records", 35, mine.card)


def _reads(officer: Any) -> bool:
    """Powers that definitions name; the pages themselves ask each register."""
    return any(officer.powers.holds_any(power) for power in ("process", "sign", "see_person"))

from typing import Any

from django.apps import AppConfig


class PrivacyPagesConfig(AppConfig):
    """Who looked at my data, questions about it, and the desk of the data-protection officer."""

    name = "motcua.sites.privacy"
    label = "privacy_pages"
    verbose_name = "Trang bảo vệ dữ liệu cá nhân"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.sites.privacy import cards, notices
        from motcua.sites.shell import my_page
        from motcua.sites.shell.menus import Entry, offer

        events.subscribe(notices.CONSUMER, notices.tell, notices.KINDS)
        my_page.offer("look-questions", 47, cards.questions_of)
        offer(
            "desk",
            Entry(
                "privacy:home",
                "Bảo vệ dữ liệu",
                "Data protection",
                order=96,
                icon="shield",
                shown=_protects,
                group="watch",
            ),
        )


def _protects(officer: Any) -> bool:
    return officer.powers.holds_any("protect_data")

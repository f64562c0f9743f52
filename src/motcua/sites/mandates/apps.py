from datetime import datetime

from django.apps import AppConfig

from motcua.sites.shell.my_page import Card


class MandatesPagesConfig(AppConfig):
    """Organisations: who may act for them, and acting for them."""

    name = "motcua.sites.mandates"
    label = "mandates_pages"

    def ready(self) -> None:
        from motcua.sites.shell import menus, my_page

        my_page.offer("organisations", 65, _card)
        menus.offer(
            "footer",
            menus.Entry("mandates:home", "Tổ chức của tôi", "My organisations", order=61, group="mine"),
        )


def _card(person_id: int, at: datetime) -> Card | None:
    from motcua.sites.mandates.my_card import card

    return card(person_id, at)

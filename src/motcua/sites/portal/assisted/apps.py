from datetime import datetime

from django.apps import AppConfig

from motcua.sites.shell.my_page import Card


class AssistedConfig(AppConfig):
    """Acting for somebody: relatives and helpers."""

    name = "motcua.sites.portal.assisted"
    label = "assisted"

    def ready(self) -> None:
        from motcua.sites.shell import menus, my_page

        menus.offer(
            "desk",
            menus.Entry(
                "assisted:home",
                "Hỗ trợ người dân",
                "Help a resident",
                order=60,
                icon="heart",
                shown=lambda officer: officer.powers.holds_any("assist"),
            ),
        )
        menus.offer(
            "footer",
            menus.Entry(
                "assisted:relatives", "Làm thay người thân", "Act for a relative", order=60, group="mine"
            ),
        )
        my_page.offer("relatives", 70, _card)


def _card(person_id: int, at: datetime) -> Card | None:
    from motcua.sites.portal.assisted.my_card import card

    return card(person_id, at)

"""Menus that rooms add to: the portal's header and footer, the desk's and the console's rail, the cards of the home page,
the doors of the kiosk.

A room offers its entries from its `AppConfig.ready`; the frame of each site asks for them. No room knows another.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

MENUS = ("portal", "footer", "home", "desk", "console", "kiosk")


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `route`: a name without arguments. `order`: smaller comes first, the sites' own stand at 10, 20, 30 ….

    `shown` is asked with the request (portal, footer, home, kiosk), the `Officer` (desk) or the `Leader` (console), and must
    not query. `hint_*`: the second line of a card on the home page.
    """

    route: str
    vi: str
    en: str
    order: int = 100
    icon: str = ""
    hint_vi: str = ""
    hint_en: str = ""
    shown: Callable[[Any], bool] = field(default=_always, compare=False)


_offered: dict[str, dict[str, Entry]] = {menu: {} for menu in MENUS}


def offer(menu: str, entry: Entry) -> None:
    """Add an entry, or replace the one of the same route. Raises KeyError for a menu that does not exist."""
    _offered[menu][entry.route] = entry


def entries(menu: str, who: Any, here: str = "") -> list[dict[str, Any]]:
    """The entries as the templates want them, in order. `here`: a path; the entry that it lies under is the current one.

    Entries whose site is not served are left out. No query.
    """
    found = []
    for entry in sorted(_offered[menu].values(), key=lambda entry: (entry.order, entry.vi)):
        if not entry.shown(who):
            continue
        try:
            href = reverse(entry.route)
        except NoReverseMatch:
            continue
        found.append(
            {
                "label": {"vi": entry.vi, "en": entry.en},
                "hint": {"vi": entry.hint_vi, "en": entry.hint_en},
                "icon": entry.icon,
                "href": href,
                "current": bool(here) and href != "/" and here.startswith(href),
            }
        )
    return found


def signed_on(request: HttpRequest) -> bool:
    """For entries that only a signed-on reader needs."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated

"""Menus that rooms add to: the portal's header and footer, the desk's and the console's rail, the cards of the home page,
the doors of the kiosk.

A room offers its entries from its `AppConfig.ready`; the frame of each site asks for them. No room knows another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

MENUS = ("portal", "footer", "home", "desk", "console", "kiosk")

GROUPS: dict[str, tuple[str, str]] = {
    "work": ("Hồ sơ", "Dossiers"),
    "books": ("Tra cứu và sổ", "Books and registers"),
    "watch": ("Theo dõi", "Oversight"),
    "procedures": ("Thủ tục, tin bài", "Procedures, news"),
    "organisation": ("Tổ chức, thẩm quyền", "Organisation, authority"),
}
"""The groups of the desk's rail, in their order. An entry says its own: `Entry(…, group="books")`."""


FOOTER: dict[str, tuple[str, str]] = {
    "mine": ("Của tôi", "Mine"),
    "meet": ("Gặp thành phố", "Meet the city"),
    "check": ("Tra cứu, kiểm tra", "Look up, check"),
    "say": ("Góp tiếng nói", "Have your say"),
    "help": ("Trợ giúp", "Help"),
}
"""The columns of the portal's footer, in their order."""


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `route`: a name without arguments. `order`: smaller comes first, the sites' own stand at 10, 20, 30 ….

    `shown` is asked with the request (portal, footer, home, kiosk), the `Officer` (desk) or the `Leader` (console), and must
    not query. `hint_*`: the second line of a card on the home page. `group`: under which heading it stands, a key
    of `GROUPS` for the desk's rail and of `FOOTER` for the footer; the other menus have none.
    """

    route: str
    vi: str
    en: str
    order: int = 100
    icon: str = ""
    hint_vi: str = ""
    hint_en: str = ""
    shown: Callable[[Any], bool] = field(default=_always, compare=False)
    group: str = "work"


_offered: dict[str, dict[str, Entry]] = {menu: {} for menu in MENUS}


def offer(menu: str, entry: Entry) -> None:
    """Add an entry, or replace the one of the same route. Raises KeyError for a menu or a group that does not exist."""
    (FOOTER if menu == "footer" else GROUPS)[entry.group]
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
                "group": entry.group,
                "current": bool(here) and href != "/" and here.startswith(href),
            }
        )
    return found


def columns(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The footer's entries by column: `heading` and `rows`, in the order of `FOOTER`; columns without an entry are left out."""
    by_group: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_group.setdefault(row["group"], []).append(row)
    return [
        {"heading": {"vi": vi, "en": en}, "rows": by_group[key]}
        for key, (vi, en) in FOOTER.items()
        if key in by_group
    ]


def grouped(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries under the headings of `GROUPS`, in the order of the groups, and inside one as they came.

    One group alone needs no heading.
    """
    by_group: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_group.setdefault(row["group"], []).append(row)
    if len(by_group) < 2:
        return [row for group in by_group.values() for row in group]
    found: list[dict[str, Any]] = []
    for key, (vi, en) in GROUPS.items():
        if key in by_group:
            found += [{"heading": {"vi": vi, "en": en}}, *by_group[key]]
    return found


def signed_on(request: HttpRequest) -> bool:
    """For entries that only a signed-on reader needs."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated

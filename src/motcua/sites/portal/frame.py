"""What every page of the portal carries around its content: menus, unread messages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from motcua.exchange.models import Message
from motcua.sites.portal.assisted import helper as acting
from motcua.sites.portal.resident import current
from motcua.sites.shell import menus

CATALOGUE = "catalogue"
"""The menu's entry for all procedures, whose pages are `guidance`."""
MENU = (
    ("home", "home", "Trang đầu", "Home"),
    (CATALOGUE, "", "Thủ tục", "Procedures"),
    ("account", "account", "Của tôi", "My page"),
    ("tracking", "tracking", "Tra cứu", "Track"),
)
"""Key, route and words of each entry. Dossiers, papers, payments and messages are parts of "Của tôi"."""

ELSEWHERE_ON_A_PHONE = frozenset({"home", "account"})
"""Entries that a narrow screen leaves out of the menu: the name of the house and the reader's own lead there."""

OWN_LINKS = (
    ("account", "", "Trang của tôi", "My page"),
    ("tracking", "", "Tra cứu hồ sơ", "Track a dossier"),
    ("my-data", "#ai-da-xem", "Ai đã xem dữ liệu của tôi", "Who looked at my data"),
)
"""Route, part of the page and words of what the footer always offers."""


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, menu: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the portal. `menu`: the entry that is marked as the present one. One query more."""
    return render(request, template, frame(request, menu) | context, status=status)


def frame(request: HttpRequest, menu: str = "") -> dict[str, Any]:
    """Context of the header and footer of a page of the portal. One query when the page shows the unread messages."""
    user = getattr(request, "user", None)
    signed_on = user is not None and user.is_authenticated
    return {
        "portal_menu": [
            {
                "label": {"vi": vi, "en": en},
                "href": reverse(f"portal:{route}") if route else catalogue_address(),
                "current": key == menu,
                "wide": key in ELSEWHERE_ON_A_PHONE,
            }
            for key, route, vi, en in MENU
        ]
        + menus.entries("portal", request, request.path),
        "footer_menu": menus.columns([*_own_links(), *menus.entries("footer", request)]),
        "unread": unread_of(request) if signed_on else 0,
    }


def _own_links() -> list[dict[str, Any]]:
    """The portal's own entries of the footer."""
    return [
        {"label": {"vi": vi, "en": en}, "href": reverse(f"portal:{route}") + part, "group": "mine"}
        for route, part, vi, en in OWN_LINKS
    ]


def around(request: HttpRequest) -> dict[str, Any]:
    """Context processor: pages beside the portal's own (guidance, signing in) carry the same header and footer.

    Nothing is looked up unless the page shows it. The portal's own pages say more themselves.
    """

    def whole() -> dict[str, Any]:
        try:
            here = CATALOGUE if request.path.startswith(reverse("guidance:index")) else ""
            return frame(request, here)
        except NoReverseMatch:  # an installation without the portal
            return {"portal_menu": [], "footer_menu": [], "unread": 0}

    made = SimpleLazyObject(whole)
    return {
        "portal_menu": SimpleLazyObject(lambda: made["portal_menu"]),
        "footer_menu": SimpleLazyObject(lambda: made["footer_menu"]),
        "unread": SimpleLazyObject(lambda: made["unread"]),
        "acting_organisation": SimpleLazyObject(lambda: _organisation_of(request)),
        "acting_for": SimpleLazyObject(lambda: acting.of(request) if hasattr(request, "user") else None),
    }


def _organisation_of(request: HttpRequest) -> str:
    """The name of the organisation that this session acts for; empty for none. No query but the account's own."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.organisation_id is None:
        return ""
    return str(user.organisation.name) if user.kind == user.Kind.RESIDENT else ""


def unread_of(request: HttpRequest) -> Any:
    """How many messages wait; asked when the page shows it."""

    def count() -> int:
        resident = current(request)
        if resident is None or resident.helper is not None:
            return 0
        return Message.objects.filter(person=resident.person, read_at=None).count()

    return SimpleLazyObject(count)


def catalogue_address() -> str:
    """Where procedures are searched; the home page when guidance is not served."""
    try:
        return reverse("guidance:index")
    except NoReverseMatch:
        return reverse("portal:home")

"""What other rooms' pages carry of this one: urgent announcements above every page of the portal."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from motcua.city.models import Account
from motcua.exchange.publishing import urgent
from motcua.foundation import clock
from motcua.sites.public import showing

AT_MOST = 3


def notices(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `urgent_notices`, looked up only where a page shows them. One query in half a minute."""
    return {"urgent_notices": SimpleLazyObject(lambda: _for(request))}


def _for(request: HttpRequest) -> list[dict[str, Any]]:
    """Those for the whole city, and those for the reader's own commune."""
    rows = urgent.now_valid(clock.now())
    if not rows:
        return []
    local = any(row.unit_id for row in rows)
    home = _home(request) if local else None
    return [
        {
            "href": showing.address_of("announcement", row.slug, row.id),
            "title": {"vi": row.title_vi, "en": row.title_en},
            "text": {"vi": row.summary_vi, "en": row.summary_en},
            "place": row.unit_vi,
        }
        for row in rows
        if row.unit_id in (None, home)
    ][:AT_MOST]


def _home(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.kind != Account.Kind.RESIDENT or user.person is None:
        return None
    return user.person.unit_id

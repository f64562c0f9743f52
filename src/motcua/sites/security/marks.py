"""What an officer's session carries about its proofs, and when it is over. No statement: the session is read anyway."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from motcua.city.agencies import day
from motcua.city.security.limits import limits_on

KEY = "officer"
DEMO = "demo"
UNPROVEN, IDLE, OVER = "unproven", "idle", "over"


@dataclass(frozen=True, slots=True)
class Mark:
    """`how`: the second factor; `began`, `seen`, `proved`: seconds since 1970 on the city's clock."""

    how: str
    began: int
    seen: int
    proved: int


def of(request: HttpRequest) -> Mark | None:
    """The mark of this session, None when no second factor stands behind it."""
    kept = request.session.get(KEY)
    return Mark(**kept) if isinstance(kept, dict) else None


def put(request: HttpRequest, mark: Mark) -> None:
    request.session[KEY] = {"how": mark.how, "began": mark.began, "seen": mark.seen, "proved": mark.proved}


def fault(mark: Mark | None, now: datetime) -> str:
    """Why an officer's session does not count, or nothing. The mark of the demo counts in the demo and in tests only."""
    if mark is None:
        return "" if settings.TRUST_BARE_OFFICER_SESSIONS else UNPROVEN
    if mark.how == DEMO and not (settings.DEMO or settings.TEST_MODE):
        return UNPROVEN
    limits, at = limits_on(day(now)), now.timestamp()
    if at - mark.began >= limits.absolute_hours * 3600:
        return OVER
    return IDLE if at - mark.seen >= limits.idle_minutes * 60 else ""


def fresh(mark: Mark | None, now: datetime, seconds: int | None = None) -> bool:
    """Whether the second factor was shown lately: `seconds`, by default what the limits say."""
    if fault(mark, now):
        return False
    if mark is None or mark.how == DEMO:
        return True
    span = limits_on(day(now)).proof_minutes * 60 if seconds is None else seconds
    return now.timestamp() - mark.proved <= span


def ends_in(mark: Mark, now: datetime) -> int:
    """Seconds until the session ends if nothing is done; never negative."""
    limits, at = limits_on(day(now)), now.timestamp()
    left: Any = min(mark.seen + limits.idle_minutes * 60, mark.began + limits.absolute_hours * 3600) - at
    return max(0, int(left))

"""Who stands at a till and who leads one; words that several pages share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from motcua.city.models import Agency
from motcua.money.till import drawers, handing
from motcua.money.till.models import Deposit, Drawer, HandOver
from motcua.money.till.rules import NOTES
from motcua.sites.desk.officer import Officer, page_context

BODIES = {Agency.Kind.COMMUNE, Agency.Kind.CENTRE, Agency.Kind.CENTRE_BRANCH, Agency.Kind.DEPARTMENT}
"""Bodies whose counters take cash."""
DRAWER = {
    Drawer.State.OPEN: ("Đang thu", "Open", "accent", "coins"),
    Drawer.State.COUNTED: ("Đã kiểm đếm", "Counted", "info", "check"),
    Drawer.State.OFFERED: ("Chờ người nhận", "Waits for the taker", "warn", "clock"),
    Drawer.State.CLOSED: ("Đã bàn giao", "Handed over", "ok", "check"),
}
HANDED = {
    HandOver.State.OFFERED: ("Chờ nhận", "To be taken", "warn", "clock"),
    HandOver.State.TAKEN: ("Đã nhận", "Taken", "ok", "check"),
    HandOver.State.REFUSED: ("Đếm lại", "Counted again", "danger", "undo"),
}
DEPOSITED = {
    Deposit.State.MADE: ("Chờ ngân hàng báo có", "On its way to the bank", "info", "clock"),
    Deposit.State.MATCHED: ("Đã vào tài khoản", "In the account", "ok", "check"),
    Deposit.State.VOID: ("Đã hủy", "Cancelled", "quiet", "undo"),
}


def tag(states: Any, state: str) -> dict[str, str]:
    vi, en, tone, icon = states[state]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


def takes(officer: Any) -> bool:
    """Whether this post takes fees at a counter. For menus: no query."""
    return bool(officer.powers.holds(drawers.TAKES, agency_id=officer.post.agency_id))


def leads(officer: Any) -> bool:
    """Whether this post takes over the counter's cash. For menus: no query."""
    here = officer.post.agency_id
    return officer.post.agency_kind in BODIES and bool(officer.powers.holds(handing.CHIEF, agency_id=here))


def must_take(officer: Officer) -> None:
    if not takes(officer):
        raise PermissionDenied


def must_lead(officer: Officer) -> None:
    if not leads(officer):
        raise PermissionDenied


def notes(typed: dict[str, str], faults: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a count: each value with what was typed and what is wrong with it."""
    return [
        {
            "value": value, "name": f"n-{value}", "typed": typed.get(str(value), ""), "error": faults.get(f"n-{value}"),
        }
        for value in NOTES
    ]  # fmt: skip


def typed_notes(post: Any) -> dict[str, str]:
    return {str(value): post.get(f"n-{value}", "")[:12] for value in NOTES}


def errors(faults: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """What the summary on top of a form lists."""
    return [{"href": f"#{name}", "text": {"vi": vi, "en": en}} for name, (vi, en) in faults.items()]


def words(faults: dict[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {"vi": vi, "en": en} for name, (vi, en) in faults.items()}


def frame(officer: Officer, here: str, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse(here), **more)

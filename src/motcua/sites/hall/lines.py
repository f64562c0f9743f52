"""How long the lines of a hall are at this moment: group by group, and in one sentence."""

from datetime import datetime
from typing import Any

from django.core.cache import cache

from motcua.city.hall import layout, rules, tickets
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Hall
from motcua.city.hall.rules import Doors
from motcua.city.hall.tickets import Queue
from motcua.sites.hall import wording

KEPT_S, TOLD_S = 15, 30


def queue_rows(plan: Plan, at: datetime) -> list[dict[str, Any]]:
    """The groups of a hall as lines; at most a quarter of a minute old."""
    key = f"hall.queues.{plan.hall.pk}"
    rows: list[dict[str, Any]] | None = cache.get(key)
    if rows is None:
        rows = [_row(one) for one in tickets.queues(plan, at)]
        cache.set(key, rows, KEPT_S)
    return rows


def _row(one: Queue) -> dict[str, Any]:
    return {
        "letter": one.group.letter,
        "vi": one.group.name_vi,
        "en": one.group.name_en,
        "waiting": one.waiting,
        "counters": one.counters,
        "wait": wording.wait_words(one.estimate, one.counters),
        "span": (one.estimate.low, one.estimate.high) if one.estimate else None,
    }


def now(hall: Hall, at: datetime) -> dict[str, str] | None:
    """What a hall's door says now: how many wait and how long, or when it opens. None: it has no plan.

    As old as its plan and its lines may be.
    """
    plan = layout.plan(hall.key, at)
    if plan is None:
        return None
    opening = rules.doors(plan.calendar, at)
    return _told(opening, queue_rows(plan, at) if opening.open else [])


def of_city(at: datetime) -> dict[int, dict[str, str]]:
    """The same of all halls, by their keys: at most half a minute old; seven queries the first time, then none."""
    told: dict[int, dict[str, str]] | None = cache.get("hall.city")
    if told is None:
        plans = layout.all_plans(at)
        queues = tickets.queues_of(plans, at)
        told = {
            plan.hall.pk: _told(rules.doors(plan.calendar, at), [_row(one) for one in queues[plan.hall.pk]])
            for plan in plans
        }
        cache.set("hall.city", told, TOLD_S)
    return told


def _told(opening: Doors, rows: list[dict[str, Any]]) -> dict[str, str]:
    return _sentence(rows) if opening.open and rows else wording.doors_words(opening)


def _sentence(rows: list[dict[str, Any]]) -> dict[str, str]:
    """All groups of a hall: how many wait, and from the shortest to the longest estimate."""
    total = sum(row["waiting"] for row in rows)
    vi = f"{total} người đang chờ" if total else "Không có ai chờ"
    en = f"{total} waiting" if total else "Nobody is waiting"
    spans = [row["span"] for row in rows if row["span"]]
    if not total or not spans:
        return {"vi": vi, "en": en}
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    from_vi, from_en = (
        (f"{low}–{high} phút", f"{low}–{high} minutes")
        if low
        else (f"dưới {high} phút", f"less than {high} minutes")
    )
    return {"vi": f"{vi}, chờ {from_vi} tùy việc", "en": f"{en}, {from_en} depending on the matter"}

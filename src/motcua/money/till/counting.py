"""The count at the end of a shift: what should be there, what is, and the difference into the books."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from motcua.foundation import events, numbering
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import VN
from motcua.money.ledger import movements
from motcua.money.till import drawers, rules
from motcua.money.till.errors import Faulty, NotPossible, NotYours
from motcua.money.till.models import Count, Drawer, HandOver, Movement

State = Drawer.State


@transaction.atomic
def count(drawer_id: int, counted: rules.Counted, reason: str, *, by: Actor, at: datetime) -> Count:
    """Count the officer's drawer. A later count corrects an earlier one, whose difference is taken back first.

    Raises: NotYours, NotPossible (handed over already), Faulty (`reason` for a difference without one).
    """
    drawer = _mine(drawer_id, by)
    if drawer.state not in (State.OPEN, State.COUNTED):
        raise NotPossible("Ngăn kéo đã bàn giao, không đếm lại được.", "The drawer has been handed over.")
    told = rules.result(drawer.float_amount, drawers.moved(drawer), counted.total)
    words = " ".join(reason.split())
    if told.counted != told.expected and not words:
        short = told.expected - told.counted
        what = ("Thiếu", "short") if short > 0 else ("Thừa", "over")
        sum_vi = f"{abs(short):,}".replace(",", ".")
        raise Faulty(
            {"reason": (f"{what[0]} {sum_vi} đồng: ghi lý do.", f"{abs(short):,} đồng {what[1]}: say why.")}
        )
    if len(words) > rules.LONGEST_REASON:
        raise Faulty({"reason": ("Lý do dài tối đa 300 ký tự.", "At most 300 characters.")})
    last = _last(drawer)
    if last is not None:
        movements.cash_count_undone(last.pk, at, by.name, words or "đếm lại")
    made = Count.objects.create(
        drawer=drawer, number=last.number + 1 if last else 1, pieces=counted.as_json(), total=counted.total,
        expected=told.expected, reason=words, by=by.name, at=at,
    )  # fmt: skip
    movements.cash_counted(
        made.pk,
        drawer.agency_id,
        shortage=told.shortage,
        surplus=told.surplus,
        at=at,
        by=by.name,
        reason=words,
    )
    drawer.state = State.COUNTED
    drawer.save(update_fields=["state"])
    data = {"expected": told.expected, "counted": told.counted, "reason": words}
    events.record(drawer.chain, "drawer-counted", at=at, actor=by, data=data)
    return made


@transaction.atomic
def go_on(drawer_id: int, *, by: Actor, at: datetime) -> Drawer:
    """The count was too early: money is taken again, and its difference leaves the books. Raises: NotYours, NotPossible."""
    drawer = _mine(drawer_id, by)
    last = _last(drawer)
    if drawer.state != State.COUNTED or last is None:
        raise NotPossible("Ngăn kéo không ở bước kiểm đếm.", "The drawer is not at its count.")
    movements.cash_count_undone(last.pk, at, by.name, "mở lại ngăn kéo")
    drawer.state = State.OPEN
    drawer.save(update_fields=["state"])
    events.record(drawer.chain, "drawer-reopened", at=at, actor=by)
    return drawer


@transaction.atomic
def offer(drawer_id: int, *, by: Actor, at: datetime) -> HandOver:
    """The counted drawer is handed to whoever takes it; until then nothing is booked. Raises: NotYours, NotPossible."""
    drawer = _mine(drawer_id, by)
    last = _last(drawer)
    if drawer.state != State.COUNTED or last is None:
        raise NotPossible(
            "Kiểm đếm ngăn kéo trước khi bàn giao.", "Count the drawer before you hand it over."
        )
    told = rules.result(drawer.float_amount, drawers.moved(drawer), last.total)
    drawer.state = State.OFFERED
    drawer.save(update_fields=["state"])
    year = at.astimezone(VN).year
    assert by.account_id is not None
    made = HandOver.objects.create(
        drawer=drawer, agency_id=drawer.agency_id, count=last, amount=told.given, kept=told.kept,
        parts=_parts(drawer, told), given_by_id=by.account_id, given_by=by.name, given_at=at,
        number=f"BG.{drawer.agency_id}.{year % 100:02d}.{numbering.take(f'till-hand-over {drawer.agency_id} {year}'):05d}",
    )  # fmt: skip
    data = {"number": made.number, "amount": made.amount}
    events.record(drawer.chain, "drawer-offered", at=at, actor=by, data=data)
    return made


def _parts(drawer: Drawer, told: rules.Result) -> dict[str, int]:
    """What is handed over, by the agency in whose books it stands; a difference is the drawer's own agency's."""
    rows = Movement.objects.filter(drawer=drawer).values_list("agency_id").annotate(total=Sum("amount"))
    parts: dict[int, int] = dict(rows.order_by("agency_id"))
    own = drawer.agency_id
    parts[own] = parts.get(own, 0) - told.shortage + told.surplus
    return {str(agency): amount for agency, amount in parts.items() if amount}


def _mine(drawer_id: int, by: Actor) -> Drawer:
    try:
        drawer = drawers.lock(drawer_id)
    except Drawer.DoesNotExist:
        raise NotYours from None
    if (drawer.account_id, drawer.agency_id) != (by.account_id, by.agency_id):
        raise NotYours
    return drawer


def _last(drawer: Drawer) -> Count | None:
    return drawer.counts.order_by("-number").first()

"""From the drawer to the bank: a second person takes the cash, deposits it, and the bank's line says that it is there."""

import re
import uuid as uuids
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Power
from motcua.foundation import events, numbering
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.worktime import VN
from motcua.money.bank import receiving
from motcua.money.bank.models import BankLine
from motcua.money.ledger import movements
from motcua.money.till.errors import Faulty, NotPossible, NotYours
from motcua.money.till.models import Deposit, Drawer, HandOver

CHIEF = Power.Name.ASSIGN
"""Who takes hand-overs and deposits them: whoever leads the counter."""
CODE = re.compile(r"NQ\d{8}")
MOST_LINES = 2_000
"""Open lines looked through at once; what nobody has decided on for so long is an accountant's."""


@transaction.atomic
def take(uuid: uuids.UUID, amount: int | None, *, by: Actor, at: datetime) -> HandOver:
    """The second person has counted the same `amount`: the cash is theirs now.

    Raises: NotYours, NotAllowed, NotPossible (decided already, the same person), Faulty (`amount`).
    """
    found, drawer = _offered(uuid, by, at)
    if amount != found.amount:
        raise Faulty(
            {
                "amount": (
                    "Số anh/chị đếm khác số người giao ghi. Đếm lại; nếu vẫn khác, chọn Không nhận.",
                    "You counted another sum. Count again; if it still differs, refuse.",
                )
            }
        )
    found.state, found.decided_at = HandOver.State.TAKEN, at
    found.taken_by_id, found.taken_by = by.account_id, by.name
    found.save(update_fields=["state", "decided_at", "taken_by_id", "taken_by"])
    drawer.state, drawer.closed_at = Drawer.State.CLOSED, at
    drawer.save(update_fields=["state", "closed_at"])
    movements.cash_handed_over(found.pk, {int(key): value for key, value in found.parts.items()}, at, by.name)
    data = {"number": found.number, "amount": found.amount}
    events.record(drawer.chain, "drawer-taken", at=at, actor=by, data=data)
    return found


@transaction.atomic
def refuse(uuid: uuids.UUID, reason: str, *, by: Actor, at: datetime) -> HandOver:
    """The second person counted otherwise: the officer counts again. Raises: as `take`; Faulty (`reason`)."""
    found, drawer = _offered(uuid, by, at)
    words = " ".join(reason.split())[:300]
    if not words:
        raise Faulty({"reason": ("Ghi lý do không nhận.", "Say why.")})
    found.state, found.decided_at, found.reason = HandOver.State.REFUSED, at, words
    found.taken_by_id, found.taken_by = by.account_id, by.name
    found.save(update_fields=["state", "decided_at", "reason", "taken_by_id", "taken_by"])
    if Drawer.objects.filter(
        account=drawer.account_id,
        agency=drawer.agency_id,
        state__in=[Drawer.State.OPEN, Drawer.State.COUNTED],
    ).exists():
        raise NotPossible(
            "Người giao đang có ngăn kéo khác; hãy đợi người ấy bàn giao xong.",
            "The officer has another drawer open; wait until that is handed over.",
        )
    drawer.state = Drawer.State.COUNTED
    drawer.save(update_fields=["state"])
    events.record(drawer.chain, "drawer-refused", at=at, actor=by, data={"reason": words})
    return found


def _offered(uuid: uuids.UUID, by: Actor, at: datetime) -> tuple[HandOver, Drawer]:
    told = HandOver.objects.filter(uuid=uuid, agency=by.agency_id).values_list("drawer_id", flat=True).first()
    if told is None:
        raise NotYours
    authority.require(by, CHIEF, at=at, agency_id=by.agency_id)
    drawer = Drawer.objects.select_for_update().get(pk=told)
    found = HandOver.objects.select_for_update().get(uuid=uuid)
    if found.state != HandOver.State.OFFERED:
        raise NotPossible("Biên bản này đã được quyết định.", "This has been decided already.")
    if found.given_by_id == by.account_id:
        raise NotPossible("Người giao không tự nhận được.", "Who gives cannot take.")
    return found, drawer


@transaction.atomic
def deposit(chosen: Sequence[uuids.UUID], *, by: Actor, at: datetime) -> Deposit:
    """Cash of taken hand-overs goes to the bank together. Raises: NotAllowed, NotPossible (nothing chosen, or deposited)."""
    assert by.agency_id is not None
    authority.require(by, CHIEF, at=at, agency_id=by.agency_id)
    rows = list(
        HandOver.objects.select_for_update()
        .filter(uuid__in=list(chosen), agency=by.agency_id, state=HandOver.State.TAKEN, deposit=None)
        .order_by("pk")
    )
    total = sum(row.amount for row in rows)
    if not rows or len(rows) != len(set(chosen)) or total == 0:
        raise NotPossible(
            "Chọn các biên bản đã nhận, chưa nộp ngân hàng.",
            "Choose hand-overs that are taken and not deposited.",
        )
    year = at.astimezone(VN).year % 100
    made = Deposit.objects.create(
        agency_id=by.agency_id, code=f"NQ{year:02d}{numbering.take(f'till-deposit {year}'):06d}", amount=total,
        made_at=at, made_by=by.name,
    )  # fmt: skip
    HandOver.objects.filter(pk__in=[row.pk for row in rows]).update(deposit=made)
    data = {"code": made.code, "amount": total, "hand_overs": [row.number for row in rows]}
    events.record(f"deposit/{made.uuid}", "cash-deposited", at=at, actor=by, data=data)
    return made


@transaction.atomic
def void(uuid: uuids.UUID, reason: str, *, by: Actor, at: datetime) -> Deposit:
    """The cash did not go to the bank after all; its hand-overs wait again. Raises: NotYours, NotPossible, Faulty."""
    authority.require(by, CHIEF, at=at, agency_id=by.agency_id)
    found = _deposit(uuid, by.agency_id)
    words = " ".join(reason.split())[:300]
    if found.state != Deposit.State.MADE:
        raise NotPossible("Phiếu này đã vào tài khoản hoặc đã hủy.", "It has arrived, or is cancelled.")
    if not words:
        raise Faulty({"reason": ("Ghi lý do hủy.", "Say why.")})
    found.state, found.reason = Deposit.State.VOID, words
    found.save(update_fields=["state", "reason"])
    numbers = list(found.hand_overs.values_list("number", flat=True))
    found.hand_overs.update(deposit=None)
    events.record(
        f"deposit/{found.uuid}",
        "deposit-cancelled",
        at=at,
        actor=by,
        data={"reason": words, "hand_overs": numbers},
    )
    return found


@transaction.atomic
def match(
    uuid: uuids.UUID, line_id: int, *, by: Actor, at: datetime, agency_id: int | None = None
) -> Deposit:
    """An open line of the collection account is this deposit: cash in transit has arrived.

    Locks: the deposit, then the line. Raises: NotYours, NotPossible (another amount), receiving.NotOpen.
    """
    found = _deposit(uuid, agency_id)
    if found.state != Deposit.State.MADE:
        raise NotPossible("Phiếu này đã vào tài khoản hoặc đã hủy.", "It has arrived, or is cancelled.")
    line, line_agency = receiving.claim(line_id, by=by.name, reason=f"nộp tiền mặt {found.code}", at=at)
    if line.amount != found.amount:
        raise NotPossible("Số tiền của dòng sao kê khác phiếu nộp.", "The line is of another amount.")
    parts: Counter[int] = Counter()
    for row in found.hand_overs.all():
        parts.update({int(key): value for key, value in row.parts.items()})
    movements.cash_banked(found.pk, dict(parts), line_agency, at, by.name)
    found.state, found.line, found.matched_at = Deposit.State.MATCHED, line, at
    found.save(update_fields=["state", "line", "matched_at"])
    data = {"line": line.reference, "amount": found.amount}
    events.record(f"deposit/{found.uuid}", "deposit-arrived", at=at, actor=by, data=data)
    return found


def match_open(at: datetime) -> int:
    """Match deposits whose code and amount stand in an open line; how many. Two queries when nothing fits."""
    waiting = {one.code: one for one in Deposit.objects.filter(state=Deposit.State.MADE)}
    if not waiting:
        return 0
    since = min(one.made_at for one in waiting.values()).astimezone(VN).date() - timedelta(days=1)
    lines = BankLine.objects.filter(state=BankLine.State.OPEN, day__gte=since).order_by("day", "id")
    found = 0
    for line in lines[:MOST_LINES]:
        note = re.sub(r"[^A-Z0-9]", "", line.note.upper())
        for code in CODE.findall(note):
            one = waiting.get(code)
            if one is not None and one.amount == line.amount:
                match(one.uuid, line.pk, by=SYSTEM, at=at)
                del waiting[code]
                found += 1
                break
    return found


def candidates(found: Deposit) -> list[BankLine]:
    """Open lines of the very amount, for an officer who knows that one of them is the deposit. One query."""
    since = found.made_at.astimezone(VN).date() - timedelta(days=1)
    rows = BankLine.objects.filter(state=BankLine.State.OPEN, day__gte=since, amount=found.amount)
    return list(rows.order_by("day", "id")[:10])


def _deposit(uuid: uuids.UUID, agency_id: int | None) -> Deposit:
    rows = Deposit.objects.select_for_update().filter(uuid=uuid)
    found = (rows if agency_id is None else rows.filter(agency=agency_id)).first()
    if found is None:
        raise NotYours
    return found

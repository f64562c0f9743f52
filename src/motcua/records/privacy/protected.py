"""People under special care: whose data draw eyes (a known face, a witness, a victim), kept for a time by the privacy officer.

Nothing is hidden from who works on their dossiers; each look without a dossier is proposed for review (`insight.privacy`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from motcua.city import authority, identities
from motcua.foundation.actor import Actor
from motcua.foundation.identifiers import parse_pin
from motcua.foundation.worktime import VN
from motcua.records.privacy.models import ProtectedPerson
from motcua.records.privacy.questions import LONGEST, PROTECT, NotPossible
from motcua.records.privacy.telling import tell_protected

PAGE = 50
SHORTEST = 5
LONGEST_TIME = relativedelta(years=3)
"""Care for longer has to be said again: a list that only grows protects nobody."""


@dataclass(frozen=True, slots=True)
class Wanted:
    pin: str
    reason: str
    until: date | None


def listed(on: date, after: tuple[date, int] | None = None, size: int = PAGE) -> Sequence[ProtectedPerson]:
    """Who is under care on a day, what ends first at the top; `after`: end and id of the last one seen. One query."""
    rows = ProtectedPerson.objects.select_related("person", "noted_by").filter(until__gte=on)
    if after is not None:
        rows = rows.filter(TupleGreaterThan((F("until"), F("person_id")), after))
    return list(rows.order_by("until", "person_id")[: size + 1])


@transaction.atomic
def protect(wanted: Wanted, *, by: Actor, at: datetime) -> ProtectedPerson:
    """Note somebody, or say anew why and until when. Raises: NotPossible with every fault, NotAllowed."""
    authority.require(by, PROTECT, at=at)
    today = at.astimezone(VN).date()
    wrong: dict[str, tuple[str, str]] = {}
    read = parse_pin("".join(wanted.pin.split()), today)
    person = identities.by_pin(read.value) if read.value else None
    if person is None:
        wrong["pin"] = ("Không có ai với số định danh này.", "Nobody has this personal number.")
    if len(wanted.reason.strip()) < SHORTEST:
        wrong["reason"] = ("Hãy ghi lý do, ít nhất 5 ký tự.", "Say why, in five letters or more.")
    if wanted.until is None or not today < wanted.until <= today + LONGEST_TIME:
        wrong["until"] = ("Chọn một ngày trong ba năm tới.", "Choose a day within the next three years.")
    if wrong or person is None or wanted.until is None or by.account_id is None:
        raise NotPossible(wrong)
    row, _ = ProtectedPerson.objects.update_or_create(
        person=person,
        defaults={
            "until": wanted.until, "reason": wanted.reason.strip()[:LONGEST], "noted_by_id": by.account_id, "noted_at": at,
        },
    )  # fmt: skip
    tell_protected("person-protected", person.pk, by, at, until=wanted.until.isoformat())
    return row


@transaction.atomic
def release(person_id: int, reason: str, *, by: Actor, at: datetime) -> bool:
    """The care ends today. False: nobody such. Raises: NotPossible without a reason, NotAllowed."""
    authority.require(by, PROTECT, at=at)
    row = ProtectedPerson.objects.select_for_update().filter(person_id=person_id).first()
    if row is None:
        return False
    if len(reason.strip()) < SHORTEST:
        raise NotPossible({"why": ("Hãy ghi lý do thôi bảo vệ.", "Say why the care ends.")})
    row.delete()
    tell_protected("person-released", person_id, by, at, reason=reason.strip()[:LONGEST])
    return True


def forget_past(on: date) -> int:
    """Care that ended before a day is forgotten, with its reason; how many. One statement."""
    return ProtectedPerson.objects.filter(until__lt=on).delete()[0]

"""Writing a team's plan, publishing and cancelling it; who may see which."""

import uuid as uuids
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from motcua.city.authority import PowerSet
from motcua.city.mobile.errors import Faulty, NotYours, Refused, WrongState
from motcua.city.mobile.models import Brought, Done, Member, Outing
from motcua.city.models import Account, Agency, Appointment, Power, Unit
from motcua.foundation import events
from motcua.foundation.actor import Actor

SENDS = Power.Name.SEND_TEAMS
LONGEST = timedelta(hours=14)
MOST_MEMBERS, MOST_PROCEDURES = 20, 40
HELPS = (Power.Name.RECEIVE, Power.Name.ASSIST)
"""Who may go with a team: whoever may take in, or may help."""
AFTER = timedelta(days=7)
"""So long after the end a team may still send what its tablets hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOuting:
    """A plan as typed; None where nothing readable was typed."""

    unit: Unit | None
    place: str
    starts_at: datetime | None
    ends_at: datetime | None
    procedures: tuple[str, ...]
    members: tuple[int, ...]
    devices: tuple[str, ...] = ()
    words: str = ""


@transaction.atomic
def write(
    agency: Agency, new: NewOuting, powers: PowerSet, known: Collection[str], *, by: Actor, at: datetime
) -> Outing:
    """A plan that nobody outside sees yet. `known`: procedures that can be taken in. Raises: NotYours, Faulty."""
    if agency.pk not in powers.agency_ids(SENDS):
        raise NotYours
    people = _checked(agency, new, known, at)
    assert new.unit is not None and new.starts_at is not None and new.ends_at is not None
    assert by.account_id is not None
    made = Outing.objects.create(
        agency=agency, unit=new.unit, place=new.place.strip(), starts_at=new.starts_at, ends_at=new.ends_at,
        procedures=list(dict.fromkeys(new.procedures)), devices=[one.strip() for one in new.devices if one.strip()],
        words=new.words.strip(), made_by_id=by.account_id, made_name=by.name, made_at=at,
    )  # fmt: skip
    Member.objects.bulk_create(Member(outing=made, account=one, name=one.display_name) for one in people)
    events.record(
        made.chain, "outing-written", at=at, actor=by, data={"agency": agency.pk, "unit": made.unit_id}
    )
    return made


def _checked(agency: Agency, new: NewOuting, known: Collection[str], at: datetime) -> list[Account]:
    faults: dict[str, tuple[str, str]] = {}
    if new.unit is None:
        faults["unit"] = ("Chọn phường, xã.", "Choose the commune.")
    if not new.place.strip():
        faults["place"] = ("Ghi rõ địa điểm.", "Say where exactly.")
    if new.starts_at is None or new.ends_at is None:
        faults["day"] = ("Ghi ngày, giờ bắt đầu và giờ kết thúc.", "Day, beginning and end are needed.")
    elif new.ends_at <= new.starts_at or new.ends_at - new.starts_at > LONGEST:
        faults["ends"] = (
            "Giờ kết thúc phải sau giờ bắt đầu, trong cùng ngày.",
            "The end must follow the beginning.",
        )
    elif new.starts_at < at:
        faults["day"] = ("Buổi lưu động phải ở phía trước.", "It must lie ahead.")
    if not new.procedures or len(new.procedures) > MOST_PROCEDURES or set(new.procedures) - set(known):
        faults["procedures"] = ("Chọn thủ tục tổ sẽ nhận.", "Choose what the team takes in.")
    people = [one for one in may_go(agency, at) if one.pk in set(new.members)]
    if not people or len(people) != len(set(new.members)) or len(people) > MOST_MEMBERS:
        faults["members"] = ("Chọn người của cơ quan cùng đi.", "Choose who goes, from your own agency.")
    if faults:
        raise Faulty(faults)
    return people


def may_go(agency: Agency, at: datetime) -> list[Account]:
    """Officers of an agency whose kind of post may take in or help. Two queries."""
    on = at.date()
    kinds = Power.objects.on(on).filter(power__in=HELPS, ended_at=None, withheld=False).filter(
        Q(agency_kind="") | Q(agency_kind=agency.kind)
    )  # fmt: skip
    held = Appointment.objects.on(on).filter(post__agency=agency, post__kind__in=kinds.values("post_kind"))
    return list(Account.objects.filter(pk__in=held.values("account")).order_by("display_name", "pk"))


@transaction.atomic
def publish(uuid: uuids.UUID, powers: PowerSet, *, by: Actor, at: datetime) -> Outing:
    """From now on residents see it. Raises: NotYours, WrongState."""
    found = _held(uuid, powers)
    if found.state != Outing.State.DRAFT:
        raise WrongState("Kế hoạch này đã công bố hoặc đã hủy.", "It has been published or cancelled.")
    if found.ends_at <= at:
        raise WrongState("Buổi lưu động này đã qua.", "It is over.")
    found.state, found.published_at = Outing.State.PUBLISHED, at
    found.save(update_fields=["state", "published_at"])
    events.record(found.chain, "outing-published", at=at, actor=by, data={"unit": found.unit_id})
    return found


@transaction.atomic
def cancel(uuid: uuids.UUID, reason: str, powers: PowerSet, *, by: Actor, at: datetime) -> Outing:
    """The team does not come; whoever looks is told why. Raises: NotYours, WrongState, Refused without a reason."""
    found = _held(uuid, powers)
    if not reason.strip():
        raise Refused("Ghi lý do hủy.", "Say why.", "reason")
    if found.state == Outing.State.CANCELLED or found.ends_at <= at:
        raise WrongState("Buổi lưu động này đã hủy hoặc đã qua.", "It is cancelled or over.")
    found.state, found.reason = Outing.State.CANCELLED, reason.strip()[:300]
    found.save(update_fields=["state", "reason"])
    events.record(found.chain, "outing-cancelled", at=at, actor=by, data={"reason": found.reason})
    return found


def _held(uuid: uuids.UUID, powers: PowerSet) -> Outing:
    found = (
        Outing.objects.select_for_update(of=("self",))
        .filter(uuid=uuid, agency__in=powers.agency_ids(SENDS))
        .first()
    )
    if found is None:
        raise NotYours
    return found


def coming(at: datetime, unit_id: int | None = None) -> QuerySet[Outing]:
    """Published outings that are not over, the next first."""
    rows = Outing.objects.select_related("agency", "unit").filter(state="published", ends_at__gt=at)
    rows = rows if unit_id is None else rows.filter(unit=unit_id)
    return rows.order_by("ends_at", "id")


def public(uuid: uuids.UUID) -> Outing:
    """An outing that residents may see: published, or cancelled after that. One query. Raises: NotYours."""
    rows = Outing.objects.select_related("agency", "unit").exclude(published_at=None)
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def for_officer(uuid: uuids.UUID, powers: PowerSet, account_id: int) -> Outing:
    """An outing that one plans, takes in for, or goes with. One query. Raises: NotYours."""
    ours = powers.agency_ids(SENDS) | powers.agencies_over_all(Power.Name.RECEIVE)
    mine = Member.objects.filter(account=account_id).values("outing")
    rows = Outing.objects.select_related("agency", "unit").prefetch_related("team")
    found = rows.filter(Q(agency__in=ours) | Q(pk__in=mine)).filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def of_officer(powers: PowerSet, account_id: int, since: datetime) -> list[Outing]:
    """Outings that one plans, takes in for or goes with, from `since` on. One query."""
    ours = powers.agency_ids(SENDS) | powers.agencies_over_all(Power.Name.RECEIVE)
    mine = Member.objects.filter(account=account_id).values("outing")
    waiting = Count("brought", filter=Q(brought__state="waiting"))
    rows = Outing.objects.select_related("agency", "unit").annotate(waiting=waiting)
    rows = rows.filter(Q(agency__in=ours) | Q(pk__in=mine), ends_at__gte=since)
    return list(rows.order_by("starts_at", "id")[:60])


def going(account_id: int, at: datetime) -> QuerySet[Outing]:
    """Outings whose tablets this officer carries now: published, today or so shortly over that drafts may still come."""
    rows = Outing.objects.filter(state="published", team__account=account_id, ends_at__gt=at - AFTER)
    return rows.select_related("unit", "agency").order_by("starts_at", "id")


def out_now(account_id: int, agency_id: int, at: datetime) -> Outing | None:
    """The outing on which this officer is at that moment, for this agency. One query."""
    rows = Outing.objects.filter(state="published", agency=agency_id, team__account=account_id)
    return rows.filter(starts_at__lte=at, ends_at__gt=at).first()


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of an outing."""

    intakes: int
    offline: int
    results: int
    on_the_spot: int
    waiting: int
    dropped: int


def figures(outing: Outing) -> Figures:
    """Counted over the rows of one outing: some dozens. Two queries."""
    done = list(Done.objects.filter(outing=outing).values_list("dossier_code", "kind", "offline"))
    taken = {code for code, kind, _ in done if kind == Done.Kind.INTAKE}
    given = {code for code, kind, _ in done if kind == Done.Kind.RESULT}
    states = dict(Brought.objects.filter(outing=outing).values_list("state").annotate(n=Count("id")))
    return Figures(
        intakes=len(taken), offline=sum(1 for _, kind, offline in done if kind == Done.Kind.INTAKE and offline),
        results=len(given), on_the_spot=len(taken & given),
        waiting=states.get("waiting", 0), dropped=states.get("dropped", 0),
    )  # fmt: skip

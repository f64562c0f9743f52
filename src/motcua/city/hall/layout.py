"""Halls, their groups and counters: reading the plan of a hall, and changing it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Prefetch, Q

from motcua.city.agencies import day as day_of
from motcua.city.hall.errors import Refused, WrongState
from motcua.city.hall.models import Counter, Group, Hall, Sitting
from motcua.city.models import Agency
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import Calendar

MOST_LETTERS = 26
KEPT_S = 30
"""How long a public page may show groups and counters as they were."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A hall as pages need it. `groups` and `counters` are those in use, in order.

    `calendar`: when people are called. `office`: the agency's own hours, in which bookings are taken.
    """

    hall: Hall
    groups: tuple[Group, ...]
    counters: tuple[Counter, ...]
    served: dict[int, tuple[int, ...]]
    calendar: Calendar
    office: Calendar

    def group(self, letter: str) -> Group | None:
        return next((one for one in self.groups if one.letter == letter), None)

    def group_id(self, number: int) -> Group | None:
        return next((one for one in self.groups if one.pk == number), None)

    def group_for(self, procedure_code: str, field: str) -> Group | None:
        """The group that handles a procedure: named by it, else by its field, else the one for everything else."""
        for one in self.groups:
            if procedure_code and procedure_code in one.procedures:
                return one
        for one in self.groups:
            if field and field in one.fields:
                return one
        return next((one for one in self.groups if not one.fields and not one.procedures), None)


def in_use(on: date) -> Q:
    return Q(closed_on=None) | Q(closed_on__gt=on)


def plan(key: str, at: datetime) -> Plan | None:
    """The plan of a hall by its address. Four queries, none for half a minute after. None: no such hall, or closed."""
    kept: Plan | None = cache.get(f"hall.plan.{key}")
    if kept is None:
        kept = next(iter(_read(Q(key=key), day_of(at))), None)
        if kept is not None:
            cache.set(f"hall.plan.{key}", kept, KEPT_S)
    return kept


def all_plans(at: datetime) -> list[Plan]:
    """The plans of all halls of the city, in no order. Four queries, whatever their number."""
    return _read(Q(), day_of(at))


def _read(which: Q, on: date) -> list[Plan]:
    now = in_use(on)
    halls = Hall.objects.select_related("agency__calendar", "agency__unit", "calendar").filter(now, which)
    found = {hall.pk: hall for hall in halls}
    groups: dict[int, list[Group]] = defaultdict(list)
    for group in Group.objects.filter(now, hall__in=found).order_by("letter"):
        groups[group.hall_id].append(group)
    counters: dict[int, list[Counter]] = defaultdict(list)
    serving = Prefetch("groups", Group.objects.filter(now).order_by("letter"))
    for counter in Counter.objects.filter(now, hall__in=found).order_by("number").prefetch_related(serving):
        counters[counter.hall_id].append(counter)
    return [_plan(hall, groups[hall.pk], counters[hall.pk]) for hall in found.values()]


def _plan(hall: Hall, groups: Sequence[Group], counters: Sequence[Counter]) -> Plan:
    served = {one.pk: tuple(group.pk for group in one.groups.all()) for one in counters}
    office = Calendar.from_data(hall.agency.calendar.data)
    calendar = Calendar.from_data(hall.calendar.data) if hall.calendar else office
    return Plan(hall, tuple(groups), tuple(counters), served, calendar, office)


def forget(hall: Hall) -> None:
    cache.delete(f"hall.plan.{hall.key}")


def halls_of(agency_ids: Iterable[int], at: datetime) -> list[Hall]:
    """The halls of these agencies. One query."""
    return list(
        Hall.objects.select_related("agency", "agency__unit")
        .filter(in_use(day_of(at)), agency_id__in=list(agency_ids))
        .order_by("agency__code", "key")
    )


def halls_serving(unit_id: int, at: datetime) -> list[Hall]:
    """Halls to which people of a commune go: of its own committee, and of the branch that serves it. One query."""
    return list(
        Hall.objects.select_related("agency", "agency__unit")
        .filter(in_use(day_of(at)), Q(agency__unit_id=unit_id) | Q(agency__serves=unit_id))
        .filter(agency__valid_to=None)
        .distinct()
        .order_by("agency__kind", "agency__code", "key")
    )


def all_halls(at: datetime) -> list[Hall]:
    """Every hall of the city, in the order of their agencies' codes. One query."""
    return list(
        Hall.objects.select_related("agency", "agency__unit")
        .filter(in_use(day_of(at)))
        .order_by("agency__kind", "agency__code", "key")
    )


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group as it is typed: without fields and procedures it takes everything that no other group takes."""

    vi: str
    en: str
    fields: Sequence[str] = ()
    procedures: Sequence[str] = ()
    per_slot: int = 2


@transaction.atomic
def set_up(
    agency: Agency,
    groups: Sequence[NewGroup],
    counters: int,
    *,
    key: str = "",
    vi: str = "",
    en: str = "",
    by: Actor,
    at: datetime,
) -> Hall:
    """A new hall with its groups (letters A, B, C …) and counters, each of which serves every group.

    Raises: Refused when the address is taken, or there is no group or counter.
    """
    key = key or agency.key
    if Hall.objects.filter(key=key).exists():
        raise Refused("Sảnh này đã có.", "This hall exists already.", "key")
    if not groups or len(groups) > MOST_LETTERS or not 1 <= counters <= 99:
        raise Refused("Cần ít nhất một nhóm và một quầy.", "A hall needs a group and a counter.", "groups")
    hall = Hall.objects.create(
        key=key, agency=agency, name_vi=vi or agency.name_vi, name_en=en or agency.name_en
    )
    made = [
        Group.objects.create(
            hall=hall,
            letter=chr(ord("A") + number),
            name_vi=one.vi,
            name_en=one.en,
            fields=list(one.fields),
            procedures=list(one.procedures),
            per_slot=one.per_slot,
        )
        for number, one in enumerate(groups)
    ]
    for number in range(1, counters + 1):
        Counter.objects.create(hall=hall, number=number).groups.set(made)
    _tell(hall, "hall-set-up", by, at, groups=len(made), counters=counters)
    return hall


@transaction.atomic
def add_group(hall: Hall, new: NewGroup, *, by: Actor, at: datetime) -> Group:
    """One more group, with the next letter; letters of closed groups are not used again. Counters are chosen after."""
    Hall.objects.select_for_update().get(pk=hall.pk)
    used = set(Group.objects.filter(hall=hall).values_list("letter", flat=True))
    letter = next((chr(code) for code in range(ord("A"), ord("Z") + 1) if chr(code) not in used), None)
    if letter is None:
        raise Refused("Sảnh đã dùng hết chữ cái.", "All letters are used.", "vi")
    made = Group.objects.create(
        hall=hall, letter=letter, name_vi=new.vi, name_en=new.en, fields=list(new.fields),
        procedures=list(new.procedures), per_slot=new.per_slot,
    )  # fmt: skip
    _tell(hall, "hall-group-added", by, at, letter=letter)
    return made


@transaction.atomic
def change_group(group: Group, new: NewGroup, *, by: Actor, at: datetime) -> None:
    """Other words, fields or capacity. Slots that somebody has booked keep the capacity of their first booking."""
    Group.objects.filter(pk=group.pk).update(
        name_vi=new.vi, name_en=new.en, fields=list(new.fields), procedures=list(new.procedures),
        per_slot=new.per_slot,
    )  # fmt: skip
    _tell(group.hall, "hall-group-changed", by, at, letter=group.letter, per_slot=new.per_slot)


@transaction.atomic
def add_counter(hall: Hall, group_ids: Sequence[int], *, by: Actor, at: datetime) -> Counter:
    """One more counter with the next number, serving these groups (all when none is named)."""
    Hall.objects.select_for_update().get(pk=hall.pk)
    last = Counter.objects.filter(hall=hall).order_by("-number").first()
    made = Counter.objects.create(hall=hall, number=(last.number if last else 0) + 1)
    groups = Group.objects.filter(in_use(day_of(at)), hall=hall)
    made.groups.set(groups.filter(pk__in=group_ids) if group_ids else groups)
    _tell(hall, "hall-counter-added", by, at, number=made.number)
    return made


@transaction.atomic
def serve(counter: Counter, group_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Which groups a counter serves from its next call on. Raises: Refused without any."""
    groups = list(Group.objects.filter(in_use(day_of(at)), hall=counter.hall, pk__in=group_ids))
    if not groups:
        raise Refused("Chọn ít nhất một nhóm.", "Choose at least one group.", "groups")
    counter.groups.set(groups)
    letters = "".join(sorted(one.letter for one in groups))
    _tell(counter.hall, "hall-counter-serves", by, at, number=counter.number, groups=letters)


@transaction.atomic
def close_counter(counter: Counter, *, by: Actor, at: datetime) -> None:
    """The counter is given up. Raises: WrongState while somebody sits at it."""
    if Sitting.objects.filter(counter=counter, until=None).exists():
        raise WrongState("Quầy đang có người ngồi.", "Somebody sits at this counter.")
    Counter.objects.filter(pk=counter.pk).update(closed_on=day_of(at))
    _tell(counter.hall, "hall-counter-closed", by, at, number=counter.number)


def _tell(hall: Hall, kind: str, by: Actor, at: datetime, **data: object) -> None:
    events.record(hall.chain, kind, at=at, actor=by, data={"hall": hall.key, **data})
    transaction.on_commit(lambda: forget(hall))

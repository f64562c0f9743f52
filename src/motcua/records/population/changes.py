"""Changes of the population register: one function each, one transaction, one event; what was is kept with its days.

Each locks the person, writes how things stand now into `Person` and `CitizenRecord`, ends and begins the rows with days, and
keeps in `PopulationChange` what it replaced. Events name the person and the day, never a value: they can never be forgotten,
and values must be when the law says so. Who may do it is decided where the change comes from: a dossier, a contest, a load.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from motcua.city.models import Person, Unit
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.identifiers import parse_pin
from motcua.records.population.models import (
    Card,
    CitizenRecord,
    Household,
    Member,
    PopulationChange,
    Residence,
    RetiredNumber,
    Tie,
)
from motcua.records.population.naming import HEAD, RELATIONS

Kind = Residence.Kind
Marital = CitizenRecord.MaritalStatus
HOMES = (Kind.PERMANENT, Kind.TEMPORARY, Kind.PRESENT)


class NotPossible(ValueError):
    """The register cannot become so: `code` says which rule stands against it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ground:
    """From which day it holds, where the city has it from (`dossier:H26…`, `contest:…`, `load:…`), who and when."""

    on: date
    source: str
    by: Actor
    at: datetime


@dataclass(slots=True)
class _Subject:
    """A person under its lock, with what this change replaces."""

    person: Person
    record: CitizenRecord
    was: dict[str, Any]
    became: dict[str, Any]

    def set(self, name: str, value: Any) -> None:
        """Set a field of the person or the record, and note what it was."""
        owner: Any = self.person if name in PERSON_FIELDS else self.record
        before = getattr(owner, name)
        if before != value:
            self.was[name], self.became[name] = _plain(before), _plain(value)
            setattr(owner, name, value)

    def note(self, name: str, was: Any, became: Any) -> None:
        self.was[name], self.became[name] = _plain(was), _plain(became)


PERSON_FIELDS = frozenset(
    {"pin", "full_name", "birth_date", "birth_precision", "sex", "phone", "email", "unit_id", "address_line"}
)


def moved(person_id: int, kind: str, unit: Unit, line: str, ground: Ground) -> Residence:
    """The person is registered at another place of this kind from `ground.on` on; the place before ends on that day.

    Raises: NotPossible `dead`, `before_the_last` when the day is earlier than the start of the place that stands.
    """

    def change(one: _Subject) -> Residence:
        _alive(one)
        _end(one, Residence.objects.filter(kind=kind), ground)
        if kind in HOMES:
            one.note(kind, _home(one.record, kind), {"unit_id": unit.pk, "line": line})
            setattr(one.record, f"{kind}_unit", unit)
            setattr(one.record, f"{kind}_line", line)
            _address(one)
        else:
            one.note(kind, None, {"unit_id": unit.pk, "line": line})
        return Residence.objects.create(
            person=one.person, kind=kind, unit=unit, line=line, since=ground.on, **_from(ground)
        )

    return _changed(person_id, f"residence_{kind}", ground, change)


def left_home(person_id: int, kind: str, ground: Ground, *, reason: str = "") -> None:
    """A registration ends without another of its kind (xóa đăng ký). Raises: NotPossible `none` when there is none."""

    def change(one: _Subject) -> None:
        if not _end(one, Residence.objects.filter(kind=kind), ground, reason=reason):
            raise NotPossible("none")
        if kind in HOMES:
            one.note(kind, _home(one.record, kind), None)
            setattr(one.record, f"{kind}_unit", None)
            setattr(one.record, f"{kind}_line", "")
            _address(one)

    _changed(person_id, f"residence_{kind}_ended", ground, change)


def declared_absent(
    person_id: int, ground: Ground, *, until: date | None = None, unit: Unit | None = None, reason: str = ""
) -> Residence:
    """Khai báo tạm vắng: away from `ground.on`, until a day if one was told. Raises: NotPossible `dead`, `backwards`."""

    def change(one: _Subject) -> Residence:
        _alive(one)
        if until is not None and until < ground.on:
            raise NotPossible("backwards")
        _end(one, Residence.objects.filter(kind=Kind.ABSENT), ground)
        one.note(Kind.ABSENT, None, {"until": until})
        return Residence.objects.create(
            person=one.person, kind=Kind.ABSENT, unit=unit, since=ground.on, until=until, reason=reason, **_from(ground)
        )  # fmt: skip

    return _changed(person_id, "declared_absent", ground, change)


def joined(person_id: int, number: str, relation: str, ground: Ground) -> Member:
    """The person belongs to the household of this residence file, as what to its head; the household before is left.

    A household that the city does not know begins, at the person's permanent residence. A second head: NotPossible `has_head`.
    Raises: NotPossible `dead`, `relation`, `has_head`, `before_the_last`.
    """

    def change(one: _Subject) -> Member:
        _alive(one)
        if relation not in RELATIONS:
            raise NotPossible("relation")
        home, _ = Household.objects.select_for_update().get_or_create(
            number=number,
            defaults={
                "unit": one.record.permanent_unit,
                "line": one.record.permanent_line,
                "since": ground.on,
            },
        )
        if relation == HEAD and _head_of(home).exclude(person=one.person).exists():
            raise NotPossible("has_head")
        _end(one, Member.objects.all(), ground)
        one.set("household_no", number)
        one.set("head_relation", relation)
        return Member.objects.create(
            household=home, person=one.person, relation=relation, since=ground.on, **_from(ground)
        )

    return _changed(person_id, "household_joined", ground, change)


def left_household(person_id: int, ground: Ground) -> None:
    """The person leaves its household (tách hộ, xóa). Raises: NotPossible `none`."""

    def change(one: _Subject) -> None:
        if not _end(one, Member.objects.all(), ground):
            raise NotPossible("none")
        one.set("household_no", "")
        one.set("head_relation", "")

    _changed(person_id, "household_left", ground, change)


def headed_by(number: str, person_id: int, ground: Ground, *, former_relation: str = "other") -> None:
    """Another member becomes the head of its household (đổi chủ hộ); the head before stays as `former_relation`.

    Raises: NotPossible `none` when the person is not a member, `relation`.
    """
    with transaction.atomic():
        home = Household.objects.select_for_update().filter(number=number).first()
        if home is None or not Member.objects.filter(household=home, person=person_id, until=None).exists():
            raise NotPossible("none")
        if former_relation not in RELATIONS or former_relation == HEAD:
            raise NotPossible("relation")
        for former in _head_of(home).exclude(person=person_id):
            joined(former.person_id, number, former_relation, ground)
        joined(person_id, number, HEAD, ground)


def card_issued(
    person_id: int,
    kind: str,
    number: str,
    ground: Ground,
    *,
    issued_at: str = "",
    expires_on: date | None = None,
) -> Card:
    """A new card or certificate; the cards before it end. Raises: NotPossible `dead`, `number` where it is another's."""

    def change(one: _Subject) -> Card:
        _alive(one)
        if kind != Card.Kind.CMND9 and number != one.person.pin:
            raise NotPossible("number")
        before = Card.objects.filter(person=one.person, ended_on=None)
        one.note("cards", [*before.values_list("number", flat=True)], [number])
        before.update(ended_on=ground.on)
        one.set("id_card_issued_on", ground.on)
        one.set("id_card_issued_at", issued_at)
        return Card.objects.create(
            person=one.person, kind=kind, number=number, issued_on=ground.on, issued_at=issued_at,
            expires_on=expires_on, **_from(ground),
        )  # fmt: skip

    return _changed(person_id, "card_issued", ground, change)


def number_replaced(person_id: int, pin: str, ground: Ground, *, why: str) -> RetiredNumber:
    """The number is cancelled and another one given (sex re-determined, birth year corrected); the old one leads here for ever.

    Raises: NotPossible `number` when it is no number, `taken` when somebody has it or had it, `none` when there was none before.
    """

    def change(one: _Subject) -> RetiredNumber:
        read = parse_pin(pin, ground.at.date())
        if not read.is_valid or read.value != pin:
            raise NotPossible("number")
        taken = Person.objects.filter(pin=pin).exclude(pk=person_id).exists()
        if taken or RetiredNumber.objects.filter(pin_old=pin).exists():
            raise NotPossible("taken")
        if not one.person.pin or one.person.pin == pin:
            raise NotPossible("none")
        old = one.person.pin
        one.set("pin", pin)
        RetiredNumber.objects.filter(person=one.person).update(pin_new=pin)
        return RetiredNumber.objects.create(
            pin_old=old, person=one.person, pin_new=pin, on=ground.on, ground=why, **_from(ground)
        )

    return _changed(person_id, "number_replaced", ground, change)


def died(person_id: int, ground: Ground) -> None:
    """Dead from `ground.on`: homes and the household end, a living spouse is widowed. The dead keep their marital status."""

    def change(one: _Subject) -> None:
        if one.record.death_date == ground.on:
            return
        one.set("death_date", ground.on)
        # what was written to begin after the death was for no day at all
        for rows in (Residence.objects.filter(person=one.person), Member.objects.filter(person=one.person)):
            rows.filter(until=None).update(until=Greatest(F("since"), ground.on))
        spouse = one.record.spouse_id
        _end_ties(one, Tie.Kind.SPOUSE, ground)
        if spouse is not None:
            _changed(spouse, "widowed", ground, _widowed)

    _changed(person_id, "died", ground, change)


def not_dead(person_id: int, ground: Ground) -> None:
    """The entry of a death was wrong: what ended on that day stands again, a marriage too. Raises: NotPossible `none`."""

    def change(one: _Subject) -> None:
        day = one.record.death_date
        if day is None:
            raise NotPossible("none")
        one.set("death_date", None)
        for rows in (Residence.objects.filter(person=one.person), Member.objects.filter(person=one.person)):
            rows.filter(until=day).update(until=None)
        Tie.objects.filter(
            Q(person=one.person) | Q(other=one.person), kind=Tie.Kind.SPOUSE, until=day
        ).update(until=None)
        if one.record.spouse_id is not None:
            # who has married again since stays so
            with suppress(NotPossible):
                _changed(one.record.spouse_id, "married", ground, _married_to(person_id))

    _changed(person_id, "not_dead", ground, change)


def declared_missing(person_id: int, ground: Ground) -> None:
    """A court declared the person missing from `ground.on`. Raises: NotPossible `dead`."""

    def change(one: _Subject) -> None:
        _alive(one)
        one.set("missing_since", ground.on)

    _changed(person_id, "declared_missing", ground, change)


def married(one_id: int, other_id: int, ground: Ground) -> None:
    """Both are each other's spouse from `ground.on`. Raises: NotPossible `dead`, `married`, `self`."""
    if one_id == other_id:
        raise NotPossible("self")
    first, second = sorted((one_id, other_id))
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk__in=[first, second]).order_by("pk"))

        _changed(first, "married", ground, _married_to(second))
        _changed(second, "married", ground, _married_to(first))
        if not Tie.objects.filter(kind=Tie.Kind.SPOUSE, person=first, other=second, until=None).exists():
            Tie.objects.create(
                kind=Tie.Kind.SPOUSE, person_id=first, other_id=second, since=ground.on, **_from(ground)
            )


def divorced(person_id: int, ground: Ground) -> None:
    """The marriage ends for both. Raises: NotPossible `none`."""

    def change(one: _Subject) -> None:
        spouse = one.record.spouse_id
        if spouse is None:
            raise NotPossible("none")
        _end_ties(one, Tie.Kind.SPOUSE, ground)
        one.set("spouse_id", None)
        one.set("marital_status", Marital.DIVORCED)
        if CitizenRecord.objects.filter(person=spouse, spouse=one.person).exists():
            _changed(spouse, "divorced", ground, _apart)

    _changed(person_id, "divorced", ground, change)


def not_married(person_id: int, ground: Ground) -> None:
    """The entry of a marriage was wrong: it never was. What the person was before, the registers must be asked again."""

    def change(one: _Subject) -> None:
        if one.record.spouse_id is not None:
            Tie.objects.filter(
                Q(person=one.person) | Q(other=one.person), kind=Tie.Kind.SPOUSE, until=None
            ).delete()
        one.set("spouse_id", None)
        one.set("marital_status", Marital.UNKNOWN)

    _changed(person_id, "not_married", ground, change)


def represented(person_id: int, representative_id: int, ground: Ground, *, until: date | None = None) -> Tie:
    """Somebody represents the person by law or by a court from `ground.on`; the representative before ends."""

    def change(one: _Subject) -> Tie:
        if representative_id == person_id:
            raise NotPossible("self")
        _end_ties(one, Tie.Kind.REPRESENTATIVE, ground)
        one.note("representative", None, representative_id)
        return Tie.objects.create(
            kind=Tie.Kind.REPRESENTATIVE, person=one.person, other_id=representative_id, since=ground.on, until=until,
            **_from(ground),
        )  # fmt: skip

    return _changed(person_id, "represented", ground, change)


def not_represented(person_id: int, ground: Ground) -> None:
    """Nobody represents the person any longer; the ties that were open end on `ground.on`."""

    def change(one: _Subject) -> None:
        open_ties = Tie.objects.filter(kind=Tie.Kind.REPRESENTATIVE, until=None, person=one.person)
        for tie in open_ties:
            one.note("representative", tie.other_id, None)
        _end_ties(one, Tie.Kind.REPRESENTATIVE, ground)

    _changed(person_id, "not_represented", ground, change)


CORRECTABLE = frozenset(
    {
        "full_name", "birth_date", "birth_precision", "sex", "phone", "email", "other_name", "ethnic_code", "nationality",
        "birth_place", "birth_registered_at", "hometown", "blood_group", "marital_status", "father_id", "mother_id",
    }
)  # fmt: skip


def corrected(person_id: int, values: dict[str, Any], ground: Ground) -> None:
    """Values that were written wrong are right from the beginning. Raises: KeyError for a field with a change of its own."""
    if unknown := values.keys() - CORRECTABLE:
        raise KeyError(*sorted(unknown))

    def change(one: _Subject) -> None:
        for name, value in values.items():
            one.set(name, value)
        if one.record.marital_status != Marital.MARRIED:
            one.set("spouse_id", None)

    _changed(person_id, "corrected", ground, change)


@transaction.atomic
def _changed[T](person_id: int, kind: str, ground: Ground, change: Callable[[_Subject], T]) -> T:
    """Lock, change, write, note, event: the shape of every change. Nothing is written where nothing changed."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    record = CitizenRecord.objects.select_for_update(of=("self",)).filter(person=person).first()
    one = _Subject(person, record or CitizenRecord(person=person), {}, {})
    result = change(one)
    if not one.became and not one.was:
        return result
    if touched := sorted(one.became.keys() & PERSON_FIELDS | one.was.keys() & PERSON_FIELDS):
        names = [name.removesuffix("_id") for name in touched]
        person.save(update_fields=names)
    one.record.updated_at = ground.at
    one.record.save()
    PopulationChange.objects.create(
        person=person, kind=kind, on=ground.on, at=ground.at, source=ground.source, by=ground.by.as_data(),
        was=one.was, became=one.became,
    )  # fmt: skip
    events.record(
        f"person/{person_id}",
        f"population_{kind}",
        at=ground.at,
        actor=ground.by,
        data={"person_id": person_id, "on": ground.on.isoformat(), "source": ground.source},
    )
    return result


def _end(one: _Subject, rows: Any, ground: Ground, *, reason: str = "") -> int:
    """End what stands open of the person on this day; how many. Raises: NotPossible `before_the_last`."""
    mine = rows.filter(person=one.person, until=None)
    if mine.filter(since__gt=ground.on).exists():
        raise NotPossible("before_the_last")
    more = {"reason": reason} if reason else {}
    return int(mine.update(until=ground.on, **more))


def _end_ties(one: _Subject, kind: str, ground: Ground) -> None:
    mine = Tie.objects.filter(kind=kind, until=None)
    ended = mine.filter(person=one.person)
    if kind == Tie.Kind.SPOUSE:
        ended = ended | mine.filter(other=one.person)
    # a day of the source before the day that the city knows of: the tie was for no day at all
    ended.update(until=Greatest(F("since"), ground.on))


def _married_to(spouse: int) -> Callable[[_Subject], None]:
    def change(one: _Subject) -> None:
        _alive(one)
        if one.record.spouse_id not in (None, spouse):
            raise NotPossible("married")
        one.set("marital_status", Marital.MARRIED)
        one.set("spouse_id", spouse)

    return change


def _widowed(one: _Subject) -> None:
    if one.record.death_date is None and one.record.spouse_id is not None:
        one.set("spouse_id", None)
        one.set("marital_status", Marital.WIDOWED)


def _apart(one: _Subject) -> None:
    one.set("spouse_id", None)
    one.set("marital_status", Marital.DIVORCED)


def _alive(one: _Subject) -> None:
    if one.record.death_date is not None:
        raise NotPossible("dead")


def _head_of(home: Household) -> Any:
    return Member.objects.filter(household=home, relation=HEAD, until=None)


def _home(record: CitizenRecord, kind: str) -> dict[str, Any] | None:
    unit = getattr(record, f"{kind}_unit_id")
    return {"unit_id": unit, "line": getattr(record, f"{kind}_line")} if unit is not None else None


def _address(one: _Subject) -> None:
    """The person's address is the residence of Luật Cư trú Điều 11: permanent, else temporary, else present."""
    for kind in HOMES:
        if (home := _home(one.record, kind)) is not None:
            one.set("unit_id", home["unit_id"])
            one.set("address_line", home["line"])
            return
    one.set("unit_id", None)
    one.set("address_line", "")


def _from(ground: Ground) -> dict[str, Any]:
    return {"source": ground.source, "recorded_at": ground.at}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value

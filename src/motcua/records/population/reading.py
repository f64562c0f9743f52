"""The whole record of a person as the law groups it, today or on any earlier day; and whom a number leads to."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from motcua.city import identities
from motcua.city.models import Person, Unit
from motcua.foundation.text import fold
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

MOST_FOUND = 20
SCALARS = (
    "pin", "full_name", "birth_date", "birth_precision", "sex", "ethnic_code", "nationality", "birth_place", "hometown",
    "marital_status", "other_name", "blood_group", "death_date", "missing_since",
)  # fmt: skip
"""What is told for a day by taking back the changes since then."""
DATES = ("birth_date", "death_date", "missing_since")


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stood with a person on a day. Homes by kind; `values` by the names of `SCALARS`."""

    on: date
    values: dict[str, Any]
    homes: dict[str, Residence]
    member: Member | None
    spouse_id: int | None
    representative_id: int | None
    cards: list[Card]

    @property
    def alive(self) -> bool:
        died = self.values["death_date"]
        return died is None or died > self.on


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that the city keeps of a person, with its history, newest first."""

    person: Person
    record: CitizenRecord | None
    residences: list[Residence]
    members: list[Member]
    household: list[Member]
    ties: list[Tie]
    children: list[Person]
    cards: list[Card]
    retired: list[RetiredNumber]
    changes: list[PopulationChange] = field(default_factory=list)

    @property
    def shown(self) -> set[int]:
        """Ids of the persons whose data stand in it: whoever looks at it has seen them."""
        others = [self.record.father_id, self.record.mother_id, self.record.spouse_id] if self.record else []
        others += [one.person_id for one in self.household] + [one.pk for one in self.children]
        others += [one for tie in self.ties for one in (tie.person_id, tie.other_id)]
        return {self.person.pk, *(one for one in others if one)}


def of_number(number: str) -> Person | None:
    """Whom a number leads to: a personal number of today, one that was replaced, or a card of nine digits.

    Somebody who was merged into another person is read as that person. Two queries for a number of today, at most five. A
    nine-digit number that two persons had leads to nobody.
    """
    if len(number) == 12:
        person = identities.by_pin(number)
        if person is not None:
            return person
        retired = RetiredNumber.objects.select_related("person").filter(pin_old=number).first()
        if retired is not None:
            return identities.by_pin(retired.person.pin) or retired.person
    if len(number) not in (9, 12):
        return None
    cards = Card.objects.filter(number=number).select_related("person").order_by("person")[:2]
    people = {card.person_id: card.person for card in cards}
    if len(people) != 1:
        return None
    (only,) = people.values()
    return identities.by_pin(only.pin) or only


def named(name: str, born: date) -> list[Person]:
    """People of this name and day of birth, with or without marks; at most `MOST_FOUND`. Two queries; three with somebody merged.

    There is no search by name alone: the national database has none either.
    """
    rows = Person.objects.select_related("unit").filter(search_key=fold(name), birth_date=born)
    found = list(rows.order_by("sort_key", "id")[:MOST_FOUND])
    kept = identities.present(one.pk for one in found)
    # one human being stands in the list once, as who they are today
    absorbed = {one.pk for one in found if kept[one.pk] != one.pk}
    missing = {kept[one] for one in absorbed} - {one.pk for one in found}
    others = list(Person.objects.select_related("unit").filter(pk__in=missing)) if missing else []
    return [one for one in found if one.pk not in absorbed] + others


def whole(person_id: int, *, most_changes: int = 50) -> Whole | None:
    """The person's record with its history; None when there is no such person. Nine queries."""
    person = Person.objects.select_related("unit").filter(pk=person_id).first()
    if person is None:
        return None
    record = (
        CitizenRecord.objects.select_related(
            "permanent_unit", "temporary_unit", "present_unit", "father", "mother", "spouse"
        )
        .filter(person=person)
        .first()
    )
    members = list(
        Member.objects.select_related("household__unit").filter(person=person).order_by("-id")[:most_changes]
    )
    home = next((one.household for one in members if one.until is None), None)
    children = Person.objects.filter(
        Q(pk__in=_children(person_id, "father")) | Q(pk__in=_children(person_id, "mother"))
    )
    return Whole(
        person=person,
        record=record,
        residences=list(
            Residence.objects.select_related("unit").filter(person=person).order_by("-id")[:most_changes]
        ),
        members=members,
        household=_of_household(home) if home is not None else [],
        ties=list(
            Tie.objects.select_related("person", "other")
            .filter(Q(person=person) | Q(other=person))
            .order_by("-id")[:most_changes]
        ),
        children=sorted(children, key=lambda child: (child.birth_date, child.pk)),
        cards=list(Card.objects.filter(person=person).order_by("-issued_on", "-id")),
        retired=list(RetiredNumber.objects.filter(person=person).order_by("-on", "-id")),
        changes=list(PopulationChange.objects.filter(person=person).order_by("-on", "-id")[:most_changes]),
    )


def as_of(person_id: int, on: date) -> Standing | None:
    """How things stood on a day, as far as the city knows; None when there is no such person. Six queries.

    What the register never knew to be different is taken to have been as it is now.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return None
    record = CitizenRecord.objects.filter(person=person).first() or CitizenRecord(person=person)
    values: dict[str, Any] = {
        name: getattr(person if hasattr(person, name) else record, name) for name in SCALARS
    }
    # newest first: the last one taken back is the oldest after the day. A correction was never right before.
    later = PopulationChange.objects.filter(person=person, on__gt=on).exclude(kind="corrected")
    for change in later.order_by("-on", "-id"):
        for name in change.was.keys() & values.keys():
            values[name] = _value(name, change.was[name])
    homes = _standing(Residence.objects.select_related("unit").filter(person=person), on)
    members = _standing(Member.objects.select_related("household__unit").filter(person=person), on)
    ties = list(_standing(Tie.objects.filter(Q(person=person) | Q(other=person)), on))
    spouse = next((tie for tie in ties if tie.kind == Tie.Kind.SPOUSE), None)
    representative = next(
        (tie for tie in ties if tie.kind == Tie.Kind.REPRESENTATIVE and tie.person_id == person_id), None
    )
    cards = Card.objects.filter(person=person).filter(Q(issued_on=None) | Q(issued_on__lte=on))
    return Standing(
        on=on,
        values=values,
        homes={home.kind: home for home in homes},
        member=members.first(),
        spouse_id=_other(spouse, person_id) if spouse else None,
        representative_id=representative.other_id if representative else None,
        cards=list(cards.filter(Q(ended_on=None) | Q(ended_on__gt=on)).order_by("-issued_on", "-id")),
    )


def _standing(rows: Any, on: date) -> Any:
    """Rows that hold on a day: begun (or since nobody knows when) and not ended."""
    began = rows.filter(Q(since=None) | Q(since__lte=on))
    return began.filter(Q(until=None) | Q(until__gt=on)).order_by("-id")


def _of_household(home: Household) -> list[Member]:
    rows = Member.objects.select_related("person").filter(household=home, until=None)
    return sorted(rows, key=lambda one: (one.relation != "head", one.person.birth_date, one.person_id))


def _children(person_id: int, parent: str) -> Any:
    return CitizenRecord.objects.filter(**{f"{parent}_id": person_id}).values("person_id")


def _other(tie: Tie, person_id: int) -> int:
    return tie.other_id if tie.person_id == person_id else tie.person_id


def _value(name: str, was: Any) -> Any:
    if name in DATES:
        return date.fromisoformat(was) if was else None
    return was


def place(unit: Unit | None, line: str) -> str:
    """An address in one line."""
    return ", ".join(part for part in (line, unit.full_name_vi if unit else "") if part)

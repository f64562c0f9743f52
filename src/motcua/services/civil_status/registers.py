"""What a civil-status entry changes in the city's population data, so that the next form knows it.

Each handler runs in the transaction that writes the entry. `earlier` is the entry of the same dossier that a
correction has closed: what it said and the new one no longer says is taken back.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from motcua.city.models import Person, Unit
from motcua.foundation.actor import SYSTEM
from motcua.records import registers
from motcua.records.documents.words import ETHNIC_LIST
from motcua.records.population import changes
from motcua.records.population.models import CitizenRecord
from motcua.services.civil_status import remarks

Marital = CitizenRecord.MaritalStatus
SPOUSES = ("wife", "husband")


def child_born(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """The child becomes a person with parents. The number stays empty until the police issue it (Luật Căn cước).

    A corrected certificate corrects the same child.
    """
    data, parents = entry.data, people_of(entry)
    child = people_of(earlier).get("child") if earlier is not None else None
    child = child or Person()
    home = parents.get("mother") or parents.get("father")
    address = data.get("mother_residence") or data.get("father_residence") or {}
    child.full_name = data["child_name"]
    child.birth_date = date.fromisoformat(data["child_birth_date"])
    child.sex = data["child_sex"]
    child.unit = unit_of(address, entry.entered_on) or (home.unit if home else None)
    child.address_line = address.get("line", "") or (home.address_line if home else "")
    child.save()
    _write(
        child,
        at,
        ethnic_list=ETHNIC_LIST,
        ethnic_code=data.get("child_ethnic_group", ""),
        nationality=data.get("child_nationality") or "VN",
        birth_place=data.get("birth_place_words", "")[:200],
        hometown=data.get("home_town_words", "")[:200],
        father=parents.get("father"),
        mother=parents.get("mother"),
        marital_status=Marital.SINGLE,
    )
    registers.name_person(entry, "child", child.pk)


def married(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """Both are married, to each other when the city knows both (Luật Hộ tịch Đ18)."""
    couple = {role: person for role, person in people_of(entry).items() if role in SPOUSES}
    ground = _ground(entry, entry.entered_on, at)
    for person in _no_longer(earlier, couple):
        # Whether single, divorced or widowed before: the registers must be asked again.
        changes.not_married(person.pk, ground)
    wife, husband = couple.get("wife"), couple.get("husband")
    if wife is not None and husband is not None:
        try:
            changes.married(wife.pk, husband.pk, ground)
        except changes.NotPossible:
            # The entry counts; that the city's copy says something else is for whoever keeps it clean.
            pass
        else:
            return
    if wife is not None:
        _write(wife, at, marital_status=Marital.MARRIED, spouse=husband)
    if husband is not None:
        _write(husband, at, marital_status=Marital.MARRIED, spouse=wife)


def died(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """The person is dead from that day; a living spouse is widowed. The dead keep their last marital status."""
    named = people_of(entry)
    for person in _no_longer(earlier, named):
        with suppress(changes.NotPossible):
            changes.not_dead(person.pk, _ground(entry, at.date(), at))
    deceased = named.get("deceased")
    if deceased is None:
        return
    day = date.fromisoformat(entry.data["death_date"])
    if (
        earlier is not None
        and CitizenRecord.objects.filter(person=deceased).exclude(death_date=None).exists()
    ):
        changes.not_dead(deceased.pk, _ground(entry, day, at))
    changes.died(deceased.pk, _ground(entry, day, at))


def guarded(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """The guardian represents the ward from that day (Bộ luật Dân sự 2015 Đ58); whoever was wrongly a ward is none."""
    named = people_of(entry)
    ward, guardian = named.get("subject"), named.get("guardian")
    wrong = people_of(earlier).get("subject") if earlier is not None else None
    if wrong is not None and wrong != ward:
        changes.not_represented(wrong.pk, _ground(entry, entry.entered_on, at))
    if ward is not None and guardian is not None:
        with suppress(changes.NotPossible):
            changes.represented(ward.pk, guardian.pk, _ground(entry, entry.entered_on, at))


def recognised(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """Parent and child are each other's from birth (Luật Hôn nhân và gia đình 2014 Đ90-91); the birth entry is noted."""
    named = people_of(entry)
    child, parent = named.get("subject"), named.get("parent")
    ground = _ground(entry, entry.entered_on, at)
    if earlier is not None:
        before = people_of(earlier)
        wrong_child, wrong_parent = before.get("subject"), before.get("parent")
        if (
            wrong_child is not None
            and wrong_parent is not None
            and (wrong_child, wrong_parent) != (child, parent)
        ):
            held = CitizenRecord.objects.filter(person=wrong_child).first()
            if held is not None and getattr(held, PARENT[wrong_parent.sex][0]) == wrong_parent.pk:
                changes.corrected(wrong_child.pk, {PARENT[wrong_parent.sex][0]: None}, ground)
    if parent is None:
        return
    field, word = PARENT[parent.sex]
    if child is not None:
        changes.corrected(child.pk, {field: parent.pk}, ground)
    number, year = entry.data.get("birth_number"), entry.data.get("birth_year")
    if number and year:
        line = remarks.of_recognition(entry, word, at)
        remarks.noted("births", number, year, entry.data["child_name"], line, entry, at)


PARENT = {"male": ("father_id", "cha"), "female": ("mother_id", "mẹ")}
"""Which parent somebody is: the field of the child's record, and the word of the remark."""


def changed(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """The entry that was changed bears a remark; it keeps what was registered (Luật Hộ tịch 2014 Đ28.2)."""
    number, _, year = entry.data.get("entry_of", "").partition("/")
    if number.isdecimal() and year.isdecimal() and (book := entry.data.get("book")):
        line = remarks.of_change(entry, at)
        remarks.noted(book, int(number), int(year), entry.data["subject_name"], line, entry, at)


def people_of(entry: registers.Record) -> dict[str, Person]:
    """The persons that an entry names, by role. Two queries."""
    named = registers.people_of([entry])[entry.register, entry.id]
    people = Person.objects.select_related("unit").in_bulk(set(named.values()))
    return {role: people[pk] for role, pk in named.items()}


def unit_of(address: Any, on: date) -> Unit | None:
    """The unit of an address answer, if it was in force on that day."""
    code = address.get("unit", "") if isinstance(address, Mapping) else ""
    return Unit.objects.on(on).filter(code=code).first() if code else None


def _no_longer(earlier: registers.Record | None, now: Mapping[str, Person]) -> list[Person]:
    """Persons whom the corrected entry named and the new one does not."""
    if earlier is None:
        return []
    kept = {person.pk for person in now.values()}
    return [person for person in people_of(earlier).values() if person.pk not in kept]


def _ground(entry: registers.Record, on: date, at: datetime) -> changes.Ground:
    """From the entry, on its day; who wrote it stands with the entry."""
    return changes.Ground(on, f"register:{entry.register}/{entry.id}", SYSTEM, at)


def _write(person: Person, at: datetime, **facts: Any) -> CitizenRecord:
    """Set these facts on the person's record, which is made when the city had none."""
    record, _ = CitizenRecord.objects.update_or_create(person=person, defaults={**facts, "updated_at": at})
    return record

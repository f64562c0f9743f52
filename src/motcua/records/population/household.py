"""Whom a parent's forms are about: the youngest child, as the birth register knows it, and the head of the household."""

from datetime import date
from typing import Any

from motcua.city.models import Person
from motcua.records import registers
from motcua.records.population.models import CitizenRecord

CHILD_UNTIL = 16
"""Age in years up to which forms about "the child" mean the youngest one. Luật Trẻ em 2016 Điều 1."""
HEAD = "Chủ hộ"
"""The head among the relations to the head (`CitizenRecord.head_relation`)."""


def child_facts(person_id: int, *, on: date) -> dict[str, Any]:
    """Facts about a person's youngest living child by the names that definitions use; empty without one.

    Two queries. Of twins it is the one registered last. `population.child.person_id` says whose data these are.
    """
    since = date(on.year - CHILD_UNTIL, on.month, min(on.day, 28))
    rows = CitizenRecord.objects.filter(death_date=None, person__birth_date__gt=since).select_related(
        "person"
    )
    record = (
        rows.filter(mother_id=person_id)
        .union(rows.filter(father_id=person_id), all=True)
        .values_list("person_id", "person__birth_date", "updated_at")
        .order_by("-person__birth_date", "-person_id")
        .first()
    )
    if record is None:
        return {}
    child = Person.objects.get(pk=record[0])
    entry = next(iter(registers.about(child.pk, ["births"], on)), None)
    facts = {
        "population.child_name": child.full_name,
        "population.child_pin": child.pin,
        "population.child_birth_date": child.birth_date
        if child.birth_precision == Person.Precision.DAY
        else None,
        "population.child_sex": child.sex,
        "population.child_birth_number": entry.data.get("paper_number", "") if entry else "",
        "population.child.person_id": child.pk,
        "population.child.updated_at": record[2],
    }
    return {key: value for key, value in facts.items() if value not in (None, "")}


def head_facts(person: Person, facts: dict[str, Any]) -> dict[str, Any]:
    """Name and number of the head of the person's household; `facts` are those of the person. One query or none."""
    if facts.get("population.head_relation") == HEAD:
        return _head(person)
    number = facts.get("population.household_no")
    if not number:
        return {}
    rows = CitizenRecord.objects.filter(household_no=number, head_relation=HEAD, death_date=None)
    record = rows.select_related("person").first()
    return _head(record.person) if record is not None else {}


def _head(person: Person) -> dict[str, Any]:
    facts = {
        "population.head_name": person.full_name,
        "population.head_pin": person.pin,
        "population.head.person_id": person.pk,
    }
    return {key: value for key, value in facts.items() if value}

"""Whom forms about a home ask for: the head of the household."""

from typing import Any

from motcua.city import identities
from motcua.city.models import Person
from motcua.records.population.models import CitizenRecord
from motcua.records.population.naming import HEAD


def head_facts(person: Person, facts: dict[str, Any]) -> dict[str, Any]:
    """Name and number of the head of the person's household; `facts` are those of the person. Two queries or none."""
    if facts.get("population.head_relation") == HEAD:
        return _head(person)
    number = facts.get("population.household_no")
    if not number:
        return {}
    rows = CitizenRecord.objects.filter(household_no=number, head_relation=HEAD, death_date=None)
    record = rows.select_related("person").first()
    if record is None:
        return {}
    return _head(identities.as_today(record.person))


def _head(person: Person) -> dict[str, Any]:
    facts = {
        "population.head_name": person.full_name,
        "population.head_pin": person.pin,
        "population.head.person_id": person.pk,
    }
    return {key: value for key, value in facts.items() if value}

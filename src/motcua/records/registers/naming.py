"""Whom a record names: persons of the population register, by number, else by name and birth date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from motcua.city import identities
from motcua.city.models import Person
from motcua.foundation.text import fold
from motcua.records.registers.definition import RegisterDefinition


def link_people(
    definition: RegisterDefinition, data: Mapping[str, Any], given: Mapping[str, int]
) -> list[tuple[str, int]]:
    """(role, person) of everybody whom the record names and the city knows; `given` goes before what the fields say.

    A name and a full birth date count only where one person bears both. One query, none when all are given.
    """
    found = dict(given)
    wanted = Q()
    by_number: dict[str, str] = {}
    by_name: dict[str, tuple[str, date]] = {}
    for part in definition.people:
        if part.role in found:
            continue
        number = str(data.get(part.pin or "", ""))
        born = _day(data.get(part.birth or ""))
        name = fold(str(data.get(part.name, "")))
        if len(number) == 12:
            by_number[part.role] = number
            wanted |= Q(pin=number)
        elif name and born:
            by_name[part.role] = (name, born)
            wanted |= Q(search_key=name, birth_date=born)
    if by_number or by_name:
        rows = list(Person.objects.filter(wanted).values_list("id", "pin", "search_key", "birth_date"))
        for role, number in by_number.items():
            owner = next((pk for pk, pin, _, _ in rows if pin == number), None)
            if owner is not None:
                found[role] = owner
        for role, who in by_name.items():
            alike = [pk for pk, _, key, birth in rows if (key, birth) == who]
            if len(alike) == 1:
                found[role] = alike[0]
        named = identities.present(found[role] for role in (*by_number, *by_name) if role in found)
        found |= {role: named.get(one, one) for role, one in found.items()}
    return sorted(found.items())


def _day(value: Any) -> date | None:
    """A full day; none for a year or a month alone."""
    text = str(value or "")
    return date.fromisoformat(text) if len(text) == 10 else None

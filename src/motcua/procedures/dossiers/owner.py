"""What the expressions of a definition know about the owner of a dossier that is already there (`applicant.…`)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from motcua.city.models import Person
from motcua.procedures.applicant import applicant_facts
from motcua.procedures.dossiers.models import Dossier
from motcua.records import population


def facts(dossier: Dossier, on: date) -> dict[str, Any]:
    """The facts of a day, with what registers prove. Up to four queries."""
    person = Person.objects.select_related("unit").filter(id=dossier.owner_id or 0).first()
    sources = population.sources_for(person.id, on=on) if person else ()
    return facts_of_row(dossier, person, on, sources)


def facts_of_row(
    dossier: Dossier, person: Person | None, on: date, sources: Collection[str] = ()
) -> dict[str, Any]:
    """The same from rows that were read already. No query when `person` brought its unit along."""
    kind = "organisation" if dossier.owner_organisation_id else "citizen"
    if person is None:
        return applicant_facts(dossier.owner_name, on=on, kind=kind)
    return applicant_facts(
        person.full_name,
        on=on,
        kind=kind,
        pin=person.pin or "",
        birth_date=person.birth_date,
        sex=person.sex or None,
        residence_unit=person.unit.code if person.unit else "",
        sources=sources,
    )

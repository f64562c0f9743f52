"""The city's copy of population data."""

from motcua.records.population.facts import (
    Family,
    facts_for,
    family,
    lookup,
    one_line,
    organisation_facts,
    sources_for,
)
from motcua.records.population.models import CitizenRecord

__all__ = [
    "CitizenRecord",
    "Family",
    "facts_for",
    "family",
    "lookup",
    "one_line",
    "organisation_facts",
    "sources_for",
]

"""The city's copy of population data, and its registers."""

from motcua.records.population.facts import (
    Family,
    facts_for,
    family,
    lookup,
    one_line,
    organisation_facts,
    sources_for,
)
from motcua.records.population.models import CitizenRecord, RegisterEntry
from motcua.records.population.register import AlreadyClosed, close, enter, entries_of, number_text

__all__ = [
    "AlreadyClosed",
    "CitizenRecord",
    "Family",
    "RegisterEntry",
    "close",
    "enter",
    "entries_of",
    "facts_for",
    "family",
    "lookup",
    "number_text",
    "one_line",
    "organisation_facts",
    "sources_for",
]

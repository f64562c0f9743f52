"""Rows of the records room; each part keeps its own."""

from motcua.records.papers.models import Paper, StoredFile
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

__all__ = [
    "Card",
    "CitizenRecord",
    "Household",
    "Member",
    "Paper",
    "PopulationChange",
    "Residence",
    "RetiredNumber",
    "StoredFile",
    "Tie",
]

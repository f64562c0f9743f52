"""Rows of the records room; each part keeps its own."""

from motcua.records.papers.models import Paper, StoredFile
from motcua.records.population.models import CitizenRecord

__all__ = ["CitizenRecord", "Paper", "StoredFile"]

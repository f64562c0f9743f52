"""Where other rooms send a reader who says that data are wrong."""

from uuid import UUID

from django.urls import reverse

from motcua.records.contests.facts import LACKING


def of_field(form: UUID, field_id: str) -> str:
    return reverse("wallet:contest-field", args=[form, field_id])


def of_source(source: str, form: UUID | None) -> str:
    """Empty for data that nobody within the city keeps."""
    if source not in LACKING:
        return ""
    return reverse("wallet:contest-source", args=[source]) + (f"?don={form}" if form else "")


def of_fact(fact: str) -> str:
    return reverse("wallet:contest-fact", args=[fact])

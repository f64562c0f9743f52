"""Which procedures are taken by post and which are not: the two lists that an agency has to publish (QĐ 45/2016).

For a filing by post the city's own list counts, whatever the national record says.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from motcua.foundation.text import sort_key
from motcua.foundation.worktime import Unit as Span
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.compile import CompiledProcedure

KEPT_S = 300
DAY_HOURS = 8


@dataclass(frozen=True, slots=True)
class Carried:
    """A procedure as the post's lists show it. `closed`: not taken now, whichever way."""

    code: str
    vi: str
    en: str
    postal: bool
    closed: bool


def all_of_them(at: datetime) -> list[Carried]:
    """Every procedure that the city takes in, in order of name. Some dozens of queries every five minutes, none between."""
    kept: list[Carried] | None = cache.get("ways.carried")
    if kept is None:
        kept = []
        for row in Procedure.objects.filter(executable=True, internal=False):
            version = publishing.version_for(row.code, at)
            if version is None:
                continue
            definition = publishing.definition_of(version)
            told = closing.closed(row, version, at)
            kept.append(
                Carried(
                    row.code,
                    definition.name.vi,
                    definition.name.en,
                    definition.channels.postal,
                    told is not None,
                )
            )
        kept.sort(key=lambda one: sort_key(one.vi))
        cache.set("ways.carried", kept, KEPT_S)
    return kept


def accepted(at: datetime) -> list[Carried]:
    return [one for one in all_of_them(at) if one.postal and not one.closed]


def refused(at: datetime) -> list[Carried]:
    return [one for one in all_of_them(at) if not one.postal or one.closed]


def compiled_for(code: str, at: datetime) -> CompiledProcedure | None:
    """The procedure that is taken by post under this code now. At most one query."""
    if code not in {one.code for one in accepted(at)}:
        return None
    version = publishing.version_for(code, at)
    return publishing.compiled(version) if version is not None else None


def same_day(compiled: CompiledProcedure) -> bool:
    """Whether every case is due on the day it is taken in: the post then waits, or comes back the same day."""
    limits = [compiled.limit(case.id) for case in compiled.definition.cases] or [compiled.definition.limit]
    return all(
        one.unit == Span.SAME_DAY or (one.unit == Span.WORKING_HOUR and one.amount <= DAY_HOURS)
        for one in limits
    )

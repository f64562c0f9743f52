"""What a part is told: its answers and papers from the set's own and from the parts before it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from motcua.procedures.binding import Context
from motcua.procedures.compiled import CompiledProcedure
from motcua.procedures.dossiers import owner
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.procedures.linked.models import LinkedItem
from motcua.procedures.linked_parts import OR, RESULT_OF, CompiledPart


def context_of(dossier: Dossier, facts: Mapping[str, Any], on: date) -> Context:
    """What expressions of a dossier's procedure know besides its answers."""
    return Context(
        today=on,
        channel=dossier.channel,
        applicant=facts,
        case=dossier.case_id or None,
        officer=dossier.officer_answers,
    )


def set_values(parent: Dossier, compiled: CompiledProcedure, on: date) -> dict[str, Any]:
    """What the expressions of a set see. Up to four queries."""
    return compiled.values(parent.answers, context_of(parent, owner.facts(parent, on), on))


def seen_by(values: Mapping[str, Any], decided: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the expressions of a part see: what the set's see, and what the parts before it decided."""
    return {**values, "parts": {name: _days(told) for name, told in decided.items()}}


def answers_for(
    part: CompiledPart, values: Mapping[str, Any], decided: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The answers of a part's form as they can be told now; what is not known yet is left out.

    `decided`: by part, what those before it decided (JSON-ready: days as text).
    """
    seen = seen_by(values, decided)
    found = {name: _json(expression.evaluate(seen)) for name, expression in part.answers.items()}
    return {name: value for name, value in found.items() if value is not None}


def papers_for(
    part: CompiledPart, parent: Dossier, items: Mapping[str, LinkedItem]
) -> tuple[GivenPaper, ...]:
    """The papers that the set or an earlier part gives to this one: shared, not copied. Two queries."""
    given = {
        row.component_id: row for row in Component.objects.filter(dossier=parent).order_by("round", "id")
    }
    found = []
    for name, sources in part.part.papers.items():
        for source in sources.split(OR):
            paper = _from_source(name, source, given, items)
            if paper is not None:
                found.append(paper)
                break
    return tuple(found)


def _from_source(
    name: str, source: str, given: Mapping[str, Component], items: Mapping[str, LinkedItem]
) -> GivenPaper | None:
    """The paper `name` from one source; None when it is not there. Up to one query."""
    if source.startswith(RESULT_OF):
        item = items.get(source.removeprefix(RESULT_OF))
        files = issued_file(item.dossier_id) if item is not None else ()
        return GivenPaper(name, Component.Source.REUSED, files) if files else None
    row = given.get(source)
    if row is None or row.source == Component.Source.MISSING:
        return None
    return GivenPaper(name, row.source, tuple(row.files), row.originals, row.copies)


def issued_file(dossier_id: int) -> tuple[UUID, ...]:
    """The file of the result that a dossier has issued, if any. One query."""
    return tuple(
        Document.objects.filter(
            dossier_id=dossier_id, kind="result", state=Document.State.ISSUED, file__isnull=False
        )
        .order_by("-id")
        .values_list("file__uuid", flat=True)[:1]
    )


def decided_by(child: Dossier, on: date) -> dict[str, Any]:
    """What a dossier that has its result tells the parts after it, JSON-ready."""
    told = {name: value for name, value in child.officer_answers.items() if value is not None}
    return {"number": child.result_number, "issued_on": on.isoformat(), "code": child.code, **told}


def _days(told: Mapping[str, Any]) -> dict[str, Any]:
    """Days as expressions see them."""
    return {name: _day(value) for name, value in told.items()}


def _day(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" and value[7:8] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _json(value: Any) -> Any:
    """A value of an expression as a form takes it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_json(inner) for inner in value]
    return value

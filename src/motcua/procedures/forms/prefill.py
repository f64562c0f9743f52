"""First values of a form from what the city knows (ask once)."""

from collections.abc import Mapping
from typing import Any

from ..compiled import CompiledProcedure


def prefill_sources(
    compiled: CompiledProcedure, known: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, str]:
    """By field id: which of the known sources answers it, given the answers so far (`compiled.values`).

    Fields of repeated groups are never prefilled: a row stands for somebody else.
    """
    found: dict[str, str] = {}
    for item in compiled.fields_by_id.values():
        if item.group is not None or not item.prefills:
            continue
        source = item.prefill_source(values)
        if source is not None and known.get(source) not in (None, ""):
            found[item.id] = source
    return found


def prefill(
    compiled: CompiledProcedure, known: Mapping[str, Any], values: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Answers for the fields whose source is in `known`, e.g. {"applicant.full_name": "Trần Thị Hoa"}.

    They are proposals: the person sees them and `validate` checks them like any other answer.
    """
    sources = prefill_sources(compiled, known, values or {})
    return {name: known[source] for name, source in sources.items()}

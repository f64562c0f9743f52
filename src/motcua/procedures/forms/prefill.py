"""First values of a form from what the city knows (ask once)."""

from collections.abc import Mapping
from typing import Any

from ..compiled import CompiledProcedure


def prefill(compiled: CompiledProcedure, known: Mapping[str, Any]) -> dict[str, Any]:
    """Answers for the fields whose source is in `known`, e.g. {"applicant.full_name": "Trần Thị Hoa"}.

    They are proposals: the person sees them and `validate` checks them like any other answer. Fields of
    repeated groups are never prefilled: a row stands for somebody else.
    """
    answers: dict[str, Any] = {}
    for item in compiled.fields_by_id.values():
        source = item.field.prefill
        if item.group is None and source is not None and known.get(source) not in (None, ""):
            answers[item.id] = known[source]
    return answers

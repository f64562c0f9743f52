"""A dense form beside an image: one line a value, as it was typed, with its fault, its marks and the value above."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.records.books.entry_form import Asked

HINTS = {
    "date": ("ngày/tháng/năm", "day/month/year"),
    "partial_date": ("ngày/tháng/năm, tháng/năm hoặc năm", "day/month/year, month/year or year"),
    "yes_no": ("có hoặc không", "yes or no"),
    "pin": ("12 chữ số (CMND: 9)", "12 digits (old card: 9)"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One value to be typed. `above`: what was typed for the entry before; `was`: what stands now, where one checks."""

    id: str
    label: Any
    value: str
    twice: bool
    required: bool
    long: bool
    digits: bool
    max_length: int
    hint: dict[str, str]
    above: str
    error: dict[str, str]
    first: bool


def lines(
    asked: Iterable[Asked],
    values: Mapping[str, str],
    *,
    above: Mapping[str, str] | None = None,
    faults: Mapping[str, tuple[str, str]] | None = None,
) -> list[Line]:
    """The lines of a form, in the book's order."""
    wrong = faults or {}
    return [
        Line(
            id=one.id,
            label=one.label,
            value=values.get(one.id, ""),
            twice=one.twice,
            required=one.required,
            long=one.kind == "longtext",
            digits=one.kind in ("integer", "pin", "money"),
            max_length=one.max_length,
            hint=_hint(one),
            above=(above or {}).get(one.id, ""),
            error={"vi": wrong[one.id][0], "en": wrong[one.id][1]} if one.id in wrong else {},
            first=number == 0,
        )
        for number, one in enumerate(asked)
    ]


def _hint(asked: Asked) -> dict[str, str]:
    if asked.options:
        listed = " · ".join(f"{number} {label}" for number, (_, label) in enumerate(asked.options, 1))
        return {"vi": listed, "en": listed}
    vi, en = HINTS.get(asked.kind, ("", ""))
    return {"vi": vi, "en": en}


def typed(asked: Iterable[Asked], given: Mapping[str, str]) -> dict[str, str]:
    """What a form brought, of what was asked and nothing else."""
    return {one.id: given.get(one.id, "")[:4000] for one in asked}


def errors(shown: Iterable[Line]) -> list[dict[str, Any]]:
    """For the summary at the top: a link to each line with its fault."""
    return [
        {
            "href": f"#n-{one.id}",
            "text": {lang: f"{_label(one.label, lang)}: {one.error[lang]}" for lang in ("vi", "en")},
        }
        for one in shown
        if one.error
    ]


def _label(label: Any, lang: str) -> str:
    return str(getattr(label, lang))

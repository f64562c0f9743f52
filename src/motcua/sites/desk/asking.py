"""Fields of a definition as fields of a page, and what was posted as answers again.

Names of inputs: the field's id after a prefix; groups add their row (`children.0.name`). The pieces of dates and
addresses follow the design system (`name-day`, `name-commune`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from motcua.city import units
from motcua.city.models import Unit
from motcua.procedures.compile import CompiledField
from motcua.procedures.definition import Field as Question
from motcua.records.population.ethnic_groups import QD121_1979
from motcua.sites.portal.answer_words import words_of
from motcua.sites.shell.countries import COUNTRIES
from motcua.sites.shell.fields import Field, Option

KINDS = {
    "person_name": "text",
    "country": "select",
    "ethnic_group": "unit",
    "unit": "address",
}
COMPUTED = {"vi": "Tính từ các câu trả lời", "en": "Worked out from the answers"}
SHORT = 5
"""Up to so many options stand side by side as radio buttons; more become a select."""


@dataclass(slots=True)
class PlaceField(Field):
    """A province and a commune, without a street."""

    @property
    def template(self) -> str:
        return "desk/place.html"


def field_for(
    question: Question,
    name: str,
    answer: Any,
    today: date,
    *,
    error: Any = "",
    source: Any = "",
    required: bool = True,
) -> Field:
    """The page's field of a question, with what was answered so far. What is computed is shown, not asked."""
    if question.value is not None:
        words = words_of(question, answer, {answer: commune_name(answer, today)} if answer else {})
        return Field(name, "text", question.label, value=words, locked=True, source=question.hint or COMPUTED)
    made = PlaceField if question.kind == "unit" else Field
    kind = KINDS.get(question.kind, question.kind)
    if kind == "choice" and len(question.options) > SHORT:
        kind = "select"
    return made(
        name=name,
        kind=kind,
        label=question.label,
        hint=question.hint or "",
        example=question.example or "",
        value=_shown(question, answer, today),
        error=error,
        required=required,
        source=source,
        options=_options(question),
        max_length=question.max_length if kind in {"text", "longtext"} else None,
        **_places(question, answer, today),
    )


def _options(question: Question) -> Iterable[Option]:
    if question.kind == "country":
        return COUNTRIES
    if question.kind == "ethnic_group":
        return [Option(f"{code:02d}", name) for code, name in QD121_1979.items()]
    return [Option(option.value, {"vi": option.vi, "en": option.en}) for option in question.options]


def _shown(question: Question, answer: Any, today: date) -> Any:
    """An answer, clean or as typed, as the page's field wants it."""
    if question.kind == "date" and isinstance(answer, str) and "/" in answer:
        day, month, year = [*answer.split("/"), "", ""][:3]
        return {"day": day, "month": month, "year": year}
    if question.kind == "address" and isinstance(answer, Mapping):
        unit = answer.get("unit") or ""
        return {"province": province_of(unit, today), "commune": unit, "line": answer.get("line") or ""}
    if question.kind in {"unit", "address"}:
        unit = answer if isinstance(answer, str) else ""
        return {"province": province_of(unit, today), "commune": unit, "line": ""}
    return answer


def _places(question: Question, answer: Any, today: date) -> dict[str, Any]:
    if question.kind not in {"unit", "address"}:
        return {}
    unit = answer.get("unit") or "" if isinstance(answer, Mapping) else answer or ""
    return {
        "provinces": provinces(today),
        "communes": communes(province_of(unit, today), today),
        "communes_url": reverse("desk:communes"),
    }


@lru_cache(maxsize=8)
def provinces(on: date) -> tuple[Option, ...]:
    """Provinces of a day; kept, because the answer for a day does not change."""
    return tuple(Option(unit.code, unit.full_name_vi) for unit in units.provinces(on))


@lru_cache(maxsize=128)
def communes(province: str, on: date) -> tuple[Option, ...]:
    """Communes of a province on a day."""
    return tuple(Option(unit.code, unit.full_name_vi) for unit in units.communes(province, on))


@lru_cache(maxsize=4096)
def province_of(commune: str, on: date) -> str:
    """The province in which a commune lies; the own city while there is no commune."""
    found = (
        Unit.objects.on(on).select_related("parent").filter(code=commune, level=Unit.Level.COMMUNE).first()
    )
    return found.parent.code if found and found.parent else settings.CITY_CODE


@lru_cache(maxsize=4096)
def commune_called(name: str, on: date) -> str:
    """The code of the commune that bears this full name, when only one in the country does; else nothing."""
    found = (
        Unit.objects.on(on).filter(full_name_vi=name, level=Unit.Level.COMMUNE).values_list("code", flat=True)
    )
    codes = list(found[:2])
    return codes[0] if len(codes) == 1 else ""


def commune_name(code: str, on: date) -> str:
    """A commune in words; the code itself for what is none. One query for a unit, none for other answers."""
    if not (isinstance(code, str) and len(code) == 5 and code.isdecimal()):
        return str(code)
    found = Unit.objects.on(on).filter(code=code, level=Unit.Level.COMMUNE).first()
    return found.full_name_vi if found else code


def read(fields: Iterable[tuple[CompiledField, str]], posted: QueryDict) -> dict[str, Any]:
    """What was posted for these fields (with their names), as answers by field id; empty ones are left out."""
    answers = {}
    for item, name in fields:
        value = None if item.value is not None else read_one(item.field, name, posted)
        if value not in (None, "", []):
            answers[item.id] = value
    return answers


def read_one(question: Question, name: str, posted: QueryDict) -> Any:
    """One posted answer in the shape that the checks of forms take."""
    match question.kind:
        case "date":
            parts = [posted.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year")]
            return "/".join(parts) if any(parts) else ""
        case "address":
            unit, line = posted.get(f"{name}-commune", ""), posted.get(f"{name}-line", "").strip()
            return {"unit": unit, "line": line} if unit or line else None
        case "unit":
            return posted.get(f"{name}-commune", "")
        case "choices":
            return posted.getlist(name)
    return posted.get(name, "")


def error_of(errors: Mapping[str, Any], path: str) -> Any:
    """The fault of a field; those of an address stand at its pieces."""
    for where in (path, f"{path}.unit", f"{path}.line"):
        if where in errors:
            fault = errors[where]
            return {"vi": fault[0], "en": fault[1]} if isinstance(fault, tuple) else fault
    return ""

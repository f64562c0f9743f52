"""Communes in a draft that a reform has changed since it was written: followed where that is certain, else asked anew.

Nothing is guessed: a commune that was divided is taken out, and the person is told among which it was divided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.city import units
from motcua.city.models import Unit
from motcua.procedures.compile import CompiledGroup, CompiledProcedure

PLACES = frozenset({"address", "unit"})
type Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """Where a commune stands in the draft: the question's label, and the part of the answers that holds the code."""

    label: Any
    place: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.place.get("unit") or "")


def followed(
    compiled: CompiledProcedure, answers: Mapping[str, Any], *, since: date, on: date
) -> tuple[dict[str, Any], list[Words]] | None:
    """The answers with the communes of `on`, and what to tell; None when nothing has changed since the day they were typed.

    One query for all codes; two or three more for each commune that went into another.
    """
    copied = {key: _copied(value) for key, value in answers.items()}
    told = [one for one in _places(compiled, copied) if one.code]
    if not told:
        return None
    history = Unit.objects.filter(code__in={one.code for one in told}, level=Unit.Level.COMMUNE)
    by_code: dict[str, list[Unit]] = {}
    for unit in history.order_by("-valid_from"):
        by_code.setdefault(unit.code, []).append(unit)
    news: list[Words] = []
    for one in told:
        meant = _meant(by_code.get(one.code, []), since)
        if meant is None or meant.in_force(on):
            continue
        news.append(_follow(one, meant, on))
    return (copied, news) if news else None


def _meant(bearers: list[Unit], since: date) -> Unit | None:
    """The unit that bore the code on the day it was typed, else the last one that bore it. None for no code of a commune."""
    there = next((unit for unit in bearers if unit.in_force(since)), None)
    return there or (bearers[0] if bearers else None)


def _follow(one: Told, meant: Unit, on: date) -> Words:
    try:
        now = units.now_called(meant, on)
    except units.SeveralSuccessors as split:
        one.place["unit"] = ""
        vi, en = (
            ", ".join(getattr(unit, name) for unit in split.choices) for name in ("full_name_vi", "name_en")
        )
        return {
            "vi": f"{meant.full_name_vi} đã được chia cho {vi}: hãy chọn lại phường, xã ở câu “{one.label.vi}”.",
            "en": f'{meant.name_en} was divided among {en}: choose the commune again at "{one.label.en}".',
        }
    except units.UnknownUnit:
        one.place["unit"] = ""
        return {
            "vi": f"{meant.full_name_vi} không còn: hãy chọn lại phường, xã ở câu “{one.label.vi}”.",
            "en": f'{meant.name_en} is no longer there: choose the commune again at "{one.label.en}".',
        }
    one.place["unit"] = now.code
    if now.parent is not None and one.place.get("province"):
        one.place["province"] = now.parent.code
    return {
        "vi": f"{meant.full_name_vi} nay là {now.full_name_vi}: câu “{one.label.vi}” đã được ghi theo tên mới.",
        "en": f'{meant.name_en} is now {now.name_en}: "{one.label.en}" was changed accordingly.',
    }


def _places(compiled: CompiledProcedure, answers: dict[str, Any]) -> Iterator[Told]:
    for page in compiled.pages:
        for item in page.items:
            if isinstance(item, CompiledGroup):
                rows = answers.get(item.group.id)
                for row in rows if isinstance(rows, list) else ():
                    for one in item.fields:
                        if (
                            one.field.kind in PLACES
                            and isinstance(row, dict)
                            and isinstance(row.get(one.id), dict)
                        ):
                            yield Told(one.field.label, row[one.id])
            elif item.field.kind in PLACES and isinstance(answers.get(item.id), dict):
                yield Told(item.field.label, answers[item.id])


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value

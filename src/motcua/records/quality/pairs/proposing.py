"""What the owner of a source is told once a pair is decided. Pure; the city proposes, the owner corrects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.foundation.identifiers import parse_pin

POPULATION = "population"
FIELDS = ("full_name", "birth", "sex", "pin", "father", "mother")
"""What the population register is believed in before any other source."""


@dataclass(frozen=True, slots=True)
class Proposed:
    source: str
    record: str
    field: str
    was: str
    proposed: str
    grounds: str


def of_pair(left: Mapping[str, Any], right: Mapping[str, Any], verdict: str, *, on: date) -> list[Proposed]:
    """Proposals that follow from "same" and "different"; none from anything else.

    Same: the other source's values that differ from the population register's are to become those; two records of one
    source are to become one. Different: two records of one source under one number cannot both be right.
    """
    if verdict == "same":
        return _same(left, right, on)
    if verdict == "different":
        return _different(left, right)
    return []


def _same(left: Mapping[str, Any], right: Mapping[str, Any], on: date) -> list[Proposed]:
    if left["source"] == right["source"]:
        keep, drop = (left, right) if _better(left, right, on) else (right, left)
        words = "Hai cán bộ xác nhận hai bản ghi là một người."
        return [Proposed(drop["source"], drop["record"], "record", drop["record"], keep["record"], words)]
    if POPULATION not in (left["source"], right["source"]):
        return []
    right_one, other = (left, right) if left["source"] == POPULATION else (right, left)
    words = f"Khớp với bản ghi dân cư {right_one['record']}, hai cán bộ xác nhận."
    return [
        Proposed(
            other["source"], other["record"], name, _text(other.get(name)), _text(right_one.get(name)), words
        )
        for name in FIELDS
        if right_one.get(name) and _text(other.get(name)) != _text(right_one.get(name))
    ]


def _different(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Proposed]:
    if left["source"] != right["source"]:
        return []
    found = []
    for name, words in (("pin", "số định danh"), ("cmnd", "số CMND"), ("insurance_no", "số bảo hiểm")):
        if left.get(name) and left.get(name) == right.get(name):
            grounds = f"Hai người khác nhau ghi cùng {words}; đề nghị xác minh."
            found += [
                Proposed(one["source"], one["record"], name, _text(one[name]), "", grounds)
                for one in (left, right)
            ]
    return found


def _better(left: Mapping[str, Any], right: Mapping[str, Any], on: date) -> bool:
    def rank(one: Mapping[str, Any]) -> tuple[bool, int]:
        return valid_number(_text(one.get("pin")), on), sum(1 for value in one.values() if value)

    return rank(left) >= rank(right)


def valid_number(pin: str, on: date) -> bool:
    """Whether it is a personal number by its structure, on a day."""
    return bool(pin) and parse_pin(pin, on).is_valid


def _text(value: Any) -> str:
    return "" if value is None else str(value)

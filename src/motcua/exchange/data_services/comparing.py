"""Whether a claim agrees with a register: yes, no, or not known. The value itself is never told. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from motcua.foundation import text
from motcua.records.registers.definition import RegisterDefinition


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def verdict(
    definition: RegisterDefinition, field_id: str, claimed: Any, held: Sequence[Mapping[str, Any]]
) -> Verdict:
    """The claim against the values of the records that were found: one that agrees is enough.

    A date of which the register holds only year or month is not known when these agree, and `no` when they do not.
    """
    field = definition.named(field_id)
    values = [data[field_id] for data in held if data.get(field_id) not in (None, "")]
    if field is None or not values:
        return Verdict.UNKNOWN
    found = {_one(field.kind, claimed, value) for value in values}
    return next(one for one in (Verdict.YES, Verdict.UNKNOWN, Verdict.NO) if one in found)


def _one(kind: str, claimed: Any, held: Any) -> Verdict:
    if kind == "name":
        return _of(text.name_key(str(claimed)) == text.name_key(str(held)))
    if kind == "partial_date" and len(str(held)) < len(str(claimed)):
        return Verdict.UNKNOWN if str(claimed).startswith(str(held)) else Verdict.NO
    if kind in ("integer", "money", "yes_no"):
        return _of(claimed == held)
    if isinstance(held, Mapping):
        same = isinstance(claimed, Mapping) and all(
            _plain(claimed.get(key)) == _plain(held[key]) for key in held
        )
        return _of(same)
    return _of(_plain(claimed) == _plain(held))


def _plain(value: Any) -> str:
    return " ".join(text.nfc(str(value)).casefold().split())


def _of(same: bool) -> Verdict:
    return Verdict.YES if same else Verdict.NO

"""By what a record is told from the others of its register: its key. Pure."""

from collections.abc import Mapping
from typing import Any

from motcua.foundation.text import nfc
from motcua.records.registers.definition import RegisterDefinition

OWN_PARTS = ("agency", "year", "book", "page", "number")
"""What an identity may be made of besides the fields: `agency` is the agency's id, `book` the volume as written."""


def key_of(
    definition: RegisterDefinition,
    data: Mapping[str, Any],
    *,
    agency_id: int | None = None,
    year: int | None = None,
    volume: str = "",
    page: str = "",
    number: int | None = None,
) -> str:
    """The key of a record: its identity's parts joined by `/`. Empty parts stay empty (`missing_of` names them)."""
    own = {"agency": agency_id, "year": year, "book": volume, "page": page, "number": number}
    return join(own[part] if part in own else data.get(part) for part in definition.identity)


def join(parts: Any) -> str:
    """Parts of a key in one text. A slash within a part does not divide it, when there are several."""
    written = [_part(part) for part in parts]
    if len(written) > 1:
        written = [part.replace("%", "%25").replace("/", "%2F") for part in written]
    return "/".join(written)


def _part(value: Any) -> str:
    """One part: capitals and single blanks, so that `12/gp-ubnd` and `12/GP-UBND` are one number."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(value.get("unit", ""))
    return " ".join(nfc(str(value)).upper().split())


def missing_of(definition: RegisterDefinition, data: Mapping[str, Any], number: int | None) -> list[str]:
    """Fields without which a record has no key; `number` when that itself is missing.

    A field of the identity that is not required may stay empty: the code of a commune of old, which today's books lack.
    """
    missing = [
        part
        for part in definition.identity
        if part not in OWN_PARTS
        and data.get(part) in (None, "")
        and ((field := definition.named(part)) is None or field.required)
    ]
    if "number" in definition.identity and number is None:
        missing.append("number")
    return missing

"""Whose word counts where linked records differ, by day (`golden.yaml`). Pure."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from motcua.foundation.definitions import load_document
from motcua.foundation.definitions.shapes import prepared

FILE = Path(__file__).with_name("golden.yaml")
Classes = tuple[Annotated[str, Meta(pattern=r"^(DQ|MC)[0-9]{2}$")], ...]


@prepared
class Unsound(Struct, frozen=True, forbid_unknown_fields=True):
    """Classes of errors with which a value is the last to be taken, by what it is a value of."""

    name: Classes = ()
    birth: Classes = ()
    sex: Classes = ()
    number: Classes = ()
    place: Classes = ()
    phone: Classes = ()
    death: Classes = ()


@prepared
class Trust(Struct, frozen=True, forbid_unknown_fields=True):
    """What holds from a day on. Sources are told from the one believed most to the one believed least."""

    begins: date
    identity: tuple[str, ...]
    number: tuple[str, ...]
    place: tuple[str, ...]
    unsound: Unsound
    basis: str


@cache
def all_of() -> tuple[Trust, ...]:
    """Every entry, the latest first. Raises: DefinitionError for a file that does not fit."""
    rows = load_document(FILE, tuple[Trust, ...]).value
    return tuple(sorted(rows, key=lambda one: one.begins, reverse=True))


def in_force(on: date, entries: Sequence[Trust] | None = None) -> Trust:
    """What counts on a day; before the first entry, the first. `entries`: latest first, by default the city's."""
    known = all_of() if entries is None else entries
    return next((one for one in known if one.begins <= on), known[-1])

"""Sources as definitions: whose file it is, which heading means which column, what a whole file must look like. Pure."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from motcua.foundation.definitions import load_document
from motcua.foundation.definitions.words import Id, Part, Text
from motcua.foundation.text import fold

FILE = Path(__file__).with_name("sources.yaml")
Form = Literal["text", "pin", "cmnd", "name", "birth", "sex", "unit", "phone", "insurance", "moment"]
Share = Annotated[float, Meta(ge=0, le=1)]


class Column(Part, frozen=True, kw_only=True):
    """A column of the raw table; `titles`: folded headings that mean it."""

    id: Id
    name: Text
    titles: tuple[str, ...]
    form: Form


class Expected(Part, frozen=True, kw_only=True):
    """Shares of rows below which a file is stopped: with a value at all, and with one of right form among those."""

    filled: Share = 0
    right: Share = 0


class SourceFile(Part, frozen=True, kw_only=True):
    """A source: its name, who corrects it, and what is expected of each of its columns."""

    id: Id
    name: Text
    owner: Text
    columns: dict[str, Expected]


class _Written(Part, frozen=True, kw_only=True):
    columns: tuple[Column, ...]
    sources: tuple[SourceFile, ...]


@cache
def _written() -> _Written:
    return load_document(FILE, _Written).value


def columns() -> tuple[Column, ...]:
    """Every column of the raw table, in order."""
    return _written().columns


@cache
def _sources() -> dict[str, SourceFile]:
    return {one.id: one for one in _written().sources}


def source(id: str) -> SourceFile:
    """Raises KeyError for a source that nobody has described."""
    return _sources()[id]


def sources() -> tuple[SourceFile, ...]:
    return _written().sources


def titles() -> frozenset[str]:
    """All folded headings that are known: by them the heading's line is found."""
    return frozenset(title for column in columns() for title in column.titles)


def mapping(headings: Iterable[str]) -> dict[str, int]:
    """Column id to the place of its heading, the first that fits; a heading means one column."""
    known = {title: column.id for column in reversed(columns()) for title in column.titles}
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        column = known.get(fold(heading))
        if column is not None:
            found.setdefault(column, at)
    return found

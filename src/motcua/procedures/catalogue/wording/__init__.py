"""The editors' words about procedures: plain groups, life events, everyday names, synonyms. Read once."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from motcua.foundation.definitions.shapes import prepared

HERE = Path(__file__).parent


@prepared
class Group(msgspec.Struct, frozen=True):
    """A plain-language group of fields; `fields` are beginnings of field names."""

    key: str
    vi: str
    en: str
    fields: tuple[str, ...]


@prepared
class LifeEvent(msgspec.Struct, frozen=True):
    """What happens in a life, and the procedures it brings: `codes` in order, then whole `fields`."""

    key: str
    vi: str
    en: str
    hint_vi: str
    hint_en: str
    codes: tuple[str, ...]
    fields: tuple[str, ...] = ()

    @property
    def hint(self) -> dict[str, str]:
        """What it comes down to, in both languages."""
        return {"vi": self.hint_vi, "en": self.hint_en}


@prepared
class Everyday(msgspec.Struct, frozen=True):
    """How much a procedure is asked for, and what people call it."""

    weight: Annotated[int, msgspec.Meta(ge=1, le=100)]
    say: tuple[str, ...]


@prepared
class Synonym(msgspec.Struct, frozen=True):
    """Spoken phrases and the official ones that stand for them."""

    say: tuple[str, ...]
    means: tuple[str, ...]


def _read[T](name: str, type_: type[T]) -> T:
    return msgspec.yaml.decode((HERE / name).read_bytes(), type=type_)


@cache
def groups() -> tuple[Group, ...]:
    """Plain-language groups, in the order shown; the last one takes what fits nowhere."""
    return _read("groups.yaml", tuple[Group, ...])


@cache
def life_events() -> tuple[LifeEvent, ...]:
    """Life events, in the order shown."""
    return _read("life_events.yaml", tuple[LifeEvent, ...])


@cache
def everyday() -> dict[str, Everyday]:
    """Everyday names by procedure code."""
    return _read("everyday.yaml", dict[str, Everyday])


@cache
def synonyms() -> tuple[Synonym, ...]:
    """Spoken phrases with their official counterparts."""
    return _read("synonyms.yaml", tuple[Synonym, ...])


@cache
def filler() -> tuple[str, ...]:
    """Words that people put around what they ask for."""
    return _read("filler.yaml", tuple[str, ...])

"""Guides for what happens in a life: what to do, in which order and by when. The words are YAML beside this file."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from motcua.foundation.definitions.shapes import prepared

HERE = Path(__file__).parent / "events"

Code = Annotated[str, msgspec.Meta(pattern=r"^\d\.\d{6}$")]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class By(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A limit set by law, with the article that sets it."""

    vi: str
    en: str
    legal: str


class Other(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done instead in another case."""

    code: Code
    vi: str
    en: str


class Together(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A linked set that does several steps of the guide by one filing."""

    code: Code
    vi: str
    en: str
    what: Words


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do. Without a `code` it is done elsewhere than with the city. `sometimes`: not for everybody.

    `done_by`: procedures after which it is done; its own when left out.
    """

    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z-]*$")]
    vi: str
    en: str
    what: Words
    code: Code | None = None
    by: By | None = None
    sometimes: bool = False
    done_by: tuple[Code, ...] = ()
    instead: tuple[Other, ...] = ()

    @property
    def finished_by(self) -> tuple[str, ...]:
        return self.done_by or ((self.code,) if self.code else ())

    @property
    def codes(self) -> tuple[str, ...]:
        """Every procedure that the step names."""
        return tuple(
            dict.fromkeys((*((self.code,) if self.code else ()), *(other.code for other in self.instead)))
        )


@prepared
class Guide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The way through one event. `event`: its key in the catalogue, whose list holds every procedure.

    `together`: what does several of the steps at once, offered first.
    """

    event: str
    vi: str
    en: str
    lead: Words
    steps: tuple[Step, ...]
    together: Together | None = None


@cache
def guides() -> dict[str, Guide]:
    """All guides by their address. Raises msgspec.ValidationError for a file that is not a guide."""
    return {
        path.stem: msgspec.yaml.decode(path.read_bytes(), type=Guide) for path in sorted(HERE.glob("*.yaml"))
    }


@cache
def slug_of(event: str) -> str:
    """Address of the guide of an event of the catalogue; empty when it has none."""
    return next((slug for slug, guide in guides().items() if guide.event == event), "")

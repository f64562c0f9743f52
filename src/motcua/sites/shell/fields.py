"""One question on a form, ready to be shown by `shell/field.html`: what is asked, why, and what was answered.

Rooms above build a `Field` from their own definitions; names of inputs follow from `name` alone:
date `name-day/-month/-year`, moment the same and `name-hour`, address `name-province/-commune/-line`, everything else `name`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from motcua.foundation.worktime import VN

from .language import pick

KINDS = frozenset(
    [
        "text",
        "longtext",
        "date",
        "moment",
        "integer",
        "money",
        "choice",
        "select",
        "choices",
        "yes_no",
        "pin",
        "phone",
        "email",
        "address",
        "unit",
        "file",
        "rating",
        "time",
    ]
)


class UnknownKind(ValueError):
    """A field asks for a kind that the design system cannot show."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen. `group` gathers options of a long select."""

    value: str
    label: Any
    hint: Any = ""
    group: Any = ""


@dataclass(slots=True)
class Field:
    """A question. `label`, `hint`, `why`, `example`, `error` are strings or carry `vi`/`en`."""

    name: str
    kind: str
    label: Any
    value: Any = None
    hint: Any = ""
    why: Any = ""
    example: Any = ""
    error: Any = ""
    required: bool = True
    options: Iterable[Option] = ()
    suffix: Any = ""
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    width: str = ""
    autocomplete: str = ""
    locked: bool = False
    source: Any = ""
    provinces: Iterable[Option] = ()
    communes: Iterable[Option] = ()
    communes_url: str = ""
    accept: str = "image/jpeg,image/png,application/pdf"
    camera: bool = True
    many: bool = False
    stored: Iterable[Mapping[str, Any]] = ()
    refresh_url: str = ""
    refresh_target: str = ""
    heading: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownKind(f"{self.kind} ({self.name})")

    @property
    def id(self) -> str:
        return f"id-{self.name}"

    @property
    def anchor(self) -> str:
        """The id that the error summary jumps to: the first control of the question."""
        first = {"date": "-day", "moment": "-day", "address": "-province"}.get(self.kind, "")
        if self.kind in ("choice", "choices", "yes_no", "rating"):
            first = "-1"
        return f"{self.id}{first}"

    @property
    def template(self) -> str:
        return f"shell/field/{self.kind}.html"

    @property
    def grouped(self) -> bool:
        """Whether several controls answer it together, so that it needs a fieldset and a legend."""
        return self.kind in ("date", "moment", "choice", "choices", "yes_no", "address", "rating")

    @property
    def described_by(self) -> str:
        parts = [("hint", self.hint or self.example), ("error", self.error)]
        return " ".join(f"{self.id}-{name}" for name, there in parts if pick(there))

    @property
    def parts(self) -> dict[str, Any]:
        """The pieces of a date, a moment or an address, from its value, an ISO text or a mapping of pieces as typed."""
        if self.kind == "moment" and isinstance(self.value, datetime):
            at = self.value.astimezone(VN)
            return {"day": at.day, "month": at.month, "year": at.year, "hour": f"{at:%H:%M}"}
        if self.kind == "date":
            if isinstance(self.value, date):
                return {"day": self.value.day, "month": self.value.month, "year": self.value.year}
            if isinstance(self.value, str) and self.value.count("-") == 2:
                year, month, day = self.value[:10].split("-")
                return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
        return dict(self.value) if isinstance(self.value, Mapping) else {}

    @property
    def yes_no_value(self) -> str:
        """`yes`, `no` or nothing, from a bool or the posted word."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return str(self.value or "")


def errors_of(fields: Iterable[Field]) -> list[dict[str, str]]:
    """What `shell/error_summary.html` wants: a link to the control and the words, one a faulty field."""
    return [{"href": f"#{f.anchor}", "text": pick(f.error)} for f in fields if pick(f.error)]

"""What the forms of lending, moving and standing in ask alike: how it was typed, its faults, the common questions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import both
from motcua.sites.shell.typed import day_or_wrong

__all__ = ["Faults", "Typed", "both", "day_of", "listed"]
type Faults = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came, and its faults by name of the question."""

    given: Any
    faults: Faults

    def text(self, name: str, default: str = "") -> str:
        return self.given.get(name, default)

    def many(self, name: str) -> list[str]:
        return self.given.getlist(name) if hasattr(self.given, "getlist") else []

    def day(self, name: str) -> dict[str, str]:
        return {part: self.text(f"{name}-{part}") for part in ("day", "month", "year")}

    def told(self, name: str) -> dict[str, str]:
        """The fault of a question in both languages; empty when there is none."""
        return both(*self.faults[name]) if self.faults.get(name, ("", ""))[0] else {}

    def date(self, name: str, label: dict[str, str], *, required: bool = True) -> Field:
        return Field(
            name, "date", label, value=self.day(name), required=required, error=self.told(name)
        )  # fmt: skip

    def conditions(self) -> Field:
        return Field(
            "conditions", "longtext", both("Điều kiện", "Conditions"),
            value=self.text("conditions"), required=False, error=self.told("conditions"), max_length=2000,
        )  # fmt: skip

    def number(self) -> Field:
        return Field(
            "number", "text", both("Số quyết định", "Number of the decision"),
            value=self.text("number"), example="12/QĐ-UBND", error=self.told("number"), max_length=80,
        )  # fmt: skip

    def decided(self) -> tuple[Field, Field]:
        """The day of the decision, and from when it counts."""
        return (
            self.date("decided_on", both("Ngày quyết định", "Decided on")),
            self.date("begins", both("Có hiệu lực từ ngày", "In force from")),
        )


def listed(raw: str) -> tuple[str, ...]:
    """Words of a list with commas, each once."""
    return tuple(dict.fromkeys(word for word in raw.replace(";", ",").replace(" ", ",").split(",") if word))


def day_of(given: QueryDict, name: str, faults: Faults) -> date | None:
    """A day as typed in three parts; a fault where something is typed that is no day."""
    found, wrong = day_or_wrong(given, name)
    if wrong:
        faults[name] = ("Ngày này không có thật.", "This is not a day.")
    return found

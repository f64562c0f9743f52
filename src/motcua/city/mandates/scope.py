"""What a mandate covers. Plain data, no database.

An organisation's representative may do everything; others what they were authorised for (Bộ luật Dân sự 2015, Điều 138,
Điều 141: within the scope of the authorisation, and whoever is dealt with must be able to see that scope).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

type Power = Literal["file", "pay", "see"]
POWERS: tuple[Power, ...] = ("file", "pay", "see")
"""`file`: fill in, sign the statement and hand in, answer what is asked for; `pay`: pay for the organisation; `see`: open its
dossiers, papers and results."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Powers, and for what: procedures by code, fields by key; with neither, for everything."""

    powers: frozenset[str]
    procedures: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        return not (self.procedures or self.fields)

    def covers(self, power: str, procedure: str, field: str) -> bool:
        """Whether this authorises `power` for a procedure (code) of a field (key)."""
        return power in self.powers and (
            self.everything or procedure in self.procedures or field in self.fields
        )


WHOLE = Scope(frozenset(POWERS))
"""Of the representative."""


@dataclass(frozen=True, slots=True)
class Right:
    """By what somebody acts for an organisation now: by law or by one or more mandates, which add up."""

    organisation_id: int
    scopes: tuple[Scope, ...]
    representative: bool = False

    def covers(self, power: str, procedure: str, field: str) -> bool:
        return any(one.covers(power, procedure, field) for one in self.scopes)

    def reach(self, power: str) -> tuple[Sequence[str], Sequence[str]] | None:
        """Procedures and fields for which the power holds: None for all of them. Two empty lists: for nothing."""
        with_power = [one for one in self.scopes if power in one.powers]
        if any(one.everything for one in with_power):
            return None
        return _all(one.procedures for one in with_power), _all(one.fields for one in with_power)


def _all(sets: Iterable[frozenset[str]]) -> list[str]:
    return sorted(frozenset().union(*sets))

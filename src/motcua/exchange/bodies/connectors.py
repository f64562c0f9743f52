"""Which bodies outside the city are spoken to, and what each may be told: YAML, one file a body. Pure.

A field that no connector names never leaves the house (data minimisation: NĐ 356/2025, Luật BVDLCN 2025 Đ.3).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from motcua.foundation import definitions

HERE = Path(__file__).parent / "connectors"


class BadConnector(ValueError):
    """A connector that contradicts itself; the message says which and how."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in two languages."""

    vi: str
    en: str


class Connector(Struct, frozen=True, forbid_unknown_fields=True):
    """A body that procedures wait for, by the key of their `external` steps.

    `fields`: the name under which the body gets a value, and our fields that hold it, the first that is answered
    counts (`officer.x`: what an officer entered). `as_they_are`: fields that go under our own name. `papers`: ids of
    components whose files the body may fetch. `asks_money`: its answer may bring a notice to pay. `agency`: the key
    of the agency by which it stands in the tree.
    """

    system: str
    name: Words
    agency: str
    purpose: Words
    fields: dict[str, tuple[str, ...]] = {}
    as_they_are: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    asks_money: bool = False

    def data_of(self, answers: Mapping[str, Any], officer: Mapping[str, Any]) -> dict[str, Any]:
        """What the body is told of a dossier: nothing that the connector does not name, nothing that is empty."""
        found: dict[str, Any] = {}
        for theirs, ours in (*self.fields.items(), *((one, (one,)) for one in self.as_they_are)):
            for name in ours:
                value = officer.get(name[8:]) if name.startswith("officer.") else answers.get(name)
                if value not in (None, "", [], {}):
                    found.setdefault(theirs, value)
                    break
        return found


@cache
def all_connectors() -> Mapping[str, Connector]:
    """Every connector by its system. Raises DefinitionError, BadConnector."""
    found: dict[str, Connector] = {}
    for path in sorted(HERE.glob("*.yaml")):
        one = definitions.load_document(path, Connector).value
        if one.system != path.stem or one.system in found:
            raise BadConnector(f"{path.name} must hold the system {path.stem!r}, not {one.system!r}")
        twice = set(one.fields) & set(one.as_they_are)
        if twice:
            raise BadConnector(f"{path.name} tells {sorted(twice)} twice")
        found[one.system] = one
    return found


def of(system: str) -> Connector | None:
    """The connector of a system; None when nobody is spoken to under this key."""
    return all_connectors().get(system)

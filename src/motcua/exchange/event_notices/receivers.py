"""Who is told of which event, and which fields of it: one YAML file. Pure."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from motcua.foundation import definitions
from motcua.foundation.definitions.words import Text

FILE = Path(__file__).with_name("receivers.yaml")


class Receiver(Struct, frozen=True, forbid_unknown_fields=True):
    """`events`: by register the fields that this receiver is told; a register that is not named is not its matter."""

    system: str
    name: Text
    purpose: Text
    events: dict[str, tuple[str, ...]]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    receivers: tuple[Receiver, ...]


@cache
def all_receivers() -> Mapping[str, Receiver]:
    """Every receiver by its system, in the order of the file. Raises DefinitionError."""
    return {one.system: one for one in definitions.load_document(FILE, _File).value.receivers}


@cache
def registers_told() -> frozenset[str]:
    """The registers of whose events somebody is told."""
    return frozenset(register for one in all_receivers().values() for register in one.events)

"""Services that agreements are made about besides registers: rooms above the registers offer them when their app is ready.

A service looks to the pages of agreements as a register does: key, name, fields that may be agreed on. It is asked at its own
address, never at the registers', and never followed for changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from motcua.records import registers
from motcua.records.registers.definition import RegisterDefinition


@dataclass(frozen=True, slots=True)
class Label:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class ServiceField:
    """Something that may be agreed on. `sensitive`: said so on the form."""

    id: str
    label: Label
    sensitive: bool = False


type Refuses = Callable[[int, list[str]], dict[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Service:
    """`refuses(account_id, fields)`: what stands against agreeing on these fields with this system, by field."""

    register: str
    name: Label
    summary: Label
    fields: tuple[ServiceField, ...]
    refuses: Refuses = field(default=lambda account_id, fields: {})

    def named(self, key: str) -> ServiceField | None:
        return next((one for one in self.fields if one.id == key), None)


_offered: dict[str, Service] = {}


def offer(service: Service) -> None:
    """Add a service; the same key replaces."""
    _offered[service.register] = service


def all_services() -> list[Service]:
    return list(_offered.values())


def service(key: str) -> Service | None:
    return _offered.get(key)


def described(key: str) -> RegisterDefinition | Service:
    """The register or service of an agreement. Raises: NoSuchRegister."""
    return _offered.get(key) or registers.definition_of(key)

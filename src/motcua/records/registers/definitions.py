"""Which registers the city keeps: definitions as they were brought in, by version, kept in memory for a while."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from motcua.foundation.definitions import canonical_json, content_hash
from motcua.records.registers import checking, storage
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.errors import NoSuchRegister
from motcua.records.registers.models import RegisterVersion

KEEP_S = 30.0
"""A process knows a new version of a register after this time."""

_kept: tuple[float, dict[str, dict[int, RegisterDefinition]]] | None = None


class NotBroughtIn(ValueError):
    """The definition does not follow from what is kept already; says why."""


@transaction.atomic
def bring_in(definition: RegisterDefinition, *, at: datetime) -> bool:
    """Make the register's storage and remember the definition; true when something was new.

    A register that is kept already takes a higher version, or the same one with other words, rights or indexes, or with
    more options of a choice.
    Raises: NotBroughtIn.
    """
    known = {row.version: row for row in RegisterVersion.objects.filter(register=definition.register)}
    newest = max(known, default=0)
    digest = content_hash(definition)
    if definition.version < newest:
        raise NotBroughtIn(
            f"{definition.register}: version {definition.version} is older than {newest}, which is kept"
        )
    if definition.version in known and known[definition.version].content_hash == digest:
        return False
    if known:
        _follows(_read(known[newest].document), definition)
    storage.make(definition)
    RegisterVersion.objects.update_or_create(
        register=definition.register,
        version=definition.version,
        defaults={
            "content_hash": digest,
            "document": msgspec.json.decode(canonical_json(definition)),
            "brought_in_at": at,
            # records that are written from now on are of this version: only older ones are to be moved
            "moved_at": None if storage.holds_older(definition) else at,
        },
    )
    forget()
    return True


def _follows(before: RegisterDefinition, after: RegisterDefinition) -> None:
    """Under one version the values of a record keep their meaning; under a higher one the old can be read.

    A choice may gain options under one version: what is kept stays valid and means what it meant.
    """
    if after.version == before.version and not (
        _shape(before) == _shape(after) and _options_stay(before, after)
    ):
        raise NotBroughtIn(
            f"{after.register}: fields, identity or conditions changed; that needs version {before.version + 1}"
        )
    problems = [*checking.cannot_follow(before, after)] if after.version > before.version else []
    if problems:
        raise NotBroughtIn("; ".join(f"{after.register} {path}: {vi} / {en}" for path, _, vi, en in problems))


def _shape(definition: RegisterDefinition) -> Any:
    """What the values of a record mean: kinds and limits of fields, what makes the key."""
    fields = {
        one.id: (
            one.kind,
            one.required,
            one.min,
            one.max,
            one.pattern,
        )
        for one in definition.fields
    }
    return fields, definition.identity, definition.numbering


def _options_stay(before: RegisterDefinition, after: RegisterDefinition) -> bool:
    now = {one.id: {option.value for option in one.options} for one in after.fields}
    return all({option.value for option in one.options} <= now[one.id] for one in before.fields)


def definition_of(register: str, version: int | None = None) -> RegisterDefinition:
    """The definition of a register: the newest, or the one of a version. No query for half a minute.

    Raises: NoSuchRegister.
    """
    versions = _all().get(register)
    if not versions or (version is not None and version not in versions):
        raise NoSuchRegister(register if version is None else f"{register} version {version}")
    return versions[max(versions) if version is None else version]


def all_definitions() -> list[RegisterDefinition]:
    """The newest definition of every register, by key."""
    return [versions[max(versions)] for _, versions in sorted(_all().items())]


def forget() -> None:
    """Read anew: now and when the open transaction commits."""
    _drop()
    transaction.on_commit(_drop)


def _drop() -> None:
    global _kept
    _kept = None


def _all() -> Mapping[str, dict[int, RegisterDefinition]]:
    global _kept
    kept = _kept
    if kept is None or kept[0] <= time.monotonic():
        found: dict[str, dict[int, RegisterDefinition]] = {}
        for row in RegisterVersion.objects.order_by("register", "version"):
            found.setdefault(row.register, {})[row.version] = _read(row.document)
        kept = (time.monotonic() + KEEP_S, found)
        _kept = kept if found else None
    return kept[1]


def _read(document: Any) -> RegisterDefinition:
    return msgspec.convert(document, RegisterDefinition)

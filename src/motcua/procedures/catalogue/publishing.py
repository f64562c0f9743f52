"""Publishes definitions as versions that never change, and finds the version that counts at a moment."""

from datetime import datetime

import msgspec
from django.db import transaction

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.definitions import canonical_json, content_hash
from motcua.foundation.text import fold
from motcua.procedures.catalogue import importing, index, wording
from motcua.procedures.catalogue.audience import audience_keys
from motcua.procedures.catalogue.models import FieldOfProcedure, Procedure, ProcedureVersion, Status
from motcua.procedures.compile import CompiledProcedure, compile_procedure, compiled_for
from motcua.procedures.definition import ProcedureDefinition


@transaction.atomic
def publish(
    definition: ProcedureDefinition,
    *,
    by: Actor,
    at: datetime,
    valid_from: datetime | None = None,
    listed: bool = True,
) -> ProcedureVersion:
    """Publish a definition: from `valid_from` (default `at`) new dossiers are received on it.

    The same content as the newest version makes no new one. A procedure that the national catalogue lacks is
    added. `listed`: false when many are published in a row and the caller makes search and shelf anew at the end
    (`list_anew`). Raises `DefinitionError` when the definition does not compile: what is unsound cannot be published.
    """
    # What is published is what will be read back: the same content written differently is the same version.
    definition = _read(canonical_json(definition))
    compile_procedure(definition, procedures=parts_of(definition, at))
    procedure = _procedure_for(definition)
    newest = procedure.versions.order_by("-number").first()
    digest = content_hash(definition)
    if newest is not None and newest.content_hash == digest:
        return newest
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=1 if newest is None else newest.number + 1,
        content_hash=digest,
        definition=canonical_json(definition).decode(),
        published_at=at,
        published_by=by.name,
        valid_from=valid_from or at,
    )
    procedure.name_en = definition.name.en
    procedure.also_named = list(dict.fromkeys([definition.name.vi, *definition.keywords]))
    procedure.executable = True
    if procedure.status == Status.ABOLISHED:
        procedure.status = Status.PUBLISHED
    if definition.level not in procedure.levels:
        procedure.levels = [definition.level, *procedure.levels]
    procedure.save()
    if listed:
        index.refresh(procedure)
        importing.shelve()
    events.record(
        f"procedure:{definition.code}",
        "procedure.published",
        at=at,
        actor=by,
        data={
            "code": definition.code,
            "version": version.number,
            "hash": digest,
            "valid_from": version.valid_from,
        },
    )
    return version


def list_anew() -> None:
    """Search and shelf as after many publications that were not listed one by one."""
    index.rebuild()
    importing.shelve()


def version_for(code: str, at: datetime) -> ProcedureVersion | None:
    """The version of `code` on which a dossier received at `at` runs; None when it cannot be filed then."""
    return (
        ProcedureVersion.objects.filter(procedure__code=code, valid_from__lte=at)
        .exclude(procedure__status=Status.ABOLISHED)
        .order_by("-valid_from", "-number")
        .first()
    )


def compiled(version: ProcedureVersion) -> CompiledProcedure:
    """The version ready to run; compiled once in a process, by content hash. No query."""
    return compiled_for(version.content_hash, lambda _: definition_of(version))


def definition_of(version: ProcedureVersion) -> ProcedureDefinition:
    """The definition as it was published."""
    return _read(version.definition)


def parts_of(definition: ProcedureDefinition, at: datetime) -> dict[str, ProcedureDefinition] | None:
    """The procedures of a set's parts as they run at `at`; None when one of them cannot be filed yet: parts may be
    published after their set, which then begins only when all are there."""
    if definition.linked is None:
        return None
    versions = {part.procedure: version_for(part.procedure, at) for part in definition.linked.parts}
    if any(version is None for version in versions.values()):
        return None
    return {code: definition_of(version) for code, version in versions.items() if version is not None}


def _read(text: str | bytes) -> ProcedureDefinition:
    return msgspec.json.decode(text, type=ProcedureDefinition)


def _shelf_of(definition: ProcedureDefinition) -> tuple[str, str]:
    """Name and key of the field under which a procedure stands that the national list does not have: a linked set
    beside its first part that the list knows."""
    codes = [part.procedure for part in definition.linked.parts] if definition.linked else []
    parts = {
        one.code: one
        for one in Procedure.objects.filter(code__in=codes)
        .exclude(facts={})
        .only("code", "field", "field_key")
    }
    for code in codes:
        if code in parts:
            return parts[code].field, parts[code].field_key
    named = FieldOfProcedure.objects.filter(key=definition.field).values_list("name_vi", flat=True).first()
    return named or definition.field, definition.field


def _procedure_for(definition: ProcedureDefinition) -> Procedure:
    """The procedure of the definition, locked: two publications of one code follow one another."""
    known_events = {event.key for event in wording.life_events()}
    field, field_key = _shelf_of(definition)
    Procedure.objects.bulk_create(
        [
            Procedure(
                code=definition.code,
                name_vi=definition.name.vi,
                search_key=fold(definition.name.vi),
                field=field,
                field_key=field_key,
                levels=[definition.level],
                audience=audience_keys(list(definition.audience)),
                life_events=[key for key in definition.life_events if key in known_events],
                decision=definition.decision,
            )
        ],
        ignore_conflicts=True,
    )
    procedure = Procedure.objects.select_for_update().get(code=definition.code)
    FieldOfProcedure.objects.get_or_create(
        key=procedure.field_key,
        defaults={"name_vi": procedure.field, "group": importing.group_of(procedure.field)},
    )
    return procedure

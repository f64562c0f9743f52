"""Keeping the figures of processes up: the consumer "process" of the outbox, and making them again.

An event only says that its dossier has moved: the dossier is measured as it stands, what it counted for before is taken
out and what it counts for now is put in, in the transaction that deletes the outbox rows. An event that is delivered
twice or late therefore changes nothing. One writer at a time.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction

from motcua.foundation.events import Delivered
from motcua.foundation.models import Event
from motcua.insight.counting import Minutes
from motcua.insight.keeping import PREFIX, working_minutes
from motcua.insight.process import storing
from motcua.insight.process.measuring import Measured, Place, Tally, measure
from motcua.insight.process.replay import Design, design_of
from motcua.insight.process.storing import Known
from motcua.insight.process.visits import Visit, Walk
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier, Task

CONSUMER = "process"
KINDS = frozenset(
    {
        "submitted", "taken-in", "accepted", "refused", "stepped", "supplement-asked", "supplement-answered",
        "supplement-given", "supplement-expired", "withdrawn", "stopped", "refused-after-appraisal", "finished",
        "returned", "reopened", "undone", "opinion-given", "opinion-silent", "opinion-taken-back",
        "external-answered", "handed-over", "agency-changed",
    }
)  # fmt: skip
CHUNK = 2000
_LOCK = 6_127_003  # any number: one writer of these figures at a time


def keep(batch: Sequence[Delivered]) -> None:
    """Measure the dossiers of a batch anew: four reads and at most nine writes, whatever its size."""
    uuids = {UUID(event.chain.removeprefix(PREFIX)) for event in batch if event.chain.startswith(PREFIX)}
    if not uuids:
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    before = storing.known(uuids)
    tally, changed = Tally(), dict[UUID, Known]()
    for uuid, now in measured(Dossier.objects.filter(uuid__in=uuids).order_by("id")):
        old = before.get(uuid)
        if old == now:
            continue
        if old is not None:
            tally.count(old.place, old.measured, -1)
        tally.count(now.place, now.measured)
        changed[uuid] = now
    if changed:
        storing.write(changed)
        storing.add(tally)


@transaction.atomic
def rebuild() -> int:
    """Make everything again from the dossiers and their tasks; how many were read. Memory stays small."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    storing.clear()
    read, last = 0, 0
    while rows := list(Dossier.objects.filter(id__gt=last).order_by("id").only(*_DOSSIER)[:CHUNK]):
        tally, traces = Tally(), dict(measured(rows))
        for trace in traces.values():
            tally.count(trace.place, trace.measured)
        storing.write(traces, new=True)
        storing.add(tally)
        read, last = read + len(rows), rows[-1].id
    return read


_DOSSIER = (
    "id", "uuid", "version_id", "procedure_code", "field_key", "case_id", "status", "competent_agency_id",
    "intake_agency_id", "submitted_at", "ended_at",
)  # fmt: skip
_TASK = (
    "dossier_id",
    "step",
    "agency_id",
    "opened_at",
    "claimed_at",
    "due_at",
    "closed_at",
    "action",
    "branch",
)


def measured(rows: Iterable[Dossier], minutes: Minutes = working_minutes) -> Iterator[tuple[UUID, Known]]:
    """What these dossiers count for as they stand. Three queries, when no version has to be compiled."""
    dossiers = list(rows)
    for dossier, walk in walks(dossiers):
        yield dossier.uuid, known_as(dossier, measure(walk, design(dossier.version_id), minutes))


def walks(dossiers: Sequence[Dossier]) -> Iterator[tuple[Dossier, Walk]]:
    """The dossiers as the rules need them. Two queries."""
    visits, handed = visits_of(dossiers), handed_over(dossiers)
    for dossier in dossiers:
        marks = frozenset({"handed_over"}) if dossier.chain in handed else frozenset[str]()
        yield (
            dossier,
            Walk(dossier.case_id, dossier.status, dossier.ended_at, visits.get(dossier.id, []), marks),
        )


def walk_of(dossier: Dossier) -> Walk:
    """One dossier as the rules need it. Two queries."""
    return next(iter(walks([dossier])))[1]


def known_as(dossier: Dossier, what: Measured) -> Known:
    """What a dossier counts for, under its place."""
    place = Place(
        dossier.competent_agency_id, dossier.intake_agency_id, dossier.procedure_code, dossier.field_key,
        dossier.version_id,
    )  # fmt: skip
    return Known(place, dossier.submitted_at, dossier.ended_at if what.ended else None, what)


def visits_of(dossiers: Iterable[Dossier]) -> dict[int, list[Visit]]:
    """The tasks of these dossiers in the order in which they were opened. One query."""
    rows = Task.objects.filter(dossier_id__in=[dossier.id for dossier in dossiers]).order_by(
        "dossier_id", "id"
    )
    return {
        dossier_id: [Visit(*row[1:]) for row in found]
        for dossier_id, found in groupby(rows.values_list(*_TASK), key=lambda row: row[0])
    }


def handed_over(dossiers: Iterable[Dossier]) -> frozenset[str]:
    """The chains of those of which a task was handed over because it stayed open: only the events tell. One query."""
    chains = [dossier.chain for dossier in dossiers]
    return frozenset(
        Event.objects.filter(chain__in=chains, kind="handed-over").values_list("chain", flat=True)
    )


_designs: dict[str, Design] = {}


def design(version_id: int) -> Design:
    """The design of a version, kept by its content: a published version never changes."""
    compiled = compiled_version(version_id)
    if compiled.hash not in _designs:
        _designs[compiled.hash] = design_of(compiled)
    return _designs[compiled.hash]

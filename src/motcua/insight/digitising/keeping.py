"""The consumer "digitising": measures a dossier's papers as they stand now and moves the sums by the difference.

Order and repeats of events do not matter. Electronic filings without paper have no row: nothing of them is scanned.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from motcua.foundation.events import Delivered
from motcua.foundation.worktime import VN
from motcua.insight.digitising.models import PaperDossier
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.records.scanning.models import Scan

CONSUMER = "digitising"
KINDS = frozenset(
    {"taken-in", "digitised", "paper-reused", "supplement-answered", "supplement-given", "agency-changed"}
)
PREFIX = "dossier/"
PAPER_CHANNELS = ("counter", "postal")
STORE = "store:"
"""How `data_source` of a component begins that an officer answered from the store."""
COLUMNS = ("dossiers", "papers", "digitised", "reused")

type Cell = tuple[date, int, int, str]
_ADD = """
insert into digitising_monthpapers (month, intake_id, competent_id, procedure_code, dossiers, papers, digitised, reused)
values (%s, %s, %s, %s, %s, %s, %s, %s)
on conflict (month, intake_id, competent_id, procedure_code) do update set
  dossiers = digitising_monthpapers.dossiers + excluded.dossiers,
  papers = digitising_monthpapers.papers + excluded.papers,
  digitised = digitising_monthpapers.digitised + excluded.digitised,
  reused = digitising_monthpapers.reused + excluded.reused
"""


def keep(batch: Sequence[Delivered]) -> None:
    """Five statements a batch, and one for each cell of the sums that moved."""
    measure({UUID(event.chain.removeprefix(PREFIX)) for event in batch if event.chain.startswith(PREFIX)})


def measure(numbers: Iterable[UUID]) -> None:
    """Measure these dossiers now."""
    with transaction.atomic():
        dossiers = {row.id: row for row in Dossier.objects.filter(uuid__in=list(numbers))}
        before = {
            row.dossier_id: row
            for row in PaperDossier.objects.select_for_update()
            .filter(dossier_id__in=list(dossiers))
            .order_by("dossier_id")
        }
        signed = set(
            Scan.objects.filter(dossier_id__in=list(dossiers), state=Scan.State.DONE).values_list(
                "component_row", flat=True
            )
        )
        counted: dict[int, Counter[str]] = {number: Counter() for number in dossiers}
        for component in Component.objects.filter(dossier_id__in=list(dossiers)):
            counted[component.dossier_id].update(_counts(component, signed))
        moved: Counter[tuple[Cell, str]] = Counter()
        rows = []
        for number, dossier in sorted(dossiers.items()):
            sums = counted[number]
            if not sums["papers"] and number not in before:
                continue
            row = _row(dossier, sums)
            rows.append(row)
            if number in before:
                _move(moved, before[number], -1)
            _move(moved, row, +1)
        PaperDossier.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["dossier_id"],
            update_fields=["intake_id", "competent_id", "papers", "digitised", "reused"],
        )
        _write(moved)


def _counts(component: Component, signed: set[int | None]) -> Iterable[str]:
    """What a component adds: papers that came to be kept, or would have come if the store had not answered."""
    if component.source == Component.Source.SCAN:
        yield "papers"
        if component.id in signed:
            yield "digitised"
    elif component.source == Component.Source.REUSED and component.data_source.startswith(STORE):
        yield "papers"
        yield "reused"


def _row(dossier: Dossier, sums: Counter[str]) -> PaperDossier:
    received = dossier.submitted_at
    return PaperDossier(
        dossier_id=dossier.id,
        code=dossier.code,
        owner_name=dossier.owner_name,
        procedure_code=dossier.procedure_code,
        intake_id=dossier.intake_agency_id,
        competent_id=dossier.competent_agency_id,
        month=received.astimezone(VN).date().replace(day=1),
        received_at=received,
        papers=sums["papers"],
        digitised=sums["digitised"],
        reused=sums["reused"],
    )


def _move(moved: Counter[tuple[Cell, str]], row: PaperDossier, sign: int) -> None:
    cell = (row.month, row.intake_id, row.competent_id, row.procedure_code)
    moved[cell, "dossiers"] += sign
    moved[cell, "papers"] += sign * row.papers
    moved[cell, "digitised"] += sign * row.digitised
    moved[cell, "reused"] += sign * row.reused


def _write(moved: Counter[tuple[Cell, str]]) -> None:
    cells = sorted({cell for (cell, _), value in moved.items() if value})
    with connection.cursor() as cursor:
        for cell in cells:
            cursor.execute(_ADD, [*cell, *(moved[cell, name] for name in COLUMNS)])

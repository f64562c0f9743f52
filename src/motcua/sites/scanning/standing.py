"""How each paper of a dossier stands: digital, waiting to be scanned, or not to be scanned and why."""

from dataclasses import dataclass
from typing import Any

from motcua.insight.digitising.keeping import STORE
from motcua.insight.digitising.reading import Papers
from motcua.procedures.dossiers.changes.digitising import NOT_SCANNED
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.records.scanning.models import Scan


@dataclass(frozen=True, slots=True)
class Row:
    """A component with its signed copies and the scan that is under work. `why`: why nothing is to be scanned."""

    component: Component
    state: str
    why: dict[str, str] | None
    copies: tuple[Scan, ...]
    under_work: Scan | None

    @property
    def waits(self) -> bool:
        return self.state == "waiting"


def rows(dossier: Dossier) -> list[Row]:
    """Every component of the dossier. Two queries."""
    scans = list(
        Scan.objects.select_related("file", "paper")
        .filter(dossier_id=dossier.id, state__in=[Scan.State.OPEN, Scan.State.DONE])
        .order_by("id")
    )
    return [
        _row(component, [one for one in scans if one.component_row == component.id])
        for component in Component.objects.filter(dossier_id=dossier.id).order_by("id")
    ]


def _row(component: Component, scans: list[Scan]) -> Row:
    copies = tuple(one for one in scans if one.state == Scan.State.DONE)
    under_work = next((one for one in scans if one.state == Scan.State.OPEN), None)
    source = Component.Source(component.source)
    if source == Component.Source.SCAN:
        return Row(component, "digital" if copies else "waiting", None, copies, under_work)
    vi, en = NOT_SCANNED[source]
    by_us = source == Component.Source.REUSED and component.data_source.startswith(STORE)
    return Row(component, "reused" if by_us else "none", {"vi": vi, "en": en}, copies, under_work)


def sums(found: list[Row]) -> Papers:
    """The shares of one dossier, as the figures count them."""
    counted: dict[str, Any] = {"dossiers": 1, "papers": 0, "digitised": 0, "reused": 0}
    for row in found:
        if row.state in ("digital", "waiting"):
            counted["papers"] += 1
            counted["digitised"] += row.state == "digital"
        elif row.state == "reused":
            counted["papers"] += 1
            counted["reused"] += 1
    return Papers(**counted)

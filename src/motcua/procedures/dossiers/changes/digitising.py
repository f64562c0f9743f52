"""A paper of a dossier becomes digital: scanned and signed as a copy, or answered by what the store holds already.

Source: TT 01/2023/TT-VPCP Điều 8, TT 03/2025/TT-VPCP Điều 5, NĐ 45/2020 Điều 16. Both count for the shares of digitised
and reused components (QĐ 766/QĐ-TTg 4.2-4.4).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from motcua.city import authority
from motcua.city.authority import NotAllowed
from motcua.foundation.actor import Actor
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import concern, posts
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.holding import Held, hold
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.procedures.dossiers.status import Status
from motcua.records.papers import valid_papers
from motcua.records.papers.models import Paper
from motcua.records.scanning import closing, working
from motcua.records.scanning.closing import Confirmed
from motcua.records.scanning.models import Scan
from motcua.records.scanning.working import Subject

NOT_SCANNED = {
    Component.Source.UPLOAD: ("Nộp điện tử: không quét lại.", "Filed electronically: not scanned again."),
    Component.Source.DATA: ("Đã có trong dữ liệu: không cần giấy.", "The data say it: no paper is needed."),
    Component.Source.REUSED: ("Đã dùng lại bản trong kho.", "The store's copy is used."),
    Component.Source.SHOWN: ("Chỉ xuất trình: không quét.", "Only shown: not scanned."),
    Component.Source.MISSING: ("Chưa nộp giấy tờ này.", "This paper has not come yet."),
}
"""Why a component has nothing to be scanned. Source: TT 03/2025/TT-VPCP Điều 5."""


def may_digitise(powers: authority.PowerSet, dossier: Dossier) -> bool:
    """Whoever has a step in the dossier and does work on dossiers. At most one query."""
    works = any(powers.holds_any(power) for power in posts.STEP_KINDS)
    return works and concern.concerns(powers, dossier)


def stage_of(dossier: Dossier, agency_id: int | None) -> str:
    """At which of the three moments of TT 01/2023 this is: where the dossier was received, or where it is worked on."""
    if dossier.ended_at is not None:
        return Scan.Stage.RESULT
    fresh = dossier.status in (Status.REGISTERED, Status.ACCEPTED)
    return Scan.Stage.INTAKE if fresh or agency_id == dossier.intake_agency_id else Scan.Stage.HANDLING


def kinds_of(compiled: CompiledProcedure, component: Component) -> list[str]:
    """Kinds of papers of the store that would serve as this component, its own first."""
    paper = next((one.paper for one in compiled.papers if one.paper.id == component.component_id), None)
    if paper is None:
        return [component.component_id]
    return [kind for kind in (paper.code, paper.id, *paper.satisfied_by) if kind]


@transaction.atomic
def begin_scan(dossier_id: int, component_row: int | None, *, by: Actor, at: datetime) -> Scan:
    """Open the scan of a component, or of a paper result (None). Raises NotAllowed, WrongState."""
    held = hold(dossier_id)
    _require(held, by, at)
    dossier = held.dossier
    if component_row is None:
        kind, title = "result", held.compiled.definition.result.name.vi
        if dossier.ended_at is None:
            raise WrongState("Hồ sơ chưa có kết quả.", "The dossier has no result yet.")
        stage: str = Scan.Stage.RESULT
    else:
        component = Component.objects.get(id=component_row, dossier_id=dossier_id)
        _refuse_what_is_no_paper(component)
        kind, title = kinds_of(held.compiled, component)[0], component.name
        stage = stage_of(dossier, by.agency_id)
    assert by.agency_id is not None
    subject = Subject(
        dossier_id=dossier.id,
        dossier_code=dossier.code,
        component_row=component_row,
        kind=kind,
        title=title,
        agency_id=by.agency_id,
        owner_id=dossier.owner_id,
        organisation_id=dossier.owner_organisation_id,
    )
    return working.begin(subject, stage, by=by, at=at)


@transaction.atomic
def digitise(scan_id: int, confirmed: Confirmed, *, by: Actor, at: datetime) -> Scan:
    """Close a scan: the signed copy becomes the component's file. One event.

    Raises NotAllowed, WrongState, scanning.errors, signing.CannotSign.
    """
    about = Scan.objects.only("dossier_id", "component_row").get(id=scan_id)
    held = hold(about.dossier_id)
    _require(held, by, at)
    number, component, first = 1, None, False
    if about.component_row is not None:
        component = Component.objects.get(id=about.component_row, dossier_id=held.dossier.id)
        _refuse_what_is_no_paper(component)
        first = not component.files
        number = 1 + Scan.objects.filter(component_row=component.id, state=Scan.State.DONE).count()
    scan = closing.finish(scan_id, confirmed, number=number, by=by, at=at)
    assert scan.file is not None
    if component is not None:
        # what was put in at the counter before is in the signed copy; an earlier signed copy is kept beside
        copies = Scan.objects.filter(component_row=component.id, state=Scan.State.DONE).exclude(id=scan.id)
        signed = {row.file.uuid for row in copies.select_related("file") if row.file}
        component.files = [*(one for one in component.files if one in signed), scan.file.uuid]
        component.save(update_fields=["files"])
    held.tell(
        "digitised",
        at,
        by,
        component=component.id if component else None,
        name=scan.title,
        stage=scan.stage,
        images=scan.file.pages,
        item=scan.item_code or None,
        first=first or None,
        unread=True if not scan.reader else None,
    )
    return scan


@transaction.atomic
def reuse(component_row: int, paper_id: int, *, by: Actor, at: datetime) -> Component:
    """The store's paper stands in for a paper component: nothing is scanned. One event.

    Raises NotAllowed, WrongState; Paper.DoesNotExist for a paper that is not this owner's, or does not fit or count.
    """
    dossier_id = Component.objects.values_list("dossier_id", flat=True).get(id=component_row)
    held = hold(dossier_id)
    _require(held, by, at)
    component = Component.objects.get(id=component_row)
    if component.source not in (Component.Source.SCAN, Component.Source.MISSING, Component.Source.UPLOAD):
        raise WrongState(*NOT_SCANNED[Component.Source(component.source)])
    found = next(
        (one for one in usable(held.dossier, held.compiled, component, at) if one.id == paper_id), None
    )
    if found is None or found.file is None:
        raise Paper.DoesNotExist
    before, first = component.source, not component.files
    component.source, component.files = Component.Source.REUSED, [found.file.uuid]
    component.data_source = f"store:{found.id}"
    component.save(update_fields=["source", "files", "data_source"])
    held.tell(
        "paper-reused",
        at,
        by,
        component=component.id,
        name=component.name,
        before=before,
        paper=found.id,
        first=first or None,
    )
    return component


def usable(dossier: Dossier, compiled: CompiledProcedure, component: Component, at: datetime) -> list[Paper]:
    """Papers of the owner's store that would serve as this component and count today. One query."""
    kinds, on = kinds_of(compiled, component), at.date()
    if dossier.owner_organisation_id is not None:
        counts = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        found = list(
            Paper.objects.select_related("file")
            .filter(
                counts,
                organisation_id=dossier.owner_organisation_id,
                kind__in=kinds,
                status=Paper.Status.VALID,
            )
            .order_by("-issued_on", "-id")
        )
    elif dossier.owner_id is not None:
        found = valid_papers(dossier.owner_id, kinds, on=on)
    else:
        found = []
    return [one for one in found if one.file is not None]


def _refuse_what_is_no_paper(component: Component) -> None:
    if component.source != Component.Source.SCAN:
        raise WrongState(*NOT_SCANNED[Component.Source(component.source)])


def _require(held: Held, by: Actor, at: datetime) -> None:
    powers = authority.powers_of(by.account_id, at).in_post(by.post_id) if by.account_id else authority.NOBODY
    if not may_digitise(powers, held.dossier):
        raise NotAllowed("Bạn không có việc ở hồ sơ này.", "You have no step in this dossier.")

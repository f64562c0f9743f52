"""Papers made from the history of dossiers: the control sheet of one, the tracking register of an agency.

Source: TT 03/2025/TT-VPCP, Phụ lục I (phiếu kiểm soát; sổ theo dõi).
"""

import itertools
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q, QuerySet

from motcua.city.models import Person
from motcua.foundation import worktime
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import clockwork
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.papers_made import letterhead, party
from motcua.records import documents
from motcua.records.documents import forms

MOST_DAYS = 366
"""A register is a book of one year."""
LATE = "Quá hạn"
"""What the register notes for a dossier that ended after its appointed day, refused ones among them."""
MOST_LINES = 5000
"""More than a branch receives in a busy month; the PDF stays below some 500 pages."""

DELIVERY = {"online": "Trực tuyến", "counter": "Trực tiếp", "post": "Bưu chính"}


def control_sheet(held: Held, at: datetime) -> bytes:
    """The PDF of the control sheet as things stand: each hand-over from one step to the next. Two queries.

    The outcome of a step compares its end with the step's due time.
    """
    dossier = held.dossier
    tasks = list(Task.objects.select_related("agency").filter(dossier_id=dossier.id).order_by("id"))
    partners = {task.agency.name_vi for task in tasks} - {
        office(dossier.competent_agency_id).name_vi,
        office(dossier.intake_agency_id).name_vi,
    }
    return documents.render_form(
        forms.ControlSheetForm(
            head=letterhead(office(dossier.intake_agency_id), "", at.astimezone(worktime.VN).date()),
            dossier_code=dossier.code,
            check_url=f"{settings.PUBLIC_URL}/tra-cuu?ma={dossier.code}",
            owner=party(dossier),
            procedure=held.compiled.definition.name.vi,
            received_at=dossier.accepted_at or dossier.submitted_at,
            agency=office(dossier.competent_agency_id).name_vi,
            due_at=dossier.due_at,
            partners=", ".join(sorted(partners)),
            hand_overs=_hand_overs(held, tasks),
        )
    )


def _hand_overs(held: Held, tasks: list[Task]) -> list[forms.HandOver]:
    rows = []
    for giver, taker in itertools.pairwise(tasks):
        assert giver.closed_at is not None
        rows.append(
            forms.HandOver(
                giver=giver.agency.name_vi,
                taker=taker.agency.name_vi,
                at=giver.closed_at.astimezone(worktime.VN),
                giver_name=giver.closed_by_name,
                taker_name=taker.closed_by_name,
                outcome=_outcome(giver),
                note=giver.note,
            )
        )
    return rows


def _outcome(task: Task) -> str:
    """`Trước hạn` when at least an hour was left, `Đúng hạn`, `Quá hạn`; nothing for a step without hours."""
    assert task.closed_at is not None
    if not task.timed:
        return ""
    if task.closed_at > task.due_at:
        return "Quá hạn"
    return "Trước hạn" if task.due_at - task.closed_at >= timedelta(hours=1) else "Đúng hạn"


def tracking_register(agency_id: int, start: datetime, end: datetime, at: datetime) -> bytes:
    """The PDF of the register of dossiers that an agency received or decides, accepted in [start, end)."""
    agency = office(agency_id)
    first, last = start.astimezone(worktime.VN), (end - timedelta(seconds=1)).astimezone(worktime.VN)
    return documents.render_form(
        forms.TrackingRegister(
            head=letterhead(agency, "", at.astimezone(worktime.VN).date()),
            year=first.year,
            period=f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}",
            lines=tracked(agency_id, start, end),
        )
    )


def people_tracked(agency_id: int, start: datetime, end: datetime) -> list[int]:
    """Whom the register names: for the log of looks. One query."""
    return list(_tracked(agency_id, start, end).values_list("owner_id", flat=True)[:MOST_LINES])


def _tracked(agency_id: int, start: datetime, end: datetime) -> QuerySet[Dossier]:
    return (
        Dossier.objects.filter(Q(intake_agency_id=agency_id) | Q(competent_agency_id=agency_id))
        .filter(accepted_at__gte=start, accepted_at__lt=end)
        .order_by("accepted_at", "id")
    )


def tracked(agency_id: int, start: datetime, end: datetime) -> list[forms.TrackedDossier]:
    """The lines of the register, in order of acceptance. Three queries."""
    rows = list(_tracked(agency_id, start, end)[:MOST_LINES])
    ids = [row.id for row in rows]
    sent = dict(
        Task.objects.filter(dossier_id__in=ids)
        .exclude(kind="receive")
        .values_list("dossier_id")
        .annotate(first=Min("opened_at"))
    )
    phones = dict(
        Person.objects.filter(id__in={row.owner_id for row in rows if row.owner_id}).values_list(
            "id", "phone"
        )
    )
    return [
        _line(row, sent.get(row.id), phones.get(row.owner_id, "") if row.owner_id else "") for row in rows
    ]


def _line(row: Dossier, sent_at: datetime | None, known_phone: str) -> forms.TrackedDossier:
    assert row.accepted_at is not None  # the register is of accepted ones
    return forms.TrackedDossier(
        dossier_code=row.code,
        procedure=compiled_version(row.version_id).definition.name.vi,
        owner=row.owner_name,
        agency=office(row.competent_agency_id).name_vi,
        received_at=row.accepted_at.astimezone(worktime.VN),
        contact=", ".join(part for part in (row.address, row.phone or known_phone) if part),
        due_at=_local(row.due_at),
        sent_at=_local(sent_at),
        result_at=_local(row.ended_at),
        returned_at=_local(row.returned_at),
        delivery=DELIVERY.get(row.delivery_by, ""),
        note="; ".join(part for part in (LATE if clockwork.ended_late(row) else "", row.end_reason) if part),
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(worktime.VN) if moment else None

"""The official forms of a dossier (TT 03/2025/TT-VPCP, Phụ lục I), by kind and never by number.

A change notes the values of its form here; the PDF is set and sealed when the form is first opened
(`file_of`), so that no officer waits for a document that nobody may ever print.
"""

from datetime import date, datetime

import msgspec
from django.conf import settings

from motcua.city.contracts.reading import works_for
from motcua.city.models import Person
from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.foundation.numbering import take
from motcua.procedures.definition import Limit
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.procedures.dossiers.office import Office, office
from motcua.records import documents, papers, signing
from motcua.records.documents import forms

SYMBOL = "TTPVHCC"
"""What follows the number on the centre's forms: `Số: 12/TTPVHCC`."""

TITLES = {
    "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "supplement_request": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "refusal": "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
    "apology_extension": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "stop_notice": "Thông báo dừng giải quyết hồ sơ",
    "control_sheet": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "transfer_slip": "Phiếu chuyển hồ sơ liên thông",
    "tracking_register": "Sổ theo dõi hồ sơ",
}
UNITS = {
    "working_day": "ngày làm việc",
    "working_hour": "giờ làm việc",
    "day": "ngày",
    "month": "tháng",
    "same_day": "trong ngày",
}


def receipt(held: Held, by: Actor, at: datetime) -> Document:
    """Receipt and appointment: what was received, when, and when the result is due."""
    dossier = held.dossier
    rows = Component.objects.filter(dossier=dossier).order_by("id")
    form = forms.ReceiptForm(
        **_common(dossier, at, by),
        owner=party(dossier),
        procedure=held.compiled.definition.name.vi,
        limit=limit_words(held.compiled.limit(dossier.case_id)),
        received_at=dossier.accepted_at or at,
        receiver=forms.Signer(post="Người tiếp nhận hồ sơ", name=by.name),
        receiver_for=works_for(by, at),
        due_at=dossier.due_at,
        filer=dossier.applicant_name,
        papers=[
            forms.ReceivedPaper(
                name=row.name,
                originals=row.originals if not row.files else 0,
                electronic=max(len(row.files), 1) if row.files or row.source == "data" else 0,
            )
            for row in rows
            if row.source != Component.Source.MISSING
        ],
        return_place=office(dossier.return_agency_id).name_vi,
        lookup=f"{settings.PUBLIC_URL}/tra-cuu",
        payment="Đã nộp" if dossier.finance == "paid" else "",
        fees=[forms.FeeLine(name="Phí, lệ phí", amount=dossier.fee_total)] if dossier.fee_total else [],
    )
    return _note(dossier, form, at, by)


def supplement_request(held: Held, needs: list[str], reason: str, by: Actor, at: datetime) -> Document:
    """The one list of what is missing, with the reason."""
    request = held.dossier.supplement_requests.order_by("-id").first()
    assert request is not None
    return _note(
        held.dossier,
        forms.SupplementForm(
            **_common(held.dossier, at, by),
            owner=party(held.dossier),
            procedure=held.compiled.definition.name.vi,
            needs=needs,
            reason=reason,
            signer=forms.Signer(post="Người hướng dẫn", name=by.name),
            until=request.answer_by,
            contact=by.name,
        ),
        at,
        by,
    )


def refusal(held: Held, by: Actor, at: datetime) -> Document:
    """Refusal at intake or after appraisal, with the reason in words."""
    return _note(
        held.dossier,
        forms.RefusalForm(
            **_common(held.dossier, at, by),
            owner=party(held.dossier),
            procedure=held.compiled.definition.name.vi,
            reasons=[held.dossier.end_reason],
            signer=forms.Signer(post="Người tiếp nhận hồ sơ", name=by.name),
        ),
        at,
        by,
    )


def apology(held: Held, before: datetime, reason: str, by: Actor, at: datetime) -> Document:
    """Apology for a delay with the new day."""
    dossier = held.dossier
    assert dossier.due_at is not None
    return _note(
        dossier,
        forms.ApologyForm(
            **_common(dossier, at, by, office(dossier.competent_agency_id)),
            owner=party(dossier),
            procedure=held.compiled.definition.name.vi,
            received_at=dossier.accepted_at or dossier.submitted_at,
            due_at=before,
            new_due_at=dossier.due_at,
            reason=reason,
            signer=forms.Signer(post="", name=by.name),
        ),
        at,
        by,
    )


def stop_notice(held: Held, ground: str, by: Actor, at: datetime) -> Document:
    """Notice that the dossier is no longer handled."""
    dossier = held.dossier
    return _note(
        dossier,
        forms.StopForm(
            **_common(dossier, at, by),
            owner=party(dossier),
            procedure=held.compiled.definition.name.vi,
            received_at=dossier.accepted_at or dossier.submitted_at,
            ground=ground,
            signer=forms.Signer(post="", name=by.name),
            requested_on=at.astimezone(worktime.VN).date(),
            fees_returned="Hoàn trả theo quy định" if dossier.finance == "refund-due" else "",
        ),
        at,
        by,
    )


def transfer_slip(
    held: Held,
    giver: str,
    of_set: Dossier,
    set_name: str,
    legs: list[forms.TransferLeg],
    enclosed: list[str],
    by: Actor,
    at: datetime,
) -> Document:
    """The slip with which a part of a linked set on paper goes to the agency that is next; for officers.

    Source: NĐ 61/2018 Đ19 k6 (the slip names the work and the limit of each participant).
    """
    dossier = held.dossier
    limit = limit_words(held.compiled.limit(dossier.case_id))
    return _note(
        dossier,
        forms.TransferSlipForm(
            **_common(dossier, at, by),
            owner=party(dossier),
            set_name=set_name,
            set_code=of_set.code,
            giver=giver,
            taker=office(dossier.competent_agency_id).name_vi,
            work=held.compiled.definition.name.vi,
            limit=limit,
            due_at=dossier.due_at,
            enclosed=enclosed,
            legs=legs,
            signer=forms.Signer(post="Người chuyển hồ sơ", name=""),
        ),
        at,
        by,
        for_resident=False,
    )


def file_of(document: Document, at: datetime) -> papers.StoredFile:
    """The stored PDF of a document; a form is set and sealed now when nobody has opened it before."""
    if document.file is not None:
        return document.file
    pdf = documents.render(document.kind, document.data)
    dossier = document.dossier
    agency = office(dossier.intake_agency_id)
    stored = papers.store_made(
        signing.seal(pdf, signing.seal_of(agency.code, agency.name_vi), at),
        name=f"{document.kind}-{dossier.code}.pdf",
        purpose="form",
        owner_id=dossier.owner_id,
        at=at,
    )
    # Two readers at once set it twice; the first to store wins and both see the same paper.
    if not Document.objects.filter(id=document.id, file=None).update(file=stored):
        document.refresh_from_db()
        assert document.file is not None
        return document.file
    document.file = stored
    return stored


def party(dossier: Dossier) -> forms.Party:
    """The owner as forms print one."""
    pin = (
        Person.objects.filter(id=dossier.owner_id).values_list("pin", flat=True).first()
        if dossier.owner_id
        else ""
    )
    return forms.Party(
        name=dossier.owner_name,
        identifier=pin or "",
        address=dossier.address,
        phone=dossier.phone,
        email=dossier.email,
    )


def limit_words(limit: Limit) -> str:
    """A limit as forms print it: `10 ngày làm việc`, `Trong ngày làm việc`."""
    if limit.unit == "same_day":
        return "Trong ngày làm việc (sau 15 giờ: ngày làm việc tiếp theo)"
    return f"{limit.amount} {UNITS[limit.unit]}"


def letterhead(agency: Office, number: str, on: date) -> forms.Letterhead:
    """Head of a document of this agency; the city stands above it."""
    return forms.Letterhead(
        agency=agency.name_vi,
        superior="ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
        number=number,
        place="Hà Nội",
        on=on,
    )


def next_number(agency: Office, series: str, symbol: str, on: date) -> str:
    """`12/TTPVHCC`: the next number of the agency's series of the year; below 10 with a leading zero.

    Source: NĐ 30/2020 Phụ lục I (number and symbol).
    """
    return f"{take(f'{series}/{agency.code}/{on.year}'):02d}/{symbol}"


def _common(dossier: Dossier, at: datetime, by: Actor, issuer: Office | None = None) -> dict:
    agency, on = issuer or office(dossier.intake_agency_id), at.astimezone(worktime.VN).date()
    return {
        "head": letterhead(agency, next_number(agency, "forms", SYMBOL, on), on),
        "dossier_code": dossier.code,
        "check_url": f"{settings.PUBLIC_URL}/tra-cuu?ma={dossier.code}",
    }


def _note(
    dossier: Dossier, form: forms.Form, at: datetime, by: Actor, *, for_resident: bool = True
) -> Document:
    return Document.objects.create(
        dossier=dossier,
        kind=form.template,
        title=TITLES[form.template],
        number=form.head.number,
        state=Document.State.MADE,
        for_resident=for_resident,
        data=msgspec.to_builtins(form),
        made_at=at,
        made_by=by.name,
    )

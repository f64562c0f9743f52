"""The result of a dossier that does not exist: what a draft of a procedure would print. Nothing is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.foundation import worktime
from motcua.procedures.binding import Context
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import results, sheets
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.office import Office
from motcua.procedures.sheet import SHEET
from motcua.records import documents
from motcua.records.documents import DocumentError, forms

CODE = "000000-00000"
"""The code printed on a made-up result; it finds no dossier."""


class NotShown(Exception):
    """The page cannot be made from made-up answers; says why in both languages."""

    def __init__(self, vi: str, en: str):
        super().__init__(en)
        self.vi, self.en = vi, en


def result_pdf(
    compiled: CompiledProcedure,
    answers: Mapping[str, Any],
    officer: Mapping[str, Any],
    *,
    case_id: str,
    channel: str,
    applicant: Mapping[str, Any],
    agency: Office,
    at: datetime,
) -> bytes:
    """The unsigned page, without a number. Raises NotShown."""
    definition, on = compiled.definition, at.astimezone(worktime.VN).date()
    context = Context(today=on, channel=channel, applicant=applicant, case=case_id, officer=officer)
    head = results.head_of(agency, "", on)
    recipient = str(applicant.get("full_name") or "")
    check_url = f"{settings.PUBLIC_URL}/tra-cuu?ma={CODE}"
    if definition.result.template == SHEET:
        if compiled.layout is None:
            raise NotShown("Kết quả chưa có bố cục.", "The result has no layout yet.")
        sheet = sheets.preview(
            compiled, answers, context, head=head, recipient=recipient, check_url=check_url
        )
        return _set(sheet)
    dossier = Dossier(
        code=CODE, procedure_code=definition.code, field_key=definition.field, case_id=case_id, channel=channel,
        answers=dict(answers), officer_answers=dict(officer), owner_name=recipient, applicant_name=recipient,
        competent_agency_id=agency.id, intake_agency_id=agency.id, submitted_at=at, accepted_at=at,
        language="vi", phone="", email="", address="", fee_total=0, result_number="",
    )  # fmt: skip
    case = results.ResultCase(
        dossier=dossier, definition=definition, answers=dossier.answers, officer=dossier.officer_answers,
        agency=agency, head=head, signer=forms.Signer(post="", name=""), number="", at=at, check_url=check_url,
    )  # fmt: skip
    try:
        built = results.build_for(case)
    except results.NoBuilder as missing:
        raise NotShown(f"Không có mẫu “{missing}”.", f'There is no template "{missing}".') from None
    except results.CannotBuild as reason:
        raise NotShown(reason.vi, reason.en) from None
    except (KeyError, ValueError, TypeError) as gap:
        # A pack's own template reads answers and files of a real dossier; a draft may no longer ask for them.
        raise NotShown(
            f"Mẫu riêng này cần dữ liệu mà hồ sơ thử không có ({gap}).",
            f"This template needs data that a made-up dossier lacks ({gap}).",
        ) from None
    return _set(built.document)


def _set(document: Any) -> bytes:
    try:
        return documents.render_form(document)
    except DocumentError as error:
        raise NotShown("Không dàn được trang kết quả.", f"The page could not be set: {error}") from None

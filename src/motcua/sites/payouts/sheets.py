"""The payment list as a workbook, and one's own statement as a PDF."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.foundation import audit, clock
from motcua.foundation.amounts import format_dong
from motcua.money.payouts import reading, sheet
from motcua.money.payouts.amounts import GROUPS
from motcua.money.payouts.models import Run
from motcua.money.payouts.programmes import banks
from motcua.records import documents
from motcua.records.documents.forms import Letterhead, Signer
from motcua.records.documents.results import Confirmation, Row
from motcua.records.quality.pairs import same_person
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.frame import LINE_STATES, WAYS, month_words, programme_words, run_for
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.security.proof import needs_fresh_proof

HEADINGS = (
    "STT", "Mã đối tượng", "Họ tên", "Số định danh", "Ngày sinh", "Địa chỉ", "Nhóm đối tượng", "Hệ số",
    "Mức chuẩn", "Trợ cấp tháng",
    "Truy lĩnh", "Thu hồi", "Tổng", "Hình thức", "Ngân hàng", "BIN", "Số tài khoản", "Tên chủ tài khoản", "Người nhận thay",
    "Ký nhận", "Ghi chú",
)  # fmt: skip
"""The columns of the usual payment list (danh sách chi trả)."""


@require_safe
@needs_fresh_proof
@officer_page
def listing(request: HttpRequest, officer: Officer, uuid: Any) -> FileResponse:
    """All paid lines of a list as XLSX; whoever stands on it is noted as seen."""
    found = run_for(officer, uuid)
    seen: list[int] = []
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse closes it
    sheet.write(file, f"{month_words(found.period)['vi']}", _rows(found, seen))
    audit.log_list(officer.actor, seen, purpose="Chi trả", code="payout", what="payout-sheet", at=officer.now)
    file.seek(0)
    name = f"danh-sach-chi-tra-{found.programme}-{found.period:%Y-%m}.xlsx"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def _rows(found: Run, seen: list[int]) -> Iterator[tuple[str | int, ...]]:
    yield HEADINGS
    known = banks()
    for number, one in enumerate(reading.whole(found), 1):
        seen.append(one.person_id)
        yield (
            number, one.decision or str(one.record_id or ""), one.full_name, one.pin, f"{one.birth_date:%d/%m/%Y}", one.address,
            "; ".join(GROUPS[group][0] for group in one.groups.split("+") if group in GROUPS),
            f"{one.percent / 100:g}".replace(".", ","),
            one.base, one.monthly, one.arrears, one.recovery, one.total, WAYS[one.way]["vi"],
            known[one.bin].name if one.bin in known else "", one.bin, one.account_number, one.account_name, one.receiver, "",
            LINE_STATES[one.state][0],
        )  # fmt: skip


@never_cache
@require_safe
@resident_only
def statement(request: HttpRequest) -> HttpResponse:
    """What came in the last two years, as a PDF of one's own. Two queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    rows = reading.of_person(same_person(resident.person.pk))
    pdf = documents.render_form(
        Confirmation(
            head=Letterhead(agency="THÔNG TIN CHI TRẢ TRỢ CẤP", place="Hà Nội", on=at.date()),
            signer=Signer(post="Bản kê tự lập từ hệ thống", name=""),
            title="Bản kê tiền trợ cấp",
            opening=f"Bản kê của {resident.person.full_name}, số định danh {resident.person.pin}. "
            "Bản này để theo dõi, không có chữ ký.",
            rows=[
                Row(
                    label=f"{month_words(one.period)['vi']}, {programme_words(one.programme)['vi'].lower()}",
                    value=f"{format_dong(one.total)}, {LINE_STATES[one.state][0].lower()}"
                    + (f" ngày {one.state_at.astimezone(clock.VN):%d/%m/%Y}" if one.state_at else ""),
                )
                for one in rows
            ]
            or [Row(label="Kỳ chi trả", value="Chưa có khoản nào")],
        )
    )
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="tro-cap.pdf"'}
    )

"""The payment list as a paper for signing: A4 across, the head on every page, pages numbered, the sum in words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from msgspec import Struct

from motcua.city import units
from motcua.foundation import audit, clock
from motcua.foundation.amounts import in_words
from motcua.money.payouts import reading
from motcua.money.payouts.amounts import GROUPS
from motcua.money.payouts.models import Line, Receipt, Run
from motcua.money.payouts.programmes import banks
from motcua.records import documents
from motcua.records.documents import templates
from motcua.records.documents.forms import Letterhead, Signer
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.frame import LINE_STATES, WAYS, month_words, programme_words, run_for
from motcua.sites.security.proof import needs_fresh_proof

LINES = 1000
"""So many lines make one paper: set in half a second, some forty sheets with two sides each, still to be bound and signed."""
CASH = "tien-mat"


class Row(Struct, frozen=True, kw_only=True):
    """A line of the list; `signed`: how it was signed for, empty where the hand goes."""

    number: int
    name: str
    born: date
    pin: str
    address: str
    group: str
    percent: str
    monthly: int
    arrears: int
    recovery: int
    total: int
    way: str
    signed: str


class Count(Struct, frozen=True):
    """People and đồng up to a place of the list."""

    people: int
    total: int


class PayoutList(Struct, frozen=True, kw_only=True):
    """One paper of a list: `before` is what earlier papers hold, `sum` all up to the end of this one."""

    template: ClassVar[str] = "payout_list"
    head: Letterhead
    title: str
    about: str
    part: int
    parts: int
    before: Count
    sum: Count
    words: str
    mark: str
    lines: list[Row]
    signers: list[Signer]


templates.register(
    PayoutList.template, Path(__file__).parent / "paper" / f"{PayoutList.template}.typ", PayoutList
)


def parts_of(people: int) -> int:
    """How many papers so many lines make; an empty list is one."""
    return max(1, -(-people // LINES))


@never_cache
@require_safe
@needs_fresh_proof
@officer_page
def listing(request: HttpRequest, officer: Officer, uuid: Any, part: int) -> HttpResponse:
    """One paper of a list, or of its cash part, as PDF; whoever stands on it is noted as seen. Eight queries."""
    found = run_for(officer, uuid)
    cash = request.GET.get("nhan") == CASH
    people = reading.counted(found, cash=cash)[0]
    if not 1 <= part <= parts_of(people):
        raise Http404
    rows = reading.stretch(found, (part - 1) * LINES, LINES, cash=cash)
    audit.log_list(
        officer.actor,
        [one.person_id for one in rows],
        purpose="Chi trả",
        code="payout",
        what="payout-paper",
        at=officer.now,
    )
    before = reading.counted(found, (part - 1) * LINES, cash=cash) if part > 1 else (0, 0)
    paper = _paper(found, rows, part, parts_of(people), before, cash)
    pdf = documents.render_form(paper)
    name = f"danh-sach-chi-tra-{found.programme}-{found.period:%Y-%m}-{part}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _paper(
    found: Run, rows: Sequence[Line], part: int, parts: int, before: tuple[int, int], cash: bool
) -> PayoutList:
    signed = {one.line_id: one for one in Receipt.objects.filter(line__in=[row.pk for row in rows])}
    known = banks()
    total = before[1] + sum(one.total for one in rows)
    lineage = units.lineage(found.agency.unit) if found.agency.unit else []
    place = lineage[0].name_vi if lineage else ""
    day = (found.approved_at or found.submitted_at or found.made_at).astimezone(clock.VN).date()
    made, agreed = found.submitted_by or found.made_by, found.approved_by or {}
    return PayoutList(
        head=Letterhead(agency=found.agency.name_vi, place=place, on=day),
        title="Danh sách chi trả tiền mặt" if cash else "Danh sách chi trả",
        about=f"{programme_words(found.programme)['vi']}, {month_words(found.period)['vi'].lower()}",
        part=part, parts=parts, before=Count(*before), sum=Count(before[0] + len(rows), total), words=in_words(total),
        mark=f"Mã niêm phong danh sách: {found.fingerprint[:16]}" if found.fingerprint else "Bản đang lập, chưa trình duyệt",
        lines=[_row(one, before[0] + n, known, signed.get(one.pk)) for n, one in enumerate(rows, 1)],
        signers=[
            Signer(post="Người lập", name=made.get("name", "") if found.submitted_by else ""),
            Signer(post="Người chi tiền" if cash else "Kế toán", name=""),
            Signer(post="Người duyệt chi", name=agreed.get("name", "")),
        ],
    )  # fmt: skip


def _row(one: Line, number: int, known: dict[str, Any], receipt: Receipt | None) -> Row:
    way = WAYS[one.way]["vi"]
    if one.way == Line.Way.ACCOUNT:
        way = f"{known[one.bin].name if one.bin in known else one.bin} {one.account_number}"
    return Row(
        number=number, name=one.full_name, born=one.birth_date, pin=one.pin, address=one.address,
        group="; ".join(GROUPS[group][0] for group in one.groups.split("+") if group in GROUPS),
        percent=f"{one.percent / 100:g}".replace(".", ","), monthly=one.monthly, arrears=one.arrears, recovery=one.recovery,
        total=one.total, way=way, signed=_signed(one, receipt),
    )  # fmt: skip


def _signed(one: Line, receipt: Receipt | None) -> str:
    if receipt is not None:
        who = "Đã nhận" if receipt.receiver_name == one.full_name else f"{receipt.receiver_name} nhận thay"
        return f"{who} {receipt.at.astimezone(clock.VN):%d/%m/%Y}, {receipt.get_proof_display().lower()}"
    return "" if one.way != Line.Way.ACCOUNT else LINE_STATES[one.state][0] if one.state != "listed" else "–"


def offered(found: Run) -> list[dict[str, Any]]:
    """The papers of a list for its page: all lines, and those paid in cash. No query."""
    return [
        {"part": n, "parts": parts, "query": query, "words": words}
        for query, words, people in (
            ("", {"vi": "Danh sách PDF", "en": "List as PDF"}, found.people),
            (f"?nhan={CASH}", {"vi": "Danh sách tiền mặt PDF", "en": "Cash list as PDF"}, found.people - found.by_account),
        )
        for parts in [parts_of(people)]
        for n in range(1, parts + 1)
        if people
    ][:40]  # fmt: skip

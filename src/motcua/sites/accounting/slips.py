"""Payment slips to the budget: what is due, making one, approval by a second person, the bank's debit, history."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.money.bank import config
from motcua.money.invoices import units
from motcua.money.ledger import balance
from motcua.money.treasury import codes, papers
from motcua.money.treasury import slips as changes
from motcua.money.treasury.models import Slip
from motcua.money.treasury.rules import Sort
from motcua.money.treasury.slips import Faulty, NotPossible
from motcua.sites.accounting.frame import (
    Cell,
    Form,
    Section,
    Table,
    agencies,
    agency_words,
    day_words,
    keeper_page,
    leaf,
    money,
    show,
    today_of,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import day as typed_day
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import datetime_words, dong_words

SORTS = {"le_phi": both("Lệ phí", "Charges"), "phi": both("Phí", "Fees")}
STATES = {
    "draft": ("warn", "clock", both("Chờ duyệt", "To be approved")),
    "approved": ("info", "clock", both("Đã duyệt, chờ ngân hàng", "Approved, waits for the bank")),
    "paid": ("ok", "check", both("Đã nộp", "Paid")),
    "cancelled": ("quiet", "cross", both("Đã hủy", "Cancelled")),
}
REFUSALS = {
    "not_closed": both("Chỉ lập cho ngày đã khóa sổ.", "Only for days that are closed."),
    "under_way": both("Đơn vị này còn một giấy nộp tiền chưa xong.", "The unit has a slip under way."),
    "state": both("Giấy này đã được xử lý.", "This slip was dealt with already."),
    "same_person": both("Người duyệt phải khác người lập.", "Who approves must not be who made it."),
    "amount": both("Khoản chi của ngân hàng khác số tiền trên giấy.", "The bank's debit is another sum."),
    "line": both("Khoản chi này đã dùng hoặc không có.", "This debit was used or is not there."),
}


@require_safe
@keeper_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Slips, newest first. Two queries."""
    found, older, newer = leaf(request, Slip.objects.all())
    table = Table(
        both("Giấy nộp tiền", "Slips"),
        [
            (both("Số", "Number"), False),
            (both("Đơn vị", "Unit"), False),
            (both("Khoản", "Sort"), False),
            (both("Số tiền", "Amount"), True),
            (both("Tình trạng", "State"), False),
        ],
        [
            [
                Cell(
                    one.number,
                    reverse("accounting:slip", args=[one.pk]),
                    small=both(f"đến {day_words(one.through)}", f"through {day_words(one.through)}"),
                ),
                Cell(agency_words(one.agency_id)),
                Cell(SORTS[one.sort]),
                money(one.total),
                _tag(one),
            ]
            for one in found
        ],
    )
    last = balance.closed_through()
    words = both(
        f"Lệ phí nộp toàn bộ; phí nộp chậm nhất ngày 5 tháng sau. Sổ đã khóa đến {day_words(last)}.",
        f"Charges go whole; fees by the 5th of the next month. Closed through {day_words(last)}.",
    )
    return show(
        request,
        officer,
        "accounting:slips",
        both("Nộp ngân sách nhà nước", "Payments to the budget"),
        [
            Section(
                lead=words if last != date.min else "",
                table=table,
                empty=both("Chưa có giấy nộp tiền nào.", "No slips yet."),
            )
        ],
        links=[(reverse("accounting:slip-new"), both("Lập giấy nộp tiền", "Make a slip"), "plus")],
        older=older,
        newer=newer,
    )


def _tag(one: Slip) -> Cell:
    tone, icon, words = STATES[one.state]
    return Cell(words, tone=tone, icon=icon)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Make a slip for closed days: `act=look` shows what it would pay, `act=make` makes it. 422 with every fault."""
    post, faults, sections = request.POST, dict[str, Any](), list[Section]()
    closed = balance.closed_through()
    raw = post.get("agency", "") or request.GET.get("co-quan", "")
    agency = whole_number(raw) if raw else officer.post.agency_id
    sort: Sort = "phi" if post.get("sort") == "phi" else "le_phi"
    unit = units.of_agency(agency)
    through = typed_day(request.POST, "through") if post else (closed if closed != date.min else None)
    given = {
        "payer": post.get("payer", unit.name if unit else officer.post.agency_name_vi).strip(),
        "tax_code": post.get("tax_code", unit.tax_code if unit else "").strip(),
        "document": post.get("document", f"BK-{today_of(officer):%Y%m}-01").strip(),
    }
    address = post.get("address", unit.address if unit else "").strip()
    if request.method == "POST":
        if agency not in {key for key, _ in agencies()}:
            faults["agency"] = both("Hãy chọn đơn vị.", "Choose the unit.")
        if through is None:
            faults["through"] = both("Ngày không hợp lệ.", "Not a day.")
        try:
            if agency is not None and through is not None and not faults:
                if post.get("act") == "make":
                    slip = changes.make(
                        agency, sort, through, **given, address=address, by=officer.account, at=officer.now
                    )
                    messages.success(
                        request, say("Đã lập, chờ người khác duyệt.", "Made; somebody else approves.")
                    )
                    return redirect("accounting:slip", slip.pk)
                seen = changes.preview(agency, sort, through, **given)
                sections.append(_preview(seen))
                faults |= {one.field: both(one.vi, one.en) for one in seen.problems if not one.warning}
        except NotPossible as refused:
            faults["through" if refused.code == "not_closed" else "agency"] = REFUSALS[refused.code]
        except Faulty as faulty:
            faults |= {one.field: both(one.vi, one.en) for one in faulty.problems if not one.warning}
    fields = [
        Field(
            "agency",
            "select",
            both("Đơn vị thu", "Collecting unit"),
            value=str(agency or ""),
            error=faults.get("agency", ""),
            options=[Option(str(key), name) for key, name in agencies()],
        ),
        Field(
            "sort",
            "choice",
            both("Khoản nộp", "What"),
            value=sort,
            options=[Option(key, words) for key, words in SORTS.items()],
        ),
        Field(
            "through",
            "date",
            both("Thu đến hết ngày", "Collected through"),
            value=through,
            error=faults.get("through", "") or faults.get("lines", ""),
        ),
        Field(
            "payer",
            "text",
            both("Người nộp", "Payer"),
            value=given["payer"],
            error=faults.get("payer", ""),
            max_length=300,
        ),
        Field(
            "tax_code",
            "text",
            both("Mã số thuế", "Tax code"),
            value=given["tax_code"],
            error=faults.get("tax_code", ""),
            max_length=14,
        ),
        Field("address", "text", both("Địa chỉ", "Address"), value=address, required=False, max_length=300),
        Field(
            "document",
            "text",
            both("Số bảng kê, quyết định", "List or decision"),
            value=given["document"],
            error=faults.get("document", ""),
            max_length=60,
        ),
    ]
    buttons = [
        ("act", "look", both("Xem trước", "Preview"), "quiet"),
        ("act", "make", both("Lập giấy nộp tiền", "Make the slip"), ""),
    ]
    sections.insert(0, Section(forms=[Form(buttons, fields=fields)]))
    return show(
        request,
        officer,
        "accounting:slips",
        both("Lập giấy nộp tiền", "Make a payment slip"),
        sections,
        status=422 if faults else 200,
        fields=fields,
        back=(reverse("accounting:slips"), both("Nộp ngân sách", "To the budget")),
    )


def _preview(seen: changes.Preview) -> Section:
    table = Table(
        both("Các khoản", "Lines"),
        LINE_HEADS,
        [
            [
                Cell(one.content, small=one.code),
                money(one.collected),
                money(one.retained),
                money(one.amount),
                Cell(one.item or both("chưa có", "none")),
            ]
            for one in seen.drafts
        ],
        [Cell(both("Cộng", "Total")), Cell(""), Cell(""), money(seen.total), Cell("")],
    )
    words = both(
        f"Từ {day_words(seen.begin)} đến {day_words(seen.through)}; hạn nộp phí {day_words(codes.due(seen.through))}.",
        f"From {day_words(seen.begin)} to {day_words(seen.through)}; fees are due on {day_words(codes.due(seen.through))}.",
    )
    return Section(
        both("Sẽ nộp", "It would pay"),
        words,
        table=table,
        empty=both("Không có khoản nào để nộp.", "Nothing to pay."),
    )


LINE_HEADS = [
    (both("Khoản", "Fee"), False),
    (both("Đã thu", "Collected"), True),
    (both("Để lại", "Kept"), True),
    (both("Nộp", "Paid"), True),
    (both("Mã NDKT", "Sub-item"), False),
]


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def one(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """One slip: approve it (another person, a fresh second factor), match the bank's debit, cancel it with a reason."""
    found = Slip.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    faults: dict[str, Any] = {}
    if request.method == "POST":
        act, reason = request.POST.get("act", ""), request.POST.get("reason", "").strip()
        if act == "cancel" and not reason:
            faults["reason"] = both("Hãy ghi lý do hủy.", "Write the reason.")
        elif act in ("approve", "paid") and not fresh_proof(request):
            return ask_proof(request)
        else:
            try:
                if act == "approve":
                    changes.approve(number, by=officer.account, at=officer.now)
                elif act == "paid":
                    changes.paid(
                        number,
                        whole_number(request.POST.get("line", "")) or 0,
                        by=officer.account.display_name,
                        at=officer.now,
                    )
                elif act == "cancel":
                    changes.cancel(number, reason=reason, by=officer.account, at=officer.now)
            except NotPossible as refused:
                words = REFUSALS[refused.code]
                messages.error(request, say(words["vi"], words["en"]))
            else:
                messages.success(request, say("Đã ghi.", "Noted."))
            return redirect("accounting:slip", number)
    facts = [
        (both("Đơn vị thu", "Unit"), agency_words(found.agency_id)),
        (both("Khoản nộp", "What"), SORTS[found.sort]),
        (both("Thu đến hết ngày", "Through"), day_words(found.through)),
        (both("Người nộp", "Payer"), found.payer),
        (both("Mã số thuế", "Tax code"), found.tax_code),
        (both("Tổng số tiền", "Total"), dong_words(found.total)),
        (
            both("Kho bạc, tài khoản", "Treasury, account"),
            f"{found.details['treasury']['vi']}, {found.details['account']}",
        ),
        (both("Lập", "Made"), f"{found.made_by}, {datetime_words(found.made_at)}"),
        (
            both("Duyệt", "Approved"),
            f"{found.approved_by}, {datetime_words(found.approved_at)}" if found.approved_at else "–",
        ),
    ]
    if found.state == Slip.State.CANCELLED:
        facts.append((both("Hủy", "Cancelled"), f"{found.cancelled_by}: {found.reason}"))
    if found.line:
        facts.append(
            (
                both("Ngân hàng đã chi", "Paid by the bank"),
                f"{found.line.reference}, {day_words(found.line.day)}",
            )
        )
    table = Table(
        both("Các khoản", "Lines"),
        LINE_HEADS,
        [
            [
                Cell(one.content, small=one.document),
                money(one.collected),
                money(one.retained),
                money(one.amount),
                Cell(one.item or both("chưa có", "none")),
            ]
            for one in found.lines.order_by("place")
        ],
        [Cell(both("Cộng", "Total")), Cell(""), Cell(""), money(found.total), Cell("")],
    )
    sections = [Section(facts=facts), Section(both("Các khoản nộp", "Lines"), table=table)]
    fields = [
        Field("reason", "text", both("Lý do hủy", "Reason"), error=faults.get("reason", ""), max_length=500)
    ]
    if found.state == Slip.State.DRAFT:
        lead = both("Người duyệt phải khác người lập.", "Who approves must not be who made it.")
        sections.append(
            Section(
                both("Duyệt", "Approval"),
                lead,
                forms=[Form([("act", "approve", both("Duyệt", "Approve"), "")])],
            )
        )
    if found.state == Slip.State.APPROVED:
        debits = changes.debits(found)
        forms = [
            Form(
                [
                    (
                        "act",
                        "paid",
                        both(
                            f"Đã chi: {line.reference}, {day_words(line.day)}",
                            f"Paid by {line.reference}, {day_words(line.day)}",
                        ),
                        "",
                    )
                ],
                hidden={"line": str(line.pk)},
                line=True,
            )
            for line in debits
        ]
        lead = (
            both("Khoản chi đúng số tiền trong sao kê:", "Debits of this very sum:")
            if debits
            else both(
                "Chưa thấy khoản chi đúng số tiền này trong sao kê.",
                "No debit of this sum is in the statement yet.",
            )
        )
        sections.append(Section(both("Ngân hàng đã chi", "The bank's debit"), lead, forms=forms))
    if found.state in (Slip.State.DRAFT, Slip.State.APPROVED):
        sections.append(
            Section(
                both("Hủy giấy này", "Cancel"),
                forms=[Form([("act", "cancel", both("Hủy", "Cancel it"), "danger")], fields=fields)],
            )
        )
    tag = _tag(found)
    return show(
        request,
        officer,
        "accounting:slips",
        both(f"Giấy nộp tiền {found.number}", f"Payment slip {found.number}"),
        sections,
        status=422 if faults else 200,
        fields=fields,
        tag=(tag.tone, tag.icon, tag.text),
        back=(reverse("accounting:slips"), both("Nộp ngân sách", "To the budget")),
        links=[
            (
                reverse("accounting:slip-pdf", args=[number]),
                both("Mẫu C1-02/NS (PDF)", "Form C1-02/NS (PDF)"),
                "print",
            )
        ],
    )


@require_safe
@keeper_page
def pdf(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """The slip on paper. Two queries."""
    found = Slip.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    account = config.account()
    content = papers.pdf(
        found, from_account=account.number if account else "", from_bank=account.bank if account else ""
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return answer

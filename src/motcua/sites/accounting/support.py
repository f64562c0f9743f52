"""What the city's budget owes in payers' place: by month and unit, the payments that settled it, booking one, undoing one."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.money.ledger import balance
from motcua.money.treasury import codes
from motcua.money.treasury import support as changes
from motcua.money.treasury.models import SupportPayment
from motcua.money.treasury.support import Faulty
from motcua.sites.accounting.books import subtabs
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
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both, say
from motcua.sites.shell.wording import datetime_words, dong_words

WAYS = {
    "set_off": both("Ghi thu, ghi chi tại kho bạc", "Set off at the treasury"),
    "transfer": both("Chuyển vào tài khoản chuyên thu", "Transfer to the collection account"),
}
KINDS = {
    "phi": both("Phí", "Fee"),
    "le_phi": both("Lệ phí", "Charge"),
    "gia": both("Giá", "Price"),
    "thue": both("Thuế", "Tax"),
}
BACK = ("accounting:support", both("Ngân sách hỗ trợ", "City's support"))


@require_safe
@keeper_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What is owed and paid by month and unit, of the last thirteen months, and the payments. Three queries."""
    since = (today_of(officer).replace(day=1) - timedelta(days=365)).replace(day=1)
    rows = balance.by_month("city_support", since)
    table = Table(
        both("Hỗ trợ", "Support"),
        [
            (both("Tháng", "Month"), False),
            (both("Đơn vị", "Unit"), False),
            (both("Thành phố phải hỗ trợ", "Owed by the city"), True),
            (both("Đã trả, giảm trừ", "Paid, fallen away"), True),
        ],
        [
            [Cell(f"{month:%m/%Y}"), Cell(agency_words(agency)), money(debit), money(credit)]
            for month, agency, debit, credit in rows
        ],
        [
            Cell(both("Cộng", "Total")),
            Cell(""),
            money(sum(row[2] for row in rows)),
            money(sum(row[3] for row in rows)),
        ],
    )
    found, older, newer = leaf(request, SupportPayment.objects.all())
    paid = Table(
        both("Các lần thành phố trả", "Payments of the city"),
        [
            (both("Số", "Number"), False),
            (both("Đơn vị", "Unit"), False),
            (both("Đến hết ngày", "Through"), False),
            (both("Số tiền", "Amount"), True),
            (both("Cách trả", "How"), False),
        ],
        [
            [
                Cell(one.number, reverse("accounting:support-one", args=[one.pk]), small=one.document),
                Cell(agency_words(one.agency_id)),
                Cell(day_words(one.through)),
                money(one.total),
                Cell(both("Đã hủy", "Undone"), tone="quiet", icon="undo")
                if one.undone_at
                else Cell(WAYS[one.way]),
            ]
            for one in found
        ],
    )
    lead = both(
        "Phí, lệ phí do Bộ quy định của hồ sơ trực tuyến: ngân sách thành phố trả thay người dân (NQ 77/2025/NQ-HĐND).",
        "Charges fixed by ministries for online dossiers: the city's budget pays in the payers' place (Resolution 77/2025).",
    )
    return show(
        request,
        officer,
        "accounting:trial",
        both("Ngân sách thành phố hỗ trợ", "The city's support"),
        [
            Section(lead=lead, table=table, empty=both("Không có khoản nào.", "Nothing.")),
            Section(
                both("Thành phố đã trả", "Paid by the city"),
                table=paid,
                empty=both("Chưa ghi lần trả nào.", "No payment is booked yet."),
            ),
        ],
        prints=True,
        subtabs=subtabs("accounting:support"),
        links=[(reverse("accounting:support-new"), both("Ghi thành phố đã trả", "Book a payment"), "plus")],
        older=older,
        newer=newer,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def new(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Book a payment: `act=look` shows what is owed, `act=pay` books it after a fresh proof. 422 with every fault."""
    post = request.POST
    raw = post.get("agency", "") or request.GET.get("co-quan", "")
    agency = typed.whole_number(raw) if raw else officer.post.agency_id
    closed = balance.closed_through()
    through = typed.day(post, "through") if post else (closed if closed != date.min else None)
    document_day = typed.day(post, "document_day") if post else today_of(officer)
    digits = post.get("amount", "").replace(".", "").replace(",", "").replace(" ", "").strip()
    amount = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 15 else None
    faults: dict[str, Any] = {}
    if agency not in {key for key, _ in agencies()}:
        faults["agency"], agency = both("Hãy chọn đơn vị.", "Choose the unit."), None
    seen = None
    if through is None:
        faults["through"] = both(
            "Ngày không hợp lệ." if post else "Chưa khóa sổ ngày nào.", "Not a day, or nothing is closed."
        )
    elif agency is not None:
        seen = changes.owed(agency, through)
    if post and post.get("act") == "pay":
        if document_day is None:
            faults["document_day"] = both("Ngày không hợp lệ.", "Not a day.")
        if agency is not None and through is not None and document_day is not None:
            if not fresh_proof(request):
                return ask_proof(request)
            try:
                row = changes.pay(
                    agency, through, way=post.get("way", ""), document=post.get("document", ""),
                    document_day=document_day, amount=amount, line_id=typed.whole_number(post.get("line", "")),
                    by=officer.account, at=officer.now,
                )  # fmt: skip
            except Faulty as faulty:
                faults |= {name: both(vi, en) for name, (vi, en) in faulty.fields.items()}
            else:
                messages.success(
                    request, say("Đã ghi sổ khoản thành phố trả.", "The city's payment is booked.")
                )
                return redirect("accounting:support-one", row.pk)
    fields = _fields(request, agency, through, document_day, seen, faults)
    sections = [
        Section(
            forms=[
                Form(
                    [
                        ("act", "look", both("Xem số còn phải trả", "Show what is owed"), "quiet"),
                        ("act", "pay", both("Ghi sổ", "Book it"), ""),
                    ],
                    fields=fields,
                )
            ]
        )
    ]
    if seen is not None:
        sections.append(_owed(seen))
    wrong = bool(post) and bool(faults)
    return show(
        request,
        officer,
        "accounting:trial",
        both("Ghi thành phố đã trả tiền hỗ trợ", "Book a payment of the city's support"),
        sections,
        status=422 if wrong else 200,
        fields=fields if wrong else (),
        back=(reverse(BACK[0]), BACK[1]),
    )


def _fields(
    request: HttpRequest, agency: int | None, through: date | None, document_day: date | None,
    seen: changes.Owed | None, faults: dict[str, Any],
) -> list[Field]:  # fmt: skip
    post = request.POST
    said = faults if post else {}
    transfers = changes.transfers(seen.total) if seen else []
    return [
        Field(
            "agency", "select", both("Đơn vị thu", "Collecting unit"), value=str(agency or ""),
            error=said.get("agency", ""), options=[Option(str(key), name) for key, name in agencies()],
        ),
        Field(
            "through", "date", both("Hỗ trợ phát sinh đến hết ngày", "Support through"),
            value=through or {part: post.get(f"through-{part}", "")[:4] for part in ("day", "month", "year")},
            error=said.get("through", ""),
        ),
        Field(
            "amount", "money", both("Số tiền thành phố trả", "Amount paid by the city"),
            value=post.get("amount", "")[:20], error=said.get("amount", ""),
        ),
        Field(
            "way", "choice", both("Cách trả", "How"), value=post.get("way", "set_off"), error=said.get("way", ""),
            options=[Option(key, words) for key, words in WAYS.items()],
        ),
        Field(
            "line", "select", both("Khoản tiền về (khi chuyển khoản)", "Transfer (when it came to the account)"),
            value=post.get("line", ""), required=False, error=said.get("line", ""),
            hint=both("Khoản đúng số tiền đang chờ xác minh trong sao kê.", "Open lines of this very sum in the statement."),
            options=[Option("", both("Không có", "None"))]
            + [Option(str(one.pk), f"{one.reference}, {day_words(one.day)}") for one in transfers],
        ),
        Field(
            "document", "text", both("Số quyết định, lệnh chi", "Number of the order or decision"),
            value=post.get("document", "")[:60], max_length=60, error=said.get("document", ""),
        ),
        Field(
            "document_day", "date", both("Ngày chứng từ", "Day of the document"),
            value=document_day or {part: post.get(f"document_day-{part}", "")[:4] for part in ("day", "month", "year")},
            error=said.get("document_day", ""),
        ),
    ]  # fmt: skip


def _table(lines: list[tuple[str, str, int]]) -> Table:
    return Table(
        both("Theo khoản thu", "By fee"),
        [
            (both("Khoản", "Fee"), False),
            (both("Loại", "Sort"), False),
            (both("Số tiền", "Amount"), True),
        ],
        [
            [Cell(codes.words_of(code) or code, small=code), Cell(KINDS.get(account, account)), money(amount)]
            for account, code, amount in lines
        ],
        [Cell(both("Cộng", "Total")), Cell(""), money(sum(amount for _, _, amount in lines))],
    )


def _owed(seen: changes.Owed) -> Section:
    words = both(
        f"Phát sinh từ {day_words(seen.begin)} đến {day_words(seen.through)}, chưa trả.",
        f"From {day_words(seen.begin)} to {day_words(seen.through)}, not paid.",
    )
    return Section(
        both("Còn phải trả", "Still owed"),
        words,
        table=_table(list(seen.lines)),
        empty=both("Không còn khoản nào.", "Nothing is owed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def one(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """One payment; the newest of a unit can be undone with a reason and a fresh proof. Raises: Http404."""
    found = SupportPayment.objects.select_related("line").filter(pk=number).first()
    if found is None:
        raise Http404
    fault: Any = ""
    if request.method == "POST":
        if not fresh_proof(request):
            return ask_proof(request)
        try:
            changes.undo(number, reason=request.POST.get("reason", ""), by=officer.account, at=officer.now)
        except Faulty as faulty:
            fault = both(*faulty.fields["reason"])
        else:
            messages.success(
                request, say("Đã ghi bút toán đảo.", "It is undone by its opposite in the books.")
            )
            return redirect("accounting:support-one", number)
    facts = [
        (both("Đơn vị thu", "Unit"), agency_words(found.agency_id)),
        (both("Phát sinh", "For"), f"{day_words(found.begin)} – {day_words(found.through)}"),
        (both("Số tiền", "Amount"), dong_words(found.total)),
        (both("Cách trả", "How"), WAYS[found.way]),
        (both("Chứng từ", "Document"), f"{found.document}, {day_words(found.document_day)}"),
        (both("Ghi sổ", "Booked"), f"{found.by}, {datetime_words(found.at)}"),
    ]
    if found.line is not None:
        facts.append((both("Tiền về", "Transfer"), f"{found.line.reference}, {day_words(found.line.day)}"))
    if found.undone_at is not None:
        facts.append(
            (
                both("Đã hủy", "Undone"),
                f"{found.undone_by}, {datetime_words(found.undone_at)}: {found.reason}",
            )
        )
    lines = [(row["account"], row["code"], row["amount"]) for row in found.lines]
    sections = [Section(facts=facts), Section(both("Theo khoản thu", "By fee"), table=_table(lines))]
    fields = [
        Field(
            "reason", "text", both("Lý do hủy", "Reason"), value=request.POST.get("reason", "")[:500], error=fault,
            max_length=500,
        )
    ]  # fmt: skip
    if found.undone_at is None:
        undo = Form([("act", "undo", both("Hủy lần ghi này", "Undo it"), "danger")], fields=fields)
        sections.append(Section(both("Ghi nhầm", "Entered wrongly"), forms=[undo]))
    return show(
        request,
        officer,
        "accounting:trial",
        both(f"Hỗ trợ {found.number}", f"Support {found.number}"),
        sections,
        status=422 if fault else 200,
        fields=fields,
        back=(reverse(BACK[0]), BACK[1]),
    )

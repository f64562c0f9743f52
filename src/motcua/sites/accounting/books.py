"""The books: trial balance of any days, an account's sheet, an entry, closing, and what the city's budget owes."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.money.ledger import balance, closing
from motcua.money.ledger.accounts import accounts
from motcua.money.ledger.closing import CannotClose
from motcua.money.ledger.models import Closing, Entry, Line
from motcua.money.models import Order, Refund
from motcua.money.reconciliation.models import Day
from motcua.sites.accounting.frame import (
    PAGE,
    Cell,
    Form,
    Section,
    Table,
    agency_words,
    day_of,
    day_words,
    keeper_page,
    money,
    picked_agency,
    picked_day,
    show,
    today_of,
    yesterday_of,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import day as typed_day
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import datetime_words, dong_words

SUBTABS = (
    ("accounting:trial", "Cân đối phát sinh", "Trial balance"),
    ("accounting:closings", "Khóa sổ", "Closing"),
    ("accounting:support", "Ngân sách hỗ trợ", "City's support"),
)
LONGEST = 400


def subtabs(here: str) -> list[dict[str, Any]]:
    return [
        {"href": reverse(name), "label": both(vi, en), "current": name == here} for name, vi, en in SUBTABS
    ]


def _period(request: HttpRequest, officer: Officer) -> tuple[date, date]:
    """The days asked for: this month by default, four hundred days at most."""
    today = today_of(officer)
    end = day_of(request.GET.get("den", ""), today) or today
    begin = day_of(request.GET.get("tu", ""), end.replace(day=1)) or end
    begin = min(begin, end)
    return max(begin, end - timedelta(days=LONGEST)), end


@require_safe
@keeper_page
def trial(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The trial balance of some days, of the city or one agency. Four queries: before and during."""
    begin, end = _period(request, officer)
    agency = whole_number(request.GET.get("co-quan", ""))
    opening = {row.account: row for row in balance.trial(date(2000, 1, 1), begin - timedelta(days=1), agency)}
    rows = {row.account: row for row in balance.trial(begin, end, agency)}
    query = f"?tu={begin}&den={end}" + (f"&co-quan={agency}" if agency is not None else "")
    lines, debit, credit = [], 0, 0
    for key, account in accounts().items():
        before, moved = opening.get(key), rows.get(key)
        if before is None and moved is None:
            continue
        first, debits, credits = (
            before.balance if before else 0,
            moved.debit if moved else 0,
            moved.credit if moved else 0,
        )
        debit, credit = debit + debits, credit + credits
        turn = debits - credits if account.side == "debit" else credits - debits
        lines.append(
            [
                Cell(account.words, reverse("accounting:account", args=[key]) + query, small=account.number),
                money(first),
                money(debits),
                money(credits),
                money(first + turn),
            ]
        )
    table = Table(
        both("Cân đối phát sinh", "Trial balance"),
        [
            (both("Tài khoản", "Account"), False),
            (both("Đầu kỳ", "Opening"), True),
            (both("Nợ", "Debit"), True),
            (both("Có", "Credit"), True),
            (both("Cuối kỳ", "Closing"), True),
        ],
        lines,
        [Cell(both("Cộng phát sinh", "Total")), Cell(""), money(debit), money(credit), Cell("")],
    )
    notice = (
        ("ok", both("Tổng nợ bằng tổng có.", "Debits equal credits."))
        if debit == credit
        else ("danger", both(f"Lệch {dong_words(debit - credit)}.", f"Off by {debit - credit} đồng."))
    )
    filters = [
        picked_day("tu", "Từ ngày", "From", begin),
        picked_day("den", "Đến ngày", "To", end),
        picked_agency(str(agency) if agency is not None else ""),
    ]
    sections = [
        Section(table=table, empty=both("Không có phát sinh.", "Nothing moved.")),
        *([Section(notice=notice)] if lines else []),
    ]
    return show(
        request,
        officer,
        "accounting:trial",
        both("Bảng cân đối phát sinh", "Trial balance"),
        sections,
        filters=filters,
        prints=True,
        subtabs=subtabs("accounting:trial"),
    )


@require_safe
@keeper_page
def account(request: HttpRequest, officer: Officer, key: str) -> HttpResponse:
    """The sheet of an account over some days, the newest first, by day and line. Two queries."""
    if key not in accounts():
        raise Http404
    begin, end = _period(request, officer)
    agency = whole_number(request.GET.get("co-quan", ""))
    rows = (
        Line.objects.filter(account=key, day__range=(begin, end))
        .select_related("entry")
        .order_by("-day", "-id")
    )
    if agency is not None:
        rows = rows.filter(agency_id=agency)
    last, last_day = whole_number(request.GET.get("truoc", "")), day_of(request.GET.get("ngay", ""))
    if last is not None and last_day is not None:
        rows = rows.filter(Q(day__lt=last_day) | Q(day=last_day, id__lt=last))
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    named = accounts()[key]
    table = Table(
        named.words,
        [
            (both("Ngày", "Day"), False),
            (both("Nội dung", "What"), False),
            (both("Đơn vị", "Unit"), False),
            (both("Nợ", "Debit"), True),
            (both("Có", "Credit"), True),
        ],
        [
            [
                Cell(
                    day_words(one.day),
                    reverse("accounting:entry", args=[one.entry_id]),
                    small=f"#{one.entry_id}",
                ),
                Cell(one.entry.get_kind_display(), small=one.detail),
                Cell(agency_words(one.agency_id)),
                money(max(one.amount, 0)),
                money(max(-one.amount, 0)),
            ]
            for one in found
        ],
    )
    query = f"tu={begin}&den={end}" + (f"&co-quan={agency}" if agency is not None else "")
    filters = [
        picked_day("tu", "Từ ngày", "From", begin),
        picked_day("den", "Đến ngày", "To", end),
        picked_agency(str(agency) if agency is not None else ""),
    ]
    return show(
        request,
        officer,
        "accounting:trial",
        named.words,
        [Section(table=table, empty=both("Không có phát sinh.", "Nothing moved."))],
        lead=both(f"Tài khoản {named.number}", f"Account {named.number}"),
        filters=filters,
        back=(f"{reverse('accounting:trial')}?{query}", both("Cân đối phát sinh", "Trial balance")),
        older=f"?{query}&ngay={found[-1].day}&truoc={found[-1].pk}" if more else "",
        newer=f"?{query}" if last is not None else "",
    )


@require_safe
@keeper_page
def entry(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """One entry with its lines and what it comes from. Three queries at most."""
    found = Entry.objects.select_related("reverses").filter(pk=number).first()
    if found is None:
        raise Http404
    words = accounts()
    rows = list(found.lines.order_by("id"))
    table = Table(
        both("Các dòng", "Lines"),
        [
            (both("Tài khoản", "Account"), False),
            (both("Đơn vị", "Unit"), False),
            (both("Nợ", "Debit"), True),
            (both("Có", "Credit"), True),
        ],
        [
            [
                Cell(words[one.account].words, small=f"{words[one.account].number} {one.detail}".strip()),
                Cell(agency_words(one.agency_id)),
                money(max(one.amount, 0)),
                money(max(-one.amount, 0)),
            ]
            for one in rows
        ],
        [
            Cell(both("Cộng", "Total")),
            Cell(""),
            money(sum(max(one.amount, 0) for one in rows)),
            money(sum(max(-one.amount, 0) for one in rows)),
        ],
    )
    facts = [
        (both("Ngày ghi sổ", "Book day"), day_words(found.day)),
        (both("Lúc", "At"), datetime_words(found.at)),
        (both("Loại", "Kind"), found.get_kind_display()),
        (both("Người ghi", "By"), found.by or both("Hệ thống", "The system")),
        (both("Ghi chú", "Note"), found.note or "–"),
        (both("Nguồn", "Source"), _source(found)),
        (both("Khóa", "Key"), found.key),
    ]
    if found.reverses:
        facts.append((both("Đảo bút toán", "Reverses"), f"#{found.reverses_id}"))
    return show(
        request,
        officer,
        "accounting:trial",
        both(f"Bút toán {number}", f"Entry {number}"),
        [Section(facts=facts), Section(table=table)],
        back=(reverse("accounting:trial"), both("Sổ kế toán", "Books")),
    )


def _source(found: Entry) -> Any:
    """What moved, by its code. One query."""
    match found.source:
        case "order":
            code = Order.objects.filter(pk=found.source_id).values_list("subject", flat=True).first()
        case "attempt":
            code = Order.objects.filter(attempts=found.source_id).values_list("subject", flat=True).first()
        case "refund":
            code = Refund.objects.filter(pk=found.source_id).values_list("order__subject", flat=True).first()
        case _:
            code = None
    return code or f"{found.source} {found.source_id}"


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def closings(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Days that are closed, with who and fingerprint; closing further. What speaks against it is said before. Four queries."""
    faults: dict[str, Any] = {}
    yesterday = yesterday_of(officer)
    if request.method == "POST":
        through = typed_day(request.POST, "through")
        if through is None:
            faults["through"] = both("Ngày không hợp lệ.", "Not a day.")
        elif not fresh_proof(request):
            return ask_proof(request)
        else:
            try:
                closing.close(
                    through, at=officer.now, by=officer.account.display_name, today=today_of(officer)
                )
            except CannotClose as refused:
                faults["through"] = (
                    both("Ngày này chưa hết.", "The day is not over.")
                    if refused.code == "not_over"
                    else both("Sổ đã khóa đến ngày này.", "The books are closed so far already.")
                )
            else:
                messages.success(request, say("Đã khóa sổ.", "The books are closed."))
                return redirect("accounting:closings")
    last = balance.closed_through()
    unsigned = (
        Day.objects.filter(day__gt=last, day__lte=yesterday, state=Day.State.OPEN).count()
        if last != date.min
        else 0
    )
    rows = Closing.objects.order_by("-through")[:PAGE]
    table = Table(
        both("Đã khóa", "Closed"),
        [
            (both("Đến hết ngày", "Through"), False),
            (both("Bút toán", "Entries"), True),
            (both("Người khóa", "By"), False),
            (both("Dấu vân số", "Fingerprint"), False),
        ],
        [
            [
                Cell(day_words(one.through)),
                Cell(str(one.entries), num=True),
                Cell(one.by, small=datetime_words(one.at)),
                Cell(one.fingerprint[:16] + "…"),
            ]
            for one in rows
        ],
    )
    fields = [
        Field(
            "through",
            "date",
            both("Khóa đến hết ngày", "Close through"),
            value=yesterday,
            error=faults.get("through", ""),
            hint=both(
                "Sau đó không ghi được gì vào các ngày này nữa; bút toán đến muộn ghi vào ngày mở đầu tiên.",
                "Nothing is booked into these days any more; what comes late goes to the first open day.",
            ),
        )
    ]
    checks = []
    if unsigned:
        checks.append(
            Section(
                notice=(
                    "warn",
                    both(f"Còn {unsigned} ngày đối soát chưa ký.", f"{unsigned} days are not signed yet."),
                )
            )
        )
    sections = [
        *checks,
        Section(
            both("Khóa sổ", "Close"),
            forms=[Form([("", "", both("Khóa sổ", "Close the books"), "")], fields=fields)],
        ),
        Section(
            both("Các lần khóa", "Closings"), table=table, empty=both("Chưa khóa lần nào.", "Never closed.")
        ),
    ]
    return show(
        request,
        officer,
        "accounting:trial",
        both("Khóa sổ ngày, kỳ", "Closing days and periods"),
        sections,
        status=422 if faults else 200,
        fields=fields,
        subtabs=subtabs("accounting:closings"),
        lead=both(f"Sổ đã khóa đến hết {day_words(last)}", f"Closed through {day_words(last)}")
        if last != date.min
        else "",
    )

"""Money that an officer has to decide on: open lines of the account, statements, held payments, surplus, refunds."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation import audit
from motcua.money import orders
from motcua.money.bank import bringing, config, receiving, statements
from motcua.money.bank.models import BankLine
from motcua.money.errors import WrongState
from motcua.money.models import Attempt, Order, Refund
from motcua.money.payouts import repaying
from motcua.sites.accounting.frame import (
    CODE,
    PAGE,
    PURPOSE,
    Cell,
    Form,
    Section,
    Table,
    day_words,
    keeper_page,
    money,
    show,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import datetime_words, dong_words

MOST_FILE = 100_000_000
LINES = ("accounting:open-lines", both("Tiền chờ xử lý", "Money to decide"))
SUBTABS = (
    ("accounting:open-lines", "Tiền về chưa rõ", "Open lines"),
    ("accounting:statement", "Nạp sao kê", "Bring a statement"),
    ("accounting:held", "Giữ, thừa, hoàn", "Held, surplus, refunds"),
)


def _subtabs(here: str) -> list[dict[str, Any]]:
    return [
        {"href": reverse(name), "label": both(vi, en), "current": name == here} for name, vi, en in SUBTABS
    ]


@require_safe
@keeper_page
def open_lines(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Lines of the account that nobody has claimed, the oldest first, by the index of open lines. One query."""
    after = whole_number(request.GET.get("sau", ""))
    rows = BankLine.objects.filter(state=BankLine.State.OPEN).order_by("day", "id")
    if after is not None and (last := BankLine.objects.filter(pk=after).first()):
        rows = rows.filter(Q(day__gt=last.day) | Q(day=last.day, id__gt=last.pk))
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    table = Table(
        both("Tiền về", "Lines"),
        [
            (both("Ngày", "Day"), False),
            (both("Nội dung", "Note"), False),
            (both("Số tiền", "Amount"), True),
            (both("Máy thấy", "Machine's view"), False),
        ],
        [
            [
                Cell(day_words(one.day), reverse("accounting:open-line", args=[one.pk]), small=one.reference),
                Cell(one.note or "–"),
                money(one.amount),
                Cell(
                    PAID_BACK
                    if repaying.code_in(one.note)
                    else RESULTS.get(one.result, both("Không khớp", "Fits nothing"))
                ),
            ]
            for one in found
        ],
    )
    sections = [
        Section(
            lead=both(
                "Tiền đã vào tài khoản chuyên thu nhưng chưa biết của hồ sơ nào. Gán cho hồ sơ, hoặc trả lại.",
                "Money that came to the account and nobody knows for which dossier. Assign it or give it back.",
            ),
            table=table,
            empty=both("Không còn khoản nào chưa rõ.", "Nothing is open."),
        ),
    ]
    return show(
        request,
        officer,
        "accounting:open-lines",
        both("Tiền về chưa rõ của ai", "Transfers nobody has claimed"),
        sections,
        subtabs=_subtabs("accounting:open-lines"),
        older=f"?sau={found[-1].pk}" if more else "",
        newer=request.path if after else "",
    )


PAID_BACK = both("Trợ cấp nộp lại, phường ghi", "An allowance paid back, the commune notes it")
RESULTS = {
    "underpaid": both("Thiếu so với hồ sơ", "Less than is owed"),
    "suggested": both("Gợi ý một hồ sơ", "One dossier is likely"),
    "unmatched": both("Không khớp hồ sơ nào", "Fits nothing"),
    "duplicate": both("Nộp lần hai", "Paid twice"),
    "differs": both(
        "Ngân hàng dùng lại số bút toán với số tiền khác", "The bank's reference again, with another sum"
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def open_line(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """One line: find the order by its code, assign it, or give the money back (with a fresh second factor)."""
    line = BankLine.objects.select_related("order").filter(pk=number, amount__gt=0).first()
    if line is None:
        raise Http404
    faults: dict[str, Any] = {}
    reason, code = (
        request.POST.get("reason", "").strip(),
        (request.POST.get("code") or request.GET.get("ma", "")).strip()[:LONGEST_SEARCH],
    )
    if request.method == "POST":
        if not reason:
            faults["reason"] = both("Hãy ghi lý do.", "Write the reason.")
        chosen: list[Order] = []
        if request.POST.get("act") == "assign":
            wanted = [whole_number(one) or 0 for one in request.POST.getlist("order")[:MOST_ORDERS]]
            chosen = list(Order.objects.filter(pk__in=wanted))
            if not chosen:
                faults["reason"] = both("Hãy chọn hồ sơ tìm được.", "Choose an order that was found.")
        if not faults and not fresh_proof(request):
            return ask_proof(request)
        if not faults:
            try:
                by, at = officer.account.display_name, officer.now
                if chosen:
                    receiving.assign([line.pk], [one.pk for one in chosen], by=by, reason=reason, at=at)
                else:
                    receiving.give_back(line.pk, by=by, reason=reason, at=at)
            except receiving.NotOpen:
                messages.error(request, say("Khoản này đã được xử lý.", "It was decided on already."))
            except receiving.TooLittle as short:
                faults["reason"] = both(
                    f"Hồ sơ còn thiếu {dong_words(short.short)}.", f"{dong_words(short.short)} short."
                )
            else:
                messages.success(request, say("Đã ghi.", "Noted."))
            if not faults:
                return redirect("accounting:open-lines")
    fields = [
        Field(
            "reason",
            "longtext",
            both("Lý do, căn cứ", "Reason"),
            value=reason,
            error=faults.get("reason", ""),
            max_length=500,
        )
    ]
    found = _orders(code) if code else ([line.order] if line.order else [])
    audit.log_read(
        officer.actor,
        [one.person_id for one in found],
        purpose=PURPOSE,
        what="order",
        code=CODE,
        at=officer.now,
    )
    facts = [
        (both("Ngày", "Day"), day_words(line.day)),
        (both("Số tiền", "Amount"), dong_words(line.amount)),
        (both("Nội dung chuyển khoản", "Note"), line.note or "–"),
        (both("Người chuyển", "Sender"), line.payer or "–"),
        (both("Số bút toán của ngân hàng", "Bank's reference"), line.reference),
    ]
    if line.state != BankLine.State.OPEN:
        facts += [
            (both("Kết luận", "Decision"), line.reason),
            (both("Người quyết định", "Decided by"), line.decided_by),
        ]
    sections = [Section(facts=facts)]
    if line.state == BankLine.State.OPEN and (claimed := repaying.code_in(line.note)):
        words = both(
            f"Có mã {claimed}: trợ cấp nộp lại. Phường ghi ở trang Truy lĩnh, thu hồi; đừng trả lại người chuyển.",
            f"It carries {claimed}: an allowance paid back. The commune notes it; do not give it back.",
        )
        sections.insert(0, Section(notice=("info", words)))
    if line.state == BankLine.State.OPEN:
        table = Table(
            both("Tìm được", "Found"),
            [
                (both("Hồ sơ", "Dossier"), False),
                (both("Người nộp", "Payer"), False),
                (both("Phải nộp", "Owed"), True),
                (both("Tình trạng", "State"), False),
            ],
            [
                [
                    Cell(one.subject),
                    Cell(one.payer_name),
                    money(one.payer_amount),
                    Cell(one.get_status_display()),
                ]
                for one in found
            ],
        )
        search = Field(
            "ma", "text", both("Mã hồ sơ, nhiều mã cách nhau bằng dấu phẩy", "Dossiers' codes, with commas between"), value=code,
            max_length=LONGEST_SEARCH,
        )  # fmt: skip
        forms = [Form([("", "", both("Tìm", "Find"), "quiet")], fields=[search], get=True, line=True)]
        sections.append(
            Section(
                both("Tìm hồ sơ", "Find the dossier"),
                table=table if code or found else None,
                empty=both("Không có hồ sơ nào có mã này.", "No dossier has this code."),
                forms=forms,
            )
        )
        options = [Option(str(one.pk), f"{one.subject}: {dong_words(one.payer_amount)}") for one in found]
        ticked = request.POST.getlist("order") or _newest_of_each(found)
        pick = (
            [Field("order", "choices", both("Trả cho hồ sơ", "Pays for"), value=ticked, options=options)]
            if options
            else []
        )
        buttons = [
            ("act", "back", both("Không phải phí: trả lại người chuyển", "Not a fee: give back"), "danger")
        ]
        if options:
            buttons.insert(0, ("act", "assign", both("Gán cho hồ sơ", "Assign"), ""))
        form = Form(buttons, fields=[*pick, *fields], hidden={"code": code})
        sections.append(Section(both("Quyết định", "Decide"), forms=[form]))
    return show(
        request,
        officer,
        "accounting:open-lines",
        both(f"Khoản tiền về {dong_words(line.amount)}", f"A transfer of {dong_words(line.amount)}"),
        sections,
        status=422 if faults else 200,
        fields=fields,
        back=(reverse(LINES[0]), LINES[1]),
    )


LONGEST_SEARCH = 200
MOST_ORDERS = 10
"""For which one transfer may pay: more is a list, not a transfer."""


def _orders(codes: str) -> list[Order]:
    """Orders of dossiers by their codes, whole. One query."""
    wanted = {one for one in re.split(r"[\s,;]+", codes.upper()) if one}
    return list(Order.objects.filter(subject__in=sorted(wanted)[:MOST_ORDERS]).order_by("-id")[:MOST_ORDERS])


def _newest_of_each(found: list[Order]) -> list[str]:
    """Of each dossier its newest order, by its key."""
    newest = {one.subject: str(one.pk) for one in sorted(found, key=lambda one: one.pk)}
    return sorted(newest.values())


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def statement(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Bring a statement of the account; 422 with what is wrong and in which line."""
    account, faults, sections = config.account(), dict[str, Any](), list[Section]()
    if request.method == "POST" and account is not None:
        upload = request.FILES.get("file")
        if upload is None:
            faults["file"] = both("Hãy chọn tệp.", "Choose the file.")
        elif (upload.size or 0) > MOST_FILE:
            faults["file"] = both("Tệp lớn hơn 100 MB.", "The file is larger than 100 MB.")
        else:
            try:
                report = bringing.bring(upload.read(), account, officer.now)
            except statements.BadStatement as bad:
                where = (f"Dòng {bad.line}: ", f"Line {bad.line}: ") if bad.line else ("", "")
                faults["file"] = both(where[0] + bad.vi, where[1] + bad.en)
            except bringing.OtherAccount as other:
                faults["file"] = both(
                    f"Sao kê của tài khoản {other.number}.", f"A statement of account {other.number}."
                )
            else:
                sections.append(_report(report))
    fields = [
        Field(
            "file",
            "file",
            both("Tệp sao kê", "Statement"),
            error=faults.get("file", ""),
            camera=False,
            accept=".sta,.txt,.mt940,.xml,.940",
            hint=both("MT940 hoặc camt.053 của ngân hàng.", "The bank's MT940 or camt.053."),
        ),
    ]
    if account is None:
        sections.append(
            Section(
                notice=("warn", both("Chưa khai tài khoản chuyên thu.", "No collection account is set up."))
            )
        )
    else:
        sections.append(
            Section(
                facts=[(both("Tài khoản", "Account"), f"{account.number}, {account.bank}")],
                forms=[Form([("", "", both("Nạp sao kê", "Bring it"), "")], fields=fields, files=True)],
            )
        )
    return show(
        request,
        officer,
        "accounting:open-lines",
        both("Nạp sao kê ngân hàng", "Bring a bank statement"),
        sections,
        status=422 if faults else 200,
        fields=fields,
        subtabs=_subtabs("accounting:statement"),
    )


def _report(report: bringing.Report) -> Section:
    facts = [
        (
            both("Từ ngày đến ngày", "Days"),
            f"{report.begin:%d/%m/%Y} – {report.end:%d/%m/%Y}" if report.begin and report.end else "–",
        ),
        (both("Số dòng", "Lines"), str(report.lines)),
        (both("Dòng mới", "New"), str(report.new)),
        (
            both("Có báo biến động, không có trong sao kê", "Told, not in the statement"),
            str(len(report.missing)),
        ),
        (both("Khác số tiền", "Other amount"), ", ".join(one.reference for one in report.differing) or "0"),
    ]
    return Section(both("Đã nạp", "Taken"), facts=facts)


@require_safe
@keeper_page
def held(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Held payments, surplus and refunds that are not done, fifty of each, the oldest first. Three queries."""
    holds = list(Order.objects.filter(status=Order.Status.HELD).order_by("created_at")[:PAGE])
    done = [Refund.Status.REQUESTED, Refund.Status.APPROVED, Refund.Status.DONE, Refund.Status.UNKNOWN]
    surplus: list[Attempt] = list(
        Attempt.objects.filter(status=Attempt.Status.SURPLUS)
        .exclude(refunds__status__in=done)
        .select_related("order")
        .order_by("settled_at")[:PAGE]
    )
    waiting: list[Refund] = list(
        Refund.objects.filter(
            status__in=[Refund.Status.REQUESTED, Refund.Status.APPROVED, Refund.Status.UNKNOWN]
        )
        .select_related("order", "attempt")
        .order_by("id")[:PAGE]
    )
    named = [one.person_id for one in holds]
    named += [one.order.person_id for one in surplus] + [one.order.person_id for one in waiting]
    audit.log_list(
        officer.actor,
        named,
        purpose=PURPOSE,
        what="held-payments",
        code=CODE,
        at=officer.now,
        others=None in named,
    )
    heads = [
        (both("Hồ sơ", "Dossier"), False),
        (both("Người nộp", "Payer"), False),
        (both("Số tiền", "Amount"), True),
    ]
    sections = [
        Section(
            both("Tiền đang giữ", "Held payments"),
            both(
                "Tiền đến muộn hoặc bị cổng nghi ngờ: nhận cho hồ sơ, hoặc trả lại.",
                "Late or suspected: accept or return it.",
            ),
            table=Table(
                both("Tiền đang giữ", "Held"),
                [*heads, (both("Vì sao", "Why"), False)],
                [
                    [
                        Cell(one.subject, reverse("accounting:hold", args=[one.public_id])),
                        Cell(one.payer_name),
                        money(one.payer_amount),
                        Cell(one.get_hold_display()),
                    ]
                    for one in holds
                ],
            ),
            empty=both("Không giữ khoản nào.", "Nothing is held."),
        ),
        Section(
            both("Nộp thừa phải trả", "Surplus to return"),
            table=Table(
                both("Nộp thừa", "Surplus"),
                [*heads, (both("Cách nộp", "Way"), False)],
                [
                    [
                        Cell(one.order.subject),
                        Cell(one.order.payer_name),
                        money(one.amount),
                        Cell(
                            Order.Means(one.gateway).label
                            if one.gateway in Order.Means.values
                            else one.gateway
                        ),
                    ]
                    for one in surplus
                ],
            ),
            empty=both("Không có khoản nộp thừa.", "No surplus."),
            forms=[
                Form(
                    [
                        (
                            "",
                            "",
                            both(
                                f"Đề nghị trả {one.order.subject}: {dong_words(one.amount)}",
                                f"Ask to return {one.order.subject}: {dong_words(one.amount)}",
                            ),
                            "quiet",
                        )
                    ],
                    reverse("refunds:surplus", args=[one.pk]),
                    line=True,
                )
                for one in surplus[:10]
            ],
        ),
        Section(
            both("Hoàn tiền chưa xong", "Refunds under way"),
            both("Người duyệt khác người đề nghị.", "Who approves is not who asked."),
            table=Table(
                both("Hoàn tiền", "Refunds"),
                [*heads, (both("Tình trạng", "State"), False)],
                [
                    [
                        Cell(one.order.subject, reverse("refunds:one", args=[one.pk])),
                        Cell(one.order.payer_name),
                        money(one.amount),
                        Cell(one.get_status_display(), small=one.reason),
                    ]
                    for one in waiting
                ],
            ),
            empty=both("Không có yêu cầu nào.", "None."),
        ),
    ]
    return show(
        request,
        officer,
        "accounting:open-lines",
        both("Tiền giữ, nộp thừa, hoàn tiền", "Held, surplus, refunds"),
        sections,
        subtabs=_subtabs("accounting:held"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def hold(request: HttpRequest, officer: Officer, public_id: Any) -> HttpResponseBase:
    """One held payment: accept it or leave it to be returned, with a fresh second factor."""
    order = Order.objects.filter(public_id=public_id).first()
    if order is None or (order.status != Order.Status.HELD and request.method != "POST"):
        raise Http404
    if request.method == "POST":
        if not fresh_proof(request):
            return ask_proof(request)
        try:
            orders.release_held(
                order,
                accept=request.POST.get("act") == "accept",
                by=officer.account.display_name,
                at=officer.now,
            )
        except WrongState:
            messages.error(request, say("Khoản này đã được xử lý.", "It was decided on already."))
        else:
            messages.success(request, say("Đã ghi quyết định.", "The decision is noted."))
        return redirect("accounting:held")
    audit.log_read(
        officer.actor, [order.person_id], purpose=PURPOSE, what="order", code=CODE, at=officer.now,
        others=order.person_id is None,
    )  # fmt: skip
    facts = [
        (both("Người nộp", "Payer"), order.payer_name),
        (both("Phải nộp", "Owed"), dong_words(order.payer_amount)),
        (both("Vì sao giữ", "Why held"), order.get_hold_display()),
        (both("Lập ngày", "Opened"), datetime_words(order.created_at)),
        *(
            (both("Cách nộp", "Way"), f"{one.gateway} {one.txn_ref}: {dong_words(one.amount)}")
            for one in order.attempts.filter(status="held")
        ),
    ]
    buttons = [
        ("act", "accept", both("Nhận cho hồ sơ này", "Accept"), ""),
        ("act", "refuse", both("Không nhận, trả lại", "Do not accept, return it"), "danger"),
    ]
    return show(
        request,
        officer,
        "accounting:open-lines",
        both(f"Tiền giữ của {order.subject}", f"Held for {order.subject}"),
        [Section(facts=facts, forms=[Form(buttons)])],
        back=(reverse("accounting:held"), both("Tiền giữ, thừa, hoàn", "Held, surplus, refunds")),
    )

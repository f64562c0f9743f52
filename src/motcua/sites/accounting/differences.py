"""One difference and what becomes of it; what partners owe for their days, and the transfers that pay it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.city.models import Account, Appointment
from motcua.money.bank.models import BankLine
from motcua.money.gateways import http
from motcua.money.reconciliation import asking, deciding, rules, running, settling
from motcua.money.reconciliation.errors import DayIsSigned, DoesNotFit, NotOpen
from motcua.money.reconciliation.models import Difference, Settlement
from motcua.money.reconciliation.partners import words_of
from motcua.sites.accounting.days import SIGNED, cause_of, difference_state
from motcua.sites.accounting.frame import (
    PAGE,
    Cell,
    Form,
    Section,
    Table,
    agency_words,
    day_words,
    keeper_page,
    money,
    show,
    today_of,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import dong_words


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def difference(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """One difference: give it to an officer, resolve it (the ledger may follow), carry it. 422 without a reason."""
    found = Difference.objects.select_related("assigned_to", "order", "entry").filter(pk=number).first()
    if found is None:
        raise Http404
    who, reason, faults = (
        officer.account.display_name,
        request.POST.get("reason", "").strip(),
        dict[str, Any](),
    )
    if request.method == "POST" and request.POST.get("act") == "ask":
        return _ask(request, officer, found)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act != "assign" and not reason:
            faults["reason"] = both("Hãy ghi lý do.", "Write the reason.")
        if act == "book" and not faults and not fresh_proof(request):
            return ask_proof(request)
        if not faults:
            try:
                if act == "assign":
                    to = Account.objects.filter(
                        pk=whole_number(request.POST.get("officer", "")) or 0, pk__in=_keepers()
                    ).first()
                    if to is None:
                        raise Http404
                    deciding.assign(number, to)
                elif act == "carry":
                    deciding.carry(number, reason=reason, by=who, at=officer.now)
                else:
                    deciding.resolve(number, reason=reason, book=act == "book", by=who, at=officer.now)
            except NotOpen:
                messages.error(request, say("Chênh lệch này đã được xử lý.", "It was decided on already."))
            except DayIsSigned:
                messages.error(request, say(SIGNED["vi"], SIGNED["en"]))
            else:
                messages.success(request, say("Đã ghi.", "Noted."))
            return redirect(
                "accounting:difference" if act == "assign" else "accounting:day",
                *([number] if act == "assign" else [found.day]),
            )
    cause = cause_of(found)
    tag = difference_state(found)
    facts = [
        (both("Loại", "Kind"), rules.KINDS[found.kind]),
        (both("Khả năng", "Likely cause"), cause.words),
        (both("Nên làm", "Advice"), cause.advice),
        (both("Đối tác", "Partner"), words_of(found.partner)),
        (both("Số của đối tác", "Partner's number"), found.number or "–"),
        (
            both("Hệ thống ghi", "Ours"),
            dong_words(found.system_amount) if found.system_amount is not None else "–",
        ),
        (
            both("Đối tác báo", "Partner's"),
            dong_words(found.partner_amount) if found.partner_amount is not None else "–",
        ),
        (both("Đơn vị thu", "Unit"), agency_words(found.agency_id)),
        (both("Hồ sơ", "Dossier"), found.order.subject if found.order else "–"),
        (both("Người phụ trách", "Officer"), found.assigned_to.display_name if found.assigned_to else "–"),
    ]
    if found.state != "open":
        facts += [
            (both("Kết luận", "Decision"), found.reason),
            (both("Người quyết định", "Decided by"), found.decided_by or "–"),
        ]
    if found.entry_id:
        facts.append((both("Bút toán", "Entry"), str(found.entry_id)))
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
    sections = [Section(facts=facts)]
    if found.state == "open":
        if asking.may_ask(found):
            words = both("Hỏi lại cổng thanh toán", "Ask the gateway")
            sections.append(Section(forms=[Form([("act", "ask", words, "")], line=True)]))
        buttons = [("act", "resolve", both("Đã xử lý xong", "Resolved"), "")]
        if deciding.may_book(found):
            buttons.append(("act", "book", both("Ghi sổ theo đối tác", "Book as the partner says"), "quiet"))
        buttons.append(("act", "carry", both("Chuyển ngày sau", "Carry over"), "quiet"))
        people = [Option(str(one.pk), one.display_name) for one in Account.objects.filter(pk__in=_keepers())]
        mine = str(found.assigned_to_id or officer.account.pk)
        sections += [
            Section(both("Kết luận", "Decide"), forms=[Form(buttons, fields=fields)]),
            Section(
                both("Người phụ trách", "Officer"),
                forms=[
                    Form(
                        [("act", "assign", both("Giao", "Assign"), "quiet")],
                        fields=[
                            Field(
                                "officer", "select", both("Giao cho", "Assign to"), value=mine, options=people
                            )
                        ],
                    )
                ],
            ),
        ]
    return show(
        request,
        officer,
        "accounting:days",
        both(f"Chênh lệch {found.reference}", f"Difference {found.reference}"),
        sections,
        status=422 if faults else 200,
        fields=fields,
        tag=(tag.tone, tag.icon, tag.text),
        back=(
            reverse("accounting:day", args=[found.day]),
            both(f"Ngày {day_words(found.day)}", day_words(found.day)),
        ),
    )


def _ask(request: HttpRequest, officer: Officer, found: Difference) -> HttpResponse:
    """Ask the gateway and compare the day anew: what the answer settled is a difference no longer."""
    try:
        settled = asking.ask(found, officer.now)
        running.run(found.day, by=officer.account.display_name, at=officer.now, today=today_of(officer))
    except NotOpen:
        raise Http404 from None
    except DayIsSigned:
        messages.error(request, say(SIGNED["vi"], SIGNED["en"]))
    except (http.GatewayUnreachable, http.GatewayNonsense):
        messages.error(
            request,
            say("Cổng chưa trả lời được; thử lại sau.", "The gateway gives no answer; try again later."),
        )
    else:
        words = ("Cổng đã trả lời, đã ghi sổ.", "The gateway answered; it is booked.") if settled else (
            "Cổng trả lời nhưng chưa có kết quả mới.", "The gateway has nothing new.")  # fmt: skip
        messages.success(request, say(*words))
    return redirect("accounting:difference", found.pk)


def _keepers() -> Any:
    """Accounts that sit as accountants now; a query within a query."""
    return Appointment.objects.filter(
        post__kind__in=["accountant", "chief_accountant"], valid_to__isnull=True, account__is_active=True
    ).values("account_id")


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def settlements(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What partners still owe, and the transfers that may be it. One query more for each that is due, fifty at most."""
    if request.method == "POST":
        chosen = [whole_number(one) or 0 for one in request.POST.getlist("settlement")]
        try:
            settling.book(
                chosen,
                whole_number(request.POST.get("line", "")) or 0,
                by=officer.account.display_name,
                at=officer.now,
            )
        except DoesNotFit:
            messages.error(
                request,
                say(
                    "Tiền về không đúng bằng số phải trả, hoặc đã ghi rồi.",
                    "The transfer is not that sum, or is booked.",
                ),
            )
        else:
            messages.success(request, say("Đã ghi quyết toán.", "The settlement is booked."))
        return redirect("accounting:settlements")
    due, today = settling.due()[:PAGE], today_of(officer)
    rows, forms = [], []
    for one in due:
        fitting: list[BankLine] = settling.candidates(one) if one.net > 0 else []
        late = settling.late(one, today)
        rows.append(
            [
                Cell(words_of(one.partner), small=day_words(one.day)),
                money(one.gross),
                money(one.cost),
                money(one.net),
                Cell(both("Quá hạn", "Late"), tone="danger", icon="alert")
                if late
                else Cell(both("Chờ tiền", "Waiting"), tone="info", icon="clock"),
            ]
        )
        for line in fitting:
            words = both(
                f"{words_of(one.partner).vi} {day_words(one.day)}: ghi theo {line.reference}",
                f"{words_of(one.partner).en} {day_words(one.day)}: book {line.reference}",
            )
            forms.append(
                Form(
                    [("", "", words, "quiet")],
                    hidden={"settlement": str(one.pk), "line": str(line.pk)},
                    line=True,
                )
            )
    table = Table(
        both("Quyết toán", "Settlements"),
        [
            (both("Đối tác, ngày", "Partner, day"), False),
            (both("Đã thu hộ", "Collected"), True),
            (both("Phí dịch vụ", "Charges"), True),
            (both("Phải chuyển", "To be paid"), True),
            (both("Tình trạng", "State"), False),
        ],
        rows,
    )
    done = Settlement.objects.filter(line__isnull=False).select_related("line").order_by("-booked_at")[:20]
    past = Table(
        both("Đã ghi", "Booked"),
        [
            (both("Đối tác, ngày", "Partner, day"), False),
            (both("Đã chuyển", "Paid"), True),
            (both("Bút toán ngân hàng", "Transfer"), False),
        ],
        [
            [
                Cell(words_of(one.partner), small=day_words(one.day)),
                money(one.net),
                Cell(one.line.reference, small=one.booked_by),
            ]
            for one in done
            if one.line
        ],
    )
    sections = [
        Section(
            both("Đối tác còn phải chuyển", "Still owed by partners"),
            table=table,
            empty=both("Các đối tác đã chuyển đủ.", "Partners have paid everything."),
            forms=forms,
        ),
        Section(both("Đã ghi gần đây", "Booked lately"), table=past, empty=both("Chưa có.", "None.")),
    ]
    return show(
        request,
        officer,
        "accounting:days",
        both("Quyết toán của cổng", "Settlements of gateways"),
        sections,
        back=(reverse("accounting:days"), both("Đối soát", "Reconciliation")),
        lead=both(
            "Khoản chuyển rõ ràng (đúng số, đúng tên cổng) được ghi tự động mỗi nửa giờ.",
            "Plain transfers (very sum, the gateway's name) are booked every half hour.",
        ),
    )

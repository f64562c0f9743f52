"""Days compared with partners: the list, one day, files by hand, differences, signing, settlements."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.money.gateways import http
from motcua.money.reconciliation import (
    bringing,
    cash,
    fetching,
    files,
    rules,
    running,
    settling,
    signing,
)
from motcua.money.reconciliation.errors import CannotSign, DayIsSigned, NoLayout, NotOver
from motcua.money.reconciliation.models import Day, Difference, Part
from motcua.money.reconciliation.partners import partners, words_of
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
    number,
    show,
    today_of,
    yesterday_of,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both, say
from motcua.sites.shell.wording import datetime_words, dong_words

MOST_FILE = 100_000_000
REFUSALS = {
    "not_run": both("Chạy đối soát trước khi ký.", "Run the comparison before signing."),
    "earlier": both("Ký ngày trước đã:", "Sign the earlier day first:"),
    "no_file": both("Còn đối tác chưa có tệp và chưa ghi lý do:", "A partner has no file and no reason:"),
    "open": both("Còn chênh lệch chưa xử lý hoặc chuyển ngày sau.", "A difference is still open."),
}
SIGNED = both("Ngày này đã ký xác nhận, không sửa được nữa.", "This day is signed and does not change.")


def state_of(day: Day | None) -> tuple[str, str, Any]:
    if day is None or day.run_at is None:
        return "warn", "clock", both("Chưa đối soát", "Not compared")
    if day.state == Day.State.SIGNED:
        return "ok", "check", both("Đã ký xác nhận", "Signed")
    return "info", "pen", both("Đang đối soát", "Being compared")


@require_safe
@keeper_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Days, newest first, and what is open of any day. Four queries."""
    before = day_of(request.GET.get("truoc", ""))
    rows = Day.objects.order_by("-day")
    found = list((rows.filter(day__lt=before) if before else rows)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    sums: dict[date, list[int]] = {}
    for day, only_ours, only_theirs, differs in Part.objects.filter(
        day__in=[one.day for one in found]
    ).values_list("day", "only_system_lines", "only_partner_lines", "differs_lines"):
        sums.setdefault(day, []).append(only_ours + only_theirs + differs)
    table = Table(
        both("Các ngày", "Days"),
        [
            (both("Ngày", "Day"), False),
            (both("Đối tác", "Partners"), True),
            (both("Dòng lệch", "Lines that differ"), True),
            (both("Trạng thái", "State"), False),
        ],
        [
            [
                Cell(day_words(one.day), reverse("accounting:day", args=[one.day])),
                number(len(sums.get(one.day, []))),
                number(sum(sums.get(one.day, []))),
                _tag(one),
            ]
            for one in found
        ],
    )
    waiting = list(
        Difference.objects.filter(state="open").select_related("assigned_to").order_by("day", "id")[:PAGE]
    )
    sections = [
        Section(
            both("Chênh lệch chưa xử lý", "Open differences"),
            table=_differences(waiting),
            empty=both("Không còn chênh lệch nào.", "No difference is open."),
        ),
        Section(
            both("Các ngày đã đối soát", "Days"), table=table, empty=both("Chưa có ngày nào.", "None yet.")
        ),
    ]
    yesterday = yesterday_of(officer)
    return show(
        request,
        officer,
        "accounting:days",
        both("Đối soát hằng ngày", "Daily reconciliation"),
        sections,
        lead=both(
            "Sổ của thành phố so với cổng thanh toán, ngân hàng, kho bạc, biên lai và tiền mặt.",
            "The city's books against gateways, bank, treasury, receipts and cash.",
        ),
        links=[
            (reverse("accounting:day", args=[yesterday]), both("Ngày hôm qua", "Yesterday"), "calendar"),
            (reverse("accounting:settlements"), both("Quyết toán của cổng", "Settlements"), "coins"),
        ],
        older=f"?truoc={found[-1].day}" if more else "",
        newer=request.path if before else "",
    )


def _tag(day: Day) -> Cell:
    tone, icon, words = state_of(day)
    return Cell(words, tone=tone, icon=icon, small=day.signed_by or day.run_by)


def _differences(rows: list[Difference]) -> Table:
    return Table(
        both("Chênh lệch", "Differences"),
        [
            (both("Mã", "Reference"), False),
            (both("Đối tác", "Partner"), False),
            (both("Khả năng", "Likely cause"), False),
            (both("Hệ thống", "Ours"), True),
            (both("Đối tác báo", "Partner's"), True),
            (both("Tình trạng", "State"), False),
        ],
        [
            [
                Cell(
                    one.reference, reverse("accounting:difference", args=[one.pk]), small=day_words(one.day)
                ),
                Cell(words_of(one.partner)),
                Cell(cause_of(one).words, small=rules.KINDS[one.kind]),
                money(one.system_amount),
                money(one.partner_amount),
                difference_state(one),
            ]
            for one in rows
        ],
    )


def cause_of(one: Difference) -> rules.Cause:
    return rules.CAUSES.get(one.cause, rules.CAUSES["unknown"])


def difference_state(one: Difference) -> Cell:
    tone, icon, words = {
        "open": ("warn", "clock", both("Chưa xử lý", "Open")),
        "resolved": ("ok", "check", both("Đã xử lý", "Resolved")),
        "carried": ("info", "right", both("Chuyển ngày sau", "Carried")),
        "cleared": ("quiet", "check", both("Tự khớp", "Cleared")),
    }[one.state]
    return Cell(words, tone=tone, icon=icon, small=one.assigned_to.display_name if one.assigned_to else "")


@require_safe
@keeper_page
def one_day(request: HttpRequest, officer: Officer, day: date) -> HttpResponse:
    """A day: each partner's figures, cash, differences; running and signing. Nine queries at most."""
    if day >= today_of(officer) or day.year < 2000:
        raise Http404
    row = Day.objects.filter(day=day).first()
    parts = {
        one.partner: one for one in Part.objects.filter(day=day).select_related("file").defer("file__content")
    }
    found = list(
        Difference.objects.filter(day=day)
        .exclude(state="cleared")
        .select_related("assigned_to")
        .order_by("state", "id")[: 4 * PAGE]
    )
    cleared = Difference.objects.filter(day=day, state="cleared").count() if row and row.run_at else 0
    open_day = row is None or row.state == Day.State.OPEN
    tone, icon, words = state_of(row)
    sections = [
        Section(
            both("Từng đối tác", "Partner by partner"),
            table=_parts(parts, day),
            empty=both("Chưa chạy đối soát cho ngày này.", "This day was not compared yet."),
            forms=[
                Form(
                    [("", "", both("Chạy đối soát" if not parts else "Chạy lại", "Compare"), "")],
                    reverse("accounting:run", args=[day]),
                    line=True,
                ),
            ]
            if open_day
            else [],
            link=(
                reverse("accounting:file", args=[day]),
                both("Nạp tệp của đối tác", "Bring a partner's file"),
            )
            if open_day
            else None,
        ),
        Section(
            both("Chênh lệch", "Differences"),
            both(
                f"{cleared} dòng đã tự khớp khi đối soát lại hoặc với ngày liền kề.",
                f"{cleared} cleared by themselves.",
            )
            if cleared
            else "",
            table=_differences(found),
            empty=both("Không có chênh lệch.", "No differences."),
        ),
        Section(
            both("Tiền mặt theo đơn vị", "Cash by unit"),
            table=_cash(day),
            empty=both("Không có tiền mặt.", "No cash."),
        ),
        *_missing(parts, day, open_day),
        _signature(row, day, open_day),
    ]
    return show(
        request,
        officer,
        "accounting:days",
        both(f"Đối soát ngày {day_words(day)}", f"Reconciliation of {day_words(day)}"),
        sections,
        back=(reverse("accounting:days"), both("Đối soát", "Reconciliation")),
        tag=(tone, icon, words),
        lead=both(
            f"Chạy lần cuối {datetime_words(row.run_at)}, {row.run_by}",
            f"Last run {datetime_words(row.run_at)}, {row.run_by}",
        )
        if row and row.run_at
        else "",
    )


def _parts(parts: dict[str, Part], day: date) -> Table:
    heads = [
        (both("Đối tác", "Partner"), False),
        (both("Hệ thống", "Ours"), True),
        (both("Đối tác", "Partner's"), True),
        (both("Khớp", "Matched"), True),
        (both("Chỉ ở hệ thống", "Only ours"), True),
        (both("Chỉ ở đối tác", "Only theirs"), True),
        (both("Lệch tiền", "Amount differs"), True),
        (both("Đã hoàn", "Refunded"), True),
        (both("Kết quả", "Result"), False),
    ]
    rows = []
    for key, one in parts.items():
        rows.append(
            [
                Cell(words_of(key), small=one.file.name if one.file else ""),
                _both(one.system_lines, one.system_sum),
                _both(one.partner_lines, one.partner_sum),
                _both(one.matched_lines, one.matched_sum),
                _both(one.only_system_lines, one.only_system_sum),
                _both(one.only_partner_lines, one.only_partner_sum),
                _both(one.differs_lines, one.differs_partner - one.differs_system),
                _both(one.refunded_lines, one.refunded_sum),
                _result(one),
            ]
        )
    return Table(both("Đối tác", "Partners"), heads, rows)


def _both(lines: int, amount: int) -> Cell:
    if not lines:
        return Cell("–", num=True)
    return Cell(dong_words(amount), num=True, small=both(f"{lines} dòng", f"{lines} lines"))


def _result(one: Part) -> Cell:
    if not one.compared:
        words = both("Không cần tệp", "No file needed") if one.waived else both("Chưa có tệp", "No file yet")
        return Cell(words, tone="quiet" if one.waived else "warn", icon="clock")
    if one.agrees:
        return Cell(both("Khớp", "Agrees"), tone="ok", icon="check")
    return Cell(both("Có chênh lệch", "Differs"), tone="danger", icon="alert")


def _cash(day: date) -> Table:
    heads = [
        (both("Đơn vị", "Unit"), False),
        (both("Đầu ngày", "Opening"), True),
        (both("Thu", "Collected"), True),
        (both("Trả lại", "Returned"), True),
        (both("Thừa, thiếu khi đếm", "Over, short"), True),
        (both("Bàn giao", "Handed over"), True),
        (both("Cuối ngày", "Closing"), True),
        (both("Đang trên đường", "On the way"), True),
    ]
    rows = [
        [
            Cell(agency_words(one.agency_id)),
            money(one.opening),
            money(one.collected),
            money(one.returned),
            money(one.counted),
            money(one.deposited),
            money(one.closing),
            money(one.on_the_way),
        ]
        for one in cash.drawers(day)
    ]
    return Table(both("Tiền mặt", "Cash"), heads, rows)


def _missing(parts: dict[str, Part], day: date, open_day: bool) -> list[Section]:
    bare = [one for one in parts.values() if not one.compared]
    found = []
    for one in bare:
        name = words_of(one.partner)
        facts = (
            [(both("Lý do ký không cần tệp", "Signed without, because"), one.waived)] if one.waived else []
        )
        forms = []
        if open_day:
            if one.partner in fetching.sources():
                forms.append(
                    Form(
                        [("fetch", one.partner, both("Lấy tệp từ đối tác", "Fetch the file"), "quiet")],
                        reverse("accounting:file", args=[day]),
                        line=True,
                    )
                )
            forms.append(
                Form(
                    [("", "", both("Ghi lý do", "Note the reason"), "quiet")],
                    reverse("accounting:waive", args=[one.pk]),
                    [
                        Field(
                            "reason",
                            "text",
                            both("Không có tệp vì", "No file because"),
                            value=one.waived,
                            max_length=500,
                        )
                    ],
                )
            )
        title = both(f"{name.vi}: chưa có tệp của ngày", f"{name.en}: no file of the day")
        found.append(Section(title, facts=facts, forms=forms))
    return found


def _signature(row: Day | None, day: date, open_day: bool) -> Section:
    if row is not None and not open_day:
        return Section(
            both("Đã ký xác nhận", "Signed"),
            facts=[
                (both("Người ký", "Signed by"), row.signed_by),
                (both("Lúc", "At"), datetime_words(row.signed_at)),
                (both("Dấu vân số", "Fingerprint"), row.fingerprint),
            ],
        )
    return Section(
        both("Ký xác nhận ngày", "Sign the day"),
        both(
            "Sau khi ký, số liệu, chênh lệch và tệp của ngày này không sửa được nữa.",
            "Once signed, figures, differences and files of the day do not change.",
        ),
        forms=[
            Form(
                [("", "", both("Ký xác nhận", "Sign"), "")], reverse("accounting:sign", args=[day]), line=True
            )
        ],
    )


@require_POST
@keeper_page
def run(request: HttpRequest, officer: Officer, day: date) -> HttpResponse:
    """Compare now."""
    try:
        running.run(day, by=officer.account.display_name, at=officer.now, today=today_of(officer))
        settling.settle_plain(officer.account.display_name, officer.now)
    except NotOver:
        raise Http404 from None
    except DayIsSigned:
        messages.error(request, say(SIGNED["vi"], SIGNED["en"]))
    else:
        messages.success(request, say("Đã đối soát.", "Compared."))
    return redirect("accounting:day", day)


@require_POST
@keeper_page
def sign(request: HttpRequest, officer: Officer, day: date) -> HttpResponseBase:
    """Sign a day, with a fresh second factor."""
    if not fresh_proof(request):
        return ask_proof(request)
    try:
        signing.sign(day, by=officer.account.display_name, at=officer.now)
    except CannotSign as refused:
        words = REFUSALS[refused.code]
        told = (
            ", ".join(words_of(one).vi for one in refused.detail.split(","))
            if refused.code == "no_file"
            else refused.detail
        )
        messages.error(request, say(f"{words['vi']} {told}".strip(), f"{words['en']} {told}".strip()))
    except DayIsSigned:
        messages.error(request, say(SIGNED["vi"], SIGNED["en"]))
    else:
        messages.success(request, say("Đã ký xác nhận ngày.", "The day is signed."))
    return redirect("accounting:day", day)


@require_POST
@keeper_page
def waive(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Why a day may be signed without a partner's file. Raises: Http404."""
    reason = request.POST.get("reason", "").strip()
    part = Part.objects.filter(pk=number).first()
    if part is None:
        raise Http404
    if not reason:
        messages.error(request, say("Hãy ghi lý do.", "Write the reason."))
    else:
        try:
            signing.waive(number, f"{reason} ({officer.account.display_name})")
        except DayIsSigned:
            messages.error(request, say(SIGNED["vi"], SIGNED["en"]))
    return redirect("accounting:day", part.day)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def file(request: HttpRequest, officer: Officer, day: date) -> HttpResponse:
    """Bring a partner's file by hand, or fetch it now. 422 with every fault of the file and its line."""
    today, who = today_of(officer), officer.account.display_name
    if day >= today or day.year < 2000:
        raise Http404
    post, faults, lines = request.POST, dict[str, Any](), list[files.Fault]()
    partner, upload = post.get("partner", "") or post.get("fetch", ""), request.FILES.get("file")
    if request.method == "POST":
        if partner not in partners():
            faults["partner"] = both("Hãy chọn đối tác.", "Choose the partner.")
        if "fetch" not in post and upload is None:
            faults["file"] = both("Hãy chọn tệp.", "Choose the file.")
        if upload is not None and (upload.size or 0) > MOST_FILE:
            faults["file"] = both("Tệp lớn hơn 100 MB.", "The file is larger than 100 MB.")
    if request.method == "POST" and not faults:
        try:
            if "fetch" in post and partner in fetching.sources():
                _, new = fetching.fetch(partner, day, by=who, at=officer.now, today=today)
            elif upload is not None:
                _, new = bringing.bring(
                    upload.read(), partner, day, name=upload.name or "", by=who, at=officer.now, today=today
                )
            else:
                raise Http404
            running.run(day, by=who, at=officer.now, today=today)
        except files.BadFile as bad:
            lines = bad.faults
            faults["file"] = both("Tệp có lỗi, chưa nạp dòng nào.", "The file has faults; nothing was taken.")
        except NoLayout:
            faults["partner"] = both("Chưa có mẫu tệp cho ngày này.", "No layout is known for the day.")
        except DayIsSigned:
            faults["file"] = SIGNED
        except http.GatewayUnreachable:
            faults["partner"] = both(
                "Đối tác chưa trả lời; thử lại sau hoặc nạp tệp bằng tay.",
                "The partner does not answer; try again or bring the file by hand.",
            )
        else:
            words = ("Đã nạp tệp và đối soát.", "The file was taken and compared.")
            messages.success(
                request, say(*(words if new else ("Tệp này đã có từ trước.", "The file was here already.")))
            )
            return redirect("accounting:day", day)
    fields = [
        Field(
            "partner",
            "select",
            both("Đối tác", "Partner"),
            value=partner,
            error=faults.get("partner", ""),
            options=[Option(one.id, one.words) for one in partners().values()],
        ),
        Field(
            "file",
            "file",
            both("Tệp của ngày", "File of the day"),
            error=faults.get("file", ""),
            camera=False,
            accept=".csv,.txt,.json,.dat",
            hint=both(
                "CSV, hoặc JSON chứa Base64 của nền tảng thanh toán quốc gia.",
                "CSV, or the national platform's JSON with Base64.",
            ),
        ),
    ]
    table = Table(
        both("Lỗi trong tệp", "Faults of the file"),
        [(both("Dòng", "Line"), False), (both("Lỗi", "Fault"), False)],
        [[Cell(str(one.line)), Cell(both(one.vi, one.en))] for one in lines],
    )
    sections = [
        Section(
            forms=[
                Form([("", "", both("Nạp và đối soát", "Take and compare"), "")], fields=fields, files=True)
            ]
        ),
        *([Section(both("Lỗi trong tệp", "Faults of the file"), table=table)] if lines else []),
    ]
    title = both(f"Nạp tệp ngày {day_words(day)}", f"File of {day_words(day)}")
    back = (reverse("accounting:day", args=[day]), both("Ngày này", "This day"))
    return show(
        request,
        officer,
        "accounting:days",
        title,
        sections,
        status=422 if faults else 200,
        fields=fields,
        back=back,
    )

"""A school asks for the fees of a class: the list, who has paid, a nudge, the list out again."""

import csv
import io
import re
import tempfile
import uuid as uuids
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Agency
from motcua.foundation import audit
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money.models import Order
from motcua.money.orders import MONEY_IS_HERE, PAYABLE
from motcua.money.school_fees import changes, reminding, rules
from motcua.money.school_fees.models import Campaign, Pupil
from motcua.records.registers.importing import tables
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import say

PAGE = 30
ROWS = 5
MOST_BYTES = 2_000_000
STATES = {
    Campaign.State.DRAFT: ("Đang soạn", "Draft", "info", "pen"),
    Campaign.State.OPEN: ("Đang thu", "Open", "accent", "coins"),
    Campaign.State.CLOSED: ("Đã kết thúc", "Closed", "quiet", "stop"),
}
KNOWN = [name for names in rules.COLUMNS.values() for name in names]


def asks(officer: Any) -> bool:
    """Whether this post asks for the fees of its school. For menus: no query."""
    here = officer.post.agency_id
    return officer.post.agency_kind == Agency.Kind.SCHOOL and officer.powers.holds(
        changes.ASKS, agency_id=here
    )


def _must_ask(officer: Officer) -> None:
    if not asks(officer):
        raise PermissionDenied


def _tag(state: str) -> dict[str, str]:
    vi, en, tone, icon = STATES[Campaign.State(state)]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


def _frame(officer: Officer, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse("school_fees:desk"), **more)


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Campaigns of the school, the newest first. One query."""
    _must_ask(officer)
    raw = request.GET.get("truoc", "")
    rows = Campaign.objects.filter(agency=officer.post.agency_id).order_by("-id")
    if raw.isdecimal() and len(raw) < 18:
        rows = rows.filter(pk__lt=int(raw))
    found = list(rows[: PAGE + 1])
    lines = [{"row": one, "tag": _tag(one.state)} for one in found[:PAGE]]
    older = f"?truoc={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return render(request, "school_fees/desk.html", _frame(officer, lines=lines, older=older))


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A campaign from a file. 422 with every fault at its field; the file has to be chosen again."""
    _must_ask(officer)
    post = request.POST
    typed = {name: post.get(name, "")[:120] for name in ("title", "class_name", "due_on")}
    fees = [
        {name: post.get(f"{name}-{row}", "")[:200] for name in ("name", "amount", "basis", "mandatory")}
        for row in range(ROWS)
    ]
    faults: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        given: list[rules.Fee] = []
        listed: list[rules.Listed] = []
        try:
            given = rules.read_fees(fees)
        except Faulty as faulty:
            faults |= faulty.fields
        try:
            listed = _read(request)
        except Faulty as faulty:
            faults |= faulty.fields
        due_on = day_of(typed["due_on"])
        try:
            if faults:
                changes.check(typed["title"], typed["class_name"], due_on, officer.now)
            else:
                made = changes.write(
                    typed["title"],
                    typed["class_name"],
                    due_on,
                    given,
                    listed,
                    by=officer.actor,
                    at=officer.now,
                )
                return redirect("school_fees:campaign", made.uuid)
        except Faulty as faulty:
            faults |= faulty.fields
    elif request.method == "GET":
        fees[0]["mandatory"] = "yes"
    lines = [
        {
            **fee, "n": row, "name_fault": _pair(faults.get(f"name-{row}")), "amount_fault": _pair(faults.get(f"amount-{row}")),
        }
        for row, fee in enumerate(fees)
    ]  # fmt: skip
    context = _frame(
        officer, typed=typed, fees=lines, faults={name: _pair(one) for name, one in faults.items()},
        errors=[{"href": f"#{name}", "text": _pair(one)} for name, one in faults.items()],
    )  # fmt: skip
    return render(request, "school_fees/new.html", context, status=422 if faults else 200)


def day_of(text: str) -> date | None:
    """A day as typed: day, month, year with strokes, points or blanks between, or as 2026-03-10; None when it is none."""
    parts = [int(one) for one in re.findall(r"[0-9]+", text[:12])]
    if len(parts) != 3:
        return None
    try:
        return date(*parts) if parts[0] > 31 else date(parts[2], parts[1], parts[0])
    except ValueError:
        return None


def _pair(words: tuple[str, str] | None) -> dict[str, str] | None:
    return {"vi": words[0], "en": words[1]} if words else None


def _read(request: HttpRequest) -> list[rules.Listed]:
    """The pupils of the file that was brought, CSV or XLSX. Raises: Faulty (`file`)."""
    brought = request.FILES.get("file")
    if brought is None or not brought.size:
        raise Faulty(
            {"file": ("Chọn tệp danh sách lớp (CSV hoặc XLSX).", "Choose the class list (CSV or XLSX).")}
        )
    if brought.size > MOST_BYTES:
        raise Faulty({"file": ("Tệp quá 2 MB.", "The file is larger than 2 MB.")})
    with tempfile.NamedTemporaryFile(suffix=Path(brought.name or "").suffix[:8]) as kept:
        kept.write(brought.read())
        kept.flush()
        path = Path(kept.name)
        try:
            how = tables.layout(path, name=brought.name or "", known=KNOWN)
            return rules.read_list(how.columns, tables.rows(path, how))
        except tables.Unreadable as broken:
            raise Faulty({"file": (broken.vi, broken.en)}) from None


@require_safe
@officer_page
def campaign(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The class: who has paid, who has not. Four queries. Raises: Http404 for other schools."""
    _must_ask(officer)
    return _show(request, officer, uuid)


def _show(
    request: HttpRequest,
    officer: Officer,
    uuid: uuids.UUID,
    refused: NotPossible | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _campaign(officer, uuid)
    pupils = list(found.pupils.select_related("order").defer("phone").order_by("position"))
    _noted(officer, pupils, "school-fees")
    rows = [{"pupil": one, "state": _state(one.order)} for one in pupils]
    paid = [one.order for one in pupils if one.order is not None and one.order.status in MONEY_IS_HERE]
    waiting = [one.order for one in pupils if one.order is not None and one.order.status in PAYABLE]
    context = _frame(
        officer, campaign=found, tag=_tag(found.state), rows=rows, fees=changes.fees_of(found), refused=refused,
        paid=len(paid), paid_sum=sum(one.payer_amount for one in paid), waiting=len(waiting),
        waiting_sum=sum(one.payer_amount for one in waiting),
        unknown=sum(1 for one in pupils if one.guardian_id is None),
    )  # fmt: skip
    return render(request, "school_fees/campaign.html", context, status=status)


def _state(order: Order | None) -> dict[str, str]:
    if order is None:
        return {"vi": "Chưa mở", "en": "Not open", "tone": "quiet", "icon": "pen"}
    if order.status in MONEY_IS_HERE:
        return {"vi": "Đã nộp", "en": "Paid", "tone": "ok", "icon": "check"}
    if order.status in PAYABLE:
        return {"vi": "Chưa nộp", "en": "Unpaid", "tone": "warn", "icon": "clock"}
    if order.status == Order.Status.HELD:
        return {"vi": "Đang kiểm tra", "en": "Being checked", "tone": "info", "icon": "eye"}
    if order.status == Order.Status.ZERO:
        return {"vi": "Không phải nộp", "en": "Nothing to pay", "tone": "quiet", "icon": "check"}
    return {"vi": "Đã hủy", "en": "Cancelled", "tone": "quiet", "icon": "stop"}


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Open the campaign, nudge who has not paid, or close it. 409 when it does not fit. Raises: Http404."""
    _must_ask(officer)
    found = _campaign(officer, uuid)
    try:
        if name == "mo":
            changes.open_(uuid, by=officer.actor, at=officer.now)
            messages.success(
                request, say("Đã mở, phụ huynh thấy khoản phải nộp.", "Open: guardians see what they owe.")
            )
        elif name == "nhac" and found.state == Campaign.State.OPEN:
            told = reminding.tell(found, reminding.unpaid(found), f"nudge-{officer.now:%Y%m%d}", officer.now)
            messages.success(request, say(f"Đã nhắc {told} phụ huynh.", f"{told} guardians were told."))
        elif name == "ket-thuc":
            left = changes.close(uuid, by=officer.actor, at=officer.now)
            messages.success(
                request, say(f"Đã kết thúc, {left} khoản chưa nộp đã hủy.", f"Closed; {left} cancelled.")
            )
        else:
            raise Http404
    except changes.NotYours:
        raise Http404 from None
    except NotPossible as refused:
        return _show(request, officer, uuid, refused, 409)
    return redirect("school_fees:campaign", uuid)


@require_safe
@officer_page
def export(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The class as CSV, with what each owes and has paid. Raises: Http404 for other schools."""
    _must_ask(officer)
    found = _campaign(officer, uuid)
    pupils = list(found.pupils.select_related("order").order_by("position"))
    _noted(officer, pupils, "school-fees:export")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "Mã học sinh",
            "Họ và tên",
            "Điện thoại",
            "Phải nộp",
            "Tình trạng",
            "Ngày nộp",
            "Cách nộp",
            "Mã thanh toán",
        ]
    )
    for one in pupils:
        order = one.order
        day = (
            f"{order.paid_at.astimezone(officer.now.tzinfo):%d/%m/%Y}"
            if order is not None and order.paid_at
            else ""
        )
        writer.writerow(
            [
                _cell(one.code), _cell(one.name), _cell(one.phone), order.payer_amount if order else "", _state(order)["vi"], day,
                Order.Means(order.means).label if order is not None and order.means else "", order.subject if order else "",
            ]
        )  # fmt: skip
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.csv"'
    return answer


def _cell(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _noted(officer: Officer, pupils: list[Pupil], what: str) -> None:
    people = [one.guardian_id for one in pupils if one.guardian_id]
    if people:
        audit.log_list(
            officer.actor, people, purpose="Thu khoản của nhà trường", what=f"list:{what}", code="school-fees",
            at=officer.now,
        )  # fmt: skip


def _campaign(officer: Officer, uuid: uuids.UUID) -> Campaign:
    found = Campaign.objects.select_related("agency").filter(uuid=uuid, agency=officer.post.agency_id).first()
    if found is None:
        raise Http404
    return found

"""Writing an agreement down: first the register, then what may leave, to whom, what for."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.models import Account
from motcua.exchange.data_services import agreements, services
from motcua.exchange.data_services.agreements import NotPossible, Terms
from motcua.exchange.data_services.services import Service
from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.records.registers.definition import RegisterDefinition
from motcua.sites.data_services.frame import USES, frame, sharing_page
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import day as typed_day
from motcua.sites.shell.typed import whole_number

Faults = dict[str, tuple[str, str]]
PARTNERS = 200


@require_safe
@sharing_page
def choose(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Which register it is about."""
    context = frame(officer, kept=[*services.all_services(), *registers.all_definitions()])
    return render(request, "data_services/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sharing_page
def propose(request: HttpRequest, officer: Officer, register: str) -> HttpResponse:
    """GET: the form. POST: the proposal waits for a second officer; 422 with every fault. Raises: Http404."""
    try:
        kept = services.described(register)
    except registers.NoSuchRegister:
        raise Http404 from None
    if request.method != "POST":
        return _form(request, officer, kept, QueryDict(), {})
    faults: Faults = {}
    terms = _read(request.POST, kept, officer, faults)
    if not faults:
        try:
            row = agreements.propose(terms, by=officer.actor, at=officer.now)
        except NotPossible as refused:
            faults = refused.problems
        else:
            messages.success(request, say("Đã gửi người thứ hai duyệt.", "Sent to a second officer."))
            return redirect("data_services:one", row.uuid)
    else:
        faults = agreements.problems_of(terms, officer.now) | faults
    return _form(request, officer, kept, request.POST, faults, 422)


def _read(given: QueryDict, kept: RegisterDefinition | Service, officer: Officer, faults: Faults) -> Terms:
    """What was typed, as terms; faults of days and numbers are noted. A day that is none becomes today."""
    today = officer.now.astimezone(VN).date()

    def day(name: str) -> date:
        if (found := typed_day(given, name)) is None:
            faults[name] = ("Hãy nhập một ngày có thật.", "Type a day that exists.")
        return found or today

    def number(name: str, usual: int) -> int:
        raw = given.get(name, "").replace(".", "").strip()
        if raw.isdecimal() and len(raw) < 9:
            return int(raw)
        faults[name] = ("Hãy nhập một số.", "Type a number.")
        return usual

    account = given.get("account", "")
    return Terms(
        account_id=whole_number(account) or 0,
        register=kept.register,
        title=given.get("title", "")[:200],
        fields=tuple(given.getlist("fields")),
        uses=tuple(given.getlist("uses")),
        purpose=given.get("purpose", "")[:300],
        legal_basis=given.get("legal_basis", "")[:300],
        valid_from=day("valid_from"),
        valid_to=day("valid_to"),
        feed_fields=tuple(given.getlist("feed_fields")),
        territory=tuple(given.get("territory", "").replace(",", " ").split()),
        per_minute=number("per_minute", 60),
        per_day=number("per_day", 5000),
    )


def _form(
    request: HttpRequest,
    officer: Officer,
    kept: RegisterDefinition | Service,
    typed: QueryDict,
    faults: Faults,
    status: int = 200,
) -> HttpResponse:
    def told(name: str) -> dict[str, str]:
        return both(*faults[name]) if name in faults else {}

    def day(name: str, vi: str, en: str, usual: date) -> Field:
        parts = {
            part: typed.get(f"{name}-{part}", str(getattr(usual, part))) for part in ("day", "month", "year")
        }
        return Field(name, "date", both(vi, en), value=parts, error=told(name))

    today = officer.now.astimezone(VN).date()
    partners = Account.objects.filter(kind=Account.Kind.PARTNER, is_active=True).order_by(
        "display_name", "id"
    )
    uses = {"verify"} if isinstance(kept, Service) else set(USES)
    columns = [
        Option(
            one.id,
            both(one.label.vi, one.label.en),
            hint=both("nhạy cảm", "sensitive") if one.sensitive else "",
        )
        for one in kept.fields
    ]
    fields = [
        Field(
            "account", "select", both("Hệ thống đối tác", "Partner system"), value=typed.get("account", ""),
            options=[Option(str(one.id), one.display_name) for one in partners[:PARTNERS]], error=told("account"),
        ),
        Field("title", "text", both("Tên thỏa thuận", "Name of the agreement"), value=typed.get("title", ""),
              example="Xác minh khai sinh khi mở tài khoản", error=told("title"), max_length=200),
        Field(
            "purpose", "text", both("Mục đích", "Purpose"), value=typed.get("purpose", ""),
            why=both("Người được tra cứu đọc đúng lời này.", "The person looked up reads exactly these words."),
            error=told("purpose"), max_length=300,
        ),
        Field("legal_basis", "text", both("Căn cứ pháp lý", "Legal basis"), value=typed.get("legal_basis", ""),
              error=told("legal_basis"), max_length=300),
        Field(
            "uses", "choices", both("Cách dùng", "Use"), value=typed.getlist("uses"),
            options=[Option(key, both(vi, en)) for key, (vi, en) in USES.items() if key in uses], error=told("uses"),
        ),
        Field(
            "fields", "choices", both("Trường được cung cấp", "Fields that may leave"), value=typed.getlist("fields"),
            hint=both("Chỉ chọn trường mà mục đích cần.", "Choose only what the purpose needs."),
            options=columns, error=told("fields"),
        ),
        Field(
            "territory", "text", both("Chỉ các xã, phường (mã)", "Only these communes (codes)"), required=False,
            value=typed.get("territory", ""), hint=both("Để trống: toàn thành phố.", "Empty: the whole city."),
            error=told("territory"), max_length=2000,
        ),
        Field("per_minute", "integer", both("Lượt mỗi phút", "A minute"), value=typed.get("per_minute", "60"),
              error=told("per_minute"), width="s"),
        Field("per_day", "integer", both("Lượt mỗi ngày", "A day"), value=typed.get("per_day", "5000"),
              error=told("per_day"), width="s"),
        day("valid_from", "Từ ngày", "From", today),
        day("valid_to", "Đến hết ngày", "Until the end of", today.replace(month=12, day=31)),
    ]  # fmt: skip
    context: dict[str, Any] = frame(
        officer, kept=kept, fields=fields, errors=errors_of(fields) if faults else []
    )
    return render(request, "data_services/propose.html", context, status=status)

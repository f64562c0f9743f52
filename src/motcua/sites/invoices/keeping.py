"""Units and their symbols, registration with the tax authority, the monthly summary, messages."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Agency
from motcua.foundation.text import fold
from motcua.foundation.worktime import VN
from motcua.money.invoices import registering, sending, summary, symbols, units
from motcua.money.invoices.models import CollectingUnit, TaxLine, TaxMessage
from motcua.money.invoices.registering import Told
from motcua.records.signing.identities import NoKey
from motcua.sites.invoices.frame import (
    KINDS,
    REGISTRATIONS,
    Keeper,
    frame,
    keeper_page,
    message_row,
    tag,
    unit_of,
)
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number

PAGE = 40
MONTHS = 13


@require_safe
@keeper_page
def listing(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Units by name with their symbols of this year. Two queries."""
    asked, after = request.GET.get("q", "").strip()[:100], whole_number(request.GET.get("sau", ""))
    rows = CollectingUnit.objects.filter(keeper.units).order_by("id")
    if asked:
        found = [one for one in rows if fold(asked) in fold(one.name) or asked in one.tax_code][: PAGE + 1]
    else:
        found = list((rows.filter(id__gt=after) if after else rows)[: PAGE + 1])
    shown = found[:PAGE]
    context = frame(
        keeper, "invoices:units", lines=[_unit_row(keeper, one) for one in shown], q=asked,
        older=f"?sau={shown[-1].pk}" if len(found) > PAGE and not asked else "",
        newer=reverse("invoices:units") if after else "",
    )  # fmt: skip
    return render(request, "invoices/units.html", context)


def _unit_row(keeper: Keeper, unit: CollectingUnit) -> dict[str, Any]:
    today = keeper.officer.now.astimezone(VN)
    form, serial = units.invoice_symbol(unit, today)
    return {
        "unit": unit,
        "receipt": f"{unit.receipt_form} {symbols.receipt_serial(unit.receipt_letters, today.date())}",
        "invoice": f"{form}{serial}",
        "title": symbols.TITLES[form],
        "registration": tag(REGISTRATIONS, unit.registration),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def unit(request: HttpRequest, keeper: Keeper, number: int) -> HttpResponseBase:
    """One unit. POST writes its symbols anew, or sends its registration (100); both with a fresh proof. Four queries."""
    found = unit_of(keeper, number)
    if request.method != "POST":
        return _unit_page(request, keeper, found, _told_of(found))
    told = registering.cleaned(_told(request))
    changes = request.POST.get("step") == "change"
    if changes and (faults := registering.faults_of(told, found)):
        return _unit_page(request, keeper, found, told, faults)
    if not fresh_proof(request):
        return ask_proof(request)
    if changes:
        try:
            registering.change(found.pk, told)
        except registering.Faulty as faulty:
            return _unit_page(request, keeper, found, told, faulty.fields)
        messages.success(request, say("Đã ghi.", "Written."))
    elif found.registration == CollectingUnit.Registration.SENT:
        messages.info(
            request, say("Tờ khai đã gửi, đang chờ trả lời.", "It was sent and waits for an answer.")
        )
    else:
        try:
            sending.register(found.pk, keeper.officer.now)
        except NoKey:
            messages.error(request, say("Đơn vị chưa có khóa ký số.", "The unit has no key to sign with."))
        else:
            units.forget()
            messages.success(request, say("Đã gửi tờ khai đăng ký.", "The registration is on its way."))
    return redirect("invoices:unit", number)


def _unit_page(
    request: HttpRequest,
    keeper: Keeper,
    found: CollectingUnit,
    told: Told,
    faults: registering.Faults | None = None,
) -> HttpResponse:
    rows = TaxMessage.objects.filter(unit=found).defer("body").order_by("-id")[:20]
    fields = _fields(told, faults or {})
    context = frame(
        keeper, **_unit_row(keeper, found), told=[message_row(one) for one in rows], fields=fields, errors=errors_of(fields)
    )  # fmt: skip
    return render(request, "invoices/unit.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def enter(request: HttpRequest, keeper: Keeper) -> HttpResponseBase:
    """Enter a unit for an agency that has none. Four queries. 422 with every fault."""
    have = CollectingUnit.objects.values("agency_id")
    agencies = Agency.objects.filter(keeper.agencies, valid_to=None).exclude(pk__in=have).order_by("sort_key")
    names = list(agencies.values_list("pk", "name_vi", "name_en"))
    faults: registering.Faults = {}
    told = registering.cleaned(_told(request)) if request.method == "POST" else _told_of(None)
    chosen = whole_number(request.POST.get("agency", ""))
    if request.method == "POST":
        faults = registering.faults_of(told)
        agency = agencies.filter(pk=chosen).first() if chosen is not None else None
        if agency is None:
            faults["agency"] = ("Chọn cơ quan thu.", "Choose the agency.")
        elif not faults:
            if not fresh_proof(request):
                return ask_proof(request)
            try:
                made = registering.enter(agency, told)
            except registering.Faulty as faulty:
                faults = faulty.fields
            else:
                messages.success(
                    request, say("Đã ghi. Hãy gửi tờ khai.", "Written. Send the registration now.")
                )
                return redirect("invoices:unit", made.pk)
    options = [Option(str(pk), {"vi": vi, "en": en}) for pk, vi, en in names]
    choose = Field(
        "agency", "select", {"vi": "Cơ quan thu", "en": "Agency"}, value=str(chosen or ""), options=options,
        error=_words(faults, "agency"),
    )  # fmt: skip
    fields = [choose, *_fields(told, faults)]
    context = frame(keeper, fields=fields, errors=errors_of(fields))
    return render(request, "invoices/enter.html", context, status=422 if faults else 200)


def _told(request: HttpRequest) -> Told:
    told = {name: request.POST.get(name, "")[:400] for name in Told.__slots__ if name != "invoice_coded"}
    return Told(**told, invoice_coded=request.POST.get("invoice_coded") == "yes")


def _told_of(unit: CollectingUnit | None) -> Told:
    if unit is None:
        return Told("", "", "01BLP0-001", "", "2", "YY", False)
    return Told(**{name: getattr(unit, name) for name in Told.__slots__})


def _words(faults: registering.Faults, name: str) -> dict[str, str] | str:
    return {"vi": faults[name][0], "en": faults[name][1]} if name in faults else ""


def _fields(told: Told, faults: registering.Faults) -> list[Field]:
    forms = [
        Option(form, {"vi": f"{form}: {symbols.TITLES[form]}", "en": form})
        for form in registering.INVOICE_FORMS
    ]
    rows: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
        ("tax_code", "text", "Mã số thuế", "Tax code", {"width": "m", "max_length": 14}),
        ("address", "text", "Địa chỉ", "Address", {"max_length": 300}),
        ("budget_code", "text", "Mã đơn vị quan hệ ngân sách", "Budget code",
         {"width": "m", "required": False, "max_length": 20}),
        ("email", "email", "Thư điện tử", "E-mail", {"required": False}),
        ("receipt_form", "text", "Mẫu số biên lai", "Form of receipts", {"width": "m", "max_length": 12}),
        ("receipt_letters", "text", "Hai chữ của ký hiệu biên lai", "Letters of receipts", {
            "width": "s", "max_length": 2,
            "hint": {"vi": "Ký hiệu là hai chữ này, năm và chữ E: AB-26E. Đổi chữ thì số bắt đầu lại từ 1.",
                     "en": "The serial is these letters, the year and E: AB-26E. Other letters begin with number 1."},
        }),
        ("invoice_form", "select", "Mẫu hóa đơn", "Form of invoices", {"options": forms}),
        ("invoice_letters", "text", "Hai chữ của ký hiệu hóa đơn", "Letters of invoices", {"width": "s", "max_length": 2}),
        ("invoice_coded", "yes_no", "Hóa đơn có mã của cơ quan thuế", "Invoices with the authority's code", {}),
    )  # fmt: skip
    return [
        Field(name, kind, {"vi": vi, "en": en}, value=getattr(told, name), error=_words(faults, name), **more)
        for name, kind, vi, en, more in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def month(request: HttpRequest, keeper: Keeper) -> HttpResponseBase:
    """A unit's month by symbol; POST sends the summary (400) with a fresh proof. Five queries at most."""
    told = request.POST if request.method == "POST" else request.GET
    now = keeper.officer.now
    today = now.astimezone(VN).date()
    chosen = summary.month_of(told.get("thang", "")[:7], today)
    known = list(
        CollectingUnit.objects.filter(keeper.units).order_by("name").only("id", "name", "tax_code")[:2000]
    )
    number = whole_number(told.get("don-vi", ""))
    found = next((one for one in known if one.pk == number), known[0] if known else None)
    if request.method == "POST" and found is not None:
        if not fresh_proof(request):
            return ask_proof(request)
        try:
            count = summary.send(found.pk, chosen, now)
        except summary.TooEarly:
            messages.error(
                request,
                say("Chưa gửi được: tháng chưa hết hoặc còn chứng từ chưa lập.",
                    "Not yet: the month is not over, or documents still wait."),
            )  # fmt: skip
        else:
            messages.success(
                request, say(f"Đã lập {count} bảng tổng hợp.", f"{count} tables are on their way.")
            )
        return redirect(f"{reverse('invoices:summary')}?don-vi={found.pk}&thang={chosen:%Y-%m}")
    rows = summary.by_symbol(found.pk, chosen) if found is not None else []
    sent = summary.sent(found.pk, chosen) if found is not None else []
    context = frame(
        keeper, "invoices:summary", units=known, unit=found, month=chosen, months=_months(today, chosen),
        lines=[{"symbol": one, "kind": KINDS[one.kind]} for one in rows], total=sum(one.amount for one in rows),
        sent=[message_row(one) for one in sent], over=summary.next_month(chosen) <= today,
    )  # fmt: skip
    return render(request, "invoices/summary.html", context)


def _months(today: Any, chosen: Any) -> list[dict[str, Any]]:
    found, first = [], today.replace(day=1)
    for _ in range(MONTHS):
        found.append({"value": f"{first:%Y-%m}", "label": f"{first:%m/%Y}", "current": first == chosen})
        first = (first - timedelta(days=1)).replace(day=1)
    return found


@require_safe
@keeper_page
def messages_page(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Messages to and from the tax authority, the newest first; those that failed by themselves. Three queries."""
    before, failed = whole_number(request.GET.get("truoc", "")), request.GET.get("loc") == "loi"
    rows = TaxMessage.objects.select_related("unit").defer("body").order_by("-id")
    if not keeper.whole:
        rows = rows.filter(unit__agency_id=keeper.officer.post.agency_id)
    if failed:
        rows = rows.filter(state=TaxMessage.State.FAILED)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    kept = "loc=loi&" if failed else ""
    line = TaxLine.objects.first()
    context = frame(
        keeper, "invoices:messages", lines=[message_row(one) for one in shown], failed=failed,
        away=line if line is not None and line.failures else None,
        older=f"?{kept}truoc={shown[-1].pk}" if len(found) > PAGE else "",
        newer=f"?{kept}" if before is not None else "",
    )  # fmt: skip
    return render(request, "invoices/messages.html", context)


@require_POST
@keeper_page
def again(request: HttpRequest, keeper: Keeper, number: int) -> HttpResponseBase:
    """Send a message again that could not be delivered. Raises: Http404 for another unit's."""
    row = TaxMessage.objects.filter(pk=number).first()
    unit_of(keeper, row.unit_id if row is not None and row.unit_id is not None else 0)
    if sending.send_again(number, keeper.officer.now):
        messages.success(
            request, say("Sẽ được gửi lại trong ít phút.", "It goes out again in a few minutes.")
        )
    return redirect("invoices:messages")

"""What I was paid, how it was computed, and the account to which it goes."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation import clock
from motcua.foundation.amounts import format_dong
from motcua.money.payouts import config, naming, reading, routes
from motcua.money.payouts.client import BankClient
from motcua.money.payouts.errors import Refused
from motcua.money.payouts.models import Line, Share
from motcua.money.payouts.programmes import banks
from motcua.records.quality.pairs import same_person
from motcua.sites.payouts.frame import LINE_STATES, WAYS, WHY_SHARE, month_words, programme_words, tag
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.my_page import Card
from motcua.sites.shell.my_page import Line as CardLine
from motcua.sites.shell.signon import step_up

TITLE = {"vi": "Tiền trợ cấp của tôi", "en": "My allowances"}
ACCOUNT = {"vi": "Tài khoản nhận trợ cấp", "en": "Account for allowances"}
PROVED = 3
"""Where money goes is changed only after a fresh biometric proof (levels of NĐ 69/2024)."""


def _crumbs(*last: dict[str, str]) -> list[dict[str, Any]]:
    mine = {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")}
    ways = [reverse("payouts:mine"), ""]
    return [
        mine,
        *({"label": one, "href": ways[n] if n < len(last) - 1 else ""} for n, one in enumerate(last)),
    ]


@never_cache
@require_safe
@resident_only
def statement(request: HttpRequest) -> HttpResponse:
    """Each month: what came, when, how it was computed. Four queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    ids = same_person(resident.person.pk)
    rows = reading.of_person(ids)
    shares: dict[int, list[Share]] = {}
    for one in (
        Share.objects.select_related("claim").filter(line__in=[row.pk for row in rows]).order_by("month")
    ):
        shares.setdefault(one.line_id, []).append(one)
    context = {
        "rows": [_row(one, shares.get(one.pk, [])) for one in rows],
        "accounts": [
            {
                "one": one, "bank": banks()[one.bin].name if one.bin in banks() else one.bin,
                "source": {"vi": one.get_source_display(), "en": SOURCES_EN[one.source]}, "end": one.number[-4:], "used": n == 0,
            }
            for n, one in enumerate(routes.of_person(ids))
        ],
        "crumbs": _crumbs(TITLE),
    }  # fmt: skip
    return show(request, "payouts/mine.html", context, menu="account")


SOURCES_EN = {
    "vneid": "VNeID account",
    "own": "told by me",
    "register": "from the decision",
    "paper": "from a paper form",
}


def _row(one: Line, shares: list[Share]) -> dict[str, Any]:
    return {
        "line": one, "month": month_words(one.period), "words": programme_words(one.programme),
        "tag": tag(LINE_STATES, one.state),
        "way": WAYS[one.way], "why": [pick(words) for words in one.amount_row.words] if one.amount_row else [],
        "shares": [
            {"words": WHY_SHARE[part.why], "month": month_words(part.month), "amount": part.amount, "claim": part.claim}
            for part in shares
        ],
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def account(request: HttpRequest) -> HttpResponse:
    """Name one's own account; the bank is asked for the holder's name. A fresh proof first. 422 at the question."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    if not step_up.enough(request, PROVED, at):
        return redirect(step_up.address(PROVED, reverse("payouts:account")))
    post, fault = request.POST, None
    if request.method == "POST":
        try:
            _register(request, resident, at)
            messages.success(request, say("Đã ghi tài khoản nhận trợ cấp.", "The account is kept."))
            return redirect("payouts:mine")
        except Refused as refused:
            fault = refused
    fields = [
        Field(
            "bank", "select", {"vi": "Ngân hàng", "en": "Bank"}, value=post.get("bank", ""),
            options=[Option(one.bin, one.name) for one in sorted(banks().values(), key=lambda one: one.name.casefold())],
        ),
        Field(
            "number", "text", {"vi": "Số tài khoản", "en": "Account number"}, value=post.get("number", ""), max_length=23,
            why={"vi": "Tiền trợ cấp được chuyển vào tài khoản này.", "en": "Allowances go to this account."},
            example="0123456789",
        ),
        Field(
            "holder", "text", {"vi": "Tên chủ tài khoản", "en": "Name of the holder"}, max_length=120,
            value=post.get("holder", resident.person.full_name),
            why={"vi": "Ngân hàng cho biết tên chủ tài khoản để so với tên này.",
            "en": "The bank's name of the holder is compared with it."},
        ),
    ]  # fmt: skip
    for one in fields:
        if fault is not None and fault.field == one.name:
            one.error = {"vi": fault.vi, "en": fault.en}
    context = {"fields": fields, "errors": errors_of(fields), "crumbs": _crumbs(TITLE, ACCOUNT)}
    return show(request, "payouts/account.html", context, menu="account", status=422 if fault else 200)


def _register(request: HttpRequest, resident: Resident, at: datetime) -> None:
    told = config.current()
    if told is None:
        raise Refused(
            "Thành phố chưa nối với ngân hàng chi trả.",
            "The city is not connected with a bank yet.",
            "number",
        )
    post = request.POST
    routes.register(
        resident.person.pk, post.get("bank", ""), post.get("number", ""), post.get("holder", ""), source="own",
        lookup=BankClient(told).lookup, by=resident.actor, at=at,
        holder_is="self" if naming.same_name(post.get("holder", ""), resident.person.full_name) else "proxy",
    )  # fmt: skip


def of_person(person_id: int, at: datetime) -> Card | None:
    """The last payments, for "my page". One query, after who is one person. None for whoever was never paid."""
    rows = reading.of_person(same_person(person_id), most=3)
    if not rows:
        return None
    lines = [
        CardLine(
            {"vi": f"{month_words(one.period)['vi']}: {format_dong(one.total)}",
            "en": f"{month_words(one.period)['en']}: {format_dong(one.total, 'en')}"},
            reverse("payouts:mine"), {"vi": tag(LINE_STATES, one.state)["vi"], "en": tag(LINE_STATES, one.state)["en"]},
        )
        for one in rows
    ]  # fmt: skip
    return Card("payouts", TITLE, lines, {"vi": "", "en": ""}, href=reverse("payouts:mine"), more=TITLE)

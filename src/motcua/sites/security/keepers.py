"""The IT office: which systems sign on through the city, and officers who lost their proofs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Account
from motcua.city.security import changing, sessions
from motcua.city.security import systems as registered
from motcua.city.security.models import System
from motcua.city.security.systems import KEEP, NewSystem, NotPossible
from motcua.foundation.text import fold
from motcua.sites.desk.officer import Officer, page_context, page_of_officers
from motcua.sites.security.proof import needs_fresh_proof
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say

PAGE = 30
AUDIENCES = {"officers": ("Cán bộ", "Officers"), "residents": ("Người dân", "Residents")}
PASSED_ON = {
    "officers": ("tên tài khoản, họ tên, chức vụ, cơ quan", "account, name, posts, agency"),
    "residents": (
        "mã riêng cho hệ thống; họ tên khi người dân đồng ý",
        "a code of their own; the name if agreed",
    ),
}


def keeps_systems(officer: Officer) -> bool:
    """Whether this post is the IT office's."""
    return officer.powers.holds_any(KEEP)


keepers_page = page_of_officers(keeps_systems)


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse("security:systems"), **more)


@require_safe
@keepers_page
def systems(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The systems, newest first, by key. One statement beyond the officer's."""
    rows = System.objects.order_by("-pk")
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    older = f"?truoc={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    lines = [{"row": row, "audience": both(*AUDIENCES[row.audience])} for row in found[:PAGE]]
    return render(request, "security/systems.html", frame(officer, lines=lines, older=older))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_proof
@keepers_page
def register(request: HttpRequest, officer: Officer) -> HttpResponse:
    """GET: the form. POST: the system and its secret, shown this once; 422 with every fault."""
    if request.method != "POST":
        return _form(request, officer, QueryDict(), {})
    given = request.POST
    new = NewSystem(
        name=given.get("name", "")[:100],
        purpose=given.get("purpose", "")[:300],
        audience=given.get("audience", ""),
        contact=given.get("contact", "")[:200],
        returns=_lines(given.get("returns", "")),
        leaves=_lines(given.get("leaves", "")),
    )
    try:
        row, secret = registered.register(new, by=officer.actor, at=officer.now)
    except NotPossible as refused:
        return _form(request, officer, given, refused.problems, 422)
    return _shown(request, officer, row, secret)


@require_safe
@keepers_page
def one(request: HttpRequest, officer: Officer, client: str) -> HttpResponse:
    """One system. Raises: Http404."""
    row = get_object_or_404(
        System.objects.select_related("registered_by", "ended_by", "keeper"), client_id=client
    )
    return _shown(request, officer, row, "")


@require_POST
@needs_fresh_proof
@keepers_page
def act(request: HttpRequest, officer: Officer, client: str, act: str) -> HttpResponse:
    """`mat-khau`: another secret, shown this once. `ket-thuc`: nobody signs on there any more. Raises: Http404."""
    row = get_object_or_404(
        System.objects.select_related("registered_by", "ended_by", "keeper"), client_id=client
    )
    if act not in {"mat-khau", "ket-thuc"} or row.ended_at is not None:
        raise Http404
    if act == "mat-khau":
        return _shown(request, officer, row, registered.new_secret(row, by=officer.actor, at=officer.now))
    registered.end(row, by=officer.actor, at=officer.now)
    messages.success(
        request, say("Hệ thống không đăng nhập qua thành phố nữa.", "It no longer signs on here.")
    )
    return redirect("security:system", client)


@require_safe
@keepers_page
def officers(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Officers by account name or name; nobody is listed unasked. Two statements beyond the officer's."""
    query = request.GET.get("q", "").strip()[:100]
    found: list[Account] = []
    if len(query) >= 2:
        rows = Account.objects.filter(kind=Account.Kind.OFFICER).select_related("standing")
        by_name = rows.filter(username=query) | rows.filter(person__search_key=fold(query))
        found = list(by_name.order_by("username")[:PAGE])
    open_ones = sessions.counts([one.pk for one in found])
    lines = [
        {"account": one, "sessions": open_ones.get(one.pk, 0), "self": one.pk == officer.account.pk}
        for one in found
    ]
    return render(request, "security/officers.html", frame(officer, query=query, lines=lines))


@require_POST
@needs_fresh_proof
@keepers_page
def officer_act(request: HttpRequest, officer: Officer, number: int, act: str) -> HttpResponse:
    """`xac-minh`: take the second factors away, with a code for a new one, shown once. `mat-khau`: a first password, shown once.
    `phien`: end all sessions.    `khoa`, `mo`: close and open the account. Nobody does it to oneself. Raises: Http404."""
    account = get_object_or_404(Account, pk=number, kind=Account.Kind.OFFICER)
    does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    if account.pk == officer.account.pk or act not in {"xac-minh", "mat-khau", "phien", "khoa", "mo"}:
        raise Http404
    if act in {"xac-minh", "mat-khau"}:
        give = changing.take_factors_away if act == "xac-minh" else changing.give_password
        context = frame(officer, account=account, code=give(account, **does), password=act == "mat-khau")
        return render(request, "security/setup_given.html", context)
    if act == "phien":
        sessions.end_all(account.pk, why=sessions.OTHERS, **does)
    else:
        changing.open_or_close(account, act == "mo", **does)
    messages.success(request, say("Đã làm.", "Done."))
    return redirect(f"{reverse('security:officers')}?q={account.username}")


def _shown(request: HttpRequest, officer: Officer, row: System, secret: str) -> HttpResponse:
    from allauth.idp.oidc.models import Client

    client = Client.objects.filter(id=row.client_id).first()
    context = frame(
        officer,
        row=row,
        secret=secret,
        audience=both(*AUDIENCES[row.audience]),
        passed_on=both(*PASSED_ON[row.audience]),
        returns=client.get_redirect_uris() if client else [],
        leaves=client.get_post_logout_redirect_uris() if client else [],
        scopes=client.get_scopes() if client else [],
    )
    return render(request, "security/system.html", context)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))[:10]


def _form(
    request: HttpRequest,
    officer: Officer,
    typed: QueryDict,
    faults: dict[str, tuple[str, str]],
    status: int = 200,
) -> HttpResponse:
    def told(name: str) -> dict[str, str]:
        return both(*faults[name]) if name in faults else {}

    def value(name: str) -> str:
        return typed.get(name, "")

    fields = [
        Field("name", "text", both("Tên hệ thống", "Name of the system"), value=value("name"), error=told("name"),
              example="Quản lý văn bản của thành phố", max_length=100),
        Field("purpose", "text", both("Dùng để làm gì", "What it is for"), value=value("purpose"), error=told("purpose"),
              why=both("Người đăng nhập đọc đúng lời này.", "Whoever signs on reads exactly these words."), max_length=300),
        Field("audience", "choice", both("Ai đăng nhập", "Who signs on"), value=value("audience"), error=told("audience"),
              options=[Option(key, both(*AUDIENCES[key]), hint=both(*PASSED_ON[key])) for key in AUDIENCES]),
        Field("returns", "longtext", both("Địa chỉ quay về", "Addresses of return"), value=value("returns"),
              error=told("returns"),
              hint=both("Mỗi dòng một địa chỉ, đúng từng ký tự.", "One a line, exact to the letter."), max_length=3000),
        Field("leaves", "longtext", both("Địa chỉ sau khi đăng xuất", "Addresses after signing out"), value=value("leaves"),
              error=told("leaves"), required=False, max_length=3000),
        Field("contact", "text", both("Người chịu trách nhiệm, cách liên hệ", "Who answers for it"),
              value=value("contact"), error=told("contact"), max_length=200),
    ]  # fmt: skip
    context = frame(officer, fields=fields, errors=errors_of(fields) if faults else [])
    return render(request, "security/register.html", context, status=status)

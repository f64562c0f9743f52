"""An officer's own page: where one is signed in, with what one proves it, the password."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.security import changing, sessions
from motcua.city.security.limits import limits_on
from motcua.city.security.models import OfficerSession
from motcua.foundation import clock
from motcua.foundation.sealing import open_text, seal_text
from motcua.foundation.worktime import VN
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.security import factors, marks
from motcua.sites.security.proof import ask_proof, fresh_proof, needs_fresh_proof
from motcua.sites.security.sign_in import SECRET, add, change
from motcua.sites.shell.language import both, say

HOWS = {
    OfficerSession.How.TOTP: ("Ứng dụng mã", "Code of the app"),
    OfficerSession.How.PASSKEY: ("Khóa truy cập", "Passkey"),
    OfficerSession.How.RECOVERY: ("Mã dự phòng", "Recovery code"),
    OfficerSession.How.DIRECTORY: ("Đăng nhập của thành phố", "The city's sign-on"),
    OfficerSession.How.DEMO: ("Trình diễn: không hỏi lớp thứ hai", "Demo: no second proof is asked"),
}


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse("security:home"), **more)


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Sessions, factors, password. Three statements beyond the officer's."""
    rows = sessions.of(officer.account.pk)
    own = factors.owned(officer.account)
    here = request.session.session_key
    shown = [{"row": row, "here": row.session_key == here, "how": both(*HOWS[row.how])} for row in rows]  # type: ignore[index]
    context = frame(
        officer,
        sessions=shown,
        others=sum(not one["here"] for one in shown),
        own=own,
        names=[{"row": row, "name": _name(row), "kind": both(*HOWS[row.type])} for row in own.rows],  # type: ignore[index]
        limits=limits_on(officer.now.astimezone(VN).date()),
        demo_session=(mark := marks.of(request)) is not None and mark.how == marks.DEMO,
    )
    return render(request, "security/home.html", context)


@require_POST
@officer_page
def end_session(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """End one of one's own sessions; somebody else's does not exist. Raises: Http404."""
    if not sessions.end_one(officer.account.pk, number, by=officer.actor, at=officer.now):
        raise Http404
    messages.success(request, say("Phiên đã kết thúc.", "The session has ended."))
    return redirect("security:home")


@require_POST
@officer_page
def end_others(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Stay here only."""
    here = request.session.session_key or ""
    count = sessions.end_all(
        officer.account.pk, why=sessions.OTHERS, by=officer.actor, at=officer.now, but=here
    )
    messages.success(request, say(f"Đã kết thúc {count} phiên khác.", f"Ended {count} other sessions."))
    return redirect("security:home")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_proof
@officer_page
def new_factor(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Another app or passkey."""
    kept = request.session.get("new-factor", "")
    account = officer.account
    if not kept or request.method != "POST":
        kept = request.session["new-factor"] = seal_text(factors.fresh_secret(), SECRET, account.pk)
    secret, wrong = open_text(kept, SECRET, account.pk), False
    if request.method == "POST":
        how = add(request, account, secret)
        if how:
            request.session.pop("new-factor", None)
            changing.enrolled(account, how, at=officer.now)
            if not factors.owned(account).codes_left:
                return render(
                    request, "security/codes_desk.html", frame(officer, codes=factors.new_codes(account))
                )
            messages.success(request, say("Đã thêm.", "Added."))
            return redirect("security:home")
        wrong = True
    context = frame(
        officer,
        picture=factors.picture(account, secret),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        wrong=wrong,
        own=factors.owned(account),
    )
    return render(request, "security/new_factor.html", context, status=422 if wrong else 200)


@require_POST
@needs_fresh_proof
@officer_page
def remove_factor(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Take a factor away; the last one stays. Raises: Http404 for somebody else's."""
    own = factors.owned(officer.account)
    if all(row.pk != number for row in own.rows):
        raise Http404
    kind = factors.remove(officer.account, number)
    if kind:
        changing.removed(officer.account, kind, at=officer.now)
        messages.success(request, say("Đã gỡ.", "Taken away."))
    else:
        messages.error(
            request, say("Đây là cách xác minh cuối cùng, không gỡ được.", "It is the last one and stays.")
        )
    return redirect("security:home")


@require_POST
@needs_fresh_proof
@officer_page
def new_codes(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Ten new recovery codes, shown this once."""
    if not factors.owned(officer.account).any:
        return redirect("security:new-factor")
    return render(
        request, "security/codes_desk.html", frame(officer, codes=factors.new_codes(officer.account))
    )


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def password(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Another password; other sessions end with it. A form with passwords never waits in a session."""
    if not fresh_proof(request):
        return ask_proof(request, hold=False)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        faults = change(request, officer.account)
        if not faults:
            from django.contrib.auth import update_session_auth_hash

            old = request.session.session_key or ""
            update_session_auth_hash(request, officer.account)
            sessions.moved(old, request.session.session_key or "")
            sessions.end_all(
                officer.account.pk, why=sessions.OTHERS, by=officer.actor, at=officer.now, but=request.session.session_key or "",
            )  # fmt: skip
            messages.success(
                request, say("Đã đổi mật khẩu; các phiên khác đã kết thúc.", "Changed; other sessions ended.")
            )
            return redirect("security:home")
    limits = limits_on(officer.now.astimezone(VN).date()).password
    context = frame(officer, faults=[{"vi": vi, "en": en} for vi, en in faults], limits=limits)
    return render(request, "security/password.html", context, status=422 if faults else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def state(request: HttpRequest) -> JsonResponse:
    """For the page's own clock: seconds until the session ends, and a token for forms that stand open. POST keeps it alive."""
    now, mark = clock.now(), marks.of(request)
    signed_in = request.user.is_authenticated and request.user.is_officer
    if not signed_in or mark is None:
        return JsonResponse({"ends_in": 0, "warn": 0, "token": get_token(request)})
    if request.method == "POST":
        mark = marks.Mark(mark.how, mark.began, int(now.timestamp()), mark.proved)
        marks.put(request, mark)
    warn = limits_on(now.date()).warn_minutes * 60
    return JsonResponse({"ends_in": marks.ends_in(mark, now), "warn": warn, "token": get_token(request)})


def _name(row: Any) -> str:
    return str(row.data.get("name", "")) if row.type == factors.PASSKEY else ""

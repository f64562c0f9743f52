"""Officers sign in: name and password (or the city's directory), then a second factor; or a passkey, which is both.

Between the two steps nobody is signed in: the session only carries who is expected (`PENDING`), for a few minutes.
"""

import logging
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from motcua.city.agencies import day
from motcua.city.models import Account
from motcua.city.security import changing, guesses, passwords, sessions
from motcua.city.security.limits import limits_on
from motcua.foundation import clock
from motcua.foundation.sealing import open_text, seal_text
from motcua.sites.security import devices, factors, held, marks, telling
from motcua.sites.shell.signon import pages

log = logging.getLogger(__name__)
BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "sign-in"
SECRET = "session.totp"
WHY = {
    marks.IDLE: (
        "Phiên đã hết hạn vì 15 phút không thao tác.",
        "The session ended after 15 minutes without use.",
    ),
    marks.OVER: (
        "Phiên đã kéo dài một ngày làm việc và đã kết thúc.",
        "The session lasted a working day and is over.",
    ),
    marks.UNPROVEN: ("Cần đăng nhập bằng hai lớp.", "Two proofs are needed to sign in."),
    "ended": ("Phiên này đã được kết thúc từ thiết bị khác.", "This session was ended from another device."),
}


@dataclass(slots=True)
class Pending:
    """Who has given the first proof. `secret`: of the app being set up, sealed; `proved`: the second one, given already."""

    account: int
    at: int
    next: str
    renew: bool = False
    may_set_up: bool = False
    secret: str = ""
    proved: str = ""


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def officer(request: HttpRequest) -> HttpResponse:
    """The first proof: name and password; five failures lock for a while (django-axes)."""
    next_url = pages.safe_next(request)
    why = WHY.get(request.GET.get("vi-sao", ""), ("", ""))
    context: dict[str, Any] = {
        "next": next_url,
        "why": {"vi": why[0], "en": why[1]} if why[0] else None,
        "waits": held.waits(request),
        "directory": bool(settings.DIRECTORY),
    }
    if request.method == "GET":
        return render(request, "security/officer.html", context)
    username = request.POST.get("username", "").strip()
    account = authenticate(request, username=username, password=request.POST.get("password", ""))
    if isinstance(account, Account) and account.is_officer:
        return expect(request, account, next_url, by_password=True)
    # One answer for a wrong name, a wrong password and a closed account: nothing to learn by trying.
    return render(
        request, "security/officer.html", context | {"username": username, "wrong": True}, status=422
    )


def expect(request: HttpRequest, account: Account, next_url: str, *, by_password: bool) -> HttpResponse:
    """The first proof was good: on to the second, or to setting one up. Three statements."""
    now = clock.now()
    standing = changing.standing_of(account, now)
    worn = passwords.worn_out(standing.password_set_at, now, limits_on(day(now)).password)
    _put(request, Pending(account.pk, int(now.timestamp()), next_url, renew=by_password and worn))
    to = "security:second" if factors.owned(account).any else "security:set-up"
    return HttpResponseRedirect(reverse(to))


@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second proof: the code of the app, a recovery code, or the passkey."""
    found = _pending(request)
    if found is None:
        return _anew(request)
    pending, account = found
    own = factors.owned(account)
    if not own.any:
        return HttpResponseRedirect(reverse("security:set-up"))
    context = {"own": own, "next": pending.next}
    now = clock.now()
    if until := guesses.paused_until(account, now):
        return render(request, "security/second.html", context | {"paused": until}, status=429)
    if request.method == "GET":
        return render(request, "security/second.html", context)
    how = prove(request, account)
    if not how:
        until = guesses.wrong(account, now)
        log.warning("officer account %s: wrong second factor", account.pk)
        return render(
            request,
            "security/second.html",
            context | {"wrong": True, "paused": until},
            status=429 if until else 422,
        )
    guesses.right(account)
    if pending.renew:
        pending.proved = how
        _put(request, pending)
        return HttpResponseRedirect(reverse("security:renew"))
    return finish(request, account, how, pending.next)


def prove(request: HttpRequest, account: Account) -> str:
    """Which second factor of this account the form proves; nothing when none."""
    if answer := request.POST.get("credential", ""):
        return factors.PASSKEY.value if factors.check_passkey(request, answer, account) else ""
    return factors.check_code(account, request.POST.get("code", "")[:40])


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The first second factor of an account: an app's codes, or a passkey. Whoever had one needs the IT office's code."""
    found = _pending(request)
    if found is None:
        return _anew(request)
    pending, account = found
    if factors.owned(account).any:
        return HttpResponseRedirect(reverse("security:second"))
    now = clock.now()
    if not pending.may_set_up:
        standing = changing.standing_of(account, now)
        paused = guesses.paused_until(account, now)
        typed = request.POST.get("setup", "")
        good = not paused and changing.may_set_up(standing, typed, now)
        if not good:
            wrong = request.method == "POST" and "setup" in request.POST
            if wrong and not paused:
                paused = guesses.wrong(account, now)
            status = 429 if paused else 422 if wrong else 200
            return render(
                request, "security/set_up_code.html", {"wrong": wrong, "paused": paused}, status=status
            )
        pending.may_set_up = True
    if not pending.secret:
        pending.secret = seal_text(factors.fresh_secret(), SECRET, account.pk)
    _put(request, pending)
    secret = open_text(pending.secret, SECRET, account.pk)
    wrong = False
    if request.method == "POST" and "setup" not in request.POST:
        how = add(request, account, secret)
        if how:
            changing.enrolled(account, how, at=now)
            codes = factors.new_codes(account)
            if pending.renew:
                pending.proved = how
                _put(request, pending)
                return render(
                    request, "security/codes.html", {"codes": codes, "onward": reverse("security:renew")}
                )
            finish(request, account, how, pending.next)
            response = render(
                request, "security/codes.html", {"codes": codes, "onward": _onward(request, pending.next)}
            )
            devices.remember(response, request.device_mark)  # type: ignore[attr-defined]
            return response
        wrong = True
    context: dict[str, Any] = {
        "picture": factors.picture(account, secret), "secret": _spaced(secret), "wrong": wrong, "account": account,
    }  # fmt: skip
    return render(request, "security/set_up.html", context, status=422 if wrong else 200)


def add(request: HttpRequest, account: Account, secret: str) -> str:
    """Which factor the form sets up; nothing when the code or the key's answer does not fit."""
    if answer := request.POST.get("credential", ""):
        return (
            factors.PASSKEY.value
            if factors.add_passkey(account, answer, request.POST.get("name", ""))
            else ""
        )
    return factors.TOTP.value if factors.add_totp(account, secret, request.POST.get("code", "")[:20]) else ""


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """A password that is too old is replaced before the session begins."""
    found = _pending(request)
    if found is None or not found[0].proved:
        return _anew(request)
    pending, account = found
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        faults = change(request, account)
        if not faults:
            return finish(request, account, pending.proved, pending.next)
    limits = limits_on(day(clock.now())).password
    context = {"faults": [{"vi": vi, "en": en} for vi, en in faults], "limits": limits, "due": True}
    return render(request, "security/renew.html", context, status=422 if faults else 200)


def change(request: HttpRequest, account: Account) -> list[tuple[str, str]]:
    """Take the new password of the form; what is wrong with it, everything at once."""
    password = request.POST.get("password", "")[:200]
    if password != request.POST.get("again", "")[:200]:
        return [("Hai lần nhập không giống nhau.", "The two are not alike.")]
    try:
        changing.new_password(account, password, at=clock.now())
    except changing.NotThisPassword as refused:
        return refused.faults
    return []


@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey alone: something one has, opened by something one is or knows. GET: what the browser is to sign, as JSON."""
    if request.method == "GET":
        found = _pending(request)
        return JsonResponse(factors.passkey_request(found[1] if found else None))
    next_url = pages.safe_next(request)
    account = factors.check_passkey(request, request.POST.get("credential", ""))
    if account is None or not account.is_officer or not account.is_active:
        context = {"next": next_url, "no_key": True, "directory": bool(settings.DIRECTORY)}
        return render(request, "security/officer.html", context, status=422)
    return finish(request, account, factors.PASSKEY.value, next_url)


@never_cache
@require_GET
def passkey_offer(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey, as JSON: for who sets up, or a signed-in officer with a fresh proof."""
    from motcua.sites.security.proof import fresh_proof

    found = _pending(request)
    if found is not None and found[0].may_set_up:
        return JsonResponse(factors.passkey_offer(found[1]))
    if request.user.is_authenticated and request.user.is_officer and fresh_proof(request):
        return JsonResponse(factors.passkey_offer(request.user))
    return JsonResponse({}, status=403)


def finish(request: HttpRequest, account: Account, how: str, next_url: str = "") -> HttpResponse:
    """Both proofs were good: the session begins. Some fifteen statements, once a sign-on."""
    login(request, account, backend=BACKEND)
    request.session.pop(PENDING, None)
    begin(request, account, how)
    response = HttpResponseRedirect(_onward(request, next_url))
    devices.remember(response, request.device_mark)  # type: ignore[attr-defined]
    return response


def begin(request: HttpRequest, account: Account, how: str) -> None:
    """Note in the session, which has just got its number, that its proofs stand; keep it in the list of sessions."""
    now = clock.now()
    at = int(now.timestamp())
    marks.put(request, marks.Mark(how, at, at, at))
    rotate_token(request)
    request.device_mark = devices.mark_of(request)  # type: ignore[attr-defined]
    assert request.session.session_key is not None
    begun = sessions.begin(
        account,
        session_key=request.session.session_key,
        how=how,
        label=devices.label_of(request.headers.get("User-Agent", "")),
        address=devices.address_of(request),
        mark=request.device_mark,  # type: ignore[attr-defined]
        at=now,
    )
    log.info("officer account %s signed in by %s", account.pk, how)
    if begun.new_device and how != marks.DEMO:
        telling.new_device(account, begun.row)


def _onward(request: HttpRequest, next_url: str) -> str:
    """To the form that waits, else to where one wanted to go."""
    if held.waits(request):
        return reverse("security:go-on")
    return next_url or settings.OFFICER_HOME


def _put(request: HttpRequest, pending: Pending) -> None:
    request.session[PENDING] = asdict(pending)


def _pending(request: HttpRequest) -> tuple[Pending, Account] | None:
    """Who is expected, and the account as it is now; None when nobody is, or it was too long ago. One statement."""
    kept = request.session.get(PENDING)
    if not isinstance(kept, dict):
        return None
    pending, now = Pending(**kept), clock.now()
    limits = limits_on(day(now))
    if not 0 <= now.timestamp() - pending.at < limits.sign_in_minutes * 60:
        return None
    account = Account.objects.filter(pk=pending.account, is_active=True, kind=Account.Kind.OFFICER).first()
    return (pending, account) if account is not None else None


def _anew(request: HttpRequest) -> HttpResponse:
    """From the start."""
    request.session.pop(PENDING, None)
    query = {"next": pages.safe_next(request)} if pages.safe_next(request) else {}
    return HttpResponseRedirect(f"{reverse('signon_officer')}{'?' if query else ''}{urlencode(query)}")


def _spaced(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))

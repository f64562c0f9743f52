"""Pages of the helpers: a session for one client, confirmed, worked in, ended. Nothing is left for the next one."""

import uuid as uuids
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city import authority, identities
from motcua.city.acting import errors, sessions
from motcua.city.acting.models import AssistedSession
from motcua.city.models import Person, Power
from motcua.exchange import notices
from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.foundation.card_qr import CardQrError, parse_card_qr
from motcua.foundation.text import name_key
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.assisted import asked, helper
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.typed import day as typed_day

MISSES, WINDOW_S = 10, 3600
"""Wrong triples of number, name and birth date that one helper may try in an hour: nobody fishes for people."""
HOME = "/ho-tro/"

type HelperView = Callable[..., HttpResponseBase]


def helpers_only(view: HelperView) -> HelperView:
    """Officers who may assist; others get 403, visitors sign on. The acting post is the one that gives the power."""

    @wraps(view)
    @officer_page
    def page(request: HttpRequest, officer: Officer, *args: Any, **kwargs: Any) -> HttpResponseBase:
        grant = authority.powers_of(officer.account.pk, officer.now).grant(Power.Name.ASSIST)
        if grant is None:
            return render(request, "403.html", status=403)
        by = authority.actor_for(officer.account, officer.now, grant.post.post_id)
        _share(request)
        answer = view(request, officer, by, *args, **kwargs)
        answer.set_cookie(
            helper.SHARED, "1", max_age=400 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        return answer

    return page


def _share(request: HttpRequest) -> None:
    """A session that ran out while nobody pressed anything is put away before anything is shown."""
    if helper.named(request) and helper.of(request) is None:
        helper.forget(request)


@require_http_methods(["GET", "HEAD", "POST"])
@helpers_only
def home(request: HttpRequest, officer: Officer, by: Actor) -> HttpResponseBase:
    """Whom to help; the running session instead, while there is one. POST asks for a new session.

    Number, name and birth date must agree before anything of the person is shown.
    """
    at = officer.now
    running = helper.of(request)
    if request.method != "POST":
        if running is not None:
            return render(request, "assisted/running.html", page_context(officer, HOME, running=running))
        return _form(request, officer, asked.client_fields(), done="xong" in request.GET)
    fields = asked.client_fields(request.POST)
    pin, born = asked.pin_of(request.POST, at), typed_day(request.POST, "born")
    name = " ".join(request.POST.get("name", "").split())[: asked.LONGEST]
    purpose = " ".join(request.POST.get("purpose", "").split())[: asked.LONGEST]
    consent = request.POST.get("consent", "")
    upload = request.FILES.get("scan")
    if not pin:
        fields["pin"].error = asked.BAD_PIN
    if born is None:
        fields["born"].error = asked.BAD_DAY
    for key, value in (("name", name), ("purpose", purpose)):
        if not value:
            fields[key].error = asked.NEEDED
    if consent not in AssistedSession.Consent.values:
        fields["consent"].error = asked.NEEDED
    if consent == AssistedSession.Consent.PAPER and upload is None:
        fields["scan"].error = {"vi": "Hãy chụp văn bản đồng ý.", "en": "Attach the paper of consent."}
    if any(one.error for one in fields.values()):
        return _form(request, officer, fields, status=422)
    if _misses(by) >= MISSES:
        return _form(request, officer, fields, told=_TOO_MANY, status=429)
    client = _who(pin, name, born)
    if client is None:
        _count_miss(by)
        return _form(request, officer, fields, told=_NO_MATCH, status=422)
    file = None
    if upload is not None:
        try:
            file = storing.store(upload, purpose="dossier", owner_id=client.pk, by=by.account_id, at=at).uuid
        except RefusedFile as refused:
            fields["scan"].error = {"vi": refused.vi, "en": refused.en}
            return _form(request, officer, fields, status=422)
    helper.forget(request)
    session = sessions.ask(
        client,
        by=by,
        helper_name=by.name,
        purpose=purpose,
        consent=consent,
        consent_file=file,
        at=at,
    )
    return helper.clean_device(redirect("assisted:confirm", session.uuid))


@require_http_methods(["GET", "HEAD", "POST"])
@helpers_only
def confirm(request: HttpRequest, officer: Officer, by: Actor, uuid: uuids.UUID) -> HttpResponseBase:
    """The client confirms by the card's QR or by a code that was sent; then the session runs. Raises: Http404."""
    at = officer.now
    try:
        session = sessions.pending(uuid, by.account_id or 0)
    except errors.NotYours:
        raise Http404 from None
    if request.method != "POST":
        return _confirm(request, officer, session)
    try:
        if "send" in request.POST:
            _send_code(session, at)
            return redirect("assisted:confirm", session.uuid)
        if "card" in request.POST:
            if request.POST.get("seen") != "yes":
                return _confirm(request, officer, session, unseen=True, status=422)
            session = _by_card(session, request.POST["card"], at)
        else:
            session = _by_code(session, request.POST.get("code", ""), at)
    except errors.NotYours:
        raise Http404 from None
    except errors.Refused as refusal:
        return _confirm(request, officer, session, refusal=refusal, status=422)
    audit.log_read(
        by, [session.client_id], purpose=f"Hỗ trợ: {session.purpose}", what="assisted", code="assisted", at=at
    )
    notices.send([_notice(session, at)])
    helper.begin_assisted(request, session)
    return helper.clean_device(HttpResponseRedirect(HOME))


@require_POST
@helpers_only
def end(request: HttpRequest, officer: Officer, by: Actor) -> HttpResponseBase:
    """The session is over and the device forgets; twice is once."""
    kept = request.session.get(helper.KEY) or {}
    if kept.get("kind") == "assisted":
        why = sessions.Ended.IDLE if "idle" in request.POST else sessions.Ended.BUTTON
        sessions.end(uuids.UUID(kept["id"]), by.account_id or 0, why, officer.now)
    helper.forget(request)
    return helper.clean_device(HttpResponseRedirect(f"{HOME}?xong=1"))


@never_cache
@require_safe
def over(request: HttpRequest) -> HttpResponse:
    """What the device shows when a session ran out. Shows nothing of anybody."""
    return helper.clean_device(render(request, "assisted/over.html", {"team": True}))


_NO_MATCH = {
    "vi": "Không có người nào khớp cả số định danh, họ tên và ngày sinh. Hãy nhìn lại thẻ căn cước.",
    "en": "Nobody matches number, name and date of birth together. Look at the identity card again.",
}
_TOO_MANY = {
    "vi": "Đã thử sai quá nhiều lần. Hãy đợi một giờ.",
    "en": "Too many wrong tries. Wait an hour.",
}


def _who(pin: str, name: str, born: Any) -> Person | None:
    """The person whose number, name and birth date all agree. One query."""
    person = identities.by_pin(pin)
    agrees = person is not None and name_key(person.full_name) == name_key(name) and person.birth_date == born
    return person if agrees else None


def _form(
    request: HttpRequest,
    officer: Officer,
    fields: dict[str, Any],
    *,
    told: dict[str, str] | None = None,
    done: bool = False,
    status: int = 200,
) -> HttpResponse:
    faults = named_errors(fields.values())
    if told:
        faults.insert(0, {"href": "#id-pin", "text": language.pick(told)})
    context = page_context(
        officer, HOME, fields=fields, errors=faults, done=done, past=sessions.of_helper(officer.account.pk)
    )
    return render(request, "assisted/home.html", context, status=status)


def _confirm(
    request: HttpRequest,
    officer: Officer,
    session: AssistedSession,
    *,
    refusal: errors.Refused | None = None,
    unseen: bool = False,
    status: int = 200,
) -> HttpResponse:
    field = refusal.field if refusal else "seen" if unseen else ""
    words = (
        {"vi": refusal.vi, "en": refusal.en}
        if refusal
        else {
            "vi": "Hãy xác nhận đã đối chiếu thẻ với người.",
            "en": "Say that card and person were compared.",
        }
        if unseen
        else None
    )
    context = page_context(
        officer,
        HOME,
        session=session,
        has_address=bool(session.client.email),
        address=_masked(session.client.email),
        wrong=words,
        wrong_at=field,
        over=isinstance(refusal, errors.NoMoreTries),
    )
    return render(request, "assisted/confirm.html", context, status=status)


def _send_code(session: AssistedSession, at: datetime) -> None:
    if not session.client.email:
        raise errors.NoAddress
    code = get_random_string(6, "0123456789")
    sessions.expect_code(session, code, secret=settings.SECRET_KEY, at=at)
    vietnamese = session.client.language != "en"
    who = f"{session.helper_name} ({session.agency.name_vi if vietnamese else session.agency.name_en})"
    notices.send(
        [
            notices.Notice(
                key=f"assist-code/{session.uuid}/{at.isoformat()}",
                person_id=session.client_id,
                address=session.client.email,
                language=session.client.language,
                subject="Mã xác nhận để được hỗ trợ" if vietnamese else "Code to be helped",
                body=(
                    f"{who} xin giúp bạn: {session.purpose}. Nếu bạn đồng ý và người ấy đang ngồi cùng bạn, "
                    f"hãy đọc mã {code}. Mã dùng được 10 phút. Không đọc mã này qua điện thoại cho bất kỳ ai."
                    if vietnamese
                    else f"{who} asks to help you with: {session.purpose}. If you agree and sit together, tell the "
                    f"code {code}. It is good for 10 minutes. Never tell it to anybody over the telephone."
                ),
                link="",
                dossier_code="",
                at=at,
            )
        ]
    )


def _by_code(session: AssistedSession, code: str, at: datetime) -> AssistedSession:
    try:
        return sessions.confirm_by_code(session, code[:12], secret=settings.SECRET_KEY, at=at)
    except errors.WrongCode:
        sessions.count_try(session, at)
        raise


def _by_card(session: AssistedSession, payload: str, at: datetime) -> AssistedSession:
    try:
        card = parse_card_qr(payload[:1000], at.date())
    except CardQrError:
        raise errors.NotTheCard from None
    born = card.birth_date.as_date() if card.birth_date else None
    return sessions.confirm_by_card(
        session,
        pin=card.pin.value or "",
        name_agrees=name_key(card.full_name) == name_key(session.client.full_name),
        birth_agrees=born == session.client.birth_date,
        at=at,
    )


def _notice(session: AssistedSession, at: datetime) -> notices.Notice:
    """The client reads at home who helped, with what, and where to look."""
    vietnamese = session.client.language != "en"
    agency = session.agency.name_vi if vietnamese else session.agency.name_en
    return notices.Notice(
        key=f"assisted/{session.uuid}",
        person_id=session.client_id,
        address="",
        language=session.client.language,
        subject="Bạn vừa được hỗ trợ làm thủ tục" if vietnamese else "Somebody has helped you",
        body=(
            f"{session.helper_name}, {agency}, đã mở phiên hỗ trợ cho bạn: {session.purpose}. "
            "Nếu không phải bạn yêu cầu, hãy báo ngay cho bộ phận một cửa."
            if vietnamese
            else f"{session.helper_name}, {agency}, has opened a session for you: {session.purpose}. "
            "If you did not ask for it, tell the one-stop counter at once."
        ),
        link="/ca-nhan/du-lieu#ai-da-xem",
        dossier_code="",
        at=at,
    )


def _masked(address: str) -> str:
    """`a***@example.vn`: the client recognises it, the helper learns little."""
    name, at_sign, domain = address.partition("@")
    return f"{name[:1]}***{at_sign}{domain}" if at_sign else ""


def _misses(by: Actor) -> int:
    return int(cache.get(f"assist.miss.{by.account_id}") or 0)


def _count_miss(by: Actor) -> None:
    key = f"assist.miss.{by.account_id}"
    cache.add(key, 0, WINDOW_S)
    try:
        cache.incr(key)
    except ValueError:  # the hour ended between the two calls
        cache.set(key, 1, WINDOW_S)

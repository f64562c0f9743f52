"""What a team's tablet talks to: its page for nobody, the work of the officer who is signed on, drafts that come late."""

import json
import uuid as uuids
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.city import authority, identities
from motcua.city.acting import sessions
from motcua.city.acting.errors import Refused as NotTheCard
from motcua.city.acting.models import AssistedSession
from motcua.city.mobile import planning, receiving
from motcua.city.mobile.errors import NotYours
from motcua.city.mobile.models import Brought, Outing
from motcua.city.mobile.rules import Outcome
from motcua.city.models import Person
from motcua.exchange import notices
from motcua.foundation import audit, clock
from motcua.foundation.actor import Actor
from motcua.foundation.card_qr import CardQrError, parse_card_qr
from motcua.foundation.identifiers import parse_pin
from motcua.foundation.text import name_key
from motcua.procedures.catalogue.models import Procedure
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.portal.frame import show
from motcua.sites.portal.offline import worker
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.typed import any_day

PAGE = "/to-luu-dong/may"
ASSETS = ("ways/ways.css", "ways/tablet.js")
MISSES, WINDOW_S = 20, 3600
"""Wrong triples of number, name and birth date that one officer may send in an hour: nobody fishes for people."""
LONGEST = 400_000
SAID = {
    Outcome.NEW: ("đã gửi, chờ tiếp nhận", "sent, to be taken in"),
    Outcome.KNOWN: ("đã có trên máy chủ", "already there"),
    Outcome.CHANGED: ("đã gửi bản sửa", "the change was sent"),
    Outcome.APART: ("máy chủ có bản khác: hãy chọn bản đúng", "the server has another state: choose"),
    Outcome.TAKEN: (
        "đã tiếp nhận trước đó, bản sửa không được tính",
        "taken in before: the change does not count",
    ),
}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The tablet's page, kept by the worker. Shows nothing of anybody."""
    return show(request, "ways/tablet.html", {})


def _officer(request: HttpRequest, at: datetime) -> Actor | None:
    user = request.user
    if not user.is_authenticated or not user.is_officer:
        return None
    powers = authority.powers_of(user.pk, at)
    grant = next((g for power in planning.HELPS if (g := powers.grant(power)) is not None), None)
    return authority.actor_for(user, at, grant.post.post_id) if grant is not None else None


@never_cache
@require_safe
def work(request: HttpRequest) -> JsonResponse:
    """The outings of the officer who is signed on, with their forms. Four queries."""
    at = clock.now()
    by = _officer(request, at)
    found: list[dict[str, Any]] = []
    if by is not None:
        hashes = {one["code"]: one for one in worker.forms()}
        for outing in planning.going(by.account_id or 0, at):
            procedures = [hashes[code] for code in outing.procedures if code in hashes]
            found.append(
                {
                    "uuid": str(outing.uuid), "place": outing.place, "when": f"{outing.starts_at:%d/%m}",
                    "procedures": [
                        {"code": one["code"], "title": pick(one), "hash": one["hash"]} for one in procedures
                    ],
                }
            )  # fmt: skip
    return JsonResponse({"signed_on": by is not None, "csrf": get_token(request), "outings": found})


@never_cache
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """A draft that was filled without a line: kept once, with the person's consent. 422 in words, 404 for other teams."""
    at, post = clock.now(), request.POST
    by = _officer(request, at)
    if by is None:
        return JsonResponse({"error": say("Hãy đăng nhập cán bộ.", "Sign in as officer.")}, status=403)
    try:
        number, outing_id = uuids.UUID(post.get("uuid", "")), uuids.UUID(post.get("outing", ""))
        pairs = json.loads(post.get("answers", "")[:LONGEST])
        answers: dict[str, list[str]] = {}
        for name, value in pairs:
            answers.setdefault(str(name)[:120], []).append(str(value)[:20_000])
    except (ValueError, TypeError):
        return JsonResponse({"error": say("Bản nháp bị hỏng.", "The draft is damaged.")}, status=400)
    outing = planning.going(by.account_id or 0, at).filter(uuid=outing_id).first()
    code = post.get("code", "")[:20]
    if outing is None or code not in outing.procedures:
        return JsonResponse({"error": say("Không thuộc tổ này.", "Not of your team.")}, status=404)
    there = Brought.objects.filter(uuid=number).select_related("client").first()
    told = there.client if there is not None and there.outing_id == outing.pk else _client(post, by, at)
    if isinstance(told, JsonResponse):
        return told
    entered = parse_datetime(post.get("entered_at", "")) or at
    try:
        with transaction.atomic():
            consent = there.consent if there is not None else _session(told, post, by, outing, at).uuid
            row, done = receiving.receive(
                receiving.Sent(
                    uuid=number, procedure_code=code, version_hash=post.get("hash", "")[:64], client_id=told.pk,
                    consent=consent, answers=answers, digest=post.get("digest", "")[:64], base=post.get("base", "")[:64],
                    entered_at=entered if entered.tzinfo else at,
                ),
                outing, by=by, at=at,
            )  # fmt: skip
    except NotYours:
        return JsonResponse({"error": say("Không tìm thấy.", "Not found.")}, status=404)
    except NotTheCard as refused:
        return JsonResponse({"error": pick({"vi": refused.vi, "en": refused.en})}, status=422)
    vi, en = SAID[done]
    return JsonResponse(
        {
            "outcome": done.value, "name": told.full_name, "said": say(vi, en),
            "href": reverse("ways:team-draft", args=[row.uuid]),
            "photos": reverse("ways:tablet-photo", args=[row.uuid]) if row.state == "waiting" else "",
        }
    )  # fmt: skip


def _client(post: Any, by: Actor, at: datetime) -> Person | JsonResponse:
    """The person in front of the tablet: by the card, or by number, name and birth date that agree."""

    def refuse(vi: str, en: str, status: int = 422) -> JsonResponse:
        return JsonResponse({"error": say(vi, en)}, status=status)

    if post.get("consent") not in AssistedSession.Consent.values:
        return refuse("Ghi sự đồng ý của người dân.", "Note the person's consent.")
    if post.get("seen") != "yes":
        return refuse("Xác nhận đã đối chiếu thẻ với người.", "Confirm that card and person were compared.")
    pin, name, born = _told(post, at)
    if not pin or not name or born is None:
        return refuse("Cần số định danh, họ tên và ngày sinh.", "Number, name and birth date are needed.")
    key = f"ways.miss.{by.account_id}"
    if int(cache.get(key) or 0) >= MISSES:
        return refuse(
            "Đã thử sai quá nhiều lần. Hãy đợi một giờ.", "Too many wrong tries. Wait an hour.", 429
        )
    person = identities.by_pin(pin)
    if person is None or name_key(person.full_name) != name_key(name) or person.birth_date != born:
        cache.add(key, 0, WINDOW_S)
        cache.incr(key)
        return refuse(
            "Không có người nào khớp cả số định danh, họ tên và ngày sinh.",
            "Nobody matches number, name and birth date together.",
        )
    return person


def _told(post: Any, at: datetime) -> tuple[str, str, date | None]:
    if card := post.get("card", "")[:1000].strip():
        try:
            read = parse_card_qr(card, at.date())
        except CardQrError:
            return "", "", None
        return read.pin.value or "", read.full_name, read.birth_date.as_date() if read.birth_date else None
    name = post.get("name", "")[:200].strip()
    return parse_pin(post.get("pin", ""), at.date()).value or "", name, any_day(post, "born")


class SessionOpen(NotTheCard):
    """A session of this helper with another client runs: it is not ended by the way."""

    vi = "Kết thúc phiên hỗ trợ đang mở trước khi gửi."
    en = "End the session that is open before you send."


def _session(client: Person, post: Any, by: Actor, outing: Outing, at: datetime) -> AssistedSession:
    """The helper's session in which the person consented: asked, confirmed and ended in one, for the person to read.

    Raises: acting.errors.Refused, SessionOpen.
    """
    open_since = at - sessions.IDLE
    if AssistedSession.objects.filter(helper=by.account_id, ended_at=None, last_at__gt=open_since).exists():
        raise SessionOpen
    purpose = f"Tổ lưu động tại {outing.place}"[:200]
    asked = sessions.ask(
        client, by=by, helper_name=by.name, purpose=purpose, consent=post.get("consent", ""), at=at
    )
    session = sessions.confirm_by_card(
        asked, pin=client.pin or "", name_agrees=True, birth_agrees=True, at=at
    )
    sessions.end(session.uuid, by.account_id or 0, sessions.Ended.BUTTON, at)
    audit.log_read(by, [client.pk], purpose=purpose, what="assisted", code="mobile-team", at=at)
    vietnamese = client.language != "en"
    notices.send(
        [
            notices.Notice(
                key=f"team/{session.uuid}", person_id=client.pk, address="", language=client.language,
                subject="Tổ lưu động đã gửi hồ sơ giúp bạn" if vietnamese else "A mobile team has sent a form for you",
                body=(
                    f"{by.name} đã gửi giúp bạn một biểu mẫu điền tại {outing.place}. Mã hồ sơ sẽ đến khi cán bộ tiếp "
                    "nhận. Nếu không phải bạn yêu cầu, hãy báo ngay cho bộ phận một cửa."
                    if vietnamese
                    else f"{by.name} has sent a form that was filled in with you at {outing.place}. The code follows when "
                    "it is taken in. If you did not ask for it, tell the one-stop counter at once."
                ),
                link=f"{settings.PUBLIC_URL}/ca-nhan/du-lieu#ai-da-xem", dossier_code="", at=at,
            )
        ]
    )  # fmt: skip
    return session


@never_cache
@require_POST
def photo(request: HttpRequest, uuid: uuids.UUID) -> JsonResponse:
    """A picture that waited on the tablet. 422 with words when it is refused, 404 for other teams."""
    at = clock.now()
    by = _officer(request, at)
    row = (
        Brought.objects.filter(uuid=uuid, outing__in=planning.going(by.account_id or 0, at)).first()
        if by
        else None
    )
    upload, paper = request.FILES.get("file"), request.POST.get("paper", "")[:60]
    if row is None or by is None:
        return JsonResponse({"error": "404"}, status=404)
    if upload is None or not paper or row.state != Brought.State.WAITING:
        return JsonResponse({"error": "paper"}, status=400)
    try:
        stored = storing.store(upload, purpose="scan", owner_id=row.client_id, by=by.account_id, at=at)
    except RefusedFile as refused:
        return JsonResponse({"error": say(refused.vi, refused.en)}, status=422)
    receiving.add_photo(uuid, paper, stored.uuid)
    return JsonResponse({"kept": str(stored.uuid)})


def titles(codes: list[str]) -> list[dict[str, str]]:
    """Codes with the names of their procedures, as listed. One query."""
    rows = {one.code: one for one in Procedure.objects.filter(code__in=codes)}
    return [
        {"code": code, "vi": rows[code].name_vi, "en": rows[code].name_en} for code in codes if code in rows
    ]

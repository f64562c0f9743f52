"""Decisions of an agency by which powers are entrusted: the list, one of them, signing and revoking it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.city.delegation import changes, errors, reading
from motcua.city.models import Agency, Entrustment
from motcua.city.posts import KINDS as POST_KINDS
from motcua.records import papers
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.authority.frame import FIELD_NAMES, frame, power_words
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number

STATES = {
    "draft": ("info", "pen", "Chờ ký", "To be signed"),
    "coming": ("info", "clock", "Sắp có hiệu lực", "To come"),
    "in-force": ("ok", "check", "Đang có hiệu lực", "In force"),
    "ended": ("quiet", "stop", "Hết thời hạn", "Ended"),
    "revoked": ("danger", "cross", "Đã thu hồi", "Revoked"),
    "dropped": ("quiet", "cross", "Không ký", "Not signed"),
}
KINDS = {
    "delegation": ("Ủy quyền", "Delegation"),
    "decentralisation": ("Phân cấp", "Decentralisation"),
    "substitution": ("Thay khi vắng mặt", "Substitution"),
}
EVENTS = {
    "entrustment-written": ("Soạn", "Written"),
    "entrustment-signed": ("Ký", "Signed"),
    "entrustment-revoked": ("Thu hồi", "Revoked"),
    "entrustment-discarded": ("Không ký", "Not signed"),
    "entrustment-attached": ("Đính kèm văn bản", "Text attached"),
}


@officer_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The agency's decisions, newest first. One query beyond the officer's own."""
    kind = request.GET.get("loai", "")
    kind = kind if kind in KINDS else ""
    after = request.GET.get("sau", "")
    before = whole_number(after)
    rows = reading.of_agency(officer.post.agency_id, kind=kind, before=before)
    more = len(rows) > reading.PAGE
    rows = rows[: reading.PAGE]
    narrowed = f"&loai={kind}" if kind else ""
    context = frame(
        officer,
        "authority:decisions",
        rows=[shown(row, officer.now) for row in rows],
        kind=kind,
        kinds=[{"key": key, "label": {"vi": vi, "en": en}} for key, (vi, en) in KINDS.items()],
        older=f"?sau={rows[-1].pk}{narrowed}" if more else "",
        newer=f"?{narrowed.lstrip('&')}" if before else "",
    )
    return render(request, "authority/decisions.html", context)


def shown(row: Entrustment, at: Any) -> dict[str, Any]:
    """A decision as lists and pages tell it. No query where the row was read by `reading`."""
    tone, icon, vi, en = STATES[reading.state(row, at)]
    kind_vi, kind_en = KINDS[row.kind]
    return {
        "row": row,
        "state": {"tone": tone, "icon": icon, "vi": vi, "en": en},
        "kind": {"vi": kind_vi, "en": kind_en},
        "powers": power_words(row.powers),
        "about": [code for code, _ in row.procedures] or [FIELD_NAMES.get(one, one) for one in row.fields],
        "to": _to(row),
        "last": date.fromordinal(row.valid_to.toordinal() - 1) if row.valid_to else None,
        "signed_as": f"{row.capacity} {row.lender.title_vi.upper()}"
        if row.capacity and "sign" in row.powers
        else "",
    }


def _to(row: Entrustment) -> dict[str, str]:
    if row.to_post is None:
        return kind_words(row.to_post_kind, row.to_agency_kind)
    name = f" ({row.to_account.display_name})" if row.to_account else ""
    return {
        "vi": f"{row.to_post.title_vi}{name}, {row.to_post.agency.name_vi}",
        "en": f"{row.to_post.title_en}{name}, {row.to_post.agency.name_en}",
    }


def kind_words(post_kind: str, agency_kind: str) -> dict[str, str]:
    """A kind of post in a kind of agency."""
    post = POST_KINDS.get(post_kind)
    place = Agency.Kind(agency_kind).label if agency_kind in Agency.Kind.values else agency_kind
    return {
        "vi": f"{post.vi if post else post_kind}, {place}",
        "en": f"{post.en if post else post_kind}, {agency_kind.replace('_', ' ')}",
    }


def record_for(officer: Officer, uuid: UUID) -> Entrustment:
    """A decision that concerns the officer's agency or the officer. Raises: Http404."""
    try:
        return reading.one(uuid, [officer.post.agency_id], officer.account.pk)
    except errors.NotThere:
        raise Http404 from None


@officer_page
def one(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponse:
    """One decision with its conditions, its signer and what became of it."""
    return _page(request, officer, record_for(officer, uuid))


def _page(
    request: HttpRequest, officer: Officer, row: Entrustment, told: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    state = reading.state(row, officer.now)
    history = [
        {
            "at": event["at"],
            "what": dict(zip(("vi", "en"), EVENTS.get(event["kind"], ("Khác", "Other")), strict=True)),
            "who": event["who"],
            "why": event["data"].get("why", ""),
        }
        for event in reading.history(row)
    ]
    context = frame(
        officer,
        "authority:decisions" if row.agency_id == officer.post.agency_id else "",
        history=history,
        told=told,
        may_sign=state == "draft" and _may(row, officer) and row.written_by_id != officer.account.pk,
        own_draft=state == "draft" and row.written_by_id == officer.account.pk,
        may_drop=state == "draft" and (row.written_by_id == officer.account.pk or _may(row, officer)),
        may_revoke=state in ("in-force", "coming") and _may(row, officer, deputies=True),
        may_attach=row.file is None and row.agency_id == officer.post.agency_id,
        **shown(row, officer.now),
        **more,
    )
    return render(request, "authority/decision.html", context, status=status)


def _may(row: Entrustment, officer: Officer, *, deputies: bool = False) -> bool:
    try:
        changes.require_signer(row, officer.actor, officer.now, deputies=deputies)
    except NotAllowed:
        return False
    return True


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, uuid: UUID, act: str) -> HttpResponse:
    """Sign it, revoke it, drop the draft, or attach its signed text. 403 without the right, 422 when refused."""
    row = record_for(officer, uuid)
    try:
        told = _do(request, officer, row, act)
    except NotAllowed as refused:
        return _page(request, officer, row, say(refused.vi, refused.en), 403)
    except errors.Faulty as faulty:
        words = next(iter(faulty.fields.values()))
        return _page(request, officer, row, say(*words), 422, wrong=faulty.fields, typed=request.POST)
    except (errors.Refused, RefusedFile) as refused:
        return _page(request, officer, row, say(refused.vi, refused.en), 422)
    messages.success(request, told)
    return redirect("authority:decision", uuid)


def _do(request: HttpRequest, officer: Officer, row: Entrustment, act: str) -> str:
    by, at = officer.actor, officer.now
    if act == "ky":
        changes.sign(row.uuid, by=by, at=at)
        return say("Đã ký; quyền có hiệu lực theo quyết định.", "Signed: it takes effect as decided.")
    if act == "thu-hoi":
        changes.revoke(row.uuid, request.POST.get("why", ""), by=by, at=at)
        return say(
            "Đã thu hồi. Thao tác tiếp theo bằng quyền này bị từ chối ngay.",
            "Revoked: the very next act by it is refused.",
        )
    if act == "bo":
        changes.discard(row.uuid, by=by, at=at)
        return say("Đã bỏ dự thảo.", "The draft was dropped.")
    if act == "dinh-kem" and row.file is None and row.agency_id == officer.post.agency_id:
        given = request.FILES.get("file")
        if given is None:
            raise errors.Faulty({"file": ("Chọn tệp của quyết định.", "Choose the file of the decision.")})
        stored = storing.store(given, purpose="other", owner_id=None, by=officer.account.pk, at=at)
        changes.attach(row.uuid, stored.uuid, by=by, at=at)
        return say("Đã đính kèm văn bản.", "The text is attached.")
    raise Http404


@officer_page
def file(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """The signed text of a decision, for those whom it concerns."""
    row = record_for(officer, uuid)
    stored = papers.StoredFile.objects.filter(uuid=row.file).first() if row.file else None
    if stored is None:
        raise Http404
    content = papers.open_for(stored, reader=officer.actor, purpose="decision", at=officer.now)
    return FileResponse(content, content_type=stored.media_type, filename=stored.name)

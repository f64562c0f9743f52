"""Own dossiers: the list, one with all that happened, and what its owner may do with it."""

import uuid as uuids
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import clock
from motcua.insight import expected
from motcua.money.models import Order, Receipt
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes, reading
from motcua.procedures.dossiers.changes.ending import cancel_unpaid
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.models import Component, Dossier, Supplement
from motcua.procedures.dossiers.status import ENDED, OPEN, Finance, Status
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.procedures.sources import source_name
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.portal import set_shown
from motcua.sites.portal.drafts import unsent_of
from motcua.sites.portal.frame import show
from motcua.sites.portal.next_action import action_for
from motcua.sites.portal.own_dossiers import entries_of, own_dossier, own_list
from motcua.sites.portal.payment_shown import card_of
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import dossier_page, language
from motcua.sites.shell.fields import Field
from motcua.sites.shell.typed import whole_number

MOST_FILES = 20
OR_EXPLAIN = {
    "vi": "Chưa có giấy này thì viết lời giải thích ở dưới.",
    "en": "If you do not have it, explain below.",
}
SOURCES = {
    "upload": ("Bạn đã tải lên", "Uploaded by you"),
    "scan": ("Quét tại quầy", "Scanned at the counter"),
    "reused": ("Lấy từ ví giấy tờ thành phố lưu cho bạn", "Taken from your papers kept by the city"),
    "shown": ("Xuất trình khi nhận kết quả", "Shown at the counter"),
    "missing": ("Chưa có", "Missing"),
}


@never_cache
@require_safe
@resident_only
def listing(request: HttpRequest) -> HttpResponse:
    """Own dossiers, newest first, page by page, and forms that were not sent. At most 8 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    before = request.GET.get("truoc", "")
    before_id = whole_number(before)
    rows = own_list(resident, before_id, reading.PAGE + 1)
    more = len(rows) > reading.PAGE
    rows = rows[: reading.PAGE]
    context = {
        "entries": entries_of(rows, clock.now()),
        "unsent": unsent_of(resident) if before_id is None else [],
        "older": f"?truoc={rows[-1].id}" if more else "",
        "newer": reverse("portal:dossiers") if before_id is not None else "",
    }
    return show(request, "portal/dossiers.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def one(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Where a dossier stands. At most 14 queries, three or four more in a linked set. Raises: Http404."""
    dossier = own_dossier(request, uuid)
    at = clock.now()
    asked = (
        Supplement.objects.filter(dossier=dossier).order_by("-id").first() if dossier.supplements else None
    )
    order = Order.objects.filter(subject_id=dossier.uuid).order_by("-id").first()
    paid = order is not None and order.status in (Order.Status.PAID, Order.Status.PARTLY_REFUNDED)
    has_receipt = paid and Receipt.objects.filter(order=order, cancelled_at=None).exists()
    names = {one.id: one.name for one in compiled_version(dossier.version_id).definition.components}
    papers = [
        {
            "name": names.get(row.component_id) or {"vi": row.name, "en": row.name},
            "source": _stands_for(row, dossier),
            "files": row.files,
        }
        for row in Component.objects.filter(dossier=dossier).order_by("id")
    ]
    documents = reading.documents_for_resident(dossier)
    status = Status(dossier.status)
    parts = dossier_page.parts("resident", dossier, at)
    the_set = set_shown.of(dossier, at)
    context = {
        "dossier": dossier,
        "definition": compiled_version(dossier.version_id).definition,
        "action": next((one.action for one in parts if one.action), None) or action_for(dossier, asked, at),
        "asked": asked if status == Status.SUPPLEMENT else None,
        "payment": card_of(dossier, order, has_receipt),
        "parts": parts,
        "timeline": _timeline(dossier),
        "the_set": the_set,
        "belongs": set_shown.belonging(dossier, at),
        "results": [one for one in documents if one.kind == "result"],
        "documents": [one for one in documents if one.kind != "result"],
        "papers": papers,
        "open": status in OPEN,
        "expected": expected.finish(dossier, at) if the_set is None else None,
        # a set is rated as a whole, by its own page
        "may_rate": status in ENDED and dossier.rating is None and dossier.part_of_id is None,
        "rating": _rating(dossier),
        "draft_home": f"/nop/ban-nhap/{dossier.uuid}/xem-lai",
        "now": at,
        "crumbs": [
            {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
            {"label": {"vi": "Hồ sơ", "en": "Dossiers"}, "href": reverse("portal:dossiers")},
            {"label": dossier.code, "href": ""},
        ],
    }
    return show(request, "portal/dossier.html", context, menu="account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def supplement(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """What was asked for, and the place to send it. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    dossier = own_dossier(request, uuid, "file")
    asked = Supplement.objects.filter(dossier=dossier).order_by("-id").first()
    if asked is None or asked.answered_at is not None or dossier.status != Status.SUPPLEMENT:
        return redirect("portal:dossier", uuid)
    fields = _supplement_fields(asked, request.POST.get("words", ""))
    if request.method == "POST":
        at = clock.now()
        given, refused = _given(request, resident, dossier, asked, at)
        for number, message in refused.items():
            fields[number].error = message
        words = request.POST.get("words", "").strip()[:2000]
        if not refused and not given and not words:
            fields[0].error = {
                "vi": "Hãy tải giấy tờ lên hoặc viết lời giải thích.",
                "en": "Upload a paper or write an explanation.",
            }
        if not any(one.error for one in fields):
            try:
                changes.answer_supplement(uuid, given, words, by=resident.actor, at=at)
            except ChangeRefused as refusal:
                messages.error(request, language.pick(refusal))
            else:
                messages.success(request, language.say("Đã gửi bổ sung.", "Sent."))
            return redirect("portal:dossier", uuid)
    context = {
        "dossier": dossier,
        "definition": compiled_version(dossier.version_id).definition,
        "asked": asked,
        "fields": fields,
        "errors": named_errors(fields),
        "crumbs": [
            {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
            {"label": {"vi": "Hồ sơ", "en": "Dossiers"}, "href": reverse("portal:dossiers")},
            {"label": dossier.code, "href": reverse("portal:dossier", args=[uuid])},
            {"label": {"vi": "Bổ sung", "en": "Supplement"}, "href": ""},
        ],
    }
    status = 422 if context["errors"] else 200
    return show(request, "portal/supplement.html", context, menu="account", status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def withdraw(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Ask once more, then take the request back; an unpaid fee is no longer owed. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    dossier = own_dossier(request, uuid, "file")
    if dossier.part_of_id is not None:  # a part is left out at its set, or the whole set is taken back
        return redirect("portal:dossier", Dossier.objects.only("uuid").get(id=dossier.part_of_id).uuid)
    if Status(dossier.status) not in OPEN:
        return redirect("portal:dossier", uuid)
    if request.method == "POST":
        at = clock.now()
        try:
            dossier = changes.withdraw(uuid, request.POST.get("words", "")[:2000], by=resident.actor, at=at)
            cancel_unpaid(dossier, at)
        except ChangeRefused as refusal:
            messages.error(request, language.pick(refusal))
        else:
            messages.success(request, language.say("Đã rút hồ sơ.", "The request is withdrawn."))
        return redirect("portal:dossier", uuid)
    context = {
        "dossier": dossier,
        "definition": compiled_version(dossier.version_id).definition,
        "paid": dossier.finance == Finance.PAID,
        "reason": Field(
            "words",
            "longtext",
            {"vi": "Lý do rút hồ sơ", "en": "Why do you withdraw it?"},
            required=False,
            max_length=2000,
        ),
        "crumbs": [
            {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
            {"label": {"vi": "Hồ sơ", "en": "Dossiers"}, "href": reverse("portal:dossiers")},
            {"label": dossier.code, "href": reverse("portal:dossier", args=[uuid])},
            {"label": {"vi": "Rút hồ sơ", "en": "Withdraw"}, "href": ""},
        ],
    }
    return show(request, "portal/withdraw.html", context, menu="account")


@require_POST
@resident_only
def rate(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One to five stars and a word, after the end. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    own_dossier(request, uuid, "file")
    stars = request.POST.get("stars", "")
    if stars not in {"1", "2", "3", "4", "5"}:
        messages.error(request, language.say("Hãy chọn số sao.", "Choose a number of stars."))
        return redirect(reverse("portal:dossier", args=[uuid]) + "#danh-gia")
    try:
        changes.rate(uuid, int(stars), request.POST.get("words", ""), by=resident.actor, at=clock.now())
    except ChangeRefused as refusal:
        messages.error(request, language.pick(refusal))
    else:
        messages.success(request, language.say("Cảm ơn bạn đã đánh giá.", "Thank you for rating."))
    return redirect("portal:dossier", uuid)


def _timeline(dossier: Dossier) -> list[dict[str, Any]]:
    """Newest first, as `shell/timeline.html` wants it."""
    entries = [
        {
            "title": {"vi": happened.title_vi, "en": happened.title_en},
            "text": {"vi": happened.detail_vi, "en": happened.detail_en},
            "who": happened.who,
            "at": happened.at,
            "state": "late" if happened.kind == "overdue" else "done",
        }
        for happened in reversed(reading.timeline(dossier, for_resident=True))
    ]
    if entries and Status(dossier.status) in OPEN:
        entries[0]["state"] = "now"
        if dossier.due_at is not None:
            title = {"vi": "Hẹn trả kết quả", "en": "Result due"}
            entries.insert(0, {"title": title, "at": dossier.due_at, "state": "todo"})
    return entries


def _stands_for(row: Component, dossier: Dossier) -> dict[str, str]:
    """What stands for a paper; where data do, which and since when the city knew it."""
    if row.source == Component.Source.DATA:
        data, at = source_name(row.data_source), f"{dossier.submitted_at.astimezone(clock.VN):%H:%M %d/%m/%Y}"
        return {
            "vi": f"Không phải nộp. Đã có dữ liệu: {data['vi']}, tra cứu lúc {at}",
            "en": f"Not needed. Known from: {data['en']}, looked up {at}",
        }
    return {"vi": SOURCES[row.source][0], "en": SOURCES[row.source][1]}


def _rating(dossier: Dossier) -> list[Field]:
    return [
        Field("stars", "rating", {"vi": "Bạn hài lòng đến đâu?", "en": "How satisfied are you?"}),
        Field(
            "words",
            "longtext",
            {"vi": "Góp ý thêm", "en": "Anything to add"},
            required=False,
            max_length=2000,
        ),
    ]


def _supplement_fields(asked: Supplement, words: str) -> list[Field]:
    fields = [
        # Not "optional": either the paper or an explanation is wanted, and the explanation is the one to leave out.
        Field(f"item-{number}", "file", item, hint=OR_EXPLAIN, many=True)
        for number, item in enumerate(asked.items)
    ]
    label = {"vi": "Lời giải thích", "en": "Your explanation"}
    return [*fields, Field("words", "longtext", label, value=words, required=False, max_length=2000)]


def _given(
    request: HttpRequest, resident: Resident, dossier: Dossier, asked: Supplement, at: datetime
) -> tuple[list[GivenPaper], dict[int, Any]]:
    """The files of each asked item, kept; and the refusals by item. Refused ones stop the answer, nothing is sent."""
    compiled = compiled_version(dossier.version_id)
    given: list[GivenPaper] = []
    refused: dict[int, Any] = {}
    for number, item in enumerate(asked.items):
        kept = []
        for upload in request.FILES.getlist(f"item-{number}")[:MOST_FILES]:
            try:
                stored = storing.store(
                    upload,
                    purpose="dossier",
                    owner_id=resident.person.pk,
                    by=resident.actor.account_id,
                    at=at,
                )
                kept.append(stored.uuid)
            except RefusedFile as refusal:
                refused[number] = {"vi": f"{upload.name}: {refusal.vi}", "en": f"{upload.name}: {refusal.en}"}
        if kept:
            known = next((one.paper.id for one in compiled.papers if one.paper.name.vi in item), "")
            given.append(GivenPaper(known or f"item_{number + 1}", "upload", tuple(kept)))
    return given, refused

"""The payment point: who waits for cash is found by name, number or the code of the card, and signs for it."""

import base64
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.models import Agency
from motcua.foundation import audit, clock
from motcua.foundation.card_qr import CardQrError, parse_card_qr
from motcua.money.payouts import cash, reading
from motcua.money.payouts.errors import NotYours, Refused, Several, of
from motcua.money.payouts.models import Line, Receipt, Run
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.records.papers.models import StoredFile
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.frame import LINE_STATES, WAYS, frame, may, month_words, programme_words, tag
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number

PROOFS = (
    {"key": "tablet", "vi": "Ký trên màn hình", "en": "Sign on the screen"},
    {"key": "paper", "vi": "Bản giấy đã ký, chụp hoặc quét", "en": "Signed paper, photographed or scanned"},
    {"key": "thumb", "vi": "Điểm chỉ, có người làm chứng", "en": "Thumb print, with a witness"},
    {"key": "named", "vi": "Không ký được, cán bộ xác nhận", "en": "Cannot sign: the officer confirms"},
)  # fmt: skip
DRAWN = "data:image/png;base64,"
MOST_DRAWN = 200_000
"""Characters of a drawn signature; a full canvas is some 40,000."""


def _agencies(officer: Officer) -> frozenset[int]:
    """Whose lists are paid here: the own commune's; at a post office those of its commune. At most one query."""
    if may(officer, "prepare") or may(officer, "approve"):
        return frozenset({officer.post.agency_id})
    if not may(officer, "hand_out"):
        raise PermissionDenied
    if officer.post.agency_kind != Agency.Kind.POST_OFFICE:
        return frozenset({officer.post.agency_id})
    here = Agency.objects.filter(pk=officer.post.agency_id).values("unit")
    return frozenset(
        Agency.objects.filter(kind=Agency.Kind.COMMUNE, unit__in=here).values_list("pk", flat=True)
    )


@require_safe
@officer_page
def page(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Find who stands there: name, number, or the card's code from a scanner. Four queries; who is shown is noted."""
    try:
        found = reading.run_of(uuid, _agencies(officer))
    except NotYours:
        raise Http404 from None
    wanted = request.GET.get("q", "")[:400]
    rows = cash.due(found, _from_card(wanted)) if wanted.strip() else []
    audit.log_list(
        officer.actor,
        [one.person_id for one in rows],
        purpose="Chi trả",
        code="payout",
        what="payout-cash",
        at=officer.now,
    )
    number, total = cash.waiting(found)
    context = _frame(
        officer, run=found, wanted="" if "|" in wanted else wanted, searched=bool(wanted.strip()),
        waiting=number, waiting_sum=total, tabs=_tabs(found, paid=False),
        rows=[{"line": one, "way": WAYS[one.way]} for one in rows], closes=may(officer,
        "prepare") and found.state == Run.State.SENT,
    )  # fmt: skip
    return render(request, "payouts/cash.html", context)


def _tabs(found: Run, *, paid: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": words,
            "href": reverse(f"payouts:{name}", args=[found.uuid]),
            "current": paid == (name == "receipts"),
        }
        for name, words in (
            ("cash", {"vi": "Chờ nhận", "en": "To hand out"}),
            ("receipts", {"vi": "Đã ký nhận", "en": "Signed for"}),
        )
    ]


@require_safe
@officer_page
def receipts(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Who has signed for cash, with the signature, the newest first. Four queries; who is shown is noted."""
    try:
        found = reading.run_of(uuid, _agencies(officer))
    except NotYours:
        raise Http404 from None
    rows = reading.receipts(found, before=whole_number(request.GET.get("truoc", "")))
    shown = rows[:20]
    audit.log_list(
        officer.actor,
        [one.line.person_id for one in shown],
        purpose="Chi trả",
        code="payout",
        what="payout-receipts",
        at=officer.now,
    )
    context = _frame(
        officer, run=found, tabs=_tabs(found, paid=True), rows=[_receipt(one) for one in shown],
        older=f"?truoc={shown[-1].pk}" if len(rows) > 20 else "", newer="?" if request.GET.get("truoc") else "",
    )  # fmt: skip
    return render(request, "payouts/receipts.html", context)


def _receipt(one: Receipt) -> dict[str, Any]:
    return {
        "one": one,
        "proof": next(told for told in PROOFS if told["key"] == one.proof),
        "picture": one.file is not None and one.file.media_type.startswith("image/"),
    }


@require_safe
@officer_page
def signature(request: HttpRequest, officer: Officer, number: int) -> FileResponse:
    """The picture or paper that was signed; the look is noted. Raises: Http404."""
    try:
        found = reading.line_of(number, _agencies(officer))
    except NotYours:
        raise Http404 from None
    receipt = Receipt.objects.select_related("file").filter(line=found, file__isnull=False).first()
    if receipt is None or receipt.file is None:
        raise Http404
    opened = storing.open_for(
        receipt.file, reader=officer.actor, purpose="Chi trả", code="payout", at=officer.now
    )
    return FileResponse(opened, content_type=receipt.file.media_type, filename=receipt.file.name)


def _from_card(text: str) -> str:
    """The number on a card whose code was scanned; other text as it is."""
    if "|" not in text:
        return text
    try:
        return parse_card_qr(text.strip(), clock.now().date()).pin.value or ""
    except CardQrError:
        return text.split("|")[0]


def _frame(officer: Officer, **more: Any) -> dict[str, Any]:
    found: Run = more["run"]
    return frame(officer, month=month_words(found.period), words=programme_words(found.programme), **more)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def hand(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Hand one line's money over against a signature. 422 at the question; the look is noted. Raises: Http404."""
    agencies = _agencies(officer)
    try:
        found = reading.line_of(number, agencies)
    except NotYours:
        raise Http404 from None
    if not (may(officer, "hand_out") or may(officer, "prepare")):
        raise PermissionDenied
    faults: tuple[Refused, ...] = ()
    kept: StoredFile | None = None
    if request.method == "POST":
        try:
            kept = _kept(request, officer, found)
            _hand(request, officer, found, kept)
            messages.success(request, say("Đã ghi nhận tiền.", "The money is handed over."))
            return redirect("payouts:cash", found.run.uuid)
        except Refused as refused:
            faults = of(refused)
            found.refresh_from_db()
    audit.log_read(
        officer.actor, [found.person_id], purpose="Chi trả", code="payout", what="payout-cash", at=officer.now
    )
    receipt = Receipt.objects.filter(line=found).select_related("agency", "file").first()
    context = _frame(
        officer, run=found.run, line=found, tag=tag(LINE_STATES, found.state), way=WAYS[found.way],
        whole=next((one for one in faults if not one.field), None), fault={one.field: one for one in faults if one.field},
        errors=[
            {"href": f"#{ANCHORS.get(one.field, one.field)}", "text": {"vi": one.vi, "en": one.en}}
            for one in faults if one.field
        ],
        typed=request.POST, chosen=request.POST.get("proof") or PROOFS[0]["key"], kept=kept, proofs=PROOFS,
        receipt=_receipt(receipt) if receipt else None, due=found.state == Line.State.CASH_DUE,
    )  # fmt: skip
    return render(request, "payouts/hand.html", context, status=422 if faults else 200)


ANCHORS = {"signature": "sign-pad", "proof": "p-tablet"}
"""Where a fault is found that is not about an input of its own name."""


def _kept(request: HttpRequest, officer: Officer, found: Line) -> StoredFile | None:
    """The scan handed in now, or the one that came with the form before it was refused. Raises: Refused at the field."""
    if request.POST.get("proof") not in ("paper", "thumb"):
        return None
    upload = next((one for one in request.FILES.getlist("file") if one.size), None)
    if upload is not None:
        return _stored(upload, "file", upload.name or "ky-nhan", officer, found)
    try:
        before = UUID(request.POST.get("kept", ""))
    except ValueError:
        return None
    return StoredFile.objects.filter(
        uuid=before, purpose="payout", owner_id=found.person_id, uploaded_by=officer.account.pk
    ).first()


def _stored(content: Any, field: str, name: str, officer: Officer, found: Line) -> StoredFile:
    try:
        return storing.store(
            content, purpose="payout", owner_id=found.person_id, by=officer.account.pk, at=officer.now, name=name
        )  # fmt: skip
    except RefusedFile as refused:
        raise Refused(refused.vi, refused.en, field) from None


def _hand(request: HttpRequest, officer: Officer, found: Line, kept: StoredFile | None) -> None:
    """Raises: Refused, Several."""
    post, proof = request.POST, request.POST.get("proof", "")
    shown = cash.Shown(
        post.get("name", "")[:120],
        re.sub(r"\D", "", _from_card(post.get("pin", "")))[:12],
        post.get("mandate", "")[:200],
    )
    words = post.get({"thumb": "witness", "named": "typed"}.get(proof, ""), "")[:200]
    drawn = _drawn(post.get("signature", "")) if proof == "tablet" else None
    missing = cash.faults(found, shown, proof, bool(drawn or kept), words)
    if proof == "named" and post.get("sure") != "yes":
        missing.append(
            Refused(
                "Xác nhận đã đối chiếu thẻ và giao đủ tiền.",
                "Confirm that the card was compared and the money given.",
                "sure",
            )
        )
    if missing:
        raise Several(missing)
    file = _stored(drawn, "signature", "chu-ky-nhan-tien.png", officer, found) if drawn else kept
    cash.hand_out(found.pk, found.run_id, shown, proof, file, words=words, by=officer.actor, at=officer.now)


def _drawn(picture: str) -> bytes | None:
    """The PNG of a signature drawn on the page; None when nothing was drawn. Raises: Refused for anything else."""
    if not picture:
        return None
    try:
        if not picture.startswith(DRAWN) or len(picture) > MOST_DRAWN:
            raise ValueError
        return base64.b64decode(picture.removeprefix(DRAWN), validate=True)
    except ValueError:
        raise Refused(
            "Không đọc được chữ ký, hãy ký lại.", "The signature cannot be read; sign again.", "signature"
        ) from None

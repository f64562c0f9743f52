"""Proposals to the owners of sources: what waits, batches sent, their files, and the answers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.exchange.owners import handing, lines
from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.records import signing
from motcua.records.quality import mending
from motcua.records.quality.intake.sources import columns, sources
from motcua.records.quality.models import Proposal
from motcua.sites.quality.findings import shown
from motcua.sites.quality.frame import PURPOSE, Visitor, frame, keeps, quality_page
from motcua.sites.security.proof import needs_fresh_proof
from motcua.sites.shell.language import both, say

LISTED = 50
LARGEST = 20_000_000
P = Proposal.State
TWO_RECORDS = both("Hai bản ghi của một người", "Two records of one person")
"""What the desk for pairs proposes where one source holds somebody twice: this record is to become that one."""


def _source(request: HttpRequest) -> str:
    chosen = request.GET.get("nguon", "")
    return chosen if chosen in {one.id for one in sources()} else sources()[0].id


@require_safe
@quality_page(keeps)
def listing(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What waits for a source's owner, and the batches of before. Two queries, and the log."""
    return _show(request, visitor, _source(request))


@require_POST
@quality_page(keeps)
def send(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everything that waits counts as sent; its file stands below."""
    source = _source(request)
    many = mending.send(source, by=visitor.officer.actor, at=visitor.officer.now)
    messages.success(
        request, say(f"Đã chốt {many} đề nghị để gửi.", f"{many} proposals are ready to be handed over.")
    )
    return redirect(f"{request.path.removesuffix('gui/')}?nguon={source}")


@require_safe
@needs_fresh_proof
@quality_page(keeps)
def batch(request: HttpRequest, visitor: Visitor, source: str, number: int) -> StreamingHttpResponse:
    """A batch as JSON lines. `number`: its moment in microseconds since 1970. Raises: Http404."""
    sent_at = _sent(source, number)
    audit.log_read(
        visitor.officer.actor, sorted(mending.people_in(source, sent_at)), purpose=PURPOSE,
        what=say("Tệp đề nghị sửa dữ liệu", "File of proposals"), code="data-quality", at=visitor.officer.now,
    )  # fmt: skip
    answer = StreamingHttpResponse(
        mending.batch(source, sent_at), content_type="application/x-ndjson; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{_name(source, sent_at)}"'
    return answer


@require_safe
@quality_page(keeps)
def batch_signature(request: HttpRequest, visitor: Visitor, source: str, number: int) -> HttpResponse:
    """The city's signature beside a batch; says nothing about anybody. 503 where no key signs. Raises: Http404."""
    sent_at = _sent(source, number)
    try:
        signed = mending.signature(source, sent_at, at=visitor.officer.now)
    except (signing.NoKey, signing.CannotSign):
        return render(request, "503.html", status=503)
    answer = HttpResponse(signed, content_type="application/pkcs7-signature")
    answer["Content-Disposition"] = f'attachment; filename="{_name(source, sent_at)}.p7s"'
    return answer


def _name(source: str, sent_at: datetime) -> str:
    return f"de-nghi-{source}-{sent_at.astimezone(VN):%Y%m%d-%H%M}.jsonl"


@require_POST
@needs_fresh_proof
@quality_page(keeps)
def hand_over(request: HttpRequest, visitor: Visitor, source: str, number: int) -> HttpResponse:
    """A batch goes to its owner over the API; the answers are booked. 409 in words; 503 where no key signs. Raises: Http404."""
    sent_at = _sent(source, number)
    back = f"{request.path.partition('/de-nghi/')[0]}/de-nghi/?nguon={source}"
    try:
        done = handing.hand_over(source, sent_at, by=visitor.officer.actor, at=visitor.officer.now)
    except handing.NotHanded as why:
        return _show(request, visitor, source, ((0, why.vi, why.en),), status=409)
    except (signing.NoKey, signing.CannotSign):
        return render(request, "503.html", status=503)
    if done.faults:
        return _show(request, visitor, source, done.faults, status=409)
    _tell(request, done)
    return redirect(back)


@require_POST
@quality_page(keeps)
def answers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """An owner's answers as CSV: all of them, or none and why (422)."""
    source = _source(request)
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > LARGEST:
        return _show(
            request,
            visitor,
            source,
            ((0, "Hãy chọn tệp CSV câu trả lời.", "Choose the CSV file of answers."),),
        )
    done = mending.take_answers(source, file.read(), by=visitor.officer.actor, at=visitor.officer.now)
    if done.faults:
        return _show(request, visitor, source, done.faults)
    _tell(request, done)
    return redirect(f"{request.path.removesuffix('tra-loi/')}?nguon={source}")


def _tell(request: HttpRequest, done: mending.Answers) -> None:
    messages.success(request, say(
        f"Đã nhận: {done.accepted} đã sửa, {done.refused} không sửa, {done.known} đã có từ trước.",
        f"Taken: {done.accepted} mended, {done.refused} refused, {done.known} known before.",
    ))  # fmt: skip


def _sent(source: str, number: int) -> datetime:
    moment = datetime.fromtimestamp(number / 1_000_000, tz=VN) if number < 10**16 else None
    if moment is None or not Proposal.objects.filter(source=source, sent_at=moment).exists():
        raise Http404
    return moment


def _show(
    request: HttpRequest,
    visitor: Visitor,
    source: str,
    faults: tuple[tuple[int, str, str], ...] = (),
    status: int = 422,
) -> HttpResponse:
    waiting = list(
        Proposal.objects.filter(source=source, state=P.OPEN)
        .select_related("finding", "pair")
        .order_by("id")[: LISTED + 1]
    )
    batches = (
        Proposal.objects.filter(source=source, sent_at__isnull=False).values("sent_at")
        .annotate(many=Count("id"), answered=Count("id", filter=~Q(state=P.SENT)))
        .order_by("-sent_at")[:LISTED]
    )  # fmt: skip
    rows = [_line(one) for one in waiting[:LISTED]]
    audit.log_read(
        visitor.officer.actor, [who for one in waiting for who in _people(one)], purpose=PURPOSE,
        what=say("Đề nghị sửa dữ liệu", "Proposals"), code="data-quality", at=visitor.officer.now,
    )  # fmt: skip
    context = frame(
        visitor, "proposals",
        rows=rows, more=len(waiting) > LISTED, faults=[{"line": line, "words": both(vi, en)} for line, vi, en in faults],
        source=next(one for one in sources() if one.id == source), connected=lines.connected(source),
        batches=[
            {"sent_at": sent, "many": one["many"], "answered": one["answered"], "number": round(sent.timestamp() * 1_000_000)}
            for one in batches
            if (sent := one["sent_at"]) is not None
        ],
        tabs=[{"label": one.name, "href": f"?nguon={one.id}", "current": one.id == source} for one in sources()],
    )  # fmt: skip
    return render(request, "quality/proposals.html", context, status=status if faults else 200)


def _people(one: Proposal) -> list[int | None]:
    """Of a proposal from a finding its person, of one from the desk for pairs both."""
    sides = [one.pair.left.get("person_id"), one.pair.right.get("person_id")] if one.pair else []
    return [*([one.finding.person_id] if one.finding else []), *sides]


def _line(one: Proposal) -> dict[str, Any]:
    names = {column.id: column.name for column in columns()} | {"record": TWO_RECORDS}
    return {
        "record": one.record,
        "column": names.get(one.field) or names.get(one.field.removesuffix("_code")) or one.field,
        "was": shown(one.field, one.was) or say("(trống)", "(empty)"),
        "proposed": shown(one.field, one.proposed),
        "grounds": one.grounds,
        "by": one.made_by.get("name", ""),
    }

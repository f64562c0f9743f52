"""The postal officer's own pages: packs of the own post office, and nothing of any dossier's content."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Agency
from motcua.exchange.post import delivering, handing, packing, papers, reading, rules
from motcua.exchange.post.errors import NotThese, NotYours, Refused
from motcua.exchange.post.models import Record, Shipment
from motcua.exchange.post.packing import CARRIES
from motcua.exchange.post.rules import Move, State, Way
from motcua.foundation import audit
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.desk.officer import Officer, officer_page, page_context, page_of_officers
from motcua.sites.shell.fields import errors_of
from motcua.sites.shell.language import pick
from motcua.sites.ways import packing_form, post_words

HERE = "/buu-chinh/diem/"
TABS = (
    ("can-nhan", (State.REQUESTED,), {"vi": "Cần đến nhận", "en": "To collect"}),
    ("can-giao", (State.COLLECTED,), {"vi": "Chờ bàn giao", "en": "To hand over"}),
    ("can-phat", (State.RESULT_COLLECTED, State.DELIVERING, State.FAILED), {"vi": "Cần phát", "en": "To deliver"}),
)  # fmt: skip
LINES = 40
"""Lines of the list of codes that are brought at once, on the page."""


def carries(officer: Any) -> bool:
    """For menus: no query."""
    return officer.powers.holds_any(CARRIES)


carriers_only = page_of_officers(carries)


def _office(officer: Officer) -> Agency:
    return Agency.objects.get(pk=officer.post.agency_id)


@require_safe
@carriers_only
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What this post office has to do: fetch, hand over, deliver; records that wait for a signature. Four queries."""
    offices = officer.powers.agency_ids(CARRIES)
    chosen = next((one for one in TABS if one[0] == request.GET.get("viec")), None)
    if chosen is None:
        chosen = TABS[1]
    after = int(request.GET["sau"][:18]) if request.GET.get("sau", "").isdecimal() else 0
    found = list(reading.office_rows(offices, chosen[1], after))
    rows, more = found[: reading.SHOWN], len(found) > reading.SHOWN
    records = (
        Record.objects.select_related("agency").filter(office__in=offices, signed_at=None).order_by("id")
    )
    context = page_context(
        officer, HERE,
        tabs=[{"key": key, "words": words, "current": key == chosen[0]} for key, _, words in TABS],
        tab=chosen[0], rows=[_line(one) for one in rows], older=f"?viec={chosen[0]}&sau={rows[-1].pk}" if more else "",
        records=list(records[:20]),
    )  # fmt: skip
    return render(request, "ways/post_office.html", context)


def _line(one: Shipment) -> dict[str, Any]:
    return {"row": one, "state": post_words.state_of(one), "way": post_words.WAYS[one.way]}


@require_http_methods(["GET", "HEAD", "POST"])
@carriers_only
def take(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A new pack: written down, sealed, its slip printed. 422 with the faults at their questions."""
    return _pack(request, officer, None)


@require_http_methods(["GET", "HEAD", "POST"])
@carriers_only
def collect(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """What a resident asked the post to fetch: checked and sealed at the door. Raises: Http404."""
    shipment = _shipment(officer, uuid)
    if shipment.state != State.REQUESTED or shipment.way != Way.SEND:
        return redirect("ways:post-shipment", uuid)
    return _pack(request, officer, shipment)


def _pack(request: HttpRequest, officer: Officer, asked: Shipment | None) -> HttpResponse:
    post = request.POST
    form = packing_form.read(post, officer.now, asked)
    status = 200
    if request.method == "POST" and not post.get("_add") and "_drop" not in post:
        new = packing_form.pack_of(form, post, officer.now)
        if new is not None and form.agency is not None:
            try:
                does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
                if asked is None:
                    made = packing.take(new, _office(officer), form.agency, officer.powers, **does)
                else:
                    made = packing.collect(asked.uuid, new, officer.powers, **does)
                return redirect("ways:post-shipment", made.uuid)
            except NotYours:
                raise Http404 from None
            except Refused as refused:
                form.refuse(refused.field, refused.vi, refused.en)
        status = 422
    errors = errors_of([*form.fields.values(), form.add])
    errors += [{"href": f"#d-{row.number}", "text": pick(row.error)} for row in form.rows if row.error]
    context = page_context(officer, HERE, form=form, asked=asked, errors=errors)
    return render(request, "ways/post_pack.html", context, status=status)


def _shipment(officer: Officer, uuid: uuids.UUID) -> Shipment:
    try:
        return reading.shipment_of(uuid, officer.powers)
    except NotYours:
        raise Http404 from None


@require_safe
@carriers_only
def shipment(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """One shipment: what lies in it by name, what can be done next. Four queries. Raises: Http404."""
    return _show(request, officer, uuid)


def _show(
    request: HttpRequest, officer: Officer, uuid: uuids.UUID, refused: Refused | None = None
) -> HttpResponse:
    found = _shipment(officer, uuid)
    audit.log_read(
        officer.actor,
        [found.person_id],
        purpose=f"Chuyển gói {found.code}",
        what="post",
        code="post",
        at=officer.now,
    )
    may = rules.possible(Way(found.way), State(found.state), found.attempts)
    on_record = found.record if found.record is not None and found.record.signed_at is None else None
    context = page_context(
        officer, HERE, s=found, state=post_words.state_of(found), way_words=post_words.WAYS[found.way],
        way=post_words.timeline(reading.way_of(found)), tries=list(found.tries.order_by("number")),
        may={move.name.lower(): move in may for move in Move}, on_record=on_record, refused=refused,
        reasons=post_words.REASONS, proofs=post_words.PROOFS, relations=post_words.RELATIONS,
        posted=request.POST, last=found.attempts + 1 >= rules.MOST_ATTEMPTS,
        errors=[{"href": f"#{refused.field}", "text": pick(refused)}] if refused and refused.field else [],
    )  # fmt: skip
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "ways/post_shipment.html", context, status=status)


@require_safe
@carriers_only
def slip(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The slip as PDF, to be signed by sender and postman. Raises: Http404."""
    found = _shipment(officer, uuid)
    if found.way != Way.SEND or found.state == State.REQUESTED:
        raise Http404
    return pdf(papers.slip(found), f"phieu-gui-{found.code}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@require_POST
@carriers_only
def act(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Move a shipment on: deliver, fail, give back, lose, cancel. 409 or 422 in words. Raises: Http404."""
    post = request.POST
    does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    words = post.get("words", "")[:500]
    try:
        match name:
            case "di-phat":
                delivering.set_out(uuid, officer.powers, **does)
            case "da-phat":
                _delivered(request, officer, uuid, words)
            case "chua-phat":
                delivering.fail(uuid, post.get("reason", "")[:20], words, officer.powers, **does)
            case "chuyen-lai":
                delivering.give_back(uuid, words, officer.powers, **does)
            case "that-lac":
                packing.lose(uuid, words, officer.powers, **does)
            case "huy":
                packing.cancel(uuid, words, officer.powers, **does)
            case _:
                raise Http404
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _show(request, officer, uuid, refused)
    return redirect("ways:post-shipment", uuid)


def _delivered(request: HttpRequest, officer: Officer, uuid: uuids.UUID, words: str) -> None:
    post, at = request.POST, officer.now
    _shipment(officer, uuid)  # nothing is stored for somebody else's
    upload, file_id = request.FILES.get("photo"), None
    if upload is not None and post.get("proof") == "photo":
        try:
            file_id = storing.store(upload, purpose="other", owner_id=None, by=officer.account.pk, at=at).pk
        except RefusedFile as bad:
            raise Refused(bad.vi, bad.en, "photo") from None
    delivering.deliver(
        uuid, post.get("receiver", "")[:200], post.get("relation", "")[:20], post.get("proof", "")[:10],
        officer.powers, by=officer.actor, at=at, file_id=file_id, words=words,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@carriers_only
def bring(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Packs for one agency are scanned onto a record. 422 says for each code why it cannot go."""
    agencies = packing_form.receivers(officer.now)
    typed = request.POST.get("codes", "")[:8000]
    chosen = next((one for one in agencies if str(one.pk) == request.POST.get("agency")), None)
    faults: list[dict[str, Any]] = []
    wrong: dict[str, dict[str, str]] = {}
    if request.method == "POST":
        if chosen is None:
            wrong["agency"] = {"vi": "Chọn cơ quan nhận.", "en": "Choose the agency."}
        else:
            try:
                record = handing.bring(
                    _office(officer),
                    chosen,
                    typed.split("\n"),
                    officer.powers,
                    by=officer.actor,
                    at=officer.now,
                )
                return redirect("ways:post-record", record.uuid)
            except NotThese as these:
                faults = [{"code": code, "vi": vi, "en": en} for code, (vi, en) in these.faults.items()]
                wrong["codes"] = {"vi": "Có mã chưa bàn giao được.", "en": "Some codes cannot go."}
            except NotYours:
                raise Http404 from None
            except Refused as refused:
                wrong["codes"] = {"vi": refused.vi, "en": refused.en}
    offices = officer.powers.agency_ids(CARRIES)
    waiting = Shipment.objects.select_related("agency").filter(
        office__in=offices, state=State.COLLECTED, record=None
    )
    context = page_context(
        officer, HERE, agencies=agencies, agency=chosen, typed=typed, faults=faults, wrong=wrong,
        waiting=list(waiting.order_by("agency", "id")[:LINES]),
        errors=[{"href": f"#id-{name}", "text": pick(words)} for name, words in wrong.items()],
    )  # fmt: skip
    return render(request, "ways/post_bring.html", context, status=422 if wrong else 200)


@require_safe
@officer_page
def record(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """A record of handing over, for both sides. Three queries. Raises: Http404 for everybody else."""
    return _record(request, officer, uuid)


def _record(
    request: HttpRequest, officer: Officer, uuid: uuids.UUID, refused: Refused | None = None
) -> HttpResponse:
    try:
        found = reading.record_of(uuid, officer.powers)
    except NotYours:
        raise Http404 from None
    rows = found.rows
    if found.signed_at is None:
        rows = [{**handing.line_of(one), "id": one.pk} for one in reading.shipments_on(found)]
    sends = found.way == Way.SEND
    side = officer.powers.agency_ids(handing.RECEIVES if sends else CARRIES)
    signs = found.signed_at is None and (found.agency_id if sends else found.office_id) in side
    context = page_context(
        officer, HERE if carries(officer) else "/buu-chinh/co-quan/", record=found, rows=rows, sends=sends,
        signs=signs, refused=refused, typed=request.POST.get("words", ""), ticked=set(request.POST.getlist("missing")),
        giver=found.office if sends else found.agency, taker=found.agency if sends else found.office,
    )  # fmt: skip
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "ways/post_record.html", context, status=status)


@require_safe
@officer_page
def record_pdf(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The record as PDF. Raises: Http404."""
    try:
        found = reading.record_of(uuid, officer.powers)
    except NotYours:
        raise Http404 from None
    name = found.number.replace("/", "-")
    rows = reading.shipments_on(found) if found.signed_at is None else []
    return pdf(papers.record(found, rows), f"{name}.pdf")


@require_POST
@officer_page
def sign(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """Counted and signed: by the agency for packs, by the post for results. Raises: Http404 for everybody else."""
    missing = [int(one[:18]) for one in request.POST.getlist("missing") if one.isdecimal()]
    words = request.POST.get("words", "")[:2000]
    try:
        found = reading.record_of(uuid, officer.powers)
        signing = handing.sign_for_packs if found.way == Way.SEND else handing.sign_for_results
        signing(uuid, missing, words, officer.powers, by=officer.actor, at=officer.now)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _record(request, officer, uuid, refused)
    messages.success(request, pick({"vi": "Đã ký nhận.", "en": "Signed."}))
    return redirect("ways:post-record", uuid)

"""The event log of a procedure as a file for other tools: XES or OCEL 2.0, pseudonymous, streamed, written down."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from motcua.foundation import events
from motcua.insight.process import event_log, ocel, xes
from motcua.insight.process.event_log import Period, Pseudonyms
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.catalogue.versions import compiled_version
from motcua.sites.console import process
from motcua.sites.console.leader import Leader, leader_page, sees
from motcua.sites.console.process_export_form import FORMATS, Wish, fields
from motcua.sites.console.process_filters import Chosen
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import errors_of

PIECE = 64 * 1024


@require_POST
@leader_page(sees)
def export(request: HttpRequest, leader: Leader, code: str) -> HttpResponseBase:
    """The file, or the page again with what is missing. The period and agency are those of the address."""
    chosen, seen = process.seen_by(request, leader, code)
    wish = Wish(request.POST.get("dinh-dang", ""), request.POST.get("muc-dich", "").strip()[:300])
    problems = wish.problems()
    if problems:
        asked = fields(wish, problems)
        context = process.page_of(leader, chosen, seen, code, export_fields=asked, errors=errors_of(asked))
        return render(request, "console/process.html", context, status=422)
    if not fresh_proof(request):
        return ask_proof(request)
    return _file(leader, chosen, code, wish)


def _file(leader: Leader, chosen: Chosen, code: str, wish: Wish) -> HttpResponse | StreamingHttpResponse:
    first, until = chosen.moments()
    events.record(
        f"event-log/{code}", "event-log-taken", at=leader.now, actor=leader.actor,
        data={
            "procedure": code, "format": wish.form, "first": first, "until": until,
            "agency": chosen.agency or None, "purpose": wish.purpose,
        },
    )  # fmt: skip
    _, _, ending, media = FORMATS[wish.form]
    response = StreamingHttpResponse(_pieces(written(leader, chosen, code, wish.form)), content_type=media)
    name = f"{code}-{chosen.first:%Y-%m}-{until - timedelta(days=1):%Y-%m}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def written(leader: Leader, chosen: Chosen, code: str, form: str) -> Iterator[str]:
    """The document, piece by piece: memory stays small whatever the number of dossiers."""
    scope, (first, until) = chosen.scope(leader), chosen.moments()
    names = Pseudonyms(sha256(f"event-log:{settings.SECRET_KEY}".encode()).digest())
    period = Period(code, first, until)
    if form == "xes":
        return xes.write(event_log.cases(scope, period, names), code, leader.now)
    writer = ocel.write_json if form == "ocel-json" else ocel.write_xml
    return writer(lambda: event_log.cases(scope, period, names), _types(code))


def _types(code: str) -> list[str]:
    """Every type of event that dossiers of a procedure may show, of all its versions."""
    versions = (
        ProcedureVersion.objects.filter(procedure__code=code).order_by("-id").values_list("id", flat=True)
    )
    steps = [step.step.title.vi for version in versions for step in compiled_version(version).steps.values()]
    return ocel.event_types([*steps, event_log.EARLIER], [vi for vi, _ in event_log.TOLD.values()])


def _pieces(written: Iterator[str]) -> Iterator[bytes]:
    """Small texts gathered, so that not each of them is a packet."""
    waiting, length = list[bytes](), 0
    for text in written:
        waiting.append(text.encode())
        length += len(waiting[-1])
        if length >= PIECE:
            yield b"".join(waiting)
            waiting, length = [], 0
    yield b"".join(waiting)

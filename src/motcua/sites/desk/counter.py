"""The counter: a paper dossier taken in on one screen, from the person to the printed receipt."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.city import identities
from motcua.city.agencies import NoCompetentAgency, SeveralCompetent
from motcua.city.authority import NotAllowed
from motcua.city.contracts import reading as contracts
from motcua.city.contracts.models import ReceptionContract
from motcua.city.models import Person
from motcua.foundation import audit
from motcua.foundation.card_qr import CardQrError, parse_card_qr
from motcua.foundation.identifiers import parse_pin
from motcua.procedures.catalogue import closing, publishing, searching
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.records.population import reading
from motcua.sites.desk import asking, brought, counter_papers, handing_in, rights, standing_in, tickets
from motcua.sites.desk.counter_questions import Questions
from motcua.sites.desk.dossier import checklist, owed
from motcua.sites.desk.entering import Entry
from motcua.sites.desk.lists import noted
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell import dossier_page, language

FREQUENT = 9
"""Procedures that have a digit key of their own."""
MOST_FOUND = 12


def _receives(officer: Officer) -> None:
    if not officer.receives:
        raise PermissionDenied


@officer_page
def choose(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Which procedure: the frequent ones have a key each, the others are found by what people call them."""
    _receives(officer)
    words = request.GET.get("q", "").strip()
    if words:
        rows = [
            {"code": one.code, "name": {"vi": one.name_vi, "en": one.name_en}, "executable": one.executable}
            for one in searching.search(words, limit=MOST_FOUND)
        ]
        rows.sort(key=lambda row: not row["executable"])
    else:
        rows = [
            {"code": one.code, "name": {"vi": one.name_vi, "en": one.name_en}, "executable": True}
            for one in Procedure.objects.filter(executable=True).order_by("shelf_key")
        ]
    rows = [row for row in rows if _takes(officer, str(row["code"]))]
    for number, row in enumerate(rows[:FREQUENT], 1):
        row["key"] = str(number)
    context = page_context(officer, "counter", query=words, rows=rows, contract=_contract(officer))
    return render(request, "desk/counter.html", context)


def _takes(officer: Officer, code: str) -> bool:
    """Whether anything of this procedure is taken in by this post. No query."""
    return any(one.power == "receive" and one.procedure_code in ("", code) for one in officer.powers.grants)


def _contract(officer: Officer) -> ReceptionContract | None:
    """The contract under which this post works; None for officers, without a query."""
    return contracts.of_post(officer.post.post_id) if contracts.under_contract(officer.powers) else None


@officer_page
def begin(request: HttpRequest, officer: Officer, procedure: str) -> HttpResponse:
    """Give the intake its number."""
    _receives(officer)
    if not _takes(officer, procedure):
        raise PermissionDenied
    version = publishing.version_for(procedure, officer.now)
    found = Procedure.objects.filter(code=procedure).first()
    told = closing.closed(found, version, officer.now) if found is not None and version is not None else None
    if told is not None:
        messages.warning(request, language.say(f"Không nhận hồ sơ mới: {told.vi}", f"Closed: {told.en}"))
        return redirect("desk:counter")
    return redirect("desk:counter-form", procedure=procedure, number=uuid.uuid4())


@officer_page
def form(request: HttpRequest, officer: Officer, procedure: str, number: uuid.UUID) -> HttpResponse:
    """The one screen; sent, it becomes an accepted dossier with its receipt."""
    entry = _entry(request, officer, procedure, number)
    if request.method != "POST":
        return _screen(request, officer, entry)
    faults = _keep_scans(request, officer, entry)
    if entry.brought is not None and entry.brought.stops is not None:
        faults["competent"] = (entry.brought.stops["vi"], entry.brought.stops["en"])
    if "applicant" not in entry.people and not entry.typed_name:
        faults["person"] = (
            "Tìm người nộp theo số định danh, hoặc ghi họ tên.",
            "Find or name the person who files.",
        )
    if faults:
        return _screen(request, officer, entry, faults)
    try:
        taken_in = changes.take_in(
            handing_in.submission(entry),
            by=officer.actor,
            at=officer.now,
            ticked=_ticked(request),
            filed_at=entry.brought.filed_at if entry.brought else None,
        )
    except NotComplete as faulty:
        return _screen(request, officer, entry, faulty.fields)
    except (NoCompetentAgency, NotAllowed) as refused:
        return _screen(request, officer, entry, {"competent": (refused.vi, refused.en)})
    except SeveralCompetent:
        told = (
            "Nhiều cơ quan cùng có thẩm quyền: chọn nơi cụ thể hơn.",
            "Several agencies are competent there.",
        )
        return _screen(request, officer, entry, {"competent": told})
    tickets.forget(request, number)
    tickets.keep_answers(request, procedure, entry.to_keep())
    return redirect("desk:counter-taken", code=taken_in.code)


def _ticked(request: HttpRequest) -> frozenset[str]:
    """The points of the receiving checklist that the officer has confirmed."""
    return frozenset(request.POST.getlist("tick"))


def _entry(request: HttpRequest, officer: Officer, code: str, number: uuid.UUID) -> Entry:
    _receives(officer)
    if not _takes(officer, code):
        raise PermissionDenied
    version: ProcedureVersion | None = publishing.version_for(code, officer.now)
    if version is None:
        raise Http404
    ticket = tickets.read(request, number)
    came = brought.of(ticket, number, code, officer)
    first = came.posted if came is not None and request.method == "GET" else None
    return Entry(
        number=number,
        version_id=version.id,
        compiled=publishing.compiled(version),
        officer=officer,
        ticket=ticket,
        people=tickets.people(ticket),
        posted=first if first is not None else request.POST,
        brought=came,
        kept=tickets.kept_answers(request, code),
    )


def _keep_scans(request: HttpRequest, officer: Officer, entry: Entry) -> dict[str, tuple[str, str]]:
    """Scans are kept at once, so that a fault elsewhere in the form does not ask for them again."""
    faults: dict[str, tuple[str, str]] = {}
    owner = entry.owner
    for item in entry.compiled.papers:
        name = f"paper.{item.paper.id}"
        kept = entry.ticket.files.setdefault(item.paper.id, [])
        drop = set(request.POST.getlist(f"{name}.drop"))
        kept[:] = [one for one in kept if one not in drop]
        for upload in request.FILES.getlist(f"{name}.files"):
            try:
                stored = storing.store(
                    upload,
                    purpose="scan",
                    owner_id=owner.id if owner else None,
                    by=officer.account.id,
                    at=officer.now,
                )
            except RefusedFile as refused:
                faults[f"papers.{item.paper.id}"] = (
                    f"{upload.name}: {refused.vi}",
                    f"{upload.name}: {refused.en}",
                )
                continue
            if str(stored.uuid) not in kept:
                kept.append(str(stored.uuid))
    tickets.keep(request, entry.number, entry.ticket)
    return faults


def _screen(
    request: HttpRequest,
    officer: Officer,
    entry: Entry,
    faults: dict[str, Any] | None = None,
    found: list[Person] | None = None,
    role: str = "applicant",
) -> HttpResponse:
    """The screen with everything that was typed. 422 with faults."""
    faults, questions = faults or {}, Questions(entry)
    context = page_context(
        officer,
        "counter",
        entry=entry,
        procedure=entry.compiled.definition,
        faults=faults,
        errors=questions.error_list(faults),
        pages=questions.pages(faults),
        papers=counter_papers.rows(entry, faults),
        proxy=standing_in.shown(entry, officer.now, faults),
        checklist=checklist(entry.compiled.step(entry.compiled.start), faults),
        typed={"ticked": _ticked(request)},
        fee=handing_in.fees(entry),
        competent=handing_in.competent(entry),
        competent_words=handing_in.competent_words(entry),
        address_field=questions.address_field(),
        found=found,
        role=role,
        urls={
            name: reverse(f"desk:counter-{name}", args=[entry.compiled.code, entry.number])
            for name in ("form", "person", "shown")
        },
    )
    return render(request, "desk/counter_form.html", context, status=422 if faults else 200)


@require_POST
@officer_page
def find_person(request: HttpRequest, officer: Officer, procedure: str, number: uuid.UUID) -> HttpResponse:
    """Find who files, who owns, who is authorised: by number or by name. Every person shown is logged."""
    entry = _entry(request, officer, procedure, number)
    _keep_scans(request, officer, entry)
    role = request.POST.get("find") or request.GET.get("find", "applicant")
    role = role if role in tickets.ROLES else "applicant"
    if not (officer.powers.holds_any("see_person") or contracts.under_contract(officer.powers)):
        raise PermissionDenied
    chosen = request.POST.get("person", "")
    found: list[Person] | None = None
    if chosen.isdecimal() and int(chosen) in entry.ticket.offered:
        entry.choose(role, int(chosen))
    elif request.POST.get("forget"):
        entry.ticket.people.pop(role, None)
        entry.people.pop(role, None)
    elif words := request.POST.get(f"{role}.q", "").strip():
        found = _people(words, officer)
        audit.log_read(
            officer.actor,
            [person.id for person in found],
            purpose=f"Tiếp nhận: {entry.compiled.definition.name.vi}",
            what="population",
            code="intake",
            at=officer.now,
        )
        entry.ticket.offered = [person.id for person in found]
        if len(found) == 1:
            entry.choose(role, found[0].id)
            found = None
    tickets.keep(request, number, entry.ticket)
    return _screen(request, officer, entry, found=found, role=role)


def _people(words: str, officer: Officer) -> list[Person]:
    """Persons by a number of today or of before, a scanned card, or a full name with or without marks."""
    if "|" in words:
        try:
            words = parse_card_qr(words, officer.now.date()).pin.value or ""
        except CardQrError:
            return []
    if not words or any(char.isdecimal() for char in words) or contracts.under_contract(officer.powers):
        # a firm's people find who stands before them by the card, never people by a name
        pin = parse_pin(words, officer.now.date())
        person = reading.of_number(pin.value) if pin.value else None
        return [person] if person else []
    return list(identities.find(words).select_related("unit")[:MOST_FOUND])


@require_POST
@officer_page
def shown(request: HttpRequest, officer: Officer, procedure: str, number: uuid.UUID) -> HttpResponse:
    """What the answers so far lead to: which questions are asked, which papers are wanted, what it costs.

    The page shows and hides; nothing that is being typed is replaced. Fields that can be filled now come along.
    """
    entry = _entry(request, officer, procedure, number)
    fee = handing_in.fees(entry)
    return JsonResponse(
        {
            "shown": sorted(entry.asked()),
            "papers": sorted(counter_papers.wanted(entry)),
            "known": sorted(counter_papers.known(entry)),
            "fee": render_to_string("desk/_fees.html", {"lines": fee.lines, "total": fee.total}),
            "competent": handing_in.competent_words(entry),
            "fill": {
                path: render_to_string("shell/field.html", {"f": field})
                for path, field in Questions(entry).fillable().items()
            },
        }
    )


@officer_page
def taken(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The dossier is in: the receipt lies ready for the printer, cash can be taken, the next one may come."""
    found: Dossier = rights.dossier_for(officer.powers, code)
    receipt = Document.objects.filter(dossier_id=found.id, kind="receipt").order_by("-id").first()
    order = owed(found)
    noted(officer, [found], "taken")
    return render(
        request,
        "desk/taken.html",
        page_context(
            officer,
            "counter",
            d=found,
            receipt=receipt,
            order=order,
            parts=dossier_page.parts("officer", found, officer.now, officer),
        ),
    )


@officer_page
def communes(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The communes of a province, as options for the select beside it."""
    select = next((name for name in request.GET if name.endswith("-province")), "")
    province = request.GET.get(select, "")
    options = asking.communes(province, officer.now.date()) if province else ()
    return render(request, "shell/field/options.html", {"options": options, "value": ""})

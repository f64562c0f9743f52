"""Filing: what a procedure takes, then its form, one page at a time."""

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation import clock
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.compile import CompiledField, CompiledPage
from motcua.procedures.dossiers.models import Draft
from motcua.procedures.forms import Message
from motcua.sites.portal import answers_shown, drafts, effort, form_reading, paper_cards, proving
from motcua.sites.portal.for_organisation import keeping
from motcua.sites.portal.form_pages import Filling
from motcua.sites.portal.frame import show
from motcua.sites.portal.guidance import reading
from motcua.sites.portal.places import Places
from motcua.sites.portal.resident import Known, current, known_of, resident_only, stopped
from motcua.sites.portal.screens import Screen, page_of
from motcua.sites.portal.way import page_url, steps_of
from motcua.sites.portal.wrong import named_errors


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the procedure takes, for everybody; filing begins with the national sign-on.

    Raises: Http404 for a code that is unknown or cannot be filed online.
    """
    at = clock.now()
    procedure = Procedure.objects.filter(code=code, internal=False).first()
    version = publishing.version_for(code, at) if procedure is not None and procedure.executable else None
    if procedure is None or version is None:
        raise Http404
    definition = publishing.definition_of(version)
    closed = closing.closed(procedure, version, at)
    if request.method == "POST" and definition.channels.online and closed is None:
        return _begin(request, version)
    if stop := stopped(request):
        return stop
    resident = current(request)
    drafts_here = (
        drafts.seen_by(
            Draft.objects.filter(account=resident.account, version__procedure=procedure, sent_at=None),
            resident,
            key="id",
        )
        if resident
        else Draft.objects.none()
    )
    guidance = reading.from_definition(definition, procedure.facts)
    page = {
        "procedure": procedure,
        "definition": definition,
        "guidance": guidance,
        "case_fees_only": bool(guidance.ways) and reading.of_cases_only(guidance.ways[0].fees),
        "minutes": effort.before_beginning(definition, resident is not None),
        "draft_id": uuid.uuid4(),
        "unsent": drafts_here.order_by("-updated_at").first() if resident else None,
        "resident": resident,
        "closed": closed,
        "crumbs": [
            {"label": {"vi": "Trang đầu", "en": "Home"}, "href": reverse("portal:home")},
            {"label": definition.name, "href": ""},
        ],
    }
    status = 409 if closed is not None and request.method == "POST" else 200
    return show(request, "portal/start.html", page, status=status)


@resident_only
def _begin(request: HttpRequest, version: Any) -> HttpResponse:
    at = clock.now()
    try:
        draft_id = uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        draft_id = uuid.uuid4()
    resident = request.resident  # type: ignore[attr-defined]
    known = known_of(resident, at.date(), publishing.compiled(version))
    draft = drafts.begin(draft_id, version, resident, known, at)
    here = page_url(draft, draft.page)
    return redirect(proving.lacking(request, resident, version, here, at) or here)


@never_cache
@require_GET
@resident_only
def resume(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Go on where the form was left; on the version that is in force now."""
    draft = drafts.own(draft_id, request.resident)  # type: ignore[attr-defined]
    if draft.sent_at is None:
        drafts.bring_up_to_date(draft, clock.now())
    return redirect(page_url(draft, draft.page))


@require_POST
@resident_only
def heard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The resident has read what changed in the procedure since the form was begun."""
    with transaction.atomic():
        draft = drafts.own(draft_id, request.resident, lock=True)  # type: ignore[attr-defined]
        drafts.heard(draft)
    return redirect(page_url(draft, draft.page))


@require_POST
@resident_only
def discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throw an unsent draft away; gone already is as good."""
    resident = request.resident  # type: ignore[attr-defined]
    mine = Draft.objects.filter(id=draft_id, account=resident.account, sent_at=None)
    drafts.seen_by(mine, resident, key="id").delete()
    return redirect("portal:dossiers")


def _keep_typed(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> None:
    """A mandate ended while somebody was typing: their draft keeps it, for them and a new mandate. Three queries."""
    if request.user.pk is None:
        return
    with transaction.atomic():
        rows = Draft.objects.select_for_update(of=("self",)).select_related("version__procedure")
        account = request.user.pk
        draft = rows.filter(id=draft_id, account_id=account, sent_at=None).first() if account else None
        if draft is None:
            return
        pages = publishing.compiled(draft.version).pages
        compiled_page = next((one for one in pages if one.id == page_of(page_id)), None)
        if compiled_page is not None:
            answers = form_reading.read_page(compiled_page, request.POST, draft.answers)
            drafts.save(draft, answers, page_id, clock.now())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
@keeping(_keep_typed)
def page(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> HttpResponse:
    """One page of the form. At most 12 queries. Raises: Http404."""
    if request.method == "POST":
        with transaction.atomic():
            return _posted(request, draft_id, page_id)
    resident, at = request.resident, clock.now()  # type: ignore[attr-defined]
    draft = drafts.own(draft_id, resident)
    if draft.sent_at is not None:
        return redirect("portal:dossier", draft.id)
    if drafts.reopened(draft, at):
        return redirect(page_url(draft, draft.page))
    known = known_of(resident, at.date(), publishing.compiled(draft.version))
    filling, _ = drafts.fill_in(draft, known, resident, at)
    # A page may vanish while another answer changes; a page that never was is not found.
    if all(one.id != page_of(page_id) for one in filling.compiled.pages):
        raise Http404
    shown = filling.screen(page_id)
    if shown is None or shown.id != page_id:
        return redirect(page_url(draft, shown.id if shown else filling.screens[0].id))
    return _page(request, draft, filling, shown, {}, known)


def _posted(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> HttpResponse:
    """Answers of one page join those of the others under the draft's lock: what two windows send at once both counts."""
    resident, at = request.resident, clock.now()  # type: ignore[attr-defined]
    draft = drafts.own(draft_id, resident, lock=True)
    if draft.sent_at is not None:
        return redirect("portal:dossier", draft.id)
    if drafts.overtaken(draft, request.POST.get("_window", ""), request.POST.get("_turn", "")):
        return HttpResponse(status=204)
    compiled = publishing.compiled(draft.version)
    known = known_of(resident, at.date(), compiled)
    compiled_page = next((one for one in compiled.pages if one.id == page_of(page_id)), None)
    if compiled_page is None:
        if drafts.news_of(draft):  # the page was open while the procedure changed, and is not asked any more
            return redirect(page_url(draft, draft.page))
        raise Http404
    drafts.save(draft, form_reading.read_page(compiled_page, request.POST, draft.answers), page_id, at)
    if request.headers.get("X-Autosave"):
        # The questions on the screen stay as they are; other pages may follow this answer.
        drafts.fill_in(draft, known, resident, at, leave=_ids_of(compiled_page))
        return HttpResponse(status=204)
    filling, filled = drafts.fill_in(draft, known, resident, at)
    shown = filling.screen(page_id)
    if shown is None:
        return redirect(page_url(draft, filling.screens[0].id))
    return _answer(request, draft, filling, shown, filled & _ids_of(shown), known)


def _ids_of(page: CompiledPage | Screen) -> set[str]:
    return {item.id for item in page.items if isinstance(item, CompiledField)}


def _answer(
    request: HttpRequest, draft: Draft, filling: Filling, shown: Screen, filled: set[str], known: Known
) -> HttpResponse:
    """What follows a saved page: the same questions anew, the errors, or the next page.

    `filled`: questions of this page that the registers have just answered; nobody has seen that yet.
    """
    if request.headers.get("HX-Request"):
        return _page(request, draft, filling, shown, {}, known, template="portal/_questions.html")
    if form_reading.rows_changed(request.POST):
        return HttpResponseRedirect(page_url(draft, shown.id, request.POST.get("ve", "")) + "#questions")
    if refreshed := request.POST.get("_refresh"):
        anchor = f"#id-{refreshed}-field" if refreshed.replace("-", "").replace("_", "").isalnum() else ""
        return HttpResponseRedirect(page_url(draft, shown.id, request.POST.get("ve", "")) + anchor)
    errors = filling.errors_of(shown)
    if errors:
        asked = set(request.POST.getlist("_asked"))
        if all(path.split(".", 1)[0] not in asked for path in errors):
            # Questions that this very answer brought up: nobody has seen them yet, so nothing is wrong.
            return _page(request, draft, filling, shown, {}, known, news="more")
        return _page(request, draft, filling, shown, errors, known, status=422)
    if any(item.id in filled for item in filling.shown(shown) if isinstance(item, CompiledField)):
        return _page(request, draft, filling, shown, {}, known, news="filled")
    if request.POST.get("ve"):
        wrong = next((one for one in filling.screens if filling.errors_of(one)), None)
        return redirect(page_url(draft, wrong.id, "1") if wrong else page_url(draft, "xem-lai"))
    order = [one.id for one in filling.screens]
    after = order[order.index(shown.id) + 1 :]
    return redirect(page_url(draft, after[0] if after else "giay-to"))


def _page(
    request: HttpRequest,
    draft: Draft,
    filling: Filling,
    shown: Screen,
    errors: dict[str, Message],
    known: Known,
    *,
    template: str = "portal/page.html",
    news: str = "",
    status: int = 200,
) -> HttpResponse:
    here = page_url(draft, shown.id)
    parts = filling.parts(shown, errors, here)
    order = [one.id for one in filling.screens]
    at = order.index(shown.id)
    lacking = len(paper_cards.missing(filling.papers(known.sources), draft))
    context = {
        "draft": draft,
        "definition": filling.compiled.definition,
        "words": filling.words_of(shown),
        "screen": shown,
        "parts": parts,
        "known_rows": []
        if errors or template != "portal/page.html"
        else answers_shown.known_rows(filling, shown),
        "asked": _asked(filling, shown, parts),
        "changed": drafts.news_of(draft),
        "errors": _summary(parts),
        "here": here,
        "news": news,
        "back_to_review": request.GET.get("ve") or request.POST.get("ve") or "",
        "previous": page_url(draft, order[at - 1]) if at else "",
        "forget": [page_url(draft, one) for one in order if one != shown.id],
        **steps_of(draft, filling, shown.id, lacking),
    }
    if template != "portal/page.html":
        return render(request, template, context)
    return show(request, template, context, status=status)


def _asked(filling: Filling, shown: Screen, parts: list[Any]) -> list[str]:
    """Names of the questions on the screen, sent along: an unticked choice sends nothing of its own."""
    names = []
    for part in parts:
        names += [one.name for one in part.fields]
        if part.rows is not None:
            names.append(part.rows.group.id)
            names += [one.name for row in part.rows.groups for one in row["fields"]]
    return names


def _summary(parts: list[Any]) -> list[dict[str, str]]:
    """All errors of the page with the question's own words, in the order shown."""
    told: list[dict[str, str]] = []
    for part in parts:
        told += named_errors(part.fields)
        if part.rows is not None:
            if part.rows.error:
                told.append({"href": f"#{part.rows.anchor}", "text": part.rows.error})
            for row in part.rows.groups:
                told += named_errors(row["fields"])
    return told


@require_GET
def communes(request: HttpRequest) -> HttpResponse:
    """The communes of a province as options, for the second select of an address. One query."""
    chosen = next((str(value) for name, value in request.GET.items() if name.endswith("-province")), "")
    options = Places(clock.now().date()).communes(chosen) if chosen.isdecimal() and len(chosen) == 2 else []
    answer = render(request, "shell/field/options.html", {"options": options, "value": ""})
    answer["Cache-Control"] = "public, max-age=3600"
    return answer

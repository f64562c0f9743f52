"""Pages for residents: what others reported, sending, following one's own, rating, questions and answers."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.exchange.dialogue import changes, counting, machine, masking, offices, reading, sending
from motcua.exchange.dialogue.changes import Given
from motcua.exchange.dialogue.errors import DialogueError, TooMany
from motcua.exchange.dialogue.kinds import categories, kind
from motcua.exchange.dialogue.models import Photo, Report
from motcua.foundation import clock
from motcua.sites.dialogue import forms, showing
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, current, resident_only
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option, errors_of

PAGE = 20
MOST_POINTS = 2000
TABS = (
    ("scene", "Hiện trường", "Problems on the spot"),
    ("regulation", "Quy định, cán bộ", "Rules and conduct"),
)
BY_WORD = {"": "scene", "quy-dinh": "regulation"}
WORD = {kind: word for word, kind in BY_WORD.items()}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What was reported and what became of it. At most 7 queries signed on, 4 for visitors."""
    at = clock.now()
    key = BY_WORD.get(request.GET.get("loai", ""), "scene")
    unit = offices.commune(request.GET.get("xa", "")[:5], at) if key == "scene" else None
    category = request.GET.get("linh-vuc", "")
    category = category if category in categories(key) else ""
    counter = request.GET.get("tinh-trang", "")
    counter = counter if counter in showing.COUNTERS else ""
    unit_id = unit.id if unit else None
    page = reading.public(
        key,
        unit_id=unit_id,
        category=category,
        counter=counter,
        before=request.GET.get("truoc", ""),
        size=PAGE,
    )
    photos = reading.photos_of([one.id for one in page.rows], released=True)
    chosen = {"loai": WORD[key], "xa": unit.code if unit else "", "linh-vuc": category}
    base = urlencode({name: value for name, value in chosen.items() if value})
    figures = dict(counting.figures(key, unit_id, category))
    context = {
        "kind": kind(key),
        "key": key,
        "tabs": [
            {"label": {"vi": vi, "en": en}, "href": _at(WORD[one]), "current": one == key} for one, vi, en in TABS
        ],
        "figures": showing.counters(key, figures, f"?{base}{'&' if base else ''}tinh-trang="),
        "counter": {"key": counter, **dict(zip(("vi", "en"), showing.COUNTERS[counter], strict=True))} if counter else None,
        "without_counter": f"?{base}" if base else reverse("dialogue:index"),
        "rows": [showing.line_of(one, photos.get(one.id)) for one in page.rows],
        "units": forms.communes(at) if key == "scene" else [],
        "unit": chosen["xa"],
        "categories": [Option(name, {"vi": c.vi, "en": c.en}) for name, c in categories(key).items()],
        "category": category,
        "word": WORD[key],
        "older": _with(request, page.following),
        "newer": f"?{base}" if request.GET.get("truoc") else "",
        "points": _points_of(base, counter) if key == "scene" else "",
        "send": reverse("dialogue:send" if key == "scene" else "dialogue:send-regulation"),
    }  # fmt: skip
    return show(request, "dialogue/index.html", context)


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The newest reports of the list as points of a map. Two queries at most; kept for a minute on the way."""
    at = clock.now()
    unit = offices.commune(request.GET.get("xa", "")[:5], at)
    counter, category = request.GET.get("tinh-trang", ""), request.GET.get("linh-vuc", "")
    page = reading.public(
        "scene",
        unit_id=unit.id if unit else None,
        category=category if category in categories("scene") else "",
        counter=counter if counter in showing.COUNTERS else "",
        size=MOST_POINTS,
    )
    answer = JsonResponse(showing.points(page.rows))
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def _at(word: str) -> str:
    return reverse("dialogue:index") + (f"?loai={word}" if word else "")


def _points_of(base: str, counter: str) -> str:
    """Where the map gets the points of the list as it is filtered now."""
    asked = "&".join(part for part in (base, f"tinh-trang={counter}" if counter else "") if part)
    return f"{reverse('dialogue:points')}?{asked}"


def _with(request: HttpRequest, following: str) -> str:
    if not following:
        return ""
    query = request.GET.copy()
    query["truoc"] = following
    return f"?{query.urlencode()}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def send_scene(request: HttpRequest) -> HttpResponse:
    """A problem on the spot."""
    return _send(request, "scene")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def send_regulation(request: HttpRequest) -> HttpResponse:
    """An opinion on rules or on how officials act."""
    return _send(request, "regulation")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def ask(request: HttpRequest) -> HttpResponse:
    """A question; similar ones that were answered are shown while it is typed."""
    return _send(request, "question")


def _send(request: HttpRequest, key: str) -> HttpResponse:
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at, sort = clock.now(), kind(key)
    told = ""
    if request.method == "POST":
        sent = forms.read(request, sort, resident.actor, at)
        removing = any(name.startswith("remove-") for name in request.POST)
        if sent.message is not None and not removing:
            try:
                report = sending.send(sent.message, by=resident.actor, at=at)
            except TooMany as refusal:
                told = language.pick(refusal)
            else:
                messages.success(
                    request, language.say(f"Đã gửi. Mã: {report.code}", f"Sent. Code: {report.code}")
                )
                return redirect(showing.address_of(report))
        if removing:
            sent.errors, sent.warnings = {}, []
    else:
        home = resident.person.unit.code if resident.person.unit else ""
        sent = forms.blank(sort, home, request.GET.get("thu-tuc", "")[:20])
    similar = reverse("dialogue:similar") if key == "question" else ""
    fields = forms.fields_of(sent, at, similar_url=similar)
    errors = errors_of(fields)
    if wrong := sent.errors.get("place-lat"):
        errors.append({"href": "#ban-do", "text": language.pick(wrong)})
    asked = sent.typed.get("text", "") if key == "question" else ""
    context = {
        "kind": sort,
        "sent": sent,
        "fields": fields,
        "errors": errors,
        "told": told,
        "similar": [showing.line_of(one) for one in reading.similar(asked)] if asked else [],
        "point": {"lat": sent.typed.get("place-lat", ""), "lon": sent.typed.get("place-lon", "")},
        "crumbs": [_crumb(key), {"label": {"vi": "Gửi", "en": "Send"}, "href": ""}],
    }
    bad = bool(errors or told or sent.warnings)
    return show(request, "dialogue/send.html", context, status=422 if bad else 200)


def _crumb(key: str) -> dict[str, Any]:
    if key == "question":
        return {"label": {"vi": "Hỏi đáp", "en": "Questions"}, "href": reverse("dialogue:questions")}
    return {"label": {"vi": "Phản ánh", "en": "Reports"}, "href": _at(WORD[key])}


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Answered questions like the one being typed, as a piece of a page. One query."""
    found = reading.similar(request.GET.get("text", "")[:2000])
    return render(request, "dialogue/_similar.html", {"similar": [showing.line_of(one) for one in found]})


@never_cache
@require_safe
@resident_only
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that I have sent, newest first."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    page = reading.of_person(resident.person.pk, before=request.GET.get("truoc", ""), size=PAGE)
    rows = [
        {**showing.line_of(one), "text": one.text, "kind": kind(one.kind).name, "where": ""}
        for one in page.rows
    ]
    context = {
        "rows": rows,
        "older": _with(request, page.following),
        "newer": request.path if request.GET else "",
    }
    return show(request, "dialogue/mine.html", context)


@never_cache
@require_safe
def report(request: HttpRequest, code: str) -> HttpResponse:
    """A report or opinion: all of it for its sender, the public part for others. Raises: Http404."""
    return _one(request, code, question=False)


@never_cache
@require_safe
def question(request: HttpRequest, code: str) -> HttpResponse:
    """A question and its answer. Raises: Http404."""
    return _one(request, code, question=True)


def _one(request: HttpRequest, code: str, *, question: bool) -> HttpResponse:
    found = reading.by_code(code)
    resident = current(request)
    own = found is not None and resident is not None and found.reporter_id == resident.person.pk
    if found is None or (found.kind == "question") != question or not (own or found.shown_at is not None):
        raise Http404
    return _page(request, found, own=own, resident=resident)


def _page(
    request: HttpRequest, found: Report, *, own: bool, resident: Resident | None, typed: dict[str, Any] | None = None,
    wrong: DialogueError | None = None,
) -> HttpResponse:  # fmt: skip
    at = clock.now()
    if found.kind == "question" and not own and request.method == "GET":
        Report.objects.filter(id=found.id).update(views=F("views") + 1)
    sort = kind(found.kind)
    entries = showing.timeline(found, _Offices(), own=own)
    photos = reading.photos_of([found.id], released=True).get(found.id, [])
    refused = sort.reasons.get(found.refusal) if sort.states[found.state].counter == "refused" else None
    acts: list[str] = []
    if own and resident is not None:
        facts = changes.facts_of(found)
        acts = list(machine.possible(sort, facts, by="resident", account_id=resident.account.pk, at=at))
    context = {
        "report": found,
        "kind": sort,
        "own": own,
        "state": showing.state_of(found),
        "category": showing.category_of(found),
        "office": offices.office(found.agency_id),
        "timeline": entries,
        "before": showing.pictures(photos, "before"),
        "after": showing.pictures(photos, "after"),
        "text": found.text if own else found.public_text,
        "hidden": own and found.shown_at is None,
        "reply": found.reply if own and found.public_reply else found.public_reply,
        "refused": refused,
        "original": found.original if found.original and found.original.shown_at else None,
        "score": next((score for score in sort.rating if score.value == found.stars), None),
        "forms": [_act_form(found, name, typed or {}, wrong) for name in acts],
        "where": found.place if own else masking.masked(found.place),
        "about": found.about if own else masking.masked(found.about),
        "procedure": found.procedure_code,
        "crumbs": [_crumb(found.kind), {"label": found.code, "href": ""}],
        "answered": found.replied_at,
    }
    return show(request, "dialogue/report.html", context, status=422 if wrong else 200)


class _Offices(dict[int, offices.Office]):
    """Offices by id, from memory."""

    def get(self, key: int, default: Any = None) -> Any:
        return offices.office(key) if key else default


def _act_form(found: Report, name: str, typed: dict[str, Any], wrong: DialogueError | None) -> dict[str, Any]:
    """What a sender can do, as a small form."""
    sort = kind(found.kind)
    act = sort.acts[name]
    mine = typed.get("act") == name
    fields = []
    error = {"vi": wrong.vi, "en": wrong.en} if wrong is not None and mine else ""
    if "stars" in act.needs:
        label = {"vi": "Kết quả xử lý thế nào?", "en": "How was it handled?"}
        if len(sort.rating) == 5:
            fields.append(
                Field("stars", "rating", label, value=typed.get("stars") if mine else None, error=error)
            )
        else:
            options = [Option(str(one.value), {"vi": one.vi, "en": one.en}) for one in sort.rating]
            fields.append(Field("stars", "choice", label, options=options, error=error))
        fields.append(
            Field("words", "longtext", {"vi": "Góp ý thêm", "en": "Anything to add"}, required=False, max_length=2000,
                  value=typed.get("words") if mine else None)
        )  # fmt: skip
    elif "words" in act.needs:
        words = {"reopen": ("Vì sao cần mở lại?", "Why should it be reopened?")}
        vi, en = words.get(name, ("Nội dung bổ sung", "What you add"))
        fields.append(
            Field(f"{name}-words", "longtext", {"vi": vi, "en": en}, max_length=4000, error=error,
                  value=typed.get("words") if mine else None)
        )  # fmt: skip
    return {
        "name": name,
        "title": {"vi": act.vi, "en": act.en},
        "fields": fields,
        "href": reverse("dialogue:act", args=[found.code, name]),
        "open": mine or name != "reopen",
    }


@require_POST
@resident_only
def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Rate, reopen, add what was asked for: the sender's own acts. Raises: Http404 for anybody else's."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    found = reading.by_code(code)
    if found is None or found.reporter_id != resident.person.pk:
        raise Http404
    doing = kind(found.kind).acts.get(name)
    if doing is None or doing.by != "resident":
        raise Http404
    words = request.POST.get(f"{name}-words", request.POST.get("words", "")).replace("\x00", "")[:4000]
    stars = request.POST.get("stars", "")
    given = Given(words=words, stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None)
    try:
        changes.act(found.id, name, given, by=resident.actor, at=clock.now())
    except DialogueError as refusal:
        typed = {"act": name, "words": words, "stars": stars}
        return _page(request, found, own=True, resident=resident, typed=typed, wrong=refusal)
    messages.success(request, language.say("Đã ghi nhận, cảm ơn bạn.", "Noted, thank you."))
    return redirect(showing.address_of(found))


@require_safe
def photo(request: HttpRequest, number: uuid.UUID) -> HttpResponseBase:
    """The public copy of a photo; nothing else is ever served here. Raises: Http404. One query."""
    row = Photo.objects.filter(
        uuid=number, released_at__isnull=False, report__shown_at__isnull=False
    ).values_list("public_path", flat=True)
    path = row.first()
    if not path:
        raise Http404
    answer = FileResponse(default_storage.open(path, "rb"), content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@never_cache
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Answered questions, searched with or without marks. At most 4 queries."""
    words = request.GET.get("q", "")[:200]
    category = request.GET.get("linh-vuc", "")
    category = category if category in categories("question") else ""
    page = reading.search_answers(words, before=request.GET.get("truoc", ""), category=category, size=PAGE)
    context = {
        "query": words,
        "rows": [{**showing.line_of(one), "reply": one.public_reply, "plain": True} for one in page.rows],
        "categories": [Option(name, {"vi": c.vi, "en": c.en}) for name, c in categories("question").items()],
        "category": category,
        "figures": showing.counters("question", dict(counting.figures("question")), "")[:3],
        "older": _with(request, page.following),
        "newer": request.path if request.GET.get("truoc") else "",
    }
    return show(request, "dialogue/questions.html", context)

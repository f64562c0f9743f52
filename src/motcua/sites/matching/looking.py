"""The list of doubtful pairs and one pair side by side: same, different, cannot say, each by one key."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Person, Unit
from motcua.foundation import audit
from motcua.procedures.dossiers.models import Dossier
from motcua.records.population import facts as population
from motcua.records.quality.models import Pair
from motcua.records.quality.pairs import desk, same_person
from motcua.records.quality.pairs.differences import likely, rows, strength
from motcua.records.quality.pairs.errors import Faulty, NotPossible
from motcua.records.quality.pairs.models import Matter
from motcua.sites.matching.frame import PURPOSE, WHAT, Looker, frame, looker_page
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.typed import whole_number

PAGE = 40
PAST = "matching_past"
"""In the session: pairs laid aside for now."""
MOST_PAST = 100
MOST_DOSSIERS = 5
SOURCES = {
    "population": {"vi": "Dân cư", "en": "Population"},
    "insurance": {"vi": "Bảo hiểm", "en": "Insurance"},
    "vaccination": {"vi": "Tiêm chủng", "en": "Vaccination"},
    "school": {"vi": "Trường học", "en": "School"},
    "civil_status": {"vi": "Hộ tịch", "en": "Civil status"},
}


@require_safe
@looker_page
def queue(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Pairs to look at, the likeliest first; nobody is named before a pair is opened. Four queries at most."""
    commune = request.GET.get("xa", "")[:6]
    area = looker.area.narrowed(commune)
    after = _position(request.GET.get("sau", ""))
    found = desk.page(area, looker.officer.account.pk, PAGE + 1, after)
    shown, more = found[:PAGE], len(found) > PAGE
    names = _communes({one.unit_code for one in shown})
    kept = f"xa={commune}&" if commune else ""
    lines = [
        {
            "pair": one,
            "likely": _both(likely(one.probability)),
            "sources": [SOURCES[one.left_source], SOURCES[one.right_source]],
            "commune": names.get(one.unit_code, one.unit_code),
            "why": _why(one),
            "by": _lessee(one, looker),
        }
        for one in shown
    ]
    context = frame(
        looker, "matching:queue", lines=lines, commune=commune,
        communes=_all_communes() if looker.area.codes is None else [],
        older=f"?{kept}sau={shown[-1].probability!r}-{shown[-1].pk}" if more else "",
        newer=f"?{kept}" if after else "",
    )  # fmt: skip
    return render(request, "matching/queue.html", context)


def _position(raw: str) -> tuple[float, int] | None:
    probability, _, number = raw.rpartition("-")
    try:
        return (float(probability), int(number)) if probability and number.isdecimal() else None
    except ValueError:
        return None


def _lessee(one: Pair, looker: Looker) -> str:
    lease = getattr(one, "lease", None)
    if lease is None or lease.until <= looker.officer.now or lease.account_id == looker.officer.account.pk:
        return ""
    return lease.name


PRIOR = "prior"
"""The row of an explanation with which every pair begins: two records at random are hardly ever one person."""


def _steps(found: Pair) -> list[dict[str, Any]]:
    """What was compared, each with its name in both languages."""
    return [
        one | {"name": {name: one.get(f"name_{name}") or one["comparison"] for name in ("vi", "en")}}
        for one in found.explanation
        if one["comparison"] != PRIOR
    ]


def _why(found: Pair) -> dict[str, str]:
    """The comparison that speaks most against one person: what has to be looked at."""
    worst = min(_steps(found), key=lambda one: one["weight"], default=None)
    if worst is None or worst["weight"] >= 0:
        return {"vi": "", "en": ""}
    return {name: f"{worst['name'][name]}: {worst[f'level_{name}']}" for name in ("vi", "en")}


def _both(words: tuple[str, str]) -> dict[str, str]:
    return {"vi": words[0], "en": words[1]}


def _communes(codes: set[str]) -> dict[str, str]:
    rows_ = Unit.objects.filter(code__in=codes, code_list="2025", level=Unit.Level.COMMUNE) if codes else ()
    return {one.code: one.full_name_vi for one in rows_}


def _all_communes() -> list[Unit]:
    rows_ = Unit.objects.filter(code_list="2025", level=Unit.Level.COMMUNE, agencies__isnull=False)
    return list(rows_.distinct().order_by("sort_key"))


@require_POST
@looker_page
def next_one(request: HttpRequest, looker: Looker) -> HttpResponse:
    """The next pair, leased; the one at hand is laid aside."""
    aside = request.POST.get("cap", "")
    if aside.isdecimal() and len(aside) < 18:
        request.session[PAST] = [*request.session.get(PAST, []), int(aside)][-MOST_PAST:]
    return _go_on(request, looker)


def _go_on(request: HttpRequest, looker: Looker) -> HttpResponse:
    account, commune = looker.officer.account, request.POST.get("xa", "")[:6]
    area = looker.area.narrowed(commune)
    past = request.session.get(PAST, [])
    found = desk.claim_next(area, account.pk, account.display_name, at=looker.officer.now, past=past)
    if found is None:
        request.session.pop(PAST, None)
        messages.success(request, say("Không còn cặp nào chờ anh/chị.", "No pair waits for you."))
        return redirect("matching:queue")
    back = f"?xa={commune}" if commune else ""
    return redirect(reverse("matching:pair", args=[found.pk]) + back)


@require_POST
@looker_page
def leave(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Back to the list; others may take the pair."""
    desk.give_back(looker.officer.account.pk)
    return redirect("matching:queue")


@require_POST
@looker_page
def heard(request: HttpRequest, looker: Looker) -> HttpResponse:
    """What was told has been read."""
    desk.seen(looker.officer.account.pk, looker.officer.now)
    return redirect("matching:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@looker_page
def pair(request: HttpRequest, looker: Looker, number: int) -> HttpResponse:
    """One pair. GET takes it for a quarter of an hour and notes the look; POST says what it is, then the next comes.

    Seven queries to show. Raises: Http404.
    """
    officer = looker.officer
    found = Pair.objects.filter(looker.area.condition, pk=number).first()
    if found is None:
        raise Http404
    disputed = found.state == Pair.State.DISPUTED and looker.settles
    if request.method == "POST":
        verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
        does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
        try:
            act = desk.settle if disputed else desk.say
            act(number, verdict, reason, looker.area, **does)
        except Faulty as faulty:
            return _shown(request, looker, found, disputed, faulty)
        except NotPossible as refused:
            messages.error(request, say(refused.vi, refused.en))
            return redirect("matching:disputes" if disputed else "matching:queue")
        messages.success(request, say("Đã ghi ý kiến.", "Your opinion is noted."))
        return redirect("matching:disputes") if disputed else _go_on(request, looker)
    if not disputed:
        try:
            desk.claim(number, looker.area, officer.account.pk, officer.account.display_name, at=officer.now)
        except NotPossible as refused:
            messages.error(request, say(refused.vi, refused.en))
            return redirect("matching:queue")
    return _shown(request, looker, found, disputed)


def _shown(
    request: HttpRequest, looker: Looker, found: Pair, disputed: bool, faulty: Faulty | None = None
) -> HttpResponse:
    officer = looker.officer
    audit.log_read(
        officer.actor, desk.people_of(found), purpose=PURPOSE, what=WHAT, code="data-quality", at=officer.now
    )
    ladder = []
    for one in sorted(_steps(found), key=lambda step: -abs(step["weight"])):
        key, vi, en = strength(one["weight"])
        level = {"vi": one["level_vi"], "en": one["level_en"]}
        ladder.append({**one, "key": key, "level": level, "words": {"vi": vi, "en": en}})
    names = _communes({side["unit_code"] for side in (found.left, found.right) if side.get("unit_code")})
    lines = rows(_with_place(found.left, names), _with_place(found.right, names))
    faults = {name: _both(words) for name, words in faulty.fields.items()} if faulty else {}
    context = frame(
        looker, pair=found, lines=lines, ladder=ladder, likely=_both(likely(found.probability)),
        left=SOURCES[found.left_source], right=SOURCES[found.right_source], faults=faults,
        errors=[{"href": f"#{name}", "text": pick(words)} for name, words in faults.items()],
        verdict=request.POST.get("verdict", ""), reason=request.POST.get("reason", ""),
        disputed=disputed, opinions=list(found.opinions.order_by("id")) if disputed else [],
        commune=request.GET.get("xa", "")[:6], minutes=int(desk.LEASE.total_seconds() // 60),
    )  # fmt: skip
    return render(request, "matching/pair.html", context, status=422 if faulty else 200)


def _with_place(side: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    code = side.get("unit_code", "")
    return side | {"unit_code": names.get(code, code)} if code else side


@require_safe
@looker_page
def more(request: HttpRequest, looker: Looker, number: int) -> HttpResponse:
    """What else the city knows of the two: household, relatives, dossiers. Asked for by itself, noted by itself."""
    found = Pair.objects.filter(looker.area.condition, pk=number).first()
    if found is None:
        raise Http404
    officer = looker.officer
    sides = [_known(found.left), _known(found.right)]
    shown = [one for side in sides for one in side["people"]]
    audit.log_read(
        officer.actor, shown, purpose=PURPOSE, what="pair-surroundings", code="data-quality", at=officer.now
    )
    context = frame(looker, pair=found, sides=sides)
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "matching/_more.html" if fragment else "matching/more.html", context)


def _known(side: dict[str, Any]) -> dict[str, Any]:
    """Relatives, household and dossiers of one side. Five queries; none for somebody outside the register."""
    number = side.get("person_id")
    person = Person.objects.filter(pk=int(number)).first() if number else None
    told: dict[str, Any] = {
        "name": side.get("full_name", ""),
        "source": SOURCES[side["source"]],
        "person": person,
    }
    if person is None:
        return told | {"people": [], "relatives": [], "household": [], "dossiers": []}
    family = population.family(person.pin) if person.pin else None
    relatives: list[dict[str, Any]] = []
    if family is not None:
        named = (
            ("Cha", "Father", family.father),
            ("Mẹ", "Mother", family.mother),
            ("Vợ, chồng", "Spouse", family.spouse),
        )
        relatives = [{"vi": vi, "en": en, "who": who} for vi, en, who in named if who is not None]
        relatives += [{"vi": "Con", "en": "Child", "who": who} for who in family.children]
    household = family.household if family is not None else []
    dossiers = list(
        Dossier.objects.filter(owner_id__in=same_person(person.pk))
        .order_by("-id")
        .values("code")[:MOST_DOSSIERS]
    )
    people = [person.pk, *(one["who"].pk for one in relatives), *(one.pk for one in household)]
    return told | {"people": people, "relatives": relatives, "household": household, "dossiers": dossiers}


@require_safe
@looker_page
def disputes(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Pairs about which two officers part; for whoever decides. Four queries. Raises: Http404 for others."""
    if not looker.settles:
        raise Http404
    return listed(request, looker, "matching:disputes", Matter.Kind.DISPUTE, "matching:pair")


def listed(request: HttpRequest, looker: Looker, here: str, kind: str, route: str) -> HttpResponse:
    """Pairs that wait for something else than a look."""
    raw = request.GET.get("sau", "")
    after = whole_number(raw) or 0
    found = desk.matters(kind, looker.area, PAGE + 1, after)
    shown = found[:PAGE]
    names = _communes({one.unit_code for one in shown})
    lines = [
        {
            "href": reverse(route, args=[one.pair_id]), "matter": one,
            "sources": [SOURCES[one.pair.left_source], SOURCES[one.pair.right_source]],
            "commune": names.get(one.unit_code, one.unit_code),
        }
        for one in shown
    ]  # fmt: skip
    context = frame(
        looker, here, lines=lines, kind=kind, older=f"?sau={shown[-1].pair_id}" if len(found) > PAGE else "",
        newer="?" if after else "",
    )  # fmt: skip
    return render(request, "matching/matters.html", context)

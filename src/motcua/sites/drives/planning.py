"""Officers plan drives: places with their capacity, whom they invite, who is visited at home, what came of each day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Agency, Unit
from motcua.foundation import audit
from motcua.records.drives import planning, rules, visits
from motcua.records.drives.errors import Faulty, Refused
from motcua.records.drives.models import Drive, Invitation
from motcua.records.drives.planning import NewDrive, NewPoint
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.drives.frame import (
    KINDS,
    SETTINGS,
    STATES,
    agencies_of,
    day_words,
    drive_of,
    frame,
    name_of,
    plans,
    tag,
)
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.typed import clock, whole_number

PAGE = 50
TARGETS = {key: {"vi": vi, "en": en} for key, (vi, en) in rules.TARGETS.items()}


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Drives of one's agency, the newest first. Two queries."""
    raw = request.GET.get("truoc", "")
    before = whole_number(raw)
    found = planning.of_agencies(agencies_of(officer), PAGE + 1, before)
    shown = found[:PAGE]
    lines = [
        {"drive": one, "name": name_of(one), "kind": KINDS[one.kind], "tag": tag(STATES, one.state)}
        for one in shown
    ]
    context = frame(
        officer, lines=lines, plans=plans(officer), older=f"?truoc={shown[-1].pk}" if len(found) > PAGE else "",
        newer="?" if before else "",
    )  # fmt: skip
    return render(request, "drives/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A drive. 422 with every fault at its question."""
    agencies_of(officer)
    if not plans(officer):
        raise PermissionDenied
    post, faults = request.POST, dict[str, Any]()
    if request.method == "POST":
        told = NewDrive(
            kind=post.get("kind", ""), name_vi=post.get("name_vi", ""), name_en=post.get("name_en", ""),
            words=post.get("words", ""), targets=tuple(one[:20] for one in post.getlist("targets")[:20]),
            starts_on=_typed_day(post, "starts_on"), ends_on=_typed_day(post, "ends_on"),
            service_minutes=_number(post.get("service_minutes", "")),
        )  # fmt: skip
        try:
            agency = Agency.objects.get(pk=officer.post.agency_id)
            made = planning.write(agency, told, by=officer.actor, at=officer.now)
            return redirect("drives:drive", made.uuid)
        except Faulty as faulty:
            faults = _words(faulty)
    chosen = set(post.getlist("targets"))
    dates = [
        Field(name, "date", words, value=_parts(post, name), error=faults.pop(name, ""))
        for name, words in (
            ("starts_on", {"vi": "Từ ngày", "en": "First day"}), ("ends_on", {"vi": "Đến ngày", "en": "Last day"})
        )
    ]  # fmt: skip
    errors = [*_errors(faults), *errors_of(dates)]
    context = frame(
        officer, typed=post, faults=faults, errors=errors, dates=dates,
        kinds=[{"key": key, "label": words, "minutes": rules.SERVICE_MINUTES[key]} for key, words in KINDS.items()],
        targets=[{"key": key, "label": words, "on": key in chosen} for key, words in TARGETS.items()],
    )  # fmt: skip
    return render(request, "drives/new.html", context, status=422 if errors else 200)


def _parts(post: Any, name: str) -> dict[str, str]:
    """A day as typed, in its three parts."""
    return {part: post.get(f"{name}-{part}", "").strip()[:4] for part in ("day", "month", "year")}


def _typed_day(post: Any, name: str) -> date | None:
    parts = _parts(post, name)
    try:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None


def _words(faulty: Faulty) -> dict[str, dict[str, str]]:
    return {name: {"vi": vi, "en": en} for name, (vi, en) in faulty.fields.items()}


def _errors(faults: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    return [{"href": f"#{name}", "text": pick(words)} for name, words in faults.items()]


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _number(raw: str) -> int | None:
    return int(raw) if raw.strip().isdecimal() and len(raw) < 6 else None


def _degrees(raw: str, most: float) -> float | None:
    try:
        found = float(raw)
    except ValueError:
        return None
    return found if -most <= found <= most else None


@require_safe
@officer_page
def drive(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """One drive: points with capacity, invitations, results by day. Five queries. Raises: Http404."""
    return _shown(request, officer, drive_of(officer, uuid))


def _shown(
    request: HttpRequest, officer: Officer, found: Drive, refused: Refused | None = None
) -> HttpResponse:
    points = list(found.points.select_related("unit").order_by("pk"))
    figures = planning.figures(found)
    today = officer.now.date()
    lines = [
        {
            "point": one, "setting": SETTINGS[one.setting],
            "per_day": sum(span.seats for span in planning.spans_of(one, found.service_minutes, one.days[0])),
            "today": today in one.days, "days": [day_words(day) for day in one.days],
        }
        for one in points
    ]  # fmt: skip
    context = frame(
        officer, drive=found, name=name_of(found), kind=KINDS[found.kind], tag=tag(STATES, found.state), points=lines,
        targets=[TARGETS[one] for one in found.targets], plans=plans(officer), refused=refused,
        over=found.ends_on < today, results=_results(found, figures), reason=request.POST.get("reason", ""),
        at_home="at_home" in found.targets,
    )  # fmt: skip
    return render(request, "drives/drive.html", context, status=200 if refused is None else 409)


def _results(found: Drive, figures: dict[tuple[int, date], dict[str, int]]) -> dict[str, Any]:
    """Sums by day, and why people went without a result."""
    days: dict[date, dict[str, int]] = {}
    reasons: dict[str, int] = {}
    for (_, day), told in figures.items():
        row = days.setdefault(day, {})
        for what, number in told.items():
            row[what] = row.get(what, 0) + number
            if what.startswith("failed:"):
                row["failed"] = row.get("failed", 0) + number
                key = what.removeprefix("failed:")
                reasons[key] = reasons.get(key, 0) + number
    known = rules.FAILURES[found.kind]
    rows = [
        {
            "day": day_words(day), "booked": told.get("booked", 0) - told.get("cancelled", 0), "came": told.get("came", 0),
            "walk_in": told.get("walk_in", 0), "done": told.get("done", 0), "failed": told.get("failed", 0),
            "equipment": told.get("equipment", 0), "missed": told.get("missed", 0),
        }
        for day, told in sorted(days.items())
    ]  # fmt: skip
    why = [
        {"vi": known[key][0], "en": known[key][1], "number": number}
        for key, number in sorted(reasons.items(), key=lambda pair: -pair[1])
    ]
    return {"rows": rows, "why": why}


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def new_point(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """A place with its days, kits and hours, on the map. 422 with every fault at its question."""
    found = drive_of(officer, uuid, to_plan=True)
    agency = Agency.objects.select_related("unit").get(pk=found.agency_id)
    units = _units(agency)
    post, faults = request.POST, {}
    days = [date.fromordinal(n) for n in range(found.starts_on.toordinal(), found.ends_on.toordinal() + 1)]
    if request.method == "POST":
        chosen = next((one for one in units if one.code == post.get("place-commune")), None)
        reserve = _number(post.get("reserve", ""))
        told = NewPoint(
            setting=post.get("setting", ""), place=post.get("place", ""),
            unit=chosen if chosen or len(units) != 1 else units[0],
            days=tuple(day for one in post.getlist("days")[:100] if (day := _day(one)) is not None),
            opens=clock(post.get("opens", "")), closes=clock(post.get("closes", "")), kits=_number(post.get("kits", "")),
            reserve=None if reserve is None else reserve / 100,
            lat=_degrees(post.get("place-lat", ""), 90), lon=_degrees(post.get("place-lon", ""), 180),
        )  # fmt: skip
        try:
            planning.add_point(found.pk, told, {one.pk for one in units}, by=officer.actor, at=officer.now)
            return redirect("drives:drive", found.uuid)
        except Faulty as faulty:
            faults = _words(faulty)
        except Refused as refused:
            return _shown(request, officer, found, refused)
    on = (
        set(post.getlist("days"))
        if request.method == "POST"
        else {day.isoformat() for day in days if day.weekday() < 5}
    )
    context = frame(
        officer, drive=found, name=name_of(found), units=units, typed=post, faults=faults, errors=_errors(faults),
        settings=[{"key": key, "label": words} for key, words in SETTINGS.items()],
        days=[{"value": day.isoformat(), "words": day_words(day), "on": day.isoformat() in on} for day in days],
        reserve=post.get("reserve", str(round(rules.RESERVE * 100))), kits=post.get("kits", "2"),
        opens=post.get("opens", "08:00"), closes=post.get("closes", "17:00"),
        lat=post.get("place-lat", ""), lon=post.get("place-lon", ""),
    )  # fmt: skip
    return render(request, "drives/new_point.html", context, status=422 if faults else 200)


def _units(agency: Agency) -> list[Unit]:
    """Communes that the agency serves. One query."""
    served = list(agency.serves.order_by("sort_key", "pk"))
    return served or ([agency.unit] if agency.unit else [])


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, uuid: Any, name: str) -> HttpResponse:
    """Publish, invite, cancel. 409 in words. Raises: Http404."""
    found = drive_of(officer, uuid, to_plan=True)
    does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        if name == "cong-bo":
            planning.publish(found.pk, **does)
            messages.success(request, say("Đã công bố.", "Published."))
        elif name == "moi":
            number = planning.invite(found.pk, **does)
            messages.success(
                request, say(f"Đã mời thêm {number} người.", f"{number} more people are invited.")
            )
        elif name == "huy":
            planning.cancel(found.pk, request.POST.get("reason", ""), **does)
        else:
            raise Http404
    except Refused as refused:
        return _shown(request, officer, found, refused)
    return redirect("drives:drive", uuid)


@require_safe
@officer_page
def invited(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Whom the drive invites and why, a page at a time; the look is noted. Four queries. Raises: Http404."""
    found = drive_of(officer, uuid)
    raw = request.GET.get("sau", "")
    after = whole_number(raw) or 0
    rows = Invitation.objects.select_related("person__unit").filter(drive=found, pk__gt=after).order_by("pk")
    shown = list(rows[: PAGE + 1])
    more, shown = len(shown) > PAGE, shown[:PAGE]
    audit.log_read(
        officer.actor,
        [one.person_id for one in shown],
        purpose="identity-drive",
        code="drive",
        what="invitations",
        at=officer.now,
    )
    context = frame(
        officer, drive=found, name=name_of(found), rows=[{"row": one, "why": TARGETS[one.why]} for one in shown],
        older=f"?sau={shown[-1].pk}" if more else "", newer="?" if after else "",
    )  # fmt: skip
    return render(request, "drives/invited.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def visits_page(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Home visits by day and team; POST lays them out anew. The look is noted. Raises: Http404."""
    found = drive_of(officer, uuid, to_plan=request.method == "POST")
    refused: Refused | None = None
    if request.method == "POST":
        days = [day for one in request.POST.getlist("days")[:100] if (day := _day(one)) is not None]
        teams = _number(request.POST.get("teams", "")) or 0
        try:
            planned, left = visits.plan(found.pk, days, teams, by=officer.actor, at=officer.now)
            messages.success(
                request,
                say(f"Đã xếp {planned} lượt, còn {left}.", f"{planned} visits are planned, {left} are left."),
            )
            return redirect("drives:visits", uuid)
        except Refused as told:
            refused = told
    known = visits.days_of(found)
    wanted = _day(request.GET.get("ngay", ""))
    day = wanted if wanted in known else (known[0] if known else None)
    rows = visits.of_day(found, day) if day else []
    audit.log_read(
        officer.actor,
        [one.person_id for one in rows],
        purpose="identity-drive",
        code="drive",
        what="home-visits",
        at=officer.now,
    )
    teams_of: dict[tuple[int, bool], list[Invitation]] = {}
    for one in rows:
        teams_of.setdefault((one.visit_team or 0, bool(one.visit_morning)), []).append(one)
    span = [date.fromordinal(n) for n in range(found.starts_on.toordinal(), found.ends_on.toordinal() + 1)]
    context = frame(
        officer, drive=found, name=name_of(found), plans=plans(officer), refused=refused,
        days=[{"value": one.isoformat(), "words": day_words(one), "current": one == day} for one in known],
        routes=[{"team": team, "morning": morning, "rows": homes} for (team, morning), homes in teams_of.items()],
        span=[{"value": one.isoformat(), "words": day_words(one)} for one in span], most=rules.MOST_VISITS,
    )  # fmt: skip
    return render(request, "drives/visits.html", context, status=422 if refused else 200)

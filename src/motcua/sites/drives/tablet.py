"""The table without a line: a page that shows nobody, the lists a tablet takes along, what it brings back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.foundation import audit
from motcua.records.drives import offline, rules
from motcua.records.drives import receiving as taking_in
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Drive, Point
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.drives import receiving
from motcua.sites.drives.frame import agencies_of, name_of, point_of
from motcua.sites.portal.frame import show
from motcua.sites.shell.language import pick, say

PAGE = "/dot-luu-dong/may"
ASSETS = (
    "drives/drives.css", "drives/tablet.js", "ways/ways.css", "population/population.css", "device/camera.js", "device/qr.js",
)  # fmt: skip
MOST_POINTS = 20
MASKED = 4


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The tablet's page, kept by the worker. Shows nothing of anybody."""
    return show(request, "drives/tablet.html", {})


@never_cache
@require_safe
@officer_page
def lists(request: HttpRequest, officer: Officer) -> JsonResponse:
    """Who is expected today and tomorrow at the points of the officer's agency; one note for all whom it names.

    Names, years and the last digits only: a tablet that is lost says little, and that is sealed. Two queries a point.
    """
    day = officer.now.astimezone(rules.VN).date()
    points = Point.objects.select_related("drive").filter(
        drive__agency__in=agencies_of(officer), drive__state=Drive.State.PUBLISHED, drive__ends_on__gte=day
    )
    told, people = [], []
    for point in points.order_by("id")[:MOST_POINTS]:
        rows = offline.expected(point, officer.now)
        people += [row.person_id for row in rows]
        told.append(
            {
                "id": point.pk, "place": point.place, "bike": point.drive.kind == Drive.Kind.MOTORBIKE,
                "left": taking_in.places_left(point, day) if day in point.days else None,
                "day": day.isoformat(), "name": pick(name_of(point.drive)),
                "failures": [
                    {"key": key, "words": pick({"vi": vi, "en": en})}
                    for key, (vi, en) in rules.FAILURES[point.drive.kind].items()
                ],
                "people": [
                    {
                        "code": row.code, "name": row.person.full_name, "year": row.person.birth_date.year,
                        "number": row.person.pin[-MASKED:], "starts": row.starts_at.astimezone(rules.VN).isoformat(),
                    }
                    for row in rows
                ],
            }
        )  # fmt: skip
    audit.log_list(
        officer.actor, people, purpose="identity-drive", what="list:drive-table", code="drive", at=officer.now
    )
    return JsonResponse({"csrf": get_token(request), "points": told})


@never_cache
@require_POST
@officer_page
def bring(request: HttpRequest, officer: Officer, number: int) -> JsonResponse:
    """One who came while there was no line. 422 in words. Raises: Http404 for points of others."""
    point, post = point_of(officer, number), request.POST
    happened = parse_datetime(post.get("at", "")[:40])
    if happened is None or happened.tzinfo is None:
        return _no(say("Bản ghi bị hỏng.", "The entry is damaged."))
    walked_in = "pin" in post
    try:
        mark = UUID(post.get("id", "")[:40]) if walked_in else None
    except ValueError:
        mark = None
    if walked_in and mark is None:
        return _no(say("Bản ghi bị hỏng.", "The entry is damaged."))
    end = (post.get("outcome", "")[:20], post.get("reason", "")[:40], post.get("receipt", "")[:40])
    try:
        if mark is not None:
            pin = receiving.number_of(post["pin"], officer)
            bike = receiving.bike_of(post) if point.drive.kind == Drive.Kind.MOTORBIKE else None
            walked = offline.Walked(mark, pin, happened, bike, *end)
            brought = offline.bring_walk_in(point, walked, by=officer.actor, at=officer.now)
        else:
            came = offline.Came(post.get("code", "")[:80], happened, *end)
            brought = offline.Brought(offline.bring(point, came, by=officer.actor, at=officer.now))
    except NotYours:
        return _no(say("Điểm này không có lịch với mã đó.", "No booking of this point has this code."))
    except Refused as refused:
        return _no(say(refused.vi, refused.en))
    except Faulty as faulty:
        return _no(" ".join(say(*words) for words in faulty.fields.values()))
    told: dict[str, Any] = {"state": brought.booking.state, "booked": brought.booked, "over": brought.over}
    return JsonResponse(told)


def _no(words: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=422)

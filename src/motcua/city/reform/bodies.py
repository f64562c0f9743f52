"""Agencies of a plan as rows: new ones, changed ones, ended ones with their successors, and the communes of halls."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count

from motcua.city import posts as post_kinds
from motcua.city.acting.models import Kiosk
from motcua.city.agencies import path_under
from motcua.city.hall.models import Booking, Hall
from motcua.city.models import Agency, Post, Unit, WorkCalendar
from motcua.city.reform.content import AgencyBegins, AgencyChanges, PostBegins
from motcua.city.reform.models import FormerName
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Line, Tally
from motcua.foundation import numbering
from motcua.foundation.text import fold, sort_key

_NEW_PATHS = """update city_agency set path = %s || substr(path, %s) where path like %s"""


def apply(change: Change, at: datetime) -> Sequence[Tally]:
    """Bodies begin, change and end on the plan's day; afterwards `change.ids` knows them all."""
    calendars = dict(WorkCalendar.objects.values_list("key", "id"))
    _end_codes_first(change)
    _begin(change, calendars)
    for what in change.content.change:
        _change(change, what, calendars)
    for ending in change.content.end:
        Agency.objects.filter(key=ending.key).update(successor_id=change.ids[ending.to])
    numbers = _numbers(change)
    seated = _seats(change)
    served, unsure = _served_communes(change)
    tallies = [
        Tally("ended", "Cơ quan kết thúc", "Bodies that end", tuple(
            Line(one.key, one.to, "", 1) for one in change.content.end)),
        Tally("begun", "Cơ quan thành lập", "Bodies that begin", tuple(
            Line("", one.key, "", 1) for one in change.content.begin)),
        Tally("changed", "Cơ quan đổi tên, đổi trực thuộc", "Bodies that change", tuple(
            Line(key, key, "", 1) for key in [*(one.key for one in change.content.change), *seated])),
        Tally("served", "Địa bàn phục vụ của bộ phận một cửa", "Communes that halls serve", tuple(
            Line("", key, code, 1, int(not sure)) for key, code, sure in [*served, *unsure])),
        Tally("numbers", "Dãy số đánh tiếp", "Number series carried on", tuple(numbers)),
        _kiosks(change, write=True),
        *_halls(change, at, write=True),
    ]  # fmt: skip
    return [tally for tally in tallies if tally.count]


def preview(change: Change, at: datetime) -> Sequence[Tally]:
    """What `apply` would do to devices and halls; the bodies themselves are read from the plan. Three queries."""
    found = [_kiosks(change, write=False), *_halls(change, at, write=False)]
    return [tally for tally in found if tally.count]


def _end_codes_first(change: Change) -> None:
    """A new body may bear the code of one that ends: the old one ends first, then the database lets it in."""
    for agency in Agency.objects.filter(id__in=change.endings):
        agency.valid_to = change.on
        agency.save(update_fields=["valid_to"])


def _begin(change: Change, calendars: dict[str, int]) -> None:
    waiting = list(change.content.begin)
    made = dict(change.agencies)
    while waiting:
        ready = [one for one in waiting if not one.parent or one.parent in made]
        if not ready:
            raise ValueError("bodies stand above one another: " + ", ".join(one.key for one in waiting))
        for one in ready:
            made[one.key] = _new(change, one, made.get(one.parent), calendars)
        waiting = [one for one in waiting if one.key not in made]
    change.agencies = made
    change.ids = {key: agency.pk for key, agency in made.items()}


def _new(change: Change, one: AgencyBegins, parent: Agency | None, calendars: dict[str, int]) -> Agency:
    agency = Agency.objects.create(
        code=one.code, key=one.key, kind=one.kind, name_vi=one.name_vi, name_en=one.name_en,
        sort_key=sort_key(one.name_vi), parent=parent, path=path_under(parent, one.key),
        unit=_unit(one.unit, change) if one.unit else None, calendar_id=calendars[change.calendars[one.key]],
        seal_name=one.seal_name or one.name_vi, address_line=one.address_line, valid_from=change.on,
    )  # fmt: skip
    if one.serves:
        agency.serves.set(Unit.objects.on(change.on).filter(code__in=one.serves, level=Unit.Level.COMMUNE))
    Post.objects.bulk_create([new_post(agency.pk, post) for post in one.posts])
    return agency


def new_post(agency_id: int, post: PostBegins) -> Post:
    """An unsaved place in an agency, with the titles of its kind where the plan names none."""
    kind = post_kinds.KINDS.get(post.kind)
    vi = post.title_vi or (kind.vi if kind else post.kind)
    return Post(
        agency_id=agency_id, kind=post.kind, title_vi=vi, title_en=post.title_en or (kind.en if kind else vi)
    )


def _change(change: Change, what: AgencyChanges, calendars: dict[str, int]) -> None:
    agency = Agency.objects.select_related("calendar").get(key=what.key)
    FormerName.objects.create(
        agency=agency, plan=change.plan, until=change.on, code=agency.code, name_vi=agency.name_vi,
        name_en=agency.name_en, search_key=fold(agency.name_vi), seal_name=agency.seal_name,
        address_line=agency.address_line, unit_id=agency.unit_id, parent_id=agency.parent_id,
        calendar_key=agency.calendar.key,
    )  # fmt: skip
    for name in ("name_vi", "name_en", "seal_name", "address_line", "code"):
        value = getattr(what, name)
        if value is not None:
            setattr(agency, name, value)
    agency.sort_key = sort_key(agency.name_vi)
    if what.unit is not None:
        agency.unit = _unit(what.unit, change) if what.unit else None
    if what.calendar:
        agency.calendar_id = calendars[what.calendar]
    if what.parent is not None:
        _under(agency, change.agencies[what.parent])
    agency.save()
    if what.serves is not None:
        agency.serves.set(Unit.objects.on(change.on).filter(code__in=what.serves, level=Unit.Level.COMMUNE))


def _under(agency: Agency, parent: Agency) -> None:
    """The body and everything below it stand under another parent: powers over a subtree follow the paths."""
    before, after = agency.path, path_under(parent, agency.key)
    with connection.cursor() as cursor:
        cursor.execute(
            _NEW_PATHS, [after, len(before) + 1, before.replace("%", r"\%").replace("_", r"\_") + "%"]
        )
    agency.parent, agency.path = parent, after


def _seats(change: Change) -> list[str]:
    """Bodies that go on and whose seat lies in a commune with one successor stand in that from now on."""
    named = {one.key for one in change.content.change if one.unit is not None}
    found = []
    rows = Agency.objects.on(change.on).filter(unit__in=change.old_units).exclude(key__in=named)
    for agency in rows.order_by("id"):
        assert agency.unit_id is not None
        went = change.territory.successors.get(change.old_units[agency.unit_id], ())
        if len(went) == 1:
            agency.unit = _unit(went[0], change)
            agency.save(update_fields=["unit"])
            found.append(agency.key)
    return found


def _unit(code: str, change: Change) -> Unit:
    return (
        Unit.objects.on(change.on).filter(code=code).order_by("-level").first() or Unit.objects.none().get()
    )


def _served_communes(change: Change) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str, bool]]]:
    """Halls that go on serve the one successor of each commune that ended; a split commune is not guessed."""
    named = {one.key for one in change.content.change if one.serves is not None}
    rows = (
        Agency.objects.on(change.on)
        .filter(serves__in=change.old_units)
        .exclude(key__in=named)
        .values_list("id", "key", "serves")
    )
    new_ids = {
        code: unit_id
        for unit_id, code in Unit.objects.on(change.on)
        .filter(level=Unit.Level.COMMUNE)
        .values_list("id", "code")
    }
    sure, unsure, links = [], [], {}
    through = Agency.serves.through
    for agency_id, key, unit_id in rows:
        code = change.old_units[unit_id]
        went = change.territory.successors.get(code, ())
        if len(went) == 1:
            links[agency_id, new_ids[went[0]]] = through(agency_id=agency_id, unit_id=new_ids[went[0]])
            sure.append((key, went[0], True))
        else:
            unsure.append((key, code, False))
    through.objects.bulk_create(links.values(), ignore_conflicts=True)
    return sure, unsure


def _numbers(change: Change) -> list[Line]:
    """Papers and registers are numbered by agency and year: by its code, or by its id."""
    lines, year = [], change.on.year
    for one in change.content.begin:
        old = change.agencies.get(one.numbers_of)
        if old is None:
            continue
        carried = numbering.carry_on(f"/{old.code}/{year}", f"/{one.code}/{year}")
        carried += numbering.carry_on(f":{old.pk}:{year}", f":{change.ids[one.key]}:{year}")
        if carried:
            lines.append(Line(old.key, one.key, "", carried))
    return lines


def _kiosks(change: Change, *, write: bool) -> Tally:
    """Devices of halls go to the successor, or where the plan sends them."""
    named = {move.device: move.to for move in change.content.devices}
    lines = []
    for kiosk in Kiosk.objects.filter(agency_id__in=change.endings, revoked_at=None).order_by("id"):
        ending = change.endings[kiosk.agency_id]
        to = named.get(str(kiosk.uuid), ending.to)
        if write:
            Kiosk.objects.filter(pk=kiosk.pk).update(agency_id=change.ids[to])
        lines.append(Line(ending.key, to, kiosk.name, 1))
    return Tally("devices", "Thiết bị ở sảnh", "Devices of halls", tuple(lines))


def _halls(change: Change, at: datetime, *, write: bool) -> list[Tally]:
    """Halls go to the successor with their counters, cameras and whoever has booked a time there."""
    rows = list(Hall.objects.filter(agency_id__in=change.endings, closed_on=None).order_by("id"))
    booked = dict(
        Booking.objects.filter(hall__in=rows, state=Booking.State.BOOKED, starts_at__gte=at)
        .values_list("hall_id").annotate(n=Count("id"))
    )  # fmt: skip
    halls, bookings = [], []
    for hall in rows:
        ending = change.endings[hall.agency_id]
        halls.append(Line(ending.key, ending.to, hall.name_vi, 1))
        if hall.pk in booked:
            bookings.append(Line(ending.key, ending.to, hall.name_vi, booked[hall.pk]))
        if write:
            Hall.objects.filter(pk=hall.pk).update(agency_id=change.ids[ending.to])
    return [
        Tally("halls-of", "Sảnh một cửa", "Halls", tuple(halls)),
        Tally(
            "bookings",
            "Lịch hẹn sắp tới, giữ nguyên giờ",
            "Bookings to come, at the same hour",
            tuple(bookings),
        ),
    ]

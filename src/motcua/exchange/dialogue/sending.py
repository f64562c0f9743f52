"""Taking a message in: checked for floods, given to an office, its first clock started. One transaction."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.city.models import Agency, Unit
from motcua.exchange.dialogue import photos
from motcua.exchange.dialogue.errors import TooMany
from motcua.exchange.dialogue.kinds import Kind, categories, kind, rules
from motcua.exchange.dialogue.models import Photo, Report
from motcua.exchange.dialogue.offices import office, route
from motcua.exchange.dialogue.places import Point
from motcua.foundation import clock, events, worktime
from motcua.foundation.actor import Actor
from motcua.records import papers
from motcua.records.papers import StoredFile

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs that nobody mixes up when a code is read aloud."""
LENGTH = 7


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody sends. `client_id` is made by the form: sent twice, it is one message."""

    kind: str
    category: str
    text: str
    client_id: uuid.UUID
    detail: str = ""
    unit: Unit | None = None
    place: str = ""
    point: Point | None = None
    about: str = ""
    procedure_code: str = ""
    language: str = "vi"
    channel: str = Report.Channel.WEB
    contact: dict[str, str] = field(default_factory=dict)
    files: Sequence[StoredFile] = ()


def send(
    message: Message, *, by: Actor, at: datetime, draw: Callable[[int], int] = secrets.randbelow
) -> Report:
    """Take it in and give it to the office in charge; a repeat of the same `client_id` gives the first one back.

    `draw(n)` gives a number below n, for the code. Raises: TooMany.
    """
    assert by.account_id is not None, "nobody sends without an account"
    with transaction.atomic():
        _one_at_a_time(by.account_id)
        known = Report.objects.filter(account_id=by.account_id, client_id=message.client_id).first()
        if known is not None:
            return known
        sort = kind(message.kind)
        _no_flood(sort, by, at)
        agency, sure = route(sort, categories(sort.kind)[message.category], message.unit, at)
        report = _store(message, sort, agency, by, at, draw)
        _keep_photos(report, message.files, at)
        tell(report, "sent", by=by, at=at, was=None)
        if sure and sort.routed:
            was, report.state = report.state, sort.routed
            report.counter = sort.states[sort.routed].counter
            report.save(update_fields=["state", "counter"])
            tell(report, "routed", by=by, at=at, was=was)
        return report


def tell(
    report: Report,
    happened: str,
    *,
    by: Actor,
    at: datetime,
    was: str | None,
    more: dict[str, Any] | None = None,
) -> None:
    """Record what happened, with what figures and notices need and nothing about the sender.

    `was`: the state before; None when there was no message before.
    """
    sort = kind(report.kind)
    events.record(
        report.chain,
        f"report.{happened}",
        at=at,
        actor=by if by.kind != "resident" else Actor("resident"),
        data={
            "id": report.id,
            "code": report.code,
            "kind": report.kind,
            "category": report.category,
            "unit": report.unit_id or 0,
            "agency": report.agency_id,
            "state": report.state,
            "was": was or "",
            "counter": sort.states[report.state].counter,
            "counter_was": sort.states[was].counter if was else "",
            "clock": report.clock,
            "due_at": report.due_at,
            **(more or {}),
        },
    )


def due_after(report: Report, name: str, at: datetime) -> datetime:
    """When the clock `name` of this message ends if it starts now, on the calendar of its office."""
    sort = kind(report.kind)
    limit = sort.limit(name, at.astimezone(clock.VN).date(), report.level, report.category)
    if limit is None:
        raise LookupError(f"{report.kind}: no limit for the clock {name} on {at:%Y-%m-%d}")
    return worktime.due(at, limit.span, office(report.agency_id).calendar)


def keep_photo(report: Report, stored: StoredFile, side: str, at: datetime) -> Photo:
    """Add a stored picture to the report, with time and place that the camera noted. Nothing becomes public."""
    seen = photos.noted(papers.content(stored), clock.VN)
    return Photo.objects.create(
        report=report,
        side=side,
        file=stored,
        taken_at=seen.taken_at,
        lat=seen.place.lat if seen.place else None,
        lon=seen.place.lon if seen.place else None,
        created_at=at,
    )


def code_for(sort: Kind, at: datetime, draw: Callable[[int], int]) -> str:
    """`PA-260302-7K3MQ2X`: the day, and seven signs that nobody can guess."""
    signs = "".join(LETTERS[draw(len(LETTERS))] for _ in range(LENGTH))
    return f"{sort.prefix}-{at.astimezone(clock.VN):%y%m%d}-{signs}"


def _one_at_a_time(account_id: int) -> None:
    """Two messages of one account wait for each other, so that the limit of a day holds."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(6127, %s)", [account_id % 2**31])


def _no_flood(sort: Kind, by: Actor, at: datetime) -> None:
    """At most so many of a kind a day from one person, or from one partner system. One query over its newest few."""
    day = at.astimezone(clock.VN)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    if by.kind == "resident":
        most = rules().most_a_day(sort.kind, day.date())
        today = Report.objects.filter(reporter_id=by.person_id, kind=sort.kind, sent_at__gte=midnight)
    else:
        most = rules().partner_a_day
        today = Report.objects.filter(account=by.account_id, sent_at__gte=midnight)
    # the row number `most` is there or not: nothing is counted
    if today.order_by("id").values_list("id", flat=True)[most - 1 : most]:
        raise TooMany(
            "too-many",
            f"Hôm nay bạn đã gửi {most} nội dung loại này. Ngày mai bạn gửi tiếp được; việc khẩn cấp hãy gọi 113, "
            "114, 115.",
            f"You have sent {most} of this kind today. Go on tomorrow; in an emergency call 113, 114 or 115.",
        )


def _store(
    message: Message, sort: Kind, agency: Agency, by: Actor, at: datetime, draw: Callable[[int], int]
) -> Report:
    report = Report(
        code=code_for(sort, at, draw),
        client_id=message.client_id,
        kind=sort.kind,
        category=message.category,
        detail=message.detail,
        state=sort.first,
        counter=sort.states[sort.first].counter,
        channel=message.channel,
        reporter_id=by.person_id if by.kind == "resident" else None,
        account_id=by.account_id,
        contact=message.contact,
        language=message.language,
        text=message.text,
        about=message.about,
        procedure_code=message.procedure_code,
        unit=message.unit,
        place=message.place,
        lat=message.point.lat if message.point else None,
        lon=message.point.lon if message.point else None,
        intake=agency,
        agency=agency,
        sent_at=at,
        changed_at=at,
        clock=sort.first_clock,
        due_at=at,
    )
    report.due_at = due_after(report, sort.first_clock, at)
    report.save()
    return report


def _keep_photos(report: Report, files: Sequence[StoredFile], at: datetime) -> None:
    for stored in files[: rules().photos]:
        keep_photo(report, stored, Photo.Side.BEFORE, at)

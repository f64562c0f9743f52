"""Lists of messages: for the public, for their sender, for the officers in charge. Keyset paging, no counts."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from motcua.city import authority
from motcua.city.authority import PowerSet
from motcua.exchange.dialogue.kinds import kind, kinds, rules
from motcua.exchange.dialogue.masking import search_key
from motcua.exchange.dialogue.models import Photo, Report
from motcua.exchange.dialogue.places import Point, box_around, metres
from motcua.foundation.models import Event

POWERS = ("handle_reports", "approve_reports")
_STOP_WORDS = frozenset(
    [
        "toi",
        "cho",
        "hoi",
        "la",
        "co",
        "khong",
        "the",
        "nao",
        "nhu",
        "gi",
        "va",
        "thi",
        "o",
        "tai",
        "cua",
        "ve",
        "can",
        "phai",
        "lam",
        "duoc",
        "xin",
        "voi",
        "de",
        "khi",
        "bao",
        "nhieu",
    ]
)
LONGEST_QUERY_WORDS = 12
MOST_IDS = 200


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Rows of a page, and where the next one begins ("" when this is the last)."""

    rows: Sequence[T]
    following: str


def public(
    kind: str,
    *,
    unit_id: int | None = None,
    category: str = "",
    counter: str = "",
    before: str = "",
    size: int = 20,
) -> Page[Report]:
    """What the public may see of a kind, newest first. One query."""
    rows = Report.objects.filter(kind=kind, shown_at__isnull=False).order_by("-id")
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    if category:
        rows = rows.filter(category=category)
    if counter:
        rows = rows.filter(counter=counter)
    return page_of(rows.select_related("unit"), before, size)


def of_person(person_id: int, *, before: str = "", size: int = 20) -> Page[Report]:
    """What a person has sent, newest first. One query."""
    return page_of(Report.objects.filter(reporter_id=person_id).order_by("-id"), before, size)


def page_of(rows: QuerySet[Report], before: str, size: int) -> Page[Report]:
    """One page of rows ordered by falling id; `before` is the last id that was shown."""
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: size + 1])
    return Page(found[:size], str(found[size - 1].id) if len(found) > size else "")


def in_charge(powers: PowerSet) -> Q:
    """The messages over which these powers are held, as one condition on `Report`.

    By the ids of the agencies, which the powers know: with a condition on the agencies' paths a chair's list took 360 ms
    at 400,000 messages, this way some 20. Powers over very many agencies use the paths.
    """
    ids: dict[str, set[int]] = {}
    for grant in powers.grants:
        if grant.power in POWERS and not grant.procedure_code:
            reached = set(grant.agencies)
            ids.setdefault(grant.field, set()).update(reached)
    if sum(map(len, ids.values())) > MOST_IDS:
        return authority.scope_condition(powers, POWERS, procedure=None, field="kind")
    condition = Q(pk__in=[])
    for about, agencies in ids.items():
        condition |= Q(agency_id__in=sorted(agencies), **({"kind": about} if about else {}))
    return condition


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer wants to see. `due`: overdue, today; `ended`: the finished ones, newest first."""

    kind: str = ""
    state: str = ""
    due: str = ""
    words: str = ""
    mine: bool = False
    ended: bool = False


def to_do(powers: PowerSet, asked: Asked, now: datetime, after: str = "", size: int = 50) -> Page[Report]:
    """Messages of the officer's agencies: open ones by due moment, ended ones newest first. One query."""
    rows = Report.objects.filter(in_charge(powers)).select_related("unit", "holder")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.mine:
        rows = rows.filter(holder_id=powers.account_id)
    if asked.words:
        rows = rows.filter(code__startswith=asked.words.replace("\x00", "").strip().upper())
    if asked.ended:
        return page_of(rows.filter(ended_at__isnull=False).order_by("-id"), after, size)
    rows = rows.filter(ended_at=None).order_by("due_at", "id")
    if asked.due == "overdue":
        rows = rows.filter(due_at__lt=now)
    elif asked.due == "today":
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        rows = rows.filter(due_at__gte=now, due_at__lt=midnight)
    if (place := _place(after)) is not None:
        moment, number = place
        rows = rows.filter(due_at__gte=moment).exclude(due_at=moment, id__lte=number)
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.due_at.timestamp():.6f}_{last.id}" if last else "")


def _place(raw: str) -> tuple[datetime, int] | None:
    from motcua.foundation.clock import VN

    try:
        moment, number = raw.split("_")
        return datetime.fromtimestamp(float(moment), VN), int(number)
    except (ValueError, OverflowError, OSError):
        return None


def near(report: Report) -> list[tuple[Report, int]]:
    """Messages that may be about the same thing, with metres between: category, time and place. One query."""
    if report.kind != "scene" or report.lat is None or report.lon is None:
        return []
    here, common = Point(report.lat, report.lon), rules()
    box = box_around(here, common.near_metres)
    span = timedelta(days=common.near_days)
    rows = Report.objects.filter(
        category=report.category, **{"unit_id": report.unit_id}, kind=report.kind, original=None,
        sent_at__range=(report.sent_at - span, report.sent_at + span),
        lat__range=(box.south, box.north), lon__range=(box.west, box.east),
    ).exclude(id=report.id)  # fmt: skip
    found = []
    for one in rows.order_by("-sent_at")[:50]:
        assert one.lat is not None and one.lon is not None
        far = metres(here, Point(one.lat, one.lon))
        if far <= common.near_metres:
            found.append((one, round(far)))
    return sorted(found, key=lambda pair: pair[1])[:5]


def _words(text: str) -> list[str]:
    words = [word for word in re.findall(r"[a-z0-9]+", search_key(text)) if len(word) > 1]
    kept = [word for word in words if word not in _STOP_WORDS] or words
    return list(dict.fromkeys(kept))[:LONGEST_QUERY_WORDS]


def search_answers(words: str, *, before: str = "", category: str = "", size: int = 20) -> Page[Report]:
    """Published questions that hold all the words (folded; the last one may be half typed), newest first. One query."""
    rows = Report.objects.filter(kind="question", shown_at__isnull=False).order_by("-id")
    if category:
        rows = rows.filter(category=category)
    if typed := _words(words):
        rows = _holding(rows, " & ".join(f"{word}:*" if word == typed[-1] else word for word in typed))
    return page_of(rows, before, size)


def similar(words: str, most: int = 5) -> list[Report]:
    """Published questions that share the most words with a text being typed. One query."""
    typed = _words(words)
    if not typed:
        return []
    rows = Report.objects.filter(kind="question", shown_at__isnull=False)
    rows = _holding(rows, " | ".join(typed)).order_by("-id")[:200]
    shared = [(len(set(typed) & set(row.search_key.split())), row) for row in rows]
    enough = max(min(2, len(typed)), len(typed) // 3)  # one common word makes no likeness
    best = sorted((pair for pair in shared if pair[0] >= enough), key=lambda pair: -pair[0])
    return [row for _, row in best[:most]]


def _holding(rows: QuerySet[Report], query: str) -> QuerySet[Report]:
    """Rows whose words fit. The same expression as the index: it answers for rare words, the order for common ones."""
    vector = SearchVector("search_key", config="simple")
    return rows.alias(words=vector).filter(words=SearchQuery(query, config="simple", search_type="raw"))


def about_procedure(code: str, most: int = 5) -> list[Report]:
    """Published questions about a procedure, newest first. One query."""
    rows = Report.objects.filter(procedure_code=code, shown_at__isnull=False, kind="question")
    return list(rows.exclude(procedure_code="").order_by("-id")[:most])


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a message for people: its words, who (for officers), what was written with it."""

    name: str
    vi: str
    en: str
    at: datetime
    who: str
    words: str
    data: dict[str, Any]


_WORDS = {
    "sent": ("Đã gửi", "Sent"),
    "routed": ("Đã chuyển tới đơn vị phụ trách", "Sent to the office in charge"),
    "late": ("Quá hạn", "The time limit was missed"),
    "agency-changed": ("Cơ quan kế thừa xử lý tiếp", "Goes on at the office that took over"),
    "photo-released": ("Đã công khai một ảnh", "A photo was made public"),
    "photo-withheld": ("Đã gỡ một ảnh", "A photo was taken back"),
}


def history(report: Report) -> list[Happened]:
    """What happened, oldest first. One query."""
    sort = kind(report.kind)
    found = []
    for event in Event.objects.filter(chain=report.chain).order_by("seq"):
        body = json.loads(event.body)
        name = event.kind.removeprefix("report.")
        act = sort.acts.get(name)
        vi, en = (act.done_vi, act.done_en) if act else _WORDS.get(name, (name, name))
        data = body["data"]
        found.append(
            Happened(name, vi, en, event.at, body["actor"].get("name", ""), data.get("words", ""), data)
        )
    return found


def photos_of(report_ids: Sequence[int], *, released: bool) -> dict[int, list[Photo]]:
    """Photos by report; with `released` only what an officer has released. One query."""
    rows = Photo.objects.filter(report_id__in=report_ids).select_related("file").order_by("id")
    if released:
        rows = rows.filter(released_at__isnull=False)
    found: dict[int, list[Photo]] = {}
    for photo in rows:
        found.setdefault(photo.report_id, []).append(photo)
    return found


def is_code(text: str) -> bool:
    """Whether a text is written like a code; whatever else stands in an address asks nothing of the database."""
    prefix, *rest = text.upper().split("-")
    known = prefix in {one.prefix for one in kinds().values()}
    return known and len(text) <= 24 and all(part.isalnum() and part.isascii() for part in rest)


def by_code(code: str) -> Report | None:
    """A message by its code, upper or lower case. One query."""
    if not is_code(code):
        return None
    rows = Report.objects.select_related("unit", "reporter", "original", "holder")
    return rows.filter(code=code.upper()).first()

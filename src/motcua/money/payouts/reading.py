"""What pages and papers read of lists: sums by state, pages of lines by key, a person's own statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from motcua.foundation.text import fold
from motcua.money.payouts.errors import NotYours
from motcua.money.payouts.models import Batch, Finding, Line, Receipt, Run

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sums:
    """Lines and đồng of one state and way."""

    state: str
    way: str
    number: int
    amount: int


def run_of(uuid: Any, agencies: frozenset[int]) -> Run:
    """A list of one of these agencies. One query. Raises: NotYours."""
    found = Run.objects.select_related("agency").filter(uuid=uuid, agency__in=agencies).first()
    if found is None:
        raise NotYours
    return found


def line_of(line_id: int, agencies: frozenset[int]) -> Line:
    """A line of a list of one of these agencies. One query. Raises: NotYours."""
    rows = Line.objects.select_related("run__agency", "batch", "person")
    found = rows.filter(pk=line_id, run__agency__in=agencies).first()
    if found is None:
        raise NotYours
    return found


def receipts(run: Run, *, before: int | None = None, most: int = 20) -> list[Receipt]:
    """Cash that was handed over, the newest first, one more than a page. One query."""
    rows = Receipt.objects.filter(line__run=run).select_related("line", "agency", "file")
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: most + 1])


def runs(agencies: frozenset[int], before: int | None = None) -> list[Run]:
    """Lists of the agencies, the newest month first, one more than a page. One query."""
    rows = Run.objects.filter(agency__in=agencies)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-period", "-pk")[: PAGE + 1])


def sums(run: Run) -> list[Sums]:
    """What became of the lines. One query over the list."""
    rows = (
        Line.objects.filter(run=run)
        .values_list("state", "way")
        .annotate(number=Count("pk"), amount=Sum("total"))
    )
    return [Sums(*row) for row in rows.order_by("state", "way")]


def lines(run: Run, *, wanted: str = "", state: str = "", after: int = 0) -> list[Line]:
    """A page of lines by their place on the list, one more than shown. One query."""
    rows: QuerySet[Line] = Line.objects.filter(run=run, pk__gt=after)
    if state in Line.State.values:
        rows = rows.filter(state=state)
    if state == "changed":
        rows = rows.exclude(change="")
    digits = wanted.strip()
    if digits.isdecimal() and len(digits) in (9, 12):
        rows = rows.filter(pin=digits)
    else:
        for word in fold(wanted).split()[:6]:
            rows = rows.filter(search_key__contains=word)
    return list(rows.order_by("pk")[: PAGE + 1])


def findings(run: Run, *, after: int = 0, level: str = "") -> list[Finding]:
    """A page of findings, blocking ones first, one more than shown. One query."""
    rows = Finding.objects.select_related("line", "person").filter(run=run, pk__gt=after)
    if level in Finding.Level.values:
        rows = rows.filter(level=level)
    return list(rows.order_by("pk")[: PAGE + 1])


def found(run: Run) -> dict[str, dict[str, int]]:
    """Findings by code: level, number, how many blocking ones nobody decided. One query."""
    told: dict[str, dict[str, int]] = {}
    rows = Finding.objects.filter(run=run).values_list("code", "level", "state").annotate(number=Count("pk"))
    for code, level, state, number in rows:
        one = told.setdefault(code, {"block": int(level == "block"), "number": 0, "open": 0})
        one["number"] += number
        one["open"] += number if level == "block" and state == "open" else 0
    return dict(sorted(told.items(), key=lambda pair: (-pair[1]["block"], -pair[1]["number"])))


def batches(run: Run) -> list[Batch]:
    """Batches of a list with their answers, in order. Two queries."""
    return list(run.batches.prefetch_related("answers").order_by("number"))


def of_person(ids: Sequence[int], before: date | None = None, most: int = 24) -> list[Line]:
    """What a person was and will be paid, newest month first; drafts are nobody's business yet. One query."""
    rows = Line.objects.select_related("amount_row", "run").filter(
        person__in=ids, run__state__in=["approved", "sent", "closed"]
    )
    if before is not None:
        rows = rows.filter(period__lt=before)
    return list(rows.exclude(state__in=["held", "excluded"]).order_by("-period", "-pk")[:most])


def _paid(run: Run, cash: bool) -> QuerySet[Line]:
    rows = Line.objects.filter(run=run).exclude(state__in=["held", "excluded"])
    return rows.exclude(way=Line.Way.ACCOUNT) if cash else rows


def counted(run: Run, first: int | None = None, *, cash: bool = False) -> tuple[int, int]:
    """People and đồng of the paid lines, or of the `first` ones of the list; of those in cash only. One query."""
    rows = _paid(run, cash)
    if first is not None:
        rows = rows.order_by("pk")[:first]
    found = rows.aggregate(number=Count("pk"), sum=Sum("total"))
    return found["number"], found["sum"] or 0


def stretch(run: Run, after: int, most: int, *, cash: bool = False) -> list[Line]:
    """Paid lines by their place on the list, `after` skipped: a sheet of paper is counted, not searched. One query."""
    return list(_paid(run, cash).order_by("pk")[after : after + most])


def whole(run: Run) -> Iterator[Line]:
    """Every line that is paid, as a stream, for files."""
    rows = Line.objects.filter(run=run).exclude(state__in=["held", "excluded"]).order_by("pk")
    return rows.iterator(chunk_size=2000)

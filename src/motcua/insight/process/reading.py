"""Reading the figures of processes for pages: sums over kept rows, never a count of dossiers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from motcua.foundation.worktime import VN
from motcua.insight.process import buckets
from motcua.insight.process.measuring import FLOW_COLUMNS, STEP_COLUMNS
from motcua.insight.process.models import (
    FlowFigure,
    Path,
    PathFigure,
    SlowStay,
    StepFigure,
    StepLive,
    Trace,
    WayFigure,
)
from motcua.insight.process.sight import Sight
from motcua.insight.scope import Scope
from motcua.procedures.dossiers.models import Dossier

PAGE = 50
MOST_PATHS = 10


@dataclass(slots=True)
class StepSum:
    """A step over some months. Sums are working minutes; `open`: how many wait or are worked on now."""

    visits: int = 0
    late: int = 0
    reworked: int = 0
    waiting: int = 0
    working: int = 0
    owner_waiting: int = 0
    over: int = 0
    open: int = 0
    whole_times: list[int] = field(default_factory=lambda: [0] * buckets.NUMBER)
    waiting_times: list[int] = field(default_factory=lambda: [0] * buckets.NUMBER)

    def add(self, row: StepFigure) -> None:
        for column in STEP_COLUMNS:
            setattr(self, column, getattr(self, column) + getattr(row, column))
        for column in ("whole_times", "waiting_times"):
            times = getattr(self, column)
            for i, number in enumerate(getattr(row, column)):
                times[i] += number

    @property
    def mean_waiting(self) -> float:
        return self.waiting / self.visits if self.visits else 0.0

    @property
    def mean_working(self) -> float:
        return self.working / self.visits if self.visits else 0.0

    @property
    def mean_whole(self) -> float:
        return self.mean_waiting + self.mean_working

    @property
    def late_share(self) -> float:
        return self.late / self.visits if self.visits else 0.0

    @property
    def p50(self) -> float | None:
        return buckets.percentile(self.whole_times, 0.5)

    @property
    def p90(self) -> float | None:
        return buckets.percentile(self.whole_times, 0.9)


@dataclass(slots=True)
class Flow:
    """A procedure as a whole over some months: the columns of `FlowFigure`, summed."""

    of: Counter[str] = field(default_factory=Counter)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        return cls(Counter({name: int(row[f"sum_{name}"] or 0) for name in FLOW_COLUMNS}))

    def __getattr__(self, name: str) -> int:
        if name in FLOW_COLUMNS:
            return self.of[name]
        raise AttributeError(name)

    @property
    def straight_share(self) -> float | None:
        return self.of["straight"] / self.of["ended"] if self.of["ended"] else None

    @property
    def late_share(self) -> float | None:
        return self.of["late_visits"] / self.of["visits"] if self.of["visits"] else None

    @property
    def waiting_share(self) -> float | None:
        """Of the time in the city's hands, the part in which nobody worked on the dossier."""
        whole = self.of["waiting"] + self.of["working"]
        return self.of["waiting"] / whole if whole else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months, both ends included; of one version when it is named (0: all)."""

    first: date
    last: date
    version_id: int = 0

    def q(self) -> Q:
        inside = Q(month__gte=self.first, month__lte=self.last)
        return inside & Q(version_id=self.version_id) if self.version_id else inside


def _of(model: Any, seen: Sight, procedure: str) -> QuerySet[Any]:
    return model.objects.filter(
        procedure_code=procedure, level=seen.level, agency_id__in=sorted(seen.agencies)
    )


def flows(sights: Mapping[str, Sight], months: Stretch) -> dict[str, Flow]:
    """Procedures with figures in these months, by code. One query a kind of sight: one for most leaders."""
    by_sight: dict[Sight, list[str]] = defaultdict(list)
    for code, seen in sights.items():
        by_sight[seen].append(code)
    found: dict[str, Flow] = {}
    for seen, codes in by_sight.items():
        rows = FlowFigure.objects.filter(
            months.q(), level=seen.level, agency_id__in=sorted(seen.agencies), procedure_code__in=codes
        )
        for row in rows.values("procedure_code").annotate(**_SUMS):
            found[row["procedure_code"]] = Flow.from_row(row)
    return {code: flow for code, flow in found.items() if flow.of["visits"] or flow.of["ended"]}


_SUMS = {f"sum_{name}": Sum(F(name)) for name in FLOW_COLUMNS}


def flow(seen: Sight, procedure: str, months: Stretch) -> Flow:
    """One procedure as a whole. One query."""
    return Flow.from_row(_of(FlowFigure, seen, procedure).filter(months.q()).aggregate(**_SUMS))


def by_month(seen: Sight, procedure: str, months: Stretch) -> dict[date, Flow]:
    """One procedure month by month. One query."""
    rows = _of(FlowFigure, seen, procedure).filter(months.q()).values("month").annotate(**_SUMS)
    return {row["month"]: Flow.from_row(row) for row in rows}


def versions(seen: Sight, procedure: str, months: Stretch) -> list[tuple[int, int]]:
    """`(version, finished stays)` of the versions that ran in these months, the newest first. One query."""
    rows = _of(FlowFigure, seen, procedure).filter(months.q()).values("version_id").annotate(n=Sum("visits"))
    return sorted(((row["version_id"], row["n"]) for row in rows if row["n"]), reverse=True)


def steps(seen: Sight, procedure: str, months: Stretch) -> dict[str, StepSum]:
    """Each step of a version, opinions by the name under which they are counted. Two queries."""
    found: dict[str, StepSum] = defaultdict(StepSum)
    for row in _of(StepFigure, seen, procedure).filter(months.q()):
        found[row.step].add(row)
    live = _of(StepLive, seen, procedure).filter(version_id=months.version_id)
    for step, number in live.values_list("step").annotate(n=Sum("open")):
        if number:
            found[step].open += number
    return dict(found)


def doing(step: str, seen: Sight, procedure: str, months: Stretch) -> dict[int, StepSum]:
    """One step by the agency that did it; of those that the reader sees. One query."""
    rows = StepFigure.objects.filter(months.q(), procedure_code=procedure, level="doing", step=step)
    if not seen.everything:
        rows = rows.filter(agency_id__in=sorted(seen.agencies))
    found: dict[int, StepSum] = defaultdict(StepSum)
    for row in rows:
        found[row.agency_id].add(row)
    return {agency: total for agency, total in found.items() if total.visits}


def ways(seen: Sight, procedure: str, months: Stretch) -> dict[tuple[str, str, str], int]:
    """How many went from a step by an action to a step. One query. None are kept for work done for others."""
    rows = _of(WayFigure, seen, procedure).filter(months.q())
    found = rows.values_list("step", "action", "reached").annotate(n=Sum("dossiers"))
    return {(step, action, reached): n for step, action, reached, n in found if n}


@dataclass(frozen=True, slots=True)
class Going:
    """A way that dossiers went, with their number and their mean working minutes from filing to the end."""

    path_id: int
    steps: tuple[str, ...]
    ending: str
    dossiers: int
    minutes: float


def paths(seen: Sight, procedure: str, months: Stretch) -> list[Going]:
    """The ways most gone, the first the most frequent. Two queries."""
    rows = (
        _of(PathFigure, seen, procedure).filter(months.q()).values("path_id")
        .annotate(n=Sum("dossiers"), m=Sum("minutes")).filter(n__gt=0).order_by("-n", "path_id")[:MOST_PATHS]
    )  # fmt: skip
    counted = list(rows)
    names = Path.objects.in_bulk([row["path_id"] for row in counted])
    return [
        Going(path.path_id, tuple(path.path.split(">")), path.ending, row["n"], row["m"] / row["n"])
        for row in counted
        if (path := names.get(row["path_id"]))
    ]


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of the dossiers behind a figure: each with the minutes past its hours where that is the question."""

    dossiers: list[tuple[Dossier, int | None]]
    following: str


def slow(
    scope: Scope, procedure: str, step: str, first: datetime, until: datetime, after: str = ""
) -> Behind:
    """The dossiers that went past the hours of a step, the latest first. Two queries, no count."""
    rows = SlowStay.objects.filter(
        scope.q(), procedure_code=procedure, step=step, left_at__gte=first, left_at__lt=until
    )
    moment, last = _position(after)
    if moment is not None and last.isdecimal():
        rows = rows.filter(Q(left_at__lt=moment) | Q(left_at=moment, id__lt=int(last)))
    found = list(rows.order_by("-left_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    more = f"{shown[-1].left_at.timestamp():.6f}_{shown[-1].id}" if len(found) > PAGE else ""
    return Behind(_dossiers([(row.uuid, row.over) for row in shown]), more)


def gone(
    scope: Scope, procedure: str, path_id: int, first: datetime, until: datetime, after: str = ""
) -> Behind:
    """The dossiers that went a way, the latest first. Two queries, no count."""
    rows = Trace.objects.filter(
        scope.q(), procedure_code=procedure, path_id=path_id, ended_at__gte=first, ended_at__lt=until
    )
    moment, last = _position(after)
    if moment is not None:
        with suppress(ValueError):
            rows = rows.filter(Q(ended_at__lt=moment) | Q(ended_at=moment, uuid__lt=UUID(last)))
    found = list(rows.order_by("-ended_at", "-uuid").only("uuid", "ended_at")[: PAGE + 1])
    shown = found[:PAGE]
    last_row = shown[-1] if len(found) > PAGE else None
    more = f"{last_row.ended_at.timestamp():.6f}_{last_row.uuid}" if last_row and last_row.ended_at else ""
    return Behind(_dossiers([(row.uuid, None) for row in shown]), more)


def _position(raw: str) -> tuple[datetime | None, str]:
    """The moment and the id after which the next page begins; None for what is not a cursor."""
    moment, _, last = raw.partition("_")
    try:
        return datetime.fromtimestamp(float(moment), VN), last
    except (ValueError, OverflowError, OSError):
        return None, ""


def _dossiers(shown: Iterable[tuple[UUID, int | None]]) -> list[tuple[Dossier, int | None]]:
    rows = list(shown)
    known = {
        dossier.uuid: dossier
        for dossier in Dossier.objects.filter(uuid__in={uuid for uuid, _ in rows})
        .select_related("competent_agency")
        .only(
            "uuid", "code", "procedure_code", "field_key", "status", "channel", "submitted_at", "due_at",
            "ended_at", "owner_id", "owner_name", "paused_at", "rating", "competent_agency__name_vi",
            "competent_agency__name_en", "competent_agency__key",
        )
    }  # fmt: skip
    return [(known[uuid], over) for uuid, over in rows if uuid in known]

"""What the public may know of a commune: its offices, what is in hand, figures. Read at most once a minute."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404

from motcua.city import units
from motcua.city.models import Agency, Unit
from motcua.city.models.validity import valid_on
from motcua.exchange.publishing.models import Outline
from motcua.exchange.publishing.surveys import ENOUGH, service
from motcua.foundation.worktime import OFFICE_HOURS, VN
from motcua.insight import reading as figures
from motcua.insight.durations import EVERYWHERE
from motcua.insight.models import DurationFigure
from motcua.insight.scope import Reach, Scope
from motcua.insight.totals import ENOUGH_TO_RANK, Now, Totals
from motcua.procedures.catalogue import browsing
from motcua.procedures.catalogue.models import Procedure, short_name

KEPT_S = 60
LISTS_KEPT_S = 600
MONTHS = 11
"""Full months before the running one that figures cover: a year."""
OFFERED = 16
MINUTES_A_DAY = sum((b.hour - a.hour) * 60 + b.minute - a.minute for a, b in OFFICE_HOURS)
_OFFICES = (Agency.Kind.COMMUNE, Agency.Kind.CENTRE_BRANCH, Agency.Kind.POLICE)


@dataclass(frozen=True, slots=True)
class Named:
    """A commune in a list."""

    id: int
    code: str
    slug: str
    name: str
    name_en: str
    kind: str
    search_key: str


@dataclass(frozen=True, slots=True)
class Office:
    """A body that a resident of the commune may go to. `address`: as the city's data say it, else empty."""

    key: str
    kind: str
    vi: str
    en: str
    address: str
    calendar: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Usual:
    """How long a procedure usually takes: half of the dossiers at most `p50` working minutes, nine tenths `p90`."""

    code: str
    vi: str
    en: str
    p50: int
    p90: int
    n: int
    everywhere: bool


@dataclass(slots=True)
class Facts:
    """Everything about a commune that a page shows and that does not change with the minute."""

    unit: Named
    area_km2: float | None
    path: str
    beside: list[Named]
    offices: list[Office]
    committee_id: int | None
    now: Now
    year: Totals
    months: list[tuple[str, float]]
    usual: list[Usual]
    rated: int
    factors: list[service.Share] = field(default_factory=list)


def commune(slug: str, on: date) -> Unit:
    """The commune of an address. One query. Raises: Http404."""
    found = units.communes(settings.CITY_CODE, on).filter(Q(slug=slug) | Q(code=slug)).first()
    if found is None:
        raise Http404
    return found


def all_communes(on: date) -> list[Named]:
    """The communes of the city in Vietnamese order. One query each ten minutes."""
    found = cache.get(f"public.communes.{on}")
    if found is None:
        found = [_named(unit) for unit in units.communes(settings.CITY_CODE, on)]
        cache.set(f"public.communes.{on}", found, LISTS_KEPT_S)
    return found


def facts_of(unit: Unit, at: datetime) -> Facts:
    """What is known of a commune, a minute old at most. About nine queries, none while it is kept."""
    key = f"public.commune.{unit.pk}"
    found = cache.get(key)
    if found is None:
        found = _facts(unit, at)
        cache.set(key, found, KEPT_S)
    return found


def offered() -> list[Procedure]:
    """What can be filed online at a commune. One query each ten minutes."""
    found = cache.get("public.offered")
    if found is None:
        choice = browsing.Choice(level="commune", only_executable=True)
        found = list(browsing.browse(choice, page=OFFERED).procedures)
        cache.set("public.offered", found, LISTS_KEPT_S)
    return found


def forget() -> None:
    """Look everything up again (tests, and after a reorganisation)."""
    cache.clear()


def _facts(unit: Unit, at: datetime) -> Facts:
    on = at.astimezone(VN).date()
    bodies = list(
        Agency.objects.filter(valid_on(on), kind__in=_OFFICES)
        .filter(Q(unit=unit) | Q(serves=unit))
        .select_related("calendar")
        .distinct()
    )
    bodies.sort(key=lambda body: (_OFFICES.index(Agency.Kind(body.kind)), body.sort_key))
    committee = next((body.pk for body in bodies if body.kind == Agency.Kind.COMMUNE), None)
    month = on.replace(day=1)
    first = figures.later(month, -MONTHS)
    where = Q(agency_id=committee)
    scope = Scope((Reach(frozenset({committee or 0})),))
    by_month = figures.months(scope, first, month)
    year = Totals()
    for totals in by_month.values():
        year.add(totals.values)
    outline = Outline.objects.filter(unit=unit).first()
    beside = Unit.objects.filter(pk__in=outline.neighbours).order_by("sort_key") if outline else []
    factors = service.shares(where, first, month)
    return Facts(
        unit=_named(unit),
        area_km2=outline.area_km2 if outline else None,
        path=outline.path if outline else "",
        beside=[_named(one) for one in beside],
        offices=[
            Office(body.key, body.kind, body.name_vi, body.name_en, body.address_line, body.calendar.data)
            for body in bodies
        ],
        committee_id=committee,
        now=figures.open_by_agency(scope).get(committee or 0, Now()),
        year=year,
        months=[
            (f"{day:%m/%y}", share)
            for day, totals in by_month.items()
            if totals.handled >= ENOUGH_TO_RANK and (share := totals.on_time_share) is not None
        ],
        usual=_usual(committee),
        rated=factors[0].answers if factors else 0,
        factors=factors if factors and factors[0].answers >= ENOUGH else [],
    )


def _usual(committee: int | None) -> list[Usual]:
    """The procedures that this body handles most; where it has too few, the whole city's time. Two queries."""
    if committee is None:
        return []
    rows = list(DurationFigure.objects.filter(agency_id__in=(committee, EVERYWHERE), n__gte=ENOUGH_TO_RANK))
    own = {row.procedure_code: row for row in rows if row.agency_id == committee}
    everywhere = {row.procedure_code: row for row in rows if row.agency_id == EVERYWHERE}
    codes = sorted(
        everywhere, key=lambda code: -(own[code].n if code in own else 0) * 1_000_000 - everywhere[code].n
    )[:8]
    names = {row.code: short_name(row) for row in Procedure.objects.filter(code__in=codes)}
    found = []
    for code in codes:
        row = own.get(code, everywhere[code])
        name = names.get(code, {"vi": code, "en": code})
        found.append(Usual(code, name["vi"], name["en"], row.p50, row.p90, row.n, code not in own))
    return found


def _named(unit: Unit) -> Named:
    return Named(unit.pk, unit.code, unit.slug, unit.full_name_vi, unit.name_en, unit.kind, unit.search_key)

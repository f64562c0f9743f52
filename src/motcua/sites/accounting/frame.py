"""Who keeps the accounts, the tabs, and the few shapes that every page of the room is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.city.models import Agency, Power
from motcua.foundation.worktime import VN
from motcua.insight.names import agency_of
from motcua.insight.names import city as city_names
from motcua.sites.desk.officer import Officer, page_context, page_of_officers
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.language import both, pick
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import dong_words

POWER = Power.Name.KEEP_ACCOUNTS
BODIES = {Agency.Kind.PEOPLE_COMMITTEE, Agency.Kind.CENTRE}
PURPOSE, CODE = "fee-accounts", "fees"
PAGE = 50
TABS = (
    ("accounting:home", "Hôm nay", "Today"),
    ("accounting:days", "Đối soát", "Reconciliation"),
    ("accounting:open-lines", "Tiền chờ xử lý", "Money to decide"),
    ("accounting:trial", "Sổ kế toán", "Books"),
    ("accounting:slips", "Nộp ngân sách", "To the budget"),
    ("accounting:report", "Báo cáo", "Reports"),
)


def keeps(officer: Any) -> bool:
    """Whether the city's one set of books is this post's work. For menus: no query."""
    return officer.post.agency_kind in BODIES and bool(officer.powers.holds_any(POWER))


keeper_page = page_of_officers(keeps)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: words, a link, a second line, a tag's tone and icon. `num`: set to the right."""

    text: Any
    href: str = ""
    small: Any = ""
    tone: str = ""
    icon: str = ""
    num: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ready cells: `heads` are words, numbers' heads with `num`. `foot`: a last row of sums."""

    label: Any
    heads: Sequence[tuple[Any, bool]]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()
    cards: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A form: fields or none, hidden values, one button or several (name, value, words, kind)."""

    buttons: Sequence[tuple[str, str, Any, str]]
    action: str = ""
    fields: Sequence[Field] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    files: bool = False
    line: bool = False
    get: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its own heading; an empty table says `empty` instead."""

    title: Any = ""
    lead: Any = ""
    table: Table | None = None
    empty: Any = ""
    facts: Sequence[tuple[Any, Any]] = ()
    forms: Sequence[Form] = ()
    notice: tuple[str, Any] | None = None
    link: tuple[str, Any] | None = None

    @property
    def labelled(self) -> list[list[tuple[Any, Cell]]]:
        """Each cell with its column's head, for narrow screens."""
        if self.table is None:
            return []
        heads = [words for words, _ in self.table.heads]
        return [list(zip(heads, row, strict=True)) for row in self.table.rows]

    @property
    def footed(self) -> list[tuple[Any, Cell]]:
        """The row of sums with the heads."""
        return (
            []
            if self.table is None
            else list(zip([w for w, _ in self.table.heads], self.table.foot, strict=True))
        )


def show(
    request: HttpRequest,
    officer: Officer,
    here: str,
    title: Any,
    sections: Sequence[Section],
    *,
    status: int = 200,
    fields: Sequence[Field] = (),
    **more: Any,
) -> HttpResponse:
    """The page. `fields`: those whose faults the summary lists; `back` (href, words), `lead`, `figures`, `links`, `tag`."""
    tabs = [{"label": both(vi, en), "href": reverse(name), "current": name == here} for name, vi, en in TABS]
    context = page_context(
        officer,
        reverse("accounting:home"),
        tabs=tabs,
        title=title,
        sections=sections,
        errors=errors_of(fields) if status == 422 else [],
        **more,
    )
    return render(request, "accounting/page.html", context, status=status)


def leaf[Row: Model](request: HttpRequest, rows: QuerySet[Row]) -> tuple[list[Row], str, str]:
    """One page of rows, the newest first, and where `older` and `newer` lead. One query."""
    before = whole_number(request.GET.get("truoc", ""))
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    older = f"?truoc={shown[-1].pk}" if len(found) > PAGE else ""
    return shown, older, request.path if before else ""


def money(amount: int | None, *, zero: str = "–") -> Cell:
    """A sum, to the right; nothing as a dash."""
    return Cell(dong_words(amount) if amount else zero, num=True)


def number(amount: int) -> Cell:
    return Cell(f"{amount:,}".replace(",", "."), num=True)


def day_words(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def picked_day(name: str, vi: str, en: str, value: date) -> dict[str, Any]:
    """A filter by a day, typed as people write it: 23/11/2026."""
    return {"name": name, "label": both(vi, en), "kind": "day", "value": day_words(value)}


def picked_one(name: str, vi: str, en: str, options: Sequence[tuple[str, Any]], value: str) -> dict[str, Any]:
    """A filter by one of a list."""
    return {"name": name, "label": both(vi, en), "kind": "select", "value": value, "options": options}


def picked_agency(value: str) -> dict[str, Any]:
    """A filter by collecting agency."""
    return picked_one(
        "co-quan",
        "Mọi đơn vị thu",
        "All collecting units",
        [(str(key), name) for key, name in agencies()],
        value,
    )


def agency_words(agency_id: int) -> str:
    """The short name of a collecting agency; no query once known."""
    if not agency_id:
        return str(pick(both("Chưa thuộc đơn vị", "No agency")))
    named = agency_of(agency_id)
    return str(pick(named.short)) if named else str(agency_id)


def agencies() -> list[tuple[int, str]]:
    """Agencies that may collect, by name. No query once known."""
    kinds = {Agency.Kind.COMMUNE, Agency.Kind.CENTRE, Agency.Kind.DEPARTMENT}
    rows = [(key, str(pick(one.short))) for key, one in city_names().agencies.items() if one.kind in kinds]
    return sorted(rows, key=lambda row: row[1])


def today_of(officer: Officer) -> date:
    return officer.now.astimezone(VN).date()


def yesterday_of(officer: Officer) -> date:
    return today_of(officer) - timedelta(days=1)


def day_of(text: str, default: date | None = None) -> date | None:
    """A day as addresses have it (2026-11-23) or as people type it (23/11/2026); nonsense is `default`."""
    try:
        pattern = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
        found = datetime.strptime(text.strip()[:10], pattern).replace(tzinfo=VN).date()
    except ValueError:
        return default
    return found if 2000 <= found.year <= 2200 else default

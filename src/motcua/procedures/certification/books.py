"""The books of certification: a line for each kind of paper, written with the result; searched, printed, summed."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from motcua.foundation.text import fold
from motcua.procedures.certification import rules
from motcua.procedures.certification.models import BookLine, BookSum
from motcua.procedures.certification.signing import folded
from motcua.records import registers

REGISTER = "certifications"
PAGE = 40


def entered(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """Write the lines of an entry of the register; strike those of the one that it corrects. In its transaction."""
    if earlier is not None:
        BookLine.objects.filter(dossier_code=earlier.dossier_code, struck_at=None).update(struck_at=at)
    lines = list(lines_of(entry))
    BookLine.objects.bulk_create(lines)
    for line in lines[:1]:
        add(line.agency_id, line.year, line.symbol, line.capacity, len(lines), sum(one.fee for one in lines))


def lines_of(entry: registers.Record) -> Iterator[BookLine]:
    """The lines that an entry stands for: one a kind of paper; the fee of the case stands on the first."""
    data: dict[str, Any] = entry.data
    volume, year, symbol = parts_of(data["book"])
    several = isinstance(data.get("papers"), list)
    papers = data["papers"] if several else [{"number": data["numbers"], "title": data.get("paper", "")}]
    requester = data.get("who") or ""
    person = next(iter(registers.people_of([entry])[entry.register, entry.id].values()), None)
    for place, paper in enumerate(papers):
        title = paper.get("title") or data.get("paper_kind", "")
        yield BookLine(
            agency_id=entry.agency_id,
            symbol=symbol,
            year=year,
            volume=volume,
            number=int(paper["number"]),
            certified_at=datetime.fromisoformat(data["certified_at"]),
            entered_on=entry.entered_on,
            requester=requester,
            person_id=person,
            title=title,
            copies=int((paper.get("copies") if several else data.get("paper_count")) or 1),
            pages=int(paper.get("pages") or 0),
            place=data.get("place", ""),
            electronic=bool(data.get("electronic")),
            certifier=data["certifier"],
            post=data.get("certifier_post", ""),
            authority=data.get("authority", ""),
            capacity=(data.get("authority") or "").partition(" ")[0],
            fee=data.get("fee", 0) if place == 0 else 0,
            dossier_code=entry.dossier_code,
            search=folded(requester, title, entry.dossier_code),
        )


def parts_of(book: str) -> tuple[int, int, str]:
    """Volume, year and kind sign of `01/2026-SCT/BS`."""
    head, _, symbol = book.partition("-")
    volume, _, year = head.partition("/")
    return int(volume), int(year), symbol


_ADD = """
insert into certification_booksum (agency_id, year, symbol, capacity, lines, fees) values (%s, %s, %s, %s, %s, %s)
on conflict (agency_id, year, symbol, capacity)
do update set lines = certification_booksum.lines + excluded.lines, fees = certification_booksum.fees + excluded.fees
"""


def add(agency_id: int, year: int, symbol: str, capacity: str, lines: int, fees: int) -> None:
    """Keep the sums up. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, (agency_id, year, symbol, capacity, lines, fees))


def page(
    agency_id: int, symbol: str, year: int, *, words: str = "", before: int | None = None
) -> list[BookLine]:
    """Lines of a book, newest first; one more than a page. `words`: what all must be found in a line. One query."""
    rows = BookLine.objects.filter(agency_id=agency_id, symbol=symbol, year=year)
    for word in fold(words).split()[:6]:
        rows = rows.filter(search__contains=word)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows.order_by("-number")[: PAGE + 1])


def years(agency_id: int) -> list[int]:
    """The years in which the agency has books, newest first. One query."""
    found = BookSum.objects.filter(agency_id=agency_id).values_list("year", flat=True)
    return sorted(set(found), reverse=True)


def sums(agency_id: int, year: int) -> list[BookSum]:
    """How much was certified in a year, by book and capacity. One query."""
    return list(BookSum.objects.filter(agency_id=agency_id, year=year).order_by("symbol", "capacity"))


def signed_by_capacity(capacity: str, year: int) -> dict[int, int]:
    """How many lines each agency signed in a capacity in a year. One query."""
    rows = BookSum.objects.filter(capacity=capacity, year=year).values("agency_id")
    return {row["agency_id"]: row["total"] for row in rows.annotate(total=Sum("lines"))}


def people_of(agency_id: int, symbol: str, year: int, month: int | None) -> set[int]:
    """Whose requests stand in a month of a book, or in its year. One query."""
    rows = BookLine.objects.filter(agency_id=agency_id, symbol=symbol, year=year, person_id__isnull=False)
    if month is not None:
        rows = rows.filter(entered_on__month=month)
    return {person for person in rows.values_list("person_id", flat=True) if person is not None}


def kept_until(line: BookLine) -> date | None:
    """Until when the papers behind a line are kept; None: for copies none are filed. Source: NĐ 23/2015 Đ14."""
    keep = rules.BY_SYMBOL[line.symbol].keep_years
    return None if keep is None else date(line.year + keep + 1, 1, 1)

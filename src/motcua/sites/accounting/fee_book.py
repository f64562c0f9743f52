"""The detailed book of fees: a page at a time, and whole as a file. It names payers, so every look is noted."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.insight.takings import reading, sheet
from motcua.insight.takings.reading import Chosen
from motcua.money.models import Order
from motcua.sites.accounting.choosing import chosen_of, filters, moments, query_of, subtabs
from motcua.sites.accounting.frame import (
    CODE,
    PAGE,
    PURPOSE,
    Cell,
    Section,
    Table,
    agency_words,
    keeper_page,
    money,
    show,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import datetime_words


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    raw, _, last = request.GET.get("sau", "").partition("_")
    try:
        at, key = datetime.fromtimestamp(int(raw) / 1e6, VN), whole_number(last)
    except (ValueError, OverflowError, OSError):
        return None
    return (at, key) if key is not None else None


@require_safe
@keeper_page
def book(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The detailed book, a page at a time, the newest first; it names payers, so looks are noted. One query."""
    chosen, after = chosen_of(request, officer), _after(request)
    rows = reading.book(chosen, *moments(chosen), after, PAGE + 1)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    _note(officer, rows, "fee-book")
    heads = [
        (both("Hồ sơ", "Dossier"), False),
        (both("Người nộp", "Payer"), False),
        (both("Phí", "Fees"), True),
        (both("Lệ phí", "Charges"), True),
        (both("Tổng", "Total"), True),
        (both("Hình thức", "Means"), False),
        (both("Biên lai", "Receipt"), False),
        (both("Đơn vị", "Unit"), False),
    ]
    table = Table(
        both("Sổ chi tiết", "Book"),
        heads,
        [
            [
                Cell(one["subject"], small=datetime_words(one["paid_at"])),
                Cell(one["payer"], small=one["owner"] if one["owner"] != one["payer"] else ""),
                money(_of(one, "phi")),
                money(_of(one, "le_phi")),
                money(one["amount"]),
                Cell(
                    Order.Means(one["means"]).label,
                    small=Order.Status(one["status"]).label if one["status"] != "paid" else "",
                ),
                Cell(f"{one['serial']} {one['number']:07d}" if one["number"] else "–"),
                Cell(agency_words(one["agency_id"] or 0), small=one["by"]),
            ]
            for one in rows
        ],
    )
    query = query_of(chosen)
    last = rows[-1] if rows else None
    older = f"?{query}&sau={int(last['paid_at'].timestamp() * 1e6)}_{last['id']}" if more and last else ""
    return show(
        request,
        officer,
        "accounting:report",
        both("Sổ chi tiết thu phí, lệ phí", "Detailed book of fees"),
        [Section(table=table, empty=both("Kỳ này không có khoản thu.", "Nothing was taken in this period."))],
        filters=filters(chosen),
        subtabs=subtabs("accounting:book", query),
        older=older,
        newer=f"?{query}" if after else "",
        links=[
            (f"{reverse('accounting:book-csv')}?{query}", "CSV", "download"),
            (f"{reverse('accounting:book-xlsx')}?{query}", "XLSX", "download"),
        ],
    )


def _of(one: dict[str, Any], kind: str) -> int:
    return sum(line["payer"] for line in one["lines"] if line["kind"] == kind)


HEADS = (
    "Mã hồ sơ",
    "Mã thủ tục",
    "Chủ hồ sơ",
    "Người nộp",
    "Phí",
    "Lệ phí",
    "Tổng",
    "Hình thức thanh toán",
    "Ngày thu",
    "Mẫu biên lai",
    "Ký hiệu",
    "Số",
    "Người thu",
    "Đơn vị thu",
    "Kênh",
    "Trạng thái",
)


NOTED_AT_ONCE = 2_000


def _file_rows(officer: Officer, chosen: Chosen) -> Iterator[list[Any]]:
    yield list(HEADS)
    for some in batched(reading.whole_book(chosen, *moments(chosen)), NOTED_AT_ONCE, strict=False):
        # before they leave: whoever stops the download midway has seen them
        _note(officer, some, "fee-book-file")
        yield from map(_cells, some)


def _note(officer: Officer, rows: Sequence[dict[str, Any]], what: str) -> None:
    named = [one["person_id"] for one in rows]
    audit.log_list(
        officer.actor, named, purpose=PURPOSE, what=what, code=CODE, at=officer.now, others=None in named
    )


def _cells(one: dict[str, Any]) -> list[Any]:
    return [
        one["subject"],
        one["procedure"] or "",
        one["owner"] or "",
        one["payer"],
        _of(one, "phi"),
        _of(one, "le_phi"),
        one["amount"],
        str(Order.Means(one["means"]).label),
        f"{one['paid_at'].astimezone(VN):%d/%m/%Y %H:%M}",
        one["form"] or "",
        one["serial"] or "",
        f"{one['number']:07d}" if one["number"] else "",
        one["by"],
        str(agency_words(one["agency_id"] or 0)),
        one["channel"],
        str(Order.Status(one["status"]).label),
    ]


class _Line:
    """A file that keeps nothing: what is written comes back, to be sent."""

    def write(self, text: str) -> str:
        return text


@require_safe
@keeper_page
def book_csv(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The detailed book as CSV, streamed; everybody named in it is noted."""
    chosen = chosen_of(request, officer)
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff"  # spreadsheets read Vietnamese letters only after this mark
        for row in _file_rows(officer, chosen):
            yield writer.writerow([_plain(cell) for cell in row])

    return _sent(
        StreamingHttpResponse(audit.streamed(lines()), content_type="text/csv; charset=utf-8"),
        chosen.begin,
        chosen.end,
        "csv",
    )


@require_safe
@keeper_page
def book_xlsx(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The detailed book as a spreadsheet; everybody named in it is noted."""
    chosen = chosen_of(request, officer)
    content = sheet.write(str(say("Sổ chi tiết thu", "Book of fees")), _file_rows(officer, chosen))
    return _sent(HttpResponse(content, content_type=sheet.TYPE), chosen.begin, chosen.end, "xlsx")


def _plain(cell: Any) -> Any:
    """What a spreadsheet would take for a formula is kept as words."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _sent(answer: Any, begin: date, end: date, form: str) -> Any:
    answer["Content-Disposition"] = f'attachment; filename="so-chi-tiet-{begin}-{end}.{form}"'
    return answer

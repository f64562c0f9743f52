"""Reports of what was taken: summary by one dimension, the detailed book, the indicator, the cash share; as files too."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.insight.names import city
from motcua.insight.takings import reading, shares, sheet
from motcua.insight.takings.reading import By, Chosen, Sums
from motcua.money.models import Order
from motcua.sites.accounting.frame import (
    CODE,
    PAGE,
    PURPOSE,
    Cell,
    Section,
    Table,
    agency_words,
    day_of,
    day_words,
    keeper_page,
    money,
    number,
    picked_agency,
    picked_day,
    picked_one,
    show,
    today_of,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import datetime_words, dong_words, number_words

LONGEST = 366
SUBTABS = (
    ("accounting:report", "Tổng hợp", "Summary"),
    ("accounting:book", "Sổ chi tiết", "Detailed book"),
    ("accounting:share", "Tỷ lệ tiền mặt", "Cash share"),
    ("accounting:indicator", "Thanh toán trực tuyến", "Online payment"),
)
DIMENSIONS: dict[str, tuple[By, Any]] = {
    "don-vi": ("agency_id", both("Đơn vị thu", "Collecting unit")),
    "ngay": ("day", both("Ngày", "Day")),
    "linh-vuc": ("field_key", both("Lĩnh vực", "Field")),
    "thu-tuc": ("procedure_code", both("Thủ tục", "Procedure")),
    "khoan-thu": ("code", both("Khoản thu", "Fee")),
    "kenh": ("channel", both("Kênh tiếp nhận", "Channel")),
    "hinh-thuc": ("means", both("Hình thức thanh toán", "Means")),
}
CHANNELS = {
    "online": both("Trực tuyến", "Online"),
    "counter": both("Tại quầy", "Counter"),
    "postal": both("Bưu chính", "Post"),
}
CASH_FORMS = {
    "cash": both("Tiền mặt", "Cash"),
    "online": both("Trực tuyến", "Online"),
    "transfer": both("Chuyển khoản, thẻ", "Transfer, card"),
}


def _subtabs(here: str, query: str) -> list[dict[str, Any]]:
    return [
        {"href": f"{reverse(name)}?{query}", "label": both(vi, en), "current": name == here}
        for name, vi, en in SUBTABS
    ]


def _chosen(request: HttpRequest, officer: Officer) -> Chosen:
    """What is asked for; this month by default, a year at most."""
    get, today = request.GET, today_of(officer)
    end = min(day_of(get.get("den", ""), today) or today, today)
    begin = min(day_of(get.get("tu", ""), end.replace(day=1)) or end, end)
    agency, means, channel = (
        whole_number(get.get("co-quan", "")),
        get.get("hinh-thuc", ""),
        get.get("kenh", ""),
    )
    return Chosen(
        max(begin, end - timedelta(days=LONGEST)),
        end,
        frozenset({agency}) if agency is not None else None,
        procedure=get.get("thu-tuc", "")[:20],
        field=get.get("linh-vuc", "")[:60],
        channel=channel if channel in CHANNELS else "",
        means=means if means in Order.Means.values else "",
    )


def _query(chosen: Chosen) -> str:
    parts = [f"tu={chosen.begin}", f"den={chosen.end}"]
    parts += [f"co-quan={key}" for key in chosen.agencies or ()]
    for name, value in (
        ("hinh-thuc", chosen.means),
        ("kenh", chosen.channel),
        ("thu-tuc", chosen.procedure),
        ("linh-vuc", chosen.field),
    ):
        parts += [f"{name}={value}"] if value else []
    return "&".join(parts)


def _filters(chosen: Chosen, *more: dict[str, Any]) -> list[dict[str, Any]]:
    agency = next(iter(chosen.agencies or ()), "")
    means = [(key, label) for key, label in Order.Means.choices if key]
    return [
        picked_day("tu", "Từ ngày", "From", chosen.begin),
        picked_day("den", "Đến ngày", "To", chosen.end),
        picked_agency(str(agency)),
        picked_one("kenh", "Mọi kênh", "All channels", list(CHANNELS.items()), chosen.channel),
        picked_one("hinh-thuc", "Mọi hình thức", "All means", means, chosen.means),
        *more,
    ]


def _as_of(chosen: Chosen) -> Any:
    at = reading.as_of(chosen)
    if at is None:
        return both("Chưa có số liệu cho kỳ này.", "No figures for this period yet.")
    return both(
        f"Số liệu đến {datetime_words(at)}, theo ngày thu; hoàn tiền đã trừ.",
        f"As of {datetime_words(at)}, by day of payment, less refunds.",
    )


@require_safe
@keeper_page
def report(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The summary by one dimension. Four queries, whatever was taken."""
    chosen = _chosen(request, officer)
    key = request.GET.get("theo", "") if request.GET.get("theo", "") in DIMENSIONS else "don-vi"
    dimension, title = DIMENSIONS[key]
    found = reading.by(chosen, dimension)
    rows = sorted(
        found.items(), key=(lambda row: row[0]) if dimension == "day" else (lambda row: -row[1].total)
    )
    whole = reading.whole(chosen) if dimension == "code" else _summed(found.values())
    table = Table(
        title,
        [
            (title, False),
            (both("Phí", "Fees"), True),
            (both("Lệ phí", "Charges"), True),
            (both("Khác", "Other"), True),
            (both("Tiền mặt", "Cash"), True),
            (both("Trực tuyến", "Online"), True),
            (both("Chuyển khoản, thẻ", "Transfer, card"), True),
            (both("Tổng số", "Total"), True),
            (both("Hồ sơ", "Dossiers"), True),
        ],
        [_line(_named(dimension, value), sums) for value, sums in rows[:500]],
        _line(both("Cộng", "Total"), whole) if rows else [],
    )
    filters = _filters(
        chosen,
        picked_one("theo", "Theo", "By", [(name, words) for name, (_, words) in DIMENSIONS.items()], key),
    )
    return show(
        request,
        officer,
        "accounting:report",
        both("Tổng hợp thu phí, lệ phí", "Summary of fees"),
        [Section(table=table, empty=both("Kỳ này không có khoản thu.", "Nothing was taken in this period."))],
        filters=filters,
        lead=_as_of(chosen),
        prints=True,
        subtabs=_subtabs("accounting:report", _query(chosen)),
    )


def _summed(rows: Iterable[Sums]) -> Sums:
    whole = Sums()
    for one in rows:
        for name in ("phi", "le_phi", "other", "dossiers", "payments", "refunded"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        for means, amount in one.by_means.items():
            whole.by_means[means] = whole.by_means.get(means, 0) + amount
    return whole


def _line(name: Any, sums: Sums) -> list[Cell]:
    forms = dict.fromkeys(("cash", "online", "transfer", "unknown"), 0)
    for means, amount in sums.by_means.items():
        forms[shares.form_of(means)] += amount
    return [
        Cell(name),
        *(
            money(one)
            for one in (
                sums.phi,
                sums.le_phi,
                sums.other,
                forms["cash"],
                forms["online"],
                forms["transfer"],
                sums.total,
            )
        ),
        number(sums.dossiers),
    ]


def _named(dimension: By, value: Any) -> Any:
    names = city()
    match dimension:
        case "agency_id":
            return agency_words(value)
        case "day":
            return day_words(value)
        case "procedure_code":
            named = names.procedures.get(value)
            return named.short if named else value or both("Không theo thủ tục", "No procedure")
        case "field_key":
            return names.field_name(value) if value else both("Không theo lĩnh vực", "No field")
        case "channel":
            return CHANNELS.get(value, value)
        case "means":
            return Order.Means(value).label if value in Order.Means.values else value
        case _:
            return value


@require_safe
@keeper_page
def share(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The cash share by unit, by amount and by number, each labelled. Three queries."""
    chosen = _chosen(request, officer)
    found = reading.by(chosen, "agency_id")
    whole = reading.whole(chosen)
    rows = sorted(found.items(), key=lambda row: -(row[1].share.cash or -1))
    table = Table(
        both("Tỷ lệ tiền mặt", "Cash share"),
        [
            (both("Đơn vị thu", "Unit"), False),
            (both("Tiền mặt, % số tiền", "Cash, % of amount"), True),
            (both("Không tiền mặt, %", "Cashless, %"), True),
            (both("Tiền mặt, % hồ sơ", "Cash, % of dossiers"), True),
            (both("Tổng số tiền", "Total"), True),
        ],
        [
            [
                Cell(agency_words(key)),
                _percent(one.share.cash, one.share.blocked),
                _percent(one.share.non_cash, one.share.blocked),
                _percent(one.share_by_number.cash, one.share_by_number.blocked),
                money(one.total),
            ]
            for key, one in rows
        ],
    )
    by_amount, by_number = whole.share, whole.share_by_number
    figures = [
        {
            "label": both("Tiền mặt, theo số tiền", "Cash, by amount"),
            "value": _shown(by_amount.cash),
            "note": dong_words(by_amount.in_cash),
        },
        {
            "label": both("Không tiền mặt, theo số tiền", "Cashless, by amount"),
            "value": _shown(by_amount.non_cash),
            "note": both(
                f"trực tuyến {dong_words(by_amount.online)}, chuyển khoản và thẻ {dong_words(by_amount.transfer)}",
                f"online {dong_words(by_amount.online)}, transfer and card {dong_words(by_amount.transfer)}",
            ),
        },
        {
            "label": both("Tiền mặt, theo số hồ sơ", "Cash, by dossiers"),
            "value": _shown(by_number.cash),
            "note": both(
                f"{by_number.in_cash} trên {by_number.total} hồ sơ",
                f"{by_number.in_cash} of {by_number.total} dossiers",
            ),
        },
    ]
    sections = [
        Section(table=table, empty=both("Kỳ này không có khoản thu.", "Nothing was taken in this period."))
    ]
    if by_amount.blocked:
        words = both(
            f"Có {dong_words(by_amount.blocked)} chưa rõ hình thức thanh toán: tỷ lệ chưa tính được.",
            f"{dong_words(by_amount.blocked)} have no known form of payment: no share can be told.",
        )
        sections.insert(0, Section(notice=("danger", words)))
    return show(
        request,
        officer,
        "accounting:report",
        both("Tỷ lệ thu tiền mặt", "Cash share"),
        sections,
        figures=figures,
        filters=_filters(chosen)[:3],
        lead=_as_of(chosen),
        prints=True,
        subtabs=_subtabs("accounting:share", _query(chosen)),
    )


def _shown(percent: Any) -> str:
    return "—" if percent is None else f"{number_words(percent, 2)} %"


def _percent(percent: Any, blocked: int) -> Cell:
    return Cell(both("bị chặn", "blocked") if blocked else _shown(percent), num=True)


@require_safe
@keeper_page
def indicator(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Online payment by unit, in the manner of QĐ 766/QĐ-TTg. Two queries."""
    chosen = _chosen(request, officer)
    heads = [
        (both("Đơn vị", "Unit"), False),
        (both("Thủ tục có hồ sơ phải nộp", "Procedures asked"), True),
        (both("có giao dịch", "paid"), True),
        (both("có trực tuyến", "paid online"), True),
        (both("Hồ sơ", "Dossiers"), True),
        (both("được miễn", "exempt"), True),
        (both("đã nộp", "paid"), True),
        (both("nộp trực tuyến", "paid online"), True),
        (both("Tỷ lệ trực tuyến", "Online share"), True),
        (both("Tiền mặt", "Cash"), True),
        (both("Chuyển khoản", "Transfer"), True),
        (both("Trực tuyến", "Online"), True),
    ]
    rows = [
        [
            Cell(agency_words(one.agency_id)),
            number(one.asked_procedures),
            number(one.paid_procedures),
            number(one.online_procedures),
            number(one.asked),
            number(one.exempt),
            number(one.paid),
            number(one.paid_online),
            Cell(_shown(shares.ratio(one.paid_online, one.paid)), num=True),
            money(one.cash),
            money(one.transfer),
            money(one.online),
        ]
        for one in reading.indicators(chosen)
    ]
    return show(
        request,
        officer,
        "accounting:report",
        both("Thanh toán trực tuyến", "Online payment"),
        [
            Section(
                both("Theo đơn vị", "By unit"),
                table=Table(both("Chỉ tiêu", "Indicator"), heads, rows),
                empty=both("Chưa có số liệu.", "No figures."),
            )
        ],
        lead=_as_of(chosen),
        filters=_filters(chosen)[:3],
        prints=True,
        subtabs=_subtabs("accounting:indicator", _query(chosen)),
    )


def _moments(chosen: Chosen) -> tuple[datetime, datetime]:
    begin = datetime(chosen.begin.year, chosen.begin.month, chosen.begin.day, tzinfo=VN)
    after = chosen.end + timedelta(days=1)
    return begin, datetime(after.year, after.month, after.day, tzinfo=VN)


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
    chosen, after = _chosen(request, officer), _after(request)
    rows = reading.book(chosen, *_moments(chosen), after, PAGE + 1)
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
    query = _query(chosen)
    last = rows[-1] if rows else None
    older = f"?{query}&sau={int(last['paid_at'].timestamp() * 1e6)}_{last['id']}" if more and last else ""
    return show(
        request,
        officer,
        "accounting:report",
        both("Sổ chi tiết thu phí, lệ phí", "Detailed book of fees"),
        [Section(table=table, empty=both("Kỳ này không có khoản thu.", "Nothing was taken in this period."))],
        filters=_filters(chosen),
        subtabs=_subtabs("accounting:book", query),
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
    for some in batched(reading.whole_book(chosen, *_moments(chosen)), NOTED_AT_ONCE, strict=False):
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
    chosen = _chosen(request, officer)
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
    chosen = _chosen(request, officer)
    content = sheet.write(str(say("Sổ chi tiết thu", "Book of fees")), _file_rows(officer, chosen))
    return _sent(HttpResponse(content, content_type=sheet.TYPE), chosen.begin, chosen.end, "xlsx")


def _plain(cell: Any) -> Any:
    """What a spreadsheet would take for a formula is kept as words."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _sent(answer: Any, begin: date, end: date, form: str) -> Any:
    answer["Content-Disposition"] = f'attachment; filename="so-chi-tiet-{begin}-{end}.{form}"'
    return answer

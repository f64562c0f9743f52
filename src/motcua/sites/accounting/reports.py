"""What was taken, summed up by one dimension."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from motcua.insight.names import city
from motcua.insight.takings import reading, shares
from motcua.insight.takings.reading import By, Sums
from motcua.money.models import Order
from motcua.sites.accounting.choosing import CHANNELS, as_of, chosen_of, filters, query_of, subtabs
from motcua.sites.accounting.frame import (
    Cell,
    Section,
    Table,
    agency_words,
    day_words,
    keeper_page,
    money,
    number,
    picked_one,
    show,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import both

DIMENSIONS: dict[str, tuple[By, Any]] = {
    "don-vi": ("agency_id", both("Đơn vị thu", "Collecting unit")),
    "ngay": ("day", both("Ngày", "Day")),
    "linh-vuc": ("field_key", both("Lĩnh vực", "Field")),
    "thu-tuc": ("procedure_code", both("Thủ tục", "Procedure")),
    "khoan-thu": ("code", both("Khoản thu", "Fee")),
    "kenh": ("channel", both("Kênh tiếp nhận", "Channel")),
    "hinh-thuc": ("means", both("Hình thức thanh toán", "Means")),
}


@require_safe
@keeper_page
def report(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The summary by one dimension. Four queries, whatever was taken."""
    chosen = chosen_of(request, officer)
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
    asked = filters(
        chosen,
        picked_one("theo", "Theo", "By", [(name, words) for name, (_, words) in DIMENSIONS.items()], key),
    )
    return show(
        request,
        officer,
        "accounting:report",
        both("Tổng hợp thu phí, lệ phí", "Summary of fees"),
        [Section(table=table, empty=both("Kỳ này không có khoản thu.", "Nothing was taken in this period."))],
        filters=asked,
        lead=as_of(chosen),
        prints=True,
        subtabs=subtabs("accounting:report", query_of(chosen)),
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

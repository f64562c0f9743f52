"""How the city was paid: the cash share by unit, and online payment by unit in the manner of QĐ 766/QĐ-TTg."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from motcua.insight.takings import reading, shares
from motcua.sites.accounting.choosing import as_of, chosen_of, filters, query_of, subtabs
from motcua.sites.accounting.frame import Cell, Section, Table, agency_words, keeper_page, money, number, show
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import both
from motcua.sites.shell.wording import dong_words, number_words


@require_safe
@keeper_page
def share(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The cash share by unit, by amount and by number, each labelled. Three queries."""
    chosen = chosen_of(request, officer)
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
        filters=filters(chosen)[:3],
        lead=as_of(chosen),
        prints=True,
        subtabs=subtabs("accounting:share", query_of(chosen)),
    )


def _shown(percent: Any) -> str:
    return "—" if percent is None else f"{number_words(percent, 2)} %"


def _percent(percent: Any, blocked: int) -> Cell:
    return Cell(both("bị chặn", "blocked") if blocked else _shown(percent), num=True)


@require_safe
@keeper_page
def indicator(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Online payment by unit, in the manner of QĐ 766/QĐ-TTg. Two queries."""
    chosen = chosen_of(request, officer)
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
        lead=as_of(chosen),
        filters=filters(chosen)[:3],
        prints=True,
        subtabs=subtabs("accounting:indicator", query_of(chosen)),
    )

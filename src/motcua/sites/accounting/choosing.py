"""What a report of fees is asked for: days, unit, channel, means, procedure. Shared by the reports and the detailed book."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from motcua.foundation.worktime import VN
from motcua.insight.takings import reading
from motcua.insight.takings.reading import Chosen
from motcua.money.models import Order
from motcua.sites.accounting.frame import day_of, picked_agency, picked_day, picked_one, today_of
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import both
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import datetime_words

LONGEST = 366
SUBTABS = (
    ("accounting:report", "Tổng hợp", "Summary"),
    ("accounting:book", "Sổ chi tiết", "Detailed book"),
    ("accounting:share", "Tỷ lệ tiền mặt", "Cash share"),
    ("accounting:indicator", "Thanh toán trực tuyến", "Online payment"),
)
CHANNELS = {
    "online": both("Trực tuyến", "Online"),
    "counter": both("Tại quầy", "Counter"),
    "postal": both("Bưu chính", "Post"),
}


def subtabs(here: str, query: str) -> list[dict[str, Any]]:
    return [
        {"href": f"{reverse(name)}?{query}", "label": both(vi, en), "current": name == here}
        for name, vi, en in SUBTABS
    ]


def chosen_of(request: HttpRequest, officer: Officer) -> Chosen:
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


def query_of(chosen: Chosen) -> str:
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


def filters(chosen: Chosen, *more: dict[str, Any]) -> list[dict[str, Any]]:
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


def as_of(chosen: Chosen) -> Any:
    at = reading.as_of(chosen)
    if at is None:
        return both("Chưa có số liệu cho kỳ này.", "No figures for this period yet.")
    return both(
        f"Số liệu đến {datetime_words(at)}, theo ngày thu; hoàn tiền đã trừ.",
        f"As of {datetime_words(at)}, by day of payment, less refunds.",
    )


def moments(chosen: Chosen) -> tuple[datetime, datetime]:
    begin = datetime(chosen.begin.year, chosen.begin.month, chosen.begin.day, tzinfo=VN)
    after = chosen.end + timedelta(days=1)
    return begin, datetime(after.year, after.month, after.day, tzinfo=VN)

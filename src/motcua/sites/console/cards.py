"""Figures as cards, headline, rankings and charts: numbers in, words and links out. No query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from motcua.insight.names import Named
from motcua.insight.totals import ENOUGH_TO_RANK, Now, Totals, tone
from motcua.sites.console.filters import Filters
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.wording import number_words

NONE = "—"


@dataclass(slots=True)
class Line:
    """A row of a ranking: an agency or procedure with what happened and what is open."""

    key: str
    name: Mapping[str, str]
    totals: Totals = field(default_factory=Totals)
    now: Now = field(default_factory=Now)

    @property
    def ranked(self) -> bool:
        return self.totals.handled >= ENOUGH_TO_RANK


def lines[K](
    happened: Mapping[K, Totals], is_open: Mapping[K, Now], names: Mapping[K, Named]
) -> list[Line]:
    """By agency or by procedure; what has no name in force any more keeps its key."""
    found = []
    for key in dict.fromkeys([*happened, *is_open]):
        named = names.get(key)
        words = named.short if named else {"vi": str(key), "en": str(key)}
        found.append(
            Line(
                named.key if named else str(key),
                words,
                happened.get(key) or Totals(),
                is_open.get(key) or Now(),
            )
        )
    return found


def worst_first(rows: list[Line]) -> list[Line]:
    """By dossiers overdue now, then by the on-time share of the month."""
    return sorted(
        rows, key=lambda r: (-r.now.overdue, _or_full(r.totals.on_time_share), -r.now.open, str(r.name["vi"]))
    )


def by_share(rows: list[Line]) -> list[Line]:
    """By the on-time share, lowest first; those with too few dossiers to be compared come last."""
    return sorted(
        rows,
        key=lambda r: (not r.ranked, _or_full(r.totals.on_time_share), -r.totals["late"], str(r.name["vi"])),
    )


def _or_full(share: float | None) -> float:
    return 101.0 if share is None else share


def percent(share: float | None) -> str:
    """A share with one decimal in the reader's format, without its sign; a dash for a share of nothing."""
    return NONE if share is None else number_words(share, 1)


def link(filters: Filters, choice: str, **changed: str) -> str:
    """The list of the dossiers behind a figure."""
    return f"{reverse('console:dossiers')}?{filters.query(xem=choice, **changed)}"


def headline(now: Now, agencies: list[Line], filters: Filters) -> dict[str, Any]:
    """The one sentence that a leader reads first: what is wrong, and where."""
    if not now.open:
        return {
            "tone": "info",
            "title": {"vi": "Không có hồ sơ đang giải quyết", "en": "No dossier is open"},
            "vi": "", "en": "",
        }  # fmt: skip
    if not now.overdue:
        return {
            "tone": "ok",
            "title": {"vi": "Không có hồ sơ quá hạn", "en": "Nothing is overdue"},
            "vi": f"{number_words(now.open)} hồ sơ đang giải quyết, tất cả còn trong hạn.",
            "en": f"{number_words(now.open)} dossiers are open, all within their time.",
        }  # fmt: skip
    worst = [row for row in worst_first(agencies) if row.now.overdue][:3]
    where = "; ".join(f"{pick(row.name)} {number_words(row.now.overdue)}" for row in worst)
    return {
        "tone": "danger",
        "title": {
            "vi": f"{number_words(now.overdue)} hồ sơ đang quá hạn",
            "en": f"{number_words(now.overdue)} dossiers are overdue",
        },
        "vi": f"Nhiều nhất: {where}." if len(agencies) > 1 else "",
        "en": f"Most of them: {where}." if len(agencies) > 1 else "",
        "href": link(filters, "overdue"),
        "link": {"vi": "Mở danh sách", "en": "Open the list"},
    }


def live_cards(now: Now, filters: Filters) -> list[dict[str, Any]]:
    """What is open at this moment."""
    return [
        {
            "label": {"vi": "Đang quá hạn", "en": "Overdue"},
            "value": number_words(now.overdue),
            "href": link(filters, "overdue"),
            "delta": _of_open(now),
            "delta_tone": "danger" if now.overdue else "ok",
        },
        {
            "label": {"vi": "Đang giải quyết", "en": "Open"},
            "value": number_words(now.open),
            "href": link(filters, "open"),
        },
        {
            "label": {"vi": "Chờ người dân bổ sung", "en": "Waiting for a supplement"},
            "value": number_words(now.waiting_supplement),
            "href": link(filters, "supplement"),
        },
        {
            "label": {"vi": "Chờ nộp phí", "en": "Waiting for payment"},
            "value": number_words(now.waiting_payment),
            "href": link(filters, "payment"),
        },
    ]


def _of_open(now: Now) -> dict[str, str] | str:
    if now.overdue_share is None:
        return ""
    words = percent(now.overdue_share)
    return {"vi": f"{words} % số đang giải quyết", "en": f"{words}% of what is open"}


def month_cards(this: Totals, before: Totals, filters: Filters, running: bool) -> list[dict[str, Any]]:
    """What happened in the month, beside the month before. A running month is not compared by number."""
    ratings = number_words(this["ratings"])
    return [
        {
            "label": {"vi": "Tiếp nhận", "en": "Received"},
            "value": number_words(this.received),
            "href": link(filters, "received"),
            "note": _number_before(before.received, running),
        },
        _share(
            "Đúng và trước hạn",
            "On time",
            this.on_time_share,
            before.on_time_share,
            link(filters, "late"),
            note=_late(this),
        ),
        _share("Trước hạn", "Early", this.early_share, before.early_share, link(filters, "early")),
        _share(
            "Nộp trực tuyến", "Filed online", this.online_share, before.online_share, link(filters, "online")
        ),
        _share(
            "Không dùng tiền mặt",
            "Paid without cash",
            this.cashless_share,
            before.cashless_share,
            link(filters, "cash"),
            note={"vi": "theo số lượt nộp", "en": "by number of payments"},
        ),
        _share(
            "Giấy tờ số hóa",
            "Papers digitised",
            this.digitised_share,
            before.digitised_share,
            link(filters, "undigitised"),
        ),
        _share(
            "Hài lòng (4-5 sao)",
            "Satisfied (4 to 5 stars)",
            this.satisfied_share,
            before.satisfied_share,
            link(filters, "unhappy"),
            note={"vi": f"{ratings} lượt đánh giá", "en": f"{ratings} ratings"},
        ),
    ]


def _late(this: Totals) -> dict[str, str]:
    return {
        "vi": f"{number_words(this['late'])} trễ trong {number_words(this.handled)} đã giải quyết",
        "en": f"{number_words(this['late'])} late of {number_words(this.handled)} handled",
    }


def _number_before(before: int, running: bool) -> dict[str, str]:
    words = number_words(before)
    if running:
        return {
            "vi": f"tháng chưa hết; cả tháng trước {words}",
            "en": f"month not over; all of last month {words}",
        }
    return {"vi": f"tháng trước {words}", "en": f"{words} the month before"}


def _share(
    vi: str,
    en: str,
    now: float | None,
    before: float | None,
    href: str = "",
    note: Any = "",
    colour: str = "",
) -> dict[str, Any]:
    card: dict[str, Any] = {"label": {"vi": vi, "en": en}, "value": percent(now), "note": note}
    if now is not None:
        card["unit"] = "%"
        card["href"] = href
    if now is not None and before is not None:
        change = round(now, 1) - round(before, 1)
        if abs(change) < 0.05:
            card["delta"] = {"vi": "bằng tháng trước", "en": "as the month before"}
        else:
            word = number_words(abs(change), 1)
            arrow = "▲" if change > 0 else "▼"
            card["delta"] = {
                "vi": f"{arrow} {word} điểm so với tháng trước",
                "en": f"{arrow} {word} points on last month",
            }
            card["delta_tone"] = "ok" if change > 0 else "danger"
    return card


def received_points(by_month: Mapping[date, Totals]) -> list[tuple[str, int]]:
    return [(f"{month:%m/%y}", totals.received) for month, totals in by_month.items()]


def on_time_points(by_month: Mapping[date, Totals]) -> list[tuple[str, float]]:
    """Months without an ended dossier are left out: there is no share to draw."""
    return [
        (f"{month:%m/%y}", totals.on_time_share)
        for month, totals in by_month.items()
        if totals.on_time_share is not None
    ]


def ways_of_filing(totals: Totals) -> list[tuple[str, int]]:
    return [
        (say("Trực tuyến", "Online"), totals["received_online"]),
        (say("Tại quầy", "At the counter"), totals["received_counter"]),
        (say("Bưu chính", "By post"), totals["received_postal"]),
    ]


def table(rows: list[Line], filters: Filters, name: str) -> list[dict[str, Any]]:
    """Rows of a ranking table; `name` is the filter that a row narrows to (co-quan or thu-tuc)."""
    return [
        {
            "name": row.name,
            "href": f"{reverse('console:home')}?{filters.query(**{name: row.key})}",
            "overdue": row.now.overdue,
            "overdue_href": link(filters, "overdue", **{name: row.key}),
            "open": row.now.open,
            "received": row.totals.received,
            "handled": row.totals.handled,
            "late": row.totals["late"],
            "late_href": link(filters, "late", **{name: row.key}),
            "on_time": percent(row.totals.on_time_share),
            "tone": tone(row.totals.on_time_share) if row.ranked else "",
            "ranked": row.ranked,
            "online": percent(row.totals.online_share),
            "satisfied": percent(row.totals.satisfied_share),
        }
        for row in rows
    ]

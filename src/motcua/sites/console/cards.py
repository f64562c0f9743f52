"""Figures as cards, headline, rankings and charts: numbers in, words and links out. No query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from motcua.insight.counting import LIVE_COLUMNS
from motcua.insight.names import Named
from motcua.insight.placing import Placing
from motcua.insight.reading import NOTHING, Pair, Stretch
from motcua.insight.targets import Figure, behind, share_of, target
from motcua.insight.totals import ENOUGH_TO_RANK, Now, Totals, tone
from motcua.sites.console.filters import Filters
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.wording import number_words

NONE = "—"


@dataclass(slots=True)
class Line:
    """A row of a ranking: an agency or procedure, its month and the month before, and what is open."""

    key: str
    name: Mapping[str, str]
    pair: Pair = NOTHING
    now: Now = field(default_factory=Now)
    kind: str = ""
    id: Any = 0
    unit: str = ""

    @property
    def totals(self) -> Totals:
        return self.pair.this

    @property
    def ranked(self) -> bool:
        return self.totals.handled >= ENOUGH_TO_RANK


def lines[K](pairs: Mapping[K, Pair], is_open: Mapping[K, Now], names: Mapping[K, Named]) -> list[Line]:
    """By agency or by procedure; what has no name in force any more keeps its key."""
    found = []
    for key in dict.fromkeys([*pairs, *is_open]):
        named = names.get(key)
        words = named.short if named else {"vi": str(key), "en": str(key)}
        line = Line(
            named.key if named else str(key), words, pairs.get(key) or NOTHING, is_open.get(key) or Now()
        )
        line.id = key
        if named:
            line.kind, line.unit = named.kind, named.unit
        found.append(line)
    return found


def columns(now: Now) -> dict[str, int]:
    """What is open, by the names of the columns."""
    return {name: getattr(now, name) for name in LIVE_COLUMNS}


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


def month_cards(
    this: Totals, before: Totals, filters: Filters, running: bool, days: tuple[Stretch, Stretch] | None = None
) -> list[dict[str, Any]]:
    """What happened in the month, beside the month before and the target.

    `days`: the later and the earlier stretch of equal working days, by which a running month is compared in
    what is known by day (received, on time); other shares are compared with the whole month before, and say so.
    """
    ratings = number_words(this["ratings"])
    share = Shares(filters, this, before, running)
    return [
        {
            "label": {"vi": "Tiếp nhận", "en": "Received"},
            "value": number_words(this.received),
            "href": link(filters, "received"),
            "note": _number_before(days[1].received if days and running else before.received, running, days),
        },
        _by_days(share.card("Đúng và trước hạn", "On time", "on_time", "late", note=_late(this)), running, days),
        share.plain("Trước hạn", "Early", this.early_share, before.early_share, "early"),
        share.card("Nộp trực tuyến", "Filed online", "online", "online"),
        share.card(
            "Không dùng tiền mặt", "Paid without cash", "cashless", "cash",
            note={"vi": "theo số lượt nộp", "en": "by number of payments"},
        ),
        share.card("Giấy tờ số hóa", "Papers digitised", "digitised", "undigitised"),
        share.card(
            "Hài lòng (4-5 sao)", "Satisfied (4 to 5 stars)", "satisfied", "unhappy",
            note={"vi": f"{ratings} lượt đánh giá", "en": f"{ratings} ratings"},
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """Cards of shares: value, change since the month before, target."""

    filters: Filters
    this: Totals
    before: Totals
    running: bool

    def card(self, vi: str, en: str, figure: Figure, choice: str, note: Any = "") -> dict[str, Any]:
        """A share that has a target."""
        now, was = share_of(figure, self.this), share_of(figure, self.before)
        rests_on = behind(figure, self.this)
        enough = rests_on >= ENOUGH_TO_RANK
        compared = was if enough and behind(figure, self.before) >= ENOUGH_TO_RANK else None
        card = self.plain(vi, en, now, compared, choice, note)
        goal = target(figure, self.filters.month, self.filters.kind)
        if goal is not None and now is not None:
            words = number_words(goal.at_least, 0)
            if not enough:
                card["target"] = {
                    "vi": f"Chỉ tiêu {words} %; mới có {rests_on} để tính",
                    "en": f"Target {words}%; only {rests_on} to go by",
                }
            elif goal.met(now):
                card["target"] = {"vi": f"Đạt chỉ tiêu {words} %", "en": f"Meets the target of {words}%"}
                card["target_tone"] = "ok"
            else:
                gap = number_words(goal.at_least - round(now, 1), 1)
                card["target"] = {
                    "vi": f"Thiếu {gap} điểm, chỉ tiêu {words} %",
                    "en": f"{gap} points short of {words}%",
                }
                card["target_tone"] = "danger"
        return card

    def plain(
        self, vi: str, en: str, now: float | None, was: float | None, choice: str, note: Any = ""
    ) -> dict[str, Any]:
        card: dict[str, Any] = {"label": {"vi": vi, "en": en}, "value": percent(now), "note": note}
        if now is None:
            return card
        card |= {"unit": "%", "href": link(self.filters, choice)}
        if was is not None:
            vi, en = (
                ("cả tháng trước", "all of last month") if self.running else ("tháng trước", "last month")
            )
            card["delta"], card["delta_tone"] = _change(now, was, vi, en)
        return card


def _late(this: Totals) -> dict[str, str]:
    return {
        "vi": f"{number_words(this['late'])} trễ trong {number_words(this.handled)} đã giải quyết",
        "en": f"{number_words(this['late'])} late of {number_words(this.handled)} handled",
    }


def _by_days(card: dict[str, Any], running: bool, days: tuple[Stretch, Stretch] | None) -> dict[str, Any]:
    """The card of the on-time share of a running month, compared by equal working days."""
    if not running:
        return card
    card.pop("delta", None)
    if days is None or min(days[0].handled, days[1].handled) < ENOUGH_TO_RANK:
        return card
    now, was = (100 * stretch.in_time / stretch.handled for stretch in days)
    card["delta"], card["delta_tone"] = _change(now, was, "cùng số ngày làm việc", "as many working days")
    return card


def _change(now: float, was: float, vi: str, en: str) -> tuple[dict[str, str], str]:
    """The change of a share as it is shown, with one decimal, and its tone. `vi`, `en`: compared with what."""
    change = round(now, 1) - round(was, 1)
    if abs(change) < 0.05:
        return {"vi": f"bằng {vi}", "en": f"as {en}"}, "quiet"
    word, arrow = number_words(abs(change), 1), "▲" if change > 0 else "▼"
    words = {"vi": f"{arrow} {word} điểm so với {vi}", "en": f"{arrow} {word} points on {en}"}
    return words, "ok" if change > 0 else "danger"


def _number_before(before: int, running: bool, days: object) -> dict[str, str]:
    words = number_words(before)
    if running and days:
        return {"vi": f"cùng số ngày tháng trước: {words}", "en": f"{words} in as many days last month"}
    if running:
        return {
            "vi": f"tháng chưa hết; cả tháng trước {words}",
            "en": f"month not over; all of last month {words}",
        }
    return {"vi": f"tháng trước {words}", "en": f"{words} the month before"}


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


def table(
    rows: list[Line],
    filters: Filters,
    name: str,
    trends: Mapping[Any, Mapping[date, Stretch]] | None = None,
    placing: Placing[Any] | None = None,
) -> list[dict[str, Any]]:
    """Rows of a ranking table; `name` is the filter that a row narrows to (co-quan or thu-tuc)."""
    return [
        {
            "name": row.name,
            "href": f"{reverse('console:home')}?{filters.query(**{name: row.key})}",
            "rank": placing.rank(row.id) if placing else None,
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
            "basis": _of_few(row.totals),
            "change": _days_change(row.pair),
            "target": _against_target(row, filters.month),
            "spark": _spark((trends or {}).get(row.id, {})),
            "online": percent(row.totals.online_share),
            "satisfied": percent(row.totals.satisfied_share),
        }
        for row in rows
    ]


def _of_few(totals: Totals) -> str:
    """`1/2`: in time of handled, where a share of so few dossiers says more than it knows; else nothing."""
    few = 0 < totals.handled < ENOUGH_TO_RANK
    return f"{totals.handled - totals['late']}/{totals.handled}" if few else ""


def _spark(months: Mapping[date, Stretch]) -> list[float]:
    """The on-time share of the months; nothing where a year has too few dossiers for a line to mean something."""
    if sum(stretch.handled for stretch in months.values()) < ENOUGH_TO_RANK:
        return []
    return [100 * stretch.in_time / stretch.handled for stretch in months.values() if stretch.handled]


def _days_change(pair: Pair) -> str:
    """The change of the on-time share between equal days, in points with its sign; nothing without enough."""
    if min(pair.this_days.handled, pair.before_days.handled) < ENOUGH_TO_RANK:
        return ""
    change = 100 * (
        pair.this_days.in_time / pair.this_days.handled - pair.before_days.in_time / pair.before_days.handled
    )
    if abs(change) < 0.05:
        return number_words(0, 1)
    return ("+" if change > 0 else "\u2212") + number_words(abs(change), 1)


def _against_target(row: Line, month: date) -> dict[str, str]:
    goal, share = target("on_time", month, row.kind), row.totals.on_time_share
    if goal is None or share is None or not row.ranked:
        return {}
    if goal.met(share):
        return {"vi": "Đạt", "en": "Met"}
    gap = number_words(goal.at_least - round(share, 1), 1)
    return {"vi": f"Thiếu {gap}", "en": f"{gap} short"}

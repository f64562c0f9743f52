"""The briefing: what a leader should know of a month, in words computed from the figures, and why.

The page, the PDF and the letter show the same `Briefing`. It is written in the active language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from motcua.foundation import worktime
from motcua.foundation.worktime import Calendar
from motcua.insight import change, fair, placing, reading
from motcua.insight.change import Change, Contribution, Share
from motcua.insight.fair import Compared
from motcua.insight.names import City
from motcua.insight.placing import Placing
from motcua.insight.reading import Pair, Stretch
from motcua.insight.scope import EVERYTHING, Reach, Scope
from motcua.insight.targets import FIGURES, Figure, behind, share_of, target
from motcua.insight.totals import Now, Totals
from motcua.sites.console import cards
from motcua.sites.console.cards import Line, percent
from motcua.sites.console.filters import Filters
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.wording import number_words

TREND = 11
"""Months before the chosen one that the charts show."""
NAMED = 3
"""At most so many agencies or procedures stand in a sentence."""
ENOUGH_PEERS = 10
"""With fewer units that can be ranked in a month, twelve months are compared."""
SHOWN = 6
"""So many contributions are drawn; the rest is one more bar."""

FIGURE_NAMES: dict[Figure, tuple[str, str]] = {
    "on_time": ("Đúng và trước hạn", "On time"),
    "online": ("Nộp trực tuyến", "Filed online"),
    "cashless": ("Không dùng tiền mặt", "Paid without cash"),
    "digitised": ("Giấy tờ số hóa", "Papers digitised"),
    "satisfied": ("Hài lòng (4-5 sao)", "Satisfied (4 to 5 stars)"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing to know. `tone`: ok, warn, danger or nothing."""

    words: str
    tone: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A figure beside its target. `met` is None where there is too little to measure."""

    name: str
    share: str
    at_least: str
    met: bool | None
    gap: str
    behind: int
    set_by: str
    basis: str


@dataclass(frozen=True, slots=True)
class Peers:
    """Units of one kind side by side; `own` is the one looked at, with its share where it has enough dossiers."""

    placing: Placing[int]
    own: int | None
    name: str
    months: int

    @property
    def shares(self) -> list[float]:
        return [share for _, share in self.placing.ranked]

    @property
    def own_share(self) -> float | None:
        return next((share for unit, share in self.placing.ranked if unit == self.own), None)


@dataclass(slots=True)
class Briefing:
    """Everything that page, PDF and letter tell."""

    month: date
    at: datetime
    place: str
    of: Compared | None
    by_month: Mapping[date, Totals]
    now: Now
    agencies: list[Line]
    procedures: list[Line]
    peers: Peers | None
    sentences: list[Sentence]
    targets: list[TargetRow]
    agency_parts: list[dict[str, Any]]
    procedure_parts: list[dict[str, Any]]
    seen: set[int]
    this_days: Stretch
    before_days: Stretch

    @property
    def this(self) -> Totals:
        return self.by_month[self.month]

    @property
    def before(self) -> Totals:
        return self.by_month[reading.later(self.month, -1)]

    @property
    def running(self) -> bool:
        return self.month == self.at.astimezone(worktime.VN).date().replace(day=1)


def make(
    scope: Scope, chosen: Filters, at: datetime, calendar: Calendar, own_agency: int | None = None
) -> Briefing:
    """The briefing of what was chosen within a scope. Five queries, and one more for the peers of one unit.

    `own_agency`: the unit that is compared with its peers, when it is one that is looked at.
    """
    city, month = chosen.city, chosen.month
    today = at.astimezone(worktime.VN).date()
    of = fair.compared(month, today, calendar)
    by_month = reading.months(scope, reading.later(month, -TREND), month)
    by_agency = reading.pairs(scope, month, of, "agency")
    by_procedure = reading.pairs(scope, month, of, "procedure")
    open_agencies, open_procedures = reading.open_by_agency(scope), reading.open_by_procedure(scope)
    now = Now()
    for standing in open_agencies.values():
        now.add(cards.columns(standing))
    agencies = cards.lines(by_agency, open_agencies, city.agencies)
    procedures = cards.lines(by_procedure, open_procedures, city.procedures)
    peers = _peers(scope, chosen, by_agency, own_agency)
    agency_change = _on_time(by_agency)
    procedure_change = _on_time(by_procedure)
    one_unit = len(by_agency) < 2
    targets = _targets(by_month[month], month, chosen.kind)
    sentences = [
        *_on_time_words(
            chosen, of, agency_change, None if one_unit else agency_change, procedure_change, today
        ),
        *_received_words(of, by_agency, by_procedure, city, one_unit),
        *_target_words(targets),
        *_peer_words(peers, month),
    ]
    return Briefing(
        month=month, at=at, place=place_name(chosen, own_agency), of=of, by_month=by_month, now=now,
        agencies=agencies, procedures=procedures, peers=peers, sentences=sentences, targets=targets,
        agency_parts=[] if one_unit else _parts(agency_change, chosen, city.agencies, "co-quan"),
        procedure_parts=_parts(procedure_change, chosen, city.procedures, "thu-tuc"),
        seen={*by_agency, *open_agencies},
        this_days=sum((pair.this_days for pair in by_agency.values()), Stretch()),
        before_days=sum((pair.before_days for pair in by_agency.values()), Stretch()),
    )  # fmt: skip


def place_name(chosen: Filters, own_agency: int | None) -> str:
    """What is looked at, in words."""
    agency = chosen.city.agency(chosen.agency) if chosen.agency else chosen.city.agencies.get(own_agency or 0)
    words = [pick(agency.short) if agency else say("Toàn thành phố", "The whole city")]
    if chosen.field:
        words.append(pick(chosen.city.field_name(chosen.field)))
    if chosen.procedure:
        words.append(pick(chosen.city.procedures[chosen.procedure].short))
    return ", ".join(words)


def _peers(
    scope: Scope, chosen: Filters, by_agency: Mapping[int, Pair], own_agency: int | None
) -> Peers | None:
    """Communes beside communes, departments beside departments."""
    agencies = chosen.city.agencies
    own = next((i for i, a in agencies.items() if a.key == chosen.agency), own_agency)
    if own is not None and own in agencies:
        return peers_of(chosen, agencies[own].kind, own)
    if not scope.everything:
        return None
    return peers_of(chosen, "commune", None, {key: pair.this for key, pair in by_agency.items()})


def peers_of(
    chosen: Filters, kind: str, own: int | None, month: Mapping[int, Totals] | None = None
) -> Peers | None:
    """The units of a kind in the whole city: shares only, no names beyond a leader's own scope.

    Where few of them have handled enough in the month, twelve months are compared. One query, two then; one
    less with the totals of the `month` at hand. None where even a year is not enough for two of them.
    """
    everywhere = EVERYTHING.narrowed(Reach(None, chosen.procedure, chosen.field))
    agencies = chosen.city.agencies
    found, months = Placing[int]((), 0), 0
    for months in (1, TREND + 1):
        if months > 1 or month is None:
            first = reading.later(chosen.month, 1 - months)
            month = reading.totals(everywhere, first, chosen.month, "agency")
        alike = {i: totals for i, totals in month.items() if i in agencies and agencies[i].kind == kind}
        found = placing.placing(alike)
        if len(found.ranked) >= ENOUGH_PEERS:
            break
    if len(found.ranked) < 2:
        return None
    return Peers(found, own, pick(agencies[own].short) if own is not None and own in agencies else "", months)


# ---- words


def month_words(month: date) -> str:
    return say(f"tháng {month.month}/{month.year}", f"{month:%B %Y}")


def _reference(of: Compared) -> str:
    """With what is compared: the month before, or as many of its working days."""
    before = month_words(of.before)
    if not of.running:
        return before
    n = of.working_days
    return say(f"{n} ngày làm việc đầu của {before}", f"the first {n} working day{'s' * (n > 1)} of {before}")


def caveat(of: Compared | None, running: bool) -> str:
    """What the reader of an unfinished month must know; nothing for a month that is over."""
    if of is None:
        return say(
            "Tháng này chưa có ngày làm việc nào trọn vẹn, nên chưa so sánh.",
            "No working day of this month is over yet, so nothing is compared.",
        )
    if not running:
        return ""
    return say(
        f"Tháng chưa hết: so sánh tính đến hết ngày {of.this_until:%d/%m} ({of.working_days} ngày làm việc) với cùng số "
        f"ngày làm việc của tháng trước (đến hết ngày {of.before_until:%d/%m}).",
        f"The month is not over: the days up to {of.this_until:%d/%m} ({of.working_days} working days) are compared with "
        f"as many working days of the month before (up to {of.before_until:%d/%m}).",
    )


def _on_time_words(
    chosen: Filters,
    of: Compared | None,
    whole: Change[Any] | None,
    agencies: Change[Any] | None,
    procedures: Change[Any] | None,
    today: date,
) -> list[Sentence]:
    if of is None or whole is None:
        return []
    after, before = float(100 * whole.after), float(100 * whole.before)
    points = round(after, 1) - round(before, 1)
    month, than = month_words(of.this), _reference(of)
    month = month[0].upper() + month[1:]
    if abs(points) < 0.05:
        words = say(
            f"{month} đúng hạn {percent(after)}\u00a0%, không đổi so với {than}.",
            f"{month}: {percent(after)}% on time, unchanged on {than}.",
        )
        return [Sentence(words)]
    moved = number_words(abs(points), 1)
    words = say(
        f"{month} đúng hạn {percent(after)}\u00a0%, {'tăng' if points > 0 else 'giảm'} {moved} điểm so với {than} "
        f"({percent(before)}\u00a0%).",
        f"{month}: {percent(after)}% on time, {'up' if points > 0 else 'down'} {moved} points on {than} "
        f"({percent(before)}%).",
    )
    return [Sentence(words, "ok" if points > 0 else "danger", _why(chosen.city, agencies, procedures))]


def _why(city: City, agencies: Change[Any] | None, procedures: Change[Any] | None) -> str:
    """Which agencies and which procedures made the change."""
    parts, few = list[str](), False
    for found, names in ((agencies, city.agencies), (procedures, city.procedures)):
        if found is None:
            continue
        drivers = change.drivers(found, NAMED)
        told = [_told(one, names) for one in drivers.parts if abs(one.points) >= Fraction(1, 200)]
        if not told:
            continue
        if found is agencies:
            start = say(
                "Phần lớn do" if drivers.most else "Nhiều nhất do",
                "Mostly" if drivers.most else "Most of all",
            )
        elif drivers.most:
            start = say("Theo thủ tục, phần lớn do", "By procedure, mostly")
        else:
            start = say("Theo thủ tục, nhiều nhất do", "By procedure, most of all")
        parts.append(f"{start} {', '.join(told)}.")
        few |= all(one.before.whole + one.after.whole < cards.ENOUGH_TO_RANK for one in drivers.parts)
    if few:
        parts.append(
            say(
                "Mỗi nơi được nêu chỉ có ít hồ sơ: chưa phải xu hướng.",
                "Those named have few dossiers each: no trend yet.",
            )
        )
    return " ".join(parts)


def _told(one: Contribution[Any], names: Mapping[Any, Any]) -> str:
    named = names.get(one.key)
    return f"{pick(named.short) if named else one.key} ({signed(float(one.points), 2)})"


def signed(value: float, decimals: int) -> str:
    """`+0,25` or `−0,25`."""
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return sign + number_words(abs(value), decimals)


def _received_words(
    of: Compared | None,
    by_agency: Mapping[int, Pair],
    by_procedure: Mapping[str, Pair],
    city: City,
    one_unit: bool,
) -> list[Sentence]:
    if of is None:
        return []
    before = sum(pair.before_days.received for pair in by_agency.values())
    after = sum(pair.this_days.received for pair in by_agency.values())
    if not before and not after:
        return []
    than, moved = _reference(of), after - before
    if not moved:
        change_words = say(f"bằng {than}", f"as in {than}")
    elif before >= cards.ENOUGH_TO_RANK:
        share = number_words(abs(100 * moved / before), 1)
        change_words = say(
            f"{'tăng' if moved > 0 else 'giảm'} {share}\u00a0% so với {than} ({number_words(before)})",
            f"{'up' if moved > 0 else 'down'} {share}% on {than} ({number_words(before)})",
        )
    else:
        change_words = say(f"{than} là {number_words(before)}", f"{number_words(before)} in {than}")
    words = say(
        f"Tiếp nhận {number_words(after)} hồ sơ, {change_words}.",
        f"{number_words(after)} dossiers received, {change_words}.",
    )
    groups: list[tuple[Mapping[Any, Pair], Mapping[Any, Any]]] = [(by_procedure, city.procedures)]
    if not one_unit:
        groups.insert(0, (by_agency, city.agencies))
    why = [w for w in (_most_moved(pairs, names, moved) for pairs, names in groups) if w]
    if not why or before < cards.ENOUGH_TO_RANK:
        return [Sentence(words)]
    most = (
        say("Tăng nhiều nhất", "Most of the rise")
        if moved > 0
        else say("Giảm nhiều nhất", "Most of the fall")
    )
    return [Sentence(words, "", f"{most}: {say('; theo thủ tục: ', '; by procedure: ').join(why)}.")]


def _most_moved(pairs: Mapping[Any, Pair], names: Mapping[Any, Any], moved: int) -> str:
    """The parts that moved most in the direction of the whole."""
    parts = change.of_number(
        {key: pair.before_days.received for key, pair in pairs.items()},
        {key: pair.this_days.received for key, pair in pairs.items()},
    )
    same = [(key, n) for key, n in parts if n * moved > 0][:NAMED]
    return ", ".join(f"{pick(names[key].short) if key in names else key} ({signed(n, 0)})" for key, n in same)


def _target_words(rows: list[TargetRow]) -> list[Sentence]:
    measured = [row for row in rows if row.met is not None]
    if not measured:
        return []
    missed = [row for row in measured if not row.met]
    n, of = len(measured) - len(missed), len(measured)
    if not missed:
        return [Sentence(say(f"Đạt cả {of} chỉ tiêu.", f"All {of} targets are met."), "ok")]
    told = "; ".join(
        say(
            f"{row.name} {row.share}\u00a0% (chỉ tiêu {row.at_least}\u00a0%)",
            f"{row.name} {row.share}% (target {row.at_least}%)",
        )
        for row in missed
    )
    words = say(
        f"Đạt {n} trong {of} chỉ tiêu. Chưa đạt: {told}.", f"{n} of {of} targets are met. Missed: {told}."
    )
    return [Sentence(words, "warn")]


def _peer_words(peers: Peers | None, month: date) -> list[Sentence]:
    if peers is None:
        return []
    ranked, enough = len(peers.placing.ranked), cards.ENOUGH_TO_RANK
    over = say(" trong 12 tháng", " in twelve months") if peers.months > 1 else ""
    if peers.own is None:
        goal = target("on_time", month, "commune")
        if goal is None:
            return []
        below = sum(not goal.met(share) for share in peers.shares)
        at_least = number_words(goal.at_least, 0)
        if not below:
            all_met = say(
                f"Cả {ranked} xã, phường có từ {enough} hồ sơ đã giải quyết{over} đều đạt chỉ tiêu đúng hạn "
                f"{at_least}\u00a0%.",
                f"All {ranked} communes with {enough} or more dossiers handled{over} meet the on-time target "
                f"of {at_least}%.",
            )
            return [Sentence(all_met, "ok")] if ranked else []
        words = say(
            f"{below} trong {ranked} xã, phường có từ {enough} hồ sơ đã giải quyết{over} còn dưới chỉ tiêu đúng hạn "
            f"{at_least}\u00a0%.",
            f"{below} of {ranked} communes with {enough} or more dossiers handled{over} are below the on-time target "
            f"of {at_least}%.",
        )
        return [Sentence(words, "warn")]
    rank = peers.placing.rank(peers.own)
    if rank is None:
        words = say(
            f"{peers.name} chưa có đủ {enough} hồ sơ đã giải quyết{over or ' trong tháng'} để xếp hạng.",
            f"{peers.name} has not handled the {enough} dossiers{over or ' in the month'} that a rank needs.",
        )
        return [Sentence(words)]
    middle = percent(peers.placing.median)
    words = say(
        f"{peers.name} đứng thứ {rank} trong {ranked} đơn vị cùng loại có từ {enough} hồ sơ{over} "
        f"(mức giữa {middle}\u00a0%).",
        f"{peers.name} stands {rank} of {ranked} units of its kind with {enough} or more dossiers{over} "
        f"(middle {middle}%).",
    )
    return [Sentence(words)]


# ---- figures


def _on_time(pairs: Mapping[Any, Pair]) -> Change[Any] | None:
    def shares(days: Iterable[tuple[Any, Stretch]]) -> dict[Any, Share]:
        return {key: Share(stretch.in_time, stretch.handled) for key, stretch in days}

    return change.of_share(
        shares((key, pair.before_days) for key, pair in pairs.items()),
        shares((key, pair.this_days) for key, pair in pairs.items()),
    )


def _parts(
    found: Change[Any] | None, chosen: Filters, names: Mapping[Any, Any], name: str
) -> list[dict[str, Any]]:
    """Contributions as bars: the greatest by name, the others as one, so that the bars add up to the change."""
    if found is None or not found.points:
        return []
    rows = []
    for one in found.contributions[:SHOWN]:
        if not one.points:
            continue
        named = names.get(one.key)
        key = named.key if named else str(one.key)
        rows.append(
            {
                "label": named.short if named else key,
                "value": float(one.points),
                "href": f"?{chosen.query(**{name: key})}",
                "note": _rates(one),
            }
        )
    rest = sum((one.points for one in found.contributions[SHOWN:]), Fraction(0))
    if found.contributions[SHOWN:]:
        n = number_words(len(found.contributions) - SHOWN)
        rows.append({"label": say(f"{n} phần còn lại", f"The other {n}"), "value": float(rest)})
    return rows


def _rates(one: Contribution[Any]) -> str:
    rates = [
        cards.NONE if s.rate is None else f"{percent(float(100 * s.rate))}\u00a0%"
        for s in (one.before, one.after)
    ]
    n0, n1 = number_words(one.before.whole), number_words(one.after.whole)
    return f"{rates[0]} → {rates[1]} · {say(f'{n0} → {n1} hồ sơ', f'{n0} → {n1} dossiers')}"


def _targets(totals: Totals, month: date, kind: str) -> list[TargetRow]:
    rows = []
    for figure in FIGURES:
        goal = target(figure, month, kind)
        if goal is None:
            continue
        share = share_of(figure, totals)
        rests_on = behind(figure, totals)
        met = goal.met(share) if rests_on >= cards.ENOUGH_TO_RANK else None
        gap = number_words(goal.at_least - round(share, 1), 1) if share is not None and met is False else ""
        rows.append(
            TargetRow(
                say(*FIGURE_NAMES[figure]), percent(share), number_words(goal.at_least, 0), met, gap,
                rests_on, say(goal.set_by.vi, goal.set_by.en), say(goal.basis.vi, goal.basis.en),
            )
        )  # fmt: skip
    return rows

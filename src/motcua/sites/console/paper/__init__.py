"""The briefing as a PDF of A4 for the meeting table, in the active language."""

from datetime import UTC
from pathlib import Path

from msgspec import Struct

from motcua.records import documents
from motcua.sites.console import briefing, cards
from motcua.sites.console.briefing import Briefing
from motcua.sites.console.filters import Filters
from motcua.sites.shell.language import active, pick, say
from motcua.sites.shell.wording import datetime_words, number_words

TEMPLATE = "leader_briefing"
WORST = 10


class Told(Struct, frozen=True):
    words: str
    tone: str
    why: str


class Named(Struct, frozen=True):
    label: str
    value: str


class Part(Struct, frozen=True):
    label: str
    note: str
    value: float
    words: str


class Goal(Struct, frozen=True):
    name: str
    share: str
    at_least: str
    result: str
    tone: str
    set_by: str


class Row(Struct, frozen=True):
    name: str
    overdue: str
    open: str
    on_time: str
    change: str


class Point(Struct, frozen=True):
    label: str
    value: float
    words: str


class BriefingPaper(Struct, frozen=True, kw_only=True):
    """What the template prints; every text is in the reader's language already."""

    language: str
    title: str
    agency: str
    place: str
    as_of: str
    sentences: list[Told]
    caveat: str
    now: list[Named]
    targets: list[Goal]
    agency_parts: list[Part]
    procedure_parts: list[Part]
    worst: list[Row]
    trend: list[Point]
    words: dict[str, str]


documents.templates.register(TEMPLATE, Path(__file__).with_name("briefing.typ"), BriefingPaper)


def render(told: Briefing, chosen: Filters, agency: str) -> bytes:
    """The PDF. `agency`: whose briefing it is, printed above the title. Raises: documents.DocumentError."""
    return documents.render(
        TEMPLATE, paper(told, chosen, agency), at=told.at.astimezone(UTC).replace(microsecond=0)
    )


def title(told: Briefing) -> str:
    return say(
        f"Báo cáo điều hành {briefing.month_words(told.month)}",
        f"Briefing, {briefing.month_words(told.month)}",
    )


def paper(told: Briefing, chosen: Filters, agency: str) -> BriefingPaper:
    overdue = cards.headline(told.now, told.agencies, chosen)
    first = Told(
        f"{pick(overdue['title'])}. {say(overdue['vi'], overdue['en'])}".strip(), overdue["tone"], ""
    )
    return BriefingPaper(
        language=active(),
        title=title(told),
        agency=agency,
        place=told.place,
        as_of=say("số liệu lúc ", "as of ") + datetime_words(told.at),
        sentences=[first, *(Told(s.words, s.tone, s.why) for s in told.sentences)],
        caveat=briefing.caveat(told.of, told.running),
        now=[Named(pick(card["label"]), card["value"]) for card in cards.live_cards(told.now, chosen)],
        targets=[_goal(row) for row in told.targets],
        agency_parts=[_part(part) for part in told.agency_parts],
        procedure_parts=[_part(part) for part in told.procedure_parts],
        worst=[_row(row) for row in cards.table(cards.worst_first(told.agencies)[:WORST], chosen, "co-quan")],
        trend=[Point(label, value, number_words(value, 1)) for label, value in cards.on_time_points(told.by_month)],
        words=_words(),
    )  # fmt: skip


def _goal(row: briefing.TargetRow) -> Goal:
    if row.met is None:
        few = say(f"ít số liệu: {row.behind}", f"few figures: {row.behind}")
        result, tone = few if row.behind else say("chưa có số liệu", "no figures"), ""
    elif row.met:
        result, tone = say("Đạt", "Met"), "ok"
    else:
        result, tone = say(f"Thiếu {row.gap} điểm", f"{row.gap} points short"), "danger"
    share = f"{row.share} %" if row.behind else row.share
    return Goal(row.name, share, f"{row.at_least} %", result, tone, row.set_by)


def _part(part: dict) -> Part:
    value = float(part["value"])
    return Part(pick(part["label"]), str(part.get("note", "")), value, briefing.signed(value, 2))


def _row(row: dict) -> Row:
    on_time = row["on_time"] if row["on_time"] == cards.NONE else f"{row['on_time']} %"
    return Row(
        pick(row["name"]), number_words(row["overdue"]), number_words(row["open"]), on_time,
        row["change"] or cards.NONE,
    )  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "targets": say("Chỉ tiêu", "Targets"),
        "target": say("Chỉ tiêu", "Target"),
        "now": say("Thực hiện", "Now"),
        "at_least": say("Mức đặt ra", "At least"),
        "result": say("Kết quả", "Result"),
        "set_by": say("Ai đặt ra", "Set by"),
        "agency_parts": say(
            "Đóng góp vào thay đổi tỷ lệ đúng hạn, theo cơ quan (điểm)",
            "Contributions to the change of the on-time share, by agency (points)",
        ),
        "procedure_parts": say(
            "Đóng góp vào thay đổi tỷ lệ đúng hạn, theo thủ tục (điểm)",
            "Contributions to the change of the on-time share, by procedure (points)",
        ),
        "worst": say("Cần chú ý ở đâu", "Where to look"),
        "agency": say("Cơ quan", "Agency"),
        "overdue": say("Quá hạn", "Overdue"),
        "open": say("Đang làm", "Open"),
        "on_time": say("Đúng hạn", "On time"),
        "change": say("Thay đổi", "Change"),
        "trend": say("Giải quyết đúng và trước hạn, %", "Handled on time, %"),
        "ground": say("Trục bắt đầu từ", "The axis begins at"),
    }

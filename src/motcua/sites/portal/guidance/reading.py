"""Published facts and definitions in words for residents, Vietnamese and English. Pure.

Two promises: what is not stated is never shown as zero or free; doubtful figures are marked, not repaired.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from motcua.procedures.definition import FeeLine, Limit, PaperComponent, ProcedureDefinition
from motcua.sites.shell.wording import number_words


class Words(NamedTuple):
    """The same words in both languages; official texts stay Vietnamese in both."""

    vi: str
    en: str


NOTHING = Words("", "")


@dataclass(frozen=True)
class Fee:
    """One fee in words; `tone`: ok free, warn to be doubted, case due in some cases only, "" otherwise."""

    words: Words
    note: Words = NOTHING
    tone: str = ""


@dataclass(frozen=True)
class Way:
    """One channel with everything published about its time and fees."""

    channel: str
    label: Words
    limits: tuple[Words, ...]
    fees: tuple[Fee, ...]


@dataclass(frozen=True)
class Paper:
    """A paper of the checklist. `known`: the city looks its content up first (NQ 66.7/2025/NQ-CP)."""

    name: Words
    count: Words
    hint: Words = NOTHING
    forms: tuple[str, ...] = ()
    optional: bool = False
    known: bool = False


@dataclass(frozen=True)
class PaperCase:
    """Papers of one case; `notes` are rows that the portal lists among papers and that ask for no copy."""

    title: str
    papers: tuple[Paper, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetPart:
    """One thing that a linked set does. `needs`: names of the parts whose results it waits for."""

    code: str
    name: Words
    optional: bool
    needs: tuple[Words, ...]
    limit: Words = NOTHING


@dataclass(frozen=True)
class Guidance:
    """All that a guidance page shows besides name, field and audience."""

    ways: tuple[Way, ...]
    where: tuple[Words, ...]
    cases: tuple[PaperCase, ...]
    result: Words
    acts: tuple[dict[str, str], ...]
    doubts: tuple[Words, ...] = ()
    summary: Words = NOTHING
    conditions: tuple[Words, ...] = ()
    exemptions: tuple[Words, ...] = ()
    parts: tuple[SetPart, ...] = ()


CHANNELS = {
    "online": Words("Trực tuyến", "Online"),
    "counter": Words("Trực tiếp tại quầy", "At the counter"),
    "postal": Words("Qua bưu chính", "By post"),
}
LEVELS = {
    "commune": Words("Cấp xã (phường, xã, đặc khu)", "Commune (ward, commune, special zone)"),
    "province": Words("Cấp tỉnh, thành phố", "Province or city"),
    "central": Words("Cấp bộ, trung ương", "Ministry or central body"),
    "other": Words("Cơ quan khác", "Another body"),
}
UNITS = {
    "working_day": (Words("ngày làm việc", "working days"), "working day"),
    "working_hour": (Words("giờ làm việc", "working hours"), "working hour"),
    "day": (Words("ngày", "days"), "day"),
    "hour": (Words("giờ", "hours"), "hour"),
    "month": (Words("tháng", "months"), "month"),
    "year": (Words("năm", "years"), "year"),
}
UNSTATED = Words("Không có thông tin", "Not stated")
OTHER_LIMIT = Words("Quy định riêng, xem nguồn chính thức", "Special rule, see the official source")
SAME_DAY = Words(
    "Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo", "Same day; after 15:00 the next working day"
)
FREE = Words("Miễn phí", "Free")
FREE_BUT = Words("Không mất phí, trừ vài trường hợp", "Free, with a few exceptions")
NO_FEE_NOTE = re.compile(
    r"^(không( có| thu| quy định)?( phí| lệ phí| thu phí)?|miễn( phí| lệ phí)?|0|-)\W*$", re.I
)
DOUBTS = {
    "level-maybe-incomplete": Words(
        "Cấp thực hiện có thể chưa đầy đủ trong dữ liệu công bố.", "The published level may be incomplete."
    ),
    "sources-differ-on-decision": Words(
        "Các nguồn công bố nêu số quyết định khác nhau.", "Published sources name different decisions."
    ),
    "fee-currency-suspect": Words(
        "Có mức phí có thể bị ghi nhầm đơn vị tiền.", "A fee may be recorded in the wrong currency."
    ),
    "flattened-source": Words(
        "Bảng giấy tờ và phí được đọc lại từ bản in, có thể thiếu.",
        "Papers and fees were read back from a printed page and may be incomplete.",
    ),
    "no-components": Words("Cổng quốc gia không nêu giấy tờ.", "The national portal lists no papers."),
    "time-limit-unstated": Words(
        "Cổng quốc gia không nêu thời hạn.", "The national portal states no time limit."
    ),
}


def both(text: str) -> Words:
    """An official text that has no translation."""
    return Words(text, text)


def span_words(value: int | float, unit: str) -> Words:
    """`10 ngày làm việc` / `10 working days`; raises KeyError for a unit we do not know."""
    words, one = UNITS[unit]
    figure = f"{value:g}"
    return Words(f"{figure.replace('.', ',')} {words.vi}", f"{figure} {one if value == 1 else words.en}")


def limit_words(limit: dict[str, Any] | None) -> Words:
    """A published time limit. Unit `other` hides a rule in prose: then only its short text is repeated."""
    if limit is None:
        return UNSTATED
    if limit["unit"] == "other":
        return both(limit["text"]) if limit.get("text") else OTHER_LIMIT
    if limit.get("value") is None:
        return UNSTATED
    return span_words(limit["value"], limit["unit"])


def fee(fact: dict[str, Any]) -> Fee:
    """A published fee. Zero is free only where no note says otherwise; nothing stated is not zero."""
    amount, note = fact.get("amount"), fact.get("note", "")
    if amount is None:
        return Fee(both(note)) if note else Fee(UNSTATED)
    if fact.get("suspect"):
        return Fee(
            both(number_words(amount)),
            Words(
                "Đơn vị tiền có thể bị ghi nhầm; hỏi lại trước khi nộp.",
                "Currency in doubt; ask before paying.",
            ),
            "warn",
        )
    if amount == 0:
        if fact.get("noted"):
            return Fee(
                Words(
                    "Theo quy định riêng, xem nguồn chính thức",
                    "By a rule of its own, see the official source",
                )
            )
        if not note or NO_FEE_NOTE.match(note):
            return Fee(FREE, tone="ok")
        return Fee(both(note))
    extra = (
        Words("Có ghi chú dài tại nguồn chính thức", "A longer note stands at the official source")
        if fact.get("noted")
        else both(note)
    )
    return Fee(both(f"{number_words(amount)} đồng"), extra)


def of_cases_only(fees: Sequence[Fee]) -> bool:
    """Whether every fee is one of some cases, so that the plain case costs nothing."""
    return bool(fees) and all(one.tone == "case" for one in fees)


def at_a_glance(fees: Sequence[Fee]) -> Words:
    """Fees on one line, without doubtful figures and those of some cases; at most three."""
    if of_cases_only(fees):
        return FREE_BUT
    sure = [one.words for one in fees if one.tone not in ("warn", "case")]
    if not sure:
        return Words("Tùy trường hợp, xem bảng phí", "Depends on the case, see the table")
    rest = "; …" if len(sure) > 3 else ""
    return Words("; ".join(one.vi for one in sure[:3]) + rest, "; ".join(one.en for one in sure[:3]) + rest)


def ways(methods: Sequence[dict[str, Any]]) -> tuple[Way, ...]:
    """Channels, each once, with its distinct limits and fees in the order published."""
    found: dict[str, tuple[list[Words], list[Fee]]] = {}
    for method in methods:
        limits, fees = found.setdefault(method["channel"], ([], []))
        limit = limit_words(method.get("limit"))
        if case := method.get("case"):  # an editor has said which case this limit is for
            limit = Words(f"{limit.vi}: {case}", f"{limit.en}: {case}")
        if limit not in limits:
            limits.append(limit)
        for one in [fee(fact) for fact in method.get("fees", [])] or [Fee(UNSTATED)]:
            if one not in fees:
                fees.append(one)
    return tuple(
        Way(channel, label, *_stated(*found[channel]))
        for channel, label in CHANNELS.items()
        if channel in found
    )


def alike(found: Sequence[Way]) -> tuple[Way, ...]:
    """Ways that take as long and cost as much, told once: `Trực tuyến, tại quầy, qua bưu chính`. Order is kept."""
    told: list[Way] = []
    for way in found:
        same = next(
            (n for n, one in enumerate(told) if (one.limits, one.fees) == (way.limits, way.fees)), None
        )
        if same is None:
            told.append(way)
            continue
        vi, en = (
            f"{first}, {more[:1].lower()}{more[1:]}"
            for first, more in zip(told[same].label, way.label, strict=True)
        )
        told[same] = replace(told[same], label=Words(vi, en))
    return tuple(told)


def _stated(limits: list[Words], fees: list[Fee]) -> tuple[tuple[Words, ...], tuple[Fee, ...]]:
    """`Not stated` beside something stated says nothing."""
    known = [one for one in fees if one.words != UNSTATED]
    return tuple(limit for limit in limits if limit != UNSTATED) or (UNSTATED,), tuple(known or fees)


def count_words(originals: int, copies: int) -> Words:
    """`1 bản chính, 2 bản sao`; empty when neither is asked."""
    vi, en = [], []
    if originals:
        vi.append(f"{originals} bản chính")
        en.append(f"{originals} original{'s' * (originals > 1)}")
    if copies:
        vi.append(f"{copies} bản sao")
        en.append(f"{copies} {'copies' if copies > 1 else 'copy'}")
    return Words(", ".join(vi), ", ".join(en))


def paper_cases(components: Sequence[dict[str, Any]]) -> tuple[PaperCase, ...]:
    """Papers by case. Rows that ask for no copy are notes, unless the whole procedure counts no copies."""
    counted = any(p.get("original") or p.get("copy") for case in components for p in case["papers"])
    cases = []
    for case in components:
        papers, notes = [], []
        for fact in case["papers"]:
            if counted and not (fact.get("original") or fact.get("copy")):
                notes.append(fact["name"])
                continue
            papers.append(
                Paper(
                    both(fact["name"]),
                    count_words(fact.get("original", 0), fact.get("copy", 0)),
                    forms=tuple(fact.get("forms", ())),
                )
            )
        cases.append(PaperCase(case.get("case", ""), tuple(papers), tuple(notes)))
    return tuple(case for case in cases if case.papers or case.notes)


def from_facts(facts: dict[str, Any], levels: Sequence[str]) -> Guidance:
    """Guidance from published facts alone."""
    where = [LEVELS[level] for level in levels if level in LEVELS]
    agencies = dict.fromkeys(
        facts[key].rstrip(".") for key in ("agency", "competent_authority") if facts.get(key)
    )
    doubts = [DOUBTS[mark] for mark in facts.get("defects", ()) if mark in DOUBTS]
    return Guidance(
        ways=ways(facts.get("methods", ())),
        where=(*where, *(both(agency) for agency in agencies)) or (UNSTATED,),
        cases=paper_cases(facts.get("components", ())),
        result=both(facts["result"]) if facts.get("result") else UNSTATED,
        acts=tuple(facts.get("acts", ())),
        doubts=tuple(doubts),
    )


def from_definition(
    definition: ProcedureDefinition,
    facts: dict[str, Any],
    inner: Mapping[str, ProcedureDefinition] | None = None,
) -> Guidance:
    """Guidance of a procedure that can be filed here: the city's published version says what counts.

    `inner`: the procedures of a linked set's parts, whose fees are paid with it.
    """
    inner = inner or {}
    lines = [*definition.fees, *(line for one in inner.values() for line in one.fees)]
    limits = tuple(dict.fromkeys(_limit(case.limit or definition.limit) for case in definition.cases)) or (
        _limit(definition.limit),
    )
    fees = tuple(_fee_line(line) for line in lines) or (Fee(FREE, tone="ok"),)
    offered = definition.channels
    open_channels = {"online": offered.online, "counter": offered.counter, "postal": offered.postal}
    titles = {act["number"]: act for act in facts.get("acts", ())}
    return Guidance(
        ways=tuple(
            Way(channel, label, limits, fees) for channel, label in CHANNELS.items() if open_channels[channel]
        ),
        where=(LEVELS[definition.level],),
        cases=(PaperCase("", tuple(_paper(component) for component in definition.components)),)
        if definition.components
        else (),
        result=Words(definition.result.name.vi, definition.result.name.en),
        acts=tuple(titles.get(number, {"number": number}) for number in definition.legal_bases),
        summary=Words(definition.summary.vi, definition.summary.en),
        conditions=tuple(Words(one.vi, one.en) for one in definition.conditions),
        exemptions=tuple(
            dict.fromkeys(Words(free.name.vi, free.name.en) for line in lines for free in line.free_when)
        ),
        parts=_set_parts(definition, inner),
    )


def _set_parts(
    definition: ProcedureDefinition, inner: Mapping[str, ProcedureDefinition]
) -> tuple[SetPart, ...]:
    if definition.linked is None:
        return ()
    names = {part.id: Words(part.name.vi, part.name.en) for part in definition.linked.parts}
    return tuple(
        SetPart(
            part.procedure,
            names[part.id],
            part.optional or part.when is not None,
            tuple(names[needed] for needed in part.needs),
            _only_limit(inner.get(part.procedure)),
        )
        for part in definition.linked.parts
    )


def _only_limit(definition: ProcedureDefinition | None) -> Words:
    """The limit of a procedure that has one; nothing where it depends on the case."""
    if definition is None:
        return NOTHING
    limits = {_limit(case.limit or definition.limit) for case in definition.cases}
    return limits.pop() if len(limits) == 1 else NOTHING


def _limit(limit: Limit) -> Words:
    return SAME_DAY if limit.unit == "same_day" else span_words(limit.amount, limit.unit)


def _fee_line(line: FeeLine) -> Fee:
    name, tone = Words(line.name.vi, line.name.en), ""
    if line.when is not None:
        name = Words(f"{name.vi} (chỉ trong trường hợp này)", f"{name.en} (only in this case)")
        tone = "case"
    if isinstance(line.amount, int):
        if line.amount == 0:
            return Fee(FREE, name, tone or "ok")
        return Fee(
            Words(
                f"{number_words(line.amount)} đồng/{line.unit.vi}",
                f"{number_words(line.amount)} đồng/{line.unit.en}",
            ),
            name,
            tone,
        )
    return Fee(Words("Tính theo hồ sơ", "Worked out from the dossier"), name, tone)


def _paper(component: PaperComponent) -> Paper:
    hint = component.hint
    return Paper(
        Words(component.name.vi, component.name.en),
        count_words(component.originals, component.copies),
        Words(hint.vi, hint.en) if hint else NOTHING,
        optional=component.required is not True or component.when is not None,
        known=bool(component.satisfied_by),
    )

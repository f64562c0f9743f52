"""What in a published record a person must decide, with the evidence, and what a decision makes of the facts. Pure.

Source of the cautions: a time limit belongs to case × channel, small sums are slips of entry, unit "other" hides a rule,
the published level is sometimes wrong, "cấp huyện" no longer exists.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from motcua.procedures.national.comparing import CHANNELS, fee_words, limit_words

type Facts = Mapping[str, Any]

SMALL_DONG = 1000
"""A fee above zero and below this is nearly always a slip: thousands left out, or another currency."""
KINDS: dict[str, tuple[str, str]] = {
    "cases": ("Thời hạn theo trường hợp", "Time by case"),
    "fee": ("Mức phí đáng ngờ", "Doubtful fee"),
    "unit": ("Đơn vị thời gian “khác”", "Unit of time “other”"),
    "level": ("Cấp thực hiện", "Level"),
    "decision": ("Số quyết định không khớp", "Decisions differ"),
    "papers": ("Giấy tờ không có số bản", "Papers without counts"),
    "district": ("Còn ghi cấp huyện", "Names a district"),
}
SAME_DAY = "Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo"
SPAN_UNITS = ("working_day", "working_hour", "day", "hour", "month", "year")
LEVELS = ("commune", "province", "central", "other")
LONGEST = 200
_LEVEL_DEFECTS = {"level-maybe-incomplete", "level-missing"}
_DISTRICT = re.compile(r"(cấp\s+)?huyện", re.IGNORECASE)
_SUM = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{3})+|\d{4,})(?![\d.,]*\d)")
_SIGNS = (
    ("commune", re.compile(r"cấp xã|\bxã\b|phường|đặc khu", re.IGNORECASE)),
    ("province", re.compile(r"cấp tỉnh|\btỉnh\b|thành phố trực thuộc|\bsở\b|ban quản lý khu", re.IGNORECASE)),
    ("central", re.compile(r"\bbộ\b|\bcục\b|tổng cục|trung ương|ngân hàng nhà nước|tòa án nhân dân tối cao", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a record. `ground` changes exactly when what it rests on changes."""

    kind: str
    key: str
    ground: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Wrong(Exception):
    """A decision that cannot be taken so; `at` is the input."""

    at: str
    vi: str
    en: str


def asked(facts: Facts) -> list[Asked]:
    """All questions that a published record raises, in the order of `KINDS`. The same record, the same questions."""
    found: list[Asked] = []
    for ask in (_cases, _fees, _units, _level, _decision, _papers, _district):
        found += ask(facts)
    return found


def settled(facts: Facts, decisions: Iterable[tuple[str, str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The facts with the decisions (kind, key, choice) put on top; the facts given stay as they were."""
    made = deepcopy(dict(facts))
    # Cases first: the others speak of the limits and fees that then stand there.
    for kind, key, choice in sorted(decisions, key=lambda one: list(KINDS).index(one[0])):
        _SETTLE[kind](made, key, choice)
    return made


def digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(kind: str, key: str, rests_on: Any, evidence: Mapping[str, Any]) -> Asked:
    return Asked(kind, key, digest(rests_on), evidence)


def _cases(facts: Facts):
    rows = [(m["channel"], m.get("limit")) for m in facts.get("methods", ()) if m.get("limit")]
    limits = _distinct(limit for _, limit in rows)
    if len(limits) < 2:
        return
    titles = [case["case"] for case in facts.get("components", ()) if case.get("case")]
    yield _asked(
        "cases",
        "methods",
        [rows, titles],
        {
            "rows": [
                {"limit": limit, "words": limit_words(limit), "channels": _channels(rows, limit)}
                for limit in limits
            ],
            "titles": titles,
            "one_each": len(rows) == len({channel for channel, _ in rows}),
        },
    )


def _fees(facts: Facts):
    rows: dict[int, list[tuple[str, Any]]] = {}
    for method in facts.get("methods", ()):
        for fee in method.get("fees", ()):
            if fee.get("amount") and 0 < fee["amount"] < SMALL_DONG:
                rows.setdefault(fee["amount"], []).append((method["channel"], fee))
    for amount, found in rows.items():
        notes = _distinct(fee.get("note", "") for _, fee in found if fee.get("note"))
        yield _asked(
            "fee",
            str(amount),
            found,
            {
                "amount": amount,
                "words": fee_words({"amount": amount}),
                "notes": notes,
                "channels": _channels(found, None),
                "long_note": any(fee.get("noted") for _, fee in found),
                "suggested": _sum_in(notes) or (amount * 1000 if amount >= 10 else None),
            },
        )


def _units(facts: Facts):
    rows = [
        (m["channel"], m["limit"])
        for m in facts.get("methods", ())
        if m.get("limit", {}).get("unit") == "other"
    ]
    for limit in _distinct(limit for _, limit in rows):
        yield _asked(
            "unit",
            digest(limit)[:12],
            limit,
            {
                "limit": limit,
                "text": limit.get("text", ""),
                "value": limit.get("value"),
                "channels": _channels(rows, limit),
            },
        )


def _level(facts: Facts):
    levels, marks = facts.get("levels") or [], _LEVEL_DEFECTS & set(facts.get("defects", ()))
    if levels and not marks:
        return
    named = " ".join(facts.get(key, "") for key in ("agency", "competent_authority"))
    suggested = [level for level, sign in _SIGNS if sign.search(named)]
    yield _asked(
        "level",
        "levels",
        [levels, sorted(marks), facts.get("agency"), facts.get("competent_authority")],
        {"levels": levels, "agency": facts.get("agency", ""), "competent": facts.get("competent_authority", ""),
         "named": suggested, "missing": not levels},
    )  # fmt: skip


def _decision(facts: Facts):
    if "sources-differ-on-decision" in facts.get("defects", ()):
        published = facts.get("decision", "")
        yield _asked("decision", "decision", published, {"published": published})


def _papers(facts: Facts):
    papers = [paper for case in facts.get("components", ()) for paper in case["papers"]]
    if any(paper.get("original") or paper.get("copy") for paper in papers):
        return
    names = [paper["name"] for paper in papers]
    yield _asked("papers", "papers", names, {"names": names})


def _district(facts: Facts):
    named = {
        key: facts[key] for key in ("agency", "competent_authority") if _DISTRICT.search(facts.get(key, ""))
    }
    if named:
        yield _asked("district", "agency", named, {"agencies": list(named.values())})


def _distinct(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _channels(rows: Iterable[tuple[str, Any]], limit: Any) -> list[str]:
    return _distinct(CHANNELS[channel][0] for channel, one in rows if limit is None or one == limit)


def _sum_in(notes: Iterable[str]) -> int | None:
    for note in notes:
        if match := _SUM.search(note):
            return int(re.sub(r"[.,]", "", match[1]))
    return None


# What a decision makes of the facts.


def _settle_cases(facts: dict[str, Any], key: str, choice: Facts) -> None:
    if choice["value"] != "cases":
        return
    named = [(one["limit"], one["case"]) for one in choice["cases"]]
    fees: dict[str, list[Any]] = {}
    rest = []
    for method in facts.get("methods", ()):
        known = fees.setdefault(method["channel"], [])
        known += [fee for fee in method.get("fees", ()) if fee not in known]
        if not method.get("limit"):
            rest.append(method)
    facts["methods"] = [
        {"channel": channel, "limit": limit, "case": case}
        | ({"fees": fees[channel]} if fees[channel] else {})
        for channel in fees
        for limit, case in named
    ] or rest


def _settle_fee(facts: dict[str, Any], key: str, choice: Facts) -> None:
    for method in facts.get("methods", ()):
        made = []
        for fee in method.get("fees", ()):
            if str(fee.get("amount")) != key:
                made.append(fee)
                continue
            fee = {name: value for name, value in fee.items() if name != "suspect"}
            match choice["value"]:
                case "amount":
                    made.append(fee | {"amount": choice["amount"]})
                case "foreign":
                    made.append(fee | {"amount": None, "note": f"{key} USD {fee.get('note', '')}".strip()})
                case "right":
                    made.append(fee)
        if made:
            method["fees"] = _distinct(made)
        else:
            method.pop("fees", None)
    _heal(facts, {"fee-currency-suspect"}, unless=lambda: any(
        fee.get("suspect") for method in facts.get("methods", ()) for fee in method.get("fees", ())))  # fmt: skip


def _settle_unit(facts: dict[str, Any], key: str, choice: Facts) -> None:
    made = {
        "same_day": {"unit": "other", "text": SAME_DAY},
        "span": {"unit": choice.get("unit"), "value": choice.get("amount")},
        "text": {"unit": "other", "text": choice.get("text")},
    }[choice["value"]]
    for method in facts.get("methods", ()):
        if method.get("limit") and digest(method["limit"])[:12] == key:
            method["limit"] = made


def _settle_level(facts: dict[str, Any], key: str, choice: Facts) -> None:
    facts["levels"] = list(choice["levels"])
    _heal(facts, _LEVEL_DEFECTS)


def _settle_decision(facts: dict[str, Any], key: str, choice: Facts) -> None:
    facts["decision"] = choice["decision"]
    _heal(facts, {"sources-differ-on-decision"})


def _settle_papers(facts: dict[str, Any], key: str, choice: Facts) -> None:
    count = {"one_original": "original", "one_copy": "copy"}.get(choice["value"])
    for case in facts.get("components", ()) if count else ():
        for paper in case["papers"]:
            paper[count] = 1
    if choice["value"] == "none_needed":
        _heal(facts, {"no-components"})


def _settle_district(facts: dict[str, Any], key: str, choice: Facts) -> None:
    words = {"commune": "cấp xã", "province": "cấp tỉnh"}.get(choice["value"])
    if words is None:
        return
    for name in ("agency", "competent_authority"):
        if facts.get(name):
            facts[name] = _DISTRICT.sub(words, facts[name])


def _heal(facts: dict[str, Any], marks: set[str], unless: Callable[[], bool] = lambda: False) -> None:
    left = [mark for mark in facts.get("defects", ()) if mark not in marks or unless()]
    if left:
        facts["defects"] = left
    else:
        facts.pop("defects", None)


_SETTLE: dict[str, Callable[[dict[str, Any], str, Facts], None]] = {
    "cases": _settle_cases, "fee": _settle_fee, "unit": _settle_unit, "level": _settle_level,
    "decision": _settle_decision, "papers": _settle_papers, "district": _settle_district,
}  # fmt: skip


def read_choice(one: Asked, posted: Mapping[str, str]) -> dict[str, Any]:
    """The decision that a form sent. Raises: Wrong, naming the input."""
    value = posted.get("value", "")
    match one.kind, value:
        case "cases", "cases":
            return {
                "value": value,
                "cases": [_case(one, number, posted) for number in range(len(one.evidence["rows"]))],
            }
        case ("cases", "as_published") | ("fee", "foreign" | "right" | "unstated") | ("unit", "same_day"):
            return {"value": value}
        case "district", "commune" | "province" | "as_published":
            return {"value": value}
        case "papers", "as_published" | "none_needed" | "one_original" | "one_copy":
            return {"value": value}
        case "fee", "amount":
            return {"value": value, "amount": _whole(posted, "amount", 10**10)}
        case "unit", "span":
            if posted.get("unit") not in SPAN_UNITS:
                raise Wrong("unit", "Hãy chọn đơn vị thời gian.", "Choose a unit of time.")
            return {"value": value, "unit": posted["unit"], "amount": _whole(posted, "amount", 9999)}
        case "unit", "text":
            return {"value": value, "text": _words(posted, "text")}
        case "level", _:
            levels = [level for level in LEVELS if posted.get(f"level-{level}")]
            if not levels:
                raise Wrong("level", "Hãy chọn ít nhất một cấp.", "Choose at least one level.")
            return {"value": "levels", "levels": levels}
        case "decision", "as_published":
            return {"value": value, "decision": one.evidence["published"]}
        case "decision", "other":
            return {"value": value, "decision": _words(posted, "decision")}
    raise Wrong("value", "Hãy chọn một cách.", "Choose one.")


def _case(one: Asked, number: int, posted: Mapping[str, str]) -> dict[str, Any]:
    return {"limit": one.evidence["rows"][number]["limit"], "case": _words(posted, f"case-{number}", 400)}


def _words(posted: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    words = " ".join(posted.get(name, "").split())
    if not words:
        raise Wrong(name, "Hãy điền mục này.", "Fill this in.")
    if len(words) > longest:
        raise Wrong(name, f"Tối đa {longest} ký tự.", f"At most {longest} letters.")
    return words


def _whole(posted: Mapping[str, str], name: str, most: int) -> int:
    digits = re.sub(r"[.,\s]", "", posted.get(name, ""))
    if not (digits.isascii() and digits.isdecimal() and 0 < int(digits) <= most):
        raise Wrong(name, "Hãy điền một số nguyên lớn hơn 0.", "Fill in a whole number above zero.")
    return int(digits)

"""Reading the dated fee rules from `data/rules-*.yaml`; refuses a file with all its faults named at once."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.money.fees import ANY, BadFee, Channel, Effect, FeeRule, Kind, SetBy, Words

FOLDER = Path(__file__).parent / "data"
_NEEDED = {"id", "effect", "text", "legal_ref", "valid_from"}
_KNOWN = _NEEDED | {
    "valid_to", "scope", "channel", "set_by", "exclude_appraisal", "kinds", "codes", "percent", "cap",
    "reason", "note",
}  # fmt: skip


class BadFeeRules(ValueError):
    """A file of fee rules cannot be used; `problems` names each fault with the rule it is in."""

    def __init__(self, file: Path, problems: list[str]) -> None:
        super().__init__(f"{file.name}: " + "; ".join(problems))
        self.problems = problems


@cache
def published() -> tuple[FeeRule, ...]:
    """All rules that come with the product, read once. Raises: BadFeeRules."""
    return tuple(rule for file in sorted(FOLDER.glob("rules-*.yaml")) for rule in load(file))


def load(file: Path) -> tuple[FeeRule, ...]:
    """The rules of one file. Raises: BadFeeRules with every fault found."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BadFeeRules(file, [str(error)]) from error
    entries = content.get("rules") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise BadFeeRules(file, ["a list `rules` is missing"])
    scope = str(content.get("scope", ANY))
    rules: list[FeeRule] = []
    problems: list[str] = []
    for place, entry in enumerate(entries, start=1):
        name = entry.get("id", f"rule {place}") if isinstance(entry, dict) else f"rule {place}"
        try:
            rules.append(_rule(entry, scope))
        except (BadFee, ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as error:
            problems.append(f"{name}: {error}")
    ids = [rule.id for rule in rules]
    problems += [f"{rule_id}: used twice" for rule_id in sorted({i for i in ids if ids.count(i) > 1})]
    if problems:
        raise BadFeeRules(file, problems)
    return tuple(rules)


def _rule(entry: dict[str, Any], scope: str) -> FeeRule:
    if not isinstance(entry, dict):
        raise TypeError("is not a mapping")
    if missing := _NEEDED - entry.keys():
        raise ValueError(f"needs {', '.join(sorted(missing))}")
    if unknown := entry.keys() - _KNOWN:
        raise ValueError(f"does not know {', '.join(sorted(unknown))}")
    channel = entry.get("channel", ANY)
    return FeeRule(
        id=str(entry["id"]),
        effect=Effect(entry["effect"]),
        text=Words(entry["text"]["vi"], entry["text"]["en"]),
        legal_ref=str(entry["legal_ref"]),
        valid_from=_day(entry["valid_from"]),
        valid_to=_day(entry["valid_to"]) if entry.get("valid_to") is not None else None,
        scope=str(entry.get("scope", scope)),
        channel=ANY if channel == ANY else Channel(channel),
        set_by=SetBy(entry["set_by"]) if "set_by" in entry else None,
        exclude_appraisal=_yes_or_no(entry.get("exclude_appraisal", False)),
        kinds=tuple(Kind(kind) for kind in entry.get("kinds", [Kind.PHI, Kind.LE_PHI])),
        codes=tuple(str(code) for code in entry.get("codes", [])),
        percent=Decimal(str(entry["percent"])) if "percent" in entry else None,
        cap=int(entry["cap"]) if "cap" in entry else None,
        reason=str(entry.get("reason", "")),
    )


def _day(value: object) -> date:
    if type(value) is not date:
        raise TypeError(f"{value!r} is not a date (write 2026-01-01)")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value

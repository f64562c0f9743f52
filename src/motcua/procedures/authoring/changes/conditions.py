"""Simple conditions as rows that can be clicked together, and back: all or any of `question · is · value`.

What is not that simple stays an expression; `read_condition` then gives None and the editor shows the expression.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .tokens import Token, meaningful, tokens

OPERATORS = {
    "yes": "{0}",
    "no": "!{0}",
    "is": "{0} == {1}",
    "not": "{0} != {1}",
    "least": "{0} >= {1}",
    "most": "{0} <= {1}",
    "more": "{0} > {1}",
    "less": "{0} < {1}",
    "has": "{1} in {0}",
    "answered": "{0} != null",
    "empty": "{0} == null",
}
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("yes", "no"),
    "choice": ("is", "not", "answered", "empty"),
    "choices": ("has", "answered", "empty"),
    "integer": ("is", "not", "least", "most", "more", "less", "answered", "empty"),
    "money": ("least", "most", "more", "less", "is", "not", "answered", "empty"),
    "date": ("least", "most", "more", "less", "is", "answered", "empty"),
    "known": ("is", "not"),
    "grounds": ("has",),
}
"""Which comparisons make sense for a kind of question; other kinds: the last line."""
OTHER = ("answered", "empty", "is", "not")
WITHOUT_VALUE = frozenset({"yes", "no", "answered", "empty"})
_RELATIONS = {"==": "is", "!=": "not", ">=": "least", "<=": "most", ">": "more", "<": "less"}


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `value` is plain: `work`, `3`, `2026-01-01`, `today`; empty where none belongs."""

    name: str
    operator: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """`all_of`: every row must hold, else one is enough."""

    rows: tuple[Row, ...]
    all_of: bool = True


def operators_of(kind: str) -> tuple[str, ...]:
    return OF_KIND.get(kind, OTHER)


def write_condition(condition: Condition, kinds: Mapping[str, str]) -> str:
    """The expression. `kinds`: of the questions by name, so that values are written as they should be."""
    parts = []
    for row in condition.rows:
        shape = OPERATORS.get(row.operator, OPERATORS["is"])
        parts.append(shape.format(row.name, _literal(row.value, kinds.get(row.name, "text"))))
    return (" && " if condition.all_of else " || ").join(parts)


def _literal(value: str, kind: str) -> str:
    if kind in ("integer", "money"):
        plain = value.strip().replace(".", "").replace(" ", "")
        return plain if plain.removeprefix("-").isdecimal() else "0"
    if kind == "date":
        return "today" if value in ("", "today") else f"date('{value}')"
    return "'" + value.replace("\\", "").replace("'", "") + "'"


def read_condition(source: str) -> Condition | None:
    """The rows that an expression says, when it says nothing else. None for what is not that simple."""
    parts = tokens(source)
    meant = [parts[i] for i in meaningful(parts)]
    if not meant:
        return Condition(())
    joins = {part.text for part in meant if part.text in ("&&", "||")}
    if len(joins) > 1:
        return None
    rows = []
    start = 0
    for at in range(len(meant) + 1):
        if at == len(meant) or meant[at].text in ("&&", "||"):
            row = _row(meant[start:at])
            if row is None:
                return None
            rows.append(row)
            start = at + 1
    return Condition(tuple(rows), joins != {"||"})


def _row(parts: list[Token]) -> Row | None:
    """One comparison, or None."""
    negated = bool(parts) and parts[0].text == "!"
    name, rest = _name(parts[1:] if negated else parts)
    if name is not None and not rest:
        return Row(name, "no" if negated else "yes")
    if negated:
        return None
    if name is not None and rest[0].text in _RELATIONS:
        return _compared(name, rest[0].text, rest[1:])
    if len(parts) >= 3 and parts[0].literal is not None and parts[1].text == "in":
        name, rest = _name(parts[2:])
        if name is not None and not rest:
            return Row(name, "has", parts[0].literal)
    return None


def _name(parts: list[Token]) -> tuple[str | None, list[Token]]:
    """A name, or one of `applicant` and `officer` with what it is asked; and what follows."""
    if not parts or parts[0].kind != "name" or parts[0].text in ("true", "false", "null", "in"):
        return None, parts
    if len(parts) > 1 and parts[1].text == "(":
        return None, parts
    if len(parts) > 2 and parts[1].text == ".":
        if parts[0].text not in ("applicant", "officer") or parts[2].kind != "name":
            return None, parts
        return f"{parts[0].text}.{parts[2].text}", parts[3:]
    return parts[0].text, parts[1:]


def _compared(name: str, sign: str, value: list[Token]) -> Row | None:
    operator = _RELATIONS[sign]
    texts = [part.text for part in value]
    if texts == ["null"]:
        return Row(name, {"is": "empty", "not": "answered"}[operator]) if operator in ("is", "not") else None
    if len(value) == 1 and value[0].literal is not None:
        return Row(name, operator, value[0].literal) if operator in ("is", "not") else None
    if texts == ["today"]:
        return Row(name, operator, "today")
    if len(value) == 4 and texts[:2] == ["date", "("] and texts[3] == ")" and value[2].literal:
        return Row(name, operator, value[2].literal)
    number = "".join(texts)
    if number.removeprefix("-").isdecimal() and len(value) <= 2:
        return Row(name, operator, number)
    return None

"""Conditions that can never hold, or always do: found by trying every answer of the choices they read."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from motcua.foundation.expressions import BOOL, Expression, ExpressionError, Type, compile

from ...binding import environments
from ...definition import ProcedureDefinition, Text
from .advice import Advice, Key, Mend, path_of, questions, text

MOST_NAMES, MOST_TRIES = 6, 4096
"""More answers than that are not tried: the condition is then not judged."""


def on_conditions(definition: ProcedureDefinition) -> Iterator[Advice]:
    """Advice on pages, questions, papers, fees and cases."""
    names = environments(definition).workflow
    for at, where, outer, source, shows in _whens(definition):
        found = _judge([*outer, source], names)
        if found == "never":
            yield Advice(
                "must", "CONDITION_NEVER", path_of((*at, "when")), where,
                text(f"Điều kiện không bao giờ đúng: {shows.vi} không bao giờ hiện ra.",
                     f"The condition never holds: {shows.en} is never shown."),
                text("Sửa điều kiện, hoặc bỏ phần này.", "Mend the condition, or drop this part."),
            )  # fmt: skip
        elif found == "always":
            yield Advice(
                "could", "CONDITION_ALWAYS", path_of((*at, "when")), where,
                text("Điều kiện luôn đúng, không phân biệt gì.", "The condition always holds and tells nothing apart."),
                text("Bỏ điều kiện.", "Take it away."), Mend((*at, "when"), None),
            )  # fmt: skip
    yield from _cases(definition, names)


type _When = tuple[tuple[Key, ...], Text, list[str], str, Text]


def _whens(definition: ProcedureDefinition) -> Iterator[_When]:
    """(place, in words, enclosing conditions, condition, what it shows)"""
    for p, page in enumerate(definition.form.pages):
        if page.when:
            where = text(f"Trang “{page.title.vi}”", f'Page "{page.title.en}"')
            yield ("form", "pages", p), where, [], page.when, text("trang này", "this page")
        for g, group in enumerate(page.groups):
            if group.when:
                where = text(f"Nhóm “{group.label.vi}”", f'Group "{group.label.en}"')
                outer = [page.when] if page.when else []
                yield (
                    ("form", "pages", p, "groups", g),
                    where,
                    outer,
                    group.when,
                    text("nhóm này", "this group"),
                )
    for asked in questions(definition):
        repeated = asked.group is not None and asked.group.repeat is not None
        if asked.field.when and not repeated:
            outer = [when for when in (asked.page.when, asked.group.when if asked.group else None) if when]
            yield asked.at, asked.where, outer, asked.field.when, text("câu hỏi này", "this question")
    for i, paper in enumerate(definition.components):
        if paper.when:
            where = text(f"Giấy tờ “{paper.name.vi}”", f'Paper "{paper.name.en}"')
            yield ("components", i), where, [], paper.when, text("giấy tờ này", "this paper")
    for i, fee in enumerate(definition.fees):
        if fee.when:
            where = text(f"Khoản thu “{fee.name.vi}”", f'Fee "{fee.name.en}"')
            yield ("fees", i), where, [], fee.when, text("khoản thu này", "this fee")


def _cases(definition: ProcedureDefinition, names: Mapping[str, Type]) -> Iterator[Advice]:
    """A case whose answers all belong to earlier ones is never reached."""
    before: list[str] = []
    for i, case in enumerate(definition.cases):
        if case.when is None:
            return
        if before and _judge([case.when, *(f"!({when})" for when in before)], names) == "never":
            yield Advice(
                "must", "CASE_NEVER", f"cases[{i}]", text(f"Trường hợp “{case.name.vi}”", f'Case "{case.name.en}"'),
                text("Không bao giờ tới: các trường hợp đứng trước đã nhận hết.",
                     "Never reached: the cases before it take all."),
                text("Đổi thứ tự, hoặc sửa điều kiện.", "Change the order or the condition."),
            )  # fmt: skip
        before.append(case.when)


def _judge(sources: list[str], names: Mapping[str, Type]) -> str:
    """`never`, `always` (of the last, where the others hold) or nothing, after trying all answers."""
    try:
        bound = [compile(source, names, BOOL) for source in sources]
    except ExpressionError:
        return ""
    choices = _choices(bound, names)
    if choices is None:
        return ""
    keys = list(choices)
    ever = missed = False
    for answers in product(*choices.values()):
        values = dict(zip(keys, answers, strict=True))
        if not all(one.holds(values) for one in bound[:-1]):
            continue
        if bound[-1].holds(values):
            ever = True
        else:
            missed = True
        if ever and missed:
            return ""
    if not ever:
        return "never"
    return "" if missed else "always"


def _choices(bound: list[Expression], names: Mapping[str, Type]) -> dict[str, list[Any]] | None:
    """All values of the names read, unanswered included; None when they are not few or not known."""
    read = sorted({name for one in bound for name in one.names})
    if len(read) > MOST_NAMES:
        return None
    choices: dict[str, list[Any]] = {}
    tries = 1
    for name in read:
        type_ = names[name]
        if type_.kind == "bool":
            choices[name] = [True, False, None]
        elif type_.kind == "text" and type_.options:
            choices[name] = [*sorted(type_.options), None]
        else:
            return None
        tries *= len(choices[name])
    return choices if tries <= MOST_TRIES else None

"""One small group of questions at a time: how a page of a definition becomes screens. Pure.

A definition's page is about one subject ("the child"); it may hold ten questions. A person sees at most about five
simple ones at once, and questions that belong together stay together.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil, inf

from motcua.procedures.compile import CompiledField, CompiledGroup, CompiledPage
from motcua.procedures.definition import Page

type Item = CompiledField | CompiledGroup

MOST = 5.0
"""Weight of one screen: five simple questions. A default of ours, after trying the forms on a phone of 360 pixels."""
WEIGHTS = {"address": 2.0, "unit": 1.5, "date": 1.0, "longtext": 1.5}
"""What one question weighs where it is more than one box or one line; every other kind weighs 1."""
KNOWN = 0.2
"""A question that the registers have answered: it is read, not worked on."""
SOMETIMES = 0.6
"""Share that counts of a question asked only in some cases."""
ROWS = 3.0
"""A list of things, each with its own questions."""
APART = 1.5
"""What it costs to part a question from the one that brings it up, or from its heading."""
_SCREEN = re.compile(r"(?P<page>[a-z][a-z0-9_]*)(?:-(?P<number>[1-9][0-9]?))?")


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands on the glass at once. `id` is the page's own for its first screen, then `page-2`, `page-3` …"""

    id: str
    page_id: str
    items: tuple[Item, ...]
    number: int
    of: int


def page_of(screen_id: str) -> str:
    """The page that a screen belongs to; empty for what cannot be a screen's id."""
    found = _SCREEN.fullmatch(screen_id)
    return found["page"] if found else ""


def screens_of(page: CompiledPage, words: Page, known: Collection[str]) -> list[Screen]:
    """The screens of a page. `known`: ids that the registers have answered, whether corrected since or not.

    The same for every answer typed, so that nothing moves under the fingers.
    """
    if not page.items:
        return []
    weights = [weight_of(item, known) for item in page.items]
    headings = _headings(words)
    costs = [0.0, *(_parting(page.items, at, headings) for at in range(1, len(page.items)))]
    runs = _split(weights, costs, max(1, ceil(round(sum(weights) / MOST, 6))))
    return [
        Screen(
            page.id if number == 1 else f"{page.id}-{number}",
            page.id,
            tuple(page.items[start:end]),
            number,
            len(runs),
        )
        for number, (start, end) in enumerate(runs, 1)
    ]


def weight_of(item: Item, known: Collection[str]) -> float:
    """How much one question is, measured in simple questions."""
    if isinstance(item, CompiledGroup):
        return ROWS
    if item.id in known or item.value is not None:
        return KNOWN
    share = SOMETIMES if item.when is not None else 1.0
    return WEIGHTS.get(item.field.kind, 1.0) * share


def _split(weights: Sequence[float], costs: Sequence[float], pieces: int) -> list[tuple[int, int]]:
    """Cut into `pieces` runs of even weight, at the cheapest places. `costs[i]`: of a cut before item i."""
    count = len(weights)
    pieces = min(pieces, count)
    ideal = sum(weights) / pieces
    best: list[list[tuple[float, int]]] = [[(0.0 if at == 0 else inf, 0) for at in range(count + 1)]]
    for _ in range(pieces):
        row = []
        for end in range(count + 1):
            choices = [
                (
                    best[-1][start][0]
                    + (sum(weights[start:end]) - ideal) ** 2
                    + (costs[start] if start else 0.0),
                    start,
                )
                for start in range(end)
            ]
            row.append(min(choices, default=(inf, 0)))
        best.append(row)
    cuts, end = [], count
    for piece in range(pieces, 0, -1):
        start = best[piece][end][1]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _parting(items: Sequence[Item], at: int, headings: dict[str, str]) -> float:
    """What a cut before item `at` costs: more where it parts what belongs together."""
    before, after = items[at - 1], items[at]
    cost = 0.0
    heading = headings.get(_id_of(after), "")
    if heading and heading == headings.get(_id_of(before), ""):
        cost += APART
    earlier = {_id_of(item) for item in items[:at]}
    if earlier & conditions_of(after):
        cost += APART
    return cost


def conditions_of(item: Item) -> frozenset[str]:
    """Names that decide whether this is asked, what it offers, what is proposed for it, what is worked out."""
    found = item.when.names if item.when is not None else frozenset[str]()
    if isinstance(item, CompiledField):
        if item.value is not None:
            found |= item.value.names
        for condition in item.option_when.values():
            found |= condition.names
        for _, prefill_when in item.prefills:
            if prefill_when is not None:
                found |= prefill_when.names
    return found


def _headings(words: Page) -> dict[str, str]:
    return {field.id: group.id for group in words.groups if group.repeat is None for field in group.fields}


def _id_of(item: Item) -> str:
    return item.group.id if isinstance(item, CompiledGroup) else item.id

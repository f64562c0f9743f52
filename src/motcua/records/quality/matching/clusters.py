"""Links become people: connected records, never with two numbers of two people among them. Arrays only, no database."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from motcua.foundation.text import damerau_levenshtein


@dataclass(frozen=True)
class Clustered:
    """`records` and `people` side by side: the record's number and the smallest number among the records of its person.

    `refused`: places of edges that would have put two numbers into one person.
    """

    records: np.ndarray
    people: np.ndarray
    refused: np.ndarray


def agree(one: Collection[str], other: Collection[str]) -> bool:
    """Whether the numbers of two groups can be one person's: all known, or one slip of the hand away."""

    def known(number: str, among: Collection[str]) -> bool:
        return number in among or any(damerau_levenshtein(number, each) <= 1 for each in among)

    return all(known(number, one) for number in other) or all(known(number, other) for number in one)


def cluster(
    left: np.ndarray,
    right: np.ndarray,
    weight: np.ndarray,
    numbers: Callable[[np.ndarray], list[str | None]],
    firm: float = float("inf"),
) -> Clustered:
    """Join records by edges `left` to `right`. Where a group would hold two different numbers, its edges are taken again,
    heaviest first, and those that bring the second number in are refused; edges of weight `firm` and more (people said so) never.

    `numbers` answers the certain number of each record asked, None where there is none; only groups of several are asked.
    """
    if not len(left):
        nothing = np.empty(0, np.int64)
        return Clustered(nothing, nothing, nothing)
    records, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    a, b = places[: len(left)], places[len(left) :]
    group = _components(len(records), a, b)
    known = numbers(records)
    by_group: dict[int, set[str]] = {}
    for place, value in enumerate(known):
        if value:
            by_group.setdefault(int(group[place]), set()).add(value)
    torn = np.array([key for key, values in by_group.items() if len(values) > 1], int)
    refused = np.empty(0, np.int64)
    if len(torn):
        edges = np.flatnonzero(np.isin(group[a], torn))
        edges = edges[np.argsort(-weight[edges], kind="stable")]
        group, refused = _rejoined(group, a, b, edges, known, weight >= firm)
    first = np.full(len(records), np.iinfo(np.int64).max)
    np.minimum.at(first, group, records)
    return Clustered(records, first[group], refused)


def _components(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The smallest place reachable from each place."""
    label = np.arange(n)
    while True:
        low = np.minimum(label[a], label[b])
        new = label.copy()
        np.minimum.at(new, a, low)
        np.minimum.at(new, b, low)
        np.minimum.at(new, label[a], low)
        np.minimum.at(new, label[b], low)
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new


def _rejoined(
    group: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    edges: np.ndarray,
    known: list[str | None],
    said: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The groups of `edges` made anew, one edge after the other; edges that a second number forbids."""
    parent: dict[int, int] = {}
    holds: dict[int, set[str]] = {}

    def root(place: int) -> int:
        while parent.setdefault(place, place) != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for place in {int(place) for edge in edges for place in (a[edge], b[edge])}:
        value = known[place]
        holds[root(place)] = {value} if value else set()
    refused = []
    for edge in edges:
        one, other = root(int(a[edge])), root(int(b[edge]))
        if one == other:
            continue
        if not said[edge] and not agree(holds[one], holds[other]):
            refused.append(edge)
            continue
        low, high = min(one, other), max(one, other)
        parent[high] = low
        holds[low] |= holds[high]
    group = group.copy()
    for place in parent:
        group[place] = root(place)
    return group, np.array(refused, np.int64)

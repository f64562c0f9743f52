"""A review's proposal as one plain tree, so that two people's changes of it can be compared and merged. Pure of the database.

Every value has a place of its own, the same in each revision: a part of the procedure by its key, a cost by side and activity.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from motcua.procedures.review.cost import ACTIVITIES, Activity, Burden
from motcua.procedures.review.models import Review

type Tree = dict[str, Any]
type Path = tuple[str, ...]
SIDES = ("before", "after")
COLUMNS = ("hours", "service", "other")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs between two revisions; None where a side has nothing."""

    path: Path
    was: Any
    now: Any


def tree_of(review: Review) -> Tree:
    """The proposal as it is kept."""
    return {
        "reason": review.reason,
        "proposal": {one["part"]: {"now": one["now"], "then": one["then"]} for one in review.proposal},
        **{side: _burden_tree(getattr(review, side)) for side in SIDES},
        "hourly": review.hourly,
        "hourly_source": review.hourly_source,
    }


def burden_of(side: Mapping[str, Any]) -> Burden:
    """One side of the cost; a tree is kept as JSON, where a decimal is a text."""
    kinds = side.get("activities", {})
    return Burden(
        tuple(
            Activity(kind, Decimal(one["hours"]), one["service"], one["other"])
            for kind in ACTIVITIES
            if (one := _whole(kinds.get(kind, {}))) and any(Decimal(one[column]) for column in COLUMNS)
        ),
        side.get("fees", 0),
        Decimal(side.get("times", "1")),
        side.get("subjects", 0),
    )


def changes_between(was: Tree, now: Tree) -> tuple[Change, ...]:
    """Every value that differs, in the order of the page."""
    old, new = dict(_leaves(was)), dict(_leaves(now))
    return tuple(
        Change(path, old.get(path), new.get(path))
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path)
    )


def _burden_tree(data: Mapping[str, Any]) -> Tree:
    activities = {
        one["kind"]: {"hours": str(one["hours"]), "service": one["service"], "other": one["other"]}
        for one in data.get("activities", ())
    }
    return {
        "activities": {kind: activities[kind] for kind in ACTIVITIES if kind in activities},
        "fees": data.get("fees", 0),
        "times": str(data.get("times", "1")),
        "subjects": data.get("subjects", 0),
    }


def _whole(one: Mapping[str, Any]) -> dict[str, Any]:
    """An activity of which one side took a column out has nothing there."""
    return {"hours": one.get("hours", "0"), "service": one.get("service", 0), "other": one.get("other", 0)}


def _leaves(tree: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value

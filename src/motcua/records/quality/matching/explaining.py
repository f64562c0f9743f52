"""What a pair's weight is made of, in words: one row a comparison."""

import math
from collections.abc import Mapping
from typing import Any

from motcua.records.quality.matching.definition import Definition
from motcua.records.quality.matching.model import Model


def explain(
    wanted: Definition,
    model: Model,
    levels: Mapping[str, int],
    left: Mapping[str, Any],
    right: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Rows `{"comparison", "comparison_en", "level_vi", "level_en", "left", "right", "weight"}`, weights in bits.

    `levels`: place of the level of each comparison, -1 where a side is missing (no row then). With `prior_bits` the weights
    add up to the pair's.
    """
    rows: list[dict[str, Any]] = []
    for one in wanted.comparisons:
        place = levels[one.id]
        if place < 0:
            continue
        level = one.levels[place]
        rows.append({
            "comparison": one.vi, "comparison_en": one.en, "level_vi": level.vi, "level_en": level.en,
            "left": _shown(one.shows, left), "right": _shown(one.shows, right),
            "weight": round(math.log2(model.m[one.id][place] / model.u[one.id][place]), 3),
        })  # fmt: skip
    return rows


def prior_bits(model: Model) -> float:
    """What two random records weigh before they are compared."""
    return math.log2(model.prior / (1 - model.prior))


def _shown(what: str, side: Mapping[str, Any]) -> str:
    columns = {"parents": ("father", "mother"), "home": ("address", "phone")}.get(what, (what,))
    return "; ".join(str(side[column]) for column in columns if side.get(column))

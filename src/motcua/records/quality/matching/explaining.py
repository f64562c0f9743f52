"""What a pair's weight is made of, in words: one row a comparison, and the prior's row first."""

import math
from collections.abc import Mapping
from typing import Any

from motcua.records.quality.matching.definition import Definition
from motcua.records.quality.matching.model import Model

PRIOR_VI, PRIOR_EN = "Trước khi so: hai bản ghi bất kỳ", "Before comparing: any two records"


def explain(
    wanted: Definition,
    model: Model,
    levels: Mapping[str, int],
    left: Mapping[str, Any],
    right: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Rows `{"comparison", "name_vi", "name_en", "level_vi", "level_en", "left", "right", "weight"}`.

    `levels`: place of the level of each comparison, -1 where a side is missing (no row then). The weights add up to the pair's.
    """
    rows: list[dict[str, Any]] = [{
        "comparison": "prior", "name_vi": PRIOR_VI, "name_en": PRIOR_EN, "level_vi": "", "level_en": "", "left": "", "right": "",
        "weight": round(math.log2(model.prior / (1 - model.prior)), 3),
    }]  # fmt: skip
    for one in wanted.comparisons:
        place = levels[one.id]
        if place < 0:
            continue
        level = one.levels[place]
        rows.append({
            "comparison": one.id, "name_vi": one.vi, "name_en": one.en, "level_vi": level.vi, "level_en": level.en,
            "left": _shown(one.shows, left), "right": _shown(one.shows, right),
            "weight": round(math.log2(model.m[one.id][place] / model.u[one.id][place]), 3),
        })  # fmt: skip
    return rows


def _shown(what: str, side: Mapping[str, Any]) -> str:
    columns = {"parents": ("father", "mother"), "home": ("address", "phone")}.get(what, (what,))
    return "; ".join(str(side[column]) for column in columns if side.get(column))

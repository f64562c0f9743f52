"""Sums of a rehearsal: plain JSON that grows batch by batch and names nobody. Pure."""

from collections import Counter
from typing import Any

from .comparing import Difference

MOST_EXAMPLES = 5
"""Examples kept of each refused question."""
COUNTED = ("refused", "asked", "dropped", "papers_more", "papers_less")


def empty() -> dict[str, Any]:
    """No dossier seen yet."""
    return {
        "seen": 0, "empty": 0, "changed": 0, "refused": 0, "dearer": 0, "cheaper": 0, "fees_before": 0, "fees_after": 0,
        "late_before": 0, "late_after": 0, "became_late": 0, "became_on_time": 0, "timed": 0,
        "by": {name: {} for name in COUNTED}, "said": {}, "examples": {}, "cases": {}, "agencies": {}, "versions": {},
    }  # fmt: skip


def add(
    figures: dict[str, Any],
    found: Difference,
    *,
    fee_before: int,
    fee_after: int,
    agency: int,
    version: int,
    month: str,
) -> None:
    """Count one dossier. `month` (such as `2026-03`) is all that an example tells of when."""
    figures["seen"] += 1
    _more(figures["versions"], str(version))
    here = figures["agencies"].setdefault(str(agency), {"seen": 0, "refused": 0, "late": 0, "fees": 0})
    here["seen"] += 1
    for name in COUNTED:
        for path in getattr(found, name):
            _more(figures["by"][name], path)
    for path, message in found.refused.items():
        figures["said"].setdefault(path, {"vi": message.vi, "en": message.en})
    for path, told in found.examples.items():
        examples = figures["examples"].setdefault(path, [])
        if len(examples) < MOST_EXAMPLES and [told, month] not in examples:
            examples.append([told, month])
    if found.refused or found.asked:
        figures["refused"] += 1
        here["refused"] += 1
    if found.case[0] != found.case[1]:
        _more(figures["cases"], " → ".join(found.case))
    _fees(figures, here, fee_before, fee_after)
    _times(figures, here, found)
    moved = fee_before != fee_after or found.case[0] != found.case[1]
    if (
        moved
        or any(getattr(found, name) for name in COUNTED)
        or (found.late and found.late[0] != found.late[1])
    ):
        figures["changed"] += 1


def _fees(figures: dict[str, Any], here: dict[str, Any], before: int, after: int) -> None:
    figures["fees_before"] += before
    figures["fees_after"] += after
    figures["dearer"] += after > before
    figures["cheaper"] += after < before
    here["fees"] += after - before


def _times(figures: dict[str, Any], here: dict[str, Any], found: Difference) -> None:
    if found.late is None:
        return
    before, after = found.late
    figures["timed"] += 1
    figures["late_before"] += before
    figures["late_after"] += after
    figures["became_late"] += after and not before
    figures["became_on_time"] += before and not after
    here["late"] += after - before


def _more(counts: dict[str, int], key: str) -> None:
    counts[key] = counts.get(key, 0) + 1


def top(counts: dict[str, int], most: int = 20) -> list[tuple[str, int]]:
    """The largest first."""
    return Counter(counts).most_common(most)

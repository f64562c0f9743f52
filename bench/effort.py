"""Processor time of whole process trees: what a measurement says on a machine that others use at the same time."""

import os
from pathlib import Path

PER_SECOND = os.sysconf("SC_CLK_TCK")


def spent(root: int) -> float:
    """Seconds that a process, those it began and those it waited for have had the processors. Ended ones count too."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            told = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        children.setdefault(int(told[1]), []).append(int(folder.name))
        ticks[int(folder.name)] = sum(map(int, told[11:15]))
    known, waiting = 0, [root]
    while waiting:
        one = waiting.pop()
        known += ticks.get(one, 0)
        waiting += children.get(one, [])
    return known / PER_SECOND

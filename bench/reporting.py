"""What a measurement says: one JSON line for programs, one table in RESULTS.md for people."""

import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. `yardstick` names what `ratio` compares with; `aim` is a bound of the ratio, else of the value."""

    name: str
    value: float
    unit: str
    yardstick: str = ""
    ratio: float | None = None
    aim: str = ""
    met: bool | None = None


def at_least(name: str, value: float, unit: str, yardstick: str, base: float, aim: float) -> Result:
    """A rate compared with another rate."""
    ratio = value / base if base else 0.0
    return Result(name, round(value, 1), unit, yardstick, round(ratio, 3), f">= {aim}", ratio >= aim)


def at_most(name: str, value: float, unit: str, aim: float, yardstick: str = "", base: float = 0.0) -> Result:
    """A time or count, compared with `base` when there is one."""
    ratio = value / base if base else None
    met = (ratio if ratio is not None else value) <= aim
    return Result(
        name, round(value, 2), unit, yardstick, round(ratio, 3) if ratio else None, f"<= {aim}", met
    )


def report(bench: str, results: list[Result], note: str) -> int:
    """Append the table, print the JSON line last. Exit code 0: a missed aim is a finding, not a failure."""
    lines = [f"\n## {bench}, {time.strftime('%Y-%m-%d')}", "", f"{_machine()}. {note}", "",
             "| what | value | unit | against | ratio | aim | met |", "|---|---:|---|---|---:|---|---|"]  # fmt: skip
    for one in results:
        met = "" if one.met is None else ("yes" if one.met else "**no**")
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        lines.append(
            f"| {one.name} | {one.value:g} | {one.unit} | {one.yardstick} | {ratio} | {one.aim} | {met} |"
        )
    if not RESULTS.exists():
        RESULTS.write_text(
            "# Measurements\n\nNewest last. Made by `make bench`; ratios say more than rates.\n"
        )
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")
    print("\n".join(lines[4:]))
    print(json.dumps({"bench": bench, "results": [asdict(one) for one in results]}, ensure_ascii=False))
    return 0


def _machine() -> str:
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load before {load}"

"""What a browser sends for questions that are asked in several boxes."""

from datetime import date


def day(name: str, on: date | str) -> dict[str, str]:
    """The three boxes of a day, given as such or as 2026-03-02 (no such day can be written so, too)."""
    parts = zip(("year", "month", "day"), str(on).split("-"), strict=True)
    return {f"{name}-{part}": number for part, number in parts}


def moment(name: str, at: str) -> dict[str, str]:
    """The four boxes of a moment, given as 2026-03-02 08:30."""
    on, hour = at.split()
    return {**day(name, on), f"{name}-hour": hour}

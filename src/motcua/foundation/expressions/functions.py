"""Functions that expressions may call. Every argument given is present (never None); None means no value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .types import BOOL, DATE, INT, LIST, TEXT, Type, list_of

INTS = list_of(INT)


@dataclass(frozen=True, slots=True)
class Function:
    """`variants` are the accepted argument lists. `more`: the last argument may be repeated."""

    call: Callable[..., Any]
    variants: tuple[tuple[Type, ...], ...]
    returns: Type
    more: bool = False


def age(born: date, on: date) -> int:
    """Full years lived on a day. A 29 February birthday counts from 1 March in common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def days_between(start: date, end: date) -> int:
    """Calendar days from `start` to `end`; negative when `end` is earlier."""
    return (end - start).days


def parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def ceil_div(amount: int, by: int) -> int | None:
    """`amount / by` rounded up: how many whole units of `by` are begun. No value when `by` is 0."""
    return -(-amount // by) if by else None


def smallest(*values: Any) -> int | None:
    found = _flat(values)
    return min(found) if found else None


def largest(*values: Any) -> int | None:
    found = _flat(values)
    return max(found) if found else None


def total(values: Sequence[int | None]) -> int:
    return sum(value for value in values if value is not None)


def _flat(values: Sequence[Any]) -> list[int]:
    flat = values[0] if len(values) == 1 and isinstance(values[0], (list, tuple)) else values
    return [value for value in flat if value is not None]


FUNCTIONS: dict[str, Function] = {
    "size": Function(len, ((TEXT,), (LIST,), (Type("map"),)), INT),
    "age": Function(age, ((DATE, DATE),), INT),
    "days_between": Function(days_between, ((DATE, DATE),), INT),
    "year": Function(lambda day: day.year, ((DATE,),), INT),
    "date": Function(parse_date, ((TEXT,),), DATE),
    "ceil_div": Function(ceil_div, ((INT, INT),), INT),
    "min": Function(smallest, ((INTS,), (INT, INT)), INT, more=True),
    "max": Function(largest, ((INTS,), (INT, INT)), INT, more=True),
    "sum": Function(total, ((INTS,),), INT),
}

METHODS: dict[str, Function] = {
    "size": Function(len, ((TEXT,), (LIST,), (Type("map"),)), INT),
    "startsWith": Function(str.startswith, ((TEXT, TEXT),), BOOL),
    "endsWith": Function(str.endswith, ((TEXT, TEXT),), BOOL),
    "contains": Function(lambda text, part: part in text, ((TEXT, TEXT),), BOOL),
}
"""Called as `receiver.name(arguments)`; the receiver is the first argument."""

"""What the operators and macros of CEL do with Python values. None means no value and travels on.

A value of a wrong type (only possible where the checker saw `dyn`, or in an unchecked draft) is "no such
overload" in CEL: no value here as well.
"""

from collections.abc import Callable, Mapping
from typing import Any

Values = Mapping[str, Any]
Run = Callable[[Values], Any]


def nothing(values: Values) -> None:
    return None


def strict1(operation: Callable[[Any], Any], a: Run) -> Run:
    def run(values: Values) -> Any:
        left = a(values)
        try:
            return None if left is None else operation(left)
        except TypeError:
            return None

    return run


def strict2(operation: Callable[[Any, Any], Any], a: Run, b: Run) -> Run:
    def run(values: Values) -> Any:
        left, right = a(values), b(values)
        try:
            return None if left is None or right is None else operation(left, right)
        except TypeError:
            return None

    return run


def equality(wanted: bool, a: Run, b: Run, strict: tuple[bool, bool]) -> Run:
    """A name without an answer equals null. A calculation without a result is an error, so no value."""
    strict_a, strict_b = strict

    def run(values: Values) -> bool | None:
        left, right = a(values), b(values)
        if (strict_a and left is None) or (strict_b and right is None):
            return None
        return (left == right) is wanted

    return run


def multiply(a: int, b: int) -> int:
    """Whole numbers only: Python would also repeat text and lists."""
    if not isinstance(a, int) or not isinstance(b, int):
        raise TypeError
    return a * b


def divide(a: int, b: int) -> int | None:
    """CEL divides towards zero; by zero there is no value."""
    if b == 0:
        return None
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def remainder(a: int, b: int) -> int | None:
    quotient = divide(a, b)
    return None if quotient is None else a - b * quotient


def _exists(items: list[Any], found: list[Any]) -> bool | None:
    return True if True in found else None if None in found else False


def _all(items: list[Any], found: list[Any]) -> bool | None:
    return False if False in found else None if None in found else True


def _filter(items: list[Any], found: list[Any]) -> list[Any] | None:
    return None if None in found else [item for item, keep in zip(items, found, strict=True) if keep]


MACROS: dict[str, Callable[[list[Any], list[Any]], Any]] = {
    "exists": _exists,
    "all": _all,
    "filter": _filter,
    "map": lambda items, found: found,
}
RELATIONS = {
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
    "relation_in": "in",
}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
ARITHMETIC = {
    "addition_add": "+",
    "addition_sub": "-",
    "multiplication_mul": "*",
    "multiplication_div": "/",
    "multiplication_mod": "%",
}
CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": multiply,
    "/": divide,
    "%": remainder,
}

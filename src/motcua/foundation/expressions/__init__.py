"""Expressions in definitions: CEL, checked against known names and types when compiled, quick to evaluate.

Not a place for rules of government: it knows types, not fees. Why so: docs/decisions/0002-expressions.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .checked import build
from .operations import Run
from .problems import ExpressionError, ExpressionProblem
from .types import BOOL, DATE, DYN, INT, LIST, MAP, NULL, TEXT, Type, fits, list_of, map_of, text_of


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression; `names` are those it reads. Immutable, safe to share between threads."""

    source: str
    returns: Type
    names: frozenset[str]
    _run: Run = field(repr=False, compare=False)

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """The value, or None when an answer it needs is missing. Names absent from `values` are null.

        `values` must have the types the expression was compiled with; `forms.validate` sees to that.
        """
        return self._run(values)

    def holds(self, values: Mapping[str, Any]) -> bool:
        """For conditions: true only when it is certainly true."""
        return self._run(values) is True


@lru_cache(maxsize=20_000)
def _compiled(source: str, env: tuple[tuple[str, Type], ...], returns: Type) -> Expression:
    run, names = build(source, dict(env), returns)
    return Expression(source, returns, names, run)


def compile(source: str, env: Mapping[str, Type], returns: Type = BOOL) -> Expression:
    """Check `source` against the names in `env` and the type it must give.

    Raises: ExpressionError, with every problem found, in Vietnamese and English.
    """
    return _compiled(source, tuple(sorted(env.items(), key=lambda item: item[0])), returns)


__all__ = [
    "BOOL",
    "DATE",
    "DYN",
    "INT",
    "LIST",
    "MAP",
    "NULL",
    "TEXT",
    "Expression",
    "ExpressionError",
    "ExpressionProblem",
    "Type",
    "compile",
    "fits",
    "list_of",
    "map_of",
    "text_of",
]

"""What the conditions of a workflow can come to, over all answers that people may give.

Answers to choices, yes-or-no questions, the case and the channel have few values: all are tried. Of a number that is
only compared with fixed numbers, those and their neighbours stand for all; of a text, those and one other. A condition
that calculates (`age(born, today) >= 80`) is free: it may hold or not, whatever else holds.

Values that officers enter may change while a dossier runs; all others stay as they were filed. So the workflow is
looked at once for each *world*: one set of values of the names that stay.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any

from motcua.foundation.expressions import Expression, Type
from motcua.foundation.expressions.leaves import leaves

MOST_WORLDS = 600
MOST_TRIED = 5_000
"""So many sets of values are tried for one step; of more, the rest counts as not proved."""

type World = Mapping[str, Any]
"""Values by path: `case`, `purpose`, `officer.proposal`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of several conditions in one world: which can hold, and values in which surely none does (None: always one does).

    `proved`: false when some values could not be tried; then `none_holds` is only a possibility.
    """

    possible: frozenset[int]
    none_holds: World | None
    proved: bool = True


class Conditions:
    """`env` are the types of the names; `sure`: names that always have a value, besides `case` and `channel`."""

    def __init__(self, env: Mapping[str, Type], sure: Collection[str]):
        self.env = env
        self.sure = frozenset(sure) | {"case", "channel"}
        self._domains: dict[tuple[str, frozenset[Any], bool], tuple[Any, ...] | None] = {}

    def names(self, expressions: Sequence[Expression | None]) -> dict[str, frozenset[Any]]:
        """The names that can be tried, with what they are compared with, of all that can be tried wholly."""
        found: dict[str, frozenset[Any]] = {}
        for expression in expressions:
            if expression is not None and self.whole(expression):
                for name, values in leaves(expression.source).compared.items():
                    found[name] = found.get(name, frozenset()) | values
        return found

    def whole(self, expression: Expression) -> bool:
        """Can everything that the condition asks be tried?"""
        asked = leaves(expression.source)
        return asked.whole and all(
            self.domain(name, values) is not None for name, values in asked.compared.items()
        )

    def domain(
        self, name: str, values: frozenset[Any] = frozenset(), *, sure: bool = False
    ) -> tuple[Any, ...] | None:
        """The values that stand for all; None when there is no such set. No answer (None) comes last."""
        key = (name, values, sure)
        if key not in self._domains:
            kind = _type(self.env, name)
            found = None if kind is None else _values(kind, values)
            missing = () if sure or name in self.sure else (None,)
            self._domains[key] = None if found is None else (*found, *missing)
        return self._domains[key]

    def worlds(self, names: Mapping[str, frozenset[Any]]) -> list[World]:
        """All sets of values of these names; when there are too many, of as many names as can be tried."""
        kept: list[tuple[str, tuple[Any, ...]]] = []
        count = 1
        tried = [(name, self.domain(name, values) or ()) for name, values in names.items()]
        for name, domain in sorted(tried, key=lambda one: (one[0] != "case", len(one[1]), one[0])):
            if domain and count * len(domain) <= MOST_WORLDS:
                kept.append((name, domain))
                count *= len(domain)
        return [
            dict(zip([name for name, _ in kept], chosen, strict=True))
            for chosen in product(*(domain for _, domain in kept))
        ]

    def outcome(
        self, expressions: Sequence[Expression | None], world: World, sure: Collection[str] = ()
    ) -> Outcome:
        """What these conditions come to in a world, whatever the other names are. None stands for "no condition".

        `sure`: further names that have a value here, such as what the officer of this step must enter.
        """
        always = {n for n, expression in enumerate(expressions) if expression is None}
        free = {n for n, e in enumerate(expressions) if e is not None and not self.whole(e)}
        tried = [(n, e) for n, e in enumerate(expressions) if e is not None and n not in free]
        names = self.names([e for _, e in tried])
        open_ = [(name, values) for name, values in names.items() if name not in world]
        domains = [self.domain(name, values, sure=name in sure) or () for name, values in open_]
        possible = always | free
        if not open_ and not any(name in world for name in names):
            values_seen: Iterator[tuple[Any, ...]] = iter([()])
        else:
            values_seen = product(*domains)
        none_holds: World | None = None
        for chosen in islice(values_seen, MOST_TRIED):
            here = {name: world[name] for name in names if name in world}
            here.update(zip((name for name, _ in open_), chosen, strict=True))
            seen = nested(here)
            holding = {n for n, e in tried if e.holds(seen)}
            possible |= holding
            if not holding and not always and none_holds is None:
                none_holds = here
        whole = next(values_seen, None) is None
        if not whole:
            possible |= {n for n, _ in tried}
            if none_holds is None and not always:
                none_holds = {}
        return Outcome(frozenset(possible), none_holds, whole and not free)


def nested(values: World) -> dict[str, Any]:
    """Values as expressions see them: `officer.proposal` under `officer`."""
    made: dict[str, Any] = {}
    for name, value in values.items():
        *above, last = name.split(".")
        inner = made
        for part in above:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return made


@lru_cache(maxsize=4096)
def _values(kind: Type, compared: frozenset[Any]) -> tuple[Any, ...] | None:
    given = [value for value in compared if value is not None]
    match kind.kind:
        case "bool":
            return (True, False)
        case "text" if kind.options is not None:
            return tuple(sorted(kind.options))
        case "text" if all(isinstance(value, str) for value in given):
            return (*sorted(given), "another\x00text")
        case "int" if all(type(value) is int for value in given):
            return tuple(sorted({near for value in given or [0] for near in (value - 1, value, value + 1)}))
    if compared <= {None} and kind.kind not in ("map", "dyn"):
        return ("something",)  # only asked whether there is a value at all
    return None


def _type(env: Mapping[str, Type], name: str) -> Type | None:
    first, *members = name.split(".")
    kind = env.get(first)
    for member in members:
        kind = kind.field(member) if kind is not None and kind.kind == "map" else None
    return kind

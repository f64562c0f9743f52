"""Which parts of a set a resident asks for, and which of them wait for which. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from motcua.procedures.compiled import CompiledProcedure
from motcua.procedures.linked_parts import CompiledLinked, CompiledPart


def chosen(
    compiled: CompiledProcedure, answers: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[CompiledPart, ...]:
    """The parts of this set that are done for these answers, in their order.

    `values`: what expressions see. An optional part is there when the question of choice names it.
    """
    linked = compiled.linked
    assert linked is not None
    wanted = answers.get(linked.linked.choice or "") or []
    return tuple(
        one
        for one in linked.parts
        if (one.when is None or one.when.holds(values)) and (not one.part.optional or one.id in wanted)
    )


def needs_among(part: CompiledPart, there: Collection[str], linked: CompiledLinked) -> tuple[str, ...]:
    """The parts that this one waits for among those that are there.

    A needed part that is left out (looked up already, not asked for) is not waited for; what it needed is.
    """
    found: list[str] = []
    queue = list(part.part.needs)
    while queue:
        name = queue.pop(0)
        if name in there:
            found.append(name)
        else:
            queue += linked.part(name).part.needs
    return tuple(dict.fromkeys(found))

"""The designed workflow as a picture with what really happened laid over it. No query."""

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from motcua.city.models import Agency
from motcua.insight.process import telling
from motcua.insight.process.reading import StepSum
from motcua.insight.process.replay import Design, kind_of_way
from motcua.procedures.bpmn import Mark, Names, drawing_of, element, lay_out, picture
from motcua.procedures.compiled import CompiledProcedure
from motcua.procedures.definition.workflow import END
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.wording import number_words

THIN, THICK = 1.5, 9.0
type Ways = Mapping[tuple[str, str, str], int]


def draw(
    compiled: CompiledProcedure,
    design: Design,
    steps: Mapping[str, StepSum],
    ways: Ways,
    names: Names,
    label: str,
) -> str:
    """The SVG. Steps: colour by how many stays were late, on the badge the mean waiting and what is open now; arrows:
    as thick as they are frequent, with their number. It is one image to who does not see it: links stand in the table."""
    drawing = drawing_of(tree_of(compiled), names)
    marks = {element("Step", step): _mark(told) for step, told in steps.items() if step in compiled.steps}
    marks |= _arrows(on_the_design(ways, compiled, design))
    return picture(lay_out(drawing), label=label, marks=marks)


def tree_of(compiled: CompiledProcedure) -> dict[str, Any]:
    """The workflow as it runs, its parts in their places, in the shape of the YAML."""
    return {
        "start": compiled.start,
        "steps": {
            step.id: {
                **msgspec.to_builtins(step.step),
                "next": [
                    {**msgspec.to_builtins(action.action), "to": action.to or END} for action in step.actions
                ],
            }
            for step in compiled.steps.values()
        },
    }


def _mark(told: StepSum) -> Mark:
    words = []
    if told.waiting or told.working:
        words.append(say("chờ", "waits") + " " + pick(telling.span(told.mean_waiting)))
    if told.open:
        words.append(f"{number_words(told.open)} " + say("đang mở", "open"))
    return Mark(tone=telling.tone(told), note=" · ".join(words))


def on_the_design(ways: Ways, compiled: CompiledProcedure, design: Design) -> dict[tuple[str, str], int]:
    """How often each designed way was gone. The counter's own actions go by its way forward."""
    found = Counter[tuple[str, str]]()
    for (step, action, reached), n in ways.items():
        known = _designed(step, action, reached, compiled, design)
        if known:
            found[step, known] += n
    return dict(found)


def _designed(step: str, action: str, reached: str, compiled: CompiledProcedure, design: Design) -> str:
    """The id of the designed way that this passage went by; empty for one that the design does not have."""
    if (step, action) in design.ways:
        return action
    if step not in compiled.steps:
        return ""
    kind = kind_of_way(step, action, reached, design)
    if kind not in ("forward", "refuse"):
        return ""
    matching = [way for way in compiled.steps[step].actions if way.kind == kind]
    there = [way for way in matching if (way.to or END) == reached]
    return (there or matching)[0].id if there or matching else ""


def _arrows(gone: Mapping[tuple[str, str], int]) -> dict[str, Mark]:
    most = max(gone.values(), default=0)
    return {
        element("Way", step, action): Mark(
            note=number_words(n), thick=round(THIN + (THICK - THIN) * math.sqrt(n / most), 1)
        )
        for (step, action), n in gone.items()
        if n > 0
    }


def names_of(english: bool, posts: Mapping[str, Mapping[str, str]]) -> Names:
    """Words for posts and for agencies that a workflow names by their key. One query."""
    agencies = Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, valid_to=None)
    at = 1 if english else 0
    return Names(
        posts={key: words["en" if english else "vi"] for key, words in posts.items()},
        agencies={row[0]: row[1 + at] for row in agencies.values_list("key", "name_vi", "name_en")},
        english=english,
    )

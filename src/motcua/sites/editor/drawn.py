"""What the diagram page and others show of a working copy's workflow: names, the server's picture, faults at their
elements, and a workflow read from BPMN put into the tree."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.city.models import Agency
from motcua.city.posts import KINDS
from motcua.foundation.definitions import Problem
from motcua.procedures.authoring import working
from motcua.procedures.bpmn import Mark, Names, Vocabulary, drawing_of, element, lay_out, picture
from motcua.procedures.bpmn.drawing import SPECIAL, rows_of, steps_in, way_ids, ways_of
from motcua.procedures.definition import PostKind
from motcua.sites.shell import language

POSTS = PostKind.__args__  # type: ignore[attr-defined]
NAMED = (Agency.Kind.COMMUNE, Agency.Kind.COMMUNE_OFFICE, Agency.Kind.SCHOOL, Agency.Kind.CENTRE_BRANCH,
         Agency.Kind.DISTRICT)  # fmt: skip
"""Kinds of agency that a workflow names by their part in it, not one by one."""

type Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of the workflow as the page shows it: words, and the elements it stands at or leads along."""

    vi: str
    en: str
    at: str
    way: tuple[str, ...]

    @property
    def elements(self) -> str:
        return " ".join(dict.fromkeys([*([self.at] if self.at else []), *self.way]))


def agencies() -> dict[str, Agency]:
    """Agencies that a step or a consultation may name, by key. One query."""
    return {one.key: one for one in Agency.objects.exclude(kind__in=NAMED).order_by("sort_key")}


def names_of(known: Mapping[str, Agency], *, english: bool | None = None) -> Names:
    english = language.active() == "en" if english is None else english
    return Names(
        posts={key: kind.en if english else kind.vi for key, kind in KINDS.items()},
        agencies={key: one.name_en if english else one.name_vi for key, one in known.items()},
        english=english,
    )


def vocabulary(known: Mapping[str, Agency]) -> Vocabulary:
    posts = {key: (KINDS[key].vi, KINDS[key].en) for key in POSTS if key in KINDS}
    return Vocabulary(posts, {key: one.name_vi for key, one in known.items()})


def workflow_in(tree: Mapping[str, Any]) -> Tree:
    flow = tree.get("workflow")
    return flow if isinstance(flow, dict) else {"steps": {}}


def faults_of(tree: Tree, known: Collection[str]) -> tuple[list[Fault], int]:
    """Faults of the workflow, and how many there are in the other parts of the copy."""
    found = working.problems(tree, posts=POSTS, agencies=known)
    ours = [one for one in found if one.path.startswith("workflow") or one.code.startswith("FLOW_")]
    workflow = workflow_in(tree)
    places = places_in(workflow)
    return [_fault(one, places, workflow) for one in ours], len(found) - len(ours)


def _fault(problem: Problem, places: Mapping[str, str], workflow: Mapping[str, Any]) -> Fault:
    path = problem.path.removeprefix("workflow.")
    while path and path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return Fault(problem.vi, problem.en, places.get(path, ""), _along(problem.way, workflow))


def _along(stops: Sequence[str], workflow: Mapping[str, Any]) -> tuple[str, ...]:
    """The elements of a way: its steps, the arrows it names, and those between two steps that it names one after
    the other. What happens inside a part shows at its call."""
    steps = steps_in(workflow)
    shown: dict[str, None] = {}
    before = ""
    for stop in stops:
        step, _, action = stop.partition(".")
        step = step.split("__")[0]
        ways = ways_of(steps.get(before, {}))
        taken = [str(way.get("id")) for way in ways if way.get("to") == step] if not action else [action]
        origin = step if action else before
        if taken and origin in steps:
            choice = (
                [element("To", origin), element("Choice", origin)] if len(ways_of(steps[origin])) > 1 else []
            )
            shown |= dict.fromkeys([*choice, *(element("Way", origin, one) for one in taken)])
        if not action:
            shown[element("Step", step)] = None
        before = "" if action else step
    return tuple(shown)


def places_in(workflow: Mapping[str, Any]) -> dict[str, str]:
    """Element id by path in the workflow's tree: `steps.check`, `steps.check.next[0]`, `steps.ask.opinions[1]`."""
    places: dict[str, str] = {}
    parts = workflow.get("parts")
    flows = {"": workflow, **({str(k): v for k, v in parts.items()} if isinstance(parts, dict) else {})}
    for part, flow in flows.items():
        before = f"parts.{part}." if part else ""
        for step_id, step in steps_in(flow if isinstance(flow, dict) else {}).items():
            places[f"{before}steps.{step_id}"] = element("Step", step_id, part=part)
            for key, kind in (("next", "Way"), ("opinions", "Opinion")):
                rows = rows_of(step, key)
                for n, own in enumerate(way_ids(row.get("id") for row in rows)):
                    places[f"{before}steps.{step_id}.{key}[{n}]"] = element(kind, step_id, own, part=part)
            for n, _ in enumerate(rows_of(step, "escalate")):
                places[f"{before}steps.{step_id}.escalate[{n}]"] = element(
                    "Timer", step_id, str(n), part=part
                )
    return places


def pictures(
    workflow: Mapping[str, Any], names: Names, faults: Sequence[Fault] = (), shown: int | None = None
) -> list[dict[str, str]]:
    """The server's drawings: of the workflow, and of each of its parts. `shown`: the fault whose way is drawn."""
    marks = {fault.at: Mark("danger", "!") for fault in faults if fault.at}
    if shown is not None and shown < len(faults):
        way = [key for key in faults[shown].way if key != faults[shown].at]
        marks |= {key: Mark("way", marks[key].note if key in marks else "") for key in way}
    found = workflow.get("parts")
    made = []
    for part in ("", *(found if isinstance(found, dict) else {})):
        drawing = drawing_of(workflow, names, part=part)
        label = language.say(f"Sơ đồ quy trình {drawing.name}", f"Diagram of the workflow {drawing.name}")
        steps = sum(1 for node in drawing.nodes if node.kind in ("task", "auto", "wait", "call", "box"))
        label = f"{label.strip()}: {language.say(f'{steps} bước', f'{steps} steps')}"
        made.append({"name": drawing.name, "svg": picture(lay_out(drawing), label=label, marks=marks)})
    return made


def with_workflow(tree: Tree, workflow: Mapping[str, Any]) -> Tree:
    """The tree with another workflow."""
    return {**tree, "workflow": dict(workflow)}


def choices(known: Mapping[str, Agency]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in the panel beside the diagram: value and words."""
    names = names_of(known)
    return {
        "posts": [(key, names.posts.get(key, key)) for key in POSTS],
        "agencies": [
            *((key, words[names.english]) for key, words in SPECIAL.items()),
            *names.agencies.items(),
        ],
    }

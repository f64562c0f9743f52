"""Steps of a workflow while it is written: their order on the page, put in, taken out, moved.

A tree keeps steps by id, without an order; the order shown follows the ways forward. `flow` is `workflow`, or
`workflow.parts.<id>` for a piece of workflow.
"""

from typing import Any

from .naming import free_id
from .places import NoSuchPlace, Tree, read, write

END = "end"


def steps_in(tree: Tree, flow: str = "workflow") -> dict[str, dict[str, Any]]:
    """The steps that are shaped like steps."""
    found = read(tree, f"{flow}.steps", None)
    return (
        {name: step for name, step in found.items() if isinstance(step, dict)}
        if isinstance(found, dict)
        else {}
    )


def order_of(tree: Tree, flow: str = "workflow") -> list[str]:
    """Ids in the order in which a dossier comes to them; each before what follows it. The unreachable come last."""
    steps = steps_in(tree, flow)
    done: set[str] = set()
    behind: list[str] = []
    # depth first, ways taken from the last to the first: turned round, what comes first stands first
    todo: list[tuple[str, bool]] = [(str(read(tree, f"{flow}.start", "")), False)]
    while todo:
        name, left = todo.pop()
        if left:
            behind.append(name)
        elif name in steps and name not in done:
            done.add(name)
            todo.append((name, True))
            todo += [(to, False) for to in ways_forward(steps[name])]
    return [*reversed(behind), *sorted(name for name in steps if name not in done)]


def ways_of(step: dict[str, Any]) -> list[dict[str, Any]]:
    found = step.get("next")
    return [way for way in found if isinstance(way, dict)] if isinstance(found, list) else []


def ways_forward(step: dict[str, Any]) -> list[str]:
    """Targets of the ways that lead on, the end included."""
    return [str(way.get("to") or "") for way in ways_of(step) if way.get("kind", "forward") == "forward"]


def put_in(
    tree: Tree, step: dict[str, Any], wanted: str, *, after: str = "", flow: str = "workflow"
) -> tuple[Tree, str]:
    """A new step behind `after` (or first): the ways forward that `after` had become the new step's one.

    Its id is `wanted`, or with a number. Raises: NoSuchPlace when there is no step `after`.
    """
    steps = steps_in(tree, flow)
    name = free_id(wanted, set(steps))
    if after and after not in steps:
        raise NoSuchPlace(after)
    if not after:
        onward = str(read(tree, f"{flow}.start", "") or END)
        steps = {name: _leading_to(step, onward if onward in steps else END), **steps}
        return write(write(tree, f"{flow}.steps", steps), f"{flow}.start", name), name
    forward = [way for way in ways_of(steps[after]) if way.get("kind", "forward") == "forward"]
    plain = next((way for way in forward if not way.get("when")), forward[-1] if forward else None)
    onward = str(plain.get("to") or END) if plain else END
    if plain is None:
        steps[after] = {**steps[after], "next": [*ways_of(steps[after]), _way(name)]}
    else:
        ways = [{**way, "to": name} if way is plain else way for way in ways_of(steps[after])]
        steps[after] = {**steps[after], "next": ways}
    steps[name] = _leading_to(step, onward)
    return write(tree, f"{flow}.steps", steps), name


def take_out(tree: Tree, name: str, *, flow: str = "workflow") -> Tree:
    """The workflow without a step: whatever led to it leads to where it led. Raises: NoSuchPlace."""
    steps = steps_in(tree, flow)
    if name not in steps:
        raise NoSuchPlace(name)
    onward = next((to for to in ways_forward(steps[name]) if to and to != name), END)
    kept = {}
    for other, step in steps.items():
        if other == name:
            continue
        ways = [{**way, "to": onward} if way.get("to") == name else way for way in ways_of(step)]
        # a way back to the step that is gone has nowhere to lead back to
        ways = [
            way for way, old in zip(ways, ways_of(step), strict=True) if not _lost(way, old, other, onward)
        ]
        kept[other] = {**step, "next": ways} if "next" in step else step
    changed = write(tree, f"{flow}.steps", kept)
    if read(tree, f"{flow}.start", "") == name:
        changed = write(changed, f"{flow}.start", onward if onward in kept else "")
    return changed


def _lost(way: dict[str, Any], old: dict[str, Any], owner: str, onward: str) -> bool:
    moved = way is not old and way.get("to") != old.get("to")
    return moved and (onward == owner or old.get("kind") == "back")


def later(tree: Tree, name: str, by: int, *, flow: str = "workflow") -> Tree:
    """The step one place later (1) or earlier (-1) on the main way. Its other ways stay as they are.

    Raises: NoSuchPlace.
    """
    order = order_of(tree, flow)
    if name not in order:
        raise NoSuchPlace(name)
    at = order.index(name)
    target = at + by
    if not 0 <= target < len(order):
        return tree
    step = steps_in(tree, flow)[name]
    others = [way for way in ways_of(step) if way.get("kind", "forward") != "forward"]
    forward = next((way for way in ways_of(step) if way.get("kind", "forward") == "forward"), _way(END))
    rest = [one for one in order if one != name]
    without = take_out(tree, name, flow=flow)
    after = rest[target - 1] if target else ""
    again, new = put_in(without, {**step, "next": [forward, *others]}, name, after=after, flow=flow)
    return write(again, f"{flow}.steps.{new}.next", _unlooped(read(again, f"{flow}.steps.{new}.next"), new))


def _unlooped(ways: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [way for way in ways if way.get("to") != name]


def _leading_to(step: dict[str, Any], onward: str) -> dict[str, Any]:
    """The step with its first way forward leading on; given one when it has none."""
    ways = ways_of(step)
    first = next((way for way in ways if way.get("kind", "forward") == "forward"), None)
    if first is None:
        return {**step, "next": [_way(onward), *ways]}
    return {**step, "next": [{**way, "to": onward} if way is first else way for way in ways]}


def _way(to: str) -> dict[str, Any]:
    return {"id": "go_on", "label": {"vi": "Chuyển tiếp", "en": "Pass on"}, "to": to}


def hours_of(step: dict[str, Any], case: str = "") -> float:
    """Working hours that a step takes in a case; consultations by their days, the longest of those side by side."""
    for variant in step.get("variants") or ():
        if isinstance(variant, dict) and variant.get("case") == case and case:
            if variant.get("skip"):
                return 0
            if _is_number(variant.get("hours")):
                return float(variant["hours"])
    consult, external = step.get("consult"), step.get("external")
    for single in (consult, external):
        if isinstance(single, dict) and _is_number(single.get("days")):
            return 0 if single.get("pauses") else float(single["days"]) * 8
    opinions = [
        one for one in step.get("opinions") or () if isinstance(one, dict) and _is_number(one.get("days"))
    ]
    if opinions:
        return max(float(one["days"]) for one in opinions) * 8
    return float(step["hours"]) if _is_number(step.get("hours")) else 0


def longest_hours(tree: Tree, case: str = "", flow: str = "workflow") -> float:
    """Working hours of the longest way forward in a case; ways back are not counted. Parts count where they stand."""
    steps = steps_in(tree, flow)
    total: dict[str, float] = {}
    for name in reversed(order_of(tree, flow)):
        step = steps[name]
        inner = step.get("part")
        own = hours_of(step, case)
        if isinstance(inner, str) and flow == "workflow":
            own = longest_hours(tree, case, f"workflow.parts.{inner}")
        total[name] = own + max((total.get(to, 0) for to in ways_forward(step)), default=0)
    return total.get(str(read(tree, f"{flow}.start", "")), 0)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""Pictures of workflows: everything has its place, nothing lies on anything else, and the page can colour it."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
import yaml

from motcua.foundation.definitions import load_document
from motcua.procedures.authoring.trees import tree_of
from motcua.procedures.bpmn import Mark, Names, drawing_of, element, lay_out, picture
from motcua.procedures.definition import ProcedureDefinition

SERVICES = Path(__file__).parents[2] / "src/motcua/services"
SAMPLE = yaml.safe_load(Path(__file__).with_name("sound.yaml").read_text())["workflow"]


def real_workflows():
    for file in sorted(SERVICES.glob("*/*.yaml")):
        if "\nworkflow:" in file.read_text():
            yield file.stem, tree_of(load_document(file, ProcedureDefinition).value)["workflow"]


REAL = dict(real_workflows())


def meet(a, b):
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def segments(layout):
    for key, line in layout.lines.items():
        yield from ((key, a, b) for a, b in pairwise(line) if a != b)


def check(layout):
    """What every layout keeps: whole, apart, at right angles, and no arrow through a step."""
    drawing = layout.drawing
    assert {n.id for n in drawing.nodes} <= set(layout.boxes)
    assert {e.id for e in drawing.edges} == set(layout.lines)
    for a, b in combinations([layout.boxes[n.id] for n in drawing.nodes], 2):
        assert not meet(a, b)
    for a, b in combinations([layout.boxes[lane.id] for lane in drawing.lanes], 2):
        assert not meet(a, b)
    lanes = {node.id: node.lane for node in drawing.nodes}
    for node in drawing.nodes:
        box, lane = layout.boxes[node.id], layout.boxes[lanes[node.id]]
        assert lane.y <= box.y and box.bottom <= lane.bottom and box.right <= lane.right
    for _, (x1, y1), (x2, y2) in segments(layout):
        assert x1 == x2 or y1 == y2
        for node in drawing.nodes:
            box = layout.boxes[node.id]
            assert not (
                min(x1, x2) < box.right - 1
                and max(x1, x2) > box.x + 1
                and min(y1, y2) < box.bottom - 1
                and max(y1, y2) > box.y + 1
            )


def test_there_are_real_workflows_to_look_at():
    assert len(REAL) >= 12


@pytest.mark.parametrize("name", [*REAL, "sample"])
def test_nothing_lies_on_anything_else(name):
    check(lay_out(drawing_of({**REAL, "sample": SAMPLE}[name])))


def test_arrows_of_different_ways_never_lie_on_each_other_along_a_street():
    for tree in REAL.values():
        layout = lay_out(drawing_of(tree))
        flat = [(k, a, b) for k, a, b in segments(layout) if a[1] == b[1] and len(layout.lines[k]) == 6]
        streets = [(k, a, b) for k, a, b in flat if (a, b) == layout.lines[k][2:4]]
        for (_, a, b), (_, c, d) in combinations(streets, 2):
            apart = max(a[0], b[0]) <= min(c[0], d[0]) or max(c[0], d[0]) <= min(a[0], b[0])
            assert a[1] != c[1] or apart


def test_the_same_workflow_always_gives_the_same_picture():
    one, two = (picture(lay_out(drawing_of(SAMPLE)), label="x") for _ in range(2))
    assert one == two


def test_a_page_colours_steps_and_arrows_and_puts_notes_on_them():
    marks = {
        element("Step", "check"): Mark("warn", "3,2 ngày"),
        element("Way", "sign", "back"): Mark("danger", "23 lần", thick=5),
    }
    svg = picture(
        lay_out(drawing_of(SAMPLE, Names(posts={"chair": "Chủ tịch"}))),
        label="Sơ đồ",
        marks=marks,
        links={element("Step", "check"): "/buoc?x=1&y=2"},
    )
    assert 'class="wf-node wf-task is-warn" data-step="check"' in svg
    assert 'class="wf-way wf-back is-danger" data-step="sign" data-way="back"' in svg
    assert 'stroke-width="5"' in svg and "23 lần" in svg and "3,2 ngày" in svg and "Chủ tịch" in svg
    assert 'href="/buoc?x=1&amp;y=2"' in svg and "style=" not in svg


def test_a_workflow_that_is_still_being_written_is_drawn_with_what_is_missing():
    layout = lay_out(
        drawing_of({"start": "a", "steps": {"a": {"next": [{"to": "b"}, {"to": "end"}]}, "c": 3}})
    )
    kinds = {node.id: node.kind for node in layout.drawing.nodes}
    assert kinds["Missing-a-b"] == "missing" and kinds["Step-c"] == "task"
    check(layout)
    assert picture(lay_out(drawing_of({})), label="x").startswith("<svg")


def test_words_of_residents_are_no_markup():
    tree = {"start": "a", "steps": {"a": {"title": {"vi": '<script>"x"</script>', "en": "a"}}}}
    assert "<script>" not in picture(lay_out(drawing_of(tree)), label="x")

"""What is written as BPMN and read again is the same workflow, whatever it holds."""

import re
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from motcua.foundation.safe_xml import read_xml
from motcua.procedures.authoring.trees import tree_of
from motcua.procedures.bpmn import from_bpmn, to_bpmn, workflow_of
from motcua.procedures.definition import Workflow
from tests.procedures.test_bpmn_picture import REAL, SAMPLE, check, drawing_of, lay_out

WIDE = yaml.safe_load(Path(__file__).with_name("bpmn_wide.yaml").read_text())
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t\r", exclude_characters="\ufffe\uffff"),
    max_size=12,
)  # fmt: skip


def anything(kind):
    """Values of a type of the language, made from its own description: a new setting is covered by itself."""
    match kind:
        case inspect.StructType():
            parts = {f.name: anything(f.type) for f in kind.fields}
            optional = {f.name for f in kind.fields if not f.required}
            needed = st.fixed_dictionaries(
                {k: v for k, v in parts.items() if k not in optional},
                optional={k: v for k, v in parts.items() if k in optional},
            )
            return needed.map(lambda values: kind.cls(**values))
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.StrType(pattern=None):
            return words
        case inspect.StrType():
            return st.from_regex(re.compile(kind.pattern), fullmatch=True).map(str.strip)
        case inspect.IntType():
            return st.integers(-(10**9), 10**9)
        case inspect.FloatType():
            return st.floats(-1e6, 1e6, allow_nan=False)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.UnionType():
            return st.one_of(*map(anything, kind.types))
        case inspect.VarTupleType():
            return st.lists(anything(kind.item_type), max_size=3).map(tuple)
        case inspect.DictType():
            return st.dictionaries(anything(kind.key_type), anything(kind.value_type), min_size=1, max_size=4)
        case inspect.Metadata():
            return anything(kind.type)
    raise AssertionError(kind)


def same(workflow):
    reading = from_bpmn(to_bpmn(workflow))
    assert reading.workflow == workflow
    assert reading.findings == ()
    return reading


@pytest.mark.parametrize("name", [*REAL, "sample", "wide"])
def test_every_workflow_comes_back_as_it_went(name):
    tree = {**REAL, "sample": SAMPLE, "wide": WIDE}[name]
    reading = same(tree)
    assert workflow_of(reading) == msgspec.convert(tree, Workflow)


@settings(max_examples=12, deadline=None)
@given(anything(inspect.type_info(Workflow)))
def test_any_workflow_of_the_language_comes_back_sound_or_not(workflow):
    reading = from_bpmn(to_bpmn(tree_of(workflow)))
    assert workflow_of(reading) == workflow


@settings(max_examples=8, deadline=None)
@given(anything(inspect.type_info(Workflow)))
def test_any_workflow_can_be_drawn(workflow):
    check(lay_out(drawing_of(tree_of(workflow))))


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(anything(inspect.type_info(Workflow)))
def test_hundreds_of_workflows_come_back_and_can_be_drawn(workflow):
    tree = tree_of(workflow)
    assert workflow_of(from_bpmn(to_bpmn(tree))) == workflow
    check(lay_out(drawing_of(tree)))


def test_steps_and_ways_keep_their_order():
    back = from_bpmn(to_bpmn(WIDE)).workflow
    assert [way["id"] for way in back["steps"]["check"]["next"]] == ["ask", "tax", "ready", "refuse"]
    assert [one["id"] for one in back["steps"]["ask"]["opinions"]] == ["fire", "environment", "culture"]


def test_a_half_written_workflow_comes_back_too():
    same({"steps": {}})
    same(
        {
            "start": "",
            "steps": {"Bước 1": {"hours": "nhiều", "next": [], "opinions": 3, "x y": [None, {"a": 1}]}},
        }
    )
    same(
        {
            "start": "gone",
            "steps": {"a": {"title": {"en": "A"}, "next": [{"to": "b"}, {}, {"id": "k", "to": "b"}]}},
        }
    )
    same(
        {
            "start": "a",
            "steps": {"a": {"title": "chữ thường", "next": [{"id": "x", "to": "end"}, {"id": "x"}]}},
        }
    )


def test_every_element_of_the_file_has_its_place_in_the_picture():
    root = read_xml(to_bpmn(WIDE).encode())
    drawn = {one.attributes["bpmnElement"] for one in every(root) if one.name in ("BPMNShape", "BPMNEdge")}
    kinds = ("Task", "Event", "Gateway", "subProcess", "callActivity", "lane", "participant", "sequenceFlow")
    there = {
        one.attributes["id"]
        for one in every(root)
        if one.space.endswith("MODEL") and one.name.endswith(kinds)
    }
    assert there == drawn


def test_ids_stand_once_in_the_file():
    ids = [one.attributes["id"] for one in every(read_xml(to_bpmn(WIDE).encode())) if "id" in one.attributes
           and one.space.startswith("http://www.omg.org")]  # fmt: skip
    assert len(ids) == len(set(ids))


def every(element):
    yield element
    for child in element.children:
        yield from every(child)

"""Every attribute of a definition can be edited in the browser, or the editors' page says that it cannot."""

import json
import re
from pathlib import Path

import pytest

from motcua.foundation import clock
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.authoring.trees import tree_of
from motcua.procedures.check_definitions import load_definition
from motcua.services import load_all
from motcua.sites.editor import data, fees, forms, papers, result_reading, steps
from motcua.sites.editor.workbench import Bench
from tests.sites.desk_people import MONDAY

pytestmark = pytest.mark.django_db
SCHEMA = Path("docs/schema/procedure.schema.json")
PAGE = Path("docs/for-editors.md")
WIDE = Path("tests/procedures/wide.yaml")
NAMED = re.compile(r"(\.id|fees\.code|workflow\.start|workflow\.parts)$")
"""Ids follow the words or the head of a part; the first step is the one that stands first; parts have a button."""


def plain(path: str) -> str:
    """A place in a tree as the schema has it: no indices, no names of steps and parts."""
    path = re.sub(r"\[\d+\]", "", path)
    path = re.sub(r"^workflow\.parts\.\w+(?=\.)", "workflow", path)
    return same_shape(re.sub(r"steps\.\w+", "steps", path))


def same_shape(path: str) -> str:
    """A question is edited alike wherever it stands."""
    return path.replace("workflow.parts.", "workflow.").replace(".groups.fields", ".fields")


def places(tree, path=""):
    yield path
    for key, value in tree.items() if isinstance(tree, dict) else ():
        yield from places(value, f"{path}.{key}" if path else key)
    for index, value in enumerate(tree if isinstance(tree, list) else ()):
        yield from places(value, f"{path}[{index}]")


def controls_of(controls):
    for one in controls:
        yield plain(one.path)
        if one.kind == "rows":
            yield from controls_of(one.columns(f"{one.path}[0]"))


def reached() -> set[str]:
    wanted = {"1.013225", "1.001029", "2.000815", "1.001776"}
    trees = [tree_of(one) for one in load_all() if one.code in wanted]
    trees.append(tree_of(load_definition(WIDE).value))
    found = set()
    for tree in trees:
        for tab in (data.TAB, forms.TAB, fees.TAB, papers.TAB, steps.TAB):
            parts = {tab.part_of(place) for place in places(tree)} | set(tab.fixed)
            for at in parts - {""}:
                bench = Bench(tab, WorkingCopy(), tree, at, True)
                for section in tab.sections(bench):
                    found.update(controls_of(section.controls))
    return found | in_result()


def in_result() -> set[str]:
    """What the result tab writes, tried with everything filled in."""
    from django.http import QueryDict

    post = QueryDict(mutable=True)
    for name in (
        "name-vi", "kind", "symbol", "series", "register", "valid-amount", "valid-unit", "title-vi", "block-0-heading-vi",
        "block-0-text-vi", "block-0-when", "block-0-line-0-label-vi", "block-0-line-0-value", "block-0-line-0-when",
    ):  # fmt: skip
        post[name] = "1"
    post["template"], post["layout"], post["delivery"] = result_reading.SHEET, "1", "online"
    post["blocks"], post["block-0-lines"] = "1", "1"
    tree: dict = {}
    result_reading.read(tree, post)
    return {plain(place) for place in places(tree)} - {"", "result"}


def attributes() -> set[str]:
    parts = json.loads(SCHEMA.read_text())["$defs"]
    found = set()

    def follow(name: str, path: str, seen: tuple[str, ...]) -> None:
        for key, node in parts[name].get("properties", {}).items():
            here = f"{path}.{key}" if path else key
            found.add(same_shape(here))
            for inner in re.findall(r'"\$ref": "#/\$defs/(\w+)"', json.dumps(node)):
                if inner not in (*seen, "Text"):
                    follow(inner, here, (*seen, inner))

    follow("ProcedureDefinition", "", ())
    return found


def said_to_be_yaml_only() -> set[str]:
    table = PAGE.read_text().split("### Điều gì không sửa trong trình duyệt")[1]
    return {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([\w.]+)`", line.split("|")[1])
    }


def test_every_attribute_is_edited_in_the_browser_or_named_as_yaml_only(city):
    clock.set_for_test(MONDAY)
    controls, yaml_only = reached(), said_to_be_yaml_only()
    edited = {
        one
        for one in attributes()
        if NAMED.search(one)
        or any(one == made or one.startswith(f"{made}.") or made.startswith(f"{one}.") for made in controls)
    }
    left = attributes() - edited
    unsaid = {one for one in left if not any(one == name or one.startswith(f"{name}.") for name in yaml_only)}
    assert not unsaid, "neither edited nor named in docs/for-editors.md"
    assert yaml_only & edited == set(), "named as YAML only, but the browser edits them"

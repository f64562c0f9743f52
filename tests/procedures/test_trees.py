"""A working copy's tree is read quickly, and to the same definition and the same problems as its YAML."""

import copy

import pytest

from motcua.foundation.definitions import DefinitionError, content_hash
from motcua.procedures.authoring import trees, working
from motcua.procedures.authoring.trees import read_tree, tree_of
from motcua.procedures.compile import problems_of
from motcua.services import load_all

DEFINITIONS = load_all()


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.code)
def test_both_readings_give_the_same_definition(definition):
    tree = tree_of(definition)
    assert content_hash(read_tree(tree).value) == content_hash(trees._from_yaml(tree).value)


def test_problems_stand_where_they_would_in_yaml():
    tree = copy.deepcopy(tree_of(DEFINITIONS[0]))
    tree["cases"][-1]["when"] = "nobody"
    tree["form"]["pages"][0]["fields"][0]["when"] = "nobody == 1"
    assert problems_of(read_tree(tree)) == problems_of(trees._from_yaml(tree))
    assert working.problems(tree)


def test_all_faults_of_shape_are_told():
    tree = copy.deepcopy(tree_of(DEFINITIONS[0]))
    tree["limit"]["unit"], tree["level"] = "year", "village"
    with pytest.raises(DefinitionError) as told:
        read_tree(tree)
    assert {one.path for one in told.value.problems} == {"limit.unit", "level"}

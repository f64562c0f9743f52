"""A page of a form becomes screens of a few questions, and the rest of the way is told in minutes."""

import pytest

from motcua.procedures.compile import CompiledGroup, compile_procedure
from motcua.services import load_all
from motcua.sites.portal import effort
from motcua.sites.portal.screens import MOST, page_of, screens_of, weight_of

FORMS = [compile_procedure(definition) for definition in load_all()]
PAGES = [
    (compiled.definition.code, page, words)
    for compiled in FORMS
    for page, words in zip(compiled.pages, compiled.definition.form.pages, strict=True)
]
NAMES = [f"{code} {page.id}" for code, page, _ in PAGES]


def name_of(item):
    return item.group.id if isinstance(item, CompiledGroup) else item.id


@pytest.mark.parametrize(("code", "page", "words"), PAGES, ids=NAMES)
def test_no_screen_of_a_form_holds_more_than_about_five_questions(code, page, words):
    for screen in screens_of(page, words, ()):
        assert sum(weight_of(item, ()) for item in screen.items) <= MOST
        assert sum(not isinstance(item, CompiledGroup) for item in screen.items) <= 6


@pytest.mark.parametrize(("code", "page", "words"), PAGES, ids=NAMES)
def test_every_question_stands_on_one_screen_in_the_definitions_order(code, page, words):
    screens = screens_of(page, words, ())
    assert [name_of(item) for screen in screens for item in screen.items] == [
        name_of(item) for item in page.items
    ]
    assert [screen.number for screen in screens] == list(range(1, len(screens) + 1))
    assert screens[0].id == page.id
    assert {page_of(screen.id) for screen in screens} == {page.id}


def test_what_the_registers_know_is_looked_over_on_one_screen():
    birth = next(one for one in FORMS if one.definition.code == "1.001193")
    mother = next(page for page in birth.pages if page.id == "mother")
    words = next(page for page in birth.definition.form.pages if page.id == "mother")
    assert len(screens_of(mother, words, ())) == 2
    known = {item.id for item in mother.items}
    assert len(screens_of(mother, words, known)) == 1


def test_a_question_stays_with_the_one_that_brings_it_up():
    birth = next(one for one in FORMS if one.definition.code == "1.001193")
    child = next(page for page in birth.pages if page.id == "child")
    words = next(page for page in birth.definition.form.pages if page.id == "child")
    for known in ((), {"child_ethnic_group", "child_nationality"}, {"child_home_town"}):
        for screen in screens_of(child, words, known):
            names = [item.id for item in screen.items]
            assert ("facility_name" in names) == ("birth_place" in names)


@pytest.mark.parametrize("nonsense", ["", "child-0", "child-", "-2", "child-100", "Child", "child/2"])
def test_what_is_no_screen_belongs_to_no_page(nonsense):
    assert page_of(nonsense) == ""


@pytest.mark.parametrize(
    ("kinds", "papers", "minutes"),
    [
        ([], 0, 1),
        (["yes_no"] * 5, 0, 1),
        (["yes_no"] * 6, 0, 2),
        (["address", "date", "text"], 0, 2),
        ([], 2, 3),
        (["longtext"] * 3 + ["a kind of tomorrow"], 1, 5),
    ],
)
def test_minutes_are_told_from_open_questions_and_missing_papers(kinds, papers, minutes):
    assert effort.minutes(effort.seconds_left(kinds, papers)) == minutes


def test_one_more_open_question_never_makes_it_shorter():
    for kind in effort.SECONDS:
        assert effort.seconds_left(["text", kind]) > effort.seconds_left(["text"])

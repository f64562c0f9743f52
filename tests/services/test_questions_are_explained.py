"""Whoever is asked something personal is told why, and what an answer looks like where that is not plain."""

import pytest

from motcua.services import load_all

PERSONAL = {"pin", "person_name", "phone", "email", "ethnic_group", "country"}
"""Kinds that always say something about a person."""
TELLING = (
    "birth_date", "residence", "sex", "relation", "disability", "pregnant", "income", "married", "marital",
    "divorced", "death_", "account_", "bank_", "group", "ground", "capital", "former_", "home_town", "purpose",
)  # fmt: skip
"""Pieces of the ids of questions that say something about a person though their kind does not."""
NEEDS_AN_EXAMPLE = {"pin", "person_name", "phone", "email", "longtext", "money", "integer"}
QUESTIONS = [
    (f"{definition.code} {field.id}", field)
    for definition in load_all()
    for page in definition.form.pages
    for field in (*page.fields, *(one for group in page.groups for one in group.fields))
]


def is_personal(field):
    return field.kind in PERSONAL or any(piece in field.id for piece in TELLING)


@pytest.mark.parametrize("field", [f for _, f in QUESTIONS], ids=[name for name, _ in QUESTIONS])
def test_a_personal_question_says_why_it_is_asked(field):
    if is_personal(field):
        assert field.why is not None, "say why the city asks this"
        assert 8 <= len(field.why.vi) <= 160 and len(field.why.en) <= 160


@pytest.mark.parametrize("field", [f for _, f in QUESTIONS], ids=[name for name, _ in QUESTIONS])
def test_a_question_that_is_written_into_shows_an_example(field):
    if field.kind in NEEDS_AN_EXAMPLE or field.kind == "text":
        assert field.example or field.hint, "show what an answer looks like"


def test_examples_of_numbers_belong_to_nobody():
    """The numbers shown are the ones that the whole city uses as examples."""
    assert {f.example for _, f in QUESTIONS if f.kind == "pin" and f.example} == {"001099999999"}
    assert {f.example for _, f in QUESTIONS if f.kind == "phone" and f.example} == {"0912345678"}
    assert {f.example for _, f in QUESTIONS if f.kind == "email" and f.example} == {"ten@example.vn"}

"""What is worked out from answers, on a resident's form: shown, steered by the answers, never posted."""

from datetime import date

from django.http import QueryDict

from motcua.procedures.compile import CompiledField
from motcua.sites.portal.form_pages import Filling
from motcua.sites.portal.form_reading import read_page
from motcua.sites.portal.offline.empty_form import EmptyForm
from motcua.sites.portal.places import Places
from motcua.sites.portal.screens import Screen
from tests.procedures.test_forms_computed import FORM

TODAY = date(2026, 11, 22)


def shown(answers, kind=Filling):
    filling = kind(FORM, answers, TODAY, {}, Places(TODAY))
    page = FORM.pages[0]
    screen = Screen(page.id, page.id, tuple(page.items), 1, 1)
    return filling, {one.name: one for part in filling.parts(screen, {}, "/here") for one in part.fields}


def test_a_computed_answer_is_shown_locked_and_follows_the_answer_it_reads():
    _, fields = shown({"copies": "3"})
    assert fields["total"].locked and fields["total"].value == "15.000\u00a0đ"
    assert fields["level"].value == "Ít" and not fields["copies"].locked
    assert fields["copies"].refresh_url == "/here"
    assert shown({})[1]["total"].value == ""


def test_what_is_posted_for_a_computed_answer_is_not_read():
    posted = QueryDict("_asked=copies&_asked=total&copies=2&total=1")
    assert read_page(FORM.pages[0], posted, {}) == {"copies": "2"}


def test_a_broken_check_stands_at_its_question_on_the_page():
    filling, _ = shown(
        {
            "came": {"day": "3", "month": "3", "year": "2026"},
            "left": {"day": "1", "month": "3", "year": "2026"},
        }
    )
    assert filling.errors["left"].vi == "Ngày đi phải sau ngày đến."


def test_a_form_without_a_line_leaves_computing_to_the_city():
    filling, fields = shown({}, EmptyForm)
    assert "total" not in fields and "copies" in fields
    assert all(one.value is None for one in filling.shown(FORM.pages[0]) if isinstance(one, CompiledField))

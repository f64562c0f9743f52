"""What the city knows of a person when it decides who pays, whichever door the person came in by."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.applicant import EXEMPTION_OF_SOURCE, applicant_facts, exemptions
from motcua.procedures.binding import EXEMPTIONS
from motcua.procedures.sources import PAPER_SOURCES

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("born", "grounds"),
    [
        (date(2010, 3, 3), ["child"]),
        (date(2010, 3, 2), []),  # sixteen today
        (date(1966, 3, 3), []),
        (date(1966, 3, 2), ["elderly"]),  # sixty today
        (None, []),
    ],
)
def test_a_child_until_sixteen_and_the_elderly_from_sixty_are_exempt_by_age(born, grounds):
    assert exemptions(born, (), TODAY) == grounds


def test_a_register_proves_poverty_and_a_paper_of_another_kind_proves_nothing():
    assert exemptions(date(1990, 1, 1), {"social.poor_household", "civil_status.birth"}, TODAY) == [
        "poor_household"
    ]


@given(st.dates(date(1900, 1, 1), TODAY), st.sets(st.sampled_from(sorted(PAPER_SOURCES))))
def test_every_ground_is_one_that_definitions_may_ask_for(born, sources):
    assert set(exemptions(born, sources, TODAY)) <= EXEMPTIONS
    assert set(EXEMPTION_OF_SOURCE) <= PAPER_SOURCES


def test_somebody_known_by_name_only_proves_nothing():
    facts = applicant_facts("Nguyễn Thị Minh Anh", on=TODAY)
    assert (facts["exemptions"], facts["birth_date"], facts["pin"]) == ([], None, "")

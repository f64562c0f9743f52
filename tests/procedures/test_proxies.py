"""Filing for somebody else: which paper, certified or not, and what the population data answer."""

from datetime import date

import pytest

from motcua.procedures import proxies
from motcua.procedures.proxies import Filing, Given, Need, Relation

TODAY = date(2026, 3, 2)
MARITAL = "1.004873"


@pytest.mark.parametrize(
    ("filing", "need"),
    [
        (Filing(field="civil-status", procedure_code=MARITAL), Need.CERTIFIED),
        (Filing(field="civil-status", procedure_code=MARITAL, relation=Relation.SPOUSE), Need.WRITTEN),
        (Filing(field="civil-status", procedure_code=MARITAL, relation=Relation.SIBLING), Need.WRITTEN),
        (Filing(field="civil-status", procedure_code=MARITAL, mandate=True), Need.MANDATE),
        (Filing(field="civil-status", procedure_code="1.001193", relation=Relation.GRANDPARENT), Need.BY_LAW),
        (Filing(field="civil-status", procedure_code="1.001193"), Need.CERTIFIED),
        (Filing(field="residence", procedure_code="x", relation=Relation.PARENT, minor=True), Need.BY_LAW),
        (Filing(field="residence", procedure_code="x", relation=Relation.PARENT), Need.WRITTEN),
        (Filing(field="household-business", procedure_code="x"), Need.WRITTEN),
        (Filing(field="household-business", procedure_code="x", organisation=True), Need.CONTRACT),
        (Filing(field="household-business", procedure_code="x", by_post=True), Need.SLIP),
        (Filing(field="certification", procedure_code="2.000815"), Need.NOTHING),
    ],
)
def test_which_paper_lets_somebody_file_for_another(filing, need):
    assert proxies.needed(filing) is need


FATHER, MOTHER, CHILD, TWIN, OLD, WIFE = 1, 2, 3, 4, 5, 6
RECORDS = {
    CHILD: {"id": CHILD, "father": FATHER, "mother": MOTHER, "spouse": WIFE},
    TWIN: {"id": TWIN, "father": FATHER, "mother": None, "spouse": None},
    FATHER: {"id": FATHER, "father": OLD, "mother": None, "spouse": MOTHER},
    OLD: {"id": OLD, "father": None, "mother": None, "spouse": None},
    WIFE: {"id": WIFE, "father": None, "mother": None, "spouse": CHILD},
}
ELDERS = {FATHER: frozenset({OLD})}


@pytest.mark.parametrize(
    ("filer", "owner", "found"),
    [
        (FATHER, CHILD, Relation.PARENT), (CHILD, FATHER, Relation.CHILD), (WIFE, CHILD, Relation.SPOUSE),
        (TWIN, CHILD, Relation.SIBLING), (OLD, CHILD, Relation.GRANDPARENT), (CHILD, OLD, Relation.GRANDCHILD),
        (WIFE, TWIN, Relation.NONE), (OLD, WIFE, Relation.NONE),
    ],
)  # fmt: skip
def test_the_population_data_tell_who_is_near(filer, owner, found):
    assert proxies.relation(filer, RECORDS[owner], RECORDS[filer], ELDERS) is found


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given(Need.WRITTEN), "Cần có"),
        (Given(Need.WRITTEN, True, number=" "), "Ghi số"),
        (Given(Need.CERTIFIED, True, number="12"), "phải được chứng thực"),
        (Given(Need.CERTIFIED, True, True, "12", until=date(2026, 3, 1)), "hết thời hạn"),
    ],
)
def test_what_is_missing_is_said(given, words):
    assert words in proxies.fault(given, TODAY)[0]


def test_an_authorisation_counts_on_its_last_day_and_is_named_in_the_dossier():
    given = Given(Need.CERTIFIED, True, True, "12/UQ", "xin xác nhận hôn nhân", TODAY)
    assert proxies.fault(given, TODAY) is None
    assert (
        proxies.title(given)
        == "Văn bản ủy quyền, có chứng thực, 12/UQ, xin xác nhận hôn nhân, đến 02/03/2026"
    )
    assert proxies.fault(Given(Need.BY_LAW), TODAY) is None

"""A procedure names the one body of the city that decides, and a set says when a part does not go on."""

import msgspec
import pytest

from motcua import services
from motcua.city.models import Agency
from motcua.foundation.definitions import DefinitionError
from motcua.procedures.compile import compile_procedure
from motcua.procedures.dossiers import office
from motcua.procedures.dossiers.submission import competent_for, intake_for
from tests.conftest import hanoi
from tests.procedures.people import resident, submission

MONDAY = hanoi("2026-03-02 09:15")
LICENCE, DISABILITY = (
    next(one for one in services.load_all() if one.code == code) for code in ("1.001029", "9.000800")
)


def faults(definition, **known):
    try:
        compile_procedure(definition, **known)
    except DefinitionError as error:
        return {problem.path: problem.code for problem in error.problems}
    return {}


def lying_with(**changes):
    return msgspec.structs.replace(LICENCE, competent=msgspec.structs.replace(LICENCE.competent, **changes))


def test_a_named_body_must_be_one_of_the_city_and_is_not_sought_by_place():
    assert faults(LICENCE, agencies={"so-van-hoa-the-thao"}) == {}
    assert faults(LICENCE, agencies={"so-tai-chinh"})["competent.agency"] == "FLOW_AGENCY"
    assert faults(lying_with(by="premises_address"))["competent.by"] == "COMPETENT_AGENCY"


def test_a_part_that_does_not_go_on_says_why():
    parts = [
        msgspec.structs.replace(part, otherwise=None) if part.proceeds else part
        for part in DISABILITY.linked.parts
    ]
    mute = msgspec.structs.replace(
        DISABILITY, linked=msgspec.structs.replace(DISABILITY.linked, parts=tuple(parts))
    )
    assert faults(mute)["linked.parts[1].otherwise"] == "LINKED_OTHERWISE"


@pytest.mark.django_db
def test_the_named_department_decides_and_the_branch_of_the_owners_home_receives():
    wanted = submission("1.001029", {}, resident(MONDAY), MONDAY)
    decides = competent_for(wanted, {}, MONDAY)
    assert decides.key == "so-van-hoa-the-thao"
    home = office.office_for("centre_branch", "00160", MONDAY)
    assert intake_for(wanted, decides, MONDAY).key == home.key


@pytest.mark.django_db
def test_the_heir_of_a_named_body_decides_once_it_has_ended():
    old, heir = (Agency.objects.get(key=key) for key in ("so-van-hoa-the-thao", "so-du-lich"))
    Agency.objects.filter(id=old.id).update(valid_to=MONDAY.date(), successor=heir)
    office.forget()
    wanted = submission("1.001029", {}, resident(MONDAY), MONDAY)
    assert competent_for(wanted, {}, MONDAY).key == "so-du-lich"
    office.forget()

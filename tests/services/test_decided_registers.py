"""Guardianships, recognitions, changes of civil status, poor households, kin of merit: decided here, and in their registers."""

from datetime import date

import pytest

from motcua.city.models import Person
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.records import population, registers
from motcua.records.population.models import CitizenRecord, Tie
from tests.conftest import hanoi
from tests.procedures.people import officer
from tests.reading_pdf import text_of
from tests.services import dossiers, walking
from tests.services.dossiers import FATHER, HOME, HUSBAND, PIN, REQUESTER, SINGLE_MAN, SINGLE_WOMAN, Case

NOW = hanoi("2026-03-02 09:15")
LATER = hanoi("2026-03-04 09:00")
GRANT = {"check": {"proposal": "grant"}}

pytestmark = pytest.mark.django_db


def whole(who: str, name: str, pin: str, born: str) -> dict:
    return {
        f"{who}_name": name, f"{who}_pin": pin, f"{who}_birth_date": born, f"{who}_ethnic_group": "01",
        f"{who}_nationality": "VN", f"{who}_residence": HOME,
    }  # fmt: skip


GUARDIANSHIP = Case(
    "guardianship",
    "1.004837",
    {
        **REQUESTER, "registration_kind": "natural", "several_able": False, "relation": "guardian",
        **whole("guardian", "Nguyễn Thị Minh Anh", PIN, "1996-03-08"),
        **whole("ward", "Lê Quốc Khánh", SINGLE_MAN, "1997-12-01"), "ground": "Mất năng lực hành vi dân sự",
    },
    GRANT,
    lambda number: [number, "Lê Quốc Khánh", "Nguyễn Thị Minh Anh", "Mất năng lực hành vi", "Giám hộ đương nhiên"],
    scans=("natural_proof",),
)  # fmt: skip
PARENTAGE = Case(
    "parentage",
    "1.001022",
    {
        **REQUESTER, "registration_kind": "child", "filed_as": "parent", "parent_is": "father",
        **whole("parent", "Nguyễn Văn Thuận", FATHER, "1967-02-14"),
        **whole("child", "Vũ Thị Thu Hà", SINGLE_WOMAN, "1999-04-17"), "evidence_kind": "document",
    },
    GRANT,
    lambda number: [number, "Nguyễn Văn Thuận", "Vũ Thị Thu Hà", "17/04/1999", "nhận con"],
    scans=("evidence_paper",),
)  # fmt: skip
CHANGE = Case(
    "civil-status-change",
    "1.004859",
    {
        **REQUESTER, "registration_kind": "correction", "filed_as": "parent", "office_unit": "00160",
        **whole("subject", "Trần Bảo An", "", "2026-02-20"), "book": "births", "entry_of": "1/2026",
        "what": "Chữ đệm của cha", "old_value": "Trần Đức Long", "new_value": "Trần Đình Long",
        "ground": "Căn cước ghi Đình",
    },
    GRANT,
    lambda number: [number, "Trần Bảo An", "Trần Đình Long", "Chữ đệm của cha"],
    scans=("ground_paper",),
)  # fmt: skip
POOR = Case(
    "poor-household",
    "1.011607",
    {
        "filed_by": "head", "head_name": "Nguyễn Thị Minh Anh", "head_pin": PIN, "head_birth_date": "1996-03-08",
        "residence": HOME, "contact_phone": "0912345678", "situation": "Lao động chính bị tai nạn",
        "members": [{"member_name": "Trần Đức Long", "member_pin": HUSBAND, "member_relation": "Chồng"}],
    },
    {
        "survey": {
            "points_b1": 120, "points_b2": 30, "class": "poor", "lacking": ["work"], "household_code": "00160-0007",
            "size": 2, "finding": "Mất thu nhập chính.",
        },
        "posting": {"objection": False},
    },
    lambda number: [number, "Nguyễn Thị Minh Anh", "00160-0007", "Hộ nghèo", "ngày 31 tháng 12 năm 2026"],
)  # fmt: skip
MERIT = Case(
    "merit-kin",
    "1.010833",
    {
        "filed_by": "self", "person_name": "Nguyễn Thị Minh Anh", "person_pin": PIN, "person_birth_date": "1996-03-08",
        "person_residence": HOME, "contact_phone": "0912345678", "merit_name": "Nguyễn Văn Sơn",
        "merit_class": "martyr", "kin_relation": "child",
    },
    GRANT,
    lambda number: [number, "Nguyễn Thị Minh Anh", "Nguyễn Văn Sơn", "Liệt sĩ"],
    scans=("merit_paper",),
)  # fmt: skip
REGISTER = {
    GUARDIANSHIP.code: (
        "guardianships",
        {"ward_pin": SINGLE_MAN, "registration_kind": "natural"},
        SINGLE_MAN,
    ),
    PARENTAGE.code: ("parentages", {"parent_pin": FATHER, "registration_kind": "child"}, SINGLE_WOMAN),
    CHANGE.code: ("civil-status-changes", {"new_value": "Trần Đình Long", "book": "births"}, PIN),
    POOR.code: ("poor-households", {"for_year": 2026, "class": "poor", "size": 2, "lacking": ["work"]}, PIN),
    MERIT.code: ("merits", {"class": "martyr_kin", "remark": "Nguyễn Văn Sơn"}, PIN),
}


def finished(case: Case, at=NOW, **changed):
    return walking.walk(dossiers.filed(case, at, **changed), at, case.officers)


@pytest.mark.parametrize("case", [GUARDIANSHIP, PARENTAGE, POOR, MERIT], ids=lambda case: case.name)
def test_what_was_decided_stands_on_the_paper_and_in_its_register(case):
    done = finished(case)
    document, pdf = walking.result_of(done)
    text = text_of(pdf)
    for words in case.says(document.number):
        assert words in text, f"{words!r} is not in {text!r}"
    register, says, whom = REGISTER[case.code]
    (entry,) = registers.of_dossier(register, done.code)
    assert {name: entry.data.get(name) for name in says} == says
    assert entry.paper_id is not None and entry.origin == registers.Origin.DOSSIER
    assert entry in registers.about(Person.objects.get(pin=whom).id, [register])


def test_a_guardian_represents_the_ward_from_that_day():
    finished(GUARDIANSHIP)
    ward, guardian = (Person.objects.get(pin=pin) for pin in (SINGLE_MAN, PIN))
    tie = Tie.objects.get(kind=Tie.Kind.REPRESENTATIVE, person=ward, until=None)
    assert (tie.other_id, tie.since) == (guardian.id, date(2026, 3, 2))


def test_a_recognised_child_has_its_father_in_the_population_data():
    finished(PARENTAGE)
    child, father = (Person.objects.get(pin=pin) for pin in (SINGLE_WOMAN, FATHER))
    assert CitizenRecord.objects.get(person=child).father_id == father.id
    assert population.facts_for(child)["population.father_pin"] == FATHER


def test_a_recognition_of_the_wrong_child_is_taken_back_from_it():
    done = finished(PARENTAGE)
    changes.correct(done.id, "Ghi sai người con.", by=officer("chair", LATER), at=LATER)
    done.refresh_from_db()
    done.answers = {**done.answers, **whole("child", "Lê Quốc Khánh", SINGLE_MAN, "1997-12-01")}
    done.save(update_fields=["answers"])
    walking.walk(done, LATER, PARENTAGE.officers)
    fathers = dict(
        CitizenRecord.objects.values_list("person__pin", "father__pin").filter(
            person__pin__in=[SINGLE_MAN, SINGLE_WOMAN]
        )
    )
    assert fathers == {SINGLE_WOMAN: None, SINGLE_MAN: FATHER}


def test_a_poor_household_counts_to_the_end_of_the_year_and_stands_for_the_paper():
    done = finished(POOR)
    (entry,) = registers.of_dossier("poor-households", done.code)
    assert (entry.valid_from, entry.valid_to) == (date(2026, 3, 2), date(2027, 1, 1))
    head = Person.objects.get(pin=PIN).id
    assert "social.poor_household" in population.sources_for(head, on=date(2026, 12, 31))
    assert "social.poor_household" not in population.sources_for(head, on=date(2027, 1, 1))


def test_a_correction_leaves_a_remark_in_the_birth_entry_and_the_entry_as_it_was():
    birth = finished(dossiers.BIRTH)
    (entry,) = registers.of_dossier("births", birth.code)
    done = finished(CHANGE, LATER, entry_of=f"{entry.number}/{entry.year}")
    document, pdf = walking.result_of(done)
    for words in CHANGE.says(document.number):
        assert words in text_of(pdf)
    noted = registers.get("births", entry.id)
    assert noted.data["father_name"] == "Trần Đức Long", "the entry keeps what was registered"
    assert noted.data["remark"] == (
        f"Cải chính Chữ đệm của cha từ “Trần Đức Long” thành “Trần Đình Long” theo {document.number} ngày 04/03/2026."
    )
    (then,) = registers.history("births", entry.id)[:1]
    assert "remark" not in then.data


def test_a_change_of_an_entry_that_names_somebody_else_leaves_that_entry_alone():
    birth = finished(dossiers.BIRTH)
    (entry,) = registers.of_dossier("births", birth.code)
    finished(CHANGE, LATER, entry_of=f"{entry.number}/{entry.year}", subject_name="Trần Bảo Khác")
    assert registers.get("births", entry.id).revision == 1


def test_nobody_under_age_and_nobody_for_oneself_is_a_guardian(city):
    from motcua.procedures.forms import validate

    compiled = compiled_version(dossiers.filed(GUARDIANSHIP, NOW).version_id)
    for wrong, field in (
        ({"guardian_birth_date": "2010-01-01"}, "guardian_birth_date"),
        ({"ward_pin": PIN}, "ward_pin"),
    ):
        assert field in validate(compiled, {**GUARDIANSHIP.answers, **wrong}, today=NOW.date()).errors

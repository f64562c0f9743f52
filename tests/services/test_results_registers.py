"""What a finished civil-status dossier leaves behind: the next form knows it, and a correction takes it back."""

from dataclasses import replace

import pytest

from motcua.city.models import Organisation, Person
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.procedures.dossiers.results import CannotBuild
from motcua.records import population, registers
from motcua.records.population.models import CitizenRecord
from motcua.records.registers import Record
from tests.conftest import hanoi
from tests.procedures.people import officer
from tests.reading_pdf import signatures_of, text_of
from tests.services import dossiers, walking

NOW = hanoi("2026-03-02 09:15")
LATER = hanoi("2026-03-04 09:00")

pytestmark = pytest.mark.django_db


def finished(case: dossiers.Case, at=NOW, **changed) -> Dossier:
    return walking.walk(dossiers.filed(case, at, **changed), at, case.officers)


def corrected(dossier: Dossier, case: dossiers.Case, **changed) -> Dossier:
    """The chair reopens a finished dossier; the officers make the result again with other answers."""
    changes.correct(dossier.id, "Ghi sai trên giấy.", by=officer("chair", LATER), at=LATER)
    dossier.refresh_from_db()
    dossier.answers = {**dossier.answers, **changed}
    dossier.save(update_fields=["answers"])
    return walking.walk(dossier, LATER, case.officers)


def child() -> Person:
    return Person.objects.get(full_name__startswith="Trần Bảo", birth_date="2026-02-20")


def test_a_registered_child_is_a_person_with_parents_and_no_number_yet():
    finished(dossiers.BIRTH)
    born = child()
    assert (born.pin, born.sex, born.birth_date.isoformat(), born.unit.code) == (
        "",
        "female",
        "2026-02-20",
        "00160",
    )
    facts = population.facts_for(born)
    assert facts["population.mother_name"] == "Nguyễn Thị Minh Anh"
    assert facts["population.father_pin"] == dossiers.HUSBAND
    assert facts["population.ethnicity"] == "Kinh"
    assert "civil_status.birth" in population.sources_for(born.id, on=LATER.date())


def test_the_mothers_next_form_finds_her_new_child():
    finished(dossiers.BIRTH)
    mother = population.facts_for(Person.objects.get(pin=dossiers.PIN))
    assert mother["population.full_name"] == "Nguyễn Thị Minh Anh"
    (entry,) = registers.about(Person.objects.get(pin=dossiers.PIN).id, ["births"])
    assert registers.people_of([entry])[entry.register, entry.id].keys() >= {"mother", "father", "child"}


def test_a_corrected_birth_corrects_the_same_child_and_closes_the_wrong_entry():
    done = finished(dossiers.BIRTH)
    first = child()
    corrected(done, dossiers.BIRTH, child_name="Trần Bảo Anh")
    assert (child().id, child().full_name) == (first.id, "Trần Bảo Anh")
    states = (
        Record.objects.filter(dossier_code=done.code).order_by("id").values_list("state", "data__child_name")
    )
    assert list(states) == [("corrected", "Trần Bảo An"), ("in_force", "Trần Bảo Anh")]
    assert Document.objects.filter(dossier=done, kind="result", state="issued").count() == 1


def test_two_who_marry_are_married_to_each_other():
    finished(dossiers.MARRIAGE)
    man, woman = (
        CitizenRecord.objects.get(person__pin=p) for p in (dossiers.SINGLE_MAN, dossiers.SINGLE_WOMAN)
    )
    assert (man.marital_status, man.spouse_id) == ("married", woman.person_id)
    assert (woman.marital_status, woman.spouse_id) == ("married", man.person_id)


def test_a_marriage_registered_to_the_wrong_woman_is_taken_back_from_her():
    done = finished(dossiers.MARRIAGE)
    right = (
        Person.objects.exclude(pin__in=[dossiers.SINGLE_MAN, dossiers.SINGLE_WOMAN])
        .filter(sex="female")
        .last()
    )
    corrected(done, dossiers.MARRIAGE, woman_pin=right.pin, woman_name=right.full_name)
    wrong = CitizenRecord.objects.get(person__pin=dossiers.SINGLE_WOMAN)
    assert (wrong.marital_status, wrong.spouse) == ("", None)
    assert CitizenRecord.objects.get(person__pin=dossiers.SINGLE_MAN).spouse == right


def couple() -> tuple[CitizenRecord, CitizenRecord]:
    """Minh Anh's parents as the registers know them: married to each other."""
    man, woman = (Person.objects.get(pin=pin) for pin in (dossiers.FATHER, dossiers.MOTHER))
    for person, other in ((man, woman), (woman, man)):
        CitizenRecord.objects.update_or_create(
            person=person, defaults={"marital_status": "married", "spouse": other, "updated_at": NOW}
        )
    return CitizenRecord.objects.get(person=man), CitizenRecord.objects.get(person=woman)


def test_a_registered_death_ends_a_life_and_widows_the_spouse():
    man, woman = couple()
    finished(dossiers.DEATH)
    man.refresh_from_db()
    woman.refresh_from_db()
    assert man.death_date.isoformat() == "2026-03-01"
    assert (woman.marital_status, woman.spouse) == ("widowed", None)


def test_a_death_registered_for_the_wrong_man_gives_him_his_life_and_his_wife_back():
    man, woman = couple()
    done = finished(dossiers.DEATH)
    corrected(done, dossiers.DEATH, deceased_pin=dossiers.SINGLE_MAN, deceased_name="Lê Quốc Khánh")
    man.refresh_from_db()
    woman.refresh_from_db()
    assert (man.death_date, woman.marital_status, woman.spouse_id) == (None, "married", man.person_id)
    assert not CitizenRecord.objects.get(person__pin=dossiers.SINGLE_MAN).alive


def test_a_copy_of_a_birth_certificate_comes_from_the_register():
    finished(dossiers.BIRTH)
    done = finished(dossiers.EXTRACT, LATER)
    document, pdf = walking.result_of(done)
    text = text_of(pdf)
    for words in dossiers.EXTRACT.says(document.number):
        assert words in text, f"{words!r} is not in {text!r}"
    assert signatures_of(pdf).count("Signature is Valid") == 2


def test_a_copy_of_what_is_in_no_register_is_refused_in_both_languages():
    waiting = dossiers.filed(dossiers.EXTRACT, NOW)
    with pytest.raises(CannotBuild) as refused:
        walking.walk(waiting, NOW, dossiers.EXTRACT.officers)
    assert "Không tìm thấy" in refused.value.vi and "No such entry" in refused.value.en
    waiting.refresh_from_db()
    assert waiting.step == "sign" and not Document.objects.filter(dossier=waiting, kind="result").exists()


@pytest.mark.parametrize(
    "asked",
    [
        {
            "subject_name": "Nguyễn Thị Minh Anh",
            "subject_birth_date": "1996-03-08",
            "subject_pin": dossiers.PIN,
        },
        {"subject_birth_date": "2026-02-21"},
        {"registered_year": 2025},
        {"event_kind": "death"},
        {"register_number": "99"},
    ],
    ids=["the mother's own", "another birthday", "another year", "another event", "another number"],
)
def test_the_birth_of_a_child_does_not_answer_for_something_else(asked):
    finished(dossiers.BIRTH)
    with pytest.raises(CannotBuild):
        finished(dossiers.EXTRACT, LATER, **asked)


def test_an_electronic_copy_needs_a_scan_of_the_original():
    without = replace(dossiers.COPY, scans=())
    with pytest.raises(CannotBuild):
        finished(without)


def test_an_allowance_must_be_base_times_coefficient():
    wrong = {"verify": {**dossiers.ALLOWANCE.officers["verify"], "monthly_amount": 750000}}
    with pytest.raises(CannotBuild) as refused:
        finished(replace(dossiers.ALLOWANCE, officers=wrong))
    assert "975.000 đồng" in refused.value.vi


def test_three_papers_get_three_numbers():
    three = [{**dossiers.COPY.answers["originals"][0], "title": f"Giấy {name}"} for name in "ABC"]
    done = finished(dossiers.COPY, originals=three)
    (entry,) = Record.objects.filter(dossier_code=done.code)
    assert [paper["number"] for paper in entry.data["papers"]] == ["01", "02", "03"]
    assert "Số chứng thực: 01, 02, 03" in text_of(walking.result_of(done)[1])
    again = finished(dossiers.COPY, LATER)
    assert again.result_number == "04/SCT/BS"


def test_a_founded_business_is_an_organisation_that_its_owner_acts_for():
    finished(dossiers.BUSINESS)
    business = Organisation.objects.get(number=dossiers.PIN)
    assert (business.name, business.kind) == ("Hộ kinh doanh Tạp hóa Minh Anh", "household")
    assert (business.representative.pin, business.unit.code) == (dossiers.PIN, "00160")


def test_a_result_of_the_ward_is_dated_in_the_ward():
    text = text_of(walking.result_of(finished(dossiers.PERMIT))[1])
    assert "Nghĩa Đô, ngày 02 tháng 3 năm 2026" in text

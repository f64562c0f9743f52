"""An entry of an old book against the population register: points, thresholds, classes (5.5; vectors K7, K8)."""

import pytest

from motcua.records.books.matching import Candidate, Facts, score
from motcua.records.books.quality import Quality, classify, together

AN = Facts("Nguyễn Thị Hòa", "1998-03-12", "female", "001198000123", "Trần Thị Mai", "Nguyễn Văn Long")


def book(**changed) -> Facts:
    values = {
        "name": AN.name,
        "birth": AN.birth,
        "sex": AN.sex,
        "mother": AN.mother,
        "father": AN.father,
    } | changed
    return Facts(**values)


def person(person_id: int = 1, **changed) -> Candidate:
    values = {
        name: getattr(AN, name) for name in ("name", "birth", "sex", "pin", "mother", "father")
    } | changed
    return Candidate(person_id, Facts(**values))


def test_k7_name_birth_sex_and_mother_make_92_and_class_b():
    entry = book(father="")
    assert score(entry, AN) == (92, ("name", "birth", "sex", "mother"))
    found = classify(entry, [person()])
    assert (found.quality, found.person_id) == (Quality.B, 1)


def test_k8_a_birth_year_alone_makes_80_and_class_c():
    entry = book(birth="1998")
    assert score(entry, AN)[0] == 80
    found = classify(entry, [person()])
    assert found.quality is Quality.C
    assert found.person_id is None


def test_an_equal_number_decides_alone():
    assert score(book(pin=AN.pin, mother="", father=""), AN)[0] == 100
    assert classify(book(pin=AN.pin), [person()]).quality is Quality.A


def test_the_place_of_the_tone_mark_is_no_difference():
    assert classify(book(name="NGUYỄN THỊ HOÀ"), [person()]).quality is Quality.B


def test_two_candidates_within_five_points_wait_for_an_officer():
    rivals = [person(1), person(2, sex="")]
    found = classify(book(father=""), rivals)
    assert found.quality is Quality.C
    assert "hai người" in found.reasons[0].vi
    assert classify(book(father=""), [person(1), person(2, sex="", mother="")]).quality is Quality.B


@pytest.mark.parametrize(
    ("changed", "quality"),
    [
        ({"name": "Nguyễn Thị Hoa"}, Quality.C),  # a tone
        ({"name": "Nguyen Thi Hoa"}, Quality.C),  # no diacritics
        ({"birth": "1998-03-13"}, Quality.C),  # one digit
        ({"birth": "1998-11-30"}, Quality.D),  # another date
        ({"pin": "001198000124"}, Quality.C),  # one digit of the number
        ({"pin": "001098765432"}, Quality.D),  # another number
        ({"name": "Lê Văn Bình", "mother": "", "father": ""}, Quality.F),
    ],
)
def test_differences_by_their_size(changed, quality):
    assert classify(book(**changed), [person()]).quality is quality


def test_the_same_number_under_another_name_is_a_conflict_whatever_else_fits():
    assert classify(book(pin=AN.pin, name="Phạm Quốc Đạt"), [person()]).quality is Quality.D


def test_a_second_entry_for_one_person_stays_out():
    assert classify(book(), [person()], entered={1}).quality is Quality.D


def test_what_nobody_can_read_is_e_however_well_the_rest_fits():
    found = classify(book(), [person()], lacking=["Giới tính"])
    assert found.quality is Quality.E
    assert "Giới tính" in found.reasons[0].vi
    assert classify(book(), [person()], readable=False).quality is Quality.E


def test_nobody_in_the_register_is_f_and_loads_without_a_number():
    found = classify(book(), [])
    assert (found.quality, found.person_id) == (Quality.F, None)


def test_a_marriage_is_as_good_as_its_worse_half():
    sure, doubtful = classify(book(), [person()]), classify(book(birth="1998"), [person()])
    assert together([sure, doubtful]).quality is Quality.C

"""Ask once: what the city knows stands in the form already, follows the answers, and can be corrected."""

import pytest

from motcua.city.models import Person, Unit
from motcua.foundation.models import AccessLog
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers.models import Dossier
from motcua.records.population.models import CitizenRecord
from tests.services.dossiers import FATHER, HUSBAND
from tests.sites.form_filling import kinds_of, read, walk
from tests.sites.portal_town import (
    HOME,
    MONDAY,
    asked,
    photo,
    town,  # noqa: F401
)

pytestmark = pytest.mark.django_db
DEATH, MARITAL, MARRIAGE, EXTRACT = "1.000656", "1.004873", "1.000894", "2.000635"
CHILD = {
    "situation": "ordinary",
    "relation": "mother",
    "child_name": "Trần Hoài An",
    "child_birth_date": "2026-11-03",
    "child_sex": "female",
    "birth_place": "facility",
    "facility_name": "Bệnh viện Mẫu",
    "birth_unit": {"unit": HOME, "line": "Số 1 đường Mẫu"},
    "birth_proof": "notice",
    "wants_copies": False,
}
"""What only a parent can know."""


@pytest.fixture
def husband(town):
    """The mother's husband, with a home of his own in the registers."""
    husband = Person.objects.get(pin=HUSBAND)
    ward = Unit.objects.get(code=HOME, code_list="2025").full_name_vi
    CitizenRecord.objects.filter(person=town.mother.person).update(
        spouse=husband, marital_status="married", hometown=ward
    )
    known_as(husband)
    return husband


def known_as(person):
    """What the register of the population says of a relative."""
    home = Unit.objects.get(code=HOME, code_list="2025")
    CitizenRecord.objects.update_or_create(
        person=person,
        defaults={
            "ethnic_code": "02",
            "nationality": "VN",
            "permanent_unit": home,
            "permanent_line": "Số 12, ngõ 34",
            "updated_at": MONDAY,
        },
    )


def at(draft, page):
    return f"/nop/ban-nhap/{draft.id}/{page}"


def on_page(town, draft, page):
    return read(town.browser.get(at(draft, page)).content.decode())


def value(page, name):
    return dict(page.sent).get(name, "")


def choose(town, draft, page, **answers):
    return town.browser.post(at(draft, page), asked({**answers, "_next": "1"}))


def test_a_mother_types_only_what_the_city_cannot_know(town, husband):
    draft = town.begin()
    kinds = kinds_of(publishing.compiled(draft.version))
    way = walk(town.browser, draft, CHILD, kinds, only_empty=True)
    typed = {name.split("-")[0] for name in way.typed}
    assert typed == set(CHILD)
    assert len(way.found_empty - {"requester_email"}) == len(CHILD)
    town.browser.post(at(draft, "giay-to"), {"paper-birth_notice": photo(), "_next": "1"})
    sent = town.browser.post(at(draft, "xem-lai"), {"delivery": "online", "consent": "yes"})
    assert sent.status_code == 302
    answers = Dossier.objects.get(uuid=draft.id).answers
    me = town.mother.person
    assert (answers["mother_name"], answers["mother_pin"]) == (me.full_name, me.pin)
    assert answers["mother_birth_date"] == me.birth_date.isoformat()
    assert answers["mother_residence"] == {"unit": HOME, "line": "Số 12, ngõ 34"}
    assert (answers["father_known"], answers["parents_married"]) == (True, True)
    assert (answers["father_name"], answers["father_pin"]) == (husband.full_name, husband.pin)
    assert answers["child_ethnic_group"] == answers["mother_ethnic_group"] == "01"


def test_what_is_proposed_about_a_parent_is_marked(town, husband):
    draft = town.begin()
    assert choose(town, draft, "situation", situation="ordinary", relation="mother").status_code == 302
    page = town.browser.get(at(draft, "mother")).content.decode()
    assert page.count("Lấy từ dữ liệu dân cư, cập nhật 11/2026</span>") == 6
    assert page.count("Lấy từ dữ liệu dân cư, cập nhật 11/2026.") == 1


def test_a_father_finds_himself_as_father_and_his_wife_as_mother(town, husband):
    draft = town.begin()
    choose(town, draft, "situation", situation="ordinary", relation="father")
    assert value(on_page(town, draft, "mother"), "mother_name") == husband.full_name
    page = on_page(town, draft, "father")
    assert value(page, "father_name") == town.mother.person.full_name


def test_a_grandparent_is_proposed_nobody(town, husband):
    draft = town.begin()
    choose(town, draft, "situation", situation="ordinary", relation="grandparent")
    assert value(on_page(town, draft, "mother"), "mother_name") == ""
    assert value(on_page(town, draft, "father"), "father_known") == ""


def test_another_answer_takes_back_what_nobody_touched_and_leaves_what_was_corrected(town, husband):
    draft = town.begin()
    choose(town, draft, "situation", situation="ordinary", relation="mother")
    page = on_page(town, draft, "mother")
    town.browser.post(at(draft, "mother"), page.post({"mother_name": "Nguyễn Minh Anh"}))
    choose(town, draft, "situation", situation="ordinary", relation="relative")
    page = on_page(town, draft, "mother")
    assert value(page, "mother_name") == "Nguyễn Minh Anh"
    assert value(page, "mother_pin") == ""
    choose(town, draft, "situation", situation="ordinary", relation="mother")
    page = on_page(town, draft, "mother")
    assert value(page, "mother_name") == "Nguyễn Minh Anh"
    assert value(page, "mother_pin") == town.mother.person.pin


def test_what_was_cleared_stays_empty(town):
    draft = town.begin()
    page = on_page(town, draft, "requester")
    town.browser.post(at(draft, "requester"), page.post({"requester_phone": ""}))
    assert value(on_page(town, draft, "requester"), "requester_phone") == ""


def test_typing_that_is_saved_does_not_change_the_page_under_the_fingers(town, husband):
    draft = town.begin(DEATH)
    names = ["requester_relation", "deceased_sex", "deceased_name"]
    answer = town.browser.post(
        at(draft, "deceased"),
        {"requester_relation": "spouse", "deceased_name": "", "_asked": names},
        headers={"x-autosave": "1"},
    )
    assert answer.status_code == 204
    draft.refresh_from_db()
    assert not draft.answers["deceased_name"]
    assert value(on_page(town, draft, "deceased"), "deceased_name") == husband.full_name


def test_a_widow_says_spouse_and_sees_who_it_is_before_she_goes_on(town, husband):
    draft = town.begin(DEATH)
    page = on_page(town, draft, "deceased")
    answer = town.browser.post(at(draft, "deceased"), page.post({"requester_relation": "spouse"}))
    assert answer.status_code == 200
    assert "Đã điền sẵn giúp bạn" in answer.content.decode()
    page = read(answer.content.decode())
    assert value(page, "deceased_name") == husband.full_name
    assert value(page, "deceased_pin") == husband.pin
    assert value(page, "deceased_sex") == "male"
    assert page.empty() == set()
    assert town.browser.post(at(draft, "deceased"), page.post({})).status_code == 302


def test_a_daughter_who_reports_her_fathers_death_is_asked_only_which_parent(town):
    father = Person.objects.get(pin=FATHER)
    CitizenRecord.objects.filter(person=town.mother.person).update(father=father)
    known_as(father)
    draft = town.begin(DEATH)
    page = on_page(town, draft, "deceased")
    answer = town.browser.post(
        at(draft, "deceased"), page.post({"requester_relation": "child", "deceased_sex": "male"})
    )
    page = read(answer.content.decode())
    assert value(page, "deceased_name") == father.full_name
    assert page.empty() == set()


def test_relatives_can_read_that_their_data_were_shown(town, husband):
    draft = town.begin()
    assert not AccessLog.objects.filter(person_id=husband.pk).exists()
    choose(town, draft, "situation", situation="ordinary", relation="mother")
    for page in ("mother", "father", "father"):
        on_page(town, draft, page)
    look = AccessLog.objects.get(person_id=husband.pk)
    assert look.purpose == "Điền sẵn: Đăng ký khai sinh"
    assert look.reader_name == town.mother.person.full_name
    assert look.at >= MONDAY


def test_a_bride_is_proposed_as_the_woman(town):
    draft = town.begin(MARRIAGE)
    assert value(on_page(town, draft, "woman"), "woman_pin") == town.mother.person.pin
    assert value(on_page(town, draft, "man"), "man_pin") == ""


def test_who_files_for_somebody_else_is_not_proposed_as_that_person(town, husband):
    draft = town.begin(MARITAL)
    assert value(on_page(town, draft, "person"), "person_pin") == town.mother.person.pin
    assert value(on_page(town, draft, "history"), "marital_state") == "married"
    town.browser.post(at(draft, "person"), on_page(town, draft, "person").post({"filed_by_other": "yes"}))
    assert value(on_page(town, draft, "person"), "person_pin") == ""
    assert value(on_page(town, draft, "history"), "marital_state") == ""


def test_a_single_person_is_proposed_as_never_married(town):
    CitizenRecord.objects.filter(person=town.mother.person).update(marital_status="single", spouse=None)
    draft = town.begin(MARITAL)
    assert value(on_page(town, draft, "history"), "marital_state") == "never"


def test_nothing_is_said_of_a_father_when_the_mother_is_not_married(town):
    CitizenRecord.objects.filter(person=town.mother.person).update(marital_status="single", spouse=None)
    draft = town.begin()
    choose(town, draft, "situation", situation="ordinary", relation="mother")
    assert value(on_page(town, draft, "father"), "father_known") == ""


def test_an_extract_for_oneself_is_filled_in_and_for_a_relative_it_is_not(town):
    draft = town.begin(EXTRACT)
    page = on_page(town, draft, "subject")
    assert value(page, "subject_name") == ""
    for asker, name in (("self", town.mother.person.full_name), ("relative", "")):
        town.browser.post(at(draft, "subject"), page.post({"asker": asker}) | {"_refresh": "asker"})
        page = on_page(town, draft, "subject")
        assert value(page, "subject_name") == name


def test_a_page_that_changes_nothing_asks_the_registers_no_more(town, husband, django_assert_max_num_queries):
    draft = town.begin()
    choose(town, draft, "situation", situation="ordinary", relation="mother")
    on_page(town, draft, "mother")
    with django_assert_max_num_queries(12):
        on_page(town, draft, "mother")

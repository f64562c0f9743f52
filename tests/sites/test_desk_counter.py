"""A paper dossier at the counter, on one screen."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.city.models import Person
from motcua.foundation.models import AccessLog
from motcua.money.models import Order
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.procedures.dossiers.status import Status
from motcua.project.demo import account_of
from motcua.records.population.models import CitizenRecord
from motcua.sites.desk.showing import words
from tests.procedures.people import BIRTH, COPY, RECEIVED
from tests.sites.desk_people import MONDAY, at_desk, press
from tests.sites.test_desk_dossier import PNG
from tests.sites.typed_boxes import day

pytestmark = pytest.mark.django_db
TYPED = {
    "situation": "ordinary",
    "relation": "mother",
    "child_name": "Trần Bảo An",
    "child_birth_date-day": "20",
    "child_birth_date-month": "02",
    "child_birth_date-year": "2026",
    "child_sex": "female",
    "birth_place": "facility",
    "facility_name": "Bệnh viện Phụ sản",
    "birth_unit-province": "01",
    "birth_unit-commune": "00160",
    "birth_unit-line": "Số 1 Đê La Thành",
    "father_known": "no",
    "birth_proof": "notice",
    "wants_copies": "no",
    "requester_phone": "0912345678",
}

AUTHORISED = {"proxy": "1", "proxy.certified": "1", "proxy.number": "12/UQ"}


def mother() -> Person:
    return account_of("resident").person


@pytest.fixture(autouse=True)
def population():
    """The mother as the population register knows her."""
    person = mother()
    CitizenRecord.objects.create(
        person=person,
        ethnic_code="01",
        hometown="Phường Ngọc Hà",
        permanent_unit=person.unit,
        permanent_line=person.address_line,
        updated_at=MONDAY,
    )


def screen(code: str = BIRTH, number=None) -> str:
    return f"/ban-lam-viec/tiep-nhan/{code}/{number or uuid4()}/"


def find(desk, page: str, words: str, role: str = "applicant", **typed):
    return desk.post(f"{page}nguoi/", {"find": role, f"{role}.q": words, **typed})


def take(desk, page: str, **changed):
    return desk.post(page, {**TYPED, "paper.birth_notice": "1", "tick": sorted(RECEIVED), **changed})


def at_the_counter():
    """A desk with the mother found for a birth."""
    desk, page = at_desk("counter"), screen()
    find(desk, page, mother().pin)
    return desk, page


def test_a_birth_is_taken_in_from_the_mothers_number_and_what_she_says():
    desk, page = at_the_counter()
    answer = take(desk, page)
    assert answer.status_code == 302, re.findall(r'mc-error".*?</p>', answer.content.decode())
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"/ban-lam-viec/ho-so/{dossier.code}/vua-nhan/"
    assert dossier.status == Status.ACCEPTED
    assert dossier.channel == "counter"
    assert dossier.owner == mother()
    assert dossier.answers["mother_name"] == mother().full_name
    assert dossier.answers["mother_pin"] == mother().pin
    assert dossier.answers["requester_name"] == mother().full_name
    notice = Component.objects.get(dossier=dossier, component_id="birth_notice")
    assert (notice.source, notice.originals, notice.files) == ("scan", 1, [])
    done = desk.get(answer["Location"]).content.decode()
    assert "In giấy hẹn" in done
    assert "<iframe" in done


def test_a_point_of_the_checklist_that_is_not_confirmed_is_named_together_with_the_other_faults():
    desk, page = at_the_counter()
    answer = take(desk, page, tick=["form_complete"], child_name="")
    assert answer.status_code == 422
    words = answer.content.decode()
    assert 'href="#tick-papers_match"' in words
    assert "Chưa xác nhận: Giấy tờ khớp với thông tin khai" in words
    assert 'href="#id-child_name"' in words
    assert re.search(r'id="tick-form_complete"[^>]* checked', words), "what was ticked stays ticked"
    assert not Dossier.objects.exists()


def test_the_same_screen_sent_twice_is_one_dossier():
    desk, page = at_the_counter()
    first = take(desk, page)
    find(desk, page, mother().pin)
    assert take(desk, page)["Location"] == first["Location"]
    assert Dossier.objects.count() == 1


def test_every_person_shown_by_a_search_is_noted_with_the_procedure():
    desk, page = at_desk("counter"), screen()
    answer = find(desk, page, mother().pin)
    assert mother().full_name in answer.content.decode()
    noted = AccessLog.objects.get(person_id=mother().id)
    assert noted.purpose == "Tiếp nhận: Đăng ký khai sinh"
    assert noted.reader_name == "Đặng Thu Trang"


def test_a_person_is_found_by_name_without_marks_and_chosen_from_the_list():
    twin = Person.objects.create(full_name="Nguyen Thi Minh Anh", birth_date="1980-01-01", sex="female")
    desk, page = at_desk("counter"), screen()
    answer = find(desk, page, "nguyen thi minh anh", child_name="Trần Bảo An")
    assert {person.id for person in answer.context["found"]} >= {twin.id, mother().id}
    assert 'value="Trần Bảo An"' in answer.content.decode()
    chosen = desk.post(f"{page}nguoi/?find=applicant", {"person": twin.id})
    assert chosen.context["entry"].applicant == twin
    other = Person.objects.exclude(id__in=[one.id for one in answer.context["found"]]).first()
    desk.post(f"{page}nguoi/?find=owner", {"person": other.id})
    assert "owner" not in desk.get(page).context["entry"].people


def test_owner_and_authorised_are_told_apart_from_who_files():
    desk, page = at_the_counter()
    father = account_of("resident-single").person
    find(desk, page, father.pin, "owner")
    find(desk, page, father.pin, "authorised")
    take(desk, page)
    assert not Dossier.objects.exists(), "nobody files for a stranger without an authorisation"
    take(desk, page, **{"proxy": "1", "proxy.number": "12/UQ"})
    assert not Dossier.objects.exists(), "in civil status it has to be certified"
    wrong = take(desk, page, **AUTHORISED, **(day("proxy.until", "2026-12-31") | {"proxy.until-day": "32"}))
    assert "không có trong lịch" in wrong.text and 'value="32"' in wrong.text
    take(desk, page, **AUTHORISED, **day("proxy.until", "2026-12-31"))
    dossier = Dossier.objects.get()
    paper = dossier.components.get(component_id="authorisation")
    assert (paper.name, paper.source) == ("Văn bản ủy quyền, có chứng thực, 12/UQ, đến 31/12/2026", "scan")
    assert (dossier.applicant, dossier.owner, dossier.authorised) == (mother(), father, father)


def test_somebody_unknown_to_the_register_is_named_by_hand():
    desk, page = at_desk("counter"), screen()
    answer = take(desk, page)
    assert answer.status_code == 422
    assert "Tìm người nộp theo số định danh" in answer.content.decode()
    answer = take(
        desk,
        page,
        typed_name="Trần Văn Mới",
        **{"typed_unit-commune": "00160", "typed_unit-line": "Số 2"},
    )
    assert "Trần Văn Mới" in answer.content.decode()
    assert answer.status_code == 422  # the parents are still to be entered


def test_faults_stand_at_their_fields_and_nothing_is_lost():
    desk, page = at_the_counter()
    scan = SimpleUploadedFile("chung-sinh.png", PNG, "image/png")
    answer = take(desk, page, **{"child_birth_date-day": "31", "paper.birth_notice.files": scan})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id-child_birth_date-day"' in text
    assert 'value="Trần Bảo An"' in text
    assert "chung-sinh.png" in text
    take(desk, page)
    notice = Component.objects.get(component_id="birth_notice")
    assert len(notice.files) == 1


def test_a_scan_that_is_no_scan_is_refused_at_its_paper():
    desk, page = at_the_counter()
    bad = SimpleUploadedFile("virus.pdf", b"MZ not a pdf", "application/pdf")
    answer = take(desk, page, **{"paper.birth_notice.files": bad})
    assert answer.status_code == 422
    assert "virus.pdf" in answer.content.decode()
    assert Dossier.objects.count() == 0


def test_a_paper_that_is_missing_is_told_at_the_paper():
    desk, page = at_the_counter()
    answer = take(desk, page, **{"paper.birth_notice": ""})
    assert answer.status_code == 422
    assert "Cần có: Giấy chứng sinh." in answer.content.decode()


def test_what_the_answers_lead_to_is_told_without_sending_the_page():
    desk, page = at_the_counter()
    told = desk.post(
        f"{page}hien/", {**TYPED, "father_known": "yes", "wants_copies": "yes", "copy_count": "2"}
    ).json()
    assert {"father_name", "mother_name", "copy_count"} <= set(told["shown"])
    assert "birth_notice" in told["papers"]
    assert "16.000" in told["fee"]
    assert mother().pin in told["fill"]["mother_pin"]
    told = desk.post(f"{page}hien/", {"situation": "abandoned"}).json()
    assert "mother_name" not in told["shown"]
    assert "abandonment_record" in told["papers"]


def test_only_people_of_the_form_are_filled_with_who_files():
    """A hospital has a name too (`facility_name`), and is nobody's mother."""
    desk, page = at_the_counter()
    told = desk.post(f"{page}hien/", {**TYPED, "facility_name": ""}).json()
    assert "facility_name" in told["shown"]
    assert "facility_name" not in told["fill"]
    assert "mother_name" in told["fill"]


def test_answers_that_are_kept_are_there_for_the_next_dossier():
    desk, page = at_the_counter()
    take(desk, page, keep=["facility_name", "birth_unit"])
    following = screen()
    find(desk, following, mother().pin)
    text = desk.get(following).content.decode()
    assert 'value="Bệnh viện Phụ sản"' in text
    assert 'value="Số 1 Đê La Thành"' in text
    assert "Trần Bảo An" not in text


def test_sheets_are_counted_and_cash_is_taken_with_a_receipt():
    desk, page = at_the_counter()
    answer = take(
        desk, page, wants_copies="yes", copy_count="2",
        **{"paper.birth_notice.originals": "2", "paper.birth_notice.copies": "3"},
    )  # fmt: skip
    notice = Component.objects.get(component_id="birth_notice")
    assert (notice.originals, notice.copies) == (2, 3)
    assert "Thu tiền mặt" in desk.get(answer["Location"]).content.decode()
    dossier = Dossier.objects.get()
    assert press(desk, dossier, "cash").status_code == 302
    order = Order.objects.get()
    assert (order.status, order.means, order.payer_amount) == ("paid", "cash", 16000)
    assert order.receipts.get().amount == 16000
    assert press(desk, dossier, "cash").status_code == 409


def test_only_the_receiving_counter_takes_the_cash():
    desk, page = at_the_counter()
    take(desk, page, wants_copies="yes", copy_count="2")
    dossier = Dossier.objects.get()
    assert press(at_desk("justice"), dossier, "cash").status_code == 403
    assert Order.objects.get().status == "pending"


def test_any_branch_takes_in_for_any_commune():
    desk, page = at_the_counter()
    away = Person.objects.exclude(unit__code="00160").filter(unit__code__startswith="0").exclude(pin="")
    owner = next(
        person
        for person in away.select_related("unit")
        if person.unit.agencies.filter(kind="commune").exists()
    )
    find(desk, page, owner.pin, "owner")
    shown = desk.get(page).context["competent"]
    assert shown.unit_code == owner.unit.code
    take(desk, page, **AUTHORISED)
    dossier = Dossier.objects.get()
    assert dossier.competent_agency.unit == owner.unit
    assert dossier.intake_agency.kind == "centre_branch"


def test_procedures_are_found_by_what_people_call_them():
    desk = at_desk("counter")
    page = desk.get("/ban-lam-viec/tiep-nhan/")
    assert page.context["rows"][0]["key"] == "1"
    found = desk.get("/ban-lam-viec/tiep-nhan/?q=khai sinh").context["rows"]
    assert found[0]["code"] == BIRTH
    assert desk.get(f"/ban-lam-viec/tiep-nhan/{COPY}/").status_code == 302
    assert desk.get(screen("9.999999")).status_code == 404


@pytest.mark.parametrize("who", ["justice", "chair", "clerk"])
def test_only_the_counter_takes_in(who):
    desk = at_desk(who)
    assert desk.get("/ban-lam-viec/tiep-nhan/").status_code == 403
    assert desk.post(screen(), TYPED).status_code == 403


def test_the_communes_of_a_province_are_given_as_options():
    text = at_desk("counter").get("/ban-lam-viec/dia-danh/?birth_unit-province=01").content.decode()
    assert "Phường Nghĩa Đô" in text


def test_every_country_can_be_chosen_and_is_shown_by_its_name():
    page = at_desk("counter").get(screen("1.000894")).content.decode()
    chosen = re.search(r'<select[^>]*name="woman_nationality".*?</select>', page, re.S)
    assert chosen and chosen.group().count("<option") > 190
    assert '<option value="LA">Lào</option>' in chosen.group()
    question = compiled_question("1.000894", "woman_nationality")
    assert words(question, "LA", None) == "Lào"


def compiled_question(code, name):
    version = publishing.version_for(code, MONDAY)
    return publishing.compiled(version).fields_by_id[name].field

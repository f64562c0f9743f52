"""Officers look people up: the purpose first, by number, card or name with birth date; each look is written down."""

import re
from datetime import date

import pytest

from motcua.city.models import Agency, Person, Unit
from motcua.exchange.population.models import Verification
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events import outbox
from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.records.population import changes
from motcua.records.population.changes import Ground
from motcua.records.privacy import purposes
from motcua.records.subject_requests import marks
from motcua.records.subject_requests.models import SubjectRequest
from motcua.sites.population import verdicts
from tests.exchange.population.conftest import known, played, services
from tests.sites.desk_people import MONDAY, accepted, at_desk, filed

pytestmark = pytest.mark.django_db
assert played
assert services
GROUND = Ground(date(2020, 5, 1), "dossier:H26.1", SYSTEM, MONDAY)
CARD = (
    "001190000755|012345678|Lê Thuỳ Linh|12031990|Nữ|Số 5, Phường Nghĩa Tân, Quận Cầu Giấy, Hà Nội|10042021"
)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def linh(city):
    person = Person.objects.create(
        full_name="Lê Thuỳ Linh", birth_date=date(1990, 3, 12), sex="female", pin="001190000755"
    )
    unit = Unit.objects.get(code="00160", code_list="2025")
    changes.moved(person.pk, "permanent", unit, "Số 5 ngõ 12", GROUND)
    changes.joined(person.pk, "HK-755", "head", GROUND)
    return person


def looking(key="justice"):
    """An officer who has said what for."""
    desk = at_desk(key)
    desk.post("/dan-cu/muc-dich/", {"purpose": "checking", "next": "/dan-cu/"})
    return desk


def test_nobody_is_found_before_the_purpose_is_said(linh):
    desk = at_desk("justice")
    answer = desk.post("/dan-cu/", {"number": linh.pin})
    assert answer.status_code == 422 and "Hãy chọn mục đích trước." in text(answer)
    assert linh.full_name not in text(answer)
    assert desk.get(f"/dan-cu/{linh.pk}/").status_code == 404


def test_a_number_leads_to_the_record_and_the_look_is_noted_once(linh, django_assert_max_num_queries):
    desk = looking()
    desk.get("/dan-cu/")
    with django_assert_max_num_queries(8):
        found = desk.post("/dan-cu/", {"number": "001 190 000 755"})
    assert found["Location"] == f"/dan-cu/{linh.pk}/"
    assert not AccessLog.objects.filter(person_id=linh.pk).exists()
    with django_assert_max_num_queries(18):
        page = desk.get(found["Location"])
    assert {"Lê Thuỳ Linh", "Số 5 ngõ 12", "HK-755", "Chủ hộ"} <= {
        word for word in ("Lê Thuỳ Linh", "Số 5 ngõ 12", "HK-755", "Chủ hộ") if word in text(page)
    }
    noted = AccessLog.objects.get(person_id=linh.pk)
    assert (noted.code, noted.what) == ("checking", "population")


def test_a_person_who_was_not_found_before_is_404(linh):
    other = Person.objects.exclude(pk=linh.pk).first()
    desk = looking()
    desk.post("/dan-cu/", {"number": linh.pin})
    assert desk.get(f"/dan-cu/{other.pk}/").status_code == 404


def test_members_of_the_household_may_be_opened_from_the_record(linh):
    child = Person.objects.create(full_name="Lê Bảo An", birth_date=date(2019, 1, 1), sex="male")
    changes.joined(child.pk, "HK-755", "child", GROUND)
    desk = looking()
    page = desk.get(desk.post("/dan-cu/", {"number": linh.pin})["Location"])
    assert f"/dan-cu/{child.pk}/" in page.content.decode()
    assert desk.get(f"/dan-cu/{child.pk}/").status_code == 200
    assert AccessLog.objects.filter(person_id=child.pk).count() == 2


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("00109000001", "có 12 chữ số"), ("001O90000017", "chỉ gồm chữ số"), ("003090000017", "không phải mã tỉnh"),
        ("001490000017", "chưa tới"), ("001234567890|Nguyễn Văn A|01011990|Nam|123 Đường ABC|01012021", "không phải mã trên thẻ"),
    ],
)  # fmt: skip
def test_a_number_that_is_none_is_told_at_its_field(city, number, words):
    answer = looking().post("/dan-cu/", {"number": number})
    assert answer.status_code == 422 and words in text(answer)
    assert number.split("|")[0] in answer.content.decode(), "nothing that was typed is lost"


def test_a_name_needs_a_day_of_birth_and_both_find_without_marks(linh):
    desk = looking()
    alone = desk.post("/dan-cu/", {"name": "Le Thuy Linh"})
    assert alone.status_code == 422 and "Ngày sinh như" in text(alone)
    both = desk.post("/dan-cu/", {"name": "le thuy linh", "born": "12/3/1990"})
    assert both["Location"] == f"/dan-cu/{linh.pk}/"
    twin = Person.objects.create(full_name="Lê Thúy Linh", birth_date=date(1990, 3, 12), sex="female")
    several = desk.post("/dan-cu/", {"name": "le thuy linh", "born": "1990-03-12"})
    assert several.status_code == 200 and "Lê Thúy Linh" in text(several)
    assert AccessLog.objects.filter(person_id__in=[linh.pk, twin.pk]).count() == 2


def test_a_search_for_nobody_is_noted_without_what_was_typed(city):
    before = AccessLog.objects.count()
    answer = looking().post("/dan-cu/", {"number": "001190000999"})
    assert answer.status_code == 200 and "Không có ai khớp" in text(answer)
    noted = AccessLog.objects.latest("id")
    assert (
        AccessLog.objects.count() == before + 1
        and noted.result == "empty"
        and "001190000999" not in str(vars(noted))
    )


def test_a_scanned_card_finds_its_person_and_what_it_says_otherwise_is_told(linh):
    desk = looking()
    assert desk.post("/dan-cu/", {"number": CARD})["Location"] == f"/dan-cu/{linh.pk}/"
    other = desk.post("/dan-cu/", {"number": CARD.replace("12031990", "13031990")})
    assert "Thẻ nói khác" in text(other) and "13/03/1990" in text(other)
    gone = desk.post("/dan-cu/", {"number": CARD.replace("001190000755", "001190000756")})
    assert "thành phố chưa có người này" in text(gone)


def test_a_replaced_number_and_a_death_stand_first(linh):
    changes.number_replaced(linh.pk, "001191000757", GROUND, why="Cải chính năm sinh")
    changes.died(linh.pk, Ground(date(2026, 2, 1), "dossier:H26.2", SYSTEM, MONDAY))
    desk = looking()
    page = desk.get(desk.post("/dan-cu/", {"number": "001190000755"})["Location"])
    assert "Đã chết ngày 01/02/2026" in text(page) and "Số cũ 001190000755 đã hủy" in text(page)
    then = text(desk.get(f"/dan-cu/{linh.pk}/?ngay=2025-01-01"))
    assert "Vào ngày 01/01/2025" in then and "Số 5 ngõ 12" in then


def test_the_people_of_a_dossier_are_verified_after_it_came_in_and_its_officers_see_the_mark(
    services, city, django_assert_max_num_queries
):
    dossier = filed()
    while outbox.drain(verdicts.CONSUMER, MONDAY):
        pass
    row = Verification.objects.get(dossier=dossier.uuid)
    desk = at_desk("counter")
    address = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert "Chưa xác minh" in text(desk.get(address))
    services.faults.switch({"fail": "down", "times": 1})
    services.now = MONDAY.timestamp
    assert desk.post(f"/dan-cu/xac-minh/{row.uuid}/", {"next": address})["Location"] == address
    assert "Chưa xác minh" in text(desk.get(address)), "a service that is away changes nothing"
    known(services, row.person)
    desk.post(f"/dan-cu/xac-minh/{row.uuid}/")
    assert "Trùng khớp với CSDL quốc gia" in text(desk.get(address))
    assert at_desk("city").post(f"/dan-cu/xac-minh/{row.uuid}/").status_code in (403, 404)


def test_where_the_services_are_not_connected_a_dossier_says_nothing_of_them(city):
    dossier = filed()
    while outbox.drain(verdicts.CONSUMER, MONDAY):
        pass
    assert not Verification.objects.filter(dossier=dossier.uuid).exists()
    assert "CSDL quốc gia" not in text(at_desk("counter").get(f"/ban-lam-viec/ho-so/{dossier.code}/"))


def restrict(person, purpose=""):
    request = SubjectRequest.objects.create(
        person=person, claimant=person, kind="restrict", scope=[purpose], opened_at=MONDAY, receipt_due_at=MONDAY,
        due_at=MONDAY, agency_id=Agency.objects.first().pk, state="done", ended_at=MONDAY,
    )  # fmt: skip
    marks.put(request, MONDAY)


def test_who_asked_not_to_be_looked_up_opens_only_for_a_matter_of_their_own(linh):
    restrict(linh, "looking-up")
    desk = looking()
    answer = text(desk.post("/dan-cu/", {"number": linh.pin}))
    assert "đã yêu cầu không tra cứu" in answer and linh.full_name not in answer
    noted = AccessLog.objects.get(person_id=linh.pk)
    assert (noted.code, noted.result) == ("checking", "refused")
    for code in ("dossier", "intake", "data-correction"):
        desk.post("/dan-cu/muc-dich/", {"purpose": code, "next": "/dan-cu/"})
        assert "đã yêu cầu không tra cứu" in text(desk.post("/dan-cu/", {"number": linh.pin})), (
            "a word is no matter"
        )
    dossier = accepted()
    Dossier.objects.filter(pk=dossier.pk).update(owner=linh)
    desk.post("/dan-cu/muc-dich/", {"purpose": "dossier", "next": "/dan-cu/"})
    found = desk.post("/dan-cu/", {"number": linh.pin})
    assert linh.full_name in text(desk.get(found["Location"]))
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.RETURNED)
    assert desk.get(found["Location"]).status_code == 403, "the matter is over"
    Dossier.objects.filter(pk=dossier.pk).update(status=dossier.status)
    desk.post("/dan-cu/muc-dich/", {"purpose": "checking", "next": "/dan-cu/"})
    page = desk.get(found["Location"])
    assert page.status_code == 403 and linh.full_name not in text(page)


def test_an_address_tried_out_is_404_and_noted_as_refused(linh):
    desk = looking()
    assert desk.get(f"/dan-cu/{linh.pk}/").status_code == 404
    assert AccessLog.objects.get(person_id=linh.pk).result == "refused"
    assert desk.get("/dan-cu/999999999/").status_code == 404


def test_a_purpose_beyond_the_post_is_neither_offered_nor_taken(linh, monkeypatch):
    may_use = purposes.may_use
    monkeypatch.setattr(
        purposes, "may_use", lambda code, powers: code != "register-keeping" and may_use(code, powers)
    )
    desk = at_desk("justice")
    assert 'value="register-keeping"' not in desk.get("/dan-cu/").content.decode()
    answer = desk.post("/dan-cu/muc-dich/", {"purpose": "register-keeping", "next": "/dan-cu/"})
    assert answer.status_code == 403 and "không thuộc chức vụ" in text(answer)
    noted = AccessLog.objects.latest("id")
    assert (noted.code, noted.result, noted.person_id) == ("register-keeping", "refused", None)
    assert desk.post("/dan-cu/", {"number": linh.pin}).status_code == 422


def test_a_dossier_is_not_opened_for_a_purpose_beyond_the_post_and_its_people_can_read_of_the_attempt(
    city, monkeypatch
):
    found = filed(MONDAY)
    may_use = purposes.may_use
    monkeypatch.setattr(purposes, "may_use", lambda code, powers: code != "dossier" and may_use(code, powers))
    answer = at_desk("justice").get(f"/ban-lam-viec/ho-so/{found.code}/")
    assert answer.status_code == 403 and found.owner.full_name not in text(answer)
    noted = AccessLog.objects.filter(person_id=found.owner_id).latest("id")
    assert (noted.result, noted.code, noted.dossier_code) == ("refused", "dossier", found.code)
    monkeypatch.undo()
    assert "Bị từ chối, không xem được" in text(at_desk("resident").get("/ca-nhan/ai-da-xem/"))


def test_somebody_elses_dossier_is_404_and_noted_as_refused(city):
    found = filed(MONDAY)
    assert at_desk("construction").get(f"/ban-lam-viec/ho-so/{found.code}/").status_code == 404
    noted = AccessLog.objects.filter(person_id=found.owner_id).latest("id")
    assert (noted.result, noted.dossier_code) == ("refused", found.code)


def test_an_officer_whose_post_may_not_is_told_of_posts_and_powers_and_not_of_dossiers_of_ones_own(city):
    answer = at_desk("clerk").get("/dan-cu/")
    assert answer.status_code == 403
    assert "Chức vụ của bạn không mở được trang này" in text(answer)
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert 'href="/ban-lam-viec/"' in main and "hồ sơ của bạn" not in main
    assert "Nếu đây là hồ sơ của bạn" in text(at_desk("resident").get("/bao-ve-du-lieu/"))

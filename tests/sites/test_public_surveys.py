"""Five questions after a dossier, with and without signing on; surveys of the public with their smallest number."""

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.city.models import Agency, Person
from motcua.exchange.models import Message
from motcua.exchange.publishing.models import ServiceAnswer
from motcua.exchange.publishing.surveys import service, standing
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from tests.exchange.test_publishing import AT, officer
from tests.exchange.test_publishing_surveys import ASKED
from tests.procedures import people
from tests.sites.access_city import BACKEND
from tests.sites.desk_people import MONDAY

pytestmark = pytest.mark.django_db
LEVELS = {"access": "5", "procedure": "4", "officers": "5", "result": "4", "feedback": "4"}


@pytest.fixture(autouse=True)
def _city(city):
    cache.clear()


def at_work(key: str) -> Client:
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def ended() -> Dossier:
    """A birth that the counter refused: it has ended and can be rated."""
    clock.set_for_test(MONDAY)
    owner = people.resident(MONDAY)
    answers = {**people.BORN, **people.requester(owner)}
    filed = changes.file(people.submission(people.BIRTH, answers, owner, MONDAY), by=owner, at=MONDAY)
    return changes.withdraw(filed.uuid, "Nộp nhầm", by=owner, at=MONDAY)


def test_the_owner_answers_five_questions_and_the_dossier_has_its_stars(ended):
    resident = at_work("resident")
    assert f"/khao-sat/ho-so/{ended.uuid}" in text(resident.get(f"/ho-so/{ended.uuid}"))
    place = f"/khao-sat/ho-so/{ended.uuid}"
    wrong = resident.post(place, LEVELS | {"result": "9", "words": "Lời góp ý"})
    assert wrong.status_code == 422 and "Lời góp ý" in text(wrong) and not ServiceAnswer.objects.exists()
    assert resident.post(place, LEVELS | {"words": "Rất nhanh"}).status_code == 302
    assert "Hồ sơ này đã được đánh giá" in text(resident.get(place))
    ended.refresh_from_db()
    assert (ended.rating, ended.rating_note) == (4, "Rất nhanh")
    assert at_work("resident-single").get(place).status_code == 404


def test_stars_that_were_given_before_stay_as_they_are(ended):
    changes.rate(ended.uuid, 2, "Chậm", by=people.resident(MONDAY), at=MONDAY)
    assert f"/khao-sat/ho-so/{ended.uuid}" in text(at_work("resident").get(f"/ho-so/{ended.uuid}"))
    at_work("resident").post(f"/khao-sat/ho-so/{ended.uuid}", LEVELS)
    ended.refresh_from_db()
    assert ended.rating == 2 and ServiceAnswer.objects.count() == 1


def test_the_link_of_the_notice_needs_no_sign_on_and_shows_no_name(ended):
    outbox.drain("notices", MONDAY)
    letters = "\n".join(Message.objects.filter(dossier_code=ended.code).values_list("body", flat=True))
    place = f"/khao-sat/phieu/{service.token_for(ended.uuid)}"
    assert place in letters
    visitor = Client()
    page = text(visitor.get(place))
    assert ended.code in page and ended.owner_name not in page
    visitor.post(place, LEVELS)
    assert ServiceAnswer.objects.get().way == "link"
    assert visitor.get(place + "x").status_code == 404


def test_the_counter_shows_a_code_to_be_scanned(ended):
    page = text(at_work("counter").get(f"/khao-sat/quay/{ended.code}"))
    assert "data:image/svg+xml" in page and "Mời đánh giá" in page
    assert f"/khao-sat/quay/{ended.code}" in text(
        at_work("counter").get(f"/ban-lam-viec/ho-so/{ended.code}/")
    )
    assert at_work("construction").get(f"/khao-sat/quay/{ended.code}").status_code == 404


def test_leaders_read_what_was_written_without_names(ended):
    at_work("resident").post(f"/khao-sat/ho-so/{ended.uuid}", LEVELS | {"words": "Ghế chờ ít quá"})
    page = text(at_work("chair").get("/ban-bien-tap/danh-gia/"))
    assert "Ghế chờ ít quá" in page and ended.code not in page and ended.owner_name not in page
    assert at_work("clerk").get("/ban-bien-tap/danh-gia/").status_code == 403


def test_a_survey_is_answered_once_signed_on_and_its_results_wait_for_enough_answers():
    clock.set_for_test(AT)
    survey = standing.open_survey(ASKED, Agency.objects.get(key="ubnd-thanh-pho"), by=officer("city"), at=AT)
    visitor, resident = Client(), at_work("resident")
    assert "Đăng nhập để trả lời" in text(visitor.get("/khao-sat/gio-mo-cua"))
    assert visitor.post("/khao-sat/gio-mo-cua", {"when": "sat"})["Location"].startswith("/dang-nhap")
    assert resident.post("/khao-sat/gio-mo-cua", {"when": "sat"}).status_code == 422
    resident.post("/khao-sat/gio-mo-cua", {"when": "sat", "now": "5", "words": ""})
    page = text(resident.get("/khao-sat/gio-mo-cua"))
    assert "Bạn đã trả lời" in page and "Kết quả được công bố khi có từ 30" in page
    known = account_of("resident").person_id
    crowd = Person.objects.exclude(pin="").exclude(id=known).order_by("id").values_list("id", flat=True)[:29]
    for person_id in crowd:
        standing.answer(survey.pk, {"when": "eve", "now": "3"}, person_id=person_id, at=AT)
    assert "96,7" in text(resident.get("/khao-sat/gio-mo-cua"))
    assert "Giờ mở cửa" in text(visitor.get("/khao-sat"))
    assert at_work("clerk").post("/khao-sat/gio-mo-cua", {"when": "sat", "now": "5"}).status_code == 302
    survey.refresh_from_db()
    assert survey.answers == 30


def test_a_leader_types_a_survey_looks_at_it_and_opens_it():
    clock.set_for_test(AT)
    chair = at_work("chair")
    questions = (
        "? Làm ở đâu? | Where?\n- Bờ hồ | The lake\n- Nhà văn hóa\n? Hài lòng với sân cũ?\n? Góp ý\n..."
    )
    form = {"title": "Sân chơi phường", "intro": "Chọn chỗ.", "days": "20", "questions": questions}
    wrong = chair.post(
        "/ban-bien-tap/khao-sat/", form | {"days": "900", "questions": "? Một\n- chỉ một\nlạc"}
    )
    assert wrong.status_code == 422 and "Dòng 3" in text(wrong) and "Từ 1 đến 90 ngày" in text(wrong)
    assert "Bờ hồ" in text(chair.post("/ban-bien-tap/khao-sat/", form | {"_preview": "1"}))
    assert "Đang lấy ý kiến" in text(Client().get("/khao-sat")) and "Sân chơi" not in text(
        Client().get("/khao-sat")
    )
    assert chair.post("/ban-bien-tap/khao-sat/", form)["Location"] == "/khao-sat/san-choi-phuong"
    page = text(at_work("resident").get("/khao-sat/san-choi-phuong"))
    assert "Nhà văn hóa" in page and "Rất hài lòng" in page
    assert chair.post("/ban-bien-tap/khao-sat/", form).status_code == 422

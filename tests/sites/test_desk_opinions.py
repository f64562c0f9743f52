"""Several opinions at the desk: the department answers on its page, the ward sees all answers side by side."""

import pytest
from django.test import Client

from motcua.city.models import Account
from motcua.foundation import clock
from motcua.procedures.dossiers import timers
from motcua.procedures.dossiers.models import Absence
from tests.conftest import hanoi
from tests.procedures import at_wide
from tests.procedures.at_wide import ASKED, act, at_check, consulted, holder, main_task, say, sides
from tests.procedures.at_work import HOME, now

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(city):
    at_wide.publish()


def desk_of(agency, post, at=MORNING, number=1) -> Client:
    clock.set_for_test(at)
    client = Client()
    account = Account.objects.get(username=f"{agency}.{post.replace('_', '-')}-{number}")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def department(branch, at=MORNING):
    return desk_of(ASKED[branch], "specialist", at)


def page(client, dossier, **asked):
    return client.get(f"/ban-lam-viec/ho-so/{dossier.code}/", asked)


def press(client, dossier, what, **data):
    return client.post(f"/ban-lam-viec/ho-so/{dossier.code}/viec/{what}/", data)


def test_the_department_finds_its_question_in_the_list_and_answers_it_on_the_page():
    dossier = consulted(MORNING)
    works = department("works")
    listed = works.get("/ban-lam-viec/cho-nhan/").content.decode()
    assert dossier.code in listed and "Cho ý kiến: Xây dựng" in listed
    shown = page(works, dossier)
    assert shown.status_code == 200
    assert "Phù hợp quy hoạch?" in shown.content.decode() and "Gửi ý kiến" in shown.content.decode()
    answer = press(works, dossier, "opinion", task=sides(dossier)["works"].id, stance="agree")
    assert answer.status_code == 302
    assert now(dossier).officer_answers == {"works": "agree"}
    assert "đã gửi ý kiến" in works.get("/ban-lam-viec/cho-nhan/").content.decode()
    assert dossier.code not in works.get("/ban-lam-viec/cho-nhan/").content.decode()


def test_the_ward_sees_who_was_asked_what_they_said_and_until_when_they_may():
    dossier = consulted(MORNING)
    say(dossier, "works", "object", MORNING, "Vượt chỉ giới đường đỏ")
    timers.fire_due(hanoi("2026-03-03 08:30"))
    text = page(desk_of(HOME, "justice_officer"), dossier).content.decode()
    for seen in (
        "Sở Xây dựng", "Không đồng ý", "Vượt chỉ giới đường đỏ", "Hết hạn, coi là đồng ý", "Sở Tài chính",
        "Quá hạn thì đi tiếp, báo lãnh đạo",
    ):  # fmt: skip
        assert seen in text, seen
    assert "Gửi ý kiến" not in text, "the ward answers for nobody"
    assert "Có thể chuyển tiếp sớm nếu ghi rõ lý do." in text and 'value="on"' in text


def test_the_ward_is_told_when_it_has_to_wait():
    dossier = consulted(MORNING)
    text = page(desk_of(HOME, "justice_officer"), dossier).content.decode()
    assert "Còn chờ ý kiến" in text and "chưa thể chuyển sớm hơn" in text
    assert 'name="way"' not in text, "there is nothing to press yet"


def test_an_objection_without_words_is_told_at_its_field_and_nothing_is_lost():
    dossier = consulted(MORNING)
    refused = press(department("works"), dossier, "opinion", task=sides(dossier)["works"].id, stance="object")
    text = refused.content.decode()
    assert refused.status_code == 422 and "Nêu rõ điều kiện hoặc lý do." in text
    assert 'value="object" checked' in text


def test_an_opinion_that_came_first_is_told_to_the_second_officer():
    dossier = consulted(MORNING)
    task = sides(dossier)["works"].id
    second = desk_of(ASKED["works"], "specialist", number=2)
    say(dossier, "works", "agree", MORNING)
    late = press(second, dossier, "opinion", task=task, stance="agree")
    assert late.status_code == 409
    assert press(second, dossier, "opinion", task=main_task(dossier).id, stance="agree").status_code in (
        403,
        409,
    )


def test_a_late_opinion_and_a_second_thought_are_offered_while_the_step_waits():
    dossier = consulted(MORNING)
    task = sides(dossier)["health"].id
    timers.fire_due(hanoi("2026-03-03 08:30"))
    later = hanoi("2026-03-03 09:00")
    health = department("health", later)
    assert "Gửi ý kiến muộn" in page(health, dossier).content.decode()
    opened = page(health, dossier, task=task, viec="opinion").content.decode()
    assert "ý kiến gửi muộn vẫn được tính" in opened
    assert press(health, dossier, "opinion", task=task, stance="agree").status_code == 302
    assert "Rút ý kiến" in page(health, dossier).content.decode()
    assert press(health, dossier, "take-back-opinion", task=task).status_code == 302
    assert "health" in sides(dossier)


def test_other_departments_and_other_wards_know_nothing_of_it():
    dossier = consulted(MORNING, food=False)
    assert page(department("health"), dossier).status_code == 404
    assert page(desk_of("ubnd-phuong-cau-giay", "justice_officer"), dossier).status_code == 404


def test_the_page_with_opinions_takes_as_few_queries_as_any(django_assert_max_num_queries):
    dossier = consulted(MORNING)
    ward = desk_of(HOME, "justice_officer")
    page(ward, dossier)
    with django_assert_max_num_queries(20):
        page(ward, dossier)


def test_late_work_is_told_to_who_has_it_to_a_superior_and_to_who_takes_over():
    dossier = at_check(MORNING)
    who = holder(dossier, MORNING)
    timers.fire_due(hanoi("2026-03-02 16:30"))
    mine = desk_of(HOME, "justice_officer").get("/ban-lam-viec/nhac-viec/").content.decode()
    assert "Nhắc việc" in mine and dossier.code in mine
    later = hanoi("2026-03-04 09:00")
    timers.fire_due(later)
    assert dossier.code in desk_of(HOME, "vice_chair", later).get("/ban-lam-viec/nhac-viec/").content.decode()
    leader = desk_of(HOME, "division_leader", later).get("/ban-lam-viec/nhac-viec/").content.decode()
    assert "Chuyển cho chức danh của tôi" in leader
    assert dossier.code not in desk_of(HOME, "clerk", later).get("/ban-lam-viec/nhac-viec/").content.decode()
    act(dossier, "sign", holder(dossier, later), later)
    assert (
        dossier.code
        not in desk_of(HOME, "vice_chair", later).get("/ban-lam-viec/nhac-viec/").content.decode()
    )
    assert who.name


def test_the_leader_of_a_silent_department_is_told():
    dossier = consulted(MORNING)
    later = hanoi("2026-03-05 08:30")
    timers.fire_due(later)
    head = (
        desk_of("so-tai-chinh", "department_leader", later).get("/ban-lam-viec/nhac-viec/").content.decode()
    )
    assert "Cơ quan không cho ý kiến trong hạn" in head and dossier.code in head
    assert dossier.code not in (
        desk_of("so-tai-chinh", "clerk", later).get("/ban-lam-viec/nhac-viec/").content.decode()
    )


def test_an_officer_says_when_away_and_every_fault_is_told_at_its_field():
    desk = desk_of(HOME, "justice_officer")
    wrong = desk.post(
        "/ban-lam-viec/vang-mat/", {"first-day": "31", "first-month": "2", "first-year": "2026"}
    )
    assert wrong.status_code == 422
    assert "Ghi ngày bắt đầu." in wrong.content.decode() and "Ghi ngày kết thúc." in wrong.content.decode()
    days = {"first-day": "3", "first-month": "3", "first-year": "2026"}
    days |= {"last-day": "5", "last-month": "3", "last-year": "2026"}
    assert desk.post("/ban-lam-viec/vang-mat/", days).status_code == 302
    row = Absence.objects.get()
    assert "03/03/2026" in desk.get("/ban-lam-viec/nhac-viec/").content.decode()
    other = desk_of(HOME, "clerk")
    assert other.post(f"/ban-lam-viec/vang-mat/{row.id}/bo/").status_code == 404
    assert desk_of(HOME, "justice_officer").post(f"/ban-lam-viec/vang-mat/{row.id}/bo/").status_code == 302
    assert not Absence.objects.exists()

"""The work lists of officers."""

import pytest

from motcua.procedures.dossiers.models import Dossier, Task
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.desk_people import MONDAY, accepted, at_desk, filed, page_of, ready

pytestmark = pytest.mark.django_db


def test_an_online_filing_waits_at_the_counter_with_its_eight_hours(client):
    dossier = filed()
    page = at_desk("counter").get("/ban-lam-viec/truc-tuyen/")
    text = page.content.decode()
    assert dossier.code in text
    assert "còn 1 ngày làm việc" in text
    assert dossier.owner_name in text


def test_a_visitor_is_asked_to_sign_on_and_a_resident_is_sent_away(client):
    assert client.get("/ban-lam-viec/").status_code == 302
    assert at_desk("resident").get("/ban-lam-viec/").status_code == 403


def test_a_work_list_of_fifty_takes_eight_queries_at_most(django_assert_max_num_queries):
    for _ in range(6):
        accepted()
    desk = at_desk("justice")
    desk.get("/ban-lam-viec/cho-nhan/")
    with django_assert_max_num_queries(8):
        page = desk.get("/ban-lam-viec/cho-nhan/")
    assert page.content.decode().count("data-row") == 6


def test_a_list_turns_pages_without_showing_a_task_twice(monkeypatch):
    monkeypatch.setattr("motcua.sites.desk.lists.PAGE", 2)
    codes = {accepted().code for _ in range(5)}
    desk, seen, address = at_desk("justice"), [], "/ban-lam-viec/cho-nhan/"
    while address:
        page = desk.get(address)
        seen += [row["code"] for row in page.context["rows"]]
        older = page.context["older"]
        address = f"/ban-lam-viec/cho-nhan/{older}" if older else ""
    assert len(seen) == 5
    assert set(seen) == codes


def test_a_list_is_searched_without_diacritics_and_by_code():
    dossier = accepted()
    desk = at_desk("justice")
    assert dossier.code in desk.get("/ban-lam-viec/cho-nhan/?q=nguyen thi minh").content.decode()
    assert dossier.code in desk.get(f"/ban-lam-viec/cho-nhan/?q={dossier.code.lower()}").content.decode()
    assert dossier.code not in desk.get("/ban-lam-viec/cho-nhan/?q=tran van").content.decode()


@pytest.mark.parametrize(
    ("query", "there"),
    [("due=overdue", False), ("due=today", True), ("kind=process", True), ("kind=sign", False),
     ("channel=online", True), ("channel=counter", False), ("procedure=1.001193", True), ("procedure=2.000815", False)],
)  # fmt: skip
def test_a_list_is_narrowed_by_each_filter(query, there):
    dossier = accepted()
    page = at_desk("justice").get(f"/ban-lam-viec/cho-nhan/?{query}")
    assert (dossier.code in page.content.decode()) is there


def test_a_result_that_waits_to_be_fetched_is_not_overdue():
    dossier, counter = ready(), at_desk("counter", hanoi("2026-03-20 10:00"))
    assert dossier.code in counter.get("/ban-lam-viec/cho-nhan/?kind=return").content.decode()
    assert dossier.code not in counter.get("/ban-lam-viec/cho-nhan/?due=overdue").content.decode()


def test_a_late_task_says_so_in_words():
    accepted()
    page = at_desk("justice", hanoi("2026-03-05 10:00")).get("/ban-lam-viec/cho-nhan/")
    assert "quá hạn" in page.content.decode()
    assert "is-late" in page.content.decode()


def test_several_tasks_are_claimed_at_once_and_one_that_a_colleague_took_is_named():
    mine, other = accepted(), accepted()
    tasks = [mine.open_task_id, other.open_task_id]
    colleague = people.officer("justice", MONDAY)
    Task.objects.filter(id=other.open_task_id).update(
        claimed_by_id=people.officer("chair", MONDAY).account_id
    )
    desk = at_desk("justice")
    page = desk.post(
        "/ban-lam-viec/nhan-viec/", {"task": tasks, "next": "/ban-lam-viec/cho-nhan/"}, follow=True
    )
    text = page.content.decode()
    assert "Đã nhận 1 việc" in text
    assert "Phan Quang Vinh đang xử lý việc này" in text
    assert Task.objects.get(id=mine.open_task_id).claimed_by_id == colleague.account_id
    assert mine.code in desk.get("/ban-lam-viec/").content.decode()


def test_claiming_leads_nowhere_outside_the_site():
    page = at_desk("justice").post("/ban-lam-viec/nhan-viec/", {"next": "https://evil.example/"})
    assert page["Location"] == "/ban-lam-viec/"


def test_all_dossiers_of_the_agency_are_listed_by_status(django_assert_max_num_queries):
    dossier = accepted()
    desk = at_desk("justice")
    assert dossier.code in desk.get("/ban-lam-viec/tat-ca/?status=2").content.decode()
    assert dossier.code not in desk.get("/ban-lam-viec/tat-ca/?status=9").content.decode()
    with django_assert_max_num_queries(8):
        desk.get("/ban-lam-viec/tat-ca/")


def test_another_departments_list_does_not_show_the_ward(client):
    dossier = accepted()
    desk = at_desk("construction")
    assert dossier.code not in desk.get("/ban-lam-viec/tat-ca/").content.decode()
    assert dossier.code not in desk.get("/ban-lam-viec/cho-nhan/").content.decode()


def test_the_search_box_opens_a_code_at_once_and_finds_a_person_by_number():
    dossier = accepted()
    desk = at_desk("justice")
    assert desk.get(f"/ban-lam-viec/tim/?q={dossier.code}")["Location"] == page_of(dossier)
    pin = Dossier.objects.get(id=dossier.id).owner.pin
    assert dossier.code in desk.get(f"/ban-lam-viec/tim/?q={pin}").content.decode()
    assert dossier.code not in at_desk("construction").get(f"/ban-lam-viec/tim/?q={pin}").content.decode()


def test_an_officer_with_two_posts_works_in_the_one_that_was_chosen():
    from motcua.city import authority
    from motcua.city.models import Appointment, Post
    from motcua.project.demo import account_of

    filed()
    account = account_of("justice")
    counter = Post.objects.get(kind="reception", appointments__account=account_of("counter"))
    Appointment.objects.create(account=account, post=counter, valid_from=MONDAY.date(), acting=True)
    authority.forget()
    desk = at_desk("justice")
    assert "Đổi" in desk.get("/ban-lam-viec/").content.decode()
    assert desk.get("/ban-lam-viec/truc-tuyen/").context["rows"] == []
    desk.post("/ban-lam-viec/chuc-vu/", {"post": counter.id, "next": "/ban-lam-viec/truc-tuyen/"})
    assert len(desk.get("/ban-lam-viec/truc-tuyen/").context["rows"]) == 1
    authority.forget()

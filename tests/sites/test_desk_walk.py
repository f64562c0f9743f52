"""From dossier to dossier of a list; saved views; the command palette."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import SavedView
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.desk_people import (
    MONDAY,
    RECEIVED,
    accepted,
    at_desk,
    examined,
    filed,
    page_of,
    press,
    signed,
)

pytestmark = pytest.mark.django_db
WAITING = "?ds=" + quote("waiting?")
ONLINE = "?ds=" + quote("online?")


def morning(make, number: int = 3):
    """Dossiers of one morning, the earliest first."""
    return [make(hanoi("2026-03-02 08:00") + timedelta(minutes=5 * at)) for at in range(number)]


def test_the_rows_of_a_list_lead_to_dossiers_that_know_the_list():
    (dossier,) = morning(accepted, 1)
    page = at_desk("justice").get("/ban-lam-viec/cho-nhan/?due=today")
    assert page.context["rows"][0]["href"] == page_of(dossier, "?ds=" + quote("waiting?due=today", safe=""))


def test_a_dossier_knows_the_one_before_and_the_next():
    one, two, three = morning(accepted)
    page = at_desk("justice").get(page_of(two, WAITING))
    assert one.code in page.context["before"]
    assert three.code in page.context["after"]
    assert at_desk("justice").get(page_of(three, WAITING)).context["after"] == ""


def test_after_an_act_the_next_dossier_opens_and_the_last_one_can_be_taken_back():
    one, two, _ = morning(filed)
    answer = press(at_desk("counter"), one, "accept", ds="online?", **RECEIVED)
    assert answer["Location"].startswith(page_of(two))
    assert f"vua={one.code}" in answer["Location"]
    page = at_desk("counter").get(answer["Location"])
    assert page_of(one, "hoan-tac/") in page.content.decode()


def test_after_the_last_of_a_list_one_goes_on_at_its_top_and_then_back_to_the_list():
    one, two = morning(filed, 2)
    desk = at_desk("counter")
    assert press(desk, two, "accept", ds="online?", **RECEIVED)["Location"].startswith(page_of(one))
    assert press(desk, one, "accept", ds="online?", **RECEIVED)["Location"] == "/ban-lam-viec/truc-tuyen/"


def test_who_does_not_want_the_next_dossier_stays():
    one, _ = morning(filed, 2)
    desk = at_desk("counter")
    desk.post("/ban-lam-viec/thoi-quen/", {"open_next": "no"})
    assert press(desk, one, "accept", ds="online?", **RECEIVED)["Location"] == page_of(one, ONLINE)
    desk.post("/ban-lam-viec/thoi-quen/", {"open_next": "yes"})


def test_without_a_list_everything_is_as_it_was():
    dossier = filed()
    assert press(at_desk("counter"), dossier, "accept", **RECEIVED)["Location"] == page_of(dossier)


@pytest.mark.parametrize(
    "nonsense", ["nowhere?", "waiting", "online?drop=table", "<script>?", "mine?after=1_1"]
)
def test_a_list_that_is_none_does_no_harm(nonsense):
    assert at_desk("justice").get(page_of(accepted()), {"ds": nonsense}).status_code == 200


def test_a_dossier_of_a_list_opens_in_few_queries(django_assert_max_num_queries):
    _, dossier, _ = morning(accepted)
    desk = at_desk("justice")
    desk.get(page_of(dossier, WAITING))
    with django_assert_max_num_queries(24):
        desk.get(page_of(dossier, WAITING))


def test_the_newest_can_stand_first_and_pages_still_turn(monkeypatch):
    monkeypatch.setattr("motcua.sites.desk.lists.PAGE", 2)
    codes = [dossier.code for dossier in morning(accepted)]
    desk = at_desk("justice")
    first = desk.get("/ban-lam-viec/cho-nhan/?order=newest")
    second = desk.get("/ban-lam-viec/cho-nhan/" + first.context["older"])
    assert [row["code"] for page in (first, second) for row in page.context["rows"]] == codes[::-1]


def test_a_step_is_taken_back_by_one_press_and_a_signature_says_why_not():
    dossier = examined()
    page = at_desk("justice").post(page_of(dossier, "hoan-tac/"), follow=True)
    assert "đã thu hồi" in page.content.decode()
    done = signed()
    page = at_desk("chair").post(page_of(done, "hoan-tac/"))
    assert page.status_code == 422
    assert "Chữ ký số đã đặt" in page.content.decode()
    assert "Thu hồi" in at_desk("justice").get(page_of(examined(), "hoan-tac/")).content.decode()


def test_a_view_is_saved_under_a_name_and_stands_among_the_lists():
    accepted()
    desk = at_desk("justice")
    desk.post("/ban-lam-viec/danh-sach/luu/", {"ds": "waiting?due=today", "name": "Gấp hôm nay"})
    page = desk.get("/ban-lam-viec/cho-nhan/?due=today")
    assert page.context["list_name"] == "Gấp hôm nay"
    assert [(view["label"], view["current"]) for view in page.context["saved"]] == [("Gấp hôm nay", True)]
    counts = desk.get("/ban-lam-viec/danh-sach/so-dem/").content.decode()
    assert 'data-count-for="/ban-lam-viec/cho-nhan/?due=today">1<' in counts


def test_a_shared_view_is_seen_in_the_agency_and_nowhere_else():
    at_desk("justice").post(
        "/ban-lam-viec/danh-sach/luu/", {"ds": "waiting?due=overdue", "name": "Trễ", "shared": "yes"}
    )
    assert "Trễ" in at_desk("clerk").get("/ban-lam-viec/cho-nhan/").content.decode()
    assert "Trễ" not in at_desk("construction").get("/ban-lam-viec/cho-nhan/").content.decode()
    view = SavedView.objects.get()
    assert at_desk("clerk").post(f"/ban-lam-viec/danh-sach/{view.id}/bo/").status_code == 404
    at_desk("justice").post(f"/ban-lam-viec/danh-sach/{view.id}/bo/")
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name_and_a_list():
    desk = at_desk("justice")
    for given in ({"ds": "waiting?due=today"}, {"ds": "nowhere?", "name": "X"}):
        desk.post("/ban-lam-viec/danh-sach/luu/", given)
    assert not SavedView.objects.exists()


def test_more_than_ninety_nine_are_not_counted(monkeypatch):
    monkeypatch.setattr("motcua.sites.desk.views.MANY", 2)
    morning(accepted)
    assert ">2+<" in at_desk("justice").get("/ban-lam-viec/danh-sach/so-dem/").content.decode()


def test_lists_with_saved_views_take_as_many_queries_as_without(django_assert_max_num_queries):
    morning(accepted)
    for number in range(6):
        SavedView.objects.create(
            account=account_of("justice"), name=str(number), tab="mine", query="due=today", created_at=MONDAY
        )
    desk = at_desk("justice")
    desk.get("/ban-lam-viec/cho-nhan/")
    with django_assert_max_num_queries(9):
        desk.get("/ban-lam-viec/cho-nhan/")


def test_the_palette_finds_by_code_and_name_what_is_ones_business(django_assert_max_num_queries):
    dossier = accepted()
    desk = at_desk("justice")
    desk.get("/ban-lam-viec/lenh/")
    with django_assert_max_num_queries(5):
        found = desk.get("/ban-lam-viec/lenh/?q=nguyen thi").json()["dossiers"]
    assert [one["hint"] for one in found] == [dossier.code]
    assert desk.get(f"/ban-lam-viec/lenh/?q={dossier.code}").json()["dossiers"][0]["href"] == page_of(dossier)
    assert at_desk("construction").get("/ban-lam-viec/lenh/?q=nguyen thi").json()["dossiers"] == []
    assert desk.get("/ban-lam-viec/lenh/?q=n").json()["dossiers"] == []


def test_claiming_keeps_one_in_the_list():
    dossier = accepted()
    task = dossier.open_task_id
    answer = at_desk("justice").post(page_of(dossier, "viec/claim/"), {"task": task, "ds": "waiting?"})
    assert answer["Location"].startswith(page_of(dossier, "?ds="))
    changes.release(task, by=people.officer("justice", MONDAY), at=MONDAY)

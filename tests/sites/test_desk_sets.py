"""A dossier of a linked set at the desk: its siblings, what came from them, an error sent back."""

import pytest
from django.test import Client
from django.urls import reverse

from motcua.city.models import Account
from motcua.foundation import clock
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures import linked_sets as sets
from tests.procedures.at_work import now, open_task

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:15")


def at_desk(username: str = "", key: str = "") -> Client:
    account = account_of(key) if key else Account.objects.get(username=username)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def parent():
    sets.publish()
    clock.set_for_test(MONDAY)
    return sets.begun(MONDAY)


def page(browser: Client, code: str) -> str:
    answer = browser.get(reverse("desk:dossier", args=[code]))
    assert answer.status_code == 200
    return answer.content.decode()


def police(dossier) -> Client:
    task = open_task(dossier)
    return at_desk(f"{task.agency.key}.{task.post_kind.replace('_', '-')}-1")


def test_the_counter_sees_the_parts_of_a_set(parent):
    shown = page(at_desk(key="counter"), parent.code)
    assert "Các phần của hồ sơ liên thông" in shown
    assert "Chờ: Khai sinh" in shown and sets.part(parent, "card").dossier.code in shown
    assert "Hồ sơ tự đi tiếp khi các phần đã xong" in shown and 'value="done"' not in shown
    assert parent.code not in at_desk(key="counter").get(reverse("desk:waiting")).content.decode()


def test_an_officer_of_a_part_sees_its_siblings_and_what_came_from_them(parent):
    birth = sets.decide_birth(parent, MONDAY)
    residence = sets.part(parent, "residence").dossier
    shown = page(police(residence), residence.code)
    assert "Thuộc hồ sơ liên thông" in shown and parent.code in shown
    assert "Nhận từ Khai sinh" in shown and birth.result_number in shown
    assert "Trả lại phần trước để sửa" in shown
    # what is none of the officer's business is named, not opened
    assert reverse("desk:dossier", args=[sets.part(parent, "card").dossier.code]) not in shown


def test_an_error_is_sent_back_with_a_reason(parent):
    sets.decide_birth(parent, MONDAY)
    residence = sets.part(parent, "residence").dossier
    browser, task = police(residence), open_task(residence)
    act = reverse("desk:act", args=[residence.code, "send-back"])
    empty = browser.post(act, {"task": task.id, "to_part": "birth", "reason": ""})
    assert empty.status_code == 422 and "Ghi rõ sai sót" in empty.content.decode()
    done = browser.post(act, {"task": task.id, "to_part": "birth", "reason": "Sai tên đệm"})
    assert done.status_code == 302
    assert now(residence).paused_at is not None
    birth = now(sets.part(parent, "birth").dossier)
    assert "Sai tên đệm" in page(at_desk(key="justice"), birth.code)
    assert "Sai tên đệm" in page(browser, residence.code)
    again = browser.post(act, {"task": task.id, "to_part": "birth", "reason": "Sai"})
    assert again.status_code == 409


def test_the_page_of_a_part_keeps_its_queries(parent, django_assert_max_num_queries):
    residence = sets.part(parent, "residence").dossier
    sets.decide_birth(parent, MONDAY)
    browser = police(residence)
    page(browser, residence.code)
    with django_assert_max_num_queries(40):
        page(browser, residence.code)

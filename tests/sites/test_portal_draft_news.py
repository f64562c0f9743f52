"""A form begun on one version is opened on the next: the answers are there, and a note says what is new."""

from copy import deepcopy
from datetime import timedelta

import pytest

from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.procedures.authoring.trees import read_tree, tree_of
from motcua.procedures.catalogue import publishing
from tests.sites.portal_town import BIRTH, MONDAY, build

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def town(db):
    clock.set_for_test(MONDAY)
    return build()


def publish_with(change):
    old = publishing.version_for(BIRTH, LATER)
    tree = deepcopy(tree_of(publishing.definition_of(old)))
    change(tree)
    return publishing.publish(read_tree(tree).value, by=SYSTEM, at=MONDAY + timedelta(hours=1))


def new_page(tree):
    field = {"id": "extra", "kind": "text", "label": {"vi": "Số nhà mới", "en": "New house number"}}
    tree["form"]["pages"].append({"id": "more", "title": {"vi": "Thêm", "en": "More"}, "fields": [field]})


def page(town, draft, more=""):
    return town.browser.get(f"/nop/ban-nhap/{draft.id}{more}", follow=True).content.decode()


def test_who_goes_on_with_a_form_reads_what_is_new_and_has_lost_nothing(town):
    draft = town.begin()
    before = dict(draft.answers)
    version = publish_with(new_page)
    clock.set_for_test(LATER)
    seen = page(town, draft)
    assert "Có thay đổi từ khi bạn bắt đầu" in seen and "Câu hỏi mới: Số nhà mới." in seen
    draft.refresh_from_db()
    assert draft.version_id == version.pk
    assert {key: draft.answers[key] for key in before} == before
    assert "Số nhà mới" in page(town, draft, "/more")
    town.browser.post(f"/nop/ban-nhap/{draft.id}/da-xem")
    assert "Có thay đổi từ khi" not in page(town, draft)


def test_a_page_that_lay_open_moves_when_it_is_opened_and_not_while_somebody_writes(town):
    draft = town.begin()
    publish_with(new_page)
    clock.set_for_test(MONDAY + timedelta(minutes=5))
    assert "Có thay đổi từ khi" not in page(town, draft, f"/{draft.page}")
    clock.set_for_test(LATER)
    assert "Câu hỏi mới: Số nhà mới." in page(town, draft, f"/{draft.page}")


def test_two_new_versions_in_a_row_are_both_told(town):
    draft = town.begin()
    publish_with(new_page)
    clock.set_for_test(LATER)
    page(town, draft)
    publish_with(lambda tree: tree["limit"].update(amount=9, unit="working_day"))
    seen = page(town, draft)
    assert "Số nhà mới" in seen and "Thời hạn giải quyết" in seen

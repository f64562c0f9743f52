"""Two editors at once: the later one is led to a page with both changes, and nothing is lost."""

from copy import deepcopy

import pytest

from motcua.city import authority
from motcua.foundation import clock
from motcua.procedures.authoring import merging, working
from motcua.procedures.authoring.models import Unmerged, WorkingCopy
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.project.demo import account_of
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(MONDAY)


def actor(key):
    return authority.actor_for(account_of(key), MONDAY)


def two_saves(mine, theirs):
    version = ProcedureVersion.objects.filter(procedure__code="1.001193").latest("number")
    copy = working.start_from(version, by=actor("editor"), at=MONDAY)
    first, second = deepcopy(copy.tree), deepcopy(copy.tree)
    theirs(first), mine(second)
    working.save(copy.uuid, first, seen=1, by=actor("issuer"), at=MONDAY)
    with pytest.raises(working.Diverged) as met:
        working.save(copy.uuid, second, seen=1, by=actor("editor"), at=MONDAY)
    kept = merging.keep(met.value, seen=1, by=actor("editor"), at=MONDAY)
    return copy, kept, f"/soan-thu-tuc/{copy.uuid}/gop/{kept.pk}/"


def test_what_does_not_collide_is_saved_together_with_one_press():
    copy, _, address = two_saves(
        lambda tree: tree["name"].update(en="Register a birth"),
        lambda tree: tree["summary"].update(vi="Tóm tắt mới"),
    )
    client = at_desk("editor")
    page = client.get(address).content.decode()
    assert "Register a birth" in page and "Tóm tắt mới" in page and "Hai người cùng sửa" not in page
    assert client.post(address, {"seen": "2"}).status_code == 302
    now = WorkingCopy.objects.get(id=copy.pk)
    assert now.revision == 3 and now.tree["name"]["en"] == "Register a birth"
    assert now.tree["summary"]["vi"] == "Tóm tắt mới"
    assert Unmerged.objects.get().settled_at is not None


def test_what_collides_must_be_chosen_and_the_page_says_what():
    copy, _, address = two_saves(
        lambda tree: tree["name"].update(vi="Tên của tôi"), lambda tree: tree["name"].update(vi="Tên của họ")
    )
    client = at_desk("editor")
    answer = client.post(address, {"seen": "2"})
    assert answer.status_code == 422 and "Tên của tôi" in answer.content.decode()
    client.post(address, {"seen": "2", "c:name/vi": "mine"})
    assert WorkingCopy.objects.get(id=copy.pk).tree["name"]["vi"] == "Tên của tôi"


def test_a_third_save_in_between_is_shown_before_anything_is_merged():
    copy, _, address = two_saves(
        lambda tree: tree["name"].update(vi="Tên của tôi"), lambda tree: tree["summary"].update(vi="Khác")
    )
    now = WorkingCopy.objects.get(id=copy.pk)
    working.save(copy.uuid, {**now.tree, "keywords": ["mới"]}, seen=2, by=actor("issuer"), at=MONDAY)
    client = at_desk("editor")
    assert client.post(address, {"seen": "2"}).status_code == 409
    client.post(address, {"seen": "3"})
    now = WorkingCopy.objects.get(id=copy.pk)
    assert now.tree["name"]["vi"] == "Tên của tôi" and now.tree["keywords"] == ["mới"]


def test_what_somebody_else_has_not_merged_yet_is_nobodys_page():
    _, _, address = two_saves(
        lambda tree: tree["name"].update(vi="Tên của tôi"), lambda tree: tree["summary"].update(vi="Khác")
    )
    assert at_desk("issuer").get(address).status_code == 404

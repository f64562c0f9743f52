"""What happens in a life: an ordered guide of published procedures, and a checklist for who is signed on."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest

import motcua
from motcua.foundation import clock
from motcua.procedures.catalogue import wording
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.services import load_all
from motcua.sites.portal.guidance.checklist import RECENT
from motcua.sites.portal.guidance.life_events import guides, slug_of
from tests.sites.portal_town import MONDAY, file_birth, town  # noqa: F401

FACTS = Path(motcua.__file__).parent / "project/data/procedures/procedures.jsonl.gz"


def published():
    with gzip.open(FACTS) as file:
        return {row["code"]: row for row in map(json.loads, file)}


def test_a_guide_names_only_published_procedures():
    rows = {*published(), *(definition.code for definition in load_all())}
    for slug, guide in guides().items():
        assert guide.together is None or guide.together.code in rows
        for step in guide.steps:
            for code in {*step.codes, *step.finished_by}:
                assert code in rows, (slug, step.key, code)


def test_every_guide_belongs_to_one_event_of_the_catalogue():
    events = [guide.event for guide in guides().values()]
    assert len(events) == len(set(events)) >= 7
    assert set(events) <= {event.key for event in wording.life_events()}
    assert slug_of("birth") == "co-con" and slug_of("driving") == ""


def test_a_limit_names_the_law_that_sets_it():
    limits = [step.by for guide in guides().values() for step in guide.steps if step.by]
    assert len(limits) >= 2
    assert all("Luật" in limit.legal and "Điều" in limit.legal for limit in limits)


@pytest.mark.django_db
def test_a_visitor_reads_the_steps_in_order_and_what_can_be_filed_here(town):
    town.browser.logout()
    page = town.browser.get("/viec-trong-doi/co-con").content.decode()
    assert page.index("Lấy giấy chứng sinh") < page.index("<h3>Đăng ký khai sinh")
    assert "trong 60 ngày kể từ ngày sinh" in page and "Luật Hộ tịch 2014, Điều 15" in page
    assert "/nop/1.001193" in page
    assert "để thấy việc nào đã xong" in page


@pytest.mark.django_db
def test_the_checklist_knows_what_is_on_its_way_and_what_is_done(town):
    draft, _ = file_birth(town)
    dossier = Dossier.objects.get(uuid=draft.id)
    page = town.browser.get("/viec-trong-doi/co-con").content.decode()
    assert "Đang giải quyết:" in page and dossier.code in page
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.RETURNED)
    page = town.browser.get("/viec-trong-doi/co-con").content.decode()
    assert "Đã xong:" in page and dossier.code in page
    assert 'href="/nop/1.001193"' not in page
    other = town.signed_on(town.stranger).get("/viec-trong-doi/co-con").content.decode()
    assert dossier.code not in other and "Đã xong:" not in other


@pytest.mark.django_db
def test_a_birth_of_years_ago_is_another_child(town):
    draft, _ = file_birth(town)
    Dossier.objects.filter(uuid=draft.id).update(status=Status.RETURNED)
    clock.set_for_test(MONDAY + RECENT + timedelta(days=2))
    assert "Đã xong:" not in town.browser.get("/viec-trong-doi/co-con").content.decode()


@pytest.mark.django_db
def test_guides_cost_few_queries(town, django_assert_max_num_queries):
    file_birth(town)
    for slug in guides():
        town.browser.get(f"/viec-trong-doi/{slug}")
    for slug in guides():
        with django_assert_max_num_queries(10):
            assert town.browser.get(f"/viec-trong-doi/{slug}").status_code == 200


@pytest.mark.django_db
def test_an_event_that_does_not_exist_is_not_found(town):
    assert town.browser.get("/viec-trong-doi/bay-len-mat-trang").status_code == 404


@pytest.mark.django_db
def test_every_guide_speaks_english(town):
    town.browser.cookies["django_language"] = "en"
    page = town.browser.get("/viec-trong-doi/xay-nha").content.decode()
    assert "Building a house" in page and "Get the building permit" in page


@pytest.mark.django_db
def test_suggestions_come_while_typing_and_cost_two_queries(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        page = town.browser.get("/thu-tuc/goi-y", {"q": "khai sinh"}).content.decode()
    assert "/nop/1.001193" in page and "<html" not in page
    assert "<a" not in town.browser.get("/thu-tuc/goi-y", {"q": "k"}).content.decode()
    assert "Chưa thấy" in town.browser.get("/thu-tuc/goi-y", {"q": "zzzzqqqq"}).content.decode()

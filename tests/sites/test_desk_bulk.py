"""Several tasks at once: told before, done one by one, reported row by row."""

from datetime import timedelta

import pytest

from motcua.foundation import clock
from motcua.procedures.certification.models import Declaration
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Task
from tests.procedures import people
from tests.procedures.at_work import certified_copies, open_task, pay
from tests.sites.desk_people import MONDAY, accepted, at_desk, examined, filed, page_of, signed

pytestmark = pytest.mark.django_db
PREVIEW, DO = "/ban-lam-viec/nhieu-ho-so/", "/ban-lam-viec/nhieu-ho-so/lam/"


def chosen(act: str, *dossiers: Dossier, **more) -> dict:
    return {"act": act, "task": [dossier.open_task_id for dossier in dossiers], **more}


def told(page) -> list[str]:
    return [(one.will or one.why)["vi"] for one in page.context["plans"]]


def looked(who: str, *dossiers: Dossier) -> None:
    for dossier in dossiers:
        assert at_desk(who).get(page_of(dossier, "du-thao/trang/1/")).status_code == 200


def ways(dossiers, way: str) -> dict[str, str]:
    return {f"way.{dossier.open_task_id}": way for dossier in dossiers}


def test_claiming_several_is_told_first_and_nothing_has_changed_yet():
    mine, other = accepted(), accepted()
    changes.claim(other.open_task_id, by=people.officer("justice", MONDAY), at=MONDAY)
    page = at_desk("justice").post(PREVIEW, chosen("claim", mine, other))
    assert sorted(told(page)) == ["Thành việc của anh/chị", "Đã là việc của anh/chị."]
    assert Task.objects.get(id=mine.open_task_id).claimed_by_id is None


def test_sealing_several_goes_row_by_row_and_a_stale_one_is_told():
    one, two, late = signed(), signed(), signed()
    desk = at_desk("clerk")
    page = desk.post(PREVIEW, chosen("act", one, two, late))
    assert all("Trả kết quả" in words for words in told(page))
    changes.act(late.open_task_id, "entered", by=people.officer("clerk", MONDAY), at=MONDAY)
    done = desk.post(DO, chosen("act", one, two, late) | ways((one, two, late), "entered"))
    assert (done.context["done"], done.context["left"]) == (2, 1)
    assert "đã xử lý việc này" in done.content.decode()
    assert Dossier.objects.filter(step="return").count() == 3


def test_what_needs_its_own_confirmations_is_not_done_in_bulk():
    page = at_desk("justice").post(PREVIEW, chosen("act", accepted()))
    assert told(page) == ["Cần xác nhận hoặc nhập nội dung riêng trong hồ sơ."]
    page = at_desk("counter").post(PREVIEW, chosen("act", filed()))
    assert told(page) == ["Bước này làm trong từng hồ sơ (tiếp nhận, trả kết quả)."]


def test_only_results_whose_draft_was_opened_are_signed_together():
    seen, unseen = examined(), examined()
    looked("chair", seen)
    desk = at_desk("chair")
    page = desk.post(PREVIEW, chosen("act", seen, unseen))
    assert page.context["signs"] == 1
    assert any("Chưa mở dự thảo" in words for words in told(page))
    both = chosen("act", seen, unseen, sure="yes") | ways((seen, unseen), "sign")
    done = desk.post(DO, both)
    assert (done.context["done"], done.context["left"]) == (1, 1)
    assert Dossier.objects.get(id=seen.id).step == "number"
    assert Dossier.objects.get(id=unseen.id).step == "sign"


def test_signing_together_is_confirmed_once_more():
    dossier = examined()
    looked("chair", dossier)
    page = at_desk("chair").post(DO, chosen("act", dossier) | ways((dossier,), "sign"))
    assert page.status_code == 422
    assert Dossier.objects.get(id=dossier.id).step == "sign"


def test_a_look_at_the_draft_of_an_earlier_round_does_not_count():
    dossier = examined()
    looked("chair", dossier)
    chair = people.officer("chair", MONDAY)
    later = MONDAY + timedelta(minutes=20)
    back = changes.act(dossier.open_task_id, "send_back", by=chair, at=later, note="Sửa tên.")
    again = changes.act(
        back.open_task_id,
        "submit",
        by=people.officer("justice", later),
        at=later,
        ticked=frozenset({"not_registered", "name_lawful"}),
    )
    desk = at_desk("chair", later + timedelta(minutes=1))
    page = desk.post(PREVIEW, chosen("act", again))
    assert page.context["ready"] == []
    clock.set_for_test(MONDAY)


def test_a_strangers_task_is_not_even_named():
    dossier = accepted()
    page = at_desk("construction").post(PREVIEW, chosen("claim", dossier), follow=True)
    assert dossier.code not in page.content.decode()
    at_desk("construction").post(DO, chosen("claim", dossier))
    assert Task.objects.get(id=dossier.open_task_id).claimed_by_id is None


def test_a_way_that_was_not_on_the_page_is_not_gone():
    dossier = signed()
    done = at_desk("clerk").post(DO, chosen("act", dossier))
    assert (done.context["done"], done.context["left"]) == (0, 1)


def test_a_preview_of_many_takes_as_many_queries_as_of_one(django_assert_max_num_queries):
    dossiers = [examined() for _ in range(5)]
    desk = at_desk("chair")
    desk.post(PREVIEW, chosen("act", dossiers[0]))
    with django_assert_max_num_queries(7):
        desk.post(PREVIEW, chosen("act", *dossiers))


def test_who_signs_certified_copies_together_declares_once_for_all_of_them():
    at = people.officer("justice", MONDAY)
    dossiers = [certified_copies(MONDAY) for _ in range(2)]
    for dossier in dossiers:
        pay(dossier, MONDAY)
        ticked = frozenset({"copy_true", "no_interest"})
        changes.act(open_task(dossier).id, "submit", by=at, at=MONDAY, ticked=ticked)
    dossiers = [Dossier.objects.get(id=dossier.id) for dossier in dossiers]
    looked("justice", *dossiers)
    desk = at_desk("justice")
    page = desk.post(PREVIEW, chosen("act", *dossiers))
    assert [point.id for point in page.context["declares"]] == ["no_interest"]
    press = chosen("act", *dossiers, sure="yes") | ways(dossiers, "sign")
    assert desk.post(DO, press).status_code == 422
    done = desk.post(DO, press | {"tick": "no_interest"})
    assert done.context["done"] == 2
    assert Declaration.objects.filter(dossier_code__in=[one.code for one in dossiers]).count() == 2

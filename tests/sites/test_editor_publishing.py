"""The editor's pages: from a name to a published procedure, by two people and without a restart."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation import clock
from motcua.procedures.authoring.models import Proposal, WorkingCopy
from motcua.procedures.catalogue.models import FieldOfProcedure, Procedure, ProcedureVersion
from tests.sites import desk_people
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db
ROOM = "/soan-thu-tuc/"
BIRTH = "1.001193"
TERMS = {
    "reason": "Theo đề nghị của phường", "decision": "12/QĐ-UBND", "decided_on-day": "1", "decided_on-month": "3",
    "decided_on-year": "2026", "valid_from-day": "2", "valid_from-month": "3", "valid_from-year": "2026",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(MONDAY)


def text(answer) -> str:
    return answer.content.decode()


def a_field() -> str:
    return FieldOfProcedure.objects.filter(key__regex=r"^[a-z-]+$").values_list("key", flat=True)[0]


def made(client, **more) -> WorkingCopy:
    typed = {
        "name_vi": "Đăng ký mượn phòng họp", "name_en": "Book a meeting room", "level": "commune", "field": a_field(),
        "code": "", "from": "",
    } | more  # fmt: skip
    answer = client.post(f"{ROOM}moi/", typed)
    assert answer.status_code == 302, text(answer)
    return WorkingCopy.objects.latest("id")


def opened(client, code=BIRTH) -> WorkingCopy:
    assert client.post(f"{ROOM}sua/{code}/").status_code == 302
    return WorkingCopy.objects.get(code=code, state="editing")


def test_from_a_name_to_a_form_that_residents_find_and_no_restart():
    editor, issuer = at_desk("editor"), at_desk("issuer")
    copy = made(editor)
    assert copy.code.startswith("9.")
    place = f"{ROOM}{copy.uuid}/cong-bo/"
    assert "Quy trình thông suốt" in text(editor.get(place))
    assert editor.post(f"{place}viec/trinh/", {**TERMS, "seen": "1"}).status_code == 302
    page = text(issuer.get(place))
    assert "Duyệt và công bố" in page and "12/QĐ-UBND" in page
    assert "Vì sao vẫn công bố" in page
    assert issuer.post(f"{place}viec/duyet/", {"seen": "1"}).status_code == 409
    answer = issuer.post(f"{place}viec/duyet/", {"seen": "1", "words": "Cần ngay"})
    assert answer.status_code == 302, text(answer)
    portal = text(Client().get(f"/nop/{copy.code}"))
    assert "Đăng ký mượn phòng họp" in portal and "Đăng nhập để nộp" in portal
    assert "mượn phòng họp" in text(Client().get("/thu-tuc?q=mượn phòng họp"))


def test_the_list_shows_what_is_open_who_has_it_and_finds_by_words_or_code():
    editor = at_desk("editor")
    copy = opened(editor)
    page = text(editor.get(ROOM, {"q": "khai sinh"}))
    assert "Bản đang soạn" in page and BIRTH in page and "Tạ Khánh Linh" in page
    assert "Không có thủ tục nào như vậy" in text(editor.get(ROOM, {"q": "khong co gi nhu the"}))
    assert BIRTH in text(editor.get(ROOM, {"q": "1.0011"}))
    assert text(editor.get(f"{ROOM}{copy.uuid}/ai/")).strip() == ""
    assert "Tạ Khánh Linh" in text(at_desk("issuer").get(f"{ROOM}{copy.uuid}/ai/"))
    clock.set_for_test(MONDAY + timedelta(minutes=5))
    assert text(at_desk("issuer", MONDAY + timedelta(minutes=5)).get(f"{ROOM}{copy.uuid}/ai/")).strip() == ""


def test_everything_missing_is_told_at_once_and_what_was_typed_stays():
    answer = at_desk("editor").post(f"{ROOM}moi/", {"name_vi": "Chỉ có tên", "code": "abc"})
    page = text(answer)
    assert answer.status_code == 422 and "Chỉ có tên" in page
    assert page.count("Cần điền.") >= 2 and "Mã có dạng 1.001193." in page


def test_a_code_that_is_published_or_being_written_is_refused_with_the_way_out():
    editor = at_desk("editor")
    answer = editor.post(
        f"{ROOM}moi/",
        {"name_vi": "a", "name_en": "a", "level": "commune", "field": a_field(), "code": BIRTH, "from": ""},
    )
    assert answer.status_code == 422 and "đã công bố" in text(answer)


def test_a_new_procedure_can_begin_as_a_copy_of_another():
    copy = made(at_desk("editor"), **{"from": BIRTH})
    assert copy.code.startswith("9.") and copy.base_id is None
    assert len(copy.tree["form"]["pages"]) > 1 and copy.tree["name"]["en"] == "Book a meeting room"


def test_proposal_without_its_terms_names_each_at_its_field():
    editor = at_desk("editor")
    copy = made(editor)
    answer = editor.post(f"{ROOM}{copy.uuid}/cong-bo/viec/trinh/", {"seen": "1", "valid_from-day": "40"})
    page = text(answer)
    assert answer.status_code == 422 and page.count("Cần điền.") >= 2 and "Hãy ghi đủ ngày" in page
    assert not Proposal.objects.exists()


def test_the_approver_who_saw_an_older_revision_publishes_nothing():
    editor, issuer = at_desk("editor"), at_desk("issuer")
    copy = made(editor)
    place = f"{ROOM}{copy.uuid}/cong-bo/viec/"
    editor.post(f"{place}trinh/", {**TERMS, "seen": "1"})
    assert issuer.post(f"{place}duyet/", {"seen": "7"}).status_code == 409
    assert issuer.post(f"{place}tra-lai/", {"words": ""}).status_code == 409
    issuer.post(f"{place}tra-lai/", {"words": "Viết lại câu hỏi"})
    assert "Viết lại câu hỏi" in text(editor.get(f"{ROOM}{copy.uuid}/cong-bo/"))
    assert not Procedure.objects.filter(code=copy.code).exists()


def test_an_earlier_save_comes_back_as_the_newest_and_the_history_says_so():
    from motcua.procedures.authoring import working

    editor = at_desk("editor")
    copy = opened(editor)
    by = desk_people.people.officer("counter", MONDAY)
    working.save(
        copy.uuid, {**copy.tree, "keywords": ["khác"]}, seen=1, by=by, at=MONDAY, words="Đổi từ khóa"
    )
    page = text(editor.get(f"{ROOM}{copy.uuid}/lich-su/"))
    assert "Đổi từ khóa" in page and "Từ khóa:" in page
    editor.post(f"{ROOM}{copy.uuid}/lich-su/khoi-phuc/", {"revision": "1", "seen": "2"})
    copy.refresh_from_db()
    assert copy.revision == 3 and copy.tree["keywords"] != ["khác"]


def test_a_procedure_closed_for_new_requests_says_so_to_residents_and_opens_again():
    issuer, resident = at_desk("issuer"), at_desk("resident")
    place = f"{ROOM}ban/{BIRTH}/"
    issuer.post(f"{place}dong/", {"words_vi": "Chờ luật mới có hiệu lực", "words_en": "A new law comes"})
    assert "Đóng nhận hồ sơ mới" in text(issuer.get(place))
    page = text(Client().get(f"/nop/{BIRTH}"))
    assert "Chờ luật mới có hiệu lực" in page and "Đăng nhập để nộp" not in page
    assert "Chờ luật mới có hiệu lực" in text(Client().get(f"/thu-tuc/{BIRTH}"))
    assert resident.post(f"/nop/{BIRTH}").status_code == 409
    issuer.post(f"{place}dong/", {"mo": "1"})
    assert resident.post(f"/nop/{BIRTH}").status_code == 302


def test_moving_running_dossiers_is_shown_and_then_done(django_capture_on_commit_callbacks):
    from motcua.foundation.actor import SYSTEM
    from motcua.procedures.authoring import jobs
    from motcua.procedures.authoring.models import RollForward
    from motcua.procedures.authoring.trees import read_tree, tree_of
    from motcua.procedures.catalogue import publishing

    dossier = desk_people.accepted()
    tree = tree_of(publishing.definition_of(publishing.version_for(BIRTH, MONDAY)))
    tree["workflow"]["steps"][dossier.step]["hours"] = 1
    publishing.publish(read_tree(tree).value, by=SYSTEM, at=MONDAY)
    place = f"{ROOM}ban/{BIRTH}/chuyen/1/"
    assert "1 trong 1" in " ".join(text(at_desk("editor").get(place)).split())
    assert at_desk("editor").post(place, {"reason": "x"}).status_code == 404
    issuer = at_desk("issuer")
    assert issuer.post(place, {"reason": ""}).status_code == 409
    assert issuer.post(place, {"reason": "Ngắn hơn"}).status_code == 302
    roll = RollForward.objects.get()
    jobs.roll_forward(roll_id=roll.pk)
    page = text(issuer.get(f"{ROOM}ban/{BIRTH}/"))
    assert "1 đã chuyển" in " ".join(page.split())
    assert issuer.post(f"{ROOM}ban/{BIRTH}/hoan-tac/{roll.pk}/").status_code == 302


def test_pages_ask_the_database_as_often_as_they_say(django_assert_max_num_queries):
    editor = at_desk("editor")
    copy = opened(editor)
    for address, most in (
        (ROOM, 13),
        (f"{ROOM}{copy.uuid}/cong-bo/", 14),
        (f"{ROOM}{copy.uuid}/lich-su/", 11),
        (f"{ROOM}ban/{BIRTH}/", 13),
        (f"{ROOM}moi/", 10),
    ):
        editor.get(address)
        with django_assert_max_num_queries(most):
            assert editor.get(address).status_code == 200


def test_a_dropped_copy_is_gone_from_the_list_and_the_published_version_stays():
    editor = at_desk("editor")
    copy = opened(editor)
    editor.post(f"{ROOM}{copy.uuid}/bo/")
    copy.refresh_from_db()
    assert copy.state == "dropped" and ProcedureVersion.objects.filter(procedure__code=BIRTH).count() == 1
    assert opened(editor).pk != copy.pk

"""The dossier on an officer's screen."""

import pytest

from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Component, Document
from motcua.records.papers import storing
from tests.procedures import people
from tests.sites.desk_people import MONDAY, accepted, at_desk, examined, filed, page_of, ready

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


def text_of(page) -> str:
    return page.content.decode()


def test_a_dossier_shows_answers_with_labels_papers_with_states_and_who_may_act():
    text = text_of(at_desk("justice").get(page_of(accepted())))
    assert "Họ, chữ đệm, tên của trẻ" in text
    assert "Trần Bảo An" in text
    assert "Phường Ngọc Hà, Thành phố Hà Nội" in text or "Thành phố Hà Nội" in text
    assert "Đã có trong dữ liệu" in text
    assert "quyền xử lý" in text
    assert "Thẩm tra hồ sơ" in text


def test_papers_are_called_in_the_language_of_the_reader():
    desk = at_desk("justice")
    page = page_of(accepted())
    assert "Giấy chứng sinh" in text_of(desk.get(page))
    desk.cookies["django_language"] = "en"
    in_english = text_of(desk.get(page))
    assert "Birth notice" in in_english
    assert "Giấy chứng sinh" not in in_english


def test_a_dossier_opens_in_twenty_queries_at_most(django_assert_max_num_queries):
    dossier = accepted()
    desk = at_desk("justice")
    desk.get(page_of(dossier))
    with django_assert_max_num_queries(20):
        desk.get(page_of(dossier))


def test_every_opening_is_noted_for_the_owner_with_the_step_as_purpose():
    dossier = accepted()
    desk = at_desk("justice")
    desk.get(page_of(dossier))
    noted = AccessLog.objects.filter(dossier_code=dossier.code, person_id=dossier.owner_id)
    assert [one.purpose for one in noted] == ["Thẩm tra hồ sơ"]
    desk.get(page_of(dossier))
    assert noted.all().count() == 2


@pytest.mark.parametrize("who", ["construction", "department", "editor", "city"])
def test_a_dossier_does_not_exist_for_those_whose_business_it_is_not(who):
    dossier = accepted()
    desk = at_desk(who)
    for more in ("", "viec/act/", "hien/", "du-thao/", "phieu-kiem-soat/"):
        answer = (
            desk.post(page_of(dossier, more)) if more in {"viec/act/"} else desk.get(page_of(dossier, more))
        )
        assert answer.status_code == 404, more
    receipt = Document.objects.get(dossier=dossier, kind="receipt")
    assert desk.get(page_of(dossier, f"phieu/{receipt.uuid}/")).status_code == 404


@pytest.mark.parametrize(
    ("who", "make", "open_act"),
    [
        ("counter", filed, "accept"),
        ("justice", accepted, "act"),
        ("chair", examined, "sign"),
        ("counter", ready, "hand-over"),
        ("counter", accepted, ""),
    ],
)
def test_the_form_of_the_work_that_is_next_is_open(who, make, open_act):
    assert at_desk(who).get(page_of(make())).context["act"] == open_act


def test_an_answer_that_the_register_gives_otherwise_is_marked():
    text = text_of(at_desk("justice").get(page_of(accepted())))
    assert "Khớp dữ liệu dân cư" in text
    changed = filed(requester_name="Nguyễn Thị Minh Ánh")
    assert "Khác dữ liệu dân cư: Nguyễn Thị Minh Anh" in text_of(at_desk("counter").get(page_of(changed)))


def test_a_paper_is_served_to_those_concerned_and_each_look_is_noted():
    dossier = accepted()
    stored = storing.store(
        PNG, purpose="dossier", owner_id=dossier.owner_id, by=None, at=MONDAY, name="a.png"
    )
    Component.objects.create(
        dossier=dossier,
        component_id="birth_notice",
        name="Giấy chứng sinh",
        source="upload",
        files=[stored.uuid],
    )
    desk = at_desk("justice")
    assert str(stored.uuid) in text_of(desk.get(page_of(dossier)))
    served = desk.get(page_of(dossier, f"tep/{stored.uuid}/"))
    assert served["Content-Type"] == "image/png"
    assert b"".join(served.streaming_content) == PNG
    assert AccessLog.objects.filter(what="file:a.png", purpose="Thẩm tra hồ sơ").count() == 1
    other = accepted()
    assert desk.get(page_of(other, f"tep/{stored.uuid}/")).status_code == 404
    assert at_desk("construction").get(page_of(dossier, f"tep/{stored.uuid}/")).status_code == 404


@pytest.mark.parametrize("kind", ["receipt", "control-sheet", "preview", "register"])
def test_what_is_printed_is_a_pdf(kind):
    dossier = examined()
    receipt = Document.objects.get(dossier=dossier, kind="receipt")
    address = {
        "receipt": page_of(dossier, f"phieu/{receipt.uuid}/"),
        "control-sheet": page_of(dossier, "phieu-kiem-soat/"),
        "preview": page_of(dossier, "du-thao/"),
        "register": "/ban-lam-viec/so-theo-doi/?in=1&tu-day=1&tu-month=3&tu-year=2026"
        "&den-day=31&den-month=3&den-year=2026",
    }[kind]
    answer = at_desk("chair").get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert body.startswith(b"%PDF-")


def test_a_register_of_more_than_a_year_is_refused_in_words():
    answer = at_desk("chair").get(
        "/ban-lam-viec/so-theo-doi/?in=1&tu-day=1&tu-month=1&tu-year=2024&den-day=1&den-month=3&den-year=2026"
    )
    assert "Chọn khoảng không quá một năm." in text_of(answer)


def test_the_dossier_keeps_telling_its_story_after_the_end():
    dossier = ready()
    changes.hand_over(
        dossier.open_task_id,
        "signature",
        {"received_by": "A"},
        by=people.officer("counter", MONDAY),
        at=MONDAY,
    )
    text = text_of(at_desk("counter").get(page_of(dossier)))
    assert "Đã trả kết quả" in text
    assert "Giấy khai sinh" in text


def test_officers_fields_appear_when_they_apply():
    dossier = accepted()
    desk = at_desk("justice")
    assert desk.post(page_of(dossier, "hien/"), {"f.proposal": "grant"}).json()["shown"] == ["proposal"]
    assert desk.post(page_of(dossier, "hien/"), {"f.proposal": "refuse"}).json()["shown"] == [
        "proposal",
        "proposal_reason",
    ]

"""A form that lay while the city was reformed: its communes are followed where that is certain, and asked anew where not."""

import pytest

from motcua.city.reform import running
from motcua.foundation import clock
from motcua.procedures.dossiers.models import Draft
from tests.conftest import hanoi
from tests.reform.test_dividing import division
from tests.reform.two_wards import MORNING, approved, approver, merger
from tests.sites.test_wallet import signed_on

pytestmark = pytest.mark.django_db
BEFORE, AFTER = hanoi("2026-03-31 16:00"), hanoi("2026-04-02 09:00")
MARITAL = "1.004873"
QUESTION = "person_residence"


@pytest.fixture
def me(city):
    clock.set_for_test(BEFORE)
    return signed_on()


def begun(me, unit="00160"):
    """A form in which the resident wrote an address of the old ward on the last day before the reform."""
    number = me.post(f"/nop/{MARITAL}")["Location"].split("/")[3]
    draft = Draft.objects.get(id=number)
    draft.answers |= {QUESTION: {"province": "01", "unit": unit, "line": "Số 3, ngõ 99"}}
    draft.updated_at = BEFORE
    draft.save()
    return draft


def reformed(content) -> None:
    running.run(approved(content).uuid, by=approver(MORNING), at=MORNING)
    clock.set_for_test(AFTER)


def seen(me, draft) -> str:
    return me.get(f"/nop/ban-nhap/{draft.id}", follow=True).content.decode()


def test_a_ward_that_was_merged_is_replaced_and_told_in_plain_words(me):
    draft = begun(me)
    reformed(merger())
    page = seen(me, draft)
    assert "Phường Nghĩa Đô nay là Phường Thủ Lệ" in page
    draft.refresh_from_db()
    assert draft.answers[QUESTION] == {"province": "01", "unit": "99001", "line": "Số 3, ngõ 99"}
    assert seen(me, draft).count("nay là Phường Thủ Lệ") == 1


def test_a_ward_that_was_divided_is_asked_for_again_and_nothing_else_is_lost(me):
    draft = begun(me)
    reformed(division())
    page = seen(me, draft)
    assert "Phường Nghĩa Đô đã được chia cho Phường Đông Nghĩa, Phường Tây Nghĩa: hãy chọn lại" in page
    draft.refresh_from_db()
    assert draft.answers[QUESTION] == {"province": "01", "unit": "", "line": "Số 3, ngõ 99"}
    assert me.get(f"/nop/ban-nhap/{draft.id}/xem-lai").status_code in (200, 302)


def test_who_has_the_form_open_overnight_is_told_before_it_is_sent(me):
    draft = begun(me)
    reformed(merger())
    answer = me.post(f"/nop/ban-nhap/{draft.id}/xem-lai", {"consent": "yes"}, follow=True)
    assert "Có thay đổi từ lần trước" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.sent_at is None and draft.answers[QUESTION]["unit"] == "99001"


def test_what_a_register_still_says_of_before_is_filled_in_as_it_is_today(me):
    reformed(merger())
    number = me.post(f"/nop/{MARITAL}")["Location"].split("/")[3]
    filled = Draft.objects.get(id=number).answers[QUESTION]
    assert filled["unit"] == "99001"


def test_a_form_of_today_asks_nothing_about_territory(me, django_assert_num_queries):
    from motcua.sites.portal import drafts

    draft = Draft.objects.select_related("version__procedure").get(id=begun(me).id)
    with django_assert_num_queries(0):
        assert drafts.follow_places(draft, BEFORE) is False

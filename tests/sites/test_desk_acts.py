"""What officers do to dossiers: done, refused in words, too late, not allowed."""

import base64
import re

import pytest

from motcua.city import authority
from motcua.city.models import Account, Appointment, Post
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Document, Dossier, Supplement, Task
from motcua.procedures.dossiers.status import Status
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures import people
from tests.procedures.at_work import works_at_site_check
from tests.sites.desk_people import (
    MONDAY,
    RECEIVED,
    accepted,
    at_desk,
    examined,
    filed,
    page_of,
    press,
    ready,
    signed,
)
from tests.sites.test_desk_dossier import PNG

pytestmark = pytest.mark.django_db
TICKS = ["not_registered", "name_lawful"]


def now(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(id=dossier.id)


def kinds(dossier: Dossier) -> set[str]:
    return set(Document.objects.filter(dossier=dossier).values_list("kind", flat=True))


def colleague(like: str) -> Account:
    """A second officer with the same post."""
    account = Account.objects.create_user(f"second-{like}", display_name="Lê Thị Hai", kind="officer")
    post = Post.objects.get(appointments__account=account_of(like))
    Appointment.objects.create(account=account, post=post, valid_from=MONDAY.date())
    authority.forget()
    return account


def test_the_counter_accepts_and_the_receipt_is_made():
    dossier = filed()
    answer = press(at_desk("counter"), dossier, "accept", **RECEIVED)
    assert answer["Location"] == page_of(dossier)
    assert now(dossier).status == Status.ACCEPTED
    assert "receipt" in kinds(dossier)


def test_a_point_of_the_receiving_step_that_is_not_ticked_is_told_at_its_box():
    dossier, desk = filed(), at_desk("counter")
    answer = press(desk, dossier, "accept", tick="form_complete")
    text = answer.content.decode()
    assert (answer.status_code, now(dossier).status) == (422, Status.REGISTERED)
    assert "Chưa xác nhận: Giấy tờ khớp với thông tin khai" in text
    assert re.search(r'value="form_complete" checked', text)
    assert re.search(r'value="papers_match" aria-invalid="true" aria-describedby="papers_match-error"', text)
    assert "Chưa xác nhận: Tờ khai" not in text


def test_two_officers_accept_one_dossier_and_the_second_is_told_who_was_first():
    dossier = filed()
    task = dossier.open_task_id
    second = at_desk("counter")
    second.force_login(colleague("counter"), backend="django.contrib.auth.backends.ModelBackend")
    press(at_desk("counter"), dossier, "accept", **RECEIVED)
    answer = second.post(page_of(dossier, "viec/accept/"), {"task": task, "status": 1})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Việc này đã được Đặng Thu Trang xử lý lúc 09:15 ngày 02/03/2026" in text
    assert "Xem hiện trạng" in text
    authority.forget()


def test_what_was_typed_is_still_on_the_screen_when_somebody_was_faster():
    dossier = accepted()
    task = dossier.open_task_id
    justice = at_desk("justice")
    press(justice, dossier, "act", way="submit", tick=TICKS, **{"f.proposal": "grant"})
    answer = justice.post(
        page_of(dossier, "viec/act/"), {"task": task, "way": "submit", "note": "Đã gọi điện cho người dân"}
    )
    assert answer.status_code == 409
    assert "Đã gọi điện cho người dân" in answer.content.decode()


def test_a_task_that_a_colleague_holds_cannot_be_worked_on():
    dossier = accepted()
    other = colleague("justice")
    Task.objects.filter(id=dossier.open_task_id).update(claimed_by=other, claimed_at=MONDAY)
    answer = press(at_desk("justice"), dossier, "act", way="submit", tick=TICKS, **{"f.proposal": "grant"})
    assert answer.status_code == 409
    assert "Lê Thị Hai đang xử lý việc này" in answer.content.decode()
    authority.forget()


@pytest.mark.parametrize(
    "act", ["accept", "act", "sign", "claim", "supplement", "refuse", "hand-over", "payment"]
)
def test_the_clerk_may_see_a_dossier_of_the_ward_but_not_do_the_work_of_others(act):
    dossier = accepted()
    typed = {
        "way": "submit",
        "item": "Giấy",
        "reason": "not-eligible",
        "words": "x",
        "received_by": "A",
        "sure": "yes",
    }
    answer = press(at_desk("clerk"), dossier, act, **typed)
    assert answer.status_code == 403
    assert now(dossier).open_task_id == dossier.open_task_id


@pytest.mark.parametrize("act", ["accept", "act", "claim", "stop", "extend", "cash"])
def test_acts_on_a_dossier_that_is_no_business_of_mine_are_not_found(act):
    assert press(at_desk("construction"), accepted(), act).status_code == 404


def test_an_act_that_does_not_exist_is_not_found():
    assert press(at_desk("justice"), accepted(), "burn").status_code == 404


def test_a_task_is_claimed_and_given_back():
    dossier = accepted()
    justice = at_desk("justice")
    press(justice, dossier, "claim")
    assert now(dossier).status == Status.IN_PROGRESS
    assert Task.objects.get(id=dossier.open_task_id).claimed_by == account_of("justice")
    press(justice, dossier, "release")
    assert Task.objects.get(id=dossier.open_task_id).claimed_by is None


def test_a_head_assigns_a_task_to_a_colleague_who_may_do_it():
    dossier = accepted()
    second = colleague("justice")
    chair = at_desk("chair")
    page = chair.get(page_of(dossier, "?viec=assign"))
    assert second in page.context["colleagues"]
    assert account_of("clerk") not in page.context["colleagues"]
    press(chair, dossier, "assign", to=second.id)
    assert Task.objects.get(id=dossier.open_task_id).claimed_by == second
    assert press(chair, dossier, "assign", to=account_of("clerk").id).status_code == 403
    assert press(chair, dossier, "assign").status_code == 422
    authority.forget()


def test_a_supplement_is_asked_for_with_listed_and_free_items():
    dossier = filed()
    page = at_desk("counter").get(page_of(dossier, "?viec=supplement"))
    assert "Giấy chứng sinh" in page.context["items"]
    press(
        page.client,
        dossier,
        "supplement",
        item=["Giấy chứng sinh"],
        more="Ảnh 3x4\nĐơn",
        reason="Thiếu bản gốc",
    )
    asked = Supplement.objects.get(dossier=dossier)
    assert asked.items == ["Giấy chứng sinh", "Ảnh 3x4", "Đơn"]
    assert now(dossier).status == Status.SUPPLEMENT
    assert "supplement_request" in kinds(dossier)


def test_who_looks_for_the_button_too_late_is_told_why_it_is_gone():
    dossier = works_at_site_check(MONDAY)
    in_time = at_desk("land").get(page_of(dossier)).content.decode()
    assert "viec=supplement" in in_time
    assert "không yêu cầu bổ sung được nữa" not in in_time
    late = at_desk("land", hanoi("2026-03-06 09:15")).get(page_of(dossier)).content.decode()
    assert "viec=supplement" not in late
    assert "Đã quá 3 ngày làm việc kể từ khi tiếp nhận, không yêu cầu bổ sung được nữa." in late


def test_a_supplement_without_a_reason_keeps_what_was_ticked():
    dossier = filed()
    answer = press(at_desk("counter"), dossier, "supplement", item=["Giấy chứng sinh"], more="Ảnh")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ghi lý do để người dân hiểu" in text
    assert 'value="Giấy chứng sinh" checked' in text
    assert ">Ảnh</textarea>" in text
    assert now(dossier).status == Status.REGISTERED


def test_a_supplement_that_came_is_confirmed_and_the_clock_starts_again():
    dossier = filed()
    counter = at_desk("counter")
    press(counter, dossier, "supplement", item=["Đơn"], reason="Thiếu")
    changes.answer_supplement(dossier.uuid, [], "Đã bổ sung", by=people.resident(MONDAY), at=MONDAY)
    assert counter.get(page_of(dossier)).context["act"] == "confirm"
    press(counter, dossier, "confirm", **RECEIVED)
    assert now(dossier).status == Status.IN_PROGRESS
    assert now(dossier).due_at is not None


def test_a_refusal_needs_a_reason_of_the_list_and_words():
    dossier = filed()
    counter = at_desk("counter")
    answer = press(counter, dossier, "refuse", words="Không đúng nơi")
    assert answer.status_code == 422
    assert "Chọn lý do từ chối." in answer.content.decode()
    assert "Không đúng nơi" in answer.content.decode()
    press(counter, dossier, "refuse", reason="not-competent", words="Nộp tại nơi khác")
    assert now(dossier).status == Status.REFUSED
    assert "refusal" in kinds(dossier)


def test_an_examination_goes_on_when_the_checklist_is_ticked_and_fields_are_filled():
    dossier = accepted()
    justice = at_desk("justice")
    answer = press(
        justice, dossier, "act", way="submit", tick=TICKS[:1], note="xem lại", **{"f.proposal": "grant"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa xác nhận" in text
    assert ">xem lại</textarea>" in text
    assert 'value="grant" checked' in text
    answer = press(justice, dossier, "act", way="submit", tick=TICKS)
    assert answer.status_code == 422
    done = press(justice, dossier, "act", way="submit", tick=TICKS, **{"f.proposal": "grant"})
    assert done["Location"] == "/ban-lam-viec/"
    assert now(dossier).step == "sign"


def test_the_chair_signs_after_confirming_and_not_before():
    dossier = examined()
    chair = at_desk("chair")
    answer = press(chair, dossier, "sign", way="sign")
    assert answer.status_code == 422
    assert "Đánh dấu xác nhận trước khi ký." in answer.content.decode()
    press(chair, dossier, "sign", way="sign", sure="yes")
    assert now(dossier).step == "number"
    assert Document.objects.get(dossier=dossier, kind="result").state == "signed"


def test_the_chair_sends_back_with_a_note_only():
    dossier = examined()
    chair = at_desk("chair")
    assert press(chair, dossier, "sign", way="send_back").status_code == 422
    press(chair, dossier, "sign", way="send_back", note="Thiếu thông tin cha")
    assert now(dossier).step == "check"
    assert "Thiếu thông tin cha" in at_desk("justice").get(page_of(dossier)).content.decode()


def test_the_chair_refuses_with_a_note():
    dossier = examined()
    press(at_desk("chair"), dossier, "sign", way="refuse", note="Đã đăng ký ở nơi khác")
    assert now(dossier).status == Status.STOPPED
    assert "refusal" in kinds(dossier)


def test_the_clerk_seals():
    dossier = signed()
    press(at_desk("clerk"), dossier, "act", way="entered")
    assert now(dossier).status == Status.DONE
    assert Document.objects.get(dossier=dossier, kind="result").state == "issued"


def test_a_result_is_signed_for_on_the_screen():
    dossier = ready()
    drawn = "data:image/png;base64," + base64.b64encode(PNG).decode()
    press(
        at_desk("counter"),
        dossier,
        "hand-over",
        proof="signature",
        received_by="Nguyễn Thị Minh Anh",
        signature=drawn,
    )
    proof = now(dossier).delivery_proof
    assert now(dossier).status == Status.RETURNED
    assert proof["received_by"] == "Nguyễn Thị Minh Anh"
    assert proof["signature"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"proof": "post"}, "Ghi số hiệu bưu gửi."),
        ({"proof": "signature"}, "Ghi họ tên người nhận."),
        (
            {"proof": "signature", "received_by": "A", "signature": "data:text/html;base64,eA=="},
            "PDF, JPG hoặc PNG",
        ),
        (
            {"proof": "signature", "received_by": "A", "signature": "data:image/png;base64,!!"},
            "Không đọc được tệp",
        ),
    ],
)
def test_a_hand_over_without_a_good_proof_is_refused_in_words(typed, told):
    dossier = ready()
    answer = press(at_desk("counter"), dossier, "hand-over", **typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert now(dossier).status == Status.DONE


def test_a_result_goes_by_post_with_its_number():
    dossier = ready()
    press(at_desk("counter"), dossier, "hand-over", proof="post", consignment="EA123456789VN")
    assert now(dossier).delivery_proof == {"kind": "post", "consignment": "EA123456789VN"}


def test_handling_stops_on_request():
    dossier = accepted()
    counter = at_desk("counter")
    assert press(counter, dossier, "stop").status_code == 422
    press(counter, dossier, "stop", words="Gia đình xin dừng")
    assert now(dossier).status == Status.STOPPED
    assert "stop_notice" in kinds(dossier)


def test_a_new_day_is_appointed_once_with_an_apology():
    dossier = accepted()
    justice = at_desk("justice")
    day = justice.get(page_of(dossier, "?viec=extend")).context["new_due"]
    assert day > dossier.due_at
    typed = {"new-day": day.day, "new-month": day.month, "new-year": day.year}
    assert press(justice, dossier, "extend", **typed).status_code == 422
    sunday = {"new-day": 8, "new-month": 3, "new-year": 2026, "reason": "Chờ xác minh"}
    assert "ngày nghỉ" in press(justice, dossier, "extend", **sunday).content.decode()
    press(justice, dossier, "extend", reason="Chờ xác minh", **typed)
    assert now(dossier).due_at == day
    assert now(dossier).extensions == 1
    assert "apology_extension" in kinds(dossier)
    assert "extend" not in [one["act"] for one in justice.get(page_of(dossier)).context["acts"]]


def test_an_agencys_mistake_is_corrected_by_who_may_sign():
    dossier = ready()
    chair = at_desk("chair")
    press(chair, dossier, "correct", reason="Sai ngày sinh")
    assert now(dossier).status == Status.IN_PROGRESS
    assert Document.objects.get(dossier=dossier, kind="result").state == "replaced"
    assert press(at_desk("justice"), dossier, "correct", reason="x").status_code == 403


def test_acts_on_an_outdated_screen_change_nothing():
    dossier = accepted()
    justice = at_desk("justice")
    answer = justice.post(page_of(dossier, "viec/extend/"), {"task": dossier.open_task_id, "status": "9"})
    assert answer.status_code == 409
    assert "Hồ sơ đã thay đổi" in answer.content.decode()


def test_a_page_of_acts_is_only_for_posting():
    dossier = accepted()
    assert at_desk("justice").get(page_of(dossier, "viec/claim/")).status_code == 405

"""How a dossier ends: withdrawn, stopped, refused, handed over; extended once; corrected after its end."""

from datetime import timedelta

import pytest

from motcua.city.authority import NotAllowed
from motcua.foundation import events
from motcua.foundation.events import outbox
from motcua.foundation.models import Event
from motcua.money.models import Order
from motcua.procedures.dossiers import changes, errors, timers, unpaid
from motcua.procedures.dossiers.changes.ending import fetch_online
from motcua.procedures.dossiers.models import Document
from motcua.procedures.dossiers.status import Delivery, Finance, Status
from tests.conftest import hanoi
from tests.procedures.at_work import (
    HOME,
    accepted_birth,
    certified_copies,
    examined,
    filed_works,
    now,
    open_task,
    order_of,
    pay,
    ready_birth,
    seat,
    signed_birth,
    works_at_counter,
    works_at_site_check,
)
from tests.procedures.people import RECEIVED, filed_birth, officer, resident

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def withdraw(dossier, at=MORNING, who="resident"):
    return changes.withdraw(dossier.uuid, "Tôi đổi ý", by=resident(at, who), at=at)


def last_event(dossier):
    return Event.objects.filter(chain=dossier.chain).order_by("-seq").first()


@pytest.mark.parametrize("begin", [filed_birth, accepted_birth, works_at_counter, works_at_site_check])
def test_the_owner_withdraws_before_and_after_acceptance(begin):
    dossier = begin(MORNING)
    gone = withdraw(dossier)
    assert (gone.state, gone.end_reason, gone.open_task_id) == (Status.WITHDRAWN, "Tôi đổi ý", None)
    assert not dossier.tasks.filter(closed_at=None).exists()
    assert f'"accepted":{str(gone.accepted_at is not None).lower()}' in last_event(dossier).body


def test_nobody_else_withdraws_and_nobody_twice():
    dossier = filed_birth(MORNING)
    with pytest.raises(errors.NotYours):
        withdraw(dossier, who="resident-single")
    withdraw(dossier)
    with pytest.raises(errors.WrongState):
        withdraw(dossier)


def test_the_unpaid_order_of_a_withdrawn_dossier_is_cancelled():
    dossier = filed_works(MORNING)
    withdraw(dossier)
    assert now(dossier).finance == Finance.NONE
    outbox.drain(unpaid.CONSUMER, MORNING)
    order = order_of(dossier)
    assert (order.status, order.closed_reason) == (Order.Status.CANCELLED, "Tôi đổi ý")


def test_the_paid_order_of_a_withdrawn_dossier_stays_and_is_owed_back():
    dossier = works_at_counter(MORNING)
    pay(dossier, MORNING)
    withdraw(dossier)
    outbox.drain(unpaid.CONSUMER, MORNING)
    assert (now(dossier).finance, order_of(dossier).status) == (Finance.REFUND_DUE, Order.Status.PAID)


def test_a_signed_decision_cannot_be_taken_back():
    for dossier in (signed_birth(MORNING), ready_birth(MORNING)):
        with pytest.raises(errors.WrongState):
            withdraw(dossier)
        with pytest.raises(errors.WrongState):
            changes.stop(dossier.id, "Theo yêu cầu", by=officer("counter", MORNING), at=MORNING)


def test_the_counter_stops_on_request_with_a_notice():
    dossier = works_at_site_check(MORNING)
    stopped = changes.stop(dossier.id, "Chủ hồ sơ đề nghị dừng", by=officer("counter", MORNING), at=MORNING)
    assert (stopped.state, stopped.ended_at) == (Status.STOPPED, MORNING)
    assert Document.objects.get(dossier=dossier, kind="stop_notice").for_resident
    with pytest.raises(errors.WrongState):
        changes.stop(dossier.id, "Lần nữa", by=officer("counter", MORNING), at=MORNING)


def test_stopping_needs_a_reason_and_the_counter():
    dossier = accepted_birth(MORNING)
    with pytest.raises(errors.NoteNeeded):
        changes.stop(dossier.id, "  ", by=officer("counter", MORNING), at=MORNING)
    with pytest.raises(NotAllowed):
        changes.stop(dossier.id, "Dừng", by=officer("justice", MORNING), at=MORNING)
    with pytest.raises(errors.WrongState):
        changes.stop(filed_birth(MORNING).id, "Dừng", by=officer("counter", MORNING), at=MORNING)


def test_a_refusal_at_intake_has_a_listed_reason_words_a_form_and_no_fee():
    dossier = filed_works(MORNING)
    pay(dossier, MORNING)
    by, task = officer("counter", MORNING), open_task(dossier)
    with pytest.raises(errors.UnknownAction):
        changes.refuse_intake(task.id, "bad-mood", "Không nhận", by=by, at=MORNING)
    with pytest.raises(errors.NoteNeeded):
        changes.refuse_intake(task.id, "not-eligible", " ", by=by, at=MORNING)
    refused = changes.refuse_intake(task.id, "not-eligible", "Đất chưa chuyển mục đích", by=by, at=MORNING)
    assert refused.state is Status.REFUSED
    assert refused.end_reason == "Không đủ điều kiện theo quy định: Đất chưa chuyển mục đích"
    assert refused.finance == Finance.REFUND_DUE
    assert Document.objects.filter(dossier=dossier, kind="refusal").count() == 1
    with pytest.raises(errors.SomebodyWasFaster) as late:
        changes.accept(task.id, by=by, at=MORNING, ticked=RECEIVED)
    assert "Đặng Thu Trang" in late.value.vi


def test_the_chair_refuses_after_appraisal_with_reasons_inside_the_limit():
    dossier = examined(accepted_birth(MORNING), MORNING)
    at = MORNING + timedelta(hours=2)
    with pytest.raises(errors.NoteNeeded):
        changes.act(open_task(dossier).id, "refuse", by=officer("chair", at), at=at)
    changes.act(open_task(dossier).id, "refuse", by=officer("chair", at), at=at, note="Trẻ đã được đăng ký")
    refused = now(dossier)
    assert (refused.state, refused.end_reason) == (Status.STOPPED, "Trẻ đã được đăng ký")
    assert refused.ended_at < refused.due_at
    assert Document.objects.filter(dossier=dossier, kind="refusal").count() == 1
    assert last_event(dossier).kind == "refused-after-appraisal"
    assert not Document.objects.filter(dossier=dossier, kind="result").exists()


def test_a_refusal_after_appraisal_leaves_the_paid_fee_for_the_work_done_and_drops_the_unpaid_one():
    for paid, left in ((True, Finance.PAID), (False, Finance.NONE)):
        dossier = certified_copies(MORNING)
        if paid:
            pay(dossier, MORNING)
        by, sign_step = officer("justice", MORNING), officer("chair", MORNING)
        changes.act(
            open_task(dossier).id, "submit", by=by, at=MORNING, ticked=frozenset({"copy_true", "no_interest"})
        )
        with pytest.raises(errors.NotComplete) as faulty:
            changes.act(open_task(dossier).id, "refuse", by=sign_step, at=MORNING, note="Sửa năm sinh")
        assert list(faulty.value.fields) == ["ground"], "one of the six grounds of the law"
        changes.act(
            open_task(dossier).id, "refuse", by=sign_step, at=MORNING, note="Sửa năm sinh", ground="altered"
        )
        assert now(dossier).end_reason.endswith("không hợp lệ. Sửa năm sinh")
        assert now(dossier).finance == left


def test_a_new_day_is_appointed_once_with_an_apology():
    dossier = works_at_site_check(MORNING)
    by, at = seat(HOME, "division_leader", MORNING), hanoi("2026-03-12 16:00")
    new_day = hanoi("2026-03-20 08:30")
    extended = changes.extend(dossier.id, new_day, "Phải lấy thêm ý kiến", by=by, at=at)
    assert (extended.due_at, extended.first_due_at, extended.extensions) == (
        new_day,
        hanoi("2026-03-16 08:30"),
        1,
    )
    assert Document.objects.get(dossier=dossier, kind="apology_extension").data
    assert '"told_late":false' in last_event(dossier).body
    with pytest.raises(errors.OncePerDossier):
        changes.extend(dossier.id, hanoi("2026-03-25 08:30"), "Vẫn chưa xong", by=by, at=at)


def test_an_apology_on_the_last_day_is_marked_as_told_late():
    dossier = works_at_site_check(MORNING)
    by, at = seat(HOME, "division_leader", MORNING), hanoi("2026-03-16 08:00")
    changes.extend(dossier.id, hanoi("2026-03-20 08:30"), "Cán bộ ốm", by=by, at=at)
    assert '"told_late":true' in last_event(dossier).body


def test_a_new_day_must_be_later_have_a_reason_and_a_running_clock():
    dossier = works_at_site_check(MORNING)
    by, later = seat(HOME, "division_leader", MORNING), hanoi("2026-03-20 08:30")
    with pytest.raises(errors.WrongState):
        changes.extend(dossier.id, hanoi("2026-03-16 08:30"), "Chậm", by=by, at=MORNING)
    with pytest.raises(errors.NoteNeeded):
        changes.extend(dossier.id, later, "", by=by, at=MORNING)
    with pytest.raises(NotAllowed):
        changes.extend(dossier.id, later, "Chậm", by=resident(MORNING), at=MORNING)
    changes.wait_for_payment(open_task(dossier).id, by=seat(HOME, "land_officer", MORNING), at=MORNING)
    with pytest.raises(errors.WrongState):
        changes.extend(dossier.id, later, "Chậm", by=by, at=MORNING)
    with pytest.raises(errors.WrongState):
        changes.extend(
            filed_birth(MORNING).id, later, "Chậm", by=seat(HOME, "justice_officer", MORNING), at=MORNING
        )


def test_an_extension_survives_a_later_pause():
    dossier = works_at_site_check(MORNING)
    by = seat(HOME, "division_leader", MORNING)
    changes.extend(dossier.id, hanoi("2026-03-23 08:30"), "Chờ ý kiến", by=by, at=hanoi("2026-03-09 08:30"))
    at = hanoi("2026-03-10 08:30")
    changes.wait_for_payment(open_task(dossier).id, by=seat(HOME, "land_officer", at), at=at)
    pay(dossier, hanoi("2026-03-12 08:30"))
    assert now(dossier).due_at == hanoi("2026-03-25 08:30"), "two days of rest move the new day by two"


def test_the_extended_day_is_watched_and_the_old_one_is_not():
    dossier = works_at_site_check(MORNING)
    changes.extend(
        dossier.id, hanoi("2026-03-20 08:30"), "Chờ", by=seat(HOME, "division_leader", MORNING), at=MORNING
    )
    timers.fire_due(hanoi("2026-03-19 17:00"))
    assert last_event(dossier).kind == "extended"
    timers.fire_due(hanoi("2026-03-20 08:30"))
    assert last_event(dossier).kind == "overdue"


def test_the_result_is_handed_over_against_a_proof():
    dossier = ready_birth(MORNING)
    by, task = officer("counter", MORNING), open_task(dossier)
    for proof, details in (
        ("word-of-honour", {"received_by": "A"}),
        ("signature", {}),
        ("post", {"number": " "}),
    ):
        with pytest.raises(errors.NoteNeeded):
            changes.hand_over(task.id, proof, details, by=by, at=MORNING)
    done = changes.hand_over(task.id, "post", {"number": "RG123456789VN"}, by=by, at=MORNING)
    assert (done.state, done.delivery, done.returned_at) == (Status.RETURNED, Delivery.DELIVERED, MORNING)
    assert done.delivery_proof == {"kind": "post", "number": "RG123456789VN"}
    assert done.open_task_id is None


def test_a_dossier_without_a_decision_is_not_handed_over():
    dossier = filed_birth(MORNING)
    with pytest.raises(errors.WrongState):
        changes.hand_over(
            open_task(dossier).id, "signature", {"by": "A"}, by=officer("counter", MORNING), at=MORNING
        )


def test_what_is_fetched_at_the_counter_is_not_delivered_by_looking_at_it_online():
    by = resident(MORNING)
    dossier = ready_birth(MORNING)
    type(dossier).objects.filter(id=dossier.id).update(delivery_by="counter")
    assert fetch_online(dossier.uuid, by=by, at=MORNING).state is Status.DONE


def test_a_correction_after_the_return_starts_a_watched_clock_and_makes_a_new_result():
    dossier = ready_birth(MORNING)
    changes.hand_over(
        open_task(dossier).id, "signature", {"by": "Minh Anh"}, by=officer("counter", MORNING), at=MORNING
    )
    at = hanoi("2026-03-09 09:00")
    with pytest.raises(NotAllowed):
        changes.correct(dossier.id, "Sai tên", by=officer("justice", at), at=at)
    with pytest.raises(errors.NoteNeeded):
        changes.correct(dossier.id, "", by=officer("chair", at), at=at)
    changes.correct(dossier.id, "Sai tên đệm", by=officer("chair", at), at=at)
    again = now(dossier)
    assert (again.state, again.delivery, again.returned_at) == (Status.IN_PROGRESS, Delivery.NOT_READY, None)
    assert again.due_at == hanoi("2026-03-09 17:00")
    with pytest.raises(errors.WrongState):
        withdraw(dossier, at)
    timers.fire_due(hanoi("2026-03-09 17:00"))
    assert last_event(dossier).kind == "overdue"
    assert events.verify_chain(dossier.chain) == []


def test_only_an_ended_dossier_is_rated_with_one_to_five_stars():
    dossier = filed_birth(MORNING)
    for stars, ended in ((5, False), (0, True), (6, True)):
        if ended and now(dossier).state is Status.REGISTERED:
            withdraw(dossier)
        with pytest.raises(errors.WrongState):
            changes.rate(dossier.uuid, stars, "", by=resident(MORNING), at=MORNING)
    assert changes.rate(dossier.uuid, 4, " Tốt ", by=resident(MORNING), at=MORNING).rating_note == "Tốt"

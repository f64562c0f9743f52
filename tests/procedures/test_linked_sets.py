"""One filing for several agencies: each part is a dossier of its own, and the set ends with the last of them."""

import pytest

from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.events import outbox
from motcua.foundation.models import Event
from motcua.insight.models import Figure
from motcua.money.models import Order, Refund
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers import changes, papers_made
from motcua.procedures.dossiers.changes import outside
from motcua.procedures.dossiers.errors import NotComplete, NotYours, UnknownAction, WrongState
from motcua.procedures.dossiers.models import Component, Document, Dossier, Task
from motcua.procedures.dossiers.status import Status
from motcua.procedures.linked import growing, repairing
from motcua.records import papers
from tests.conftest import hanoi
from tests.procedures import linked_sets as sets
from tests.procedures.at_work import now, open_task, order_of, pay, replaced, seat
from tests.procedures.people import officer, resident, upload
from tests.reading_pdf import text_of

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:15")


def test_one_filing_becomes_a_dossier_for_every_agency():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth, residence, card = (sets.part(parent, name) for name in ("birth", "residence", "card"))
    assert sets.state(parent) == {"birth": "open", "residence": "waiting", "card": "waiting"}
    assert len({parent.code, birth.dossier.code, residence.dossier.code, card.dossier.code}) == 4
    assert birth.dossier.competent_agency.key == "ubnd-phuong-nghia-do"
    assert card.dossier.competent_agency.key == "bhxh-thanh-pho"
    assert birth.dossier.status == Status.ACCEPTED and birth.dossier.due_at
    assert residence.dossier.status == Status.REGISTERED and residence.dossier.due_at is None
    assert birth.dossier.owner_id == parent.owner_id == residence.dossier.owner_id


def test_what_one_agency_decided_reaches_those_that_wait_for_it():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth = sets.decide_birth(parent, hanoi("2026-03-02 14:00"))
    residence = sets.part(parent, "residence").dossier
    assert residence.status == Status.ACCEPTED
    assert residence.answers["birth_number"] == birth.result_number
    assert residence.answers["registered_on"] == "2026-03-02"
    certificate = Component.objects.get(dossier=residence, component_id="certificate")
    assert certificate.files == [Document.objects.get(dossier=birth, kind="result").file.uuid]


def test_the_set_ends_when_its_last_part_has():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, hanoi("2026-03-02 14:00"))
    sets.outside(parent, "card", hanoi("2026-03-03 09:00"), "HC4010000000001")
    assert now(parent).status == Status.IN_PROGRESS
    residence = sets.outside(parent, "residence", hanoi("2026-03-03 10:00"))
    assert residence.status == Status.DONE and residence.result_number == "CA 17/2026"
    assert Document.objects.get(dossier=residence, kind="result").for_resident
    assert now(parent).status == Status.DONE
    assert set(sets.state(parent).values()) == {"done"}


def test_a_part_that_was_not_chosen_is_neither_asked_for_nor_made():
    sets.publish()
    parent = sets.begun(MONDAY, wanted=[])
    assert sets.state(parent) == {"birth": "open", "residence": "waiting"}


def test_the_appointed_day_is_the_end_of_the_longest_path():
    sets.publish()
    parent = sets.begun(MONDAY)
    # birth on the same day (until 17:00), then two working days of the police
    assert parent.due_at == hanoi("2026-03-04 17:00") == parent.first_due_at
    evening = sets.begun(hanoi("2026-03-02 15:10"))
    # after 15:00 the set counts from the next morning
    assert sets.part(evening, "birth").dossier.due_at == hanoi("2026-03-03 17:00")
    assert evening.due_at == hanoi("2026-03-05 17:00")


def test_a_pause_of_one_part_moves_the_day_of_the_set_and_is_told():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth = sets.part(parent, "birth").dossier
    justice = officer("justice", MONDAY)
    changes.extend(birth.id, hanoi("2026-03-04 17:00"), "Cần xác minh", by=justice, at=MONDAY)
    sets.go_on(MONDAY)
    assert now(parent).due_at == hanoi("2026-03-06 17:00")
    assert now(parent).first_due_at == hanoi("2026-03-04 17:00")
    assert Event.objects.filter(chain=parent.chain, kind="set-due-moved").count() == 1
    sets.go_on(MONDAY)


def test_a_part_that_is_late_makes_the_set_late_and_moves_no_day():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, hanoi("2026-03-05 10:00"))
    assert now(parent).due_at == hanoi("2026-03-04 17:00")
    assert sets.part(parent, "residence").expected_due == hanoi(
        "2026-03-07 10:00"
    )  # the police work on Saturdays


def test_the_fees_of_the_parts_are_owed_with_the_set_once():
    sets.publish()
    parent = sets.filed(MONDAY, "postal", copy_count=2)
    order = order_of(parent)
    assert (order.payer_amount, parent.fee_total) == (16_000, 16_000)
    assert [line["code"] for line in order.lines] == ["birth.birth_copy"]
    assert order.lines[0]["name"]["vi"].startswith("Khai sinh: ")
    pay(parent, MONDAY)
    changes.accept(open_task(parent).id, by=officer("counter", MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    birth = sets.part(parent, "birth").dossier
    assert birth.answers["copy_count"] == 2
    assert birth.finance == "none" and not Order.objects.filter(subject_id=birth.uuid).exists()


def test_a_refused_part_stops_those_that_need_it_and_the_rest_is_delivered():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, MONDAY)
    residence = sets.part(parent, "residence").dossier
    sets.refuse(residence, "Chưa đủ điều kiện", MONDAY)
    assert now(parent).status == Status.IN_PROGRESS
    sets.outside(parent, "card", MONDAY, "HC401")
    assert sets.state(parent) == {"birth": "done", "residence": "failed", "card": "done"}
    assert now(parent).status == Status.DONE


def test_when_the_first_part_is_refused_nothing_can_follow_and_the_set_ends():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth = sets.part(parent, "birth").dossier
    sets.refuse(birth, "Đã đăng ký khai sinh", MONDAY)
    assert sets.state(parent) == {"birth": "failed", "residence": "halted", "card": "halted"}
    assert now(parent).status == Status.STOPPED
    assert "Đã đăng ký khai sinh" in now(parent).end_reason
    assert "Đã đăng ký khai sinh" in sets.part(parent, "card").dossier.end_reason


def test_taking_the_set_back_takes_back_what_is_open_of_it():
    sets.publish()
    parent = sets.begun(MONDAY)
    changes.withdraw(parent.uuid, "Không cần nữa", by=resident(MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    assert set(sets.state(parent).values()) == {"halted"}
    assert {sets.part(parent, name).dossier.status for name in sets.state(parent)} == {Status.WITHDRAWN}
    assert not Task.objects.filter(dossier__part_of_id=parent.id, closed_at=None).exists()


def test_a_set_with_a_decision_cannot_be_taken_back_as_a_whole():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, MONDAY)
    with pytest.raises(WrongState):
        changes.withdraw(parent.uuid, "Không cần nữa", by=resident(MONDAY), at=MONDAY)


def test_what_is_handed_over_for_the_set_is_handed_over_for_its_parts():
    sets.publish()
    parent = sets.finished(MONDAY)
    counter = officer("counter", MONDAY)
    changes.hand_over(open_task(parent).id, "signature", {"received_by": "Minh Anh"}, by=counter, at=MONDAY)
    sets.go_on(MONDAY)
    children = Dossier.objects.filter(part_of_id=parent.id)
    assert {child.status for child in children} == {Status.RETURNED}


def test_who_has_fetched_every_result_has_fetched_the_set():
    sets.publish()
    parent = sets.finished(MONDAY)
    for child in Dossier.objects.filter(part_of_id=parent.id):
        changes.ending.fetch_online(child.uuid, by=resident(MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    assert now(parent).status == Status.RETURNED


def test_an_error_found_later_goes_back_to_the_issuer_and_comes_again_put_right():
    sets.publish()
    parent = sets.begun(MONDAY)
    first = sets.decide_birth(parent, MONDAY).result_number
    residence = sets.part(parent, "residence").dossier
    promised = now(parent).due_at
    task = open_task(residence)
    by = seat(task.agency.key, task.post_kind, MONDAY)
    repairing.send_back(task.id, "birth", "Sai tên đệm", by=by, at=hanoi("2026-03-03 09:00"))
    sets.go_on(hanoi("2026-03-03 09:00"))
    assert sets.state(parent) == {"birth": "open", "residence": "waiting", "card": "open"}
    assert now(residence).paused_at is not None and now(residence).open_task_id is None
    birth = sets.decide_birth(parent, hanoi("2026-03-03 16:00"))
    assert birth.result_number != first
    residence = now(residence)
    assert residence.answers["birth_number"] == birth.result_number
    assert open_task(residence).claimed_by_id == by.account_id and residence.paused_at is None
    certificate = Component.objects.get(dossier=residence, component_id="certificate")
    new = Document.objects.get(dossier=birth, kind="result", state="issued")
    assert certificate.files == [new.file.uuid]
    assert Document.objects.filter(dossier=birth, kind="result", state="replaced").count() == 1
    card = sets.part(parent, "card").dossier
    assert card.answers["birth_number"] == birth.result_number
    assert now(parent).due_at > promised
    sets.outside(parent, "residence", hanoi("2026-03-04 09:00"))
    sets.outside(parent, "card", hanoi("2026-03-04 09:00"), "HC401")
    assert now(parent).status == Status.DONE


def test_a_body_outside_sends_back_by_message():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, MONDAY)
    residence = sets.part(parent, "residence").dossier
    said = outside.Said("returned", "m1", reason="Sai ngày sinh")
    outside.take(residence.id, "police-residence", said, by=Actor("partner", name="Công an"), at=MONDAY)
    sets.go_on(MONDAY)
    assert "Sai ngày sinh" in sets.part(parent, "residence").reason
    assert sets.state(parent)["birth"] == "open" and sets.state(parent)["residence"] == "waiting"


def test_only_a_part_that_has_decided_can_have_made_the_error():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth = sets.part(parent, "birth").dossier
    with pytest.raises(UnknownAction):
        repairing.send_back(open_task(birth).id, "card", "Sai", by=officer("justice", MONDAY), at=MONDAY)
    with pytest.raises(WrongState):
        repairing.send_back_from_outside(birth.id, "Sai", by=SYSTEM, at=MONDAY)


def test_an_optional_part_can_be_left_out_while_it_is_not_decided():
    sets.publish()
    parent = sets.begun(MONDAY)
    growing.drop(parent.uuid, "card", "", by=resident(MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    assert sets.state(parent) == {"birth": "open", "residence": "waiting", "card": "dropped"}
    assert not {"wanted", "hospital"} & set(now(parent).answers)
    sets.decide_birth(parent, MONDAY)
    sets.outside(parent, "residence", MONDAY)
    assert now(parent).status == Status.DONE
    with pytest.raises(WrongState):
        growing.drop(parent.uuid, "residence", "", by=resident(MONDAY), at=MONDAY)


def test_what_must_be_there_cannot_be_left_out_nor_what_is_decided():
    sets.publish()
    parent = sets.begun(MONDAY)
    with pytest.raises(UnknownAction):
        growing.drop(parent.uuid, "birth", "", by=resident(MONDAY), at=MONDAY)
    sets.decide_birth(parent, MONDAY)
    sets.outside(parent, "card", MONDAY, "HC401")
    with pytest.raises(WrongState):
        growing.drop(parent.uuid, "card", "", by=resident(MONDAY), at=MONDAY)


def test_an_optional_part_can_be_asked_for_later_and_asks_only_what_is_missing():
    sets.publish()
    parent = sets.begun(MONDAY, wanted=[])
    sets.decide_birth(parent, MONDAY)
    by = resident(MONDAY)
    with pytest.raises(NotComplete) as missing:
        growing.add(parent.uuid, "card", {}, (), by=by, at=MONDAY)
    assert set(missing.value.fields) == {"hospital", "papers.photo"}
    growing.add(parent.uuid, "card", {"hospital": "Trạm y tế"}, [upload("photo")], by=by, at=MONDAY)
    sets.go_on(MONDAY)
    card = sets.part(parent, "card")
    assert card.state == "open" and card.dossier.answers["hospital"] == "Trạm y tế"
    with pytest.raises(UnknownAction):
        growing.add(parent.uuid, "card", {}, (), by=by, at=MONDAY)


def test_a_part_left_out_can_be_asked_for_again():
    sets.publish()
    parent = sets.begun(MONDAY)
    by = resident(MONDAY)
    growing.drop(parent.uuid, "card", "", by=by, at=MONDAY)
    growing.add(parent.uuid, "card", {"hospital": "Trạm y tế"}, [upload("photo")], by=by, at=MONDAY)
    assert sets.state(parent)["card"] == "waiting"


def test_nobody_changes_the_set_of_somebody_else():
    sets.publish()
    parent = sets.begun(MONDAY)
    with pytest.raises(NotYours):
        growing.drop(parent.uuid, "card", "", by=resident(MONDAY, "resident-single"), at=MONDAY)


def test_the_fee_of_a_part_that_is_left_out_goes_back():
    sets.publish(sets.with_card_fee())
    parent = sets.begun_by_post(MONDAY, copy_count=1)
    assert now(parent).fee_total == 28_000
    growing.drop(parent.uuid, "card", "", by=resident(MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    refund = Refund.objects.get(order=order_of(parent))
    assert (refund.amount, refund.status) == (20_000, "requested")


def test_what_was_not_paid_for_a_part_left_out_is_no_longer_owed():
    sets.publish(sets.with_card_fee("before_return"))
    parent = sets.filed(MONDAY, "postal", copy_count=1)
    changes.accept(open_task(parent).id, by=officer("counter", MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    growing.drop(parent.uuid, "card", "", by=resident(MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    first, second = Order.objects.filter(subject_id=parent.uuid).order_by("id")
    assert (first.status, second.status, second.payer_amount) == ("cancelled", "pending", 8_000)
    assert (now(parent).fee_total, now(parent).finance) == (8_000, "due")


def test_a_set_whose_fee_is_still_owed_waits_with_its_end_for_the_payment():
    sets.publish(sets.with_card_fee("before_return"))
    parent = sets.filed(MONDAY, "postal", wanted=[], copy_count=1)
    changes.accept(open_task(parent).id, by=officer("counter", MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    sets.decide_birth(parent, MONDAY)
    sets.outside(parent, "residence", MONDAY)
    assert now(parent).status == Status.IN_PROGRESS
    pay(parent, MONDAY)
    sets.go_on(MONDAY)
    assert now(parent).status == Status.DONE


def test_the_fee_of_an_added_part_is_owed_beside_the_first_order():
    sets.publish(sets.with_card_fee())
    parent = sets.begun_by_post(MONDAY, wanted=[], copy_count=1)
    growing.add(
        parent.uuid, "card", {"hospital": "Trạm y tế"}, [upload("photo")], by=resident(MONDAY), at=MONDAY
    )
    first, second = Order.objects.filter(subject_id=parent.uuid).order_by("id")
    assert (first.status, second.payer_amount) == ("paid", 20_000)
    assert (now(parent).fee_total, now(parent).finance) == (28_000, "due")


def test_a_set_on_paper_goes_from_one_to_the_next_with_a_slip():
    sets.publish(sets.on_paper())
    parent = sets.begun(MONDAY)
    # one after the other: a day for the birth, two for the police, two for the insurance
    assert parent.due_at == hanoi("2026-03-06 17:00")
    sets.decide_birth(parent, MONDAY)
    assert sets.state(parent) == {"birth": "done", "residence": "open", "card": "waiting"}
    residence = sets.part(parent, "residence").dossier
    slip = Document.objects.get(dossier=residence, kind="transfer_slip")
    assert not slip.for_resident
    text = text_of(papers.content(papers_made.file_of(slip, MONDAY)))
    for words in ("Phiếu chuyển", "2 ngày làm việc", "Giấy khai sinh", parent.code):
        assert words.lower() in text.lower()
    sets.outside(parent, "residence", MONDAY)
    assert sets.state(parent)["card"] == "open"


def test_on_paper_a_part_that_needs_nothing_goes_on_when_the_one_before_it_fails():
    sets.publish(sets.on_paper())
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, MONDAY)
    sets.refuse(sets.part(parent, "residence").dossier, "Chưa đủ điều kiện", MONDAY)
    assert sets.state(parent) == {"birth": "done", "residence": "failed", "card": "open"}


def test_figures_count_the_set_where_it_was_received_and_each_part_where_it_is_decided():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, MONDAY)
    sets.outside(parent, "card", MONDAY, "HC401")
    while outbox.drain("figures", MONDAY):
        pass
    rows = Figure.objects.filter(month="2026-03-01")
    counted = {
        row.procedure_code: (row.agency_id, row.intake_id, row.received_online, row.finished) for row in rows
    }
    branch, ward = parent.intake_agency_id, parent.competent_agency_id
    insurance = sets.part(parent, "card").dossier.competent_agency_id
    assert counted[sets.SET] == (branch, branch, 1, 0)
    assert counted["1.001193"] == (ward, 0, 1, 1)
    assert counted[sets.CARD] == (insurance, 0, 1, 1)


def test_nobody_moves_a_set_on_by_hand_or_by_message_while_its_parts_are_open():
    sets.publish()
    parent = sets.begun(MONDAY)
    task, counter = open_task(parent), officer("counter", MONDAY)
    with pytest.raises(WrongState):
        changes.act(task.id, "done", by=counter, at=MONDAY)
    with pytest.raises(WrongState):
        changes.external.answer(parent.id, "linked-set", {}, "m1", by=SYSTEM, at=MONDAY)
    assert now(parent).status == Status.IN_PROGRESS


def test_a_part_that_is_not_told_enough_comes_to_the_counter_who_asks_for_the_rest():
    card = definition_with_pattern()
    sets.publish()
    publishing.publish(card, by=SYSTEM, at=hanoi("2026-01-03 00:00"))
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, MONDAY)
    item = sets.part(parent, "card")
    task = open_task(item.dossier)
    assert (task.kind, task.agency_id, item.dossier.status) == (
        "receive", parent.intake_agency_id, Status.REGISTERED,
    )  # fmt: skip
    assert "hospital" in item.reason
    assert Component.objects.filter(dossier=item.dossier).count() == 2
    counter, by = officer("counter", MONDAY), resident(MONDAY)
    changes.ask_supplement(task.id, ["Mã cơ sở khám"], "Chưa có mã", by=counter, at=MONDAY)
    changes.answer_supplement(item.dossier.uuid, [], "", by=by, at=MONDAY, answers={"hospital": "BV 01"})
    changes.confirm_supplement(open_task(item.dossier).id, by=counter, at=MONDAY)
    sets.go_on(MONDAY)
    card_now = sets.part(parent, "card").dossier
    assert (card_now.status, card_now.step) == (Status.IN_PROGRESS, "outside")
    # a correction of the birth does not undo what was supplied to the part itself
    task = open_task(sets.part(parent, "residence").dossier)
    police = seat(task.agency.key, task.post_kind, MONDAY)
    repairing.send_back(task.id, "birth", "Sai tên đệm", by=police, at=MONDAY)
    birth = sets.decide_birth(parent, MONDAY)
    card_now = now(card_now)
    assert card_now.answers["hospital"] == "BV 01"
    assert card_now.answers["birth_number"] == birth.result_number


def definition_with_pattern():
    """The health card, whose hospital is named by a code."""
    card = sets.definition("card")
    page = card.form.pages[0]
    fields = tuple(
        replaced(item, pattern="BV \\d+") if item.id == "hospital" else item for item in page.fields
    )
    return replaced(card, form=replaced(card.form, pages=(replaced(page, fields=fields),)))

"""A birth from filing to the signed certificate, change by change."""

from datetime import timedelta

import pytest

from motcua.city.authority import NotAllowed
from motcua.foundation import events
from motcua.procedures.dossiers import changes, errors, papers_made, reading
from motcua.procedures.dossiers.changes.ending import fetch_online
from motcua.procedures.dossiers.models import Document, Dossier, Task
from motcua.procedures.dossiers.status import Status
from motcua.records import papers
from motcua.records.registers import Record
from tests.conftest import hanoi
from tests.procedures.people import RECEIVED, filed_birth, officer, resident
from tests.reading_pdf import signatures_of, text_of

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def open_task(dossier) -> Task:
    return Task.objects.get(dossier=dossier, closed_at=None)


def at_the_chair(at=MORNING) -> Dossier:
    """A birth that has been accepted and examined and waits for the chair's signature."""
    dossier = filed_birth(at)
    changes.accept(open_task(dossier).id, by=officer("counter", at), at=at, ticked=RECEIVED)
    changes.act(
        open_task(dossier).id, "submit", by=officer("justice", at), at=at + timedelta(hours=1),
        answers={"proposal": "grant"}, ticked=frozenset({"not_registered", "name_lawful"}),
    )  # fmt: skip
    return Dossier.objects.get(id=dossier.id)


def with_result(at=MORNING) -> Dossier:
    dossier = at_the_chair(at)
    changes.act(open_task(dossier).id, "sign", by=officer("chair", at), at=at + timedelta(hours=2))
    changes.act(open_task(dossier).id, "entered", by=officer("clerk", at), at=at + timedelta(hours=3))
    return Dossier.objects.get(id=dossier.id)


def test_a_filed_birth_waits_at_the_counter_with_the_answer_clock():
    dossier = filed_birth(MORNING)
    assert dossier.state is Status.REGISTERED
    assert dossier.code.startswith("H26.") and dossier.code.endswith("-260302-0001")
    task = open_task(dossier)
    assert (task.kind, task.post_kind, task.agency_id) == ("receive", "reception", dossier.intake_agency_id)
    assert task.due_at == hanoi("2026-03-03 08:30")


def test_filing_twice_with_one_id_is_one_dossier():
    from tests.procedures.people import BIRTH, BORN, requester, submission

    by = resident(MORNING)
    same = submission(BIRTH, {**BORN, **requester(by)}, by, MORNING)
    first = changes.file(same, by=by, at=MORNING)
    again = changes.file(same, by=by, at=MORNING)
    assert first.code == again.code
    assert Dossier.objects.filter(uuid=same.id).count() == 1


def test_wrong_answers_are_told_all_at_once_and_nothing_is_written():
    with pytest.raises(errors.NotComplete) as refused:
        filed_birth(MORNING, child_name="", mother_pin="123", child_birth_date="2026-13-40")
    assert {"child_name", "mother_pin", "child_birth_date"} <= set(refused.value.fields)
    assert not Dossier.objects.exists()


def test_acceptance_needs_every_point_of_the_receiving_step():
    dossier = filed_birth(MORNING)
    with pytest.raises(errors.NotComplete) as refused:
        changes.accept(
            open_task(dossier).id,
            by=officer("counter", MORNING),
            at=MORNING,
            ticked=frozenset({"form_complete"}),
        )
    assert refused.value.fields["check.papers_match"][0].startswith("Chưa xác nhận")
    assert set(refused.value.fields) == {"check.papers_match"}
    dossier.refresh_from_db()
    assert dossier.state is Status.REGISTERED and dossier.due_at is None


def test_acceptance_starts_the_clock_and_opens_the_first_working_step():
    dossier = filed_birth(MORNING)
    accepted = changes.accept(
        open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED
    )
    assert accepted.state is Status.ACCEPTED
    assert accepted.due_at == hanoi("2026-03-02 17:00")
    assert open_task(dossier).post_kind == "justice_officer"
    assert Document.objects.get(dossier=dossier).kind == "receipt"


def test_a_birth_received_after_three_is_due_the_next_working_day():
    late = hanoi("2026-03-06 15:01")
    dossier = filed_birth(late)
    accepted = changes.accept(open_task(dossier).id, by=officer("counter", late), at=late, ticked=RECEIVED)
    assert accepted.due_at.date() == hanoi("2026-03-09 17:00").date()


def test_the_first_touch_of_the_handling_officer_moves_the_dossier_to_in_progress():
    dossier = filed_birth(MORNING)
    changes.accept(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    changes.claim(open_task(dossier).id, by=officer("justice", MORNING), at=MORNING)
    assert Dossier.objects.get(id=dossier.id).state is Status.IN_PROGRESS


def test_the_counter_officer_may_not_examine_and_the_justice_officer_may_not_sign():
    dossier = filed_birth(MORNING)
    changes.accept(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    with pytest.raises(NotAllowed):
        changes.claim(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING)
    waiting = at_the_chair(hanoi("2026-03-03 08:30"))
    with pytest.raises(NotAllowed):
        changes.act(open_task(waiting).id, "sign", by=officer("justice", MORNING), at=MORNING)


def test_a_step_is_not_left_while_a_point_of_its_checklist_is_open():
    dossier = filed_birth(MORNING)
    changes.accept(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    with pytest.raises(errors.NotComplete) as refused:
        changes.act(
            open_task(dossier).id, "submit", by=officer("justice", MORNING), at=MORNING,
            answers={"proposal": "grant"}, ticked=frozenset({"not_registered"}),
        )  # fmt: skip
    assert set(refused.value.fields) == {"check.name_lawful"}


def test_a_step_costs_five_statements(django_assert_max_num_queries):
    dossier = filed_birth(MORNING)
    changes.accept(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    by, task = officer("justice", MORNING), open_task(dossier)
    changes.claim(task.id, by=by, at=MORNING)
    with django_assert_max_num_queries(5 + 2):  # and the savepoint around it in a test
        changes.act(
            task.id, "submit", by=by, at=MORNING, answers={"proposal": "grant"},
            ticked=frozenset({"not_registered", "name_lawful"}),
        )  # fmt: skip


def test_work_sent_back_goes_to_the_officer_who_did_it():
    dossier = at_the_chair()
    changes.act(
        open_task(dossier).id, "send_back", by=officer("chair", MORNING), at=MORNING, note="Sai ngày sinh"
    )
    task = open_task(dossier)
    assert task.step == "check"
    assert task.claimed_by_id == officer("justice", MORNING).account_id


def test_the_signed_certificate_is_numbered_sealed_and_entered():
    dossier = with_result()
    assert dossier.state is Status.DONE
    assert dossier.result_number == "01/KS"
    result = Document.objects.get(dossier=dossier, kind="result")
    assert result.state == Document.State.ISSUED
    pdf = papers.content(result.file)
    assert signatures_of(pdf).count("Signature is Valid") == 2
    assert "TRẦN BẢO AN" in text_of(pdf).upper()
    entry = Record.objects.get(dossier_code=dossier.code)
    assert entry.data["child_name"] == "Trần Bảo An"


def test_fetching_the_result_online_is_its_delivery_and_harmless_again():
    dossier = with_result()
    by = resident(MORNING)
    delivered = fetch_online(dossier.uuid, by=by, at=hanoi("2026-03-02 14:00"))
    assert delivered.state is Status.RETURNED
    assert delivered.delivery_proof["kind"] == "electronic"
    again = fetch_online(dossier.uuid, by=by, at=hanoi("2026-03-05 14:00"))
    assert again.returned_at == delivered.returned_at


def test_a_mistake_of_the_agency_is_corrected_and_the_old_result_stays_in_the_history():
    dossier = with_result()
    at = hanoi("2026-03-04 09:00")
    changes.correct(dossier.id, "Ghi sai tên đệm", by=officer("chair", at), at=at)
    assert Dossier.objects.get(id=dossier.id).state is Status.IN_PROGRESS
    changes.act(
        open_task(dossier).id, "submit", by=officer("justice", at), at=at, answers={"proposal": "grant"},
        ticked=frozenset({"not_registered", "name_lawful"}),
    )  # fmt: skip
    changes.act(open_task(dossier).id, "sign", by=officer("chair", at), at=at)
    changes.act(open_task(dossier).id, "entered", by=officer("clerk", at), at=at)
    states = list(
        Document.objects.filter(dossier=dossier, kind="result").order_by("id").values_list("state", flat=True)
    )
    assert states == ["replaced", "issued"]
    assert events.verify_chain(dossier.chain) == []


def test_the_timeline_tells_the_resident_what_happened_without_names_of_officers():
    dossier = with_result()
    line = reading.timeline(dossier, for_resident=True)
    assert [happened.kind for happened in line][:2] == ["submitted", "accepted"]
    assert line[-1].kind == "finished"
    assert not any("Tuệ" in happened.who for happened in line)
    assert any("Tuệ" in happened.who for happened in reading.timeline(dossier, for_resident=False))


def test_an_official_form_is_set_and_sealed_once():
    dossier = filed_birth(MORNING)
    changes.accept(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    document = Document.objects.select_related("dossier").get(dossier=dossier)
    first = papers_made.file_of(document, MORNING)
    assert papers_made.file_of(Document.objects.get(id=document.id), MORNING).id == first.id
    assert papers.content(first).startswith(b"%PDF")

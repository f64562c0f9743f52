"""Taking back at the desk: what has had no effect outside can be; what has, says why not and what to do instead."""

from datetime import timedelta

import pytest

from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes, inner_notes
from motcua.procedures.dossiers.changes.undoing import WITHIN, CannotUndo
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.reading import timeline
from tests.procedures import people
from tests.sites.desk_people import MONDAY, accepted, at_desk, examined, filed, page_of, ready, signed

pytestmark = pytest.mark.django_db
SOON = MONDAY + timedelta(minutes=3)


def justice():
    return people.officer("justice", MONDAY)


def kinds(dossier: Dossier) -> list[str]:
    return list(Event.objects.filter(chain=dossier.chain).order_by("seq").values_list("kind", flat=True))


def test_a_step_passed_on_by_mistake_comes_back_with_its_deadline_and_what_was_entered():
    dossier = examined()
    due = Task.objects.get(dossier=dossier, kind="process").due_at
    changes.undo(dossier.id, by=justice(), at=SOON)
    back = Dossier.objects.get(id=dossier.id)
    task = Task.objects.get(id=back.open_task_id)
    assert (back.step, task.kind, task.due_at) == ("check", "process", due)
    assert task.claimed_by_id == justice().account_id
    assert back.officer_answers["proposal"] == "grant"
    assert kinds(dossier)[-1] == "undone"
    assert [one.title_vi for one in timeline(back, for_resident=True)][-1] == "Thu hồi về bước trước"


def test_once_taken_back_it_can_be_passed_on_again():
    dossier = examined()
    changes.undo(dossier.id, by=justice(), at=SOON)
    task = Dossier.objects.get(id=dossier.id).open_task_id
    done = changes.act(
        task, "submit", by=justice(), at=SOON, ticked=frozenset({"not_registered", "name_lawful"})
    )
    assert done.step == "sign"


def test_a_step_that_the_next_officer_has_opened_stays():
    dossier = examined()
    at_desk("chair", SOON).get(page_of(dossier))
    with pytest.raises(CannotUndo, match="opened"):
        changes.undo(dossier.id, by=justice(), at=SOON)


def test_a_step_that_the_next_officer_has_claimed_stays():
    dossier = examined()
    changes.claim(dossier.open_task_id, by=people.officer("chair", SOON), at=SOON)
    with pytest.raises(CannotUndo):
        changes.undo(dossier.id, by=justice(), at=SOON)


def test_ones_own_look_at_the_passed_dossier_does_not_count():
    dossier = examined()
    at_desk("justice", SOON).get(page_of(dossier))
    assert changes.undo(dossier.id, by=justice(), at=SOON).kind == "stepped"


def test_after_ten_minutes_it_is_too_late():
    dossier = examined()
    with pytest.raises(CannotUndo, match="minutes"):
        changes.undo(dossier.id, by=justice(), at=MONDAY + WITHIN + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("make", "who", "instead"),
    [
        (accepted, "counter", "Giấy tiếp nhận đã cấp"),
        (signed, "chair", "Chữ ký số"),
        (ready, "clerk", "Sửa sai sót"),
    ],
)
def test_what_has_left_the_house_stays_and_says_what_to_do_instead(make, who, instead):
    dossier = make()
    with pytest.raises(CannotUndo) as refused:
        changes.undo(dossier.id, by=people.officer(who, SOON), at=SOON)
    assert instead in refused.value.vi
    assert kinds(dossier)[-1] != "undone"


def test_nobody_takes_back_what_a_colleague_did():
    dossier = examined()
    with pytest.raises(CannotUndo, match="not done by you"):
        changes.undo(dossier.id, by=people.officer("chair", SOON), at=SOON)


def test_a_claim_given_up_is_taken_again_unless_a_colleague_has_it():
    dossier = accepted()
    changes.claim(dossier.open_task_id, by=justice(), at=MONDAY)
    changes.release(dossier.open_task_id, by=justice(), at=MONDAY)
    changes.undo(dossier.id, by=justice(), at=SOON)
    assert Task.objects.get(id=dossier.open_task_id).claimed_by_id == justice().account_id


def test_an_assignment_goes_back_to_who_held_it_before():
    dossier = accepted()
    chair, to = people.officer("chair", MONDAY), justice().account_id
    changes.assign(dossier.open_task_id, to, by=chair, at=MONDAY)
    changes.undo(dossier.id, by=chair, at=SOON)
    assert Task.objects.get(id=dossier.open_task_id).claimed_by_id is None
    changes.assign(dossier.open_task_id, to, by=chair, at=SOON)
    at_desk("justice", SOON).get(page_of(dossier))
    with pytest.raises(CannotUndo, match="opened"):
        changes.undo(dossier.id, by=chair, at=SOON)


def test_a_note_taken_back_stands_again():
    dossier = filed()
    counter = people.officer("counter", MONDAY)
    note = inner_notes.write(dossier.id, "Đã gọi điện.", by=counter, at=MONDAY)
    inner_notes.withdraw(note.id, by=counter, at=MONDAY)
    changes.undo(dossier.id, by=counter, at=SOON)
    note.refresh_from_db()
    assert note.withdrawn_at is None
    assert kinds(dossier)[-3:] == ["note-added", "note-withdrawn", "note-restored"]

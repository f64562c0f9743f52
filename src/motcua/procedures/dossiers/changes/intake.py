"""The counter: accepting an online filing, taking in a paper dossier, refusing at intake."""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import clockwork, papers_made, posts
from motcua.procedures.dossiers.changes import appointment, arriving, early_end, tasks
from motcua.procedures.dossiers.changes.checklist import refuse_unticked, unticked
from motcua.procedures.dossiers.changes.filing import open_order
from motcua.procedures.dossiers.changes.storing import store_at_once
from motcua.procedures.dossiers.errors import FeeUnpaid, NotComplete, NoteNeeded, UnknownAction, WrongState
from motcua.procedures.dossiers.holding import Held, hold_task, refuse_taken
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Finance, Move
from motcua.procedures.dossiers.submission import Prepared, Submission, due_at_acceptance, prepare

REFUSAL_REASONS = {
    "not-competent": ("Không thuộc thẩm quyền giải quyết", "Not within this authority's competence"),
    "not-eligible": ("Không đủ điều kiện theo quy định", "The legal conditions are not met"),
    "wrong-procedure": ("Không đúng thủ tục cần thực hiện", "Another procedure applies"),
    "duplicate": ("Đã có hồ sơ cùng nội dung đang giải quyết", "The same request is already being handled"),
    "false-papers": ("Giấy tờ không hợp lệ", "The papers are not valid"),
}
"""The controlled list of reasons; words of the officer come beside it."""


@transaction.atomic
def accept(task_id: int, *, by: Actor, at: datetime, ticked: frozenset[str] = frozenset()) -> Dossier:
    """Receive an online dossier: the clock starts, the receipt is issued, the first working step opens. `1 → 2`

    `ticked` are the confirmed points of the receiving step's checklist; all are needed. A fee that is due at
    filing must be paid before. Raises SomebodyWasFaster, TakenByOther, NotAllowed, WrongState, NotComplete, FeeUnpaid.
    """
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    refuse_unpaid_at_filing(held)
    left = held.step
    held.move(Move.ACCEPT)
    refuse_unticked(left, ticked)
    start_clock(held, at)
    tasks.close(held, at, by, "accept", whoever_holds_it=False)
    passed = to_first_work(held, by, at)
    held.dossier.save()
    papers_made.receipt(held, by, at)
    held.tell(Move.ACCEPT, at, by, due_at=held.dossier.due_at)
    arriving.tell_passed(held, passed, at)
    return held.dossier


def take_in(
    submission: Submission,
    *,
    by: Actor,
    at: datetime,
    ticked: frozenset[str] = frozenset(),
    filed_at: datetime | None = None,
) -> Dossier:
    """Enter and accept a paper dossier at the counter in one go. `– → 2`

    The officer must be allowed to receive at `submission.intake_agency_id`, and confirms in `ticked` every point of
    the receiving step's checklist. `filed_at`: the legal time of filing where it lies before the entering, for the post
    the signing of the record (QĐ 45/2016); the clock starts there. Twice the same id is one dossier. Raises
    NotComplete, NotAllowed, NoCompetentAgency.
    """
    known = Dossier.objects.filter(uuid=submission.id).first()
    if known is not None:
        return known
    prepared = _checked(submission, ticked, at)
    try:
        return _taken_in(submission, prepared, by, at, min(filed_at or at, at))
    except IntegrityError:
        twin = Dossier.objects.filter(uuid=submission.id).first()
        if twin is None:
            raise
        return twin


def _checked(submission: Submission, ticked: frozenset[str], at: datetime) -> Prepared:
    """The request ready to be stored; faults of the form and open points of the checklist are told together."""
    receiving = submission.compiled.step(submission.compiled.start)
    try:
        prepared = prepare(submission, at)
    except NotComplete as faulty:
        raise NotComplete({**faulty.fields, **unticked(receiving, ticked)}) from None
    refuse_unticked(receiving, ticked)
    return prepared


@transaction.atomic
def _taken_in(
    submission: Submission, prepared: Prepared, by: Actor, at: datetime, filed_at: datetime
) -> Dossier:
    dossier = store_at_once(prepared, Move.TAKE_IN, by=by, at=at)
    held = Held(dossier, submission.compiled)
    held.require(by, "receive", prepared.intake.id, at)
    open_order(dossier, prepared, at)
    dossier.submitted_at = filed_at
    start_clock(held, filed_at)
    tasks.close(held, at, by, "take-in")
    passed = to_first_work(held, by, at)
    dossier.save()
    papers_made.receipt(held, by, at)
    arriving.tell_passed(held, passed, at)
    return dossier


@transaction.atomic
def refuse_intake(task_id: int, reason: str, words: str, *, by: Actor, at: datetime) -> Dossier:
    """Refuse at intake with a reason of the controlled list and the officer's words; form 03 is made. `1 → 3`

    After the answer clock it is still possible, and marked `late` in its event.

    Raises UnknownAction for a reason outside the list, NoteNeeded without words.
    """
    if reason not in REFUSAL_REASONS:
        raise UnknownAction
    if not words.strip():
        raise NoteNeeded
    posts.refuse_under_contract(by, at)
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    held.move(Move.REFUSE_INTAKE)
    early_end.close(held, f"{REFUSAL_REASONS[reason][0]}: {words.strip()}", by, at, "refuse")
    papers_made.refusal(held, by, at)
    late = clockwork.answered_late(held.dossier, at) or None
    held.tell(Move.REFUSE_INTAKE, at, by, reason=reason, words=words.strip(), late=late)
    return held.dossier


def refuse_unpaid_at_filing(held: Held) -> None:
    """Raises FeeUnpaid when the fee of a filed request had to be paid with it and was not."""
    if held.compiled.definition.payment.when == "at_filing" and held.dossier.finance == Finance.DUE:
        raise FeeUnpaid


def start_clock(held: Held, at: datetime) -> None:
    """Acceptance: the legal clock starts from zero by the calendar of the deciding agency."""
    dossier = held.dossier
    dossier.accepted_at = at
    clockwork.start(dossier, at, clockwork.span_of(held.compiled.limit(dossier.case_id)), held.calendar)
    if held.compiled.linked is not None:
        dossier.first_due_at = None
        due = due_at_acceptance(
            held.compiled, dossier.case_id, dossier.answers, held.context(at), held.calendar, at
        )
        clockwork.appoint(dossier, at, due, held.calendar)
    appointment.watch(held)


def to_first_work(held: Held, by: Actor, at: datetime) -> list[arriving.Passed]:
    """Go on to what follows the counter: the first open way forward out of the receiving step."""
    values = held.values(at)
    ways = [way for way in arriving.open_ways(held.step, values) if way.kind == "forward" and way.to]
    if not ways:
        raise WrongState("Bước tiếp nhận không có đường đi tiếp.", "The receiving step has no way on.")
    goal = arriving.place(held, ways[0].to, at)
    arriving.arrive(held, goal, by, at)
    return goal.passed

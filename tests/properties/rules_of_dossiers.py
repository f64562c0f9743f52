"""What is true of every dossier at every moment, whatever happened to it."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.insight.process import keeping as process
from motcua.insight.process.replay import replay
from motcua.insight.process.visits import stays
from motcua.money.models import Order
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.changes.arriving import open_ways
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Document, Dossier, Supplement, Task
from motcua.procedures.dossiers.status import ENDED, MOVES, Finance, Move, Status

EARLY_ENDS = {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED}


def _pairs() -> frozenset[tuple[Status | None, Status]]:
    """One event may hold the first touch of the work (2 → 4) and a move from there; else one move or none."""
    pairs = {(begin, end) for table in MOVES.values() for begin, end in table.items()}
    touched = {(Status.ACCEPTED, end) for begin, end in pairs if begin is Status.IN_PROGRESS}
    return frozenset(pairs | touched | {(status, status) for status in Status})


ALLOWED = _pairs()


def check(dossier: Dossier) -> None:
    """Raises AssertionError with what is wrong."""
    _check_story(dossier)
    _check_task(dossier)
    _check_clock(dossier)
    _check_money(dossier)
    _check_papers(dossier)
    _check_way(dossier)


def _check_way(dossier: Dossier) -> None:
    """Whatever was done, the dossier went by ways that its workflow has, and every stay was measured to its end."""
    walk, design = process.walk_of(dossier), process.design(dossier.version_id)
    way = stays(walk.visits)
    told = replay(walk, way, design)
    assert "unforeseen" not in told.marks, (told, [(stay.step, stay.action, stay.reached) for stay in way])
    for stay in way[:-1]:
        assert stay.left_at is not None and stay.reached
    assert bool(told.ending) == (Status(dossier.status) in ENDED)


def _check_story(dossier: Dossier) -> None:
    assert events.verify_chain(dossier.chain) == []
    happened = [
        (event.kind, json.loads(event.body)["data"])
        for event in Event.objects.filter(chain=dossier.chain).order_by("seq")
    ]
    previous: Status | None = None
    for kind, data in happened:
        status = Status(data["status"])
        assert (previous, status) in ALLOWED, f"{previous!r} → {status!r} by {kind}"
        previous = status
    assert previous == dossier.status, "the events do not lead to the present status"
    assert happened[0][0] in {Move.SUBMIT, Move.TAKE_IN}
    told = happened[-1][1].get("due_at")
    assert (told and datetime.fromisoformat(told)) == dossier.due_at, "the events tell another appointed day"


def _check_task(dossier: Dossier) -> None:
    status = Status(dossier.status)
    open_tasks = list(Task.objects.filter(dossier=dossier, closed_at=None, branch=""))
    _check_sides(dossier)
    assert [task.id for task in open_tasks] == ([dossier.open_task_id] if dossier.open_task_id else [])
    kinds = [task.kind for task in open_tasks]
    if status in EARLY_ENDS | {Status.RETURNED, Status.PAYMENT_DUTY}:
        assert kinds == [], f"{status!r} leaves no work, but {kinds} is open"
    elif status is Status.DONE:
        assert kinds == ["return"]
    elif status is Status.SUPPLEMENT:
        request = Supplement.objects.filter(dossier=dossier).order_by("-id").first()
        assert request is not None and len(kinds) == (request.answered_at is not None)
    else:
        assert len(kinds) == 1, f"{status!r} needs somebody to work on it"
        assert (kinds == ["receive"]) == (status is Status.REGISTERED)
    for task in open_tasks:
        assert task.step == dossier.step
    for task in Task.objects.filter(dossier=dossier).exclude(closed_at=None):
        assert task.action and task.closed_at >= task.opened_at


def _check_sides(dossier: Dossier) -> None:
    """Bodies are asked only while a step waits for them, each once at a time, and what they said is known."""
    sides = list(Task.objects.filter(dossier=dossier).exclude(branch=""))
    waiting = [task for task in sides if task.closed_at is None]
    assert all(task.main_id == dossier.open_task_id and task.step == dossier.step for task in waiting)
    assert len({task.branch for task in waiting}) == len(waiting)
    step = compiled_version(dossier.version_id).steps.get(dossier.step)
    if step is None or not step.opinions or dossier.open_task_id is None:
        return
    last = {task.branch: task for task in sorted(sides, key=lambda one: one.id)}
    for branch, task in last.items():
        if task.main_id == dossier.open_task_id:
            said = {"silence-agree": "agree", "silence-report": "silent"}.get(
                task.action, task.action or None
            )
            assert dossier.officer_answers.get(branch) == said, (branch, said)
    assert (
        waiting
        or len(open_ways(step, Held(dossier, compiled_version(dossier.version_id)).values(LATEST))) > 1
    ), "everybody has answered and only one way is open, but the step was not left"


LATEST = datetime(2027, 1, 1, tzinfo=UTC)
"""A day for conditions that read none."""


def _check_clock(dossier: Dossier) -> None:
    status = Status(dossier.status)
    assert (dossier.ended_at is not None) == (status in ENDED)
    assert (dossier.due_at is None) == (dossier.accepted_at is None) == (dossier.clock_from is None)
    assert (dossier.returned_at is not None) == (status is Status.RETURNED)
    assert dossier.supplements <= 2 and dossier.extensions <= 1
    if dossier.clock_from is None:
        assert dossier.paused_at is None
        return
    assert dossier.clock_amount >= Decimal(0)
    assert dossier.due_at >= dossier.clock_from
    assert dossier.first_due_at is not None
    if status not in ENDED:
        step = compiled_version(dossier.version_id).step(dossier.step)
        waits = status in {Status.SUPPLEMENT, Status.PAYMENT_DUTY} or step.pauses
        assert (dossier.paused_at is not None) == waits


def _check_money(dossier: Dossier) -> None:
    order = Order.objects.filter(subject_id=dossier.uuid).first()
    early = dossier.status in EARLY_ENDS
    allowed = {
        None: {Finance.NONE},
        "zero": {Finance.WAIVED},
        "pending": {Finance.NONE} if early else {Finance.DUE},
        "paid": {Finance.PAID, Finance.REFUND_DUE} if early else {Finance.PAID},
        "cancelled": {Finance.NONE},
    }[order.status if order else None]
    assert dossier.finance in allowed, f"{dossier.finance} with order {order}"
    if dossier.status in {Status.DONE, Status.RETURNED}:
        assert dossier.finance != Finance.DUE, "a result that nobody has paid for"
    if dossier.status == Status.WITHDRAWN:
        assert dossier.finance != Finance.PAID


def _check_papers(dossier: Dossier) -> None:
    results = list(Document.objects.filter(dossier=dossier, kind="result").values_list("state", flat=True))
    if dossier.status in {Status.DONE, Status.RETURNED}:
        assert results.count("issued") == 1
        assert dossier.result_number
    if dossier.status in {Status.WITHDRAWN, Status.REFUSED}:
        assert results == []
    asked = Document.objects.filter(dossier=dossier, kind="supplement_request").count()
    assert asked == dossier.supplements == Supplement.objects.filter(dossier=dossier).count()

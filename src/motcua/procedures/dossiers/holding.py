"""Holding a dossier while it is changed: its row lock, its compiled procedure, its offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.city import agencies, authority, units
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.columns import Rows
from motcua.foundation.statements import Prepared
from motcua.foundation.worktime import VN, Calendar
from motcua.procedures.binding import Context
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure, CompiledStep
from motcua.procedures.definition import Consult, Opinion
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.errors import NotYours, SomebodyWasFaster, TakenByOther, WrongState
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.office import Office, competent_office, office, office_in_force
from motcua.procedures.dossiers.status import ONLY_WITHOUT_DECISION, IllegalMove, Move, Status, after
from motcua.records.quality.pairs import same_person


@dataclass(slots=True)
class Held:
    """A locked dossier and what rules ask about it.

    `seen` names the state of its row where it was only looked at, not locked: whoever writes by it asks for that state.
    """

    dossier: Dossier
    compiled: CompiledProcedure
    seen: str | None = None

    @property
    def calendar(self) -> Calendar:
        """The clock of a dossier runs by the calendar of the deciding agency."""
        return office(self.dossier.competent_agency_id).calendar

    @property
    def step(self) -> CompiledStep:
        return self.compiled.step(self.dossier.step)

    def office_of(self, step: CompiledStep, at: datetime) -> Office:
        """Where a step is done. Raises WrongState when nobody here can be consulted for the place asked."""
        where = step.agency_in(self.dossier.case_id)
        if step.consult is not None:
            return self.consulted(step.consult, at)
        if where == "intake":
            return office(self.dossier.intake_agency_id)
        if where == "competent":
            return office(self.dossier.competent_agency_id)
        return office_in_force(where, at)

    def consulted(self, consult: Consult | Opinion, at: datetime) -> Office:
        """The agency that a consultation names: by its key, or by its kind and the place that a field tells."""
        if consult.by is None:
            return office_in_force(consult.agency, at)
        told = self.dossier.answers.get(consult.by)
        unit_code = told.get("unit") if isinstance(told, dict) else told
        try:
            return competent_office(consult.agency, unit_code or "", at, told_at=self.dossier.submitted_at)
        except (agencies.NoCompetentAgency, units.UnknownUnit, units.SeveralSuccessors):
            raise WrongState(
                "Nơi cần hỏi không dùng hệ thống này: hãy hỏi bằng văn bản.",
                "That place does not use this system: ask it by letter.",
            ) from None

    def values(self, at: datetime) -> dict[str, Any]:
        """What the expressions of the workflow see."""
        return self.compiled.values(self.dossier.answers, self.context(at))

    def context(self, at: datetime) -> Context:
        """What the expressions of the workflow see besides the answers."""
        dossier = self.dossier
        return Context(
            today=at.astimezone(VN).date(),
            channel=dossier.channel,
            applicant={},
            case=dossier.case_id,
            officer=dossier.officer_answers,
        )

    def move(self, move: Move) -> None:
        """Change the status as the table allows; raises WrongState in words.

        A dossier that was reopened has a decision already: it ends by the corrected result and nothing else.
        """
        if self.dossier.corrections and move in ONLY_WITHOUT_DECISION:
            raise WrongState(
                "Hồ sơ đã có quyết định và đang được sửa sai sót; chỉ kết thúc bằng kết quả đã sửa.",
                "A decision exists and is being corrected; it ends by the corrected result only.",
            )
        try:
            self.dossier.status = after(move, Status(self.dossier.status))
        except IllegalMove:
            raise WrongState(
                "Trạng thái hiện tại của hồ sơ không cho phép thao tác này.",
                "The present status of the dossier does not allow this.",
            ) from None

    def tell(self, kind: str, at: datetime, by: Actor, **data: object) -> None:
        """Record the event of this change; the data that every reader needs is added."""
        events.record(self.dossier.chain, kind, at=at, actor=by, data=self.event_data(**data))

    def event_data(self, **data: object) -> dict[str, object]:
        """What an event of this dossier says: as it stands now, and `data` without what is None."""
        dossier = self.dossier
        return {
            "code": dossier.code,
            "status": dossier.status,
            "procedure": dossier.procedure_code,
            "field": dossier.field_key,
            "channel": dossier.channel,
            "competent": dossier.competent_agency_id,
            "intake": dossier.intake_agency_id,
            "due_at": dossier.due_at,
            **({"part_of": dossier.part_of_id} if dossier.part_of_id else {}),
            **{name: value for name, value in data.items() if value is not None},
        }

    def require(self, by: Actor, power: str, agency_id: int, at: datetime) -> None:
        """Raises authority.NotAllowed when the officer lacks the power here today."""
        authority.require(
            by,
            power,
            at=at,
            procedure_code=self.dossier.procedure_code,
            field=self.dossier.field_key,
            agency_id=agency_id,
            case=self.dossier.case_id,
        )


def hold(dossier_id: int) -> Held:
    """Lock a dossier by id. One statement. Raises Dossier.DoesNotExist."""
    _in_transaction()
    dossier = Dossier.objects.select_for_update().get(id=dossier_id)
    return Held(dossier, compiled_version(dossier.version_id))


def hold_known(uuid: UUID) -> Held | None:
    """Lock the dossier with this public id, or None; by a statement that the server has planned."""
    _in_transaction()
    row = _BY_UUID.first({"uuid": uuid})
    if row is None:
        return None
    dossier: Dossier = _DOSSIER.read(row)
    return Held(dossier, compiled_version(dossier.version_id))


def hold_known_each(uuids: Sequence[UUID]) -> dict[UUID, Held]:
    """As `hold_known` for the dossiers among these, to look at their state and to tell of them. One statement.

    One is waited for. Several are not, for one that somebody else holds would hold up all: raises OperationalError. They are
    read without what is long (answers and the like): whoever needs that takes `hold_known`.
    """
    _in_transaction()
    statement = _LOCK_EACH if len(uuids) == 1 else _LOCK_EACH_FREE
    dossiers = map(_STATE.read, statement.every({"uuids": list(uuids)}))
    return {dossier.uuid: Held(dossier, compiled_version(dossier.version_id)) for dossier in dossiers}


def hold_own(uuid: UUID, by: Actor) -> Held:
    """Lock a dossier of whoever does it: the person's, or that of the organisation acted for. Raises NotYours."""
    _in_transaction()
    dossier = Dossier.objects.select_for_update().filter(uuid=uuid).first()
    if dossier is None or not is_of(dossier, by.stands_for, by.for_organisation_id):
        raise NotYours
    return Held(dossier, compiled_version(dossier.version_id))


def is_of(dossier: Dossier, person_id: int | None, organisation_id: int | None) -> bool:
    """Whether a dossier is this person's, or the organisation's that the person acts for.

    An organisation's dossiers are opened by whoever acts for it, and by nobody in a session of their own; nor does
    somebody who acts for an organisation open their own dossiers there. What a mandate covers, the caller asks. A person who
    was known under two numbers is one: a query more, for those whose own number stands nowhere in it.
    """
    if dossier.owner_organisation_id is not None or organisation_id is not None:
        return dossier.owner_organisation_id == organisation_id
    if person_id is None:
        return False
    people = people_of(dossier)
    return person_id in people or not people.isdisjoint(same_person(person_id))


def people_of(dossier: Dossier) -> frozenset[int]:
    """The persons to whom a dossier belongs."""
    ids = (dossier.owner_id, dossier.applicant_id, dossier.authorised_id)
    return frozenset(person_id for person_id in ids if person_id is not None)


def hold_task(task_id: int, by: Actor, at: datetime) -> tuple[Held, Task]:
    """Lock the dossier of a task that is still open and may be acted on by this officer. One statement.

    Only the dossier's row is locked; whether the task is still the open one is read from that row, which is
    fresh even when we had to wait for it. A side task is read again under the lock: two statements. Raises
    SomebodyWasFaster, TakenByOther, NotAllowed.
    """
    held, task = _lock_by_task(task_id)
    if held.dossier.open_task_id != (task.main_id if task.branch else task.id):
        raise was_faster(task.id)
    if task.branch:
        task.refresh_from_db(fields=["closed_at", "claimed_by", "claimed_at"])
        if task.closed_at is not None:
            raise was_faster(task.id)
    posts.require(by, task, at)
    return held, task


def look_at_task(task_id: int, by: Actor, at: datetime) -> tuple[Held, Task] | None:
    """As `hold_task`, but nothing is locked: `held.seen` is the state to be asked for when it is changed. One statement.

    None for what a look cannot decide: a side task, or a task that is not the open one any more (perhaps only now).
    Raises NotAllowed, NotYours.
    """
    row = _LOOK.first({"task": task_id})
    if row is None:
        raise NotYours
    held, task = _read(row[:-1])
    if task.branch or held.dossier.open_task_id != task.id:
        return None
    posts.require(by, task, at)
    held.seen = row[-1]
    return held, task


def hold_opinion(task_id: int, by: Actor, at: datetime) -> tuple[Held, Task]:
    """As `hold_task` for a side task, open or closed, whose main task still waits. Two statements."""
    held, task = _lock_by_task(task_id)
    if not task.branch or held.dossier.open_task_id != task.main_id:
        raise was_faster(task.id)
    task.refresh_from_db(fields=["closed_at", "closed_by", "claimed_by", "claimed_at", "action", "note"])
    posts.require(by, task, at)
    return held, task


def _lock_by_task(task_id: int) -> tuple[Held, Task]:
    """The task and its dossier, whose row is locked, by a statement that the server has planned: every step begins so."""
    _in_transaction()
    row = _LOCK.first({"task": task_id})
    if row is None:
        raise NotYours
    return _read(row)


def _read(row: Sequence[Any]) -> tuple[Held, Task]:
    task: Task = _TASK.read(row[: _TASK.count])
    task.dossier = _DOSSIER.read(row[_TASK.count :])
    return Held(task.dossier, compiled_version(task.dossier.version_id)), task


_TASK, _DOSSIER = Rows(Task, "task"), Rows(Dossier, "dossier")
_FOUND = """
from dossiers_task task join dossiers_dossier dossier on dossier.id = task.dossier_id
where task.id = %(task)s::bigint"""
_BY_UUID = Prepared(
    f"select {_DOSSIER.names} from dossiers_dossier dossier where uuid = %(uuid)s::uuid for update"
)
_STATE = Rows(
    Dossier, "dossier", "id", "uuid", "version", "code", "status", "finance", "procedure_code", "field_key", "channel",
    "competent_agency", "intake_agency", "due_at", "part_of_id",
)  # fmt: skip
# `(select array)`: however many there are, the plan is the same, so that the server keeps it
_BY_UUIDS = f"""select {_STATE.names} from dossiers_dossier dossier
where uuid = any((select %(uuids)s::uuid[])::uuid[]) order by id for update"""
_LOCK_EACH, _LOCK_EACH_FREE = Prepared(_BY_UUIDS), Prepared(f"{_BY_UUIDS} nowait")
_LOCK = Prepared(f"select {_TASK.names}, {_DOSSIER.names} {_FOUND} for update of dossier")
# xmin: the transaction that wrote this state of the row; every change of a dossier writes its row anew
_LOOK = Prepared(f"select {_TASK.names}, {_DOSSIER.names}, dossier.xmin::text {_FOUND}")


def was_faster(task_id: int) -> SomebodyWasFaster:
    """Who finished a task before us, for the message."""
    closed = Task.objects.filter(id=task_id).values_list("closed_by_name", "closed_at").first()
    name, moment = closed or ("", None)
    return SomebodyWasFaster(name, moment)


def refuse_taken(task: Task, by: Actor) -> None:
    """Raises TakenByOther when a colleague held the task as it was read: early, before anything is made.

    A claim made while we waited for the dossier is found by the statement that changes the task (`free_for`).
    """
    if task.claimed_by_id is not None and task.claimed_by_id != by.account_id:
        raise taken_by(task.id)


def free_for(by: Actor) -> Q:
    """The condition on a task that nobody but this officer has claimed it."""
    return Q(claimed_by=None) | Q(claimed_by=by.account_id)


def taken_by(task_id: int) -> TakenByOther:
    """Who holds a task now, for the message."""
    return TakenByOther(Task.objects.values_list("claimed_by__display_name", flat=True).get(id=task_id) or "")


def _in_transaction() -> None:
    if transaction.get_connection().in_atomic_block is False:
        raise RuntimeError("a dossier is changed inside a transaction only")

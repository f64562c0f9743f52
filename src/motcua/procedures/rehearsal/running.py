"""Walking the dossiers of a year, batch by batch, each in a transaction with the place where the walk stands.

The walk follows the index of ended dossiers (agency, procedure, end): a batch costs five queries, whatever the city's
size. Who asked for it is written down as a reader of these people's data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from motcua.city import authority
from motcua.city.models import Account, Agency
from motcua.foundation import audit, worktime
from motcua.foundation.actor import Actor
from motcua.foundation.definitions import DefinitionError
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.authoring.trees import read_tree
from motcua.procedures.binding import Context
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure, compile_procedure
from motcua.procedures.dossiers import owner
from motcua.procedures.dossiers.models import Component, Dossier, Task
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.submission import compute_fees
from motcua.procedures.rehearsal import figures as sums
from motcua.procedures.rehearsal.comparing import Past, compare
from motcua.procedures.rehearsal.models import Rehearsal

YEAR = timedelta(days=365)
BATCH = 500


class NotReady(Exception):
    """The draft has faults and cannot run."""


@dataclass(frozen=True, slots=True)
class _Walk:
    rehearsal: Rehearsal
    new: CompiledProcedure
    reader: Actor


def ask(copy: WorkingCopy, *, by: Actor, at: datetime) -> Rehearsal:
    """Begin a rehearsal of the copy as it is now; the one that is under way when there is one. Raises NotReady."""
    try:
        compile_procedure(read_tree(copy.tree).value)
    except DefinitionError:
        raise NotReady from None
    with transaction.atomic():
        WorkingCopy.objects.select_for_update().get(id=copy.id)
        open_ = copy.rehearsals.filter(state__in=["waiting", "running"]).first()
        if open_ is not None and open_.revision == copy.revision:
            return open_
        if open_ is not None:
            # The draft has changed since: what that one would say is of no use to anybody.
            open_.state, open_.failure = Rehearsal.State.FAILED, "Bản nháp đã thay đổi."
            open_.save(update_fields=["state", "failure"])
        return Rehearsal.objects.create(
            copy=copy, revision=copy.revision, since=at - YEAR, until=at, asked_by_id=by.account_id, asked_at=at,
            agencies=Agency.objects.count(), figures=sums.empty(),
        )  # fmt: skip


def latest(copy: WorkingCopy) -> Rehearsal | None:
    """The last rehearsal of the copy that ran to its end; its `revision` says of which draft. One query."""
    return copy.rehearsals.filter(state=Rehearsal.State.DONE).order_by("-asked_at").first()


def go_on(rehearsal_id: int, *, at: datetime, batches: int = 1) -> bool:
    """Walk some batches further; whether there is more to do. Two walkers of one rehearsal: the second does nothing."""
    for _ in range(batches):
        with transaction.atomic():
            found = (
                Rehearsal.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("copy")
                .filter(id=rehearsal_id, state__in=["waiting", "running"])
                .first()
            )
            if found is None:
                return False
            _one_batch(_walk(found, at), at)
            if found.state == Rehearsal.State.DONE:
                return False
    return True


_drafts: dict[tuple[int, int], CompiledProcedure] = {}


def _walk(rehearsal: Rehearsal, at: datetime) -> _Walk:
    key = (rehearsal.copy_id, rehearsal.revision)
    if key not in _drafts:
        tree = rehearsal.copy.edits.get(revision=rehearsal.revision).tree
        _drafts.clear()
        _drafts[key] = compile_procedure(read_tree(tree).value)
    account = Account.objects.filter(id=rehearsal.asked_by_id or 0).first()
    reader = authority.actor_for(account, at) if account is not None else Actor("system", name="Diễn tập")
    return _Walk(rehearsal, _drafts[key], reader)


def _one_batch(walk: _Walk, at: datetime) -> None:
    run = walk.rehearsal
    run.state = Rehearsal.State.RUNNING
    rows: list[Dossier] = []
    while len(rows) < BATCH:
        if run.at_agency == 0 or not (more := _next(run, walk.new.code, BATCH - len(rows))):
            if not _next_agency(run, walk.new.code):
                run.state, run.finished_at = Rehearsal.State.DONE, at
                break
            continue
        rows += more
        run.at_ended, run.at_id = more[-1].ended_at, more[-1].id
    if rows:
        _count(walk, rows, at)
    run.save()


def _next(run: Rehearsal, code: str, most: int) -> list[Dossier]:
    """The next ended dossiers of the agency at which the walk stands. One query on `dossier_ended_like`."""
    found = Dossier.objects.select_related("owner__unit").filter(
        competent_agency_id=run.at_agency,
        procedure_code=code,
        ended_at__gte=run.since,
        ended_at__lt=run.until,
    )
    if run.at_ended is not None:
        found = found.filter(ended_at__gte=run.at_ended).filter(
            Q(ended_at__gt=run.at_ended) | Q(id__gt=run.at_id)
        )
    return list(found.order_by("ended_at", "id")[:most])


def _next_agency(run: Rehearsal, code: str) -> bool:
    """Go to the next agency that ended any dossier of the procedure; False when there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id, (select count(*) from city_agency b where b.id <= a.id) from city_agency a"
            " where a.id > %s and exists (select 1 from dossiers_dossier d where d.competent_agency_id = a.id"
            " and d.procedure_code = %s and d.ended_at >= %s and d.ended_at < %s and d.ended_at is not null)"
            " order by a.id limit 1",
            [run.at_agency, code, run.since, run.until],
        )
        found = cursor.fetchone()
    run.at_ended, run.at_id = None, 0
    if found is None:
        run.agencies_done = run.agencies
        return False
    run.at_agency, run.agencies_done = found[0], found[1] - 1
    return True


def _count(walk: _Walk, rows: Sequence[Dossier], at: datetime) -> None:
    ids = [row.id for row in rows]
    known = _known(ids)
    gone = {step for row in rows for step in compiled_version(row.version_id).steps} - walk.new.steps.keys()
    spent = _spent(ids, sorted(gone))
    found = walk.rehearsal.figures or sums.empty()
    for row in rows:
        if not row.answers:
            found["empty"] += 1
            continue
        _count_one(walk.new, row, known.get(row.id, ()), spent.get(row.id, {}), found)
    walk.rehearsal.figures = found
    audit.log_read(
        walk.reader, [row.owner_id for row in rows], purpose=f"Diễn tập sửa đổi thủ tục {walk.new.code}",
        what="rehearsal", code="rehearsal", at=at,
    )  # fmt: skip


def _count_one(
    new: CompiledProcedure, row: Dossier, known: Sequence[str], spent: dict[str, int], found: dict[str, Any]
) -> None:
    old = compiled_version(row.version_id)
    on = row.submitted_at.astimezone(worktime.VN).date()
    past = Past(
        on=on, channel=row.channel, answers=row.answers, applicant=owner.facts_of_row(row, row.owner, on),
        known=known,
        accepted_at=row.accepted_at, due_at=row.due_at if row.paused_at is None else None, ended_at=row.ended_at,
        spent=spent,
    )  # fmt: skip
    difference = compare(old, new, past, office(row.competent_agency_id).calendar)
    before = _fee(old, past, difference.case[0])
    after = _fee(new, past, difference.case[1])
    sums.add(
        found, difference, fee_before=before, fee_after=after, agency=row.competent_agency_id,
        version=row.version_id, month=f"{on:%Y-%m}",
    )  # fmt: skip


def _fee(compiled: CompiledProcedure, past: Past, case: str) -> int:
    context = Context(today=past.on, channel=past.channel, applicant=past.applicant, case=case)
    return compute_fees(compiled, past.answers, context).payer


def _known(ids: Sequence[int]) -> dict[int, list[str]]:
    """The data that stood in for papers, by dossier. One query."""
    found: dict[int, list[str]] = {}
    rows = Component.objects.filter(dossier_id__in=ids, source=Component.Source.DATA)
    for dossier_id, source in rows.values_list("dossier_id", "data_source"):
        found.setdefault(dossier_id, []).append(source)
    return found


def _spent(ids: Sequence[int], steps: Sequence[str]) -> dict[int, dict[str, int]]:
    """Working minutes that these steps took, by dossier. One query, none when no step went."""
    if not steps:
        return {}
    found: dict[int, dict[str, int]] = {}
    rows = Task.objects.filter(dossier_id__in=ids, step__in=steps, closed_at__isnull=False)
    for dossier_id, step, agency, opened, closed in rows.values_list(
        "dossier_id", "step", "agency_id", "opened_at", "closed_at"
    ):
        if closed is None:
            continue
        minutes = worktime.working_minutes(opened, closed, office(agency).calendar)
        by_step = found.setdefault(dossier_id, {})
        by_step[step] = by_step.get(step, 0) + max(minutes, 0)
    return found

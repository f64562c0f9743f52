"""Asking the owner for what is missing, and going on when it has come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation import worktime
from motcua.foundation.actor import SYSTEM, Actor
from motcua.procedures import forms
from motcua.procedures.dossiers import clockwork, owner, papers_made, posts
from motcua.procedures.dossiers.changes import appointment, arriving, early_end, tasks
from motcua.procedures.dossiers.changes.checklist import refuse_unticked
from motcua.procedures.dossiers.changes.intake import refuse_unpaid_at_filing, start_clock, to_first_work
from motcua.procedures.dossiers.errors import NotComplete, NoteNeeded, OncePerDossier, TooLate, WrongState
from motcua.procedures.dossiers.holding import Held, hold, hold_own, hold_task, refuse_taken
from motcua.procedures.dossiers.models import Component, Dossier, Supplement, Timer
from motcua.procedures.dossiers.status import Move, Status
from motcua.procedures.dossiers.submission import GivenPaper

SUPPLEMENT_TIMER = "supplement-expiry"
ASKING_STEPS = frozenset({"receive", "assign", "process", "review"})
MOST_REQUESTS = 2
"""At most two trips for a supplement. Source: NĐ 63/2010 Đ20.4."""


@transaction.atomic
def ask_supplement(task_id: int, items: Sequence[str], reason: str, *, by: Actor, at: datetime) -> Dossier:
    """Ask for everything that is missing, all at once, with the reason; form 02 is made. `1 → 5`, `4 → 5`

    Twice at most; after acceptance once and within the days of the appraisal, unless what came was not complete.
    Only who receives, examines or reviews may ask: a consulted agency tells the one that asked it, and after the
    signature nothing is missing. The clock rests. Raises OncePerDossier, TooLate, NoteNeeded, WrongState,
    and what `hold_task` raises. Source: NĐ 61/2018 Đ15.3, Đ17.2, Đ19.4; NĐ 63/2010 Đ20.4.
    """
    wanted = [item.strip() for item in items if item.strip()]
    if not wanted or not reason.strip():
        raise NoteNeeded
    posts.refuse_under_contract(by, at)
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    dossier = held.dossier
    if task.kind not in ASKING_STEPS:
        raise WrongState("Bước này không yêu cầu bổ sung.", "This step does not ask for a supplement.")
    if dossier.supplements and held.compiled.definition.supplement.once:
        raise OncePerDossier(
            "Thủ tục này chỉ được yêu cầu bổ sung một lần, và hồ sơ đã được yêu cầu.",
            "This procedure allows one request for what is missing, and it has been made.",
        )
    if dossier.supplements >= MOST_REQUESTS:
        raise OncePerDossier(
            "Hồ sơ đã được yêu cầu bổ sung hai lần, không được yêu cầu thêm.",
            "This dossier has been asked for a supplement twice already.",
        )
    if dossier.status == Status.ACCEPTED:
        held.move(Move.START_WORK)
    answered_before = dossier.status == Status.SUPPLEMENT
    if not answered_before:
        _refuse_outside_appraisal(held, at)
        held.move(Move.ASK_SUPPLEMENT)
    clockwork.pause(dossier, at, held.calendar)
    days = worktime.working_days(held.compiled.definition.supplement.applicant_days)
    answer_by = worktime.due(at, days, held.calendar)
    Supplement.objects.create(
        dossier=dossier,
        items=wanted,
        reason=reason.strip(),
        asked_by=by.name,
        asked_at=at,
        answer_by=answer_by,
        due_before=dossier.due_at,
        resume_step=dossier.step,
    )
    Timer.objects.create(dossier=dossier, kind=SUPPLEMENT_TIMER, fire_at=answer_by)
    dossier.supplements += 1
    tasks.close(held, at, by, "ask-supplement", reason.strip(), whoever_holds_it=False)
    dossier.save()
    papers_made.supplement_request(held, wanted, reason.strip(), by, at)
    held.tell(Move.ASK_SUPPLEMENT, at, by, items=wanted, reason=reason.strip(), answer_by=answer_by)
    return dossier


def last_moment_to_ask(held: Held) -> datetime | None:
    """Until when an accepted dossier may be sent back for a supplement; None before acceptance.

    The days of the definition (three where no law of the field says otherwise) are counted from the receipt, and
    the last one counts whole. Source: NĐ 61/2018 Đ19.4; BLDS Đ148.
    """
    if held.dossier.accepted_at is None:
        return None
    days = worktime.working_days(held.compiled.definition.supplement.appraisal_within_days)
    last = worktime.due(held.dossier.accepted_at, days, held.calendar).astimezone(worktime.VN).date()
    return datetime.combine(last, time.max, worktime.VN)


def _refuse_outside_appraisal(held: Held, at: datetime) -> None:
    """After acceptance: once, and in time. Raises TooLate, OncePerDossier. One query."""
    last = last_moment_to_ask(held)
    if last is None:
        return
    if at > last:
        days = held.compiled.definition.supplement.appraisal_within_days
        raise TooLate(
            f"Chỉ được yêu cầu bổ sung trong {days} ngày làm việc kể từ khi tiếp nhận, tức là đến hết ngày "
            f"{last:%d/%m/%Y}. Hãy giải quyết trên hồ sơ đã có, hoặc từ chối và nêu lý do.",
            f"More may be asked for within {days} working days of acceptance only, that is until {last:%d/%m/%Y}. "
            "Decide on what is there, or refuse with the reason.",
        )
    # what the counter asked for before acceptance had no appointed day yet
    if Supplement.objects.filter(dossier=held.dossier, due_before__isnull=False).exists():
        raise OncePerDossier(
            "Sau khi tiếp nhận chỉ được yêu cầu bổ sung một lần, và lần đó đã được xác nhận đủ.",
            "After acceptance more may be asked for once, and that was found complete.",
        )


@transaction.atomic
def answer_supplement(
    uuid: UUID,
    papers: Sequence[GivenPaper],
    words: str,
    *,
    by: Actor,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
) -> Dossier:
    """The owner hands in what was asked for. The officer who asked gets a task to check it.

    The dossier stays "supplement asked" until an officer finds it complete; the moment of this answer is the
    one from which the clock restarts. Corrected `answers` are checked with the others, as at filing.
    Raises NotYours, WrongState, NotComplete.
    """
    held = hold_own(uuid, by)
    dossier = held.dossier
    request = _waiting_request(held)
    for paper in papers:
        name = next(
            (p.paper.name.vi for p in held.compiled.papers if p.paper.id == paper.component_id),
            "Giấy tờ bổ sung",
        )
        Component.objects.create(
            dossier=dossier,
            component_id=paper.component_id,
            name=name,
            source=paper.source,
            files=list(paper.files),
            round=dossier.supplements,
        )
    if answers:
        dossier.answers = _checked(held, {**dossier.answers, **answers}, at)
    request.answered_at = at
    request.save(update_fields=["answered_at"])
    step = held.compiled.step(request.resume_step)
    where = held.office_of(step, at)
    hours = worktime.working_hours(held.compiled.definition.supplement.answer_within_hours)
    tasks.open_at(held, step, at, due=worktime.due(at, hours, where.calendar))
    dossier.save()
    held.tell("supplement-answered", at, by, words=words.strip() or None, papers_given=len(papers))
    return dossier


@transaction.atomic
def confirm_supplement(
    task_id: int, *, by: Actor, at: datetime, ticked: frozenset[str] = frozenset()
) -> Dossier:
    """The supplement is complete: the clock restarts from zero at the moment it was handed in. `5 → 4`

    A dossier that had not been accepted yet is accepted by this: then the points of the receiving step must be
    `ticked`, as in `accept`. Source: NĐ 61/2018 Đ19.4, NĐ 297/2025.
    """
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    dossier = held.dossier
    request = Supplement.objects.filter(dossier=dossier).order_by("-id").first()
    if dossier.status != Status.SUPPLEMENT or request is None or request.answered_at is None:
        raise WrongState("Hồ sơ không chờ xác nhận bổ sung.", "No supplement is waiting to be confirmed.")
    first_time = dossier.accepted_at is None
    if first_time:
        refuse_unpaid_at_filing(held)
        refuse_unticked(held.step, ticked)
    held.move(Move.SUPPLEMENT_GIVEN)
    if first_time:
        start_clock(held, request.answered_at)
    else:
        limit = clockwork.span_of(held.compiled.limit(dossier.case_id))
        clockwork.start(dossier, request.answered_at, limit, held.calendar)
        appointment.watch(held)
    request.due_after = dossier.due_at
    request.save(update_fields=["due_after"])
    tasks.close(held, at, by, "confirm-supplement", whoever_holds_it=False)
    step = held.compiled.step(request.resume_step)
    passed: list[arriving.Passed] = []
    if step.kind == "receive":
        passed = to_first_work(held, by, at)
    else:
        tasks.open_at(held, step, at, claimed_by=by.account_id)
    dossier.save()
    papers_made.receipt(held, by, at)
    held.tell(Move.SUPPLEMENT_GIVEN, at, by, due_before=request.due_before, first_time=first_time)
    arriving.tell_passed(held, passed, at)
    return dossier


@transaction.atomic
def expire_supplement(dossier_id: int, *, at: datetime) -> bool:
    """Nothing came within the limit: the dossier is closed. `5 → 8`  False when it moved on meanwhile.

    Source: NĐ 297/2025 (15 working days).
    """
    held = hold(dossier_id)
    request = Supplement.objects.filter(dossier=held.dossier).order_by("-id").first()
    if (
        held.dossier.status != Status.SUPPLEMENT
        or request is None
        or request.answered_at
        or request.answer_by > at
    ):
        return False
    held.move(Move.SUPPLEMENT_EXPIRED)
    early_end.close(held, "Quá thời hạn bổ sung hồ sơ", SYSTEM, at, "expire")
    papers_made.stop_notice(held, "Quá thời hạn bổ sung hồ sơ", SYSTEM, at)
    held.tell(Move.SUPPLEMENT_EXPIRED, at, SYSTEM)
    return True


def _checked(held: Held, answers: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    today = at.astimezone(worktime.VN).date()
    checked = forms.validate(
        held.compiled,
        answers,
        today=today,
        channel=held.dossier.channel,
        applicant=owner.facts(held.dossier, today),
    )
    if checked.errors:
        raise NotComplete({path: (message.vi, message.en) for path, message in checked.errors.items()})
    return checked.clean


def _waiting_request(held: Held) -> Supplement:
    request = Supplement.objects.filter(dossier=held.dossier, answered_at=None).order_by("-id").first()
    if held.dossier.status != Status.SUPPLEMENT or request is None:
        raise WrongState("Hồ sơ không chờ bổ sung.", "No supplement has been asked for.")
    return request

"""How a dossier ends, and what may happen after: hand-over, withdrawal, stop, extension, correction, rating."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.procedures.compile import CompiledStep
from motcua.procedures.dossiers import clockwork, former, papers_made, posts, unpaid
from motcua.procedures.dossiers.changes import appointment, early_end, moving, tasks
from motcua.procedures.dossiers.errors import NoteNeeded, OncePerDossier, WrongState
from motcua.procedures.dossiers.holding import Held, hold, hold_own, hold_task
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.results import OUTSIDE_PAPER, RESULT
from motcua.procedures.dossiers.status import OPEN, Delivery, Move, Status

PROOFS = {"signature", "post", "electronic"}
"""How it is proved that the owner has the result: signed for, handed to the post, or fetched online."""


@transaction.atomic
def hand_over(task_id: int, proof: str, details: dict[str, Any], *, by: Actor, at: datetime) -> Dossier:
    """Give the result to its owner with a proof. `9 → 10`

    `details` hold who received it, or the consignment number of the post. Raises NoteNeeded without a proof.
    """
    held, _ = hold_task(task_id, by, at)
    if proof not in PROOFS or not any(str(value).strip() for value in details.values()):
        raise NoteNeeded
    return returned(held, proof, details, by, at)


@transaction.atomic
def fetch_online(uuid: UUID, *, by: Actor, at: datetime) -> Dossier:
    """The owner downloads the signed result: that is its electronic delivery. `9 → 10`, harmless again after."""
    held = hold_own(uuid, by)
    if held.dossier.status != Status.DONE or held.dossier.delivery_by != "online":
        return held.dossier
    return returned(held, "electronic", {"received_by": by.name}, by, at)


def returned(held: Held, proof: str, details: dict[str, Any], by: Actor, at: datetime) -> Dossier:
    """The owner of a held dossier has the result. `9 → 10`  Rights and proof are the caller's affair."""
    held.move(Move.RETURN)
    dossier = held.dossier
    dossier.returned_at = at
    dossier.delivery = Delivery.DELIVERED.value
    dossier.delivery_proof = {"kind": proof, **details}
    tasks.close(held, at, by, f"return-{proof}")
    dossier.save()
    held.tell(Move.RETURN, at, by, proof=proof)
    return dossier


@transaction.atomic
def withdraw(uuid: UUID, words: str, *, by: Actor, at: datetime) -> Dossier:
    """The owner takes the request back while nothing has been decided. `1, 2, 4, 5, 6 → 7`

    What was paid is owed back; what was not paid is no longer owed. Source: TT 03/2025/TT-VPCP Đ7.
    """
    held = hold_own(uuid, by)
    held.move(Move.WITHDRAW)
    early_end.refuse_decided(held)
    early_end.close(held, words.strip() or "Theo đề nghị của chủ hồ sơ", by, at, "withdraw")
    held.tell(
        Move.WITHDRAW, at, by, words=words.strip() or None, accepted=held.dossier.accepted_at is not None
    )
    return held.dossier


@transaction.atomic
def stop(dossier_id: int, words: str, *, by: Actor, at: datetime) -> Dossier:
    """Stop on request at the counter, while no decision exists; the stop notice is made. `2, 4, 5, 6 → 8`

    Source: NĐ 118/2025 Đ21, TT 03/2025/TT-VPCP Đ7.
    """
    if not words.strip():
        raise NoteNeeded
    posts.refuse_under_contract(by, at)
    held = hold(dossier_id)
    held.require(by, "receive", held.dossier.intake_agency_id, at)
    held.move(Move.STOP)
    early_end.refuse_decided(held)
    early_end.close(held, words.strip(), by, at, "stop")
    papers_made.stop_notice(held, words.strip(), by, at)
    held.tell(Move.STOP, at, by, words=words.strip())
    return held.dossier


def cancel_unpaid(dossier: Dossier, at: datetime) -> None:
    """Cancel the unpaid orders of an ended dossier now, for a page that shows them at once.

    The event of the end does it anyway (see `unpaid`); never inside a change.
    """
    unpaid.cancel(dossier.uuid, dossier.end_reason, at)


def latest_extension(held: Held, due: datetime) -> datetime | None:
    """To when the limit may grow by the procedure's own law: the end of that day; None where it names none."""
    rule = held.compiled.limit(held.dossier.case_id).extension
    if rule is None:
        return None
    span = worktime.Span(Decimal(rule.amount), worktime.Unit(rule.unit))
    last = worktime.due(due, span, held.calendar).astimezone(worktime.VN).date()
    return worktime.closing_on_or_after(last, held.calendar)


@transaction.atomic
def extend(
    dossier_id: int, new_due: datetime, reason: str, *, by: Actor, at: datetime, agreed: bool = False
) -> Dossier:
    """Apologise for being late and appoint a new day, once; the letter is made.

    Needs the power to approve or process at the deciding agency. Where the procedure's own law says by how much the
    limit may grow, no further, unless the person has `agreed` in writing. Raises OncePerDossier, NoteNeeded, WrongState
    (new day not later, later than the law allows, or dossier ended). Source: NĐ 61/2018 Đ19.9; TT 03/2025 form 04;
    NĐ 23/2015 Đ21 (certification: two working days, or longer by written agreement).
    """
    if not reason.strip():
        raise NoteNeeded
    held = hold(dossier_id)
    dossier = held.dossier
    held.require(by, "process", dossier.competent_agency_id, at)
    if dossier.extensions:
        raise OncePerDossier(
            "Chỉ được hẹn lại ngày trả kết quả một lần.", "A new day may be appointed once only."
        )
    if Status(dossier.status) not in OPEN or dossier.due_at is None:
        raise WrongState("Hồ sơ không còn đang giải quyết.", "The dossier is not being handled any more.")
    if dossier.paused_at is not None:
        raise WrongState(
            "Thời hạn đang tạm dừng, chưa cần hẹn lại.", "The clock rests: no new day is needed yet."
        )
    if new_due <= max(dossier.due_at, at):
        raise WrongState("Ngày hẹn mới phải sau ngày hẹn cũ.", "The new day must be later than the old one.")
    before = dossier.due_at
    latest = latest_extension(held, max(before, at))
    if latest is not None and new_due > latest and not agreed:
        raise WrongState(
            f"Chỉ được gia hạn đến {latest.astimezone(worktime.VN):%H:%M ngày %d/%m/%Y}; lâu hơn phải có thỏa thuận "
            "bằng văn bản với người yêu cầu.",
            f"At most until {latest.astimezone(worktime.VN):%d/%m/%Y %H:%M}, unless the person agreed in writing.",
        )
    clockwork.extend(dossier, at, new_due, held.calendar)
    appointment.watch(held)
    dossier.extensions += 1
    dossier.save(update_fields=["due_at", "clock_from", "clock_amount", "clock_unit", "extensions"])
    papers_made.apology(held, before, reason.strip(), by, at)
    late = at > worktime.latest_apology(before, held.calendar)
    held.tell("extended", at, by, due_before=before, reason=reason.strip(), told_late=late)
    return dossier


@transaction.atomic
def correct(dossier_id: int, reason: str, *, by: Actor, at: datetime) -> Dossier:
    """The agency made a mistake in the result: it is made again at the agency's cost. `9, 10 → 4`

    The wrong result stays in the history, marked as replaced once the new one is signed. Needs the power to
    sign. What a body that is no more decided is mended by its main heir. Source: NĐ 61/2018 Đ21.1.
    """
    if not reason.strip():
        raise NoteNeeded
    held = hold(dossier_id)
    heir = former.heir_of(held.dossier.competent_agency_id, at)
    held.require(by, "sign", heir, at)
    if heir != held.dossier.competent_agency_id:
        _taken_over(held, heir, by, at)
    return reopen(held, reason, by, at)


def _taken_over(held: Held, heir: int, by: Actor, at: datetime) -> None:
    """The dossier goes on at the main heirs of its bodies, as open ones did on the day of the reform."""
    dossier = held.dossier
    before = {role: getattr(dossier, f"{role}_agency_id") for role in ("competent", "intake", "return")}
    dossier.competent_agency_id = heir
    dossier.intake_agency_id = former.heir_of(before["intake"], at)
    dossier.return_agency_id = former.heir_of(before["return"], at)
    told: dict[str, object] = {"to_vi": office(heir).name_vi, "to_en": office(heir).name_en}
    if (hall := dossier.return_agency_id) != before["return"]:
        told |= {"hall_vi": office(hall).name_vi, "hall_en": office(hall).name_en}
    held.tell(moving.KIND, at, by, before=before, **{"return": hall}, **told)


def reopen(held: Held, reason: str, by: Actor, at: datetime) -> Dossier:
    """Begin a correction on a held dossier. Rights are the caller's affair. `9, 10 → 4`"""
    dossier = held.dossier
    held.move(Move.REOPEN)
    tasks.close(held, at, by, "correct", reason.strip())
    drafting = first_working_step(held)
    dossier.corrections += 1
    dossier.ended_at = dossier.returned_at = None
    dossier.delivery, dossier.delivery_proof = Delivery.NOT_READY.value, None
    clockwork.start(dossier, at, clockwork.span_of(held.compiled.limit(dossier.case_id)), held.calendar)
    appointment.watch(held)
    tasks.open_at(held, drafting, at)
    dossier.save()
    # what a body outside sent with its answer goes with the answer
    Document.objects.filter(
        dossier=dossier, kind__in=(RESULT, OUTSIDE_PAPER), state=Document.State.ISSUED
    ).update(state=Document.State.REPLACED)
    held.tell(Move.REOPEN, at, by, reason=reason.strip())
    return dossier


def first_working_step(held: Held) -> CompiledStep:
    """The first step on the way from the start at which somebody works out the result, here or outside."""
    step, seen = held.compiled.step(held.compiled.start), set[str]()
    case = held.dossier.case_id
    while (step.kind not in ("process", "external") or step.skipped_in(case)) and step.id not in seen:
        seen.add(step.id)
        onward = next(action for action in step.actions if action.kind == "forward" and action.to)
        assert onward.to is not None
        step = held.compiled.step(onward.to)
    return step


@transaction.atomic
def rate(uuid: UUID, stars: int, words: str, *, by: Actor, at: datetime) -> Dossier:
    """The owner rates the service, 1 to 5, once the dossier has ended. Raises WrongState."""
    held = hold_own(uuid, by)
    if Status(held.dossier.status) in OPEN or not 1 <= stars <= 5:
        raise WrongState(
            "Chỉ đánh giá được khi hồ sơ đã kết thúc.", "A dossier can be rated when it has ended."
        )
    held.dossier.rating, held.dossier.rating_note = stars, words.strip()[:2000]
    held.dossier.save(update_fields=["rating", "rating_note"])
    held.tell("rated", at, by, stars=stars)
    return held.dossier

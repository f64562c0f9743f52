"""Running dossiers of an older version moved to a newer one: shown first, then done dossier by dossier, and undone.

Only what is safe moves by itself; what touches a promise moves when the city says so (`consented`); what would lose
answers never does. A dossier keeps its appointed day, its case, its fees and its agencies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, Sum

from motcua.city import authority
from motcua.city.models import Power
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.models import ChainHead
from motcua.procedures.authoring.differences import Difference, differences
from motcua.procedures.authoring.effects import Verdict
from motcua.procedures.authoring.models import RolledDossier, RollForward
from motcua.procedures.authoring.proposing import Refused, chain
from motcua.procedures.authoring.trees import tree_of
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.catalogue.publishing import definition_of
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import holding
from motcua.procedures.dossiers.models import OPEN_STATUS, Dossier

BATCH = 200
MOVED, BACK = "moved-to-version", "moved-back"


@dataclass(frozen=True, slots=True)
class AtStep:
    """Dossiers that stand at one step: how many, and how many of them would stay."""

    step: str
    title: dict[str, str]
    all: int
    stay: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a roll-forward would do. `lost`: differences for which nobody may follow."""

    differences: tuple[Difference, ...]
    steps: tuple[AtStep, ...]

    @property
    def lost(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.effect == "never" and not one.verdict.narrowed)

    @property
    def for_some(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.effect == "never" and one.verdict.narrowed)

    @property
    def consent(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.effect == "consent")

    @property
    def safe(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.effect == "safe")

    @property
    def all(self) -> int:
        return sum(one.all for one in self.steps)

    @property
    def follow(self) -> int:
        return 0 if self.lost else sum(one.all - one.stay for one in self.steps)


def between(old: ProcedureVersion, new: ProcedureVersion) -> tuple[Difference, ...]:
    """How two published versions differ. No query."""
    return differences(tree_of(definition_of(old)), tree_of(definition_of(new)))


def preview(old: ProcedureVersion, new: ProcedureVersion) -> Preview:
    """How many dossiers stand where, and which of them would stay. One query."""
    found = between(old, new)
    blocked = _blocked(one.verdict for one in found)
    rows = (
        Dossier.objects.filter(OPEN_STATUS, version=old)
        .values("step")
        .annotate(all=Count("id"), stay=Count("id", filter=blocked))
        .order_by("step")
    )
    steps = compiled_version(old.pk).steps
    return Preview(
        found,
        tuple(AtStep(row["step"], _title(steps, row["step"]), row["all"], row["stay"]) for row in rows),
    )


@transaction.atomic
def start(
    old: ProcedureVersion, new: ProcedureVersion, *, consented: bool, reason: str, decision: str, by: Actor, at: datetime
) -> RollForward:  # fmt: skip
    """Decide on it; a job does it. Raises: authority.NotAllowed, Refused."""
    definition = definition_of(new)
    authority.require(
        by, Power.Name.ISSUE_CATALOGUE, at=at, procedure_code=definition.code, field=definition.field
    )
    if old.procedure_id != new.procedure_id or new.number <= old.number or new.valid_from > at:
        raise Refused(
            "Chỉ chuyển sang bản mới hơn đang có hiệu lực của cùng thủ tục.",
            "Only to a newer version of the same procedure that is in force.",
        )
    found = between(old, new)
    if any(one.effect == "never" and not one.verdict.narrowed for one in found):
        raise Refused(
            "Không chuyển được: câu trả lời đã có sẽ mất.", "Not possible: answers given would be lost."
        )
    if any(one.effect == "consent" for one in found) and not consented:
        raise Refused(
            "Có thay đổi chạm tới điều đã hứa với người dân: cần xác nhận và số quyết định.",
            "Some changes touch what people were promised: confirm them and name the decision.",
        )
    if not reason.strip() or (consented and not decision.strip()):
        raise Refused("Hãy ghi lý do và số quyết định.", "Give the reason and the decision's number.")
    try:
        with transaction.atomic():
            roll = RollForward.objects.create(
                old=old, new=new, consented=consented, reason=reason.strip()[:2000],
                decision=decision.strip()[:200], by_id=by.account_id, by_name=by.name, at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("Đang có một lần chuyển khác chạy.", "Another one is under way.") from None
    events.record(
        chain(definition.code), "procedure.roll-forward", at=at, actor=by,
        data={"from": old.number, "to": new.number, "decision": roll.decision, "reason": roll.reason},
    )  # fmt: skip
    return roll


def run(roll_id: int, *, at: datetime) -> RollForward:
    """Move the dossiers, each in a transaction of its own. Called again after a crash it goes on where it was."""
    roll = RollForward.objects.select_related("old", "new").get(id=roll_id)
    by = Actor("officer", account_id=roll.by_id, name=roll.by_name)
    verdicts = tuple(one.verdict for one in between(roll.old, roll.new))
    for ids in _batches(roll):
        moved = sum(_one(roll, dossier, verdicts, by, at) for dossier in ids)
        RollForward.objects.filter(id=roll_id).update(
            after=ids[-1], moved=F("moved") + moved, left=F("left") + len(ids) - moved
        )
    if roll.state == RollForward.State.RUNNING:
        # Counted once from the rows: a crash between a dossier and its batch's sum must not show.
        rows = RolledDossier.objects.filter(roll=roll).aggregate(
            moved=Count("id", filter=Q(seq__gt=0)), left=Count("id", filter=Q(seq=0))
        )
        roll.moved, roll.left = rows["moved"], rows["left"]
        roll.state, roll.ended_at = RollForward.State.DONE, at
        roll.save(update_fields=["moved", "left", "state", "ended_at"])
    return roll


@transaction.atomic
def begin_undo(roll_id: int, *, by: Actor, at: datetime) -> RollForward:
    """Decide to take it back. Raises: authority.NotAllowed, Refused."""
    roll = RollForward.objects.select_for_update(of=("self",)).select_related("old", "new").get(id=roll_id)
    definition = definition_of(roll.new)
    authority.require(
        by, Power.Name.ISSUE_CATALOGUE, at=at, procedure_code=definition.code, field=definition.field
    )
    if roll.state != RollForward.State.DONE:
        raise Refused("Lần chuyển này chưa xong hoặc đã hoàn tác.", "It is still running, or was undone.")
    roll.state = RollForward.State.UNDONE
    roll.save(update_fields=["state"])
    events.record(
        chain(definition.code), "procedure.roll-back", at=at, actor=by,
        data={"from": roll.new.number, "to": roll.old.number},
    )  # fmt: skip
    return roll


def undo(roll_id: int, by: Actor, *, at: datetime) -> int:
    """Move back those with which nothing has happened since; how many. Called again it goes on."""
    roll = RollForward.objects.select_related("old", "new").get(id=roll_id, state=RollForward.State.UNDONE)
    rows = RolledDossier.objects.filter(roll=roll, seq__gt=0, undone=False).order_by("id")
    for row in rows.iterator(chunk_size=BATCH):
        with transaction.atomic():
            held = holding.hold(row.dossier_id)
            head = ChainHead.objects.filter(chain=held.dossier.chain).values_list("seq", flat=True).first()
            if held.dossier.version_id != roll.new_id or head != row.seq:
                continue
            held.dossier.version_id = roll.old_id
            held.dossier.save(update_fields=["version"])
            RolledDossier.objects.filter(id=row.pk).update(undone=True)
            held.tell(BACK, at, by, version=roll.old.number, was=roll.new.number)
    undone = RolledDossier.objects.filter(roll=roll, undone=True).count()
    RollForward.objects.filter(id=roll_id).update(undone=undone)
    return undone


def why_stays(dossier: Dossier, verdicts: Iterable[Verdict]) -> Verdict | None:
    """The reason for which this dossier cannot follow; None when it can."""
    return next((one for one in verdicts if one.effect == "never" and _concerns(one, dossier)), None)


def running_on(versions: Iterable[int]) -> dict[int, int]:
    """How many dossiers run on each of these versions. One query."""
    rows = Dossier.objects.filter(OPEN_STATUS, version__in=list(versions)).values("version")
    return {row["version"]: row["n"] for row in rows.annotate(n=Count("id")).order_by()}


def totals(procedure_id: int) -> int:
    """How many dossiers were ever moved for this procedure. One query."""
    found = RollForward.objects.filter(new__procedure_id=procedure_id).aggregate(n=Sum("moved"))
    return found["n"] or 0


def _batches(roll: RollForward) -> Iterator[list[int]]:
    """The dossiers in question, asked for once: what is filed meanwhile is filed on the newer version. One query."""
    if roll.state != RollForward.State.RUNNING:
        return
    rows = Dossier.objects.filter(OPEN_STATUS, version=roll.old, id__gt=roll.after)
    ids = sorted(rows.values_list("id", flat=True))
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]


@transaction.atomic
def _one(roll: RollForward, dossier_id: int, verdicts: tuple[Verdict, ...], by: Actor, at: datetime) -> bool:
    held = holding.hold(dossier_id)
    dossier = held.dossier
    if dossier.version_id != roll.old_id or dossier.ended_at is not None:
        return False
    why = why_stays(dossier, verdicts)
    row = RolledDossier(roll=roll, dossier=dossier)
    if why is not None:
        row.why_vi, row.why_en = why.vi, why.en
    else:
        dossier.version_id = roll.new_id
        dossier.save(update_fields=["version"])
        held.tell(MOVED, at, by, version=roll.new.number, was=roll.old.number)
        row.seq = ChainHead.objects.values_list("seq", flat=True).get(chain=dossier.chain)
    RolledDossier.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["roll", "dossier"], update_fields=["seq", "why_vi", "why_en"]
    )  # fmt: skip
    return why is None


def _concerns(verdict: Verdict, dossier: Dossier) -> bool:
    if not verdict.narrowed:
        return True
    if verdict.standing:
        return dossier.step == verdict.standing or dossier.step.endswith(f"__{verdict.standing}")
    if verdict.case:
        return dossier.case_id == verdict.case
    assert verdict.answered is not None
    field, value = verdict.answered
    given = dossier.answers.get(field)
    return value in given if isinstance(given, list) else given == value


def _blocked(verdicts: Iterable[Verdict]) -> Q:
    """The same as `_concerns`, for the database; a test holds both equal."""
    found = Q(pk__in=[])
    for one in verdicts:
        if one.effect != "never":
            continue
        if not one.narrowed:
            return Q(pk__isnull=False)
        if one.standing:
            found |= Q(step=one.standing) | Q(step__endswith=f"__{one.standing}")
        elif one.case:
            found |= Q(case_id=one.case)
        elif one.answered:
            field, value = one.answered
            found |= Q(answers__contains={field: value}) | Q(answers__contains={field: [value]})
    return found


def _title(steps, step: str) -> dict[str, str]:
    found = steps.get(step)
    return {"vi": found.step.title.vi, "en": found.step.title.en} if found else {"vi": step, "en": step}

"""From a working copy to a published version, by two people: one puts it forward, another one approves.

Each change is one transaction: lock, authority, state, event. Events stand in the procedure's own chain.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from motcua.city import authority
from motcua.city.models import Agency, Post, Power
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.definitions import DefinitionError, Problem, content_hash
from motcua.foundation.worktime import VN
from motcua.procedures.authoring import stable_ids, working
from motcua.procedures.authoring.differences import Difference, differences
from motcua.procedures.authoring.models import Proposal, WorkingCopy
from motcua.procedures.authoring.trees import read_tree, tree_of
from motcua.procedures.catalogue import notice, publishing
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion
from motcua.procedures.dossiers import results
from motcua.procedures.gazette import changes as gazette

EDIT, ISSUE = Power.Name.EDIT_CATALOGUE, Power.Name.ISSUE_CATALOGUE
LONGEST = 2000


class Refused(ValueError):
    """The change cannot be made as things stand; `vi` and `en` say why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class NotSound(Refused):
    """The copy has problems; a version is never published with one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(
            f"Bản soạn còn {len(problems)} điểm phải sửa trước khi công bố.",
            f"{len(problems)} things have to be mended before it can be published.",
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what the copy is to be published."""

    reason: str
    decision: str
    decided_on: date
    valid_from: date


def hindrances(copy: WorkingCopy) -> list[Problem]:
    """All that keeps a copy from being published: what is unsound in it, and ids that changed their meaning.

    Three queries: the agencies, the kinds of posts there are, and the versions there were.
    """
    found = working.problems(copy.tree, **the_city())
    try:
        new = read_tree(copy.tree).value
    except DefinitionError:
        return found
    earlier = [publishing.definition_of(one) for one in _versions(copy.code)]
    return found + stable_ids.problems(earlier, new)


def the_city() -> dict[str, set[str]]:
    """What workflows may name here: agencies, kinds of posts that some agency has, templates of results. Two queries."""
    return {
        "agencies": set(Agency.objects.values_list("key", flat=True)),
        "posts": set(Post.objects.order_by().values_list("kind", flat=True).distinct()),
        "templates": set(results.builders()),
    }


def kind_of(copy: WorkingCopy) -> notice.Kind:
    """Whether its publication issues a procedure or amends one that the catalogue knows. One query at most."""
    known = copy.base_id is not None or Procedure.objects.filter(code=copy.code).exists()
    return notice.Kind.AMENDED if known else notice.Kind.NEW


def late_notices(proposal: Proposal, today: date) -> list[notice.Hindrance]:
    """The legal periods of publication that the proposal does not keep. One query at most."""
    return notice.hindrances(
        kind_of(proposal.copy),
        notice.By.PROVINCE,
        proposal.decided_on,
        proposal.valid_from,
        today=today,
    )


def changes_of(copy: WorkingCopy) -> tuple[Difference, ...]:
    """What differs from the newest published version, or from nothing. One query."""
    newest = _versions(copy.code).last()
    return differences(tree_of(publishing.definition_of(newest)), copy.tree) if newest else ()


@transaction.atomic
def submit(uuid: str, terms: Terms, *, seen: int, by: Actor, at: datetime) -> Proposal:
    """Put the copy forward as it was on the screen (`seen`). Nobody edits it until it is answered.

    Raises: authority.NotAllowed, NotSound, Refused.
    """
    copy = WorkingCopy.objects.select_for_update().get(uuid=uuid)
    authority.require(by, EDIT, at=at, procedure_code=copy.code, field=_field(copy))
    if copy.state != WorkingCopy.State.EDITING:
        raise Refused("Bản soạn này không còn mở để sửa.", "This copy is not open any more.")
    if copy.revision != seen:
        raise Refused(
            "Bản soạn vừa được người khác sửa. Hãy xem lại trước khi trình.",
            "Somebody has just changed this copy. Look again before you submit it.",
        )
    if terms.valid_from < at.astimezone(VN).date():
        raise Refused("Ngày có hiệu lực không thể ở trước hôm nay.", "It cannot take effect before today.")
    _must_be_sound(copy)
    _must_differ(copy)
    proposal = Proposal.objects.create(
        copy=copy, revision=copy.revision, by_id=by.account_id, by_name=by.name, at=at,
        reason=terms.reason.strip()[:LONGEST], decision=" ".join(terms.decision.split())[:100],
        decided_on=terms.decided_on, valid_from=terms.valid_from,
    )  # fmt: skip
    copy.state = WorkingCopy.State.SUBMITTED
    copy.save(update_fields=["state"])
    _tell(proposal, "submitted", by, at, reason=proposal.reason, decision=proposal.decision)
    return proposal


@transaction.atomic
def approve(proposal_id: int, *, seen: int, by: Actor, at: datetime, words: str = "") -> ProcedureVersion:
    """Publish exactly the revision that was on the approver's screen. Not by who wrote any of it.

    `words`: why it comes out although a legal period of publication is not kept; needed then, and kept. The version
    stands in the public list of decisions from then on. Raises: authority.NotAllowed, NotSound, Refused.
    """
    proposal = _held(proposal_id)
    copy = proposal.copy
    authority.require(by, ISSUE, at=at, procedure_code=copy.code, field=_field(copy))
    if proposal.revision != seen or copy.revision != proposal.revision:
        raise Refused(
            "Bản anh/chị đang xem không phải bản được trình.", "What you saw is not what was submitted."
        )
    if by.account_id in authors_of(copy) | {proposal.by_id}:
        raise Refused(
            "Người đã soạn hoặc trình không được tự duyệt: cần người thứ hai.",
            "Who wrote or submitted it cannot approve it: a second person must.",
        )
    _must_be_sound(copy)
    today = at.astimezone(VN).date()
    if late_notices(proposal, today) and not words.strip():
        raise Refused(
            "Chưa đúng thời hạn luật định: hãy ghi lý do vẫn công bố.",
            "A legal period is not kept: say why it is published all the same.",
        )
    kind = kind_of(copy)
    valid_from = at if proposal.valid_from <= today else datetime.combine(proposal.valid_from, time(), VN)
    version = publishing.publish(read_tree(copy.tree).value, by=by, at=at, valid_from=valid_from)
    _announce(version, kind, proposal, by, at)
    _answer(proposal, Proposal.State.APPROVED, by, at, words)
    proposal.version = version
    proposal.save()
    copy.state = WorkingCopy.State.PUBLISHED
    copy.save(update_fields=["state"])
    _tell(proposal, "approved", by, at, version=version.number, decision=proposal.decision)
    return version


@transaction.atomic
def reject(proposal_id: int, words: str, *, by: Actor, at: datetime) -> None:
    """Back to its authors with words. Raises: authority.NotAllowed, Refused."""
    proposal = _held(proposal_id)
    authority.require(by, ISSUE, at=at, procedure_code=proposal.copy.code, field=_field(proposal.copy))
    if not words.strip():
        raise Refused("Hãy ghi điều cần sửa.", "Say what has to be mended.")
    _reopen(proposal, Proposal.State.REJECTED, words, by, at)
    _tell(proposal, "rejected", by, at, words=proposal.words)


@transaction.atomic
def withdraw(proposal_id: int, *, by: Actor, at: datetime) -> None:
    """Take it back to go on editing. Raises: authority.NotAllowed, Refused."""
    proposal = _held(proposal_id)
    authority.require(by, EDIT, at=at, procedure_code=proposal.copy.code, field=_field(proposal.copy))
    _reopen(proposal, Proposal.State.WITHDRAWN, "", by, at)
    _tell(proposal, "withdrawn", by, at)


@transaction.atomic
def drop(uuid: str, *, by: Actor, at: datetime) -> None:
    """Throw an open copy away; its history stays. Raises: authority.NotAllowed, Refused."""
    copy = WorkingCopy.objects.select_for_update().get(uuid=uuid)
    authority.require(by, EDIT, at=at, procedure_code=copy.code, field=_field(copy))
    if copy.state != WorkingCopy.State.EDITING:
        raise Refused("Chỉ bỏ được bản đang soạn.", "Only a copy that is being edited can be dropped.")
    copy.state, copy.changed_at, copy.changed_by_id = WorkingCopy.State.DROPPED, at, by.account_id
    copy.save(update_fields=["state", "changed_at", "changed_by"])
    events.record(
        chain(copy.code), "procedure.copy-dropped", at=at, actor=by, data={"revision": copy.revision}
    )


def authors_of(copy: WorkingCopy) -> set[int | None]:
    """The accounts that wrote something in it; opening it from a published version writes nothing. One query."""
    first = 1 if copy.base_id else 0
    return set(copy.edits.filter(revision__gt=first).values_list("by_id", flat=True))


def chain(code: str) -> str:
    return f"procedure:{code}"


def _held(proposal_id: int) -> Proposal:
    """The waiting proposal, its copy locked first: two answers at once follow one another."""
    copy_id = Proposal.objects.values_list("copy_id", flat=True).get(id=proposal_id)
    copy = WorkingCopy.objects.select_for_update().get(id=copy_id)
    proposal = Proposal.objects.select_for_update().get(id=proposal_id)
    proposal.copy = copy
    if proposal.state != Proposal.State.WAITING:
        who = proposal.answered_by_name or proposal.by_name
        raise Refused(f"{who} đã trả lời đề nghị này rồi.", f"{who} has already answered this proposal.")
    return proposal


def _answer(proposal: Proposal, state: Proposal.State, by: Actor, at: datetime, words: str = "") -> None:
    proposal.state, proposal.words = state, words.strip()[:LONGEST]
    proposal.answered_by_id, proposal.answered_by_name, proposal.answered_at = by.account_id, by.name, at


def _reopen(proposal: Proposal, state: Proposal.State, words: str, by: Actor, at: datetime) -> None:
    _answer(proposal, state, by, at, words)
    proposal.save()
    proposal.copy.state = WorkingCopy.State.EDITING
    proposal.copy.save(update_fields=["state"])


def _announce(
    version: ProcedureVersion, kind: notice.Kind, proposal: Proposal, by: Actor, at: datetime
) -> None:
    """Into the public list of decisions. Raises: Refused when the decision's number stands there otherwise."""
    dates = gazette.Dates(proposal.decided_on, proposal.valid_from)
    try:
        with transaction.atomic():
            gazette.announce(version, kind, proposal.decision, dates, by=by, at=at)
    except gazette.Refused as refused:
        raise Refused(refused.vi, refused.en) from None
    except IntegrityError:
        raise Refused(
            f"Quyết định {proposal.decision} đang chờ ban hành ở danh sách công bố.",
            f"The decision {proposal.decision} waits to be issued in the list of publications.",
        ) from None


def _must_be_sound(copy: WorkingCopy) -> None:
    if found := hindrances(copy):
        raise NotSound(found)


def _must_differ(copy: WorkingCopy) -> None:
    newest = _versions(copy.code).last()
    if newest is not None and content_hash(read_tree(copy.tree).value) == newest.content_hash:
        raise Refused(
            f"Bản soạn giống hệt bản {newest.number} đang công bố.",
            f"The copy equals version {newest.number}, which is published.",
        )


def _versions(code: str):
    return ProcedureVersion.objects.filter(procedure__code=code).order_by("number")


def _field(copy: WorkingCopy) -> str:
    field = copy.tree.get("field")
    return field if isinstance(field, str) else ""


def _tell(proposal: Proposal, kind: str, by: Actor, at: datetime, **data: object) -> None:
    events.record(
        chain(proposal.copy.code),
        f"procedure.{kind}",
        at=at,
        actor=by,
        data={
            "revision": proposal.revision,
            "copy": str(proposal.copy.uuid),
            "proposal": proposal.pk,
            **data,
        },
    )


__all__ = [
    "NotSound", "Refused", "Terms", "approve", "authors_of", "changes_of", "drop", "hindrances",
    "reject", "submit", "withdraw",
]  # fmt: skip

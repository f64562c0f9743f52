"""Proposing a decision of publication, issuing it by another person, and letting abolitions take effect on their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.city import authority
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.clock import VN
from motcua.procedures.catalogue import importing
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion, Status
from motcua.procedures.catalogue.notice import Hindrance, Kind, hindrances
from motcua.procedures.gazette.models import Decision, Item

EDIT, ISSUE = "edit_catalogue", "issue_catalogue"


@dataclass
class Refused(Exception):
    """Cannot be done so. `at`: the input that it is about, empty for the whole."""

    at: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure of a decision by its code; `successor`: the code of what replaces an abolished one."""

    code: str
    kind: Kind
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that the legal periods are counted by."""

    decided_on: date
    effective_on: date
    entered_on: date | None = None
    act_issued_on: date | None = None


@transaction.atomic
def propose(
    number: str, publisher: str, dates: Dates, lines: Sequence[Line], *, by: Actor, at: datetime
) -> Decision:
    """A decision that waits for who issues it. Raises: authority.NotAllowed, Refused naming the input."""
    authority.require(by, EDIT, at=at)
    number = " ".join(number.split())
    if not number:
        raise Refused("number", "Hãy điền số quyết định.", "Fill in the number of the decision.")
    if not lines:
        raise Refused("lines", "Hãy nêu ít nhất một thủ tục.", "Name at least one procedure.")
    codes = {line.code for line in lines} | {line.successor for line in lines if line.successor}
    known = {one.code: one for one in Procedure.objects.filter(code__in=codes)}
    if unknown := sorted(codes - known.keys()):
        raise Refused(
            "lines", f"Không có mã thủ tục: {', '.join(unknown)}.", f"No such codes: {', '.join(unknown)}."
        )
    if len({line.code for line in lines}) < len(lines):
        raise Refused("lines", "Một thủ tục được nêu hai lần.", "A procedure is named twice.")
    if own := [line.code for line in lines if line.successor == line.code]:
        raise Refused("lines", f"{own[0]} không thể thay chính nó.", f"{own[0]} cannot replace itself.")
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                number=number, publisher=publisher, decided_on=dates.decided_on, effective_on=dates.effective_on,
                entered_on=dates.entered_on, act_issued_on=dates.act_issued_on, proposed_by_id=by.account_id,
                proposed_by_name=by.name, proposed_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("number", "Đã có quyết định số này.", "There is a decision of this number.") from error
    Item.objects.bulk_create(
        [
            Item(
                decision=decision,
                procedure=known[line.code],
                kind=line.kind,
                successor=known.get(line.successor),
            )
            for line in lines
        ]
    )
    _note(decision, "publication.proposed", by, at)
    return decision


def periods_missed(decision: Decision, today: date) -> list[Hindrance]:
    """The legal periods that the decision does not keep, each once."""
    found: dict[str, Hindrance] = {}
    present = {item.kind for item in decision.items.all()}
    for kind in (kind for kind in Kind if kind in present):
        for one in hindrances(
            kind, decision.publisher, decision.decided_on, decision.effective_on, decision.entered_on,
            act_issued_on=decision.act_issued_on, today=today,
        ):  # fmt: skip
            found.setdefault(one.code, one)
    return list(found.values())


@transaction.atomic
def issue(uuid: str, words: str, *, by: Actor, at: datetime) -> Decision:
    """Issue a proposed decision: from now on it is public, and what it abolishes ends on its day.

    Four eyes: not by who proposed it. Raises: Decision.DoesNotExist, authority.NotAllowed, Refused.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(uuid=uuid)
    authority.require(by, ISSUE, at=at)
    if decision.state != Decision.State.PROPOSED:
        raise Refused("", "Quyết định này đã được xử lý.", "This decision has been dealt with.")
    if decision.proposed_by_id == by.account_id:
        raise Refused("", "Người đề nghị không tự duyệt.", "Who proposed it does not issue it.")
    words = words.strip()
    if periods_missed(decision, at.astimezone(VN).date()) and not words:
        raise Refused(
            "words", "Chưa đúng thời hạn luật định: hãy ghi lý do vẫn công bố.",
            "A legal period is not kept: say why it is published all the same.",
        )  # fmt: skip
    _issue(decision, words, by, at)
    return decision


@transaction.atomic
def announce(
    version: ProcedureVersion, kind: Kind | str, number: str, dates: Dates, *, by: Actor, at: datetime,
    publisher: str = "province",
) -> Decision:  # fmt: skip
    """Put a version that was published by four eyes elsewhere into the public list; one decision may bring several.

    Raises: Refused when the decision of that number is dated otherwise.
    """
    number = " ".join(number.split())
    if not number:
        raise Refused("number", "Hãy điền số quyết định.", "Fill in the number of the decision.")
    decision = Decision.objects.select_for_update().filter(number=number).exclude(state="dropped").first()
    if decision is None:
        decision = Decision.objects.create(
            number=number, state=Decision.State.ISSUED, publisher=publisher, decided_on=dates.decided_on,
            effective_on=dates.effective_on, entered_on=dates.entered_on, act_issued_on=dates.act_issued_on,
            proposed_by_name=by.name, proposed_at=at, issued_by_id=by.account_id, issued_by_name=by.name, issued_at=at,
        )  # fmt: skip
    if decision.state != Decision.State.ISSUED:
        raise Refused(
            "number", "Quyết định số này còn chờ duyệt công bố.", "That decision waits to be issued."
        )
    if decision.decided_on != dates.decided_on:
        raise Refused(
            "number", "Quyết định số này có ngày ký khác.", "The decision of this number has another date."
        )
    Item.objects.update_or_create(
        decision=decision, procedure=version.procedure,
        defaults={"kind": Kind(kind), "version": version, "issued_on": dates.decided_on,
                  "effective_on": dates.effective_on, "done_at": at},
    )  # fmt: skip
    return decision


@transaction.atomic
def drop(uuid: str, words: str, *, by: Actor, at: datetime) -> None:
    """Drop a proposed decision with a reason. Raises: Decision.DoesNotExist, authority.NotAllowed, Refused."""
    decision = Decision.objects.select_for_update(of=("self",)).get(uuid=uuid)
    if not authority.holds(by, ISSUE, at=at):
        authority.require(by, EDIT, at=at)
    if decision.state != Decision.State.PROPOSED:
        raise Refused("", "Quyết định này đã được xử lý.", "This decision has been dealt with.")
    if not words.strip():
        raise Refused("words", "Hãy ghi lý do.", "Give a reason.")
    decision.state, decision.words = Decision.State.DROPPED, words.strip()[:2000]
    decision.save()
    _note(decision, "publication.dropped", by, at)


@transaction.atomic
def entered(uuid: str, on: date, *, by: Actor, at: datetime) -> None:
    """Note when an issued decision was entered in the national database.

    Raises: Decision.DoesNotExist, authority.NotAllowed, Refused.
    """
    authority.require(by, EDIT, at=at)
    decision = Decision.objects.select_for_update(of=("self",)).get(uuid=uuid)
    if decision.state != Decision.State.ISSUED:
        raise Refused("", "Quyết định chưa được ban hành.", "The decision has not been issued.")
    if on < decision.decided_on or on > at.astimezone(VN).date():
        raise Refused(
            "entered_on", "Ngày nhập phải từ ngày ký đến hôm nay.", "Between the decision and today."
        )
    decision.entered_on = on
    decision.save(update_fields=["entered_on"])
    _note(decision, "publication.entered", by, at)


@transaction.atomic
def take_effect(now: datetime) -> int:
    """End what is abolished from today on; how many procedures. Safe with any number of workers."""
    due = Item.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        issued_on__isnull=False, done_at=None, effective_on__lte=now.astimezone(VN).date()
    )
    items = list(due.order_by("id"))
    ended = [item.procedure_id for item in items if item.kind == Kind.ABOLISHED]
    renewed = [item.procedure_id for item in items if item.kind == Kind.AMENDED]
    Procedure.objects.filter(id__in=ended).update(status=Status.ABOLISHED)
    Procedure.objects.filter(id__in=renewed, status=Status.PUBLISHED).update(status=Status.AMENDED)
    Item.objects.filter(id__in=[item.pk for item in items]).update(done_at=now)
    if ended:
        importing.count_facets()
    return len(ended)


def _issue(decision: Decision, words: str, by: Actor, at: datetime) -> None:
    decision.state, decision.words = Decision.State.ISSUED, words[:2000]
    decision.issued_by_id, decision.issued_by_name, decision.issued_at = by.account_id, by.name, at
    decision.save()
    decision.items.update(issued_on=decision.decided_on, effective_on=decision.effective_on)
    _note(decision, "publication.issued", by, at)
    take_effect(at)


def _note(decision: Decision, kind: str, by: Actor, at: datetime) -> None:
    codes = list(decision.items.order_by("id").values_list("procedure__code", "kind", "successor__code"))
    events.record(
        f"publication:{decision.uuid}", kind, at=at, actor=by,
        data={"number": decision.number, "decided_on": decision.decided_on, "effective_on": decision.effective_on,
              "entered_on": decision.entered_on, "items": codes, "words": decision.words},
    )  # fmt: skip

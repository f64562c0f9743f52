"""From a draft to an approved list: one officer submits and freezes it, another one approves it and the budget is taken."""

import hashlib
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Sum

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.money.ledger import movements, rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source
from motcua.money.payouts import budget, deciding, listing
from motcua.money.payouts.errors import Refused
from motcua.money.payouts.models import Claim, Line, Run, Share

_FROZEN = """
copy (
    select id, person_id, percent, base, monthly, arrears, recovery, total, way, state
    from payouts_line where run_id = {run} order by id
) to stdout"""


@transaction.atomic
def submit(run_id: int, *, by: Actor, at: datetime) -> Run:
    """Freeze a draft for approval. Raises: NotYours, Refused (undecided findings, nobody to pay)."""
    run = listing.lock(run_id)
    if run.state != Run.State.DRAFT:
        raise Refused("Danh sách đã trình.", "The list is submitted already.")
    open_ = deciding.undecided(run).count()
    if open_:
        raise Refused(
            f"Còn {open_} phát hiện chặn chưa xử lý.", f"{open_} blocking findings are not decided yet."
        )
    listing.count(run)
    if not run.people:
        raise Refused("Danh sách không có ai để chi.", "There is nobody to pay.")
    run.state, run.submitted_at, run.submitted_by, run.note = Run.State.SUBMITTED, at, by.as_data(), ""
    run.fingerprint = fingerprint(run.pk)
    run.save(update_fields=["state", "submitted_at", "submitted_by", "fingerprint", "note"])
    _tell(run, "payout_submitted", by, at)
    return run


@transaction.atomic
def give_back(run_id: int, reason: str, *, by: Actor, at: datetime) -> Run:
    """Return a submitted list to whoever made it. Raises: NotYours, Refused."""
    run = listing.lock(run_id)
    if run.state != Run.State.SUBMITTED:
        raise Refused("Danh sách không ở bước chờ duyệt.", "The list does not wait for approval.")
    if len(reason.strip()) < 5:
        raise Refused("Hãy ghi lý do trả lại.", "Say why it goes back.", "reason")
    run.state, run.note, run.fingerprint = Run.State.DRAFT, reason.strip()[:500], ""
    run.save(update_fields=["state", "note", "fingerprint"])
    _tell(run, "payout_given_back", by, at)
    return run


@transaction.atomic
def approve(run_id: int, *, by: Actor, at: datetime) -> Run:
    """A second person approves: the list is what was submitted, the budget holds it, the people are owed.

    Raises: NotYours, Refused (same person, changed list, budget).
    """
    run = listing.lock(run_id)
    if run.state != Run.State.SUBMITTED:
        raise Refused("Danh sách không ở bước chờ duyệt.", "The list does not wait for approval.")
    made = {told.get("account_id") for told in (run.made_by, run.submitted_by or {})}
    if by.account_id is None or by.account_id in made:
        raise Refused("Người lập không được tự duyệt.", "Whoever made the list cannot approve it.")
    if fingerprint(run.pk) != run.fingerprint:
        raise Refused("Danh sách đã khác lúc trình.", "The list is not what was submitted.")
    budget.commit(run)
    _claims(run)
    Line.objects.filter(
        pk__in=Share.objects.filter(line__run=run, line__state="listed").values("from_line"),
        state__in=["unpaid", "held"],
    ).update(state=Line.State.CARRIED, state_at=at)
    run.state, run.approved_at, run.approved_by = Run.State.APPROVED, at, by.as_data()
    run.save(update_fields=["state", "approved_at", "approved_by"])
    carried = _carried(run)
    parts = rules.owed_to_people(run.total - carried, run.agency_id, run.programme)
    movements.payout(Source("payout_run", run.pk, "approved"), Entry.Kind.PAYOUT, parts, at, by=by.name)
    budget.give_back(run, carried)
    _tell(run, "payout_approved", by, at)
    return run


def fingerprint(run_id: int) -> str:
    """SHA-256 over the lines in their order: read as a stream, memory stays small. One statement."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor, cursor.copy(_FROZEN.format(run=int(run_id))) as copy:
        for piece in copy:
            digest.update(piece)
    return digest.hexdigest()


def _carried(run: Run) -> int:
    """Đồng of unpaid months that come again with this list: the budget spent them already, the people are owed them."""
    found = Share.objects.filter(line__run=run, line__state="listed", why="unpaid").aggregate(
        sum=Sum("amount")
    )
    return found["sum"] or 0


def _claims(run: Run) -> None:
    """What this list takes back, or brings of arrears entered by hand, counts as done. One read, one statement a claim."""
    rows = Share.objects.filter(line__run=run, line__state="listed", claim__isnull=False)
    for claim_id, taken in rows.values_list("claim_id").annotate(taken=Sum("amount")):
        Claim.objects.filter(pk=claim_id).update(taken=F("taken") + abs(taken))


def _tell(run: Run, kind: str, by: Actor, at: datetime) -> None:
    data = {"people": run.people, "total": run.total, "fingerprint": run.fingerprint, "note": run.note}
    events.record(listing.chain(run), kind, at=at, actor=by, data=data)

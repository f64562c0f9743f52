"""What becomes of looks that a rule proposed for review: ask the officer, hear, decide. A second person is not needed: nothing
is decided about anybody's service here, only whether the look had its ground and who should hear of it."""

import uuid
from datetime import datetime

from django.db import transaction

from motcua.city import authority
from motcua.foundation.actor import Actor
from motcua.records.privacy.models import Review
from motcua.records.privacy.questions import LONGEST, PROTECT, SHORTEST, NotPossible
from motcua.records.privacy.telling import tell

State = Review.State
CLOSED = ("Mục này đã được kết luận.", "This has been decided.")
OWN = (
    "Đây là lượt xem của chính bạn: người khác phải kết luận.",
    "These are your own looks: somebody else decides.",
)


@transaction.atomic
def ask_officer(number: uuid.UUID, *, by: Actor, at: datetime) -> Review:
    """Ask the officer what the looks were for. Raises: NotPossible, NotAllowed, Review.DoesNotExist."""
    row = _held(number, by, at)
    if row.state == State.OPEN:
        row.state = State.ASKED
        row.save(update_fields=["state"])
        tell(row.uuid, "look-review-asked", by, at, id=row.pk)
    return row


@transaction.atomic
def explain(number: uuid.UUID, words: str, *, by: Actor, at: datetime) -> Review:
    """The officer whose looks they are says what they were for; before being asked too.

    Raises: NotPossible; Review.DoesNotExist for anybody else.
    """
    row = Review.objects.select_for_update().filter(account=by.account_id).get(uuid=number)
    if row.state == State.CLOSED:
        raise NotPossible({"": CLOSED})
    if len(words.strip()) < SHORTEST:
        raise NotPossible({"explanation": ("Hãy viết rõ việc đã làm.", "Say what it was for.")})
    row.state, row.explanation, row.explained_at = State.EXPLAINED, words.strip()[:LONGEST], at
    row.save(update_fields=["state", "explanation", "explained_at"])
    tell(row.uuid, "look-review-explained", by, at, id=row.pk)
    return row


@transaction.atomic
def decide(number: uuid.UUID, decision: str, reason: str, *, by: Actor, at: datetime) -> Review:
    """Close it, with a reason. Raises: NotPossible, NotAllowed, Review.DoesNotExist."""
    row = _held(number, by, at)
    problems = {}
    if decision not in Review.Decision.values:
        problems["decision"] = ("Hãy chọn kết luận.", "Choose a decision.")
    if len(reason.strip()) < SHORTEST:
        problems["reason"] = ("Hãy ghi căn cứ của kết luận.", "Say what it rests on.")
    if problems:
        raise NotPossible(problems)
    row.state, row.decision, row.reason = State.CLOSED, decision, reason.strip()[:LONGEST]
    row.decided_at, row.decided_by_id = at, by.account_id
    row.save()
    tell(row.uuid, "look-review-decided", by, at, id=row.pk, decision=decision)
    return row


def _held(number: uuid.UUID, by: Actor, at: datetime) -> Review:
    authority.require(by, PROTECT, at=at)
    row = Review.objects.select_for_update().get(uuid=number)
    if row.account_id == by.account_id:
        raise NotPossible({"": OWN})
    if row.state == State.CLOSED:
        raise NotPossible({"": CLOSED})
    return row

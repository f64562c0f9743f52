"""Two people saved one review: what the later one wrote is kept, shown beside the other, and both are saved together.

Not here: how two trees become one (`authoring.merge`, pure).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.procedures.authoring.merge import Conflict, Merged, merge
from motcua.procedures.review import changes
from motcua.procedures.review.changes import Diverged, Proposed
from motcua.procedures.review.models import Review, ReviewEdit, UnmergedReview
from motcua.procedures.review.trees import Change, Tree, burden_of, changes_between, tree_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """What both sides did since they had the same revision."""

    kept: UnmergedReview
    review: Review
    by_name: str
    theirs: tuple[Change, ...]
    mine: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


def keep(theirs: Review, proposed: Proposed, *, seen: int, by: Actor, at: datetime) -> UnmergedReview:
    """Keep what was sent, so that closing the window loses nothing; the same sent again is kept once. Two queries."""
    mine = tree_of(changes.written(Review(), proposed))
    for one in UnmergedReview.objects.filter(review=theirs, by_id=by.account_id, settled_at=None):
        if one.tree == mine and one.seen == seen:
            return one
    return UnmergedReview.objects.create(review=theirs, seen=seen, tree=mine, by_id=by.account_id, at=at)


def meet(kept: UnmergedReview) -> Meeting:
    """Both sides beside each other, as they stand now. Two queries."""
    review = Review.objects.select_related("procedure").get(id=kept.review_id)
    edits = {
        one.revision: one
        for one in ReviewEdit.objects.filter(review=review, revision__in=[kept.seen, review.revision])
    }
    base, theirs = _base(edits.get(kept.seen)), tree_of(review)
    last = edits.get(review.revision)
    return Meeting(
        kept,
        review,
        last.by_name if last else "",
        changes_between(base, theirs),
        changes_between(base, kept.tree),
        merge(base, kept.tree, theirs).conflicts,
    )


@transaction.atomic
def settle(
    kept: UnmergedReview, choices: Mapping[str, str], *, seen: int, by: Actor, at: datetime
) -> Review | Merged:
    """Save both together. `seen`: the revision of theirs that was on the screen. What has no choice comes back.

    Raises: Diverged when a third save came between, changes.Refused, authority.NotAllowed.
    """
    review = Review.objects.select_for_update(of=("self",)).get(id=kept.review_id)
    kept = UnmergedReview.objects.select_for_update(of=("self",)).get(id=kept.pk, settled_at=None)
    if review.revision != seen:
        raise Diverged(review)
    base = _base(ReviewEdit.objects.filter(review=review, revision=kept.seen).first())
    merged = merge(base, kept.tree, tree_of(review), choices)
    if any(choices.get(one.key) not in ("mine", "theirs") for one in merged.conflicts):
        return merged
    saved = changes.save(str(review.uuid), _proposed(merged.tree), seen=seen, by=by, at=at)
    kept.settled_at = at
    kept.save(update_fields=["settled_at"])
    return saved


def forgo(kept: UnmergedReview, *, at: datetime) -> None:
    """Let one's own changes go; they stay in the table, out of sight."""
    UnmergedReview.objects.filter(id=kept.pk, settled_at=None).update(settled_at=at)


def _base(edit: ReviewEdit | None) -> Tree:
    """What both began from. A revision of before revisions were kept has no tree: then all that differs is asked."""
    return edit.tree if edit else {}


def _proposed(tree: Tree) -> Proposed:
    items: dict[str, Any] = tree.get("proposal", {})
    return Proposed(
        tree.get("reason", ""),
        {part: (one.get("now", ""), one.get("then", "")) for part, one in items.items()},
        burden_of(tree.get("before", {})),
        burden_of(tree.get("after", {})),
        tree.get("hourly", 0),
        tree.get("hourly_source", ""),
    )

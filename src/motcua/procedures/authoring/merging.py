"""Two people saved the same copy: what the later one wrote is kept, shown beside the other, and merged.

Not here: how two trees become one (`merge`, pure).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.procedures.authoring import working
from motcua.procedures.authoring.differences import Difference, differences
from motcua.procedures.authoring.merge import Conflict, Merged, merge
from motcua.procedures.authoring.models import Unmerged, WorkingCopy


@dataclass(frozen=True, slots=True)
class Meeting:
    """What both sides did since they had the same tree."""

    kept: Unmerged
    copy: WorkingCopy
    theirs: tuple[Difference, ...]
    mine: tuple[Difference, ...]
    conflicts: tuple[Conflict, ...]


def keep(diverged: working.Diverged, *, seen: int, by: Actor, at: datetime) -> Unmerged:
    """Keep what was sent, so that closing the window loses nothing. Two queries."""
    waiting = Unmerged.objects.filter(copy=diverged.theirs, by_id=by.account_id, settled_at=None)
    for one in waiting:
        if one.tree == diverged.mine and one.seen == seen:
            return one
    return Unmerged.objects.create(
        copy=diverged.theirs, seen=seen, tree=diverged.mine, by_id=by.account_id, at=at
    )


def meet(kept: Unmerged) -> Meeting:
    """Both sides beside each other, as they stand now. Three queries."""
    copy = WorkingCopy.objects.select_related("changed_by").get(id=kept.copy_id)
    base = copy.edits.get(revision=kept.seen).tree
    return Meeting(
        kept,
        copy,
        differences(base, copy.tree),
        differences(base, kept.tree),
        merge(base, kept.tree, copy.tree).conflicts,
    )


@transaction.atomic
def settle(
    kept: Unmerged, choices: Mapping[str, str], *, seen: int, by: Actor, at: datetime
) -> WorkingCopy | Merged:
    """Save both together. `seen`: the revision of theirs that was on the screen. What has no choice comes back.

    Raises: working.Diverged when a third save came between, working.NotEditable.
    """
    kept = Unmerged.objects.select_for_update().get(id=kept.pk, settled_at=None)
    copy = WorkingCopy.objects.select_for_update().get(id=kept.copy_id)
    base = copy.edits.get(revision=kept.seen).tree
    if copy.revision != seen:
        raise working.Diverged(base, copy, kept.tree)
    merged = merge(base, kept.tree, copy.tree, choices)
    if any(choices.get(one.key) not in ("mine", "theirs") for one in merged.conflicts):
        return merged
    saved = working.save(str(copy.uuid), merged.tree, seen=seen, by=by, at=at, words="Gộp hai bản sửa")
    kept.settled_at = at
    kept.save(update_fields=["settled_at"])
    return saved


def forgo(kept: Unmerged, *, at: datetime) -> None:
    """Let one's own changes go; they stay in the table, out of sight."""
    Unmerged.objects.filter(id=kept.pk, settled_at=None).update(settled_at=at)

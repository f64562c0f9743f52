"""An agency that was asked about a procedure and ends before it answers: its heir is asked, unless it is already."""

from collections import Counter
from datetime import datetime

from motcua.city.reform import work
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Line, Moved, Tally
from motcua.foundation.actor import Actor
from motcua.procedures.review.models import Invitation


class Invitations:
    """Handler of `city.reform.work`. What was answered stays the answer of the body that gave it."""

    def preview(self, change: Change, at: datetime) -> Moved:
        return _told(change)

    def move(self, change: Change, by: Actor, at: datetime) -> Moved:
        told = _told(change)
        for agency_id, ending in change.endings.items():
            heir = change.ids[ending.to]
            open_here = Invitation.objects.filter(agency_id=agency_id, answered_at=None)
            asked = Invitation.objects.filter(agency_id=heir).values("review_id")
            open_here.exclude(review_id__in=asked).update(agency_id=heir)
            Invitation.objects.filter(agency_id=agency_id, answered_at=None, review_id__in=asked).delete()
        return told


def _told(change: Change) -> Moved:
    rows = Invitation.objects.filter(agency_id__in=change.endings, answered_at=None)
    counted = Counter(rows.values_list("agency_id", flat=True))
    ends = change.endings
    lines = tuple(Line(ends[old].key, ends[old].to, "", n) for old, n in sorted(counted.items()))
    words = ("Ý kiến rà soát thủ tục đang chờ", "Opinions on procedures that are awaited")
    return Moved([Tally("reviews", *words, lines)] if lines else [])


def register() -> None:
    """Called once, when the applications are ready."""
    work.offer("reviews", 40, Invitations())

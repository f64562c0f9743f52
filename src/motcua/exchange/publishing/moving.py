"""What a body has published, or is writing, is its heir's from a plan's day on: somebody must be able to put it right."""

from collections import Counter
from datetime import datetime

from motcua.city.reform import work
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Line, Moved, Tally
from motcua.exchange.publishing.models import Article
from motcua.foundation.actor import Actor

OVER = (Article.State.EXPIRED, Article.State.WITHDRAWN)


class Articles:
    """Handler of `city.reform.work`. What was taken down or ran out stays with the body that it was of."""

    def preview(self, change: Change, at: datetime) -> Moved:
        return _told(change)

    def move(self, change: Change, by: Actor, at: datetime) -> Moved:
        told = _told(change)
        for agency_id, ending in change.endings.items():
            Article.objects.filter(agency_id=agency_id).exclude(state__in=OVER).update(
                agency_id=change.ids[ending.to]
            )
        return told


def _told(change: Change) -> Moved:
    rows = Article.objects.filter(agency_id__in=change.endings).exclude(state__in=OVER)
    counted = Counter(rows.values_list("agency_id", flat=True))
    ends = change.endings
    lines = tuple(Line(ends[old].key, ends[old].to, "", n) for old, n in sorted(counted.items()))
    return Moved([Tally("articles", "Tin, bài, thông báo", "Articles and notices", lines)] if lines else [])


def register() -> None:
    """Called once, when the applications are ready."""
    work.offer("articles", 30, Articles())

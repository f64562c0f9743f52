"""Open reports of a body that ends go on at whoever takes over; their clocks go on too."""

from collections import Counter
from datetime import datetime

from motcua.city.reform import work
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Line, Moved, Tally
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.contests.models import Contest

KIND = "contest-agency-changed"


class OpenContests:
    """Handler of `city.reform.work`."""

    def preview(self, change: Change, at: datetime) -> Moved:
        rows = Contest.objects.filter(ended_at=None, agency_id__in=change.endings).select_related("person")
        return _told((change.endings[row.agency_id].key, _to(row, change)) for row in rows)

    def move(self, change: Change, by: Actor, at: datetime) -> Moved:
        """Locks them in the order of their ids; who had begun has no longer, the new body takes it up."""
        rows = list(
            Contest.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(ended_at=None, agency_id__in=change.endings)
            .order_by("id")
        )
        moved, told = [], []
        for row in rows:
            old, new = change.endings[row.agency_id].key, _to(row, change)
            told.append((row.chain, {"id": row.pk, "before": row.agency_id, "agency": change.ids[new]}))
            row.post_kind = change.post_at(row.agency_id, row.post_kind)
            row.agency_id, row.taken_by_id, row.taken_by_name = change.ids[new], None, ""
            row.state = Contest.State.RECEIVED
            row.save(update_fields=["agency", "post_kind", "taken_by", "taken_by_name", "state"])
            moved.append((old, new))
        events.record_each(KIND, told, at=at, actor=by)
        return _told(moved)


def _to(row: Contest, change: Change) -> str:
    where = change.where_unit(row.person.unit_id, row.person.address_line)
    return change.decide(row.agency_id, "", "", where).to


def _told(moves) -> Moved:
    counted = Counter(moves)
    lines = tuple(Line(old, new, "", n) for (old, new), n in sorted(counted.items()))
    return Moved(
        [Tally("contests", "Đề nghị chỉnh sửa dữ liệu", "Reports of wrong data", lines)] if lines else []
    )


def register() -> None:
    """Called once, when the applications are ready."""
    work.offer("contests", 25, OpenContests())

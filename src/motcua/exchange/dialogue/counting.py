"""The public figures (waiting, in work, done, refused): the consumer "report-figures" moves them, no page counts."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import connection

from motcua.exchange.dialogue.kinds import kinds
from motcua.exchange.dialogue.models import ReportCount
from motcua.foundation.events import Delivered

CONSUMER = "report-figures"
COUNTERS = ("waiting", "doing", "done", "refused")
ALL_UNITS, ALL_CATEGORIES = 0, ""
_ADD = """
insert into dialogue_reportcount (kind, unit_id, category, counter, number)
select * from unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::bigint[])
on conflict (kind, unit_id, category, counter)
do update set number = dialogue_reportcount.number + excluded.number
"""


def moving_kinds() -> frozenset[str]:
    """The events that move a message from one state to another."""
    acts = {f"report.{name}" for kind in kinds().values() for name in kind.acts}
    return frozenset(acts | {"report.sent", "report.routed"})


def keep(batch: Sequence[Delivered]) -> None:
    """Move the figures by a batch of events. One statement; exactly once, as the outbox delivers."""
    moved: Counter[tuple[str, int, str, str]] = Counter()
    for event in batch:
        data = event.data
        for counter, by in ((data["counter"], 1), (data["counter_was"], -1)):
            if not counter:
                continue
            for unit in {data["unit"], ALL_UNITS}:
                for category in {data["category"], ALL_CATEGORIES}:
                    moved[data["kind"], unit, category, counter] += by
    changed = sorted((key, number) for key, number in moved.items() if number)
    if changed:
        columns = zip(*((*key, number) for key, number in changed), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [list(column) for column in columns])


def figures(kind: str, unit_id: int | None = None, category: str = "") -> Mapping[str, int]:
    """The four figures of a kind, of a commune, of a category. One query over at most four rows."""
    rows = ReportCount.objects.filter(kind=kind, unit_id=unit_id or ALL_UNITS, category=category)
    found = dict(rows.values_list("counter", "number"))
    return {counter: found.get(counter, 0) for counter in COUNTERS}

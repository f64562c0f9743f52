"""Open messages of residents go on at whoever takes over from their body; their clocks and their senders notice nothing."""

from collections import Counter
from datetime import datetime

from motcua.city.reform import work
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Line, Moved, Tally
from motcua.exchange.dialogue import offices
from motcua.exchange.dialogue.models import Report
from motcua.foundation import events
from motcua.foundation.actor import Actor

KIND = "report.agency-changed"


class OpenReports:
    """Handler of `city.reform.work`. A message about a place goes where the place lies; else to the main successor."""

    def preview(self, change: Change, at: datetime) -> Moved:
        rows = Report.objects.filter(ended_at=None, agency_id__in=change.endings)
        return _told(
            (_to(report, change) for report in rows.only("agency", "category", "unit", "place")), change
        )

    def move(self, change: Change, by: Actor, at: datetime) -> Moved:
        """Locks the messages in the order of their ids; whoever held one holds it no more, the new body assigns."""
        rows = list(
            Report.objects.select_for_update()
            .filter(ended_at=None, agency_id__in=change.endings)
            .order_by("id")
        )
        told = []
        for report in rows:
            move = _to(report, change)
            before = report.agency_id
            report.before_id, report.agency_id, report.holder_id = before, change.ids[move[1]], None
            if report.intake_id in change.endings:
                report.intake_id = change.ids[change.endings[report.intake_id].to]
            told.append((report.chain, {"code": report.code, "before": before, "agency": report.agency_id}))
            report.save(update_fields=["before", "agency", "holder", "intake"])
        events.record_each(KIND, told, at=at, actor=by)
        return _told((_line(report, change) for report in rows), change)


def _to(report: Report, change: Change) -> tuple[str, str, bool]:
    where = change.where_unit(report.unit_id, report.place)
    decided = change.decide(report.agency_id, "", report.category, where)
    return change.endings[report.agency_id].key, decided.to, decided.sure


def _line(report: Report, change: Change) -> tuple[str, str, bool]:
    keys = {pk: key for key, pk in change.ids.items()}
    assert report.before_id is not None
    return keys[report.before_id], keys[report.agency_id], True


def _told(moves, change: Change) -> Moved:
    counted = Counter((old, new) for old, new, _ in moves)
    lines = tuple(Line(old, new, "", n) for (old, new), n in sorted(counted.items()))
    return Moved(
        [Tally("reports", "Phản ánh, hỏi đáp đang xử lý", "Open reports and questions", lines)]
        if lines
        else []
    )


def register() -> None:
    """Called once, when the applications are ready."""
    work.offer("reports", 20, OpenReports())
    work.after_run(offices.forget)

"""How long each kind of personal data is kept, and what the next run would find."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.records.privacy import retention
from motcua.records.privacy.retention import Period
from motcua.sites.desk.officer import Officer
from motcua.sites.privacy.frame import frame, protection_page
from motcua.sites.shell.language import both


@require_safe
@protection_page
def table(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The table as it is today with a dry run: nothing is changed. A query a kind."""
    rows = [
        {
            "name": both(one.period.name.vi, one.period.name.en),
            "then": both(one.period.then.vi, one.period.then.en),
            "ground": one.period.ground,
            "period": _period(one.period),
            "past": one.past,
            "last": one.last,
            "linked": one.period.linked,
        }
        for one in retention.dry_run(officer.now)
    ]
    return render(request, "privacy/retention.html", frame(officer, "privacy:retention", rows=rows))


def _period(period: Period) -> Any:
    if months := period.kept_months:
        return both(f"{months} tháng", f"{months} months")
    if period.days:
        return both(f"{period.days} ngày", f"{period.days} days")
    return both("theo quy định riêng", "by its own rules")

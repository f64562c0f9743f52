"""Shares of digitised and reused papers: an agency month by month, for leaders of the city each agency."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.city.models import Agency
from motcua.insight.digitising import reading
from motcua.insight.digitising.reading import Papers
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.scanning.linking import digitises
from motcua.sites.scanning.whose import HERE


@officer_page
def figures(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Three queries. Whoever reads statistics above an agency sees each agency; others their own."""
    if not digitises(officer):
        raise PermissionDenied
    this_month = officer.now.date().replace(day=1)
    own = [officer.post.agency_id]
    seen = officer.powers.agency_ids("see_statistics") | set(own)
    rows = [(one, papers) for one, papers in reading.by_agency(this_month) if one in seen]
    names = Agency.objects.in_bulk([one for one, _ in rows])
    months = reading.of_months(seen, this_month)
    total = Papers(
        *(
            sum(getattr(one, name) for _, one in months)
            for name in ("dossiers", "papers", "digitised", "reused")
        )
    )
    table: list[dict[str, Any]] = [
        {"agency": names[one], "sums": papers} for one, papers in rows if one in names
    ]
    table.sort(key=lambda row: (row["sums"].share is None, row["sums"].share))
    context = page_context(
        officer,
        HERE,
        table=table,
        months=[
            {"month": month, "label": f"{month:%m/%Y}", "sums": papers} for month, papers in reversed(months)
        ],
        total=total,
        this_month=this_month,
    )
    return render(request, "scanning/figures.html", context)

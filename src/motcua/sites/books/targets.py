"""The targets of the reports: what share of each kind of old papers stands in a register, by agency and in all."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.records.books import progress
from motcua.sites.books.frame import KINDS, SEES, frame, takes_part
from motcua.sites.desk.officer import Officer, officer_page


@officer_page
def targets(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Every agency within the reader's sight; the own one for whoever works on it. Three queries; else 403."""
    if officer.powers.holds_any(SEES):
        within = officer.powers.agency_ids(SEES)
    elif takes_part(officer):
        within = frozenset({officer.post.agency_id})
    else:
        raise PermissionDenied
    on = officer.now.date()
    rows = progress.indicators(within, on)
    sums = [
        {"kind": KINDS[kind], "wanted": wanted, "published": done, "share": share, "target": target,
         "met": target.met(share) if target else None}
        for kind, wanted, done, share, target in progress.in_all(rows, on)
    ]  # fmt: skip
    context = frame(officer, rows=[{"row": row, "kind": KINDS[row.kind]} for row in rows], sums=sums, on=on)
    return render(request, "books/targets.html", context)

"""The report of delegations: which communes have lent the certifying signature, since when, and how often it was used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.city.delegation import reading
from motcua.procedures.certification import books
from motcua.procedures.certification.rules import FIELD, LENT
from motcua.sites.authority.frame import SEES, frame
from motcua.sites.desk.officer import Officer, officer_page

BY_DELEGATION = "TUQ."


@officer_page
def report(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Every commune within the reader's sight on this day. Three queries beyond the officer's own; else 403."""
    if not officer.powers.holds_any(SEES):
        return render(request, "403.html", status=403)
    on = officer.now.date()
    sight = officer.powers.agency_ids(SEES)
    used = books.signed_by_capacity(BY_DELEGATION, on.year)
    found = [line for line in reading.report("commune", "sign", FIELD, on, LENT) if line.agency_id in sight]
    lines = [{"line": line, "signed": used.get(line.agency_id, 0)} for line in found]
    context = frame(
        officer,
        "authority:report",
        lines=lines,
        total=len(lines),
        lent=sum(line.has for line in found),
        signed=sum(used.get(line.agency_id, 0) for line in found),
        year=on.year,
        on=on,
    )
    return render(request, "authority/report.html", context)

"""The books of certification of a ward: by kind and year, searched, printed by month, summed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.city.models import Agency
from motcua.foundation import audit
from motcua.procedures.certification import books as kept
from motcua.procedures.certification import printing, rules
from motcua.sites.authority.frame import certifies
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.security.proof import needs_fresh_proof
from motcua.sites.shell.typed import whole_number

MONTHS = range(1, 13)


@officer_page
def shelf(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The four books by year with what they hold. Two queries beyond the officer's own; 403 for other posts."""
    if not certifies(officer):
        return render(request, "403.html", status=403)
    agency_id = officer.post.agency_id
    now = officer.now.year
    years = sorted({now, *kept.years(agency_id)}, reverse=True)
    raw = request.GET.get("nam", "")
    year = int(raw) if raw.isdecimal() and int(raw) in years else now
    sums = kept.sums(agency_id, year)
    rows = []
    for book in rules.BOOKS:
        mine = [one for one in sums if one.symbol == book.symbol]
        rows.append(
            {
                "book": book,
                "lines": sum(one.lines for one in mine),
                "lent": sum(one.lines for one in mine if one.capacity == "TUQ."),
                "fees": sum(one.fees for one in mine),
            }
        )
    context = page_context(officer, reverse("authority:books"), rows=rows, year=year, years=years)
    return render(request, "authority/books.html", context)


@officer_page
def book(request: HttpRequest, officer: Officer, key: str, year: int) -> HttpResponse:
    """One book of one year, the last number first. Two queries beyond the officer's own; every look is noted."""
    found = _book(officer, key)
    if found is None:
        return render(request, "403.html", status=403)
    words, after = request.GET.get("tim", "").strip()[:80], request.GET.get("sau", "")
    before = whole_number(after, 8)
    rows = kept.page(officer.post.agency_id, found.symbol, year, words=words, before=before)
    more = len(rows) > kept.PAGE
    rows = rows[: kept.PAGE]
    audit.log_read(
        officer.actor,
        [row.person_id for row in rows],
        purpose="certification-book",
        what="certification-book",
        code="certification",
        at=officer.now,
    )
    sought = f"&tim={words}" if words else ""
    context = page_context(
        officer,
        reverse("authority:books"),
        book=found,
        year=year,
        rows=rows,
        words=words,
        months=[month for month in MONTHS if (year, month) <= (officer.now.year, officer.now.month)],
        older=f"?sau={rows[-1].number}{sought}" if more else "",
        newer=f"?{sought.lstrip('&')}" if before else "",
    )
    return render(request, "authority/book.html", context)


@needs_fresh_proof
@officer_page
def printed(request: HttpRequest, officer: Officer, key: str, year: int) -> HttpResponse:
    """The PDF of a month (`thang`), or of the year: to be printed and bound."""
    found = _book(officer, key)
    if found is None:
        return render(request, "403.html", status=403)
    raw = request.GET.get("thang", "")
    if raw and (not raw.isdecimal() or int(raw) not in MONTHS):
        raise Http404
    month = int(raw) if raw else None
    agency = Agency.objects.get(id=officer.post.agency_id)
    ids = kept.people_of(agency.pk, found.symbol, year, month)
    audit.log_read(
        officer.actor,
        ids,
        purpose="certification-book",
        what="certification-book-print",
        code="certification",
        at=officer.now,
    )
    answer = HttpResponse(
        printing.printed(agency, found.symbol, year, month, officer.now), content_type="application/pdf"
    )
    name = f"so-chung-thuc-{key}-{year}{f'-{month:02d}' if month else ''}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _book(officer: Officer, key: str) -> rules.Book | None:
    """The book of an address; None for posts that have nothing to do with it. Raises: Http404."""
    if not certifies(officer):
        return None
    try:
        return rules.BY_KEY[key]
    except KeyError:
        raise Http404 from None

"""The image of a page, drawn for the screen; who looked at a page whose person is known is written down."""

from django.http import Http404, HttpRequest, HttpResponse

from motcua.foundation import audit
from motcua.records.books.models import Page
from motcua.records.papers import content
from motcua.records.papers.picturing import TURNS, NoSuchPage
from motcua.records.papers.picturing import picture as drawn
from motcua.sites.books.frame import allowed
from motcua.sites.desk.officer import Officer, officer_page

PURPOSE = "book-digitising"


@officer_page
def picture(request: HttpRequest, officer: Officer, number: int, sheet: int) -> HttpResponse:
    """Sheet `sheet` (from 1) of a page as WebP, turned by `quay` degrees. Two queries beyond the officer's own."""
    page = Page.objects.select_related("book__project", "file").filter(pk=number).first()
    allowed(officer, page.book.project if page else None, "")
    if page is None or page.file is None or not 1 <= sheet <= page.sheets:
        raise Http404
    raw = request.GET.get("quay", "0")
    turn = int(raw) if raw in {str(one) for one in TURNS} else 0
    named = [who for persons in page.entries.values_list("persons", flat=True) for who in persons.values()]
    audit.log_read(
        officer.actor,
        named,
        purpose=PURPOSE,
        what=f"book:{page.book.code}/{page.book.year}",
        code="old-books",
        at=officer.now,
    )
    try:
        shown = drawn(content(page.file), page.file.media_type, page.sheet + sheet - 1, turn)
    except NoSuchPage:
        raise Http404 from None
    return HttpResponse(shown, content_type="image/webp")

"""The inventory: a new book, a book with its pages, images and run of numbers, and its result as files."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.foundation import audit
from motcua.records.books import exporting, images, progress, projects
from motcua.records.books.errors import Faulty
from motcua.records.books.models import Book, Entry, Page
from motcua.sites.authority.asking import Typed, both, day_of
from motcua.sites.books.frame import DECIDES, allowed, book_of, frame, may, project_of
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.security.proof import needs_fresh_proof
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.language import say

TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UPLOADED = 450 * 1024 * 1024
NUMBERS = {
    "year": None, "volume": None, "pages": None, "first_number": 1, "last_number": None, "stated": None, "blank_pages": 0,
}  # fmt: skip
"""Questions answered by a number, and what nothing means."""


@officer_page
def new_book(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """GET: the form. POST: a book of the inventory."""
    project = project_of(officer, uuid, DECIDES)
    if request.method != "POST":
        last = project.books.order_by("-id").first()
        given: dict[str, str] = {"first_number": "1"}
        if last is not None:
            given |= {
                "code": last.code,
                "unit_code": last.unit_code,
                "year": str(last.year),
                "volume": str(last.volume + 1),
            }
        return _asked(request, officer, project, given, {})
    faults: dict[str, tuple[str, str]] = {}
    numbers: dict[str, Any] = {}
    for name, nothing in NUMBERS.items():
        raw = request.POST.get(name, "").strip().replace(".", "")
        if raw and (not raw.isdecimal() or len(raw) > 7):
            faults[name] = ("Ghi bằng chữ số.", "Write it in digits.")
        numbers[name] = int(raw) if raw and name not in faults else nothing
    days = {name: day_of(request.POST, name, faults) for name in ("opened_on", "closed_on")}
    found = projects.Found(
        code=request.POST.get("code", ""),
        unit_code=request.POST.get("unit_code", "").strip(),
        year=numbers["year"] or 0,
        volume=numbers["volume"] or 0,
        pages=numbers["pages"] or 0,
        written_as=request.POST.get("written_as", ""),
        opening_note=request.POST.get("opening_note", ""),
        closing_note=request.POST.get("closing_note", ""),
        first_number=numbers["first_number"],
        last_number=numbers["last_number"],
        stated=numbers["stated"],
        blank_pages=numbers["blank_pages"],
        shelf=request.POST.get("shelf", ""),
        **days,
    )
    try:
        if faults := projects.faults_of_book(found, officer.now.year) | faults:
            raise Faulty(faults)
        book = projects.add_book(project, found, by=officer.actor, at=officer.now)
    except Faulty as faulty:
        return _asked(request, officer, project, request.POST, faulty.fields, 422)
    messages.success(request, say("Đã ghi quyển vào danh mục.", "The book is in the inventory."))
    return redirect("books:book", book.uuid)


def _asked(
    request: HttpRequest,
    officer: Officer,
    project: Any,
    typed: Any,
    faults: dict[str, tuple[str, str]],
    status: int = 200,
) -> HttpResponse:
    asked = Typed(typed, faults)

    def text(name: str, vi: str, en: str, **more: Any) -> Field:
        kind = "integer" if name in NUMBERS else "text"
        more = {"kind": kind, "width": "s" if kind == "integer" else "", **more}
        return Field(name, label=both(vi, en), value=asked.text(name), error=asked.told(name), **more)

    fields = [
        text("code", "Ký hiệu loại sổ", "Kind of book", example="KS, KH, KT, GH, CMC", max_length=5, width="s"),
        text("unit_code", "Mã xã, phường đã giữ sổ (theo danh mục thời đó)", "Code of the commune that kept it, of its time",
             example="00160", max_length=5, width="s"),
        text("year", "Năm", "Year"),
        text("volume", "Quyển số", "Book number"),
        text("written_as", "Số quyển như ghi trên bìa", "Number as written on the cover", required=False,
             example="01-TP/HT-1998-KS", max_length=60),
        text("pages", "Số trang", "Pages"),
        text("first_number", "Số đầu", "First number"),
        text("last_number", "Số cuối theo ghi chú khóa sổ", "Last number by the closing note", required=False),
        text("stated", "Số mục theo ghi chú khóa sổ", "Entries by the closing note", required=False),
        text("blank_pages", "Số trang trắng", "Blank pages", required=False),
        asked.date("opened_on", both("Ngày mở sổ", "Opened on"), required=False),
        asked.date("closed_on", both("Ngày khóa sổ", "Closed on"), required=False),
        text("opening_note", "Ghi chú mở sổ", "Opening note", kind="longtext", required=False, max_length=2000),
        text("closing_note", "Ghi chú khóa sổ", "Closing note", kind="longtext", required=False, max_length=2000),
        text("shelf", "Nơi để sổ giấy", "Where the paper lies", required=False, max_length=200),
    ]  # fmt: skip
    context = frame(officer, project=project, fields=fields, errors=errors_of(fields))
    return render(request, "books/new_book.html", context, status=status)


@officer_page
def book(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """A book: facts, pages with or without image, the run of its numbers. Six queries beyond the officer's own."""
    return _shown(request, officer, book_of(officer, uuid))


def _shown(
    request: HttpRequest, officer: Officer, found: Book, status: int = 200, **more: Any
) -> HttpResponse:
    pages = list(found.pages.order_by("position").values(
        "id", "position", "file_id", "blank", "taken", "keyed", "expected_number"
    ))  # fmt: skip
    run = projects.run_of(found)
    context = frame(
        officer,
        book=found,
        project=found.project,
        standing=progress.of_books([found])[found.pk],
        pages=[{**page, "state": _state(page)} for page in pages],
        without=[page["position"] for page in pages if page["file_id"] is None and not page["blank"]],
        run=run.run,
        gaps=[_question("gap", gap.first, gap.last, run) for gap in run.run.gaps] if run.run.count else [],
        doubles=[_question("double", number, number, run) for number in run.run.doubles],
        may_decide=may(officer, found.project, DECIDES),
        **more,
    )
    return render(request, "books/book.html", context, status=status)


def _state(page: Mapping[str, Any]) -> str:
    if page["blank"]:
        return "blank"
    if page["file_id"] is None:
        return "none"
    return ("image", "once", "twice")[page["keyed"]]


def _question(kind: str, first: int, last: int, run: projects.RunOfBook) -> dict[str, Any]:
    row = run.explained.get((kind, first, last))
    return {"kind": kind, "first": first, "last": last, "words": f"{first}" if first == last else f"{first}–{last}",
            "explained": row}  # fmt: skip


@require_POST
@officer_page
def bring(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Files of page images: many, a zip, or a PDF of the book. What is refused is told file by file."""
    found = book_of(officer, uuid, DECIDES)
    uploads = request.FILES.getlist("files")
    if not uploads or sum(one.size or 0 for one in uploads) > MOST_UPLOADED:
        words = ("Chọn tệp ảnh.", "Choose image files.")
        if uploads:
            words = ("Tải lên tối đa 450 MB một lần.", "At most 450 MB at a time.")
        return _shown(request, officer, found, 422, problem=both(*words))
    files = ((one.name or "", one.read()) for one in uploads)
    brought = images.bring(found, files, by=officer.actor, at=officer.now)
    if brought.refused:
        refused = [{"name": name, "vi": vi, "en": en} for name, vi, en in brought.refused]
        return _shown(request, officer, found, 422, brought=brought, refused=refused)
    messages.success(
        request,
        say(
            f"Đã nhận ảnh của {len(brought.placed)} trang.", f"{len(brought.placed)} pages have their image."
        ),
    )
    return redirect("books:book", found.uuid)


@require_POST
@officer_page
def explain(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Say what a gap or double of the run is."""
    found = book_of(officer, uuid, DECIDES)
    raw = [request.POST.get(name, "") for name in ("first", "last")]
    if not all(one.isdecimal() and len(one) < 8 for one in raw):
        raise Http404
    first, last = (int(one) for one in raw)
    try:
        projects.explain(
            found,
            request.POST.get("kind", ""),
            first,
            last,
            request.POST.get("words", ""),
            by=officer.actor,
            at=officer.now,
        )
    except Faulty as faulty:
        return _shown(request, officer, found, 422, problem=both(*faulty.fields["words"]))
    return redirect("books:book", found.uuid)


@require_POST
@officer_page
def blank(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Nothing is written on this page: nobody keys it."""
    page = Page.objects.select_related("book__project").filter(pk=number).first()
    allowed(officer, page.book.project if page else None, DECIDES)
    assert page is not None
    if not projects.mark_blank(page.book, [page.position], by=officer.actor, at=officer.now):
        messages.error(
            request, say("Trang này đang hoặc đã được nhập.", "This page is being keyed or is keyed.")
        )
    return redirect("books:book", page.book.uuid)


@needs_fresh_proof
@officer_page
def excel(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """The table of a book, for officers who decide; whoever is named and known can read that it was taken out."""
    found = book_of(officer, uuid, DECIDES)
    _log(officer, found)
    answer = HttpResponse(exporting.excel(found, officer.now.date()), content_type=TABLE)
    answer["Content-Disposition"] = f'attachment; filename="{_name(found)}.xlsx"'
    return answer


@needs_fresh_proof
@officer_page
def pdfs(request: HttpRequest, officer: Officer, uuid: Any) -> StreamingHttpResponse:
    """The PDFs of a book, one an entry, as a zip that is made while it is sent."""
    found = book_of(officer, uuid, DECIDES)
    _log(officer, found)
    answer = StreamingHttpResponse(exporting.pdfs(found), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{_name(found)}.zip"'
    return answer


def _log(officer: Officer, found: Book) -> None:
    named = Entry.objects.filter(book=found).values_list("persons", flat=True)
    people = [who for persons in named for who in persons.values()]
    audit.log_read(
        officer.actor, people, purpose="book-digitising", what="book-export", code="old-books", at=officer.now
    )


def _name(found: Book) -> str:
    return f"{found.code}_{found.unit_code}_{found.year}_{found.volume:02d}"

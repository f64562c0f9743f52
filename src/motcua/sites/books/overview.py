"""Projects of the agency, a new one, and how far one is: books, clerks, days."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.foundation.text import sort_key
from motcua.records import registers
from motcua.records.books import keying, progress, projects, sampling
from motcua.records.books.entry_form import always_twice, form
from motcua.records.books.errors import NotPossible
from motcua.records.books.models import Entry, Project, Turn
from motcua.sites.authority.asking import Typed, both, day_of
from motcua.sites.books.frame import (
    CLASSES,
    DECIDES,
    KINDS,
    PERIODS,
    STATES,
    frame,
    project_frame,
    project_of,
    tag,
    takes_part,
)
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say

MOST, DAYS, LEFT_LYING = 100, 14, timedelta(hours=8)
"""Projects on the page; days of the clerks' table; when a claimed page counts as left."""


@officer_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The agency's projects, the newest first, with how far each is. Three queries beyond the officer's own."""
    if not takes_part(officer):
        raise PermissionDenied
    found = list(Project.objects.filter(agency_id=officer.post.agency_id).order_by("-id")[:MOST])
    standing = progress.of_projects(found) if found else {}
    rows = [
        {"project": one, "kind": KINDS[one.kind], "period": PERIODS[one.period], "standing": standing[one.pk]}
        for one in found
    ]
    context = frame(officer, rows=rows, may_open=officer.powers.holds_any(DECIDES))
    return render(request, "books/projects.html", context)


@officer_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """GET: the form. POST: a project of the officer's agency."""
    if not officer.powers.holds_any(DECIDES):
        raise PermissionDenied
    if request.method != "POST":
        given = {"kind": "civil_status", "lot_size": "200", "several": "no"}
        chosen = request.GET.get("so", "")
        return _asked(request, officer, given | ({"register": chosen} if chosen else {}), {})
    if "_refresh" in request.POST or (request.headers.get("HX-Request") and "xem" in request.GET):
        return _asked(request, officer, request.POST, {})
    faults: dict[str, tuple[str, str]] = {}
    numbers = {name: _number(request.POST.get(name, ""), name, faults) for name in ("expected", "lot_size")}
    due = day_of(request.POST, "due_on", faults)
    kept = next(
        (one for one in registers.all_definitions() if one.register == request.POST.get("register")), None
    )
    if kept and not officer.powers.holds(DECIDES, "", kept.field, officer.post.agency_id):
        faults["register"] = ("Anh/chị không phụ trách lĩnh vực này.", "You are not in charge of this field.")
    setup = projects.Setup(
        register=request.POST.get("register", ""),
        name=request.POST.get("name", ""),
        kind=request.POST.get("kind", ""),
        period=request.POST.get("period", ""),
        expected=numbers["expected"],
        due_on=due,
        several=request.POST.get("several") == "yes",
        twice=tuple(request.POST.getlist("twice")),
        without=tuple(request.POST.getlist("without")),
        lot_size=projects.USUAL_LOT if numbers["lot_size"] is None else numbers["lot_size"],
        quality_limit=request.POST.get("quality_limit", ""),
    )
    if faults := projects.faults_of_setup(setup, officer.now.date()) | faults:
        return _asked(request, officer, request.POST, faults, 422)
    project = projects.open_project(setup, officer.post.agency_id, by=officer.actor, at=officer.now)
    messages.success(
        request, say("Đã mở dự án. Tiếp theo: lập danh mục quyển.", "Opened. Next: the inventory.")
    )
    return redirect("books:project", project.uuid)


def _number(raw: str, name: str, faults: dict[str, tuple[str, str]]) -> int | None:
    plain = raw.strip().replace(".", "")
    if not plain:
        return None
    if not plain.isdecimal() or len(plain) > 9:
        faults[name] = ("Ghi bằng chữ số.", "Write it in digits.")
        return None
    return int(plain)


def _asked(
    request: HttpRequest, officer: Officer, typed: Any, faults: dict[str, tuple[str, str]], status: int = 200
) -> HttpResponse:
    asked = Typed(typed, faults)
    known = sorted(registers.all_definitions(), key=lambda one: sort_key(one.name.vi))
    mine = [one for one in known if officer.powers.holds(DECIDES, "", one.field, officer.post.agency_id)]
    kept = next((one for one in mine if one.register == typed.get("register")), mine[0] if mine else None)
    table = sampling.table(officer.now.date())
    fields = [
        Field(
            "register", "select", both("Sổ đăng ký nhận dữ liệu", "Register to be filled"),
            value=kept.register if kept else "", options=[Option(one.register, one.name) for one in mine],
            error=asked.told("register"), refresh_url=request.path + "?xem=1", refresh_target="#du-an",
        ),
        Field("name", "text", both("Tên dự án", "Name"), value=asked.text("name"), error=asked.told("name"),
              example="Khai sinh 1976–1998, phường Nghĩa Đô", max_length=200),
        Field("kind", "choice", both("Loại sổ", "Kind"), value=asked.text("kind"), error=asked.told("kind"),
              options=[Option(key, words) for key, words in KINDS.items()]),
        Field("period", "select", both("Thời kỳ của mẫu sổ", "Period of the forms"), value=asked.text("period", "any"),
              error=asked.told("period"), options=[Option(key, words) for key, words in PERIODS.items()]),
        Field("expected", "integer", both("Số mục phải số hóa", "Entries to digitise"), value=asked.text("expected"),
              required=False, error=asked.told("expected"),
              hint=both("Để trống thì lấy tổng theo ghi chú khóa sổ của các quyển.",
                        "Empty: the sum of the books' closing notes.")),
        asked.date("due_on", both("Phải xong trước ngày", "To be done by"), required=False),
        Field("several", "yes_no", both("Một trang có nhiều mục?", "Does a page hold several entries?"),
              value=asked.text("several", "no"), error=asked.told("several")),
    ]  # fmt: skip
    if kept:
        must = always_twice(kept)
        others = [one for one in form(kept) if one.id not in must]
        fields += [
            Field("twice", "choices", both("Nhập hai lần thêm các mục", "Also key twice"), value=asked.many("twice"),
                  required=False, error=asked.told("twice"), options=[Option(one.id, one.label) for one in others],
                  hint=both("Số, họ tên, ngày sinh luôn nhập hai lần bởi hai người khác nhau.",
                            "Number, name and birth date are always keyed twice by two people.")),
            Field("without", "choices", both("Mẫu sổ thời kỳ này không có các cột", "Columns that these forms lack"),
                  value=asked.many("without"), required=False, error=asked.told("without"),
                  options=[Option(one.id, one.label) for one in others if not one.required]),
        ]  # fmt: skip
    fields += [
        Field("lot_size", "integer", both("Số mục mỗi lô kiểm", "Entries of a lot"), value=asked.text("lot_size"),
              error=asked.told("lot_size")),
        Field("quality_limit", "select", both("Mức chất lượng chấp nhận (mục sai trên 100)", "Quality limit (faulty of 100)"),
              value=asked.text("quality_limit", table.quality_limit), error=asked.told("quality_limit"),
              options=[Option(limit, limit.replace(".", ",")) for limit in table.plans], hint=table.name, why=table.basis),
    ]  # fmt: skip
    context = frame(officer, fields=fields, errors=errors_of(fields))
    part = bool(request.headers.get("HX-Request") and "xem" in request.GET)
    return render(request, "books/_new_form.html" if part else "books/new.html", context, status=status)


@officer_page
def project(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """How far a project is. Seven queries beyond the officer's own, whatever it holds."""
    found = project_of(officer, uuid)
    standing = progress.of_projects([found])[found.pk]
    books = list(found.books.order_by("year", "code", "volume", "id")[:500])
    by_book = progress.of_books(books)
    last = officer.now.date()
    first = last - timedelta(days=DAYS - 1)
    open_turns = (
        Turn.objects.filter(project=found, done_at=None).select_related("page__book").order_by("claimed_at")
    )
    days = dict(progress.by_day(found, first, last))
    context = project_frame(
        officer,
        found,
        "books:project",
        standing,
        kind=KINDS[found.kind],
        period=PERIODS[found.period],
        register=projects.definition_of(found),
        phases=phases(standing),
        states=[
            {**tag(STATES, state), "count": standing.state[state]}
            for state in STATES
            if standing.state.get(state)
        ],
        classes=[
            {**words, "key": key, "count": standing.quality[key]}
            for key, words in CLASSES.items()
            if standing.quality.get(key)
        ],
        rows=[{"book": book, "name": str(book), "standing": by_book[book.pk]} for book in books],
        clerks=progress.clerks(found, first, last),
        chart=[
            (f"{day:%d/%m}", days.get(day, 0)) for day in (first + timedelta(days=n) for n in range(DAYS))
        ],
        keyed_lately=bool(days),
        claims=[
            {"turn": turn, "left": officer.now - turn.claimed_at > LEFT_LYING} for turn in open_turns[:50]
        ],
        first=first,
        last=last,
    )
    return render(request, "books/project.html", context)


def phases(standing: progress.Standing) -> list[dict[str, Any]]:
    """The five phases of the digitisation letter with what is done of each."""
    ended = (
        sum(standing.state.get(state, 0) for state in (Entry.State.READY, Entry.State.HELD))
        + standing.in_lots
    )
    ended += standing.published
    rows = (
        ("Danh mục", "Inventory", standing.pages, standing.pages, "trang", "pages"),
        ("Quét ảnh", "Images", standing.images, standing.pages, "trang", "pages"),
        ("Nhập hai lần", "Keyed twice", standing.twice, standing.pages, "trang", "pages"),
        ("Đối chiếu, phân loại", "Compared, classed", ended, standing.entries, "mục", "entries"),
        ("Đưa vào sổ", "In the register", standing.published, standing.wanted, "mục", "entries"),
    )
    return [
        {"vi": vi, "en": en, "done": done, "of": of, "unit": {"vi": unit_vi, "en": unit_en},
         "share": round(100 * done / of) if of else None}
        for vi, en, done, of, unit_vi, unit_en in rows
    ]  # fmt: skip


@require_POST
@officer_page
def take_back(request: HttpRequest, officer: Officer, uuid: Any, turn: int) -> HttpResponse:
    """Free a page that a clerk has left lying."""
    found = project_of(officer, uuid, DECIDES)
    try:
        keying.take_back(turn, found, by=officer.actor, at=officer.now)
        messages.success(request, say("Trang đã trở lại hàng chờ.", "The page waits again."))
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
    return redirect("books:project", found.uuid)

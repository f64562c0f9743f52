"""What is being written, what can be changed, and how something new begins."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, re_path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.text import fold
from motcua.procedures.authoring import beginning, proposing, working
from motcua.procedures.authoring.models import Edit, Proposal, Unmerged, WorkingCopy
from motcua.procedures.authoring.trees import tree_of
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import FieldOfProcedure, Procedure, ProcedureVersion
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import EDIT, ISSUE, copy_for, editing_page, frame
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option, errors_of

MOST, PAGE = 100, 25
ANSWERS, TOLD_FOR = 10, timedelta(days=14)
"""How many proposals are told of above the list, and how long an answer stands there."""
HERE_S = 60
"""Somebody whose page has said nothing for so long has left."""
CODE = re.compile(r"\d\.\d{6}")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

PRESENT = """
with mine as (
  insert into authoring_presence (copy_id, account_id, seen_at) values (%(copy)s, %(me)s, %(now)s)
  on conflict (copy_id, account_id) do update set seen_at = excluded.seen_at)
select account.display_name from authoring_presence there join city_account account on account.id = there.account_id
where there.copy_id = %(copy)s and there.account_id <> %(me)s and there.seen_at > %(now)s - make_interval(secs => %(s)s)
order by account.display_name
"""


@require_GET
@editing_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The open copies, last changed first, and the published procedures. Eight queries besides the frame."""
    query = request.GET.get("q", "").strip()[:100]
    copies = list(_copies(query).order_by("-state", "-changed_at")[:MOST])
    for copy in copies:
        copy.dialog = f"drop-{copy.pk}"  # type: ignore[attr-defined]
    unmerged = Unmerged.objects.filter(by_id=officer.account.pk, settled_at=None).select_related("copy")
    rows, older = _procedures(query, request.GET.get("sau", ""))
    open_by_code = {copy.code: copy for copy in _copies("").filter(code__in=[row.code for row in rows])}
    context = frame(
        officer,
        copies=copies,
        unmerged=list(unmerged.defer("tree", "copy__tree")[:20]),
        waiting=_waiting_for(officer),
        answered=_answered_to(officer),
        procedures=[(row, open_by_code.get(row.code)) for row in rows],
        query=query,
        older=f"?{urlencode({'q': query, 'sau': older})}#da-cong-bo" if older else "",
        may_edit=officer.powers.holds_any(EDIT),
    )
    return render(request, "editor/list.html", context)


def _waiting_for(officer: Officer) -> list[Proposal]:
    """What waits for this officer's approval; what they put forward or last changed waits for another. One query, or none."""
    if not officer.powers.holds_any(ISSUE):
        return []
    me = officer.account.pk
    rows = Proposal.objects.filter(state=Proposal.State.WAITING).exclude(by_id=me)
    rows = rows.exclude(copy__edits__in=Edit.objects.filter(by_id=me, revision__gt=1))
    return list(rows.select_related("copy").defer("copy__tree").order_by("-at")[:ANSWERS])


def _answered_to(officer: Officer) -> list[Proposal]:
    """What came back to this officer in the last days. One query."""
    rows = Proposal.objects.filter(
        by_id=officer.account.pk,
        state__in=[Proposal.State.APPROVED, Proposal.State.REJECTED],
        answered_at__gte=officer.now - TOLD_FOR,
    )
    return list(rows.select_related("copy").defer("copy__tree").order_by("-answered_at")[:ANSWERS])


def _copies(query: str) -> QuerySet[WorkingCopy]:
    """The open copies, those that wait for approval first when ordered by `-state`."""
    rows = WorkingCopy.objects.filter(state__in=["editing", "submitted"])
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(code__startswith=query))
    return rows.select_related("changed_by").defer("tree")


def _procedures(query: str, after: str) -> tuple[list[Procedure], str]:
    """A page of what can be filed here, by its place on the shelf. One query."""
    rows = Procedure.objects.filter(executable=True).only(
        "code", "name_vi", "name_en", "also_named", "executable", "shelf_key", "field", "closed_for_new"
    )
    if query:
        if CODE.match(query) or query.replace(".", "").isdecimal():
            rows = rows.filter(code__startswith=query)
        else:
            for word in fold(query).split():
                rows = rows.filter(search_key__contains=word)
    if after:
        rows = rows.filter(shelf_key__gt=after[:160])
    found = list(rows.order_by("shelf_key")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].shelf_key if len(found) > PAGE else ""


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def begin(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """A new procedure, from nothing or from a published one. Three queries besides the frame."""
    _may_edit(officer)
    fields = _fields(request)
    if request.method == "POST":
        faults = _faults(fields)
        if not faults:
            copy = _make(fields, officer)
            if copy is not None:
                return redirect(first_tab(copy))
            fields["code"].error = {
                "vi": "Thủ tục này đã có bản đang soạn hoặc đã công bố. Hãy mở bản đó từ danh sách.",
                "en": "This procedure is being written or is published. Open it from the list.",
            }
        shown = list(fields.values())
        return render(
            request, "editor/new.html", frame(officer, fields=shown, errors=errors_of(shown)), status=422
        )
    return render(request, "editor/new.html", frame(officer, fields=list(fields.values()), errors=[]))


def _fields(request: HttpRequest) -> dict[str, Field]:
    typed = request.POST
    named = {
        row.key: row.name_vi for row in FieldOfProcedure.objects.order_by("name_vi") if KEY.fullmatch(row.key)
    }
    made = [
        Field("name_vi", "text", {"vi": "Tên thủ tục (tiếng Việt)", "en": "Name in Vietnamese"}, max_length=300),
        Field("name_en", "text", {"vi": "Tên thủ tục (tiếng Anh)", "en": "Name in English"}, max_length=300),
        Field(
            "code", "text", {"vi": "Mã thủ tục quốc gia", "en": "National code"}, required=False, width="s",
            example="1.001193",
            hint={
                "vi": "Chưa có thì bỏ trống: thành phố cấp mã tạm bắt đầu bằng 9.",
                "en": "Leave it empty if there is none: the city gives one that begins with 9.",
            },
        ),
        Field("level", "choice", {"vi": "Cấp giải quyết", "en": "Level"}, value="commune", options=[
            Option("commune", {"vi": "Cấp xã", "en": "Commune"}),
            Option("province", {"vi": "Cấp thành phố", "en": "City"}),
        ]),
        Field(
            "field", "select", {"vi": "Lĩnh vực", "en": "Field"},
            options=[Option(key, name) for key, name in named.items()], attributes={"data-combobox": ""},
        ),
        Field(
            "from", "text", {"vi": "Chép từ thủ tục có mã", "en": "Copy the procedure of this code"}, required=False,
            width="s", value=request.GET.get("tu", "")[:20], example="1.001193",
            hint={"vi": "Bỏ trống để bắt đầu từ đầu.", "en": "Leave it empty to begin from nothing."},
        ),
    ]  # fmt: skip
    for field in made:
        if field.name in typed:
            field.value = typed[field.name].strip()
    return {field.name: field for field in made}


def _faults(fields: dict[str, Field]) -> bool:
    need = {"vi": "Cần điền.", "en": "This is needed."}
    for name in ("name_vi", "name_en", "field", "level"):
        if not fields[name].value:
            fields[name].error = need
    code = fields["code"].value
    if code and not CODE.fullmatch(code):
        fields["code"].error = {"vi": "Mã có dạng 1.001193.", "en": "A code looks like 1.001193."}
    source = fields["from"].value
    if source and not ProcedureVersion.objects.filter(procedure__code=source).exists():
        fields["from"].error = {"vi": "Không có thủ tục mã này.", "en": "There is no procedure of this code."}
    for name in ("field", "level"):
        value = fields[name].value
        if value and value not in {option.value for option in fields[name].options}:
            fields[name].error = {"vi": "Hãy chọn trong danh sách.", "en": "Choose from the list."}
    return any(field.error for field in fields.values())


def _make(fields: dict[str, Field], officer: Officer) -> WorkingCopy | None:
    """The new copy; None when the code has one, or a published version, already."""
    said = {name: str(field.value or "") for name, field in fields.items()}
    code = said["code"] or _local_code()
    if (
        ProcedureVersion.objects.filter(procedure__code=code).exists()
        or WorkingCopy.objects.filter(code=code, state__in=["editing", "submitted"]).exists()
    ):
        return None
    tree = beginning.starting_tree(
        code, vi=said["name_vi"], en=said["name_en"], level=said["level"], field=said["field"]
    )
    if said["from"]:
        version = ProcedureVersion.objects.filter(procedure__code=said["from"]).order_by("-number").first()
        if version is not None:
            own = {key: tree[key] for key in ("code", "name", "summary", "field", "level")}
            tree = {**tree_of(publishing.definition_of(version)), **own}
    return working.start(code, tree, by=officer.actor, at=officer.now)


def _local_code() -> str:
    """The next code of the city's own family. Two at once take the same: the second is told that it is taken."""
    used = [
        code
        for rows in (Procedure, WorkingCopy)
        for code in rows.objects.filter(code__startswith=beginning.LOCAL).order_by("-code").values_list("code", flat=True)[:1]
    ]  # fmt: skip
    return f"{beginning.LOCAL}{max((int(code[2:]) for code in used), default=0) + 1:06d}"


@require_POST
@editing_page
def change(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Open a copy of a published procedure, or the one that is open. `ban`: an older version to begin from."""
    _may_edit(officer)
    versions = ProcedureVersion.objects.select_related("procedure").filter(procedure__code=code)
    if request.POST.get("ban", "").isdecimal():
        versions = versions.filter(number=int(request.POST["ban"][:6]))
    version = versions.order_by("-number").first()
    if version is None:
        raise Http404
    if "ban" in request.POST and _copies("").filter(code=code).exists():
        messages.warning(
            request,
            language.say(
                "Đã có bản đang soạn; hãy bỏ bản ấy trước khi soạn lại từ bản cũ.",
                "A copy is open already: drop it before beginning again from an older version.",
            ),
        )
    return redirect(first_tab(working.start_from(version, by=officer.actor, at=officer.now)))


@require_POST
@editing_page
def drop(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponse:
    """Throw an open copy away; its history stays in the database."""
    copy = copy_for(uuid)
    try:
        proposing.drop(uuid, by=officer.actor, at=officer.now)
    except proposing.Refused as refused:
        messages.warning(request, language.say(refused.vi, refused.en))
        return redirect("editor:publish", copy.uuid)
    messages.success(request, language.say(f"Đã bỏ bản soạn {copy.name}.", f"{copy.name} was dropped."))
    return redirect("editor:list")


@require_GET
@editing_page
def present(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponse:
    """Who else has this copy open; asked by the page every twenty seconds. Two queries."""
    copy_id = WorkingCopy.objects.filter(uuid=uuid).values_list("id", flat=True).first()
    if copy_id is None:
        raise Http404
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, {"copy": copy_id, "me": officer.account.pk, "now": officer.now, "s": HERE_S})
        names = [row[0] for row in cursor.fetchall()]
    return render(request, "editor/_present.html", {"names": names})


def first_tab(copy: WorkingCopy) -> str:
    """Where an editor begins with a copy."""
    for route in ("editor:data", "editor:publish"):
        try:
            return reverse(route, args=[copy.uuid])
        except NoReverseMatch:
            continue
    return reverse("editor:list")


def _may_edit(officer: Officer) -> None:
    if not officer.powers.holds_any(EDIT):
        raise Http404


routes: list[Any] = [
    path("", listing, name="list"),
    path("moi/", begin, name="new"),
    re_path(r"sua/(?P<code>\d\.\d{6})/$", change, name="change"),
    path("<uuid:uuid>/bo/", drop, name="drop"),
    path("<uuid:uuid>/ai/", present, name="present"),
]

"""The work lists: my tasks, tasks to claim, online requests to answer, all dossiers of the agency; search."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.foundation import audit, text, worktime
from motcua.foundation.identifiers import is_dossier_code, scanned
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes, worklist
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.status import OPEN, Status
from motcua.procedures.dossiers.worklist import Cursor, Filters
from motcua.sites.desk import by_place, rights, showing, views, walking, wording
from motcua.sites.desk.officer import Officer, back_to, officer_page, page_context
from motcua.sites.shell.language import say
from motcua.sites.shell.statuses import DOSSIER

PAGE = 50
MOST_AT_ONCE = 100

TABS = (
    ("mine", "desk:home", "Việc của tôi", "My work"),
    ("waiting", "desk:waiting", "Chờ nhận", "To claim"),
    ("online", "desk:online", "Trực tuyến chờ trả lời", "Online, to answer"),
    ("all", "desk:all", "Hồ sơ của cơ quan", "All dossiers"),
)


@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The tasks that I hold, most urgent first; who holds none is led to what waits. One query more then."""
    if not request.GET and not worklist.page(officer.powers, Filters(mine=True), officer.now, size=1).tasks:
        waits = worklist.page(officer.powers, Filters(unclaimed=True), officer.now, size=1).tasks
        if waits:
            return _worklist(request, officer, "waiting")
    return _worklist(request, officer, "mine")


@officer_page
def waiting(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The tasks that nobody holds and that I may do."""
    return _worklist(request, officer, "waiting")


@officer_page
def online(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Online filings that must be answered within 8 working hours (NQ 66.7/2025/NQ-CP)."""
    return _worklist(request, officer, "online")


def _worklist(request: HttpRequest, officer: Officer, tab: str) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in walking.NAMES}
    chosen, walk = walking.filters_of(tab, request.GET), walking.of_list(tab, request.GET)
    saved = views.tabs(officer, walk)
    page = worklist.page(officer.powers, chosen, officer.now, Cursor.read(request.GET.get("after", "")), PAGE)
    noted(officer, (task.dossier for task in page.tasks), tab)
    return render(
        request,
        "desk/list.html",
        page_context(
            officer,
            tab,
            tab=tab,
            led_here=tab == "waiting" and request.path == reverse("desk:home"),
            tabs=_tabs(officer, "" if any(view["current"] for view in saved) else tab),
            list_name=next((view["label"] for view in saved if view["current"]), walk.label),
            saved=saved,
            rows=[_row(task, officer) | {"href": walk.dossier(task.dossier.code)} for task in page.tasks],
            walk=walk,
            query=chosen.search,
            filters=_filters(tab, asked),
            clear=request.path if request.GET else "",
            older=_older(request.GET, str(page.following)) if page.following else "",
            newer=request.path if request.GET.get("after") else "",
            here=request.get_full_path(),
        ),
    )


def noted(officer: Officer, shown: Iterable[Dossier], name: str) -> None:
    """A list names the owners of its dossiers: one line of the log for the view. One statement."""
    audit.log_list(
        officer.actor,
        [dossier.owner_id for dossier in shown],
        purpose="Danh sách việc",
        what=f"list:{name}",
        code="dossier",
        at=officer.now,
    )


def _tabs(officer: Officer, current: str) -> list[dict[str, Any]]:
    return [
        {"label": {"vi": vi, "en": en}, "href": reverse(url), "current": key == current}
        for key, url, vi, en in TABS
        if key != "online" or officer.receives
    ]


def _row(task: Task, officer: Officer) -> dict[str, Any]:
    """One line of a work list, without a query: offices and procedures are in memory."""
    procedure = compiled_version(task.dossier.version_id)
    timed = task.timed
    return {
        "id": task.id,
        "code": task.dossier.code,
        "procedure": procedure.definition.name,
        "owner": task.dossier.owner_name,
        "step": showing.title_of(procedure, task) or wording.STEP_KINDS.get(task.kind),
        "status": task.dossier.status,
        "channel": wording.CHANNELS[task.dossier.channel],
        "due_at": task.due_at if timed else None,
        "left": worktime.remaining(officer.now, task.due_at, office(task.agency_id).calendar),
        "late": timed and task.due_at < officer.now,
        "dossier_due": task.dossier.due_at,
        "dossier_late": task.dossier.due_at is not None
        and task.dossier.paused_at is None
        and task.dossier.due_at < officer.now,
        "unpaid": task.dossier.finance == "due",
        "claimed_by": task.claimed_by.display_name if task.claimed_by_id and task.claimed_by else "",
        "mine": task.claimed_by_id == officer.account.id,
        "supplements": task.dossier.supplements,
    }


def _filters(tab: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    kinds = [] if tab == "online" else [_choice("kind", "Bước", "Step", wording.STEP_KINDS, asked)]
    ways = [] if tab == "online" else [_choice("channel", "Kênh", "Channel", wording.CHANNELS, asked)]
    return [
        _choice("due", "Hạn", "Due", wording.DUE_CHOICES, asked),
        *kinds,
        *ways,
        _choice("order", "Gấp trước", "Most urgent first", wording.ORDERS, asked),
        {
            "name": "procedure",
            "label": {"vi": "Thủ tục", "en": "Procedure"},
            "value": asked.get("procedure", ""),
            "options": [
                {"value": code, "label": {"vi": vi, "en": en}}
                for code, vi, en in Procedure.objects.filter(executable=True)
                .order_by("shelf_key")
                .values_list("code", "name_vi", "name_en")
            ],
        },
    ]


def _choice(name: str, vi: str, en: str, words: dict[str, Any], asked: dict[str, str]) -> dict[str, Any]:
    options = [{"value": value, "label": label} for value, label in words.items()]
    return {"name": name, "label": {"vi": vi, "en": en}, "value": asked.get(name, ""), "options": options}


def _older(query: QueryDict, after: str) -> str:
    following = query.copy()
    following["after"] = after
    return f"?{following.urlencode()}"


@require_POST
@officer_page
def claim_many(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Claim the ticked tasks, each in its own transaction: one that a colleague took does not stop the rest."""
    taken, told = 0, []
    for raw in request.POST.getlist("task")[:MOST_AT_ONCE]:
        if not raw.isdecimal():
            continue
        try:
            changes.claim(int(raw), by=officer.actor, at=officer.now)
            taken += 1
        except (ChangeRefused, NotAllowed) as refused:
            told.append(say(refused.vi, refused.en))
    if taken:
        messages.success(request, say(f"Đã nhận {taken} việc.", f"{taken} tasks are yours."))
    for words in dict.fromkeys(told):
        messages.warning(request, words)
    if not taken and not told:
        messages.info(request, say("Chưa chọn việc nào.", "Nothing was ticked."))
    return back_to(request)


@officer_page
def all_dossiers(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Dossiers that the agency decides or received, by status, newest first."""
    default = "intake" if officer.post.agency_kind == "centre_branch" else "competent"
    role = request.GET.get("role", default)
    role = role if role in rights.ROLES else default
    status = request.GET.get("status", "")
    rows = Dossier.objects.filter(rights.in_role(officer.powers, role)).order_by("-id")
    if status.isdecimal() and int(status) in list(Status):
        rows = rows.filter(status=int(status))
    if request.GET.get("after", "").isdecimal():
        rows = rows.filter(id__lt=int(request.GET["after"]))
    if request.GET.get("q", "").strip():
        rows = rows.filter(**wanted(request.GET["q"].strip()))
    found = list(rows[: PAGE + 1])
    noted(officer, found[:PAGE], "all")
    following = _older(request.GET, str(found[PAGE - 1].id)) if len(found) > PAGE else ""
    return render(
        request,
        "desk/all.html",
        page_context(
            officer,
            "all",
            tabs=_tabs(officer, "all"),
            saved=views.tabs(officer, None),
            rows=[_dossier_row(dossier, officer) for dossier in found[:PAGE]],
            query=request.GET.get("q", ""),
            filters=[
                {
                    "name": "role",
                    "label": {"vi": "Vai trò", "en": "Our part"},
                    "value": role,
                    "options": [
                        {"value": "competent", "label": {"vi": "Giải quyết", "en": "We decide"}},
                        {"value": "intake", "label": {"vi": "Tiếp nhận", "en": "We received"}},
                    ],
                },
                {
                    "name": "status",
                    "label": {"vi": "Trạng thái", "en": "Status"},
                    "value": status,
                    "options": [{"value": str(code), "label": look} for code, look in DOSSIER.items()],
                },
            ],
            clear=request.path if request.GET else "",
            older=following,
            newer=request.path if request.GET.get("after") else "",
        ),
    )


def _dossier_row(dossier: Dossier, officer: Officer) -> dict[str, Any]:
    due = dossier.due_at if Status(dossier.status) in OPEN else None
    left = 0
    if due is not None:
        left = worktime.remaining(officer.now, due, office(dossier.competent_agency_id).calendar)
    procedure = compiled_version(dossier.version_id)
    step = procedure.steps.get(dossier.step)
    return {
        "code": dossier.code,
        "procedure": procedure.definition.name,
        "owner": dossier.owner_name,
        "status": dossier.status,
        "channel": wording.CHANNELS[dossier.channel],
        "step": step.step.title if step and Status(dossier.status) in OPEN else "",
        "due_at": due,
        "paused": dossier.paused_at is not None,
        "left": left,
        "late": due is not None and due < officer.now,
        "received_at": dossier.accepted_at or dossier.submitted_at,
    }


def wanted(words: str) -> dict[str, Any]:
    """A dossier's code, a personal number, or the beginning of the owner's name without diacritics."""
    if is_dossier_code(words.upper()):
        return {"code": words.upper()}
    if words.isdecimal() and len(words) == 12:
        return {"owner__pin": words}
    return {"owner_key__startswith": text.fold(words)}


@officer_page
def search(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The box at the top: every dossier that is my business, wherever it stands."""
    words = scanned(request.GET.get("q", "").strip())
    found: list[Dossier] = []
    place = by_place.chosen(request.GET.get("noi", ""))
    if words or place:
        rows = Dossier.objects.filter(rights.concerned(officer.powers))
        rows = rows.filter(by_place.lies_in(place)) if place else rows.filter(**wanted(words))
        found = list(rows.order_by("-id")[:PAGE])
    if len(found) == 1 and is_dossier_code(words.upper()):
        return redirect("desk:dossier", code=found[0].code)
    noted(officer, found, "search")
    places = by_place.meant(words, officer.now) if words and not found else []
    return render(
        request,
        "desk/search.html",
        page_context(
            officer,
            "",
            query=words,
            place=place,
            places=places,
            rows=[_dossier_row(one, officer) for one in found],
        ),
    )

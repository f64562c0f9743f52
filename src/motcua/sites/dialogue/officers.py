"""Pages for officers: the list of what is to be handled, one message with its next act, photos to cover and release."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.exchange.dialogue import changes, machine, masking, offices, photos, reading, releasing
from motcua.exchange.dialogue.changes import Given
from motcua.exchange.dialogue.errors import DialogueError
from motcua.exchange.dialogue.kinds import Act, Kind, kind, kinds, rules
from motcua.exchange.dialogue.models import Photo, Report
from motcua.exchange.dialogue.reading import Asked
from motcua.foundation import audit, worktime
from motcua.records import papers
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.dialogue import forms, showing
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import pick, say

PAGE = 50
TABS = (
    ("", "Cần xử lý", "To handle"),
    ("cua-toi", "Tôi đang giữ", "Held by me"),
    ("xong", "Đã kết thúc", "Ended"),
)
DUE = {"overdue": ("Quá hạn", "Overdue"), "today": ("Hạn hôm nay", "Due today")}


def may_enter(officer: Officer) -> bool:
    """Whether reports are part of this post's work. No query."""
    return any(officer.powers.holds_any(power) for power in reading.POWERS)


@require_safe
@officer_page
def index(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Messages of my office, most urgent first. One query more than the frame of the desk, offices are in memory."""
    if not may_enter(officer):
        return render(request, "403.html", status=403)
    tab = request.GET.get("tab", "")
    asked = {name: request.GET.get(name, "") for name in ("kind", "state", "due")}
    sort = asked["kind"] if asked["kind"] in kinds() else ""
    chosen = Asked(
        kind=sort,
        state=asked["state"] if sort and asked["state"] in kind(sort).states else "",
        due=asked["due"] if asked["due"] in DUE else "",
        words=request.GET.get("q", "")[:24],
        mine=tab == "cua-toi",
        ended=tab == "xong",
    )
    page = reading.to_do(officer.powers, chosen, officer.now, request.GET.get("after", ""), PAGE)
    known = offices.offices({row.agency_id for row in page.rows})
    context = page_context(
        officer,
        reverse("dialogue:desk"),
        tabs=[
            {
                "label": {"vi": vi, "en": en},
                "href": f"?tab={key}" if key else request.path,
                "current": key == tab,
            }
            for key, vi, en in TABS
        ],
        tab=tab,
        rows=[_row(row, officer, known) for row in page.rows],
        query=chosen.words,
        filters=_filters(asked, sort),
        clear=request.path if request.GET else "",
        older=_older(request, page.following),
        newer=request.path if request.GET.get("after") else "",
    )
    return render(request, "dialogue/desk_list.html", context)


def _row(row: Report, officer: Officer, known: Any) -> dict[str, Any]:
    office = known[row.agency_id]
    running = bool(row.clock) and row.ended_at is None
    return {
        "href": reverse("dialogue:desk-report", args=[row.code]),
        "code": row.code,
        "text": row.text[:110],
        "kind": kind(row.kind).name,
        "category": showing.category_of(row),
        "level": kind(row.kind).levels.get(row.level),
        "urgent": row.level == "urgent",
        "state": showing.state_of(row),
        "due_at": row.due_at if running else None,
        "left": worktime.remaining(officer.now, row.due_at, office.calendar),
        "late": running and row.due_at < officer.now,
        "where": row.unit.full_name_vi if row.unit else "",
        "place": row.place,
        "holder": row.holder.display_name if row.holder else "",
        "mine": row.holder_id == officer.account.id,
        "reopened": row.reopened_at is not None,
        "stars": row.stars,
        "ended_at": row.ended_at,
    }


def _filters(asked: dict[str, str], sort: str) -> list[dict[str, Any]]:
    states = kind(sort).states if sort else {}
    found: list[tuple[str, str, str, Mapping[str, Any]]] = [
        ("due", "Hạn", "Due", {name: {"vi": vi, "en": en} for name, (vi, en) in DUE.items()}),
        ("kind", "Loại", "Kind", {one.kind: one.name for one in kinds().values()}),
    ]
    if states:
        found.append(("state", "Trạng thái", "State", dict(states)))
    return [
        {
            "name": name,
            "label": {"vi": vi, "en": en},
            "value": asked[name],
            "options": [{"value": key, "label": label} for key, label in options.items()],
        }
        for name, vi, en, options in found
    ]


def _older(request: HttpRequest, following: str) -> str:
    if not following:
        return ""
    query = request.GET.copy()
    query["after"] = following
    return f"?{query.urlencode()}"


@require_http_methods(["GET", "HEAD"])
@officer_page
def one(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """One message: what was sent, what is to be done now. Who looked is written down. Raises: Http404."""
    found = _mine(officer, code)
    return _page(request, officer, found)


def _mine(officer: Officer, code: str) -> Report:
    """A message of the officer's agencies. Raises: Http404."""
    if not reading.is_code(code):
        raise Http404
    rows = Report.objects.filter(reading.in_charge(officer.powers), code=code.upper())
    found = rows.select_related("unit", "reporter", "original", "holder").first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, officer: Officer, found: Report, *, typed: dict[str, str] | None = None,
    wrong: DialogueError | None = None, told: str = "",
) -> HttpResponse:  # fmt: skip
    sort = kind(found.kind)
    acts = _possible(officer, found)
    asked = (typed or {}).get("act", "") or request.GET.get("viec", "")
    current = asked if asked in acts else (acts[0] if acts else "")
    seen = request.GET.get("nguoi-gui") == "1" and found.reporter is not None
    audit.log_read(
        officer.actor,
        [found.reporter_id],
        purpose=say(f"Xử lý {sort.name.vi.lower()}", f"Handling: {sort.name.en.lower()}"),
        what="reporter" if seen else "report",
        code="report",
        at=officer.now,
        dossier_code=found.code,
    )
    office = offices.office(found.agency_id)
    running = bool(found.clock) and found.ended_at is None
    shown = reading.photos_of([found.id], released=False).get(found.id, [])
    same = request.GET.get("trung", "")[:24]
    if not typed and same and current == "refuse":
        typed = {"act": "refuse", "reason": "duplicate", "original": same}
    fields = _fields(sort, current, found, officer, typed or {}, wrong)
    context = page_context(
        officer,
        reverse("dialogue:desk"),
        report=found,
        kind=sort,
        state=showing.state_of(found),
        category=showing.category_of(found),
        level=sort.levels.get(found.level),
        office=office,
        due={"at": found.due_at, "left": worktime.remaining(officer.now, found.due_at, office.calendar)} if running else None,
        acts=[_act_link(sort, name, current, found, number) for number, name in enumerate(acts, 1)],
        act={"name": current, "vi": sort.acts[current].vi, "en": sort.acts[current].en, "danger": sort.acts[current].danger}
        if current
        else None,
        fields=fields,
        errors=errors_of(fields),
        may_merge="refuse" in acts and "duplicate" in sort.reasons,
        told=told or (pick(wrong) if wrong is not None and not errors_of(fields) else ""),
        reporter=_reporter(found) if seen else None,
        coordinates=f"{found.lat:.5f}, {found.lon:.5f}" if found.lat is not None else "",
        hidden_reporter=found.reporter_id is not None and not seen,
        photos=[_photo(found, photo) for photo in shown],
        may_release=officer.powers.holds("handle_reports", "", found.kind, found.agency_id),
        warnings=[masking.NAMES[one] for one in masking.kinds_found(found.text)],
        rude=masking.rude_words(found.text),
        complaint=masking.speaks_of_complaint(found.text),
        near=[
            {"code": other.code, "text": other.text[:90], "metres": far, "state": showing.state_of(other), "at": other.sent_at}
            for other, far in reading.near(found)
        ],
        history=_history(found),
        refused=sort.reasons.get(found.refusal) if found.refusal else None,
        score=next((score for score in sort.rating if score.value == found.stars), None),
    )  # fmt: skip
    return render(request, "dialogue/desk_report.html", context, status=422 if wrong or told else 200)


def _possible(officer: Officer, found: Report) -> list[str]:
    """What this officer may do now, by the rules and by the powers of the post; what usually comes next stands first."""
    sort = kind(found.kind)
    facts = changes.facts_of(found)
    names = machine.possible(sort, facts, by="officer", account_id=officer.account.id, at=officer.now)
    may = [
        name for name in names if officer.powers.holds(sort.acts[name].power, "", found.kind, found.agency_id)
    ]
    return sorted(may, key=lambda name: (not sort.acts[name].main, sort.acts[name].danger))


def _act_link(sort: Kind, name: str, current: str, found: Report, number: int) -> dict[str, Any]:
    act = sort.acts[name]
    return {
        "name": name,
        "label": {"vi": act.vi, "en": act.en},
        "href": f"{reverse('dialogue:desk-report', args=[found.code])}?{urlencode({'viec': name})}#viec",
        "current": name == current,
        "key": str(number),
    }


def _reporter(found: Report) -> dict[str, str]:
    assert found.reporter is not None
    return {"name": found.reporter.full_name, "phone": found.reporter.phone, "email": found.reporter.email}


def _photo(found: Report, photo: Photo) -> dict[str, Any]:
    return {
        "row": photo,
        "src": reverse("dialogue:desk-photo", args=[found.code, photo.uuid]),
        "release": reverse("dialogue:desk-release", args=[found.code, photo.uuid]),
        "public": showing.photo_address(photo) if photo.released_at else "",
        "where": f"{photo.lat:.5f}, {photo.lon:.5f}" if photo.lat is not None else "",
        "after": photo.side == Photo.Side.AFTER,
    }


def _history(found: Report) -> list[dict[str, Any]]:
    entries = []
    for one in reversed(reading.history(found)):
        office = offices.office(one.data["agency"]) if one.data.get("agency") else None
        who = " · ".join(part for part in (one.who, office.name_vi if office else "") if part)
        entries.append(
            {
                "title": {"vi": one.vi, "en": one.en}, "at": one.at, "who": who, "text": one.words,
                "state": "late" if one.name == "late" else "done",
            }
        )  # fmt: skip
    return entries


def _fields(
    sort: Kind, name: str, found: Report, officer: Officer, typed: dict[str, str], wrong: DialogueError | None
) -> list[Field]:
    """The questions of an act, in the order in which an officer thinks."""
    if not name:
        return []
    act = sort.acts[name]
    error = {wrong.code: {"vi": wrong.vi, "en": wrong.en}} if wrong is not None else {}
    mine = typed if typed.get("act") == name else {}
    return [field for need in act.needs for field in _asked(sort, act, need, found, officer, mine, error)]


def _asked(
    sort: Kind,
    act: Act,
    need: str,
    found: Report,
    officer: Officer,
    typed: dict[str, str],
    error: dict[str, Any],
) -> list[Field]:
    longest = rules().longest_text
    match need:
        case "level":
            options = [
                Option(key, words, _limit_words(sort, act, key, found, officer))
                for key, words in sort.levels.items()
            ]
            label = {"vi": "Mức độ", "en": "Level"}
            value = typed.get("level") or found.level or "normal"
            return [
                Field("level", "choice", label, value=value, options=options, error=error.get("level", ""))
            ]
        case "public_text":
            value = typed.get("public_text", found.public_text or masking.masked(found.text))
            return [
                Field(
                    "public_text", "longtext", {"vi": "Nội dung công khai", "en": "What the public reads"}, value=value,
                    required=False, max_length=longest,
                    hint={"vi": "Tên người gửi không bao giờ hiện. Số điện thoại, biển số, số định danh đã được che; hãy bỏ "
                                "nốt những gì nhận ra người khác. Để trống: không công khai.",
                          "en": "The sender's name is never shown. Numbers are covered; take out whatever else points to "
                                "somebody. Empty: not public."},
                )
            ]  # fmt: skip
        case "agency":
            rows = offices.choices(officer.now, found.unit)
            options = [Option(str(row.id), {"vi": row.name_vi, "en": row.name_en}) for row in rows]
            label = {"vi": "Đơn vị", "en": "Office"}
            return [
                Field(
                    "agency",
                    "unit",
                    label,
                    value=typed.get("agency"),
                    options=options,
                    error=error.get("agency", ""),
                )
            ]
        case "reason":
            options = [
                Option(key, {"vi": one.vi, "en": one.en}, {"vi": one.way_vi, "en": one.way_en})
                for key, one in sort.reasons.items()
            ]
            original = Field(
                "original", "text", {"vi": "Mã của nội dung đã có", "en": "Code of the earlier one"}, required=False,
                value=typed.get("original"), error=error.get("original", ""), width="20",
                hint={"vi": "Chỉ khi trùng.", "en": "Only for duplicates."},
            )  # fmt: skip
            label = {"vi": "Lý do", "en": "Reason"}
            return [
                Field(
                    "reason",
                    "choice",
                    label,
                    value=typed.get("reason"),
                    options=options,
                    error=error.get("reason", ""),
                ),
                original,
            ]
        case "words":
            label = {"vi": "Giải thích cho người gửi", "en": "Explanation for the sender"}
            return [
                Field(
                    "words",
                    "longtext",
                    label,
                    value=typed.get("words"),
                    max_length=longest,
                    error=error.get("words", ""),
                )
            ]
        case "reply":
            fields = [
                Field(
                    "reply", "longtext", {"vi": "Nội dung trả lời", "en": "Answer"},
                    value=typed.get("reply", found.reply), max_length=longest, error=error.get("reply", ""),
                )
            ]  # fmt: skip
            if sort.kind == "scene":
                fields.append(
                    Field(
                        "photos", "file", {"vi": "Ảnh sau khi xử lý", "en": "Photos afterwards"}, required=False,
                        many=True, accept="image/jpeg,image/png", error=error.get("photos", ""),
                    )
                )  # fmt: skip
            return fields
    return []


def _limit_words(sort: Kind, act: Act, level: str, found: Report, officer: Officer) -> dict[str, str]:
    limit = sort.limit(act.clock, officer.now.date(), level, found.category)
    if limit is None:
        return {"vi": "", "en": ""}
    hours = limit.unit == "working_hour"
    return {
        "vi": f"{limit.amount} {'giờ' if hours else 'ngày'} làm việc",
        "en": f"{limit.amount} working {'hours' if hours else 'days'}",
    }


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, code: str, name: str) -> HttpResponse:
    """Do an act; what is missing is said at the question, nothing typed is lost. Raises: Http404."""
    found = _mine(officer, code)
    if name not in kind(found.kind).acts:
        raise Http404
    data = request.POST
    names = ("level", "public_text", "agency", "reason", "original", "words", "reply")
    typed = {one: data.get(one, "").replace("\x00", "")[:8000] for one in names if one in data} | {
        "act": name
    }
    at = officer.now
    files, wrong = [], None
    for upload in request.FILES.getlist("photos")[: rules().photos]:
        stored, problem = forms.keep_picture(upload, officer.actor, at)
        if problem is not None:
            wrong = DialogueError("photos", problem["vi"], problem["en"])
        elif stored is not None:
            files.append(stored)
    if wrong is not None:
        return _page(request, officer, found, typed=typed, wrong=wrong)
    given = Given(
        words=typed.get("words", ""),
        reply=typed.get("reply", ""),
        level=typed.get("level", ""),
        public_text=typed.get("public_text", ""),
        agency_id=int(typed["agency"])
        if typed.get("agency", "").isdecimal() and len(typed["agency"]) < 18
        else None,
        reason=typed.get("reason", ""),
        original=typed.get("original", ""),
        files=files,
    )
    try:
        changed = changes.act(found.id, name, given, by=officer.actor, at=at)
    except NotAllowed as refused:
        return _page(request, officer, found, typed=typed, told=pick(refused))
    except DialogueError as refusal:
        found.refresh_from_db()
        return _page(request, officer, found, typed=typed, wrong=refusal)
    done = kind(changed.kind).acts[name]
    messages.success(request, say(f"{done.done_vi}.", f"{done.done_en}."))
    if changed.agency_id not in officer.powers.agency_ids("handle_reports") | officer.powers.agency_ids(
        "approve_reports"
    ):
        return redirect("dialogue:desk")
    return redirect("dialogue:desk-report", code=changed.code)


@require_safe
@officer_page
def photo(request: HttpRequest, officer: Officer, code: str, number: uuid.UUID) -> HttpResponse:
    """A photo as the officer in charge sees it, without the camera's notes. Raises: Http404."""
    row = _photo_of(officer, code, number)
    audit.log_read(
        officer.actor, [row.report.reporter_id], purpose=say("Xem ảnh gửi kèm phản ánh", "Photo of a report"),
        what="file:photo", code="report", at=officer.now, dossier_code=code,
    )  # fmt: skip
    answer = HttpResponse(photos.public_copy(papers.content(row.file)), content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=600"
    return answer


@require_POST
@officer_page
def release(request: HttpRequest, officer: Officer, code: str, number: uuid.UUID) -> HttpResponse:
    """Cover what the officer marked and make the photo public, or take it back. Raises: Http404."""
    row = _photo_of(officer, code, number)
    try:
        if request.POST.get("act") == "withhold":
            releasing.withhold(row.id, by=officer.actor, at=officer.now)
            messages.success(request, say("Đã gỡ ảnh.", "The photo is not public any more."))
        else:
            releasing.release(row.id, request.POST.get("areas", "")[:4000], by=officer.actor, at=officer.now)
            messages.success(request, say("Đã công khai ảnh.", "The photo is public."))
    except photos.BadAreas:
        words = say("Vùng che không đọc được; hãy vẽ lại.", "The areas cannot be read; draw them again.")
        return _page(request, officer, row.report, told=words)
    except NotAllowed as refused:
        return _page(request, officer, row.report, told=pick(refused))
    return redirect(reverse("dialogue:desk-report", args=[row.report.code]) + "#anh")


def _photo_of(officer: Officer, code: str, number: uuid.UUID) -> Photo:
    found = _mine(officer, code)
    row = Photo.objects.select_related("file", "report").filter(uuid=number, report=found).first()
    if row is None:
        raise Http404
    return row

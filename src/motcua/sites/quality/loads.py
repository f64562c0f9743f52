"""Loads of sources: what came, what the look at the whole file says, publishing by a second officer, withdrawing."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from procrastinate.exceptions import AlreadyEnqueued

from motcua.city.authority import NotAllowed
from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.records.quality.intake import jobs, running
from motcua.records.quality.intake.profiling import Profile
from motcua.records.quality.intake.sources import columns, source, sources
from motcua.records.quality.models import Load
from motcua.records.quality.rules import rule
from motcua.sites.quality.frame import PURPOSE, Visitor, frame, keeps, quality_page
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import day as typed_day
from motcua.sites.shell.wording import number_words

PAGE = 50
LARGEST = 2_000_000_000
S = Load.State
STATES = {
    S.RECEIVED: ("info", "clock", "Đã nhận, chờ soi", "Received"),
    S.STOPPED: ("danger", "stop", "Bị chặn khi soi tệp", "Stopped"),
    S.PROFILED: ("info", "refresh", "Đang làm sạch", "Being cleaned"),
    S.CLEANED: ("accent", "check", "Đã làm sạch", "Cleaned"),
    S.MATCHED: ("accent", "compare", "Đã đối khớp", "Matched"),
    S.PUBLISHED: ("ok", "check", "Đã công bố", "Published"),
    S.WITHDRAWN: ("quiet", "undo", "Đã rút", "Withdrawn"),
}
READY = (S.CLEANED, S.MATCHED)


def _state(load: Load) -> dict[str, Any]:
    tone, icon, vi, en = STATES[S(load.state)]
    return {"tone": tone, "icon": icon, "words": both(vi, en)}


@require_safe
@quality_page(keeps)
def listing(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Loads, newest first. One query."""
    rows = Load.objects.order_by("-id").defer("profile")
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    context = frame(
        visitor, "loads",
        rows=[{"load": one, "source": source(one.source), "state": _state(one), "flagged": one.figures.get("flagged")}
              for one in found],
        older=f"?truoc={found[-1].pk}" if more else "",
        newer=request.path if before else "",
    )  # fmt: skip
    return render(request, "quality/loads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@quality_page(keeps)
def bring(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """GET: whose file, of which day. POST: the file is kept and a job looks at it; 422 with everything that is missing."""
    faults: dict[str, tuple[str, str]] = {}
    officer = visitor.officer
    if request.method == "POST":
        day = typed_day(request.POST, "day")
        file = request.FILES.get("file")
        chosen = request.POST.get("source", "")
        if chosen not in {one.id for one in sources()}:
            faults["source"] = ("Hãy chọn nguồn.", "Choose the source.")
        if day is None:
            faults["day"] = ("Hãy ghi ngày của dữ liệu.", "Write the day of the data.")
        if file is None or file.file is None:
            faults["file"] = ("Hãy chọn tệp.", "Choose the file.")
        elif (file.size or 0) > LARGEST:
            faults["file"] = (
                "Tệp quá lớn: hãy đưa vào thư mục nhận dữ liệu.",
                "Too large: use the watched folder.",
            )
        if not faults and file is not None and file.file is not None and day is not None:
            try:
                load = running.receive(
                    file.file,
                    name=file.name or "tệp",
                    source_id=chosen,
                    taken_on=day,
                    by=officer.actor,
                    at=officer.now,
                )
            except (running.Refused, NotAllowed) as refused:
                faults["day" if "Ngày" in refused.vi else "file"] = (refused.vi, refused.en)
            else:
                jobs.run_load.defer(load_id=load.pk)
                messages.success(
                    request, say("Đã nhận tệp; hệ thống đang soi.", "Received; it is being looked at.")
                )
                return redirect("quality:load", load.uuid)

    def told(name: str) -> Any:
        return both(*faults[name]) if name in faults else ""

    fields = [
        Field("source", "select", both("Nguồn", "Source"), value=request.POST.get("source", ""), error=told("source"),
              options=[Option(one.id, one.name) for one in sources()]),
        Field("day", "date", both("Dữ liệu của ngày", "State of the day"), error=told("day"),
              value={part: request.POST.get(f"day-{part}", "") for part in ("day", "month", "year")},
              hint=both("Ngày mà tệp phản ánh, không phải ngày gửi.", "The day the file describes, not when it was sent.")),
        Field("file", "file", both("Tệp", "File"), error=told("file"), camera=False,
              accept=".csv,.txt,.tsv,.xlsx,.jsonl,.parquet",
              hint=both("CSV (UTF-8, UTF-16, TCVN3, VNI), Parquet, Excel hoặc JSON mỗi dòng.",
                        "CSV (UTF-8, UTF-16, TCVN3, VNI), Parquet, Excel or JSON lines.")),
    ]  # fmt: skip
    context = frame(visitor, "loads", fields=fields, errors=errors_of(fields) if faults else [])
    return render(request, "quality/bring.html", context, status=422 if faults else 200)


@require_POST
@quality_page(keeps)
def match(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Ask for the matching of all current loads; one that is asked for already is not asked for twice."""
    try:
        with transaction.atomic():
            jobs.match_loads.defer()
    except AlreadyEnqueued:
        pass
    messages.success(request, say("Hệ thống đang đối khớp các nguồn.", "The sources are being matched."))
    return redirect("quality:loads")


def _load(uuid: uuids.UUID) -> Load:
    found = Load.objects.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


@require_safe
@quality_page(keeps)
def one(request: HttpRequest, visitor: Visitor, uuid: uuids.UUID) -> HttpResponse:
    """One load: reasons that stopped it, its profile column by column, what cleaning found. One query. Raises: Http404."""
    return _show(request, visitor, _load(uuid))


@require_POST
@quality_page(keeps)
def act(request: HttpRequest, visitor: Visitor, uuid: uuids.UUID, act: str) -> HttpResponse:
    """Publish or withdraw; 422 with the reason against it. Raises: Http404."""
    load, officer = _load(uuid), visitor.officer
    try:
        if act == "cong-bo":
            running.publish(load, by=officer.actor, at=officer.now)
            jobs.publish_people.defer(load_id=load.pk)
            messages.success(request, say("Đã công bố.", "Published."))
        elif act == "rut":
            running.withdraw(load, reason=request.POST.get("reason", ""), by=officer.actor, at=officer.now)
            messages.success(
                request,
                say("Đã rút; tệp trước có hiệu lực trở lại.", "Withdrawn; the earlier file counts again."),
            )
        else:
            raise Http404
    except (running.Refused, NotAllowed) as refused:
        return _show(request, visitor, load, both(refused.vi, refused.en), 422)
    except running.Busy:
        return _show(
            request, visitor, load, both("Nguồn này đang được xử lý.", "This source is in work."), 422
        )
    return redirect("quality:load", load.uuid)


def _show(
    request: HttpRequest, visitor: Visitor, load: Load, fault: Any = "", status: int = 200
) -> HttpResponse:
    own = load.received_by.get("account_id") == visitor.officer.account.pk
    profile = Profile.from_data(load.profile) if load.profile else None
    stopped = load.profile.get("stopped", [])
    worse = {one["column"] for one in stopped}
    # examples of values are somebody's, whoever that is
    shown = bool(stopped) or (profile is not None and any(one.wrong for one in profile.columns.values()))
    audit.log_read(
        visitor.officer.actor, [], purpose=PURPOSE, what=f"source-file:{load.source}", code="data-quality",
        at=visitor.officer.now, others=shown,
    )  # fmt: skip
    context = frame(
        visitor, "loads",
        load=load, source=source(load.source), state=_state(load), fault=fault, profile=profile, stopped=stopped, own=own,
        columns=_columns(profile, worse) if profile else [], classes=_classes(load), figures=_figures(load),
        waiting=load.state in (S.RECEIVED, S.PROFILED), may_publish=load.state in READY and not own,
        needs_another=load.state in READY and own, may_withdraw=load.state not in (S.WITHDRAWN, S.STOPPED),
        received=load.received_at.astimezone(VN),
    )  # fmt: skip
    return render(request, "quality/load.html", context, status=status)


def _columns(profile: Profile, worse: set[str]) -> list[dict[str, Any]]:
    """The columns of the file, as calmly as they can be told."""
    return [
        {
            "name": column.name,
            "filled": f"{number_words(100 * here.filled, 1)}\u00a0%",
            "right": f"{number_words(100 * here.right, 1)}\u00a0%" if here.filled else "—",
            "different": number_words(here.different),
            "wrong": here.wrong,
            "bad": column.id in worse,
        }
        for column in columns()
        if (here := profile.columns.get(column.id)) is not None and (here.present or column.id in worse)
    ]


def _classes(load: Load) -> list[dict[str, Any]]:
    found = sorted(((times, id) for id, times in load.figures.get("by_rule", {}).items()), reverse=True)
    return [{"rule": rule(id), "records": times} for times, id in found]


def _figures(load: Load) -> list[dict[str, Any]]:
    figures = load.figures
    if "flagged" not in figures:
        return []
    register = figures.get("register") or {}
    more = [
        {"label": both("Người trong sổ dân cư", "People in the register"),
         "value": number_words(register["created"] + register["updated"] + register["same"]),
         "note": both(f"mới {number_words(register['created'])}, sửa {number_words(register['updated'])}",
                      f"{number_words(register['created'])} new, {number_words(register['updated'])} changed")}
    ] if register else []  # fmt: skip
    return [
        {"label": both("Bản ghi", "Records"), "value": number_words(figures["rows"])},
        {"label": both("Cần xem", "To be looked at"), "value": number_words(figures["flagged"])},
        {"label": both("Phải quyết định", "Must be decided"), "value": number_words(figures["blocked"])},
        {"label": both("Làm sạch trong", "Cleaned in"), "value": number_words(figures["seconds"], 1),
         "unit": both("giây", "s")},
        *more,
    ]  # fmt: skip

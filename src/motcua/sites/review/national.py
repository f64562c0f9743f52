"""The national record: crawls, what they would change, accepting and rejecting, one record with all that was published."""

import difflib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city import authority
from motcua.city.authority import NotAllowed
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.national import accepting, crawl, jobs
from motcua.procedures.national.comparing import GROUPS, IN_BULK, PARTS, TEXTS
from motcua.procedures.national.models import Change, Crawl, Question, Record
from motcua.procedures.national.questions import KINDS
from motcua.sites.desk.officer import Officer
from motcua.sites.review.frame import both, catalogue_page, edits, frame
from motcua.sites.shell import language

PAGE = 40
FAULTS_SHOWN = 100
MOST_AT_ONCE = 300
"""A larger group is accepted by a worker: nobody waits before a page for a minute."""
LARGEST_FILE = 60_000_000
HERE = "review:national"
KIND_TAGS = {
    "new": both("Mới", "New") | {"tone": "ok", "icon": "plus"},
    "changed": both("Thay đổi", "Changed") | {"tone": "info", "icon": "compare"},
    "back": both("Có trở lại", "Listed again") | {"tone": "info", "icon": "undo"},
    "gone": both("Không còn", "No longer listed") | {"tone": "warn", "icon": "stop"},
}
STATES = {
    "open": both("Chờ quyết định", "Open"),
    "accepted": both("Đã nhận", "Accepted"),
    "rejected": both("Không nhận", "Rejected"),
    "overtaken": both("Có bản mới hơn", "Overtaken"),
}
CRAWL_STATES = {
    "waiting": both("Chờ đọc", "Waiting") | {"tone": "info", "icon": "clock"},
    "reading": both("Đang đọc", "Being read") | {"tone": "info", "icon": "refresh"},
    "compared": both("Đã so sánh", "Compared") | {"tone": "ok", "icon": "check"},
    "failed": both("Không đọc được", "Not readable") | {"tone": "danger", "icon": "alert"},
}
COUNTS = {
    "new": both("mới", "new"),
    "changed": both("thay đổi", "changed"),
    "back": both("có trở lại", "listed again"),
    "gone": both("không còn", "no longer listed"),
    "same": both("như cũ", "as before"),
    "refused_before": both("đã từ chối trước đây", "rejected before"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@catalogue_page
def overview(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Crawls, the newest first, and how much waits for a decision. Four queries; POST takes a new file."""
    error: Any = None
    if request.method == "POST":
        if not edits(officer):
            return render(request, "403.html", status=403)
        error = _take(request, officer)
        if isinstance(error, HttpResponse):
            return error
    crawls = list(Crawl.objects.order_by("-started_at").defer("faults")[:12])
    kinds = dict(Question.objects.filter(state="open").values_list("kind").annotate(n=Count("id")))
    context = frame(
        officer,
        HERE,
        crawls=[_crawl_row(one) for one in crawls],
        kinds=[
            {
                "label": both(*words),
                "count": kinds.get(key, 0),
                "href": f"{reverse('review:questions')}?loai={key}",
            }
            for key, words in KINDS.items()
        ],
        asked=sum(kinds.values()),
        records=Record.objects.exists(),
        error=error,
    )
    return render(request, "review/national.html", context, status=422 if error else 200)


def _take(request: HttpRequest, officer: Officer) -> Any:
    """Keep the uploaded file and let a worker read it; words when it cannot be taken."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        return both("Hãy chọn một tệp.", "Choose a file.")
    if file.size > LARGEST_FILE:
        return both("Tệp lớn hơn 60 MB.", "The file is larger than 60 MB.")
    digest = crawl.sha256_of(file)
    stored = default_storage.save(f"crawls/{digest}.jsonl", file)
    try:
        begun = crawl.begin(
            file.name or "tep", digest, by=officer.actor, at=officer.now,
            whole=request.POST.get("part") != "1", stored=stored,
        )  # fmt: skip
    except crawl.Busy as busy:
        default_storage.delete(stored)
        return busy
    if begun.stored != stored:
        default_storage.delete(stored)
    if not begun.stored:
        return both("Tệp này đang được đọc từ dòng lệnh.", "This file is being read from the command line.")
    jobs.read_crawl.defer(crawl_id=begun.pk)
    messages.success(
        request, language.say("Đã nhận tệp, đang đọc và so sánh.", "The file is being read and compared.")
    )
    return redirect("review:crawl", begun.uuid)


def _crawl_row(one: Crawl) -> dict[str, Any]:
    return {
        "crawl": one,
        "href": reverse("review:crawl", args=[one.uuid]),
        "state": CRAWL_STATES[one.state],
        "counts": [COUNTS[key] | {"count": count} for key, count in one.counts.items() if key in COUNTS],
    }


@require_POST
@catalogue_page
def adopt(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Begin with the facts that the catalogue has: its doubtful ones become questions."""
    if not edits(officer):
        return render(request, "403.html", status=403)
    made = accepting.adopt(by=officer.actor, at=officer.now)
    messages.success(request, language.say(f"Đã lập {made} bản ghi.", f"{made} records made."))
    return redirect("review:questions")


@require_safe
@catalogue_page
def one_crawl(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """What a crawl would change, by groups, by pages. Four queries. Raises: Http404."""
    found = Crawl.objects.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    rows = Change.objects.filter(crawl=found)
    tally: dict[str, dict[str, int]] = {}
    for group, state, count in rows.values_list("group", "state").annotate(n=Count("id")):
        tally.setdefault(group, {})[state] = count
    state = request.GET.get("xem", "open")
    if state not in STATES:
        raise Http404
    group = request.GET.get("nhom", "")
    if not group:
        group = next((one for one in GROUPS if tally.get(one, {}).get(state)), "new")
    if group not in GROUPS:
        raise Http404
    after = request.GET.get("sau", "")[:20]
    shown = list(
        rows.filter(state=state, group=group, code__gt=after)
        .order_by("code")
        .defer("facts", "original")[: PAGE + 1]
    )
    filed = set(
        Procedure.objects.filter(code__in=[one.code for one in shown], executable=True).values_list(
            "code", flat=True
        )
    )
    here = f"{request.path}?xem={state}"
    context = frame(
        officer,
        HERE,
        **_crawl_row(found),
        faults=found.faults[:FAULTS_SHOWN],
        reading=found.state in ("waiting", "reading"),
        group=group,
        group_words=both(*GROUPS[group]),
        in_bulk=group in IN_BULK and state == "open" and bool(shown),
        open_here=tally.get(group, {}).get("open", 0),
        tabs=[
            {
                "label": both(*words),
                "href": f"{here}&nhom={key}",
                "current": key == group,
                "count": tally.get(key, {}).get(state, 0),
            }
            for key, words in GROUPS.items()
            if tally.get(key) or key == group
        ],
        states=[
            {"label": words, "href": f"{request.path}?nhom={group}&xem={key}", "current": key == state}
            for key, words in STATES.items()
        ],
        rows=[_change_row(one, one.code in filed) for one in shown[:PAGE]],
        choosable=state == "open" and edits(officer),
        older=f"{here}&nhom={group}&sau={shown[PAGE - 1].code}" if len(shown) > PAGE else "",
        newer=f"{here}&nhom={group}" if after else "",
    )
    return render(request, "review/crawl.html", context)


def _change_row(one: Change, filed: bool) -> dict[str, Any]:
    return {
        "id": one.pk,
        "code": one.code,
        "name": one.name,
        "kind": KIND_TAGS[one.kind],
        "differences": one.differences[:4],
        "more": max(0, len(one.differences) - 4),
        "filed": filed,
        "who": one.decided_by_name,
        "at": one.decided_at,
        "words": one.words,
    }


@require_POST
@catalogue_page
def decide(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """Accept or reject the ticked changes, or accept a whole light group. Raises: Http404."""
    found = Crawl.objects.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    by, at, act = officer.actor, officer.now, request.POST.get("act", "")
    ids = [
        int(raw)
        for raw in request.POST.getlist("change")
        if raw.isascii() and raw.isdecimal() and len(raw) < 19
    ]
    # A change of another crawl that was slipped in is nobody's to decide from this page.
    own = list(Change.objects.filter(crawl=found, id__in=ids).values_list("id", flat=True))
    try:
        group = request.POST.get("group", "")
        if act == "group" and group in IN_BULK and accepting.bulk_of(found, group).count() > MOST_AT_ONCE:
            authority.require(by, crawl.POWER, at=at)
            jobs.accept_group.defer(
                crawl_id=found.pk, group=group, account_id=officer.account.pk, post_id=officer.post.post_id
            )
            messages.info(
                request,
                language.say(
                    "Đang nhận cả nhóm, mất khoảng một phút.", "The group is being accepted; about a minute."
                ),
            )
            return redirect(f"{reverse('review:crawl', args=[uuid])}?nhom={group}")
        if act == "group":
            done = accepting.accept_group(found, group, by=by, at=at)
        elif not own:
            raise accepting.Refused("Hãy chọn ít nhất một thủ tục.", "Choose at least one procedure.")
        elif act == "accept":
            done = accepting.accept(own, by=by, at=at, words=request.POST.get("words", ""))
        elif act == "reject":
            done = accepting.reject(own, request.POST.get("words", ""), by=by, at=at)
        else:
            raise Http404
    except NotAllowed:
        return render(request, "403.html", status=403)
    except accepting.Refused as refusal:
        messages.error(request, language.pick(refusal))
    else:
        vi, en = ("Không nhận", "Rejected") if act == "reject" else ("Đã nhận", "Accepted")
        messages.success(request, language.say(f"{vi}: {done.done} thủ tục.", f"{en}: {done.done}."))
        if done.late:
            vi = f"{done.late} thủ tục đã có người khác quyết định."
            messages.warning(request, language.say(vi, f"{done.late} were decided by others."))
    return redirect(f"{reverse('review:crawl', args=[uuid])}?nhom={group if group in GROUPS else 'new'}")


@require_safe
@catalogue_page
def change(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """One change whole: every difference, and the original texts side by side. Three queries. Raises: Http404."""
    one = Change.objects.select_related("crawl").filter(id=number).first()
    if one is None:
        raise Http404
    record = Record.objects.filter(code=one.code).first()
    procedure = Procedure.objects.filter(code=one.code).only("id", "executable").first()
    was = (record.original if record else None) or {}
    texts = []
    for part, (vi, en) in TEXTS.items() if one.original else ():
        old, new = str(was.get(part) or ""), str((one.original or {}).get(part) or "")
        if new or old:
            texts.append({"label": both(vi, en), "lines": list(compared(old, new)), "same": old == new})
    context = frame(
        officer,
        HERE,
        change=one,
        row=_change_row(one, bool(procedure and procedure.executable)),
        differences=one.differences,
        texts=texts,
        state=STATES[one.state],
        choosable=one.state == "open" and edits(officer),
        back=f"{reverse('review:crawl', args=[one.crawl.uuid])}?nhom={one.group}",
        known=record is not None,
    )
    return render(request, "review/change.html", context)


def compared(old: str, new: str) -> Iterable[dict[str, str]]:
    """Line by line: what stayed, what went and what came; long stretches that stayed are shortened."""
    before, after = old.splitlines(), new.splitlines()
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            kept = before[a:b]
            yield from (
                {"tone": "", "text": line}
                for line in (kept if len(kept) < 7 else [*kept[:2], "…", *kept[-2:]])
            )
            continue
        yield from ({"tone": "del", "text": line} for line in before[a:b])
        yield from ({"tone": "ins", "text": line} for line in after[c:d])


@require_safe
@catalogue_page
def record(request: HttpRequest, officer: Officer, code: str) -> HttpResponseBase:
    """Everything published about one code, with its long texts, its questions and its history. Four queries. Raises: Http404."""
    found = Record.objects.filter(code=code).first()
    if found is None:
        raise Http404
    procedure = Procedure.objects.filter(code=code).only("id", "name_vi", "executable", "internal").first()
    original = found.original or {}
    context = frame(
        officer,
        HERE,
        record=found,
        procedure=procedure,
        name=found.facts["name"],
        shown=[
            {"label": both(*PARTS[key][:2]), "value": _plain(key, found.facts[key])} for key in PARTS if found.facts.get(key)
        ],
        texts=[
            {"label": both(*TEXTS[key]), "value": str(original[key])} for key in TEXTS if original.get(key)
        ],
        has_original=found.original is not None,
        questions=[
            {"id": one.pk, "kind": both(*KINDS[one.kind]), "state": one.state, "who": one.decided_by_name, "at": one.decided_at}
            for one in Question.objects.filter(code=code).exclude(state="moot").order_by("id")
        ],
        changes=[
            _change_row(one, False) | {"state": STATES[one.state]}
            for one in Change.objects.filter(code=code).order_by("-id").defer("facts", "original")[:20]
        ],
    )  # fmt: skip
    return render(request, "review/record.html", context)


def _plain(key: str, value: Any) -> list[str]:
    """A part of the facts as lines."""
    from motcua.procedures.national import comparing

    match key:
        case "methods":
            return [
                f"{comparing.CHANNELS[m['channel']][0].capitalize()}: {comparing.method_words(m)}"
                for m in value
            ]
        case "components":
            return [
                f"{case['case'] + ': ' if case.get('case') else ''}{paper['name']} ({comparing.copies_words(paper)})"
                for case in value
                for paper in case["papers"]
            ]
        case "acts":
            return [f"{act['number']} {act.get('title', '')}".strip() for act in value]
        case "levels":
            return [comparing.LEVELS.get(level, level) for level in value]
        case "audience" | "defects":
            return list(value)
        case _:
            return [str(value)]

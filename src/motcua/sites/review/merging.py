"""The page on which the later of two editors of a review puts both changes together."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.procedures.authoring.merge import ABSENT, Conflict, Merged
from motcua.procedures.review import changes, meeting
from motcua.procedures.review.changes import PARTS, Proposed
from motcua.procedures.review.cost import ACTIVITIES
from motcua.procedures.review.models import Review, UnmergedReview
from motcua.procedures.review.trees import Change
from motcua.sites.desk.officer import Officer
from motcua.sites.review.frame import Both, both, catalogue_page, edits, frame
from motcua.sites.shell import language
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import dong_words, number_words

NAMES = {
    "reason": both("Vì sao nên sửa", "Why it should change"),
    "hourly": both("Thu nhập một giờ", "Hourly income"),
    "hourly_source": both("Nguồn của mức thu nhập", "Source of the income"),
    "before": both("Chi phí trước", "Cost before"),
    "after": both("Chi phí sau", "Cost after"),
    "now": both("hiện nay", "now"),
    "then": both("đề xuất", "proposed"),
    "hours": both("giờ", "hours"),
    "service": both("dịch vụ", "services"),
    "other": both("chi khác", "other costs"),
    "fees": both("phí, lệ phí một hồ sơ", "fees of one dossier"),
    "times": both("số lần một năm", "times a year"),
    "subjects": both("số người, tổ chức", "people, organisations"),
}
MONEY = ("service", "other", "fees", "hourly")


def keep(officer: Officer, theirs: Review, proposed: Proposed, seen: int) -> HttpResponse:
    """Keep what was sent and lead to the page that merges it: what a save that came second is answered."""
    kept = meeting.keep(theirs, proposed, seen=seen, by=officer.actor, at=officer.now)
    return redirect("review:merge", theirs.uuid, kept.pk, preserve_request=False)


def mine_of(review: Review, officer: Officer) -> UnmergedReview | None:
    """What this officer wrote and has not merged yet; a page that was closed is found again by it. One query."""
    return (
        UnmergedReview.objects.filter(review=review, by_id=officer.account.pk, settled_at=None)
        .order_by("id")
        .first()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@catalogue_page
def merge(request: HttpRequest, officer: Officer, uuid: UUID, number: int) -> HttpResponseBase:
    """Both changes side by side, and a choice where they touch the same thing. Raises: Http404 (also for others')."""
    kept = UnmergedReview.objects.filter(
        id=number, review__uuid=uuid, by_id=officer.account.pk, settled_at=None
    ).first()
    if kept is None:
        raise Http404
    if request.method != "POST":
        return _page(request, officer, kept)
    if not edits(officer):
        return render(request, "403.html", status=403)
    if request.POST.get("forgo"):
        meeting.forgo(kept, at=officer.now)
        return redirect("review:one", uuid)
    raw = request.POST.get("seen", "")
    seen = whole_number(raw, 9) or 0
    try:
        done = meeting.settle(kept, _choices(request), seen=seen, by=officer.actor, at=officer.now)
    except changes.Diverged:
        return _page(request, officer, kept, news="again", status=409)
    except changes.Refused as refusal:
        return _page(request, officer, kept, refused=both(refusal.vi, refusal.en), status=409)
    if isinstance(done, Merged):
        return _page(request, officer, kept, news="choose", status=422)
    messages.success(request, language.say("Đã lưu bản gộp.", "Both changes were saved together."))
    return redirect("review:one", uuid)


def _page(
    request: HttpRequest,
    officer: Officer,
    kept: UnmergedReview,
    news: str = "",
    refused: Both | None = None,
    status: int = 200,
) -> HttpResponse:
    met = meeting.meet(kept)
    chosen = _choices(request)
    rows = [_row(one, at, chosen.get(one.key, "")) for at, one in enumerate(met.conflicts)]
    missing = [row for row in rows if not row["chosen"]] if news == "choose" else []
    context = frame(
        officer,
        "review:list",
        met=met,
        review=met.review,
        who=met.by_name or language.say("người kia", "the other"),
        conflicts=rows,
        mine=[_line(one) for one in met.mine if not _says_nothing(one)],
        theirs=[_line(one) for one in met.theirs if not _says_nothing(one)],
        news=news,
        refused=refused,
        errors=[{"href": f"#c{row['number']}-mine", "text": row["where"]} for row in missing],
    )
    return render(request, "review/merge.html", context, status=status)


def _row(one: Conflict, number: int, chosen: str) -> dict[str, Any]:
    return {
        "number": number,
        "key": one.key,
        "where": _where(one.path),
        "base": _value(one.path, one.base),
        "mine": _value(one.path, one.mine),
        "theirs": _value(one.path, one.theirs),
        "chosen": chosen if chosen in ("mine", "theirs") else "",
    }


def _says_nothing(change: Change) -> bool:
    """An empty box that the form sent as zero: nobody changed it."""
    return all(one is ABSENT or one in (None, "", 0, "0") for one in (change.was, change.now))


def _line(change: Change) -> dict[str, Any]:
    return {
        "where": _where(change.path),
        "was": _value(change.path, change.was),
        "now": _value(change.path, change.now),
    }


def _where(path: tuple[str, ...]) -> Both:
    names = [
        _name(key, path[at - 1] if at else "")
        for at, key in enumerate(path)
        if key not in ("proposal", "activities")
    ]
    joined = {key: ", ".join(name[key] for name in names) for key in ("vi", "en")}
    return {key: words[:1].upper() + words[1:] for key, words in joined.items()}


def _name(key: str, under: str) -> Both:
    """“Other” is an activity among activities and a column below one."""
    if under == "activities":
        return both(*ACTIVITIES[key])
    if under == "proposal":
        return both(*PARTS[key])
    return NAMES[key]


def _value(path: tuple[str, ...], value: Any) -> Both:
    if value is ABSENT or value is None or value == "":
        return both("(không có)", "(nothing)")
    if isinstance(value, dict):
        parts = [
            (_name(key, path[-1]), _value((*path, key), one))
            for key, one in value.items()
            if one not in ("", 0, "0")
        ]
        return {key: "; ".join(f"{name[key]}: {words[key]}" for name, words in parts) for key in ("vi", "en")}
    if path[-1] in MONEY:
        return both(dong_words(value), dong_words(value))
    if path[-1] == "subjects":
        return both(number_words(value), number_words(value))
    if path[-1] in ("hours", "times"):
        return both(str(value).replace(".", ","), str(value))
    return both(str(value), str(value))


def _choices(request: HttpRequest) -> dict[str, str]:
    posted = request.POST.items()
    return {name.removeprefix("c:"): str(value) for name, value in posted if name.startswith("c:")}

"""Who is under special care: why, until when, noted by whom; for the privacy officer alone."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.records.privacy import protected
from motcua.records.privacy.protected import Wanted
from motcua.records.privacy.questions import LONGEST, NotPossible
from motcua.sites.desk.officer import Officer
from motcua.sites.privacy.frame import fault, frame, protection_page
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import day as typed_day

PURPOSE = "Người cần được chú ý bảo vệ"
SHOWN_DIGITS = 4


@require_http_methods(["GET", "HEAD", "POST"])
@protection_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The list, what ends first at the top, and the form to note somebody. 422 with every fault. Two queries."""
    problems: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        until = typed_day(request.POST, "until")
        wanted = Wanted(request.POST.get("pin", "")[:20], request.POST.get("reason", ""), until)
        try:
            row = protected.protect(wanted, by=officer.actor, at=officer.now)
        except NotPossible as refused:
            problems = refused.problems
        else:
            name = row.person.full_name
            messages.success(request, say(f"Đã ghi {name}.", f"{name} is noted."))
            return redirect("privacy:protected")
    return _show(request, officer, problems)


@require_POST
@protection_page
def release(request: HttpRequest, officer: Officer, person_id: int) -> HttpResponse:
    """The care ends today. 422 without a reason. Raises: Http404."""
    try:
        done = protected.release(person_id, request.POST.get("why", ""), by=officer.actor, at=officer.now)
    except NotPossible as refused:
        return _show(request, officer, {}, {person_id: both(*refused.problems["why"])})
    if not done:
        raise Http404
    messages.success(request, say("Đã thôi bảo vệ.", "The care has ended."))
    return redirect("privacy:protected")


def _show(
    request: HttpRequest,
    officer: Officer,
    problems: dict[str, tuple[str, str]],
    unsaid: dict[int, dict[str, str]] | None = None,
) -> HttpResponse:
    found = list(protected.listed(officer.now.astimezone(VN).date(), _after(request)))
    more, found = len(found) > protected.PAGE, found[: protected.PAGE]
    audit.log_list(
        officer.actor, [row.person_id for row in found], purpose=PURPOSE, what="list:protected", code="protection",
        at=officer.now,
    )  # fmt: skip
    fields = _fields(request.POST if problems else {}, problems)
    unsaid = unsaid or {}
    lines = [
        {
            "row": row,
            "number": f"…{row.person.pin[-SHOWN_DIGITS:]}" if row.person.pin else "–",
            "fault": unsaid.get(row.person_id),
        }
        for row in found
    ]
    last = found[-1] if more else None
    context = frame(
        officer, "privacy:protected", lines=lines, fields=fields, errors=errors_of(fields) if problems else [],
        older=f"?sau={last.until:%Y%m%d}-{last.person_id}" if last else "",
        newer=request.path if request.GET.get("sau") else "",
    )  # fmt: skip
    return render(request, "privacy/protected.html", context, status=422 if problems or unsaid else 200)


def _fields(typed: Any, problems: dict[str, tuple[str, str]]) -> list[Field]:
    return [
        Field("pin", "text", both("Số định danh", "Personal number"), value=typed.get("pin", ""),
              error=fault(problems, "pin"), width="m"),
        Field("reason", "longtext", both("Vì sao cần bảo vệ", "Why"), value=typed.get("reason", ""),
              error=fault(problems, "reason"), max_length=LONGEST,
              hint=both("Chỉ cán bộ bảo vệ dữ liệu đọc được.", "Only officers who protect data can read it.")),
        Field("until", "date", both("Đến hết ngày", "Until the end of"), error=fault(problems, "until"),
              value={part: typed.get(f"until-{part}", "") for part in ("day", "month", "year")},
              hint=both("Nhiều nhất ba năm, sau đó phải ghi lại.", "Three years at most; then it is said again.")),
    ]  # fmt: skip


def _after(request: HttpRequest) -> tuple[date, int] | None:
    """The place that an older page begins after; nonsense is the first page."""
    day, _, number = request.GET.get("sau", "").partition("-")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None

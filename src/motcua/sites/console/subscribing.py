"""The page on which a leader asks for the briefing by mail, and stops it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.foundation.text import sort_key
from motcua.insight import names
from motcua.insight.names import Named
from motcua.sites.console.leader import Leader, frame, leader_page, sees
from motcua.sites.console.letters import may_have, post
from motcua.sites.console.models import Subscription
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say

EVERYTHING = "*"
"""The choice of all agencies within the leader's scope; kept as no agency."""
RHYTHMS = {
    Subscription.Rhythm.WEEKLY: {"vi": "Hằng tuần, 07:30 thứ Hai", "en": "Every week, Monday 07:30"},
    Subscription.Rhythm.MONTHLY: {"vi": "Hằng tháng, 07:30 ngày 1", "en": "Every month, on the 1st, 07:30"},
}


@leader_page(sees)
def letters(request: HttpRequest, leader: Leader) -> HttpResponse:
    """What is subscribed, and the form for more. Three queries and those of the session."""
    given, problems = dict[str, str](), dict[str, dict[str, str]]()
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("rhythm", "agency", "address")}
        given["agency"] = given["agency"].removeprefix(EVERYTHING)
        problems = _problems(given, leader)
        if not problems:
            return _subscribe(request, leader, given)
    fields = _fields(leader, given, problems)
    known = names.city()
    rows = [
        {
            "id": row.id,
            "rhythm": RHYTHMS[Subscription.Rhythm(row.rhythm)],
            "agency": named.short if (named := known.agency(row.agency_key)) else _everything(leader),
            "address": row.address,
        }
        for row in Subscription.objects.filter(account=leader.account, ended_at=None).order_by("id")
    ]
    context = frame(leader, "letters", rows=rows, fields=fields, errors=errors_of(fields))
    return render(request, "console/letters.html", context, status=422 if problems else 200)


@require_POST
@leader_page(lambda leader: True)
def stop(request: HttpRequest, leader: Leader) -> HttpResponse:
    """End one of the reader's own subscriptions; also for those who may not see figures any more."""
    number = request.POST.get("subscription", "")
    own = Subscription.objects.filter(account=leader.account, ended_at=None)
    if not number.isdecimal() or not own.filter(id=int(number)).update(ended_at=leader.now):
        raise Http404
    messages.success(request, say("Đã ngừng gửi báo cáo.", "The briefing will not be sent any more."))
    return redirect("console:letters" if leader.sees else "/")


@require_POST
@leader_page(sees)
def send_now(request: HttpRequest, leader: Leader) -> HttpResponse:
    """Send one of the reader's own briefings at once, as it stands; pressing twice in a minute sends one."""
    number = request.POST.get("subscription", "")
    own = Subscription.objects.filter(account=leader.account, ended_at=None)
    found = own.filter(id=int(number)).first() if number.isdecimal() else None
    if found is None:
        raise Http404
    post(found, leader.now)
    messages.success(
        request,
        say(f"Báo cáo đang được gửi tới {found.address}.", f"The briefing is on its way to {found.address}."),
    )
    return redirect("console:letters")


def _problems(given: dict[str, str], leader: Leader) -> dict[str, dict[str, str]]:
    found = {}
    if given["rhythm"] not in Subscription.Rhythm.values:
        found["rhythm"] = {"vi": "Chọn khi nào nhận báo cáo.", "en": "Choose when to receive the briefing."}
    if given["agency"] and not may_have(leader, given["agency"]):
        found["agency"] = {"vi": "Chọn một cơ quan trong danh sách.", "en": "Choose an agency of the list."}
    try:
        validate_email(given["address"])
    except ValidationError:
        found["address"] = {
            "vi": "Nhập địa chỉ thư điện tử, ví dụ ten@hanoi.gov.vn.",
            "en": "Enter an e-mail address, such as name@hanoi.gov.vn.",
        }
    return found


def _subscribe(request: HttpRequest, leader: Leader, given: dict[str, str]) -> HttpResponse:
    """One subscription for each rhythm and agency: asking again only changes the address."""
    about = {"account": leader.account, "rhythm": given["rhythm"], "agency_key": given["agency"]}
    try:
        with transaction.atomic():
            Subscription.objects.create(**about, address=given["address"], begun_at=leader.now)
    except IntegrityError:
        Subscription.objects.filter(**about, ended_at=None).update(address=given["address"])
    messages.success(
        request,
        say(
            f"Báo cáo sẽ được gửi tới {given['address']}.",
            f"The briefing will be sent to {given['address']}.",
        ),
    )
    return redirect("console:letters")


def _fields(leader: Leader, given: dict[str, str], problems: dict[str, Any]) -> list[Field]:
    agencies = _agencies(leader)
    fields = [
        Field(
            "rhythm", "choice", {"vi": "Khi nào gửi", "en": "When"},
            value=given.get("rhythm", Subscription.Rhythm.WEEKLY), error=problems.get("rhythm", ""),
            options=[Option(key, words) for key, words in RHYTHMS.items()],
        ),
        Field(
            "address", "email", {"vi": "Gửi tới địa chỉ", "en": "To the address"},
            value=given.get("address", leader.account.email), error=problems.get("address", ""),
            autocomplete="email",
        ),
    ]  # fmt: skip
    if len(agencies) > 1:
        options = [Option(EVERYTHING, _everything(leader))]
        options += [Option(agency.key, agency.short) for agency in agencies]
        fields.insert(1, Field(
            "agency", "select", {"vi": "Về cơ quan nào", "en": "About"}, value=given.get("agency") or EVERYTHING,
            error=problems.get("agency", ""), options=options,
        ))  # fmt: skip
    return fields


def _agencies(leader: Leader) -> list[Named]:
    """The agencies that a briefing may be about, within the leader's scope."""
    known = names.city().agencies
    seen = set(known) if any(part.places is None for part in leader.scope.reach) else leader.places
    found = [agency for i, agency in known.items() if i in seen and agency.kind != "people_committee"]
    return sorted(found, key=lambda agency: sort_key(agency.short_vi))


def _everything(leader: Leader) -> dict[str, str]:
    if leader.scope.everything:
        return {"vi": "Toàn thành phố", "en": "The whole city"}
    return {"vi": "Tất cả trong phạm vi của tôi", "en": "Everything in my scope"}

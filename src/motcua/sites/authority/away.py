"""Days on which I am away, and who stands in for me: one decision by whoever leads the agency."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.city.delegation import changes, errors
from motcua.city.delegation.terms import STEP_POWERS, SUBSTITUTION, Terms
from motcua.city.models import Appointment, Entrustment
from motcua.procedures.dossiers import alerts
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Absence
from motcua.sites.authority.asking import Typed, both, day_of
from motcua.sites.authority.decisions import shown
from motcua.sites.authority.frame import frame
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say

PAGE = 50


@officer_page
def away(request: HttpRequest, officer: Officer) -> HttpResponse:
    """GET: my absences and their substitutes, those of the agency. POST: say that I am away and who stands in."""
    if request.method != "POST":
        return _page(request, officer, {}, {})
    faults: dict[str, tuple[str, str]] = {}
    first, last = (day_of(request.POST, name, faults) for name in ("first", "last"))
    chosen = request.POST.get("substitute", "")
    people = {option.value for option in colleagues(officer)}
    if chosen and chosen not in people:
        faults["substitute"] = ("Chọn một đồng nghiệp trong danh sách.", "Choose a colleague of the list.")
    if faults:
        return _page(request, officer, request.POST, faults, 422)
    try:
        with transaction.atomic():
            alerts.be_away(first, last, by=officer.actor, at=officer.now)
            if chosen and first and last:
                post_id, account_id = (int(part) for part in chosen.split("-"))
                changes.write(
                    Terms(
                        kind=SUBSTITUTION,
                        number="",
                        decided_on=officer.now.date(),
                        powers=_own_powers(officer),
                        begins=max(first, officer.now.date()),
                        until=last,
                        to_post_id=post_id,
                        to_account_id=account_id,
                        absent_id=officer.account.pk,
                    ),
                    officer.post.post_id,
                    by=officer.actor,
                    at=officer.now,
                )
    except NotComplete as faulty:
        return _page(request, officer, request.POST, faulty.fields, 422)
    except errors.Faulty as faulty:
        names = {"to": "substitute", "begins": "first", "until": "last"}
        fields = {names.get(name, "substitute"): words for name, words in faulty.fields.items()}
        return _page(request, officer, request.POST, fields, 422)
    except NotAllowed as refused:
        return _page(request, officer, request.POST, {"substitute": (refused.vi, refused.en)}, 403)
    told = say("Đã ghi ngày vắng mặt.", "Your absence is noted.")
    if chosen:
        told = say(
            "Đã ghi ngày vắng mặt và trình người thay để lãnh đạo ký.",
            "Noted; the substitute waits for a leader's signature.",
        )
    messages.success(request, told)
    return redirect("authority:away")


@require_POST
@officer_page
def back(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Take an own absence back; what a substitute was given for those days ends at once. Somebody else's: 404."""
    if not alerts.be_back(number, by=officer.actor, at=officer.now):
        raise Http404
    messages.success(request, say("Đã bỏ ngày vắng mặt.", "The absence is taken back."))
    return redirect("authority:away")


def _own_powers(officer: Officer) -> tuple[str, ...]:
    """What the post itself may do in dossiers: that is what a substitute does for it. What was lent to it is not lent on."""
    own = {grant.power for grant in officer.powers.grants if not grant.lent}
    return tuple(power for power in STEP_POWERS if power in own)


def colleagues(officer: Officer) -> list[Option]:
    """Officers of the same agency by post and name: `<post>-<account>`. One query."""
    held = (
        Appointment.objects.on(officer.now.date())
        .filter(post__agency_id=officer.post.agency_id, account__is_active=True)
        .exclude(account_id=officer.account.pk)
        .select_related("post", "account")
        .order_by("post_id", "account_id")
    )
    return [
        Option(
            f"{row.post_id}-{row.account_id}",
            both(
                f"{row.account.display_name} · {row.post.title_vi}",
                f"{row.account.display_name} · {row.post.title_en}",
            ),
        )
        for row in held
    ]


def _page(
    request: HttpRequest, officer: Officer, typed: Any, faults: dict[str, tuple[str, str]], status: int = 200
) -> HttpResponse:
    asked = Typed(typed, faults)
    fields = [
        asked.date("first", both("Từ ngày", "From")),
        asked.date("last", both("Đến hết ngày", "Until")),
        Field(
            "substitute",
            "select",
            both("Ai làm thay?", "Who stands in?"),
            value=typed.get("substitute", ""),
            required=False,
            options=[Option("", both("Không ai: việc chờ tôi về", "Nobody: the work waits")), *colleagues(officer)],
            error=asked.told("substitute"),
            hint=both(
                "Người thay làm các bước của anh/chị trong những ngày đó, sau khi lãnh đạo ký.",
                "The substitute does your steps on those days, once a leader has signed.",
            ),
        ),
    ]  # fmt: skip
    on = officer.now.date()
    substitutions = (
        Entrustment.objects.filter(kind=SUBSTITUTION, agency_id=officer.post.agency_id, valid_to__gt=on)
        .select_related("lender__agency", "to_post__agency", "to_account", "absent", "agency")
        .order_by("-id")[:PAGE]
    )
    context = frame(
        officer,
        "authority:away",
        absences=list(alerts.absences_of(officer.account.pk, on)),
        others=_away_here(officer),
        substitutions=[shown(row, officer.now) for row in substitutions],
        fields=fields,
        errors=errors_of(fields),
    )
    return render(request, "authority/away.html", context, status=status)


def _away_here(officer: Officer) -> list[Absence]:
    """Who of the agency is away now or soon. One query."""
    on = officer.now.date()
    here = Appointment.objects.on(on).filter(post__agency_id=officer.post.agency_id)
    rows = Absence.objects.filter(last_day__gte=on, account__in=here.values("account_id"))
    return list(
        rows.exclude(account_id=officer.account.pk).select_related("account").order_by("first_day")[:PAGE]
    )

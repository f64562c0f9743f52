"""How long the office's registers are kept: what is past its years, who listed it for clearing, who decided, what was cleared."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.records.registers import keeping
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Clearing
from motcua.sites.desk.officer import Officer
from motcua.sites.registers.frame import Reader, frame, register_page
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.language import both, say

LATEST = 20
State = Clearing.State
STATES = {
    State.LISTED: ("warn", "clock", "Chờ người khác duyệt", "Waits for approval"),
    State.APPROVED: ("accent", "refresh", "Đã duyệt, đang xóa", "Approved, being cleared"),
    State.REFUSED: ("quiet", "cross", "Không duyệt", "Refused"),
    State.DONE: ("ok", "check", "Đã xóa giá trị", "Cleared"),
}


def holds(officer: Officer, power: str, kept: RegisterDefinition) -> bool:
    return officer.powers.holds(power, "", kept.field, officer.post.agency_id)


def mine(officer: Officer) -> list[RegisterDefinition]:
    """The registers whose clearing this post lists or approves."""
    return [
        kept
        for kept in registers.all_definitions()
        if holds(officer, keeping.LISTS, kept) or holds(officer, keeping.APPROVES, kept)
    ]


@require_safe
@register_page
def table(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Each register of the post with its years, what is past them now, and the lists. One query a register that is not kept
    for ever, one for the lists. No value of a record. Raises: Http404 for posts that keep none."""
    officer = reader.officer
    kept_here = mine(officer)
    if not kept_here:
        raise Http404
    agency, today = officer.post.agency_id, officer.now.astimezone(VN).date()
    lists = list(
        Clearing.objects.filter(agency_id=agency, register__in=[one.register for one in kept_here]).order_by(
            "-id"
        )[:LATEST]
    )
    waiting = {one.register for one in lists if one.state in (State.LISTED, State.APPROVED)}
    names = {one.register: one for one in kept_here}
    rows: list[dict[str, Any]] = []
    for kept in kept_here:
        past = keeping.past_keeping(kept.register, agency, today)
        rows.append(
            {
                "kept": kept,
                "until": keeping.until(kept, today),
                "past": len(past),
                "more": len(past) == keeping.MOST_SHOWN,
                "may_list": bool(past)
                and kept.register not in waiting
                and holds(officer, keeping.LISTS, kept),
            }
        )
    rows.sort(key=lambda row: (-row["past"], row["until"] is None))
    shown = [
        {
            "list": one,
            "kept": names[one.register],
            "state": dict(zip(("tone", "icon"), STATES[State(one.state)][:2], strict=True))
            | {"words": both(*STATES[State(one.state)][2:])},
            "decides": one.state == State.LISTED
            and one.listed_by.get("account_id") != officer.actor.account_id
            and holds(officer, keeping.APPROVES, names[one.register]),
        }
        for one in lists
    ]
    return render(request, "registers/retention.html", frame(reader, rows=rows, lists=shown))


@require_POST
@register_page
def propose(request: HttpRequest, reader: Reader, register: str) -> HttpResponse:
    """List what is past its years, for somebody else to decide. Raises: Http404."""
    if register not in {one.register for one in mine(reader.officer)}:
        raise Http404
    try:
        keeping.propose(
            register, reader.officer.post.agency_id, by=reader.officer.actor, at=reader.officer.now
        )
    except NotAllowed:
        raise Http404 from None
    except keeping.CannotClear as refused:
        messages.error(request, say(refused.vi, refused.en))
    else:
        messages.success(
            request, say("Đã lập danh sách; chờ người khác duyệt.", "Listed; somebody else decides.")
        )
    return redirect("registers:retention")


@require_POST
@register_page
def decide(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Approve or refuse a list; approving asks for a fresh proof, for what is cleared does not come back. Raises: Http404."""
    officer = reader.officer
    made = Clearing.objects.filter(pk=number, agency_id=officer.post.agency_id).first()
    if made is None or made.register not in {one.register for one in mine(officer)}:
        raise Http404
    agreed = request.POST.get("act") == "approve"
    if agreed and not fresh_proof(request):
        return ask_proof(request)
    try:
        keeping.decide(
            number,
            agreed=agreed,
            reason=request.POST.get("reason", "").strip(),
            by=officer.actor,
            at=officer.now,
        )
    except NotAllowed:
        raise Http404 from None
    except keeping.CannotClear as refused:
        messages.error(request, say(refused.vi, refused.en))
    else:
        done = both(
            "Đã duyệt; bản ghi được xóa giá trị trong đêm.", "Approved; the values are cleared at night."
        )
        refused_words = both("Đã ghi: không duyệt, bản ghi được giữ.", "Noted: refused, the records stay.")
        words = done if agreed else refused_words
        messages.success(request, say(words["vi"], words["en"]))
    return redirect("registers:retention")

"""Whoever leads the counter: takes drawers over, carries the cash to the bank, sees it arrive."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.foundation import amounts
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money.bank import config
from motcua.money.bank.receiving import NotOpen
from motcua.money.till import drawers, handing
from motcua.money.till.errors import NotYours
from motcua.money.till.models import Deposit, Drawer, HandOver
from motcua.money.till.slips import DepositSlip
from motcua.records import documents
from motcua.records.documents.forms import FeeLine
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.security.proof import needs_fresh_proof
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number
from motcua.sites.till.frame import DEPOSITED, DRAWER, errors, frame, must_lead, tag, words

PAGE = 20
GONE = NotPossible("Dòng sao kê này đã được xử lý.", "The line was decided on already.")


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Drawers that are out, hand-overs to take, cash to deposit, deposits. Six queries, one more a waiting deposit."""
    must_lead(officer)
    return _show(request, officer)


def _show(
    request: HttpRequest,
    officer: Officer,
    faults: dict[str, tuple[str, str]] | None = None,
    refused: NotPossible | None = None,
    about: str = "",
    status: int = 200,
) -> HttpResponse:
    agency = officer.post.agency_id
    hand_overs = HandOver.objects.select_related("count").filter(agency=agency)
    raw = request.GET.get("truoc", "")
    deposits = Deposit.objects.filter(agency=agency).order_by("-id")
    if raw.isdecimal() and len(raw) < 18:
        deposits = deposits.filter(pk__lt=int(raw))
    found = list(deposits[: PAGE + 1])
    taken = list(hand_overs.filter(state=HandOver.State.TAKEN, deposit=None).order_by("id")[:PAGE])
    faults = faults or {}
    context: dict[str, Any] = {
        "out": [
            {"row": one, "tag": tag(DRAWER, one.state)}
            for one in Drawer.objects.filter(agency=agency)
            .exclude(state__in=[Drawer.State.CLOSED, Drawer.State.OFFERED])
            .order_by("-id")[:PAGE]
        ],
        "offered": [
            {"row": one, "differs": abs(one.count.difference), "here": about == f"h-{one.uuid}"}
            for one in hand_overs.filter(state=HandOver.State.OFFERED).order_by("id")[:PAGE]
        ],
        "taken": taken,
        "to_bank": sum(one.amount for one in taken),
        "deposits": [
            {
                "row": one, "tag": tag(DEPOSITED, one.state), "here": about == f"d-{one.uuid}",
                "lines": handing.candidates(one) if one.state == Deposit.State.MADE else [],
            }
            for one in found[:PAGE]
        ],
        "older": f"?truoc={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "counted": drawers.is_counted(agency), "faults": words(faults), "refused": refused,
        "errors": [{**one, "href": f"#{about}"} for one in errors(faults)],
        "typed": {"amount": request.POST.get("amount", "")[:20], "reason": request.POST.get("reason", "")[:300]},
    }  # fmt: skip
    return render(
        request, "till/hand_overs.html", frame(officer, "till:hand-overs", **context), status=status
    )


@require_POST
@needs_fresh_proof
@officer_page
def decide(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Take a drawer over, or send it back to be counted again. Raises: Http404 for other agencies."""
    must_lead(officer)
    post = request.POST
    given: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        if name == "nhan":
            typed = post.get("amount", "").replace(".", "").replace(",", "").strip()
            amount = whole_number(typed, 12)
            found = handing.take(uuid, amount, **given)
            messages.success(request, say(f"Đã nhận {found.number}.", f"{found.number} taken."))
        elif name == "khong-nhan":
            handing.refuse(uuid, post.get("reason", ""), **given)
            messages.success(request, say("Đã trả lại để đếm lại.", "Sent back to be counted again."))
        else:
            raise Http404
    except NotYours:
        raise Http404 from None
    except Faulty as faulty:
        return _show(request, officer, faulty.fields, about=f"h-{uuid}", status=422)
    except NotPossible as refused:
        return _show(request, officer, refused=refused, status=409)
    return redirect("till:hand-overs")


@require_POST
@needs_fresh_proof
@officer_page
def deposit(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Cash of the ticked hand-overs goes to the bank."""
    must_lead(officer)
    chosen = []
    for text in request.POST.getlist("rows")[:PAGE]:
        try:
            chosen.append(uuids.UUID(text))
        except ValueError:
            raise Http404 from None
    try:
        made = handing.deposit(chosen, by=officer.actor, at=officer.now)
    except NotPossible as refused:
        return _show(request, officer, refused=refused, status=422)
    messages.success(
        request, say(f"Đã lập bảng kê nộp tiền {made.code}.", f"The deposit slip {made.code} is made.")
    )
    return redirect("till:hand-overs")


@require_POST
@needs_fresh_proof
@officer_page
def deposit_act(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Cancel a deposit, or say which line of the account it is. Raises: Http404 for other agencies."""
    must_lead(officer)
    post = request.POST
    given: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        if name == "huy":
            handing.void(uuid, post.get("reason", ""), **given)
            messages.success(request, say("Đã hủy bảng kê.", "The deposit is cancelled."))
        elif name == "khop" and post.get("line", "").isdecimal() and len(post["line"]) < 18:
            handing.match(uuid, int(post["line"]), agency_id=officer.post.agency_id, **given)
            messages.success(request, say("Tiền đã vào tài khoản.", "The money is in the account."))
        else:
            raise Http404
    except NotYours:
        raise Http404 from None
    except Faulty as faulty:
        return _show(request, officer, faulty.fields, about=f"d-{uuid}", status=422)
    except (NotPossible, NotOpen) as refused:
        return _show(
            request, officer, refused=refused if isinstance(refused, NotPossible) else GONE, status=409
        )
    return redirect("till:hand-overs")


@require_POST
@officer_page
def rule(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Whether drawers of the agency are opened by counting."""
    must_lead(officer)
    drawers.set_rule(
        officer.post.agency_id, request.POST.get("counted") == "yes", by=officer.actor, at=officer.now
    )
    messages.success(request, say("Đã lưu.", "Saved."))
    return redirect("till:hand-overs")


@require_safe
@officer_page
def deposit_slip(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The list that goes to the bank with the cash, as PDF. Raises: Http404."""
    must_lead(officer)
    found = Deposit.objects.select_related("agency").filter(uuid=uuid, agency=officer.post.agency_id).first()
    account = config.account()
    if found is None or account is None:
        raise Http404
    pdf = documents.render_form(
        DepositSlip(
            agency=found.agency.name_vi,
            code=found.code,
            made_at=found.made_at.astimezone(officer.now.tzinfo),
            made_by=found.made_by,
            bank=account.bank,
            account=account.number,
            holder=account.holder,
            amount=found.amount,
            words=amounts.in_words(found.amount),
            rows=[
                FeeLine(name=f"{one.number} · {one.given_by}", amount=one.amount)
                for one in found.hand_overs.order_by("id")
            ],
            qr=found.code,
        )
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.code}.pdf"'
    return answer

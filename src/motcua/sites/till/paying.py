"""Ways to pay at the counter beside cash: a card at the terminal, the VietQR on the counter's display or on paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.contracts.reading import under_contract
from motcua.city.hall import calling
from motcua.foundation import amounts, audit
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money.bank import config
from motcua.money.bank import paying as transfers
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.models import Order
from motcua.money.till import cards, screens
from motcua.money.till.slips import PaymentSlip
from motcua.procedures.dossiers.models import Dossier
from motcua.records import documents
from motcua.records.documents.forms import FeeLine
from motcua.sites.desk import rights
from motcua.sites.desk.dossier import owed
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.language import say
from motcua.sites.till.frame import errors, frame, must_take, words

PAID = NotPossible("Hồ sơ này không còn khoản nào phải thu.", "Nothing is owed for this dossier any more.")
PURPOSE = "Thu phí, lệ phí tại quầy"


def payable(officer: Officer, code: str) -> tuple[Dossier, Order]:
    """A dossier whose fee this post takes, and what is owed. Two queries. Raises: Http404, PermissionDenied."""
    dossier: Dossier = rights.dossier_for(officer.powers, code)
    if under_contract(officer.powers) or not officer.powers.holds(
        "receive", dossier.procedure_code, dossier.field_key, dossier.intake_agency_id
    ):
        raise PermissionDenied
    order = owed(dossier)
    if order is None:
        raise Http404
    return dossier, order


def noted(officer: Officer, dossier: Dossier, what: str) -> None:
    """The look at whose fee it is goes into the log of looks."""
    audit.log_list(
        officer.actor, [dossier.owner_id], purpose=PURPOSE, what=what, code="dossier", at=officer.now
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def card(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The slip of the card terminal. 422 with every fault at its field. Raises: Http404 when nothing is owed."""
    dossier, order = payable(officer, code)
    faults: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        typed = {
            name: request.POST.get(name, "")[:20] for name in ("terminal", "approval", "last4", "amount")
        }
        try:
            cards.take_card(order, typed, by=officer.actor, at=officer.now)
        except Faulty as faulty:
            faults = faulty.fields
        except (WrongState, NothingToPay):
            raise Http404 from None
        else:
            request.session["till-terminal"] = typed["terminal"].strip().upper()
            messages.success(request, say("Đã ghi thanh toán bằng thẻ.", "The card payment is recorded."))
            return redirect("desk:dossier", code)
    else:
        typed = {"terminal": request.session.get("till-terminal", ""), "amount": str(order.payer_amount)}
        noted(officer, dossier, "till:card")
    context: dict[str, Any] = frame(
        officer,
        "till:drawer",
        d=dossier,
        order=order,
        typed=typed,
        faults=words(faults),
        errors=errors(faults),
    )
    return render(request, "till/card.html", context, status=422 if faults else 200)


@require_POST
@officer_page
def display(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Put the VietQR on the display of the officer's counter. Raises: Http404 when nothing is owed."""
    _, order = payable(officer, code)
    sitting = calling.sitting_of(officer.account.pk)
    try:
        if sitting is None:
            raise NotPossible(
                "Ngồi vào quầy ở mục Quầy của tôi, rồi mới dùng màn hình quầy.",
                "Sit down at a counter first (My counter); then its display can be used.",
            )
        screens.show(sitting.counter_id, order, officer.now)
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
    else:
        told = say("Mã VietQR đang ở màn hình quầy", "The VietQR is on the display of counter")
        messages.success(request, f"{told} {sitting.counter.number}.")
    return redirect("desk:dossier", code)


@require_POST
@officer_page
def clear(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Take away what stands on the display of the officer's counter."""
    must_take(officer)
    sitting = calling.sitting_of(officer.account.pk)
    if sitting is not None:
        screens.clear(sitting.counter_id)
    return redirect("till:drawer")


@require_safe
@officer_page
def request_to_pay(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The request to pay with its VietQR, to take home. Raises: Http404 when nothing is owed or no transfer is taken."""
    dossier, order = payable(officer, code)
    account = config.account()
    if account is None:
        raise Http404
    try:
        attempt = transfers.begin(order, officer.now)
    except (NothingToPay, WrongState):
        raise Http404 from None
    asked = transfers.asked(attempt, account)
    noted(officer, dossier, "till:request")
    local = officer.now.tzinfo
    pdf = documents.render_form(
        PaymentSlip(
            agency=order.collector,
            code=order.subject,
            payer=order.payer_name,
            lines=[
                FeeLine(name=line["name"]["vi"], amount=line["payer"])
                for line in order.lines
                if line["payer"]
            ],
            amount=order.payer_amount,
            words=amounts.in_words(order.payer_amount),
            bank=account.bank,
            account=account.number,
            holder=account.holder,
            note=asked.note,
            at=officer.now,
            until=attempt.expires_at.astimezone(local),
            qr=asked.qr,
        )
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="phieu-thanh-toan-{order.subject}.pdf"'
    return answer

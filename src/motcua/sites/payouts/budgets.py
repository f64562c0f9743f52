"""What the agency may pay this year, what lists have taken, and a further allotment."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.money.payouts import budget
from motcua.money.payouts.errors import Refused
from motcua.money.payouts.models import Allotment
from motcua.money.payouts.programmes import programmes
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.frame import frame, may, programme_words, sees
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def page(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Allotments of the agency by year; the chair enters one, with a fresh proof. One query. 422 at the question."""
    agencies = sees(officer)
    decides, fault = may(officer, "approve"), None
    if request.method == "POST":
        if not decides:
            raise PermissionDenied
        if not fresh_proof(request):
            return ask_proof(request)
        post = request.POST
        try:
            budget.allot(
                officer.post.agency_id, post.get("programme", ""), number_typed(post.get("year", "")),
                number_typed(post.get("amount", "")),
                post.get("decision", ""), by=officer.actor, at=officer.now,
            )  # fmt: skip
            messages.success(request, say("Đã ghi dự toán.", "The allotment is entered."))
            return redirect("payouts:budget")
        except Refused as refused:
            fault = refused
    rows = [
        {
            "row": one, "words": programme_words(one.programme), "left": one.amount - one.committed,
            "share": round(100 * one.committed / one.amount) if one.amount else 0,
        }
        for one in Allotment.objects.filter(agency__in=agencies).order_by("-year", "programme")
    ]  # fmt: skip
    context = frame(
        officer, rows=rows, decides=decides, fault=fault, typed=request.POST, year=request.POST.get("year", officer.now.year),
        programmes=[{"key": one.id, "words": {"vi": one.vi, "en": one.en}} for one in programmes().values()],
    )  # fmt: skip
    return render(request, "payouts/budget.html", context, status=422 if fault else 200)


def number_typed(raw: str) -> int:
    """Whole đồng or a year as typed; separators of thousands are dropped, anything else is zero and refused."""
    text = re.sub(r"[.,\s]", "", raw)
    return whole_number(text, 15) or 0

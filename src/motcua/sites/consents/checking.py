"""Checking the receipt of a consent by its code: for whoever is shown the paper, without signing on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.foundation import clock
from motcua.records.consents import holding
from motcua.sites.consents import words

LONGEST = 40


@never_cache
@require_safe
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a consent was given and still stands: purpose and receiver, never whose. One query.

    Codes cannot be guessed (twelve of 31 letters), so nobody is slowed down.
    """
    if not code and (typed := request.GET.get("ma", "").strip()[:LONGEST]):
        return redirect("consents:checked", "".join(typed.split()).replace("/", "").upper() or "-")
    context: dict[str, Any] = {"typed": code[:LONGEST]}
    status = 200
    if code:
        found = holding.by_code(code[:LONGEST])
        if found is None:
            context["unknown"], status = True, 404
        else:
            context["found"] = words.line(found, clock.now())
    return render(request, "consents/check.html", context, status=status)

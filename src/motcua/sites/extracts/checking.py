"""Checking a signed extract of a register by the code on it: for whoever is shown the paper, without signing on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.records.registers import extracts

LONGEST = 40


@never_cache
@require_safe
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """The page of a code, or the question for one. Says no value of the record. Three queries, one for an unknown code:
    codes cannot be guessed (`extracts.LENGTH`), so nobody is slowed down."""
    if not code and (typed := request.GET.get("ma", "").strip()[:LONGEST]):
        return redirect("extracts:checked", "".join(typed.split()).replace("/", "").upper() or "-")
    context: dict[str, Any] = {"typed": code[:LONGEST]}
    status = 200
    if code:
        found = extracts.checked(code[:LONGEST])
        context["found"] = found
        if found is None:
            context["unknown"], status = True, 404
    return render(request, "extracts/check.html", context, status=status)

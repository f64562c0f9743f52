"""At the counter: in whose name a fee is paid, when an organisation pays it. Named before the money is taken."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.portal import paying_organisation
from motcua.sites.shell.fields import errors_of
from motcua.sites.shell.language import say
from motcua.sites.till.frame import frame
from motcua.sites.till.paying import noted, payable


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def page(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Name, tax code and address. 422 with every fault at its field. Raises: Http404 when nothing is owed."""
    dossier, order = payable(officer, code)
    faults = paying_organisation.take(request, order, officer.account.display_name)
    if request.method == "POST" and not faults:
        messages.success(request, say("Đã ghi người nộp tiền.", "The payer is noted."))
        return redirect("desk:dossier", code)
    noted(officer, dossier, "till:organisation")
    shown = paying_organisation.shown(request, order, None, faults)
    context = frame(
        officer,
        "till:drawer",
        d=dossier,
        order=order,
        organisation=shown | {"open": True},
        errors=errors_of(shown["fields"]) if faults else [],
    )
    return render(request, "till/organisation.html", context, status=422 if faults else 200)

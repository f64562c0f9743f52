"""Demo and test mode only: step into a role with one click. Its address does not exist anywhere else."""

import re

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.city.models import Account
from motcua.sites.security import marks, sign_in
from motcua.sites.shell.signon import pages
from motcua.sites.shell.signon.views import to_provider

STRONG = "LoA3"
RESIDENT_KEY = re.compile(r"[0-9]{12}(/[0-9A-Za-z.-]+)?")


@never_cache
@require_POST
def take_role(request: HttpRequest) -> HttpResponse:
    """`vai` is the username of an account, or a PIN (PIN/organisation code) that has no account yet.

    Residents go through the real sign-on with the person already chosen, who has proved who she is by a biometric: one
    click is one click. Officers are in at once, with a mark in the session that stands for the second factor here and counts
    for nothing outside demo and tests (`security.marks.fault`).
    """
    role = request.POST.get("vai", "")
    next_url = pages.safe_next(request)
    if RESIDENT_KEY.fullmatch(role):
        return to_provider(request, next_url, login_hint=role, acr_values=STRONG)
    account = get_object_or_404(Account.objects.select_related("person"), username=role, is_active=True)
    if account.kind == Account.Kind.RESIDENT:
        if not (account.person and account.person.pin):
            raise Http404
        return to_provider(request, next_url, login_hint=account.person.pin, acr_values=STRONG)
    if account.kind != Account.Kind.OFFICER:
        raise Http404
    logout(request)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    sign_in.begin(request, account, marks.DEMO)
    return HttpResponseRedirect(next_url or settings.OFFICER_HOME)

"""The inbox: what the city wrote to a resident."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.records.quality.pairs import same_person
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only

PAGE = 20


@never_cache
@require_safe
@resident_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first. At most 6 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    rows = Message.objects.filter(person_id__in=same_person(resident.person.pk)).order_by("-id")
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "letters": found[:PAGE],
        "older": f"?truoc={found[PAGE - 1].id}" if len(found) > PAGE else "",
        "newer": reverse("portal:inbox") if before else "",
    }
    return show(request, "portal/inbox.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message; opening it marks it as read. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    letter = Message.objects.filter(id=message_id, person_id__in=same_person(resident.person.pk)).first()
    if letter is None:
        raise Http404
    if letter.read_at is None and request.method == "GET":
        Message.objects.filter(id=letter.id, read_at=None).update(read_at=clock.now())
    return show(request, "portal/message.html", {"letter": letter}, menu="account")

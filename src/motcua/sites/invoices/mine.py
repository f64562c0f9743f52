"""A resident's own receipts and invoices, with their files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.money.invoices.models import Document
from motcua.procedures.dossiers.models import Dossier
from motcua.records.quality.pairs import same_person
from motcua.sites.invoices.frame import row_of
from motcua.sites.invoices.one import file_of
from motcua.sites.portal.frame import show
from motcua.sites.portal.own_dossiers import own_dossier
from motcua.sites.portal.resident import resident_only
from motcua.sites.shell.typed import whole_number

PAGE = 20
SEEN = ("issued", "cancelled", "replaced")


@never_cache
@require_safe
@resident_only
def listing(request: HttpRequest) -> HttpResponse:
    """The person's documents, the newest first. Two queries and the frame's."""
    person = request.resident.person  # type: ignore[attr-defined]
    before = whole_number(request.GET.get("truoc", ""))
    rows = (
        Document.objects.filter(person_id__in=same_person(person.pk), state__in=SEEN)
        .defer("xml")
        .order_by("-id")
    )
    found = list((rows.filter(id__lt=before) if before is not None else rows)[: PAGE + 1])
    shown = found[:PAGE]
    context: dict[str, Any] = {
        "lines": [row_of(row) for row in shown],
        "older": f"?truoc={shown[-1].pk}" if len(found) > PAGE else "",
        "newer": request.path if before is not None else "",
        "crumbs": [
            {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
            {"label": {"vi": "Hóa đơn, biên lai", "en": "Invoices, receipts"}, "href": ""},
        ],
    }
    return show(request, "invoices/mine.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def file(request: HttpRequest, uuid: Any, form: str) -> HttpResponse:
    """A file of the person's own, or of a dossier that is theirs to see. Raises: Http404 for anybody else's."""
    row = (
        Document.objects.select_related("unit", "order", "original").filter(uuid=uuid, state__in=SEEN).first()
    )
    if row is None:
        raise Http404
    person = request.resident.person  # type: ignore[attr-defined]
    mine = row.person_id is not None and row.person_id in same_person(person.pk)
    if not mine or request.resident.helper is not None:  # type: ignore[attr-defined]
        if not Dossier.objects.filter(uuid=row.subject_id).exists():
            raise Http404
        own_dossier(request, row.subject_id)
    return file_of(row, form)

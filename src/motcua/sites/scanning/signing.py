"""Comparing, confirming, signing: the act by which a scan becomes the city's digital copy."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.records import signing
from motcua.records.scanning.errors import Faults, ScanRefused
from motcua.records.scanning.models import ScanPage
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.scanning import pages
from motcua.sites.scanning.fields import Form
from motcua.sites.scanning.whose import scan_of
from motcua.sites.shell.language import pick, say


@require_POST
@officer_page
def sign(request: HttpRequest, officer: Officer, number: UUID) -> HttpResponse:
    """Confirm the fields and sign; 422 with every fault at its place and nothing lost."""
    found, dossier = scan_of(officer, number)
    rows = list(ScanPage.objects.filter(scan=found).order_by("place"))
    form = Form.typed(request.POST, rows, dossier)
    try:
        done = changes.digitise(found.pk, form.confirmed(), by=officer.actor, at=officer.now)
    except Faults as faulty:
        form.faults = faulty.by_field
        refused = faulty if "pages" in faulty.by_field else None
        return pages.show(request, officer, found, dossier, form, refused, 422)
    except signing.CannotSign:
        told = {
            "vi": "Không ký được bản sao này, xin thử lại.",
            "en": "The copy could not be signed; try again.",
        }
        return pages.show(request, officer, found, dossier, form, told, 422)
    except signing.NoKey:
        told = {
            "vi": "Cơ quan chưa có chứng thư số để ký sao y.",
            "en": "The agency has no key to sign copies with.",
        }
        return pages.show(request, officer, found, dossier, form, told, 422)
    except (ScanRefused, ChangeRefused, NotAllowed) as refused_now:
        messages.warning(request, pick(refused_now))
        return redirect("scanning:dossier", dossier.code)
    assert done.file is not None
    messages.success(
        request, say(f"Đã ký sao y và lưu: {done.file.name}", f"Signed and kept: {done.file.name}")
    )
    return redirect("scanning:dossier", dossier.code)

"""An officer compares a receipt with the notice; then the duty counts as paid and the dossier goes on."""

import uuid as uuids

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation import audit
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.errors import ChangeRefused, NoteNeeded
from motcua.procedures.duties.models import Duty
from motcua.records import papers
from motcua.sites.bodies.parts import late, may_reconcile
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field

NUMBER_NEEDED = {"vi": "Hãy ghi số chứng từ đã đối chiếu.", "en": "Write the number that you have compared."}
PURPOSE = "Đối chiếu chứng từ nộp tiền"


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def one(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The notice beside what the owner brought. Raises: Http404 for dossiers that are none of the officer's."""
    duty = _for(officer, uuid)
    field = Field(
        "number",
        "text",
        {"vi": "Số chứng từ đã đối chiếu", "en": "Number of the receipt that was compared"},
        value=request.POST.get("number", duty.receipt_number),
        max_length=60,
    )
    if request.method == "POST":
        try:
            changes.duties.reconcile(uuid, field.value, by=officer.actor, at=officer.now)
        except NoteNeeded:
            field.error = NUMBER_NEEDED
        except ChangeRefused as refusal:
            messages.error(request, language.pick(refusal))
            return redirect("bodies:reconcile", uuid)
        else:
            messages.success(
                request,
                language.say(
                    "Đã ghi nhận khoản nộp; hồ sơ tiếp tục.", "The payment is noted; the dossier goes on."
                ),
            )
            return redirect("desk:dossier", duty.dossier.code)
    errors = named_errors([field])
    audit.log_read(
        officer.actor, [duty.dossier.owner_id], purpose="Ghi nhận khoản nộp", what="dossier", code="payment",
        at=officer.now, dossier_code=duty.dossier.code,
    )  # fmt: skip
    context = page_context(
        officer,
        "",
        duty=duty,
        d=duty.dossier,
        procedure=compiled_version(duty.dossier.version_id).definition,
        field=field,
        errors=errors,
        due=duty.state == Duty.State.DUE,
        **late(duty, officer.now),
    )
    return render(request, "bodies/reconcile.html", context, status=422 if errors else 200)


@require_safe
@officer_page
def brought(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponseBase:
    """The file that the owner brought; the look is noted. Raises: Http404."""
    duty = _for(officer, uuid)
    if duty.receipt_file is None:
        raise Http404
    file = papers.open_for(
        duty.receipt_file,
        reader=officer.actor,
        purpose=PURPOSE,
        code="payment",
        at=officer.now,
        dossier_code=duty.dossier.code,
    )
    return FileResponse(file, filename=duty.receipt_file.name, content_type=duty.receipt_file.media_type)


def _for(officer: Officer, uuid: uuids.UUID) -> Duty:
    """The duty of an address, for officers who may reconcile it. Raises: Http404."""
    duty = Duty.objects.select_related("order", "dossier", "receipt_file").filter(uuid=uuid).first()
    if duty is None:
        raise Http404
    rights.dossier_for(officer.powers, duty.dossier.code)
    if not may_reconcile(duty, officer, officer.now):
        raise Http404
    return duty

"""A resident pays a duty at a provider, or brings the receipt of a payment made elsewhere."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.foundation import clock
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.duties.models import Duty
from motcua.records import papers
from motcua.sites.portal import paying
from motcua.sites.portal.frame import show
from motcua.sites.portal.own_dossiers import own_dossier
from motcua.sites.portal.paying import About
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.views.payments import asking_for
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field

NUMBER_NEEDED = {"vi": "Hãy ghi số chứng từ.", "en": "Write the number of the receipt."}
FILE_NEEDED = {"vi": "Hãy chọn tệp chứng từ.", "en": "Choose the file of the receipt."}
ONE_FILE = {"vi": "Chỉ gửi một tệp.", "en": "Send one file only."}
GONE = ("Khoản này không còn phải nộp.", "There is nothing left to pay here.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def pay(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The ways to pay a duty, and off with a new try. Raises: Http404."""
    dossier, duty = _owed(request, uuid)
    if duty is None:
        messages.info(request, language.say(*GONE))
        return redirect("portal:dossier", uuid)
    about = About(
        back=reverse("portal:dossier", args=[uuid]),
        title={"vi": "Nghĩa vụ tài chính của hồ sơ", "en": "What is due for the dossier"},
    )
    order = duty.order
    return paying.choose(request, order, about, lambda: asking_for(request, dossier, order))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def receipt(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The receipt of the treasury or a bank, when the payment was not reported to us. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    dossier, duty = _owed(request, uuid)
    if duty is None:
        messages.info(request, language.say(*GONE))
        return redirect("portal:dossier", uuid)
    fields = _fields(request.POST.get("number", duty.receipt_number))
    if request.method == "POST":
        stored = _take(request, resident, fields)
        if stored is not None and not any(one.error for one in fields):
            try:
                changes.duties.bring_receipt(
                    uuid, stored, request.POST["number"], by=resident.actor, at=clock.now()
                )
            except ChangeRefused as refusal:
                messages.error(request, language.pick(refusal))
            else:
                messages.success(
                    request,
                    language.say(
                        "Đã gửi chứng từ; cán bộ sẽ đối chiếu.", "Sent; an officer will compare it."
                    ),
                )
            return redirect("portal:dossier", uuid)
    errors = named_errors(fields)
    context = {
        "dossier": dossier,
        "definition": compiled_version(dossier.version_id).definition,
        "duty": duty,
        "fields": fields,
        "errors": errors,
        "crumbs": [
            {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
            {"label": {"vi": "Hồ sơ", "en": "Dossiers"}, "href": reverse("portal:dossiers")},
            {"label": dossier.code, "href": reverse("portal:dossier", args=[uuid])},
            {"label": {"vi": "Chứng từ nộp tiền", "en": "Receipt"}, "href": ""},
        ],
    }
    return show(request, "bodies/receipt.html", context, menu="account", status=422 if errors else 200)


def _owed(request: HttpRequest, uuid: uuids.UUID) -> tuple[Dossier, Duty | None]:
    """The own dossier and what is due for it. Two queries. Raises: Http404, also when it never had a duty."""
    dossier = own_dossier(request, uuid)
    duties = list(Duty.objects.select_related("order").filter(dossier=dossier).order_by("-id"))
    if not duties:
        raise Http404
    return dossier, next((one for one in duties if one.state == Duty.State.DUE), None)


def _fields(number: str) -> list[Field]:
    return [
        Field(
            "number",
            "text",
            {"vi": "Số chứng từ", "en": "Number of the receipt"},
            value=number,
            hint={
                "vi": "Ghi ở góc trên giấy nộp tiền, hoặc trong thông báo của ngân hàng.",
                "en": "In the upper corner of the slip, or in the bank's notice.",
            },
            example="C1-02/NS-0001234",
            max_length=60,
        ),
        Field(
            "file",
            "file",
            {"vi": "Ảnh chụp hoặc bản quét chứng từ", "en": "Photo or scan of the receipt"},
            hint={"vi": "PDF, JPG hoặc PNG, tối đa 20 MB.", "en": "PDF, JPG or PNG, up to 20 MB."},
        ),
    ]


def _take(request: HttpRequest, resident: Resident, fields: list[Field]) -> papers.StoredFile | None:
    """The file, checked and kept; faults stand at their fields, all at once."""
    number, file = fields
    if not request.POST.get("number", "").strip():
        number.error = NUMBER_NEEDED
    uploads: list[Any] = request.FILES.getlist("file")
    if not uploads:
        file.error = FILE_NEEDED
        return None
    if len(uploads) > 1:
        file.error = ONE_FILE
        return None
    try:
        return papers.store(
            uploads[0],
            purpose=papers.StoredFile.Purpose.DOSSIER,
            owner_id=resident.person.pk,
            by=resident.account.pk,
            at=clock.now(),
        )
    except papers.RefusedFile as refusal:
        file.error = {"vi": refusal.vi, "en": refusal.en}
        return None

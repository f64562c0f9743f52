"""Records of a register as a file: for the purpose that was said, without what is sensitive, noted as a whole."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from motcua.foundation import audit
from motcua.records.registers import exporting
from motcua.records.registers.access import NotReadable
from motcua.records.registers.exporting import Wanted
from motcua.sites.registers.correcting import day_of
from motcua.sites.registers.frame import Faults, Reader, frame, register_page, told
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both

FORMS = {"csv": ("CSV", "text/csv; charset=utf-8"), "parquet": ("Parquet", "application/vnd.apache.parquet")}


@require_http_methods(["GET", "HEAD", "POST"])
@register_page
def export(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET: which records. POST: the file, streamed, after a fresh proof. 422 with what is wrong."""
    mine = reader.definitions() if reader.purpose else []
    faults: Faults = {}
    typed: Any = request.POST
    if request.method == "POST" and reader.purpose:
        kept = next((one for one in mine if one.register == typed.get("register")), None)
        form = typed.get("form", "csv")
        begun, ended = day_of(typed, "from", faults), day_of(typed, "to", faults)
        if kept is None:
            faults["register"] = ("Hãy chọn sổ.", "Choose the register.")
        if form not in FORMS:
            faults["form"] = ("Hãy chọn dạng tệp.", "Choose the form of the file.")
        if begun and ended and ended < begun:
            faults["to"] = ("Ngày cuối không được trước ngày đầu.", "The last day is before the first.")
        if kept is not None and not faults and not fresh_proof(request):
            return ask_proof(request)
        if kept is not None and not faults:
            wanted = Wanted(kept.register, reader.purpose, entered_from=begun, entered_to=ended)
            try:
                allowed = exporting.allow(wanted, by=reader.officer.actor, at=reader.officer.now)
            except NotReadable:
                faults["register"] = ("Sổ này không được xem cho mục đích đó.", "Not for this purpose.")
            else:
                return _file(allowed, form)
    fields = [
        Field("register", "select", both("Sổ", "Register"), value=typed.get("register", ""), error=told(faults, "register"),
              options=[Option(one.register, both(one.name.vi, one.name.en)) for one in mine]),
        Field("from", "date", both("Ghi sổ từ ngày", "Entered from"), required=False, error=told(faults, "from"),
              value={part: typed.get(f"from-{part}", "") for part in ("day", "month", "year")}),
        Field("to", "date", both("Đến hết ngày", "Until the end of"), required=False, error=told(faults, "to"),
              value={part: typed.get(f"to-{part}", "") for part in ("day", "month", "year")}),
        Field("form", "choice", both("Dạng tệp", "Form of the file"), value=typed.get("form", "csv"), error=told(faults, "form"),
              options=[Option(key, name) for key, (name, _) in FORMS.items()]),
    ]  # fmt: skip
    context = frame(reader, fields=fields, errors=errors_of(fields) if faults else [])
    return render(request, "registers/export.html", context, status=422 if faults else 200)


def _file(allowed: exporting.Export, form: str) -> HttpResponseBase:
    name = f"{allowed.definition.register}-{allowed.at:%Y%m%d-%H%M}.{form}"
    response: HttpResponseBase
    if form == "csv":
        response = StreamingHttpResponse(
            audit.streamed(exporting.csv_blocks(allowed)), content_type=FORMS[form][1]
        )
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            exporting.write(allowed, path, "parquet")
            response = HttpResponse(path.read_bytes(), content_type=FORMS[form][1])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""One box for every register that the post reads: a name with or without marks, a number, a parcel, a place of any time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST, require_safe

from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.records.registers import finding
from motcua.records.registers.access import Seen
from motcua.sites.registers import notices, retention
from motcua.sites.registers.frame import KEY, Reader, frame, register_page
from motcua.sites.registers.showing import columns_of, state_of, title_of

SHORTEST = 2


@require_safe
@register_page
def search(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The box, and what it found for the purpose that was said. Seven queries at most; none without words."""
    typed = " ".join(request.GET.get("q", "").split())[: finding.MOST_LETTERS]
    only = request.GET.get("so", "")
    kept = reader.definitions()
    if only not in {one.register for one in kept}:
        only = ""
    shown = None
    if typed and reader.purpose and len(typed) >= SHORTEST:
        shown = finding.search(
            reader.officer.actor,
            typed,
            purpose=reader.purpose,
            at=reader.officer.now,
            registers=[only] if only else None,
            after=request.GET.get("sau", ""),
        )
    today = reader.officer.now.astimezone(VN).date()
    context = frame(
        reader,
        typed=typed,
        only=only,
        kept=kept,
        shown=shown,
        rows=[line(one, today) for one in shown.seen] if shown else [],
        short=bool(typed) and len(typed) < SHORTEST,
        more="?" + urlencode({"q": typed, "so": only, "sau": shown.page.after})
        if shown and shown.page.after
        else "",
        first="?" + urlencode({"q": typed, "so": only}) if request.GET.get("sau") else "",
        told=notices.keeps(reader.officer),
        keeps=bool(retention.mine(reader.officer)),
    )
    return render(request, "registers/search.html", context)


def line(seen: Seen, today: Any) -> dict[str, Any]:
    """One record of a list. No query."""
    record = seen.record
    kept = registers.definition_of(record.register)
    return {
        "href": reverse("registers:record", args=[record.register, record.id]),
        "title": title_of(kept, seen.data, record),
        "kind": kept.record,
        "number": registers.number_text(record),
        "columns": columns_of(kept, seen.data, record),
        "entered_on": record.entered_on,
        "state": state_of(record, today),
    }


@require_POST
@register_page
def purpose(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What records are looked up for from now on; back to where it was asked."""
    said = request.POST.get("purpose", "")
    if said in reader.purposes:
        request.session[KEY] = said
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("registers:search")
    return redirect(back)

"""Public look-up by the dossier's code: status, days and agency; never a name."""

import re
import unicodedata

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.foundation import clock
from motcua.foundation.identifiers import is_dossier_code, scanned
from motcua.procedures.dossiers import reading
from motcua.procedures.dossiers.status import OPEN, Status
from motcua.sites.portal.frame import show

LOOKUPS_A_MINUTE = 20
WINDOW_S = 60
BARE = re.compile(r"H(?P<agency>(?:\d\d){1,4})(?P<day>\d{6})(?P<number>\d{4})")
"""A code of today's form without its points and hyphens: agency in pairs, a day of six digits, a number of four."""
DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")


@never_cache
@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """One code, one answer. Too many from one address a minute are refused: codes are easy to guess."""
    code = as_written(request.GET.get("ma", ""))
    if not code:
        return show(request, "portal/tracking.html", {"code": ""}, menu="tracking")
    if not may_ask(request.META.get("REMOTE_ADDR", "")):
        return show(
            request, "portal/tracking.html", {"code": code, "too_many": True}, menu="tracking", status=429
        )
    well_formed = is_dossier_code(code)
    dossier = reading.by_code(code) if well_formed else None
    context = {
        "code": code,
        "well_formed": well_formed,
        "dossier": dossier,
        "open": dossier is not None and Status(dossier.status) in OPEN,
        "now": clock.now(),
    }
    status = 200 if dossier is not None else 404 if well_formed else 422
    return show(request, "portal/tracking.html", context, menu="tracking", status=status)


def as_written(typed: str) -> str:
    """A code as it stands on the receipt: letters large, no spaces, plain hyphens where a phone put dashes.

    Who types the digits alone, or with blanks or points between them, is understood as well; so is a scanner that gives the
    whole address of the appointment slip's QR code.
    """
    plain = unicodedata.normalize("NFKC", scanned(typed[:200])).translate(DASHES)
    code = "".join(plain.split()).upper()[:60]
    bare = BARE.fullmatch(code.replace(".", "").replace("-", ""))
    if bare is None or is_dossier_code(code):
        return code
    agency = ".".join(bare["agency"][at : at + 2] for at in range(0, len(bare["agency"]), 2))
    return f"H{agency}-{bare['day']}-{bare['number']}"


def may_ask(address: str) -> bool:
    """Whether this address (or device) may look up one more number in this minute."""
    key = f"portal.track.{address}"
    cache.add(key, 0, WINDOW_S)
    try:
        return cache.incr(key) <= LOOKUPS_A_MINUTE
    except ValueError:  # the minute ended between the two calls
        return True

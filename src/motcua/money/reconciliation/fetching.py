"""The file of a day from a partner's own address, by one signed request."""

import hashlib
import hmac
from datetime import date, datetime

from django.conf import settings

from motcua.money.gateways import http
from motcua.money.reconciliation import bringing
from motcua.money.reconciliation.models import PartnerFile

TIMEOUT_S = 60.0


def sources() -> dict[str, str]:
    """The addresses by partner; empty where files are brought by hand only."""
    return dict(settings.DAY_FILES)


def signature(key: str, partner: str, day: date) -> str:
    """HMAC-SHA256 over `partner|yyyymmdd`, hexadecimal: who asks for the money of a day shows that it may."""
    return hmac.new(key.encode(), f"{partner}|{day:%Y%m%d}".encode(), hashlib.sha256).hexdigest()


def fetch(partner: str, day: date, *, by: str, at: datetime, today: date) -> tuple[PartnerFile, bool]:
    """Ask for the file and take it; whether it was new. The question is asked outside of any transaction.

    Raises: http.GatewayUnreachable, files.BadFile, NoLayout, NotOver, DayIsSigned.
    """
    asked = {"partner": partner, "day": f"{day:%Y%m%d}"}
    asked["signature"] = signature(settings.DAY_FILES_KEY, partner, day)
    content = http.get_file(sources()[partner], asked, TIMEOUT_S)
    return bringing.bring(content, partner, day, name=f"{partner}-{day:%Y%m%d}", by=by, at=at, today=today)

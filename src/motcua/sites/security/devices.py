"""Which browser somebody sits at: its name in plain words, its address, and the mark by which it is known again."""

import secrets
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "thiet-bi"
YEAR_S = 365 * 24 * 3600
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def label_of(agent: str) -> str:
    """`Chrome, Windows` from what the browser says of itself; more is not kept."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(filter(None, (browser, system))) or "?"


def address_of(request: HttpRequest) -> str | None:
    """Where the request came from. Behind https a proxy of ours stands in front: the last address that it noted counts,
    because everything before it is what the caller says of itself."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip()
    try:
        return str(ip_address(seen))
    except ValueError:
        return None


def mark_of(request: HttpRequest) -> str:
    """The browser's mark, a new one when it has none."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if 20 <= len(kept) <= 64 else secrets.token_urlsafe(24)


def remember(response: HttpResponse, mark: str) -> None:
    response.set_cookie(
        COOKIE, mark, max_age=YEAR_S, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )

"""`/healthz`: 200 only when every part of the installation answers."""

import socket
from datetime import timedelta
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from motcua.foundation import clock
from motcua.foundation.models import Heartbeat
from motcua.project.background import WORKER

OLDEST_BEAT = timedelta(seconds=15)
TIMEOUT_S = 2


def healthz(request: HttpRequest) -> JsonResponse:
    """Each part with true or false; 503 when one is down. No personal data, no secrets."""
    parts = {"web": True, "database": _database(), "worker": _worker(), "nats": _nats()}
    if settings.DEMO:
        parts["sandbox"] = _sandbox()
    well = all(parts.values())
    return JsonResponse({"ok": well, "parts": parts}, status=200 if well else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchone() == (1,)
    except Error:
        return False


def _worker() -> bool:
    try:
        last = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    except Error:
        return False
    return last is not None and clock.now() - last < OLDEST_BEAT


def _nats() -> bool:
    """A NATS server greets every connection with its INFO line."""
    address = urlsplit(settings.NATS_URL)
    if not address.hostname:
        return False
    try:
        with socket.create_connection((address.hostname, address.port or 4222), timeout=TIMEOUT_S) as line:
            line.settimeout(TIMEOUT_S)
            return line.recv(4) == b"INFO"
    except OSError:
        return False


def _sandbox() -> bool:
    try:
        return requests.get(f"{settings.SANDBOX_URL}/healthz", timeout=TIMEOUT_S).ok
    except requests.RequestException:
        return False

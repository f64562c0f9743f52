"""Short notes that every process of the site sees, such as authorisation codes: a cache in the database for those alone.

Everything else that is cached stays in each process's memory, which costs no statement.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.db import IntegrityError, transaction
from django.utils import timezone

from motcua.city.security.models import Kept

SHARED = "allauth.idp.oidc."
"""Keys that begin so are shared by all processes. The clock is true time: a code's minute is not the city's."""


class SharedNotes(LocMemCache):
    """Django's cache in memory, and in a table for keys that begin with `SHARED`."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        if not key.startswith(SHARED):
            return super().get(key, default, version)
        row = Kept.objects.filter(key=digest(key), until__gt=timezone.now()).first()
        return row.value if row is not None else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if not key.startswith(SHARED):
            super().set(key, value, timeout, version)
            return
        until = timezone.now() + timedelta(seconds=_seconds(timeout))
        Kept.objects.update_or_create(key=digest(key), defaults={"value": value, "until": until})

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if not key.startswith(SHARED):
            return super().add(key, value, timeout, version)
        return add(key, value, _seconds(timeout))

    def delete(self, key: str, version: int | None = None) -> bool:
        if not key.startswith(SHARED):
            return super().delete(key, version)
        return bool(Kept.objects.filter(key=digest(key)).delete()[0])


def _seconds(timeout: Any) -> float:
    return 300.0 if timeout in (None, DEFAULT_TIMEOUT) else float(timeout)


def add(key: str, value: Any, seconds: float) -> bool:
    """Keep a note unless there is one; whether it was new. Two statements."""
    now = timezone.now()
    Kept.objects.filter(key=digest(key), until__lte=now).delete()
    try:
        with transaction.atomic():
            Kept.objects.create(key=digest(key), value=value, until=now + timedelta(seconds=seconds))
    except IntegrityError:
        return False
    return True


def look(key: str) -> Any:
    """What is kept under a key, or None. One statement."""
    row = Kept.objects.filter(key=digest(key), until__gt=timezone.now()).first()
    return row.value if row is not None else None


def count(key: str, seconds: float) -> int:
    """How often this was called for the key in the span that runs now. One statement."""
    with transaction.atomic():
        span = int(timezone.now().timestamp() // seconds)
        name = digest(f"{key}:{span}")
        until = timezone.now() + timedelta(seconds=seconds * 2)
        row, _ = Kept.objects.select_for_update().get_or_create(
            key=name, defaults={"value": 0, "until": until}
        )
        row.value += 1
        row.save(update_fields=["value"])
        return row.value


def sweep() -> int:
    """Throw away what has run out. One statement."""
    return Kept.objects.filter(until__lte=timezone.now()).delete()[0]


def digest(key: str) -> str:
    """Codes are secrets for a minute: a stolen table names none."""
    return hashlib.sha256(key.encode()).hexdigest()

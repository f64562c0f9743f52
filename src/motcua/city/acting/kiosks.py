"""Devices of a hall: registered by an officer who may, known by a token, taken off when they are stolen or sold."""

import hashlib
from datetime import datetime, timedelta

from motcua.city.acting.models import Kiosk

SEEN_EVERY = timedelta(minutes=5)


def register(name: str, *, agency_id: int, token: str, by: int, at: datetime) -> Kiosk:
    """A new device of this agency's hall; `token` comes from the caller's randomness and is not kept. `by`: account."""
    return Kiosk.objects.create(
        name=name, agency_id=agency_id, token_hash=hashed(token), registered_by_id=by, registered_at=at
    )


def of_token(token: str, at: datetime) -> Kiosk | None:
    """The device with this token, unless it was taken off. One query; a second every few minutes."""
    if not token:
        return None
    found = (
        Kiosk.objects.select_related("agency__unit").filter(token_hash=hashed(token), revoked_at=None).first()
    )
    if found is not None and (found.seen_at is None or at - found.seen_at > SEEN_EVERY):
        Kiosk.objects.filter(pk=found.pk).update(seen_at=at)
    return found


def revoke(kiosk: Kiosk, at: datetime) -> None:
    """The device shows nothing from now on; twice is once."""
    Kiosk.objects.filter(pk=kiosk.pk, revoked_at=None).update(revoked_at=at)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

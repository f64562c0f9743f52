"""Events of the protection of personal data; no value of a person stands in them, only the row."""

import uuid
from datetime import datetime
from typing import Any

from motcua.foundation import events
from motcua.foundation.actor import Actor


def tell(uuid: uuid.UUID, kind: str, by: Actor, at: datetime, **data: Any) -> None:
    events.record(f"privacy/{uuid}", kind, at=at, actor=by, data=data)


def tell_protected(kind: str, person_id: int, by: Actor, at: datetime, **data: Any) -> None:
    """Of care for a person: by the city's own number, in one chain for all."""
    events.record("privacy/protected", kind, at=at, actor=by, data={"person": person_id, **data})

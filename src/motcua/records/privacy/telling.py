"""Events of the protection of personal data; no value of a person stands in them, only the row."""

import uuid
from datetime import datetime
from typing import Any

from motcua.foundation import events
from motcua.foundation.actor import Actor


def tell(uuid: uuid.UUID, kind: str, by: Actor, at: datetime, **data: Any) -> None:
    events.record(f"privacy/{uuid}", kind, at=at, actor=by, data=data)

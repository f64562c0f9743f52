"""Who did something: the one shape that every event, log line and change carries."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["resident", "officer", "partner", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A doer as it was at that moment: `name` as shown then; `post_id` and `agency_id` for officers only."""

    kind: ActorKind
    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    post_id: int | None = None
    agency_id: int | None = None


SYSTEM = Actor("system", name="Hệ thống")

"""Who did something: the one shape that every event, log line and change carries."""

from dataclasses import dataclass, fields
from typing import Any, Literal

ActorKind = Literal["resident", "officer", "partner", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A doer as it was at that moment: `name` as shown then; `post_id` and `agency_id` for officers only.

    `for_person_id`: the person for whom somebody else does it, a relative or a helper; stands in every event.
    `for_organisation_id`: the organisation for which the person acts; both stand in every event.
    """

    kind: ActorKind
    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    post_id: int | None = None
    agency_id: int | None = None
    for_person_id: int | None = None
    for_organisation_id: int | None = None

    @property
    def stands_for(self) -> int | None:
        """Whose matter it is: the person acted for, else the doer."""
        return self.for_person_id or self.person_id

    def as_data(self) -> dict[str, Any]:
        """The fields that are set, for an event's body."""
        values = ((name, getattr(self, name)) for name in _FIELDS)
        return {name: value for name, value in values if value not in (None, "")}


_FIELDS = tuple(field.name for field in fields(Actor))


SYSTEM = Actor("system", name="Hệ thống")

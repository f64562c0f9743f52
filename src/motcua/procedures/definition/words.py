"""Names, codes and closed lists that definitions are written with."""

from typing import Annotated, Literal

from msgspec import Meta

from motcua.city.kinds import AgencyKind
from motcua.foundation.definitions.words import Expr, Id, Key, Part, Text

__all__ = [
    "AgencyKind", "Channel", "Code", "Expr", "Id", "Key", "Level", "LimitUnit", "Part", "PostKind", "Text",
]  # fmt: skip

Code = Annotated[str, Meta(pattern=r"^\d\.\d{6}$", description="national procedure code, e.g. 1.001193")]

Channel = Literal["online", "counter", "postal"]
Level = Literal["commune", "province", "central"]
PostKind = Literal[
    "reception",
    "division_leader",
    "specialist",
    "justice_officer",
    "land_officer",
    "culture_society_officer",
    "economic_officer",
    "department_leader",
    "deputy_leader",
    "chair",
    "vice_chair",
    "clerk",
    "centre_head",
    "police_officer",
    "liaison_officer",
]
LimitUnit = Literal["working_day", "working_hour", "day", "month", "same_day"]

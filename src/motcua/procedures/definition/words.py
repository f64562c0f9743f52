"""Names, codes and closed lists that definitions are written with."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Expr = Annotated[str, Meta(description="CEL")]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", description="stable id: a-z, 0-9, _")]
Code = Annotated[str, Meta(pattern=r"^\d\.\d{6}$", description="national procedure code, e.g. 1.001193")]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="key: a-z, 0-9, -")]

Channel = Literal["online", "counter", "postal"]
Level = Literal["commune", "province", "central"]
AgencyKind = Literal[
    "commune",
    "department",
    "centre",
    "centre_branch",
    "commune_office",
    "police",
    "school",
    "land_office",
    "insurance",
    "tax",
    "notary",
]
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


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A piece of a definition. Defaults are left out when written, so that a new optional setting does not
    change the content hash of older versions."""


class Text(Part, frozen=True, kw_only=True):
    """Words for people: Vietnamese with diacritics, and English."""

    vi: str
    en: str

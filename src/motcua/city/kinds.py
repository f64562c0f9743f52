"""The kinds of bodies that definitions speak of."""

from typing import Literal

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

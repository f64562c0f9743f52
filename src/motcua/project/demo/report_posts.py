"""Who answers reports and questions in the demo city: powers of kinds of posts, as a city would write them."""

from motcua.city.models import Agency, Power
from motcua.city.units import REFORM

HANDLE, APPROVE = Power.Name.HANDLE_REPORTS, Power.Name.APPROVE_REPORTS
HANDLERS = (
    "land_officer", "culture_society_officer", "economic_officer", "specialist", "division_leader", "police_officer",
)  # fmt: skip
APPROVERS = ("chair", "vice_chair", "division_leader", "department_leader", "deputy_leader")
HEADS_OF_COMMUNES = ("chair", "vice_chair")
"""They also approve for the bodies below them: the police post of a commune has no second officer."""


def load() -> None:
    """Write the powers. Each counts in the holder's own agency."""
    own = [(kind, HANDLE) for kind in HANDLERS] + [(kind, APPROVE) for kind in APPROVERS]
    rows = [Power(post_kind=kind, power=power, valid_from=REFORM) for kind, power in own]
    rows += [
        Power(
            post_kind=kind, agency_kind=Agency.Kind.COMMUNE, power=APPROVE, reach=Power.Reach.SUBTREE, valid_from=REFORM
        )
        for kind in HEADS_OF_COMMUNES
    ]  # fmt: skip
    Power.objects.bulk_create(rows)

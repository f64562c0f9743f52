"""The dossier of an address, for those whose business it is (`procedures.dossiers.concern`); else 404."""

from django.db.models import QuerySet
from django.http import Http404

from motcua.city.authority import PowerSet
from motcua.procedures.dossiers.concern import concerned, in_role
from motcua.procedures.dossiers.models import Dossier

ROLES = ("competent", "intake")
"""The roles of the own agency by which the list of all dossiers is chosen."""

__all__ = ["ROLES", "concerned", "dossier_for", "in_role", "mine_among"]


def dossier_for(powers: PowerSet, code: str) -> Dossier:
    """The dossier of this code with its agencies and people. One query. Raises: Http404."""
    found = (
        Dossier.objects.select_related(
            "intake_agency", "competent_agency", "return_agency", "owner", "applicant", "authorised"
        )
        .filter(concerned(powers), code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found


def mine_among(powers: PowerSet) -> QuerySet[Dossier]:
    """Every dossier that is the business of these powers, to narrow other lists by. No query of its own."""
    return Dossier.objects.filter(concerned(powers)).only("pk")

"""The dossier of an address, for those whose business it is (`procedures.dossiers.concern`); else 404."""

from django.db.models import QuerySet
from django.http import Http404

from motcua.city.authority import PowerSet
from motcua.foundation import audit
from motcua.procedures.dossiers.concern import concerned, in_role
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.desk.officer import Officer

ROLES = ("competent", "intake")
"""The roles of the own agency by which the list of all dossiers is chosen."""
REFUSED = "Mở hồ sơ không thuộc phần việc"

__all__ = ["REFUSED", "ROLES", "concerned", "dossier_for", "dossier_seen", "in_role", "mine_among"]


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


def dossier_seen(officer: Officer, code: str) -> Dossier:
    """The dossier whose page is opened. A look at one that is not this officer's business is written down as refused.

    One query; two statements more for a refusal. Raises: Http404, audit.LookRefused.
    """
    try:
        return dossier_for(officer.powers, code)
    except Http404:
        other = Dossier.objects.filter(code=code).only("owner_id", "applicant_id", "authorised_id").first()
        if other is None:
            raise
        people = (other.owner_id, other.applicant_id, other.authorised_id)
        raise audit.refused(
            officer.actor,
            people,
            purpose=REFUSED,
            what="dossier",
            at=officer.now,
            code="dossier",
            dossier_code=code,
        ) from None


def mine_among(powers: PowerSet) -> QuerySet[Dossier]:
    """Every dossier that is the business of these powers, to narrow other lists by. No query of its own."""
    return Dossier.objects.filter(concerned(powers)).only("pk")

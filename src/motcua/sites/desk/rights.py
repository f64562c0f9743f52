"""Which dossiers are an officer's business: one rule, as a question and as an SQL condition.

A dossier concerns the agencies that received it, decide it, give it back, or were asked about it. For everybody
else it does not exist (404), so that addresses tell nothing.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from motcua.city.authority import PowerSet, scope_condition
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.models import Dossier, Task

ROLES = ("competent", "intake")
POWERS = (*posts.STEP_KINDS, "approve")


def in_role(powers: PowerSet, role: str) -> Q:
    """Dossiers whose `competent`, `intake` or `return` agency these powers reach."""
    return scope_condition(powers, POWERS, agency=f"{role}_agency", field="field_key")


def concerned(powers: PowerSet) -> Q:
    """Every dossier that is the business of these powers, consulted ones among them."""
    asked = Task.objects.filter(posts.tasks_of(powers), dossier=OuterRef("pk"))
    return (
        in_role(powers, "competent")
        | in_role(powers, "intake")
        | in_role(powers, "return")
        | Q(Exists(asked))
    )


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

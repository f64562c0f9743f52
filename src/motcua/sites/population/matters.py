"""Whether somebody has a matter of their own with an officer: the only ground on which a restricted record is looked up."""

from collections.abc import Iterable

from django.db.models import Q

from motcua.city import identities
from motcua.procedures.dossiers.concern import concerned
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import ENDED
from motcua.records.contests.models import Contest
from motcua.records.subject_requests import marks
from motcua.sites.desk.officer import Officer

BY_A_MATTER = frozenset({"intake", "dossier", "data-correction"})
"""Purposes that somebody's own matter gives."""


def closed_to(officer: Officer, code: str, person_ids: Iterable[int]) -> set[int]:
    """Of these persons, those who asked not to be looked up and have no matter that the officer's purpose could be about.

    Saying a purpose is not enough: an open dossier that is the officer's business, or an open report of wrong data at the
    officer's agency, has to be there. Two queries; three more for somebody restricted.
    """
    stopped = marks.restricted_among(person_ids, marks.LOOKING_UP)
    if not stopped or code not in BY_A_MATTER:
        return stopped
    known_as = identities.together_of(stopped)
    everybody = {one for ids in known_as.values() for one in ids}
    named = Q(owner_id__in=everybody) | Q(applicant_id__in=everybody)
    dossiers = Dossier.objects.filter(named, concerned(officer.powers)).exclude(status__in=sorted(ENDED))
    with_matter = {one for row in dossiers.values_list("owner_id", "applicant_id") for one in row if one}
    with_matter |= set(
        Contest.objects.filter(
            person_id__in=everybody, agency_id=officer.post.agency_id, ended_at=None
        ).values_list("person_id", flat=True)
    )
    return {one for one in stopped if with_matter.isdisjoint(known_as[one])}

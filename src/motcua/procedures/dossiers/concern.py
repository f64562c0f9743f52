"""Which dossiers are an officer's business: one rule, given as one SQL condition and as a question in Python.

A dossier concerns a post that a step of its own version names (at the agency where the step is done), whoever leads
there, and whoever had a task in it; what a body that is no more decided concerns its main heir (`former`). For everybody
else it does not exist, so that addresses tell nothing. A test holds both forms equal. Why so:
docs/decisions/0016-who-may-open-a-dossier.md.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from motcua.city.authority import Grant, PowerSet, scope_condition
from motcua.procedures.catalogue.versions import NamedPost, posts_by_version
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.former import with_former
from motcua.procedures.dossiers.models import Dossier, Task

LEADING = ("assign", "approve")
"""Whoever distributes or approves the work of an agency sees all of it. Statistics name nobody and open nothing."""

POWERS = sorted({power for wanted in posts.POWERS.values() for power in wanted})
"""Powers by which steps are done."""

ROLES = ("competent", "intake", "return")
"""The agencies of a dossier."""


def concerned(powers: PowerSet) -> Q:
    """Every dossier that is the business of these powers, as one condition. No query once versions are known."""
    condition = Q(Exists(Task.objects.filter(_tasks(powers), dossier=OuterRef("pk"))))
    reached = with_former(powers)
    for role in ROLES:
        condition |= in_role(reached, role)
    return condition


def in_role(powers: PowerSet, role: str) -> Q:
    """The part of it that comes from the `competent`, `intake` or `return` agency: posts and leaders, not tasks."""
    agency = f"{role}_agency"
    condition = scope_condition(powers, LEADING, agency=agency, field="field_key", case="case_id")
    by_versions: dict[frozenset[int], tuple[Grant, ...]] = {}
    for grant in powers.grants:
        versions = frozenset(
            version
            for version, named in posts_by_version().items()
            if any(_serves(grant, post) and role in _roles_of(post) for post in named)
        )
        if versions:
            by_versions[versions] = (*by_versions.get(versions, ()), grant)
    for versions, grants in by_versions.items():
        reach = scope_condition(
            replace(powers, grants=grants), POWERS, agency=agency, field="field_key", case="case_id"
        )
        condition |= Q(version_id__in=sorted(versions)) & reach
    return condition


def concerns(powers: PowerSet, dossier: Dossier) -> bool:
    """Whether this dossier is the business of these powers. At most one query, for its tasks."""
    about = dossier.procedure_code, dossier.field_key
    named = posts_by_version().get(dossier.version_id, frozenset())
    reached = with_former(powers)
    for role in ROLES:
        agency_id = getattr(dossier, f"{role}_agency_id")
        if any(reached.holds(power, *about, agency_id, dossier.case_id) for power in LEADING):
            return True
        here = [post for post in named if role in _roles_of(post)]
        if any(
            _serves(grant, post) and grant.covers(*about, agency_id, dossier.case_id)
            for grant in reached.grants
            for post in here
        ):
            return True
    return any(_was_mine(powers, task) for task in Task.objects.filter(dossier=dossier))


def _serves(grant: Grant, post: NamedPost) -> bool:
    """Whether the grant is for this step: its power, held by the post that the step names or lent by it."""
    return grant.power in posts.POWERS[post.kind] and post.post in {
        posts.ANY_POST,
        *posts.serves(grant.stands_for),
    }


def _roles_of(post: NamedPost) -> Iterator[str]:
    """By which of its agencies a dossier has this step; a step at a named agency is found by its task."""
    if post.agency in ("competent", "intake"):
        yield post.agency
    if post.kind == "return" and post.agency == "intake":
        yield "return"


def _tasks(powers: PowerSet) -> Q:
    """Tasks that these powers allow, and those that the officer had in an agency where a post is still held."""
    own = Q(claimed_by=powers.account_id) | Q(closed_by=powers.account_id)
    return posts.tasks_of(powers) | (Q(agency_id__in=_agencies(powers)) & own)


def _was_mine(powers: PowerSet, task: Task) -> bool:
    own = powers.account_id in (task.claimed_by_id, task.closed_by_id)
    return posts.grant_for(powers, task) is not None or (own and task.agency_id in _agencies(powers))


def _agencies(powers: PowerSet) -> list[int]:
    return sorted({post.agency_id for post in powers.posts})

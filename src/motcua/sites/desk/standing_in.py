"""Who files for somebody else at the counter, by what, and what was handed in for it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from motcua.city.acting import mandates
from motcua.city.acting.models import Mandate
from motcua.city.models import Person
from motcua.procedures import proxies
from motcua.procedures.proxies import Filing, Given, Need, Relation
from motcua.records.population import CitizenRecord
from motcua.sites.desk.entering import Entry
from motcua.sites.shell import typed


def filer_for(entry: Entry) -> Person | None:
    """Who files where it is not the owner: the person at the counter, else who is authorised."""
    owner = entry.owner
    for person in (entry.applicant, entry.people.get("authorised")):
        if owner is not None and person is not None and person.pk != owner.pk:
            return person
    return None


def need_of(entry: Entry, at: datetime) -> Need:
    """The paper that this intake wants. No query where the owner files; three where somebody else does."""
    filer, owner = filer_for(entry), entry.owner
    if filer is None or owner is None:
        return Need.NOTHING
    definition = entry.compiled.definition
    return proxies.needed(
        Filing(
            field=definition.field, procedure_code=definition.code, relation=_relation(filer, owner),
            minor=owner.birth_date is not None and at.date() < mandates.comes_of_age(owner.birth_date),
            by_post=entry.channel == "postal", mandate=_mandate(filer, owner, definition.code, at.date()),
        )
    )  # fmt: skip


def _relation(filer: Person, owner: Person) -> Relation:
    rows = _family([filer.pk, owner.pk])
    of_filer, of_owner = rows.get(filer.pk, {}), rows.get(owner.pk, {})
    parents = {one for row in (of_filer, of_owner) for one in (row.get("father"), row.get("mother")) if one}
    elders = {
        number: frozenset(one for one in (row["father"], row["mother"]) if one)
        for number, row in (_family(parents) if parents else {}).items()
    }
    return proxies.relation(filer.pk, of_owner | {"id": owner.pk}, of_filer | {"id": filer.pk}, elders)


def _family(ids: Any) -> dict[int, dict[str, int | None]]:
    rows = CitizenRecord.objects.filter(person__in=ids).values_list("person", "father", "mother", "spouse")
    return {
        one: {"father": father, "mother": mother, "spouse": spouse} for one, father, mother, spouse in rows
    }


def _mandate(filer: Person, owner: Person, code: str, on: date) -> bool:
    held = Mandate.objects.filter(
        client=owner, helper=filer, accepted_at__isnull=False, ended_at=None, until__gte=on
    )
    return held.filter(Q(procedure_code="") | Q(procedure_code=code)).exists()


def given(entry: Entry, at: datetime) -> Given | None:
    """What was posted for it; None where the owner files."""
    need = need_of(entry, at)
    if need is Need.NOTHING:
        return None
    post: QueryDict = entry.posted
    until, misdated = typed.day_or_wrong(post, "proxy.until")
    return Given(
        need, post.get("proxy") == "1", post.get("proxy.certified") == "1", post.get("proxy.number", "")[:120],
        post.get("proxy.scope", "")[:160], until, misdated,
    )  # fmt: skip


def shown(entry: Entry, at: datetime, faults: Mapping[str, Any]) -> dict[str, Any] | None:
    """The block of the page; None where the owner files."""
    found = given(entry, at)
    if found is None:
        return None
    vi, en = proxies.WORDS[found.need]
    return {
        "words": {"vi": vi, "en": en},
        "asks": found.need in (Need.WRITTEN, Need.CERTIFIED, Need.CONTRACT),
        "certified": found.need is Need.CERTIFIED,
        "given": found,
        "until": typed.boxes(entry.posted, "proxy.until"),
        "error": faults.get("proxy"),
    }

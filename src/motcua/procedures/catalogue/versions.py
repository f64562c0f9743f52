"""The compiled version of a dossier by its id, without a query once it is in memory; the posts that versions name."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models.signals import post_save
from django.dispatch import receiver

from motcua.foundation.definitions.shapes import prepared
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.catalogue.publishing import compiled
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.definition import Workflow
from motcua.procedures.parts import expand

KEEP_S = 30.0
"""How long another process may not know a version that was just published."""

# A version never changes, so that what was learnt once stays true while the process lives.
_known: dict[int, CompiledProcedure] = {}
_posts: dict[int, frozenset["NamedPost"]] = {}
_listed_until = 0.0


@dataclass(frozen=True, slots=True)
class NamedPost:
    """A step of a workflow as rights see it: its kind, the post that does it, and where (`intake`, `competent` …)."""

    kind: str
    post: str
    agency: str


@prepared
class _OnlyWorkflow(msgspec.Struct):
    workflow: Workflow


def compiled_version(version_id: int) -> CompiledProcedure:
    """What a dossier on this version runs by. Raises ProcedureVersion.DoesNotExist."""
    found = _known.get(version_id)
    if found is None:
        found = _known[version_id] = compiled(ProcedureVersion.objects.get(id=version_id))
    return found


def posts_by_version() -> Mapping[int, frozenset[NamedPost]]:
    """The posts that each published version names, by its id; consultations name none and are left out.

    A post that a step has in one case only is found by its task (`concern`): it sees no dossier before.

    One query in `KEEP_S` seconds, a second one when there are new versions. Nothing is compiled for it.
    """
    global _listed_until
    if time.monotonic() >= _listed_until:
        there = set(ProcedureVersion.objects.values_list("id", flat=True))
        for gone in _posts.keys() - there:
            del _posts[gone]
        if new := there - _posts.keys():
            rows = ProcedureVersion.objects.filter(id__in=new).values_list("id", "definition")
            _posts.update((row, _named(definition)) for row, definition in rows)
        _listed_until = time.monotonic() + KEEP_S
    return _posts


def _named(definition: str) -> frozenset[NamedPost]:
    placed = expand(msgspec.json.decode(definition, type=_OnlyWorkflow).workflow).steps.values()
    return frozenset(
        # several opinions at once are gathered by a post of our own, when one is named
        NamedPost("gather" if one.step.opinions else one.step.kind, one.step.post or "", one.step.agency)
        for one in placed
        if one.step.consult is None
        and one.step.kind != "automatic"
        and (one.step.post or not one.step.opinions)
    )


@receiver(post_save, sender=ProcedureVersion)
def _published(**_: Any) -> None:
    global _listed_until
    _listed_until = 0.0


def forget() -> None:
    """For tests, whose version ids come back with other content."""
    global _listed_until
    _known.clear()
    _posts.clear()
    _listed_until = 0.0

"""Opening a working copy, saving it, and what is still wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.foundation.definitions import DefinitionError, Problem
from motcua.procedures.authoring.models import Edit, WorkingCopy
from motcua.procedures.authoring.trees import read_tree
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.compile import problems_of

type Tree = dict[str, Any]


@dataclass
class Diverged(Exception):
    """Somebody saved meanwhile: `theirs` stands in the database, `base` is what both began from, `mine` was sent."""

    base: Tree
    theirs: WorkingCopy
    mine: Tree


class NotEditable(Exception):
    """The copy was submitted, published or dropped."""


@transaction.atomic
def start(
    code: str, tree: Tree, *, base: ProcedureVersion | None = None, by: Actor, at: datetime
) -> WorkingCopy:
    """The open working copy of a procedure; a new one from `tree` when there is none."""
    found = WorkingCopy.objects.filter(code=code, state__in=["editing", "submitted"]).first()
    if found is not None:
        return found
    copy = WorkingCopy.objects.create(
        code=code, name=_name(tree, code), base=base, tree=tree, opened_by_id=by.account_id, opened_at=at,
        changed_by_id=by.account_id, changed_at=at,
    )  # fmt: skip
    _keep(copy, by, at, "")
    return copy


def start_from(version: ProcedureVersion, *, by: Actor, at: datetime) -> WorkingCopy:
    """The open working copy of a published procedure, begun from this version when there is none."""
    return start(version.procedure.code, msgspec.json.decode(version.definition), base=version, by=by, at=at)


@transaction.atomic
def save(uuid: str, tree: Tree, *, seen: int, by: Actor, at: datetime, words: str = "") -> WorkingCopy:
    """Write the whole tree. `seen`: the revision that the editor had on the screen.

    Raises: WorkingCopy.DoesNotExist, NotEditable, Diverged when somebody saved meanwhile.
    """
    copy = WorkingCopy.objects.select_for_update().get(uuid=uuid)
    if copy.state != WorkingCopy.State.EDITING:
        raise NotEditable
    if copy.revision != seen:
        base = copy.edits.get(revision=seen).tree
        raise Diverged(base, copy, tree)
    if tree == copy.tree:
        return copy
    copy.tree, copy.revision = tree, copy.revision + 1
    copy.name, copy.changed_at = _name(tree, copy.code), at
    copy.changed_by_id = by.account_id
    copy.save()
    _keep(copy, by, at, words)
    return copy


def problems(tree: Tree, **known: Any) -> list[Problem]:
    """All that keeps the tree from being published: faults of shape first, then of soundness. Nothing is raised.

    Each names the path of its part, such as `form.pages[0].fields[2].when`. `known`: posts, agencies, templates.
    """
    try:
        loaded = read_tree(tree)
    except DefinitionError as error:
        return list(error.problems)
    return list(problems_of(loaded, **known))


def _name(tree: Tree, code: str) -> str:
    name = tree.get("name")
    return str(name.get("vi") or code) if isinstance(name, dict) else code


def _keep(copy: WorkingCopy, by: Actor, at: datetime, words: str) -> None:
    Edit.objects.create(
        copy=copy,
        revision=copy.revision,
        tree=copy.tree,
        by_id=by.account_id,
        by_name=by.name,
        at=at,
        words=words,
    )

"""Reading the working copy of a page and saving what was changed on it; used by the tabs result and advice."""

import copy as copying
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from motcua.foundation.definitions import DefinitionError, Problem
from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.authoring.trees import read_tree
from motcua.procedures.compile import CompiledProcedure, compile_procedure
from motcua.procedures.dossiers import results
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import EDIT

type Tree = dict[str, Any]


def may_edit(officer: Officer, copy: WorkingCopy) -> bool:
    """Whether this officer may change the copy now."""
    return officer.powers.holds_any(EDIT) and copy.state == WorkingCopy.State.EDITING


def compiled_of(tree: Tree) -> tuple[CompiledProcedure | None, list[Problem]]:
    """The draft ready to be tried, or what is wrong with it."""
    try:
        return compile_procedure(read_tree(tree).value, templates=results.builders()), []
    except DefinitionError as error:
        return None, list(error.problems)


def tree_seen(copy: WorkingCopy, raw: str) -> tuple[Tree, int]:
    """The tree that stood on the editor's screen, for the change to be applied to. Raises Http404."""
    seen = int(raw) if raw.isdecimal() else copy.revision
    if seen == copy.revision:
        return copying.deepcopy(copy.tree), seen
    edit = copy.edits.filter(revision=seen).first()
    if edit is None:
        raise Http404
    return edit.tree, seen


def save(
    request: HttpRequest,
    officer: Officer,
    copy: WorkingCopy,
    change: Callable[[Tree], None],
    *,
    words: str,
    then: str,
) -> HttpResponse:
    """Apply `change` to the tree that was seen and save it; go on to `then`, or to the merge page."""
    if not may_edit(officer, copy):
        return render(request, "403.html", status=403)
    tree, seen = tree_seen(copy, request.POST.get("seen", ""))
    change(tree)
    try:
        working.save(str(copy.uuid), tree, seen=seen, by=officer.actor, at=officer.now, words=words)
    except working.Diverged as diverged:
        return _diverged(request, officer, diverged)
    except working.NotEditable:
        return render(request, "403.html", status=403)
    return HttpResponseRedirect(then)


def _diverged(request: HttpRequest, officer: Officer, diverged: working.Diverged) -> HttpResponse:
    from motcua.sites.editor import merging

    return merging.diverged(request, officer, diverged)

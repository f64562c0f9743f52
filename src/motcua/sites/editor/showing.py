"""An unfinished definition made runnable, so that it can be looked at: what is wrong is left out, never guessed.

For looking only: what is published is checked as it stands.
"""

from typing import Any

from motcua.foundation.definitions import DefinitionError, Problem
from motcua.procedures.authoring import changes
from motcua.procedures.authoring.trees import read_tree
from motcua.procedures.compile import CompiledProcedure, compile_procedure

type Tree = dict[str, Any]

MOST_ROUNDS = 25
OPTIONAL = frozenset(
    {
        "when",
        "value",
        "prefill",
        "min",
        "max",
        "pattern",
        "max_length",
        "hint",
        "why",
        "intro",
        "example",
        "required",
    }
)
"""Settings without which a question can still be shown."""
_AROUND: Tree = {
    "code": "0.000000",
    "name": {"vi": "…", "en": "…"},
    "summary": {"vi": "…", "en": "…"},
    "field": "x",
    "level": "commune",
    "decision": "…",
    "audience": [],
    "competent": {"agency_kind": "commune", "by": "any"},
    "online_level": {"level": "toan_trinh"},
    "limit": {"amount": 1000, "unit": "working_day", "legal_ref": "…"},
    "cases": [{"id": "ordinary", "name": {"vi": "…", "en": "…"}}],
    "workflow": {
        "start": "receive",
        "steps": {
            "receive": {
                "kind": "receive", "title": {"vi": "…", "en": "…"}, "post": "reception", "agency": "intake",
                "hours": 1, "makes": "x", "next": [{"id": "go", "label": {"vi": "…", "en": "…"}, "to": "hand_back"}],
            },
            "hand_back": {
                "kind": "return", "title": {"vi": "…", "en": "…"}, "post": "reception", "agency": "intake",
                "next": [{"id": "go", "label": {"vi": "…", "en": "…"}, "to": "end"}],
            },
        },
    },
    "result": {
        "kind": "x", "name": {"vi": "…", "en": "…"}, "template": "x", "numbering": {"symbol": "X", "series": "x"},
    },
}  # fmt: skip
"""What a form, papers and fees need around them to be compiled."""


def runnable(tree: Tree, *parts: str) -> CompiledProcedure | None:
    """The named parts of a tree (`form`, `cases`, `fees`, `components`), without what is wrong in them.

    None when nothing is left to show.
    """
    whole = {**_AROUND, **{name: tree[name] for name in parts if tree.get(name)}}
    if not isinstance(whole.get("form"), dict):
        whole["form"] = {"pages": []}
    for _ in range(MOST_ROUNDS):
        try:
            return compile_procedure(read_tree(whole).value)
        except DefinitionError as error:
            mended = _without(whole, error.problems)
            if mended == whole:
                return None
            whole = mended
        except (RecursionError, ValueError, TypeError):
            return None
    return None


def _without(tree: Tree, problems: tuple[Problem, ...]) -> Tree:
    """The tree after one round: settings dropped, then whole parts, the last of a list first."""
    gone: list[str] = []
    for problem in problems:
        path = problem.path
        last = path.rpartition(".")[2].partition("[")[0]
        if last in OPTIONAL and not path.endswith("]"):
            tree = changes.drop(tree, path)
        elif problem.code == "FORM_WORDS":
            tree = changes.write(tree, f"{path}.vi", "…")
        elif problem.code == "DEF_MISSING" and last in ("vi", "en", "label", "title", "name", "message"):
            tree = changes.write(tree, path, "" if last in ("vi", "en") else {"vi": "…", "en": "…"})
        elif problem.code == "CASE_LAST":
            tree = changes.write(tree, "cases", _AROUND["cases"])
        else:
            gone.append(_part(path))
    for path in sorted({one for one in gone if one}, key=changes.parts_of, reverse=True):
        tree = changes.drop(tree, path)
    return tree


def _part(path: str) -> str:
    """The nearest entry of a list that holds the place; else the place itself."""
    if "]" not in path:
        return "" if path.split(".")[0] in ("form", "workflow", "result") and "." not in path else path
    return path[: path.rindex("]") + 1]

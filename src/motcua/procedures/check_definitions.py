"""Reading and checking files of procedure definitions, for publication and for `make check`."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from motcua.foundation.definitions import DefinitionError, Loaded, Problem, load_document

from .compile import problems_of
from .definition import ProcedureDefinition


def load_definition(path: Path) -> Loaded[ProcedureDefinition]:
    """One procedure with the lines of its parts; includes stay inside its pack.

    Raises: DefinitionError with all problems of shape.
    """
    return load_document(path, ProcedureDefinition, root=path.parent)


def check_definitions(
    files: Iterable[Path],
    *,
    posts: Collection[str] | None = None,
    agencies: Collection[str] | None = None,
    templates: Collection[str] | None = None,
) -> list[Problem]:
    """All problems of shape and of soundness in `files`, and codes defined twice. Nothing is raised."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in files:
        name = f"{path.parent.name}/{path.name}"
        try:
            loaded = load_definition(path)
        except DefinitionError as error:
            problems += [_in_pack(problem, path) for problem in error.problems]
            continue
        found = problems_of(loaded, posts=posts, agencies=agencies, templates=templates)
        problems += [_in_pack(problem, path) for problem in found]
        code = loaded.value.code
        if code in seen:
            line = loaded.at("code")[1]
            problems.append(
                Problem(
                    name,
                    line,
                    "code",
                    "PROCEDURE_TWICE",
                    f"Mã {code} đã có trong {seen[code]}.",
                    f"The code {code} is already defined in {seen[code]}.",
                )
            )
        seen.setdefault(code, name)
    return problems


def _in_pack(problem: Problem, path: Path) -> Problem:
    file = f"{path.parent.name}/{problem.file or path.name}"
    return replace(problem, file=file)

"""Reading and checking files of procedure definitions, for publication and for `make check`."""

from collections.abc import Callable, Collection, Iterable
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


def definitions_in(path: Path) -> list[Path]:
    """The files of definitions in a folder and those below it, or the one file. Files in a folder `parts` are included
    by others, those in a folder `registers` declare registers, and hidden ones are not meant."""
    if path.is_file():
        return [path]
    found = [file for ending in ("*.yaml", "*.yml") for file in path.rglob(ending)]
    return sorted(
        file
        for file in found
        if not any(
            part in ("parts", "registers") or part.startswith(".") for part in file.relative_to(path).parts
        )
    )


def in_pack(path: Path) -> str:
    """A file by its pack's folder and its own name."""
    return f"{path.parent.name}/{path.name}"


def check_definitions(
    files: Iterable[Path],
    *,
    shown: Callable[[Path], str] = in_pack,
    posts: Collection[str] | None = None,
    agencies: Collection[str] | None = None,
    templates: Collection[str] | None = None,
) -> list[Problem]:
    """All problems of shape and of soundness in `files`, and codes defined twice. Nothing is raised.

    `shown`: how a file is named in problems. The parts of a linked set are looked for among `files`.
    """
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    read: list[tuple[Path, Loaded[ProcedureDefinition]]] = []
    for path in files:
        try:
            read.append((path, load_definition(path)))
        except DefinitionError as error:
            problems += [_named(problem, path, shown) for problem in error.problems]
    known = {loaded.value.code: loaded.value for _, loaded in read}
    for path, loaded in read:
        name = shown(path)
        found = problems_of(
            loaded, posts=posts, agencies=agencies, templates=templates,
            procedures=known if loaded.value.linked and _whole(loaded.value, known, read) else None,
        )  # fmt: skip
        problems += [_named(problem, path, shown) for problem in found]
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


def _whole(definition: ProcedureDefinition, known: Collection[str], read: Collection[object]) -> bool:
    """Whether a set is checked against its parts: not when it is looked at alone, apart from its pack."""
    assert definition.linked is not None
    return len(read) > 1 or any(part.procedure in known for part in definition.linked.parts)


def _named(problem: Problem, path: Path, shown: Callable[[Path], str]) -> Problem:
    """The problem with the name of its file, which may be one that `path` includes."""
    return replace(problem, file=shown(path.parent / (problem.file or path.name)))

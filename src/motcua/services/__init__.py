"""The service packs: folders of definitions. A procedure is one YAML file in its pack."""

from functools import cache
from pathlib import Path

from motcua.foundation.definitions import Loaded, Problem
from motcua.procedures.check_definitions import check_definitions, load_definition
from motcua.procedures.definition import ProcedureDefinition

HERE = Path(__file__).parent


def definition_files() -> list[Path]:
    """The YAML file of every procedure, sorted. Files in a pack's `parts` folder are included by others."""
    return sorted(HERE.glob("*/*.yaml"))


def packs() -> list[str]:
    """The packs that build results of their own, by folder name."""
    return sorted(path.parent.name for path in HERE.glob("*/results.py"))


def load_documents() -> list[Loaded[ProcedureDefinition]]:
    """All definitions with the lines of their parts, read once in a process. Raises: DefinitionError."""
    return list(_documents())


@cache
def _documents() -> tuple[Loaded[ProcedureDefinition], ...]:
    return tuple(load_definition(path) for path in definition_files())


def load_all() -> list[ProcedureDefinition]:
    """All definitions of all packs, sorted by code. Read once a process. Raises: DefinitionError."""
    return list(_all())


@cache
def _all() -> tuple[ProcedureDefinition, ...]:
    return tuple(
        sorted((loaded.value for loaded in load_documents()), key=lambda definition: definition.code)
    )


def check() -> list[Problem]:
    """Everything wrong in any pack; empty when all can be published."""
    return check_definitions(definition_files())

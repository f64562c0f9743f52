"""The service packs: folders of definitions. A procedure is one YAML file in its pack; a register is one in its folder
`registers`."""

from datetime import datetime
from functools import cache
from pathlib import Path

from motcua.foundation.definitions import Loaded, Problem, load_document
from motcua.procedures import sources
from motcua.procedures.check_definitions import check_definitions, load_definition
from motcua.procedures.definition import ProcedureDefinition
from motcua.records.registers.checking import check_registers
from motcua.records.registers.definition import RegisterDefinition

HERE = Path(__file__).parent


def definition_files() -> list[Path]:
    """The YAML file of every procedure, sorted. Files in a pack's `parts` folder are included by others."""
    return sorted(HERE.glob("*/*.yaml"))


@cache
def tell_sources() -> None:
    """Tell the rules of definitions what the registers hold and answer; definitions name it. Once a process."""
    sources.learn({one.register: words_of(one) for one in load_registers()})


def words_of(register: RegisterDefinition) -> sources.RegisterWords:
    """What definitions may say of a register."""
    fields = {field.id: field.label for field in register.fields}
    answers = {}
    for answer in register.answers:
        vi, en = ENTRY_WORDS.get(answer.field, ("", ""))
        label = fields.get(answer.field)
        answers[answer.source] = (
            f"{register.name.vi}: {label.vi.lower() if label else vi}",
            f"{register.name.en}: {label.en.lower() if label else en}",
        )
    return sources.RegisterWords(frozenset(fields), answers, frozenset(register.stands_for))


ENTRY_WORDS = {
    "entry_number": ("số vào sổ", "entry number"),
    "entry_year": ("năm đăng ký", "year of registration"),
    "entry_date": ("ngày đăng ký", "day of registration"),
    "entry_unit": ("nơi đăng ký", "place of registration"),
}
"""What the entry itself answers, in words."""


def packs() -> list[str]:
    """The packs that build results of their own, by folder name."""
    return sorted(path.parent.name for path in HERE.glob("*/results.py"))


def load_documents() -> list[Loaded[ProcedureDefinition]]:
    """All definitions with the lines of their parts, read once in a process. Raises: DefinitionError."""
    tell_sources()
    return list(_documents())


@cache
def _documents() -> tuple[Loaded[ProcedureDefinition], ...]:
    return tuple(load_definition(path) for path in definition_files())


def load_all() -> list[ProcedureDefinition]:
    """All definitions of all packs, sorted by code. Read once a process. Raises: DefinitionError."""
    tell_sources()
    return list(_all())


@cache
def _all() -> tuple[ProcedureDefinition, ...]:
    return tuple(
        sorted((loaded.value for loaded in load_documents()), key=lambda definition: definition.code)
    )


def check() -> list[Problem]:
    """Everything wrong in any pack; empty when all can be published."""
    tell_sources()
    return [*check_definitions(definition_files()), *check_register_files()]


def register_files() -> list[Path]:
    """The YAML file of every register, sorted."""
    return sorted(HERE.glob("*/registers/*.yaml"))


def check_register_files() -> list[Problem]:
    """Everything wrong in the registers of any pack."""
    return check_registers(register_files(), shown=lambda path: str(path.relative_to(HERE)))


def load_registers() -> list[RegisterDefinition]:
    """The registers that the packs declare, sorted by key. Read once a process. Raises: DefinitionError."""
    return [loaded.value for loaded in _registers()]


@cache
def _registers() -> tuple[Loaded[RegisterDefinition], ...]:
    found = (load_document(path, RegisterDefinition) for path in register_files())
    return tuple(sorted(found, key=lambda loaded: loaded.value.register))


def bring_in_registers(*, at: datetime) -> int:
    """Make the storage of every register and remember its definition; how many were new or changed.

    All or none. Raises: NotBroughtIn, DefinitionError.
    """
    from django.db import transaction

    from motcua.records import registers

    with transaction.atomic():
        return sum(registers.bring_in(definition, at=at) for definition in load_registers())

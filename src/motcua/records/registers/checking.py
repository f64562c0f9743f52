"""Whether the definitions of registers are sound: everything that is wrong, each with its file and line. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from motcua.foundation import expressions
from motcua.foundation.definitions import DefinitionError, Loaded, Problem, did_you_mean, load_document
from motcua.records.registers.check import environment
from motcua.records.registers.definition import NoOverlap, RegisterDefinition, RegisterField, Unique
from motcua.records.registers.identity import OWN_PARTS
from motcua.records.registers.values import TODAY

LONGEST_KEY = 40
"""Of a register's key: names of partitions and indexes must fit PostgreSQL's 63 letters."""
OF_THE_ENTRY = ("entry_number", "entry_year", "entry_date", "entry_unit")
"""What an answer may be besides the fields."""
ANY = "any"
ON_THE_MAP = ("unit", "address", "point", "area")
SEARCHES = {
    "name": ("name", "text"),
    "number": ("text", "pin", "integer"),
    "place": ("unit", "address", "text", "longtext"),
    "words": ("text", "longtext", "name"),
}
"""Which kinds of values a search makes sense for."""
_NAME = re.compile(r"\b[a-z][a-z0-9_]*\b(?!\s*\()")


def registers_in(path: Path) -> list[Path]:
    """The files that declare registers in a folder and those below it (in a folder `registers`), or the one file when it
    declares one."""
    if path.is_file():
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return [path] if any(line.startswith("register:") for line in lines) else []
    found = [file for ending in ("*.yaml", "*.yml") for file in path.rglob(ending)]
    return sorted(file for file in found if file.parent.name == "registers" or path.name == "registers")


def check_registers(
    files: Iterable[Path], *, shown: Callable[[Path], str] = str, powers: Collection[str] | None = None
) -> list[Problem]:
    """All problems in these files, links between them included. Nothing is raised. `powers`: the city's, when known."""
    problems: list[Problem] = []
    read: list[tuple[Path, Loaded[RegisterDefinition]]] = []
    for path in files:
        try:
            read.append((path, load_document(path, RegisterDefinition)))
        except DefinitionError as error:
            problems += [_in_file(problem, path, shown) for problem in error.problems]
    known = {loaded.value.register: loaded.value for _, loaded in read}
    keys: dict[str, Path] = {}
    for path, loaded in read:
        found = list(problems_of(loaded.value, known, powers=powers))
        if (key := loaded.value.register) in keys:
            found.append(
                (
                    "register",
                    "REG_TWICE",
                    f"Sổ {key} đã có ở {keys[key].name}.",
                    f"{keys[key].name} declares {key} too.",
                )
            )
        keys.setdefault(loaded.value.register, path)
        for place, code, vi, en in found:
            file, line = loaded.at(place)
            problems.append(_in_file(Problem(file, line, place, code, vi, en), path, shown))
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.path))


def _in_file(problem: Problem, path: Path, shown: Callable[[Path], str]) -> Problem:
    return Problem(shown(path), problem.line, problem.path, problem.code, problem.vi, problem.en)


Found = tuple[str, str, str, str]
"""Path, code, words in Vietnamese and English."""


def problems_of(
    definition: RegisterDefinition,
    known: Mapping[str, RegisterDefinition],
    *,
    powers: Collection[str] | None = None,
) -> Iterator[Found]:
    """What is wrong with one definition; `known`: all registers, for its links."""
    if len(definition.register) > LONGEST_KEY:
        yield "register", "REG_KEY", f"Mã sổ dài quá {LONGEST_KEY} ký tự.", f"The key exceeds {LONGEST_KEY}."
    yield from _fields(definition.fields, "fields", definition.version)
    names = {field.id for field in definition.fields}
    yield from _names(definition, names)
    yield from _people(definition)
    yield from _links(definition, known, names)
    yield from _rules(definition, names)
    yield from _access(definition, names, powers)
    yield from _answers(definition, names)
    yield from _migrations(definition, names)


def _unknown(path: str, name: str, known: Iterable[str]) -> Found:
    vi, en = did_you_mean(name, known)
    return path, "REG_FIELD", f"Sổ không có mục “{name}”.{vi}", f'The register has no field "{name}".{en}'


def _fields(fields: tuple[RegisterField, ...], path: str, version: int) -> Iterator[Found]:
    """Each field by itself: ids once, options where there is a choice, limits that can be met, rows that hold none."""
    seen: set[str] = set()
    for number, field in enumerate(fields):
        place = f"{path}[{number}]"
        if field.id in seen:
            yield f"{place}.id", "REG_ID", f"Mục “{field.id}” có hai lần.", f'"{field.id}" is there twice.'
        seen.add(field.id)
        if field.kind in ("choice", "choices") and not field.options:
            yield f"{place}.kind", "REG_OPTIONS", "Lựa chọn cần options.", "A choice needs options."
        if field.options and field.kind not in ("choice", "choices"):
            yield f"{place}.options", "REG_OPTIONS", "Chỉ lựa chọn có options.", "Only a choice has options."
        values = [option.value for option in field.options]
        if len(set(values)) < len(values):
            yield f"{place}.options", "REG_OPTIONS", "Một lựa chọn có hai lần.", "An option is there twice."
        if (field.kind == "rows") != bool(field.rows):
            yield (
                f"{place}.rows",
                "REG_ROWS",
                "Loại rows cần các mục của dòng.",
                "Rows and their fields go together.",
            )
        if any(inner.kind == "rows" for inner in field.rows):
            yield f"{place}.rows", "REG_ROWS", "Dòng không chứa dòng.", "Rows hold no rows."
        yield from _fields(field.rows, f"{place}.rows", version)
        yield from _limits(field, place)
        if field.search != "no" and field.kind not in SEARCHES[field.search]:
            yield (
                f"{place}.search", "REG_SEARCH",
                f"Loại {field.kind} không tìm theo {field.search} được.",
                f"A value of kind {field.kind} is not found by {field.search}.",
            )  # fmt: skip
        if field.public and field.sensitive:
            yield (
                f"{place}.public",
                "REG_PUBLIC",
                "Mục nhạy cảm không công khai.",
                "What is sensitive is not public.",
            )
        if field.since > version:
            yield f"{place}.since", "REG_VERSION", "since lớn hơn version.", "since is beyond the version."


def _limits(field: RegisterField, place: str) -> Iterator[Found]:
    if field.pattern is not None:
        try:
            re.compile(field.pattern)
        except re.error as error:
            yield f"{place}.pattern", "REG_PATTERN", f"Mẫu sai: {error}.", f"The pattern is wrong: {error}."
    numbers = field.kind in ("integer", "decimal", "money")
    dates = field.kind in ("date", "partial_date")
    for name, bound in (("min", field.min), ("max", field.max)):
        if bound is None:
            continue
        text = str(bound)
        good = (numbers and re.fullmatch(r"-?\d+(\.\d+)?", text)) or (
            dates and (text == TODAY or re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text))
        )
        if not good:
            yield (
                f"{place}.{name}", "REG_LIMIT",
                f"“{text}” không làm giới hạn của loại {field.kind} được.",
                f'"{text}" is no limit for the kind {field.kind}.',
            )  # fmt: skip


def _names(definition: RegisterDefinition, names: set[str]) -> Iterator[Found]:
    """The fields that the head of the definition speaks of."""
    for number, name in enumerate(definition.title):
        if name not in names:
            yield _unknown(f"title[{number}]", name, names)
    for number, name in enumerate(definition.identity):
        if name not in names and name not in OWN_PARTS:
            yield _unknown(f"identity[{number}]", name, {*names, *OWN_PARTS})
    if not definition.identity:
        yield "identity", "REG_IDENTITY", "Bản ghi cần khóa nhận biết.", "A record needs an identity."
    if definition.numbering == "none" and "number" in definition.identity:
        yield (
            "identity",
            "REG_IDENTITY",
            "Sổ không đánh số thì khóa là các mục.",
            "Not numbered: fields make the key.",
        )
    if definition.place is not None:
        field = definition.named(definition.place)
        if field is None:
            yield _unknown("place", definition.place, names)
        elif field.kind not in ON_THE_MAP:
            yield (
                "place",
                "REG_PLACE",
                f"Loại {field.kind} không có trên bản đồ.",
                f"{field.kind} has no place.",
            )


def _people(definition: RegisterDefinition) -> Iterator[Found]:
    roles: set[str] = set()
    for number, part in enumerate(definition.people):
        place = f"people[{number}]"
        if part.role in roles or part.role == ANY:
            yield (
                f"{place}.role",
                "REG_ROLE",
                f"Vai “{part.role}” trùng.",
                f'The role "{part.role}" is taken.',
            )
        roles.add(part.role)
        for what, name, kinds in (
            ("name", part.name, ("name", "text")),
            ("pin", part.pin, ("pin",)),
            ("birth", part.birth, ("date", "partial_date")),
        ):
            if name is None:
                continue
            field = definition.named(name)
            if field is None:
                yield _unknown(f"{place}.{what}", name, (one.id for one in definition.fields))
            elif field.kind not in kinds:
                yield (
                    f"{place}.{what}", "REG_KIND", f"Mục này phải thuộc loại {' hoặc '.join(kinds)}.",
                    f"This field must be of kind {' or '.join(kinds)}.",
                )  # fmt: skip


def _links(
    definition: RegisterDefinition, known: Mapping[str, RegisterDefinition], names: set[str]
) -> Iterator[Found]:
    for number, link in enumerate(definition.links):
        place = f"links[{number}]"
        target = known.get(link.register)
        if target is None:
            vi, en = did_you_mean(link.register, known)
            yield (
                f"{place}.register", "REG_LINK", f"Không có sổ “{link.register}”.{vi}",
                f'There is no register "{link.register}".{en}',
            )  # fmt: skip
        elif set(link.by) != set(target.identity):
            parts = ", ".join(target.identity)
            yield f"{place}.by", "REG_LINK", f"by phải có đúng: {parts}.", f"by must name exactly: {parts}."
        for part, name in link.by.items():
            if name not in names and name not in OWN_PARTS:
                yield _unknown(f"{place}.by.{part}", name, names)


def _rules(definition: RegisterDefinition, names: set[str]) -> Iterator[Found]:
    held: tuple[tuple[str, tuple[Unique | NoOverlap, ...]], ...] = (
        ("unique", definition.unique),
        ("no_overlap", definition.no_overlap),
    )
    for what, rules in held:
        for number, rule in enumerate(rules):
            if not rule.fields:
                yield f"{what}[{number}]", "REG_RULE", "Quy tắc cần các mục.", "A rule needs fields."
            for place, name in enumerate(rule.fields):
                if name not in names:
                    yield _unknown(f"{what}[{number}].fields[{place}]", name, names)
    for number, check in enumerate(definition.checks):
        yield from _expression(
            f"checks[{number}].expr", check.expr, environment(definition), expressions.BOOL
        )


def _expression(path: str, source: str, names: Mapping[str, Any], returns: Any) -> Iterator[Found]:
    try:
        expressions.compile(source, names, returns)
    except expressions.ExpressionError as error:
        for problem in error.problems:
            yield path, problem.code, problem.vi, problem.en


def _access(
    definition: RegisterDefinition, names: set[str], powers: Collection[str] | None
) -> Iterator[Found]:
    readable: set[str] = set()
    for number, access in enumerate(definition.access):
        place = f"access[{number}]"
        if powers is not None and access.power not in powers:
            vi, en = did_you_mean(access.power, powers)
            yield (
                f"{place}.power", "REG_POWER", f"Không có quyền “{access.power}”.{vi}",
                f'There is no power "{access.power}".{en}',
            )  # fmt: skip
        if not access.purposes:
            yield f"{place}.purposes", "REG_PURPOSE", "Cần mục đích đọc.", "Reading needs a purpose."
        for position, name in enumerate(access.fields):
            if name not in names:
                yield _unknown(f"{place}.fields[{position}]", name, names)
        readable |= set(access.fields)
    for number, field in enumerate(definition.fields):
        if field.sensitive and definition.access and field.id not in readable:
            yield (
                f"fields[{number}].sensitive", "REG_UNREADABLE", "Không ai được đọc mục nhạy cảm này.",
                "Nobody may read this sensitive field.",
            )  # fmt: skip


def _answers(definition: RegisterDefinition, names: set[str]) -> Iterator[Found]:
    roles = {part.role for part in definition.people} | {ANY}
    for number, answer in enumerate(definition.answers):
        if answer.role not in roles:
            yield _unknown_role(f"answers[{number}].role", answer.role, roles)
        if answer.field not in names and answer.field not in OF_THE_ENTRY:
            yield _unknown(f"answers[{number}].field", answer.field, {*names, *OF_THE_ENTRY})
    for source, role in definition.stands_for.items():
        if role not in roles:
            yield _unknown_role(f"stands_for.{source}", role, roles)


def _unknown_role(path: str, role: str, roles: Iterable[str]) -> Found:
    vi, en = did_you_mean(role, roles)
    return path, "REG_ROLE", f"Sổ không có vai “{role}”.{vi}", f'The register names no "{role}".{en}'


def _migrations(definition: RegisterDefinition, names: set[str]) -> Iterator[Found]:
    seen: set[int] = set()
    for number, migration in enumerate(definition.migrations):
        place = f"migrations[{number}]"
        if not 1 <= migration.version <= definition.version or migration.version in seen:
            yield (
                f"{place}.version", "REG_VERSION",
                f"Phiên bản từ 1 đến {definition.version}, mỗi số một lần.",
                f"A version from 1 to {definition.version}, each once.",
            )  # fmt: skip
        seen.add(migration.version)
        for name, source in migration.set.items():
            if name not in names:
                yield _unknown(f"{place}.set.{name}", name, names)
            # values of versions before may be asked for by names that are gone
            any_value = dict.fromkeys({*names, *_NAME.findall(source)}, expressions.DYN)
            yield from _expression(f"{place}.set.{name}", source, any_value, expressions.DYN)


def cannot_follow(before: RegisterDefinition, after: RegisterDefinition) -> list[Found]:
    """Why records of `before` could not be read under `after`, a higher version: fields whose kind changed, or that
    became required, without a rule that gives them."""
    ruled = {
        name for one in after.migrations if before.version < one.version <= after.version for name in one.set
    }
    found: list[Found] = []
    for number, field in enumerate(after.fields):
        old = before.named(field.id)
        place = f"fields[{number}]"
        if field.id in ruled:
            continue
        if old is not None and old.kind != field.kind:
            found.append(
                (
                    f"{place}.kind", "REG_MIGRATION",
                    f"{field.id} đổi từ {old.kind} sang {field.kind}: cần migrations.set cho bản ghi cũ.",
                    f"{field.id} changes from {old.kind} to {field.kind}: old records need migrations.set.",
                )
            )  # fmt: skip
        if field.required and (old is None or not old.required):
            found.append(
                (
                    f"{place}.required", "REG_MIGRATION",
                    f"{field.id} nay bắt buộc: cần migrations.set cho bản ghi cũ.",
                    f"{field.id} is required now: old records need migrations.set.",
                )
            )  # fmt: skip
        gone = {one.value for one in old.options} - {one.value for one in field.options} if old else set()
        if gone:
            listed = ", ".join(sorted(gone))
            found.append(
                (
                    f"{place}.options", "REG_MIGRATION",
                    f"{field.id} bỏ lựa chọn {listed}: cần migrations.set cho bản ghi cũ.",
                    f"{field.id} loses {listed}: old records need migrations.set.",
                )
            )  # fmt: skip
    return found

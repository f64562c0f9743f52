"""Names and types that expressions of a procedure see, and the binding of each expression to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.foundation.definitions import Problem, position
from motcua.foundation.expressions import (
    BOOL,
    DATE,
    INT,
    TEXT,
    Expression,
    ExpressionError,
    Type,
    compile,
    list_of,
    map_of,
    text_of,
)

from .definition import Field, Group, ProcedureDefinition
from .parts import all_steps

EXEMPTIONS = frozenset(
    {
        "poor_household",
        "near_poor_household",
        "person_of_merit",
        "disabled",
        "elderly",
        "child",
        "ethnic_minority_remote",
    }
)
"""Grounds of Luật Phí và lệ phí Đ10 that the city knows of a person from its registers."""

APPLICANT = map_of(
    {
        "kind": text_of({"citizen", "organisation"}),
        "full_name": TEXT,
        "pin": TEXT,
        "birth_date": DATE,
        "sex": text_of({"male", "female"}),
        "nationality": TEXT,
        "residence_unit": TEXT,
        "exemptions": list_of(text_of(EXEMPTIONS)),
    }
)
STANCES = ("agree", "conditions", "object", "silent")
"""What a consulted body says: it agrees, agrees on conditions, objects; or it let its days pass."""
STANCE = text_of(set(STANCES))
CHANNEL = text_of({"online", "counter", "postal"})
RESERVED = frozenset({"case", "channel", "today", "applicant", "officer", "end"})
ADDRESS = map_of({"unit": TEXT, "line": TEXT})


@dataclass(frozen=True, slots=True)
class Context:
    """What expressions know besides the answers. `officer` holds what officers entered, by field id."""

    today: date
    channel: str = "online"
    applicant: Mapping[str, Any] = field(default_factory=dict)
    case: str | None = None
    officer: Mapping[str, Any] = field(default_factory=dict)

    def values(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **answers,
            "today": self.today,
            "channel": self.channel,
            "applicant": self.applicant,
            "case": self.case,
            "officer": self.officer,
        }


def type_of(item: Field) -> Type:
    options = frozenset(option.value for option in item.options)
    match item.kind:
        case "integer" | "money":
            return INT
        case "yes_no":
            return BOOL
        case "date":
            return DATE
        case "choice":
            return text_of(options)
        case "choices":
            return list_of(text_of(options))
        case "address":
            return ADDRESS
    return TEXT


def group_type(group: Group) -> Type:
    return list_of(map_of({item.id: type_of(item) for item in group.fields}))


def form_names(definition: ProcedureDefinition) -> dict[str, Type]:
    """The names of the form's answers; a repeated group is a list of maps."""
    names: dict[str, Type] = {}
    for page in definition.form.pages:
        names.update({item.id: type_of(item) for item in page.fields})
        for group in page.groups:
            if group.repeat is not None:
                names[group.id] = group_type(group)
            else:
                names.update({item.id: type_of(item) for item in group.fields})
    return names


def officer_names(definition: ProcedureDefinition) -> dict[str, Type]:
    """What officers enter, by field id, and what consulted bodies said, by the id of the opinion."""
    names: dict[str, Type] = {}
    for step in all_steps(definition.workflow):
        names.update({opinion.id: STANCE for opinion in step.opinions})
        names.update({item.id: type_of(item) for item in step.fields})
    return names


@dataclass(frozen=True, slots=True)
class Environments:
    """`form`: answers and the person. `dossier`: also the case. `workflow`: also what officers entered."""

    form: Mapping[str, Type]
    dossier: Mapping[str, Type]
    workflow: Mapping[str, Type]


def environments(definition: ProcedureDefinition) -> Environments:
    form = {**form_names(definition), "today": DATE, "channel": CHANNEL, "applicant": APPLICANT}
    dossier = {**form, "case": text_of({case.id for case in definition.cases})}
    return Environments(form, dossier, {**dossier, "officer": map_of(officer_names(definition))})


class Notes:
    """Collects problems, each at the file and line of its path."""

    def __init__(self, positions: Mapping[str, tuple[str, int]]):
        self.positions = positions
        self.problems: list[Problem] = []

    def report(self, path: str, code: str, vi: str, en: str, *, way: tuple[str, ...] = ()) -> None:
        """Note a problem, once: a part that is used twice has its fault once. `way`: see `Problem`."""
        file, line = position(self.positions, path)
        problem = Problem(file, line, path, code, vi, en, way)
        if problem not in self.problems:
            self.problems.append(problem)

    def bind(self, source: str, env: Mapping[str, Type], returns: Type, path: str) -> Expression | None:
        """The checked expression; None when it is wrong (and then its problems are noted)."""
        try:
            return compile(source, env, returns)
        except ExpressionError as error:
            for problem in error.problems:
                self.report(
                    path,
                    problem.code,
                    f"{problem.vi} (biểu thức: {source})",
                    f"{problem.en} (expression: {source})",
                )
            return None

    def duplicates(self, ids: Iterable[tuple[str, str]], code: str) -> None:
        """`ids`: (id, path) in order of appearance."""
        seen: set[str] = set()
        for name, path in ids:
            if name in seen:
                self.report(path, code, f"Mã “{name}” bị trùng.", f'The id "{name}" is used twice.')
            seen.add(name)

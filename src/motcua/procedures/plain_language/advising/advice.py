"""One piece of advice, where it stands, and the change that follows it."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ...definition import Field, Group, Page, ProcedureDefinition, Text

LEVELS = ("must", "should", "could")
type Key = str | int


@dataclass(frozen=True, slots=True)
class Mend:
    """A safe change of the draft's tree: `value` is put at `at`; None takes away what stands there."""

    at: tuple[Key, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Advice:
    """`path` as problems name it, `where` in words; `why` it matters and `how` to mend it, each Vietnamese, English."""

    level: Literal["must", "should", "could"]
    code: str
    path: str
    where: Text
    why: Text
    how: Text
    mend: Mend | None = None


def mended(tree: dict[str, Any], mends: list[Mend]) -> dict[str, Any]:
    """The tree after these changes. A part that is not there any more is passed over."""
    result = copy.deepcopy(tree)
    for mend in mends:
        place: Any = result
        try:
            for key in mend.at[:-1]:
                place = place[key]
            if mend.value is None:
                place.pop(mend.at[-1], None)
            else:
                place[mend.at[-1]] = copy.deepcopy(mend.value)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
    return result


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the form with its place. `group`: the group in which it stands, if any."""

    field: Field
    page: Page
    group: Group | None
    at: tuple[Key, ...]

    @property
    def path(self) -> str:
        return path_of(self.at)

    @property
    def where(self) -> Text:
        name = self.field.label.vi or self.field.id
        english = self.field.label.en or self.field.id
        return Text(vi=f"Câu hỏi “{name}”", en=f'Question "{english}"')


def questions(definition: ProcedureDefinition) -> Iterator[Asked]:
    """Every question of the form, in the order of the pages."""
    for p, page in enumerate(definition.form.pages):
        for f, field in enumerate(page.fields):
            yield Asked(field, page, None, ("form", "pages", p, "fields", f))
        for g, group in enumerate(page.groups):
            for f, field in enumerate(group.fields):
                yield Asked(field, page, group, ("form", "pages", p, "groups", g, "fields", f))


def path_of(at: tuple[Key, ...]) -> str:
    """`form.pages[0].fields[2]`"""
    words = ""
    for key in at:
        words += f"[{key}]" if isinstance(key, int) else f".{key}" if words else key
    return words


def text(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en)

"""What is wrong with a definition, where, and in words for the editor who wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is the place in the document, e.g. workflow.steps.check.next[0].to; `line` counts from 1.

    `way`: what shows the fault in a diagram, one after another: ids of steps, and `step.action` between them.
    """

    file: str
    line: int
    path: str
    code: str
    vi: str
    en: str
    way: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file else self.path
        return f"{place} [{self.code}] {self.path}: {self.vi} / {self.en}"


class DefinitionError(ValueError):
    """A definition cannot be accepted. `problems` has everything found, in the order of the document."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.path)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(name: str, known: Iterable[str]) -> tuple[str, str]:
    """The closest known name as a question in Vietnamese and English; empty when none is close."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return (f" Có phải ý bạn là “{close[0]}”?", f' Did you mean "{close[0]}"?') if close else ("", "")

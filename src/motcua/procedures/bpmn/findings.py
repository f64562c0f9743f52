"""What is said about a BPMN file that was read: what it holds that our language does not, and what was guessed."""

from dataclasses import dataclass, field
from typing import Literal

from motcua.foundation.safe_xml import Element

Weight = Literal["error", "note"]
"""`error`: something that changes the workflow's meaning was left out. `note`: kept aside, or guessed: look at it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`element`: id in the file, `kind`: its BPMN name, `line`: where it begins (0: nowhere)."""

    code: str
    weight: Weight
    element: str
    kind: str
    line: int
    vi: str
    en: str

    def __str__(self) -> str:
        return f"{self.line}: {self.code} {self.kind} {self.element}: {self.en}"


@dataclass(slots=True)
class Findings:
    all: list[Finding] = field(default_factory=list)

    def error(self, code: str, at: Element, vi: str, en: str) -> None:
        self._add(code, "error", at, vi, en)

    def note(self, code: str, at: Element, vi: str, en: str) -> None:
        self._add(code, "note", at, vi, en)

    def unsupported(self, at: Element, vi: str, en: str) -> None:
        self._add("BPMN_UNSUPPORTED", "error", at, vi, en)

    def aside(self, at: Element, vi: str, en: str) -> None:
        self._add("BPMN_ASIDE", "note", at, vi, en)

    def guessed(self, at: Element, vi: str, en: str) -> None:
        self._add("BPMN_GUESSED", "note", at, vi, en)

    def _add(self, code: str, weight: Weight, at: Element, vi: str, en: str) -> None:
        key = at.attributes.get("id") or at.attributes.get("name", "")
        self.all.append(Finding(code, weight, key, at.name, at.line, vi, en))

"""What a dossier that waits for a body says of itself: asked of the room above that knows dossiers."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """A file of a dossier: of which component, and how it is called there."""

    component: str
    name: str
    file: UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier that waits for `system` at its open task, and everything that a connector may choose from.

    `expects`: the shape of the answer, one dict a field (id, kind, label, required, options, min, max, pattern).
    """

    dossier: UUID
    code: str
    procedure_code: str
    procedure_name: Mapping[str, str]
    system: str
    step: str
    task_id: int
    question: Mapping[str, str]
    answer_by: datetime
    answers: Mapping[str, Any]
    officer: Mapping[str, Any]
    papers: tuple[WaitingPaper, ...]
    expects: tuple[Mapping[str, Any], ...]
    person_ids: tuple[int, ...] = field(default=())


type Gather = Callable[[Collection[UUID]], Mapping[UUID, Waiting]]

_gather: list[Gather] = []


def connect(gather: Gather) -> None:
    """The room that knows dossiers offers to tell which of some dossiers wait for whom. Once; again is harmless."""
    _gather[:] = [gather]


def waiting(dossiers: Collection[UUID]) -> Mapping[UUID, Waiting]:
    """Those of the dossiers that wait for a body outside now."""
    return _gather[0](dossiers) if _gather and dossiers else {}

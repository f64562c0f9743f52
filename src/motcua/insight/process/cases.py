"""A dossier as an event log tells it: what the writers of XES and OCEL take. Pure."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the log. `transition`: of the lifecycle (schedule, start, complete), empty for a mere happening.

    `step` and `task` are empty for what is no step; `officer` is a pseudonym or empty.
    """

    id: str
    name: str
    at: datetime
    transition: str
    step: str = ""
    task: str = ""
    action: str = ""
    agency: str = ""
    post: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A paper or a document of a case, by what kind of thing it is."""

    id: str
    kind: str
    at: datetime
    state: str = ""


@dataclass(slots=True)
class Case:
    """A dossier as the log tells it: events in order of time."""

    id: str
    procedure: str
    version: int
    variant: str
    channel: str
    status: str
    deciding: str
    receiving: str
    filed_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    events: list[Told] = field(default_factory=list)
    tasks: list[Thing] = field(default_factory=list)
    papers: list[Thing] = field(default_factory=list)
    documents: list[Thing] = field(default_factory=list)


def in_time(case: Case) -> bool | None:
    """Whether a dossier ended by its appointed moment; None while it is open or without one."""
    if case.ended_at is None or case.due_at is None:
        return None
    return case.ended_at <= case.due_at

"""What a trial is made of: where it runs, what is handed in, the moves, and what they lead to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.foundation.worktime import Calendar

from ..definition import Opinion
from ..forms import Message


@dataclass(frozen=True, slots=True)
class Where:
    """An agency as the trial needs it."""

    name: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Offices:
    """The agencies of the made-up dossier: `named` finds any by key, or by kind and the unit told. `posts`: what
    kinds of posts are called, in Vietnamese and English."""

    intake: Where
    competent: Where
    named: Callable[[str, str | None], Where]
    posts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """What is handed in, and when. `answers` are clean."""

    at: datetime
    answers: Mapping[str, Any]
    channel: str = "online"
    applicant: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that somebody does: `act` (leave the step by a way), `answer` (an opinion comes in), `wait`; of a
    supplement `ask`, `bring` (the owner hands it in), `complete`.

    `fields` are the officer's entries, or the `stance` of an opinion; `minutes` plain minutes of the clock; `which`
    the id of a way or opinion.
    """

    do: str
    which: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the trial's log. `tone`: plain, ok, warn, danger."""

    at: datetime
    vi: str
    en: str
    step: str = ""
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What will fire by itself if nobody does anything."""

    at: datetime
    vi: str
    en: str
    kind: str
    which: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An opinion that was asked for."""

    opinion: Opinion
    where: Where
    due_at: datetime
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Supplement:
    """A supplement that was asked for: until when the owner may bring it, and when it came."""

    asked_at: datetime
    answer_by: datetime
    handed_in: datetime | None = None


class Fault(Exception):
    """A move that cannot be made; `messages` by field, or under the empty name."""

    def __init__(self, messages: Mapping[str, Message]):
        super().__init__(", ".join(message.en for message in messages.values()))
        self.messages = messages

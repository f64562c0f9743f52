"""The letters that arrived: in memory for the pages, and one JSON line each in the data folder."""

import json
import threading
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from sandbox.config import Config
from sandbox.faults import Faults

KEPT = 2000
FAULTS = frozenset({"refuse", "slow", "drop"})


@dataclass(frozen=True)
class Letter:
    """One received message, decoded. `to` is the SMTP envelope: who really gets it, Bcc included."""

    id: str
    received_at: str
    sender: str
    to: list[str]
    subject: str
    shown_from: str
    shown_to: str
    text: str
    html: str
    attachments: list[str]


class State:
    """Letters, oldest first, and the switched fault. Safe for threads."""

    def __init__(self, config: Config) -> None:
        self.faults = Faults(FAULTS)
        self._file = config.data / "mail.jsonl"
        self._lock = threading.Lock()
        self._letters: deque[Letter] = deque(maxlen=KEPT)
        if self._file.exists():
            with self._file.open(encoding="utf-8") as lines:
                self._letters.extend(Letter(**json.loads(line)) for line in lines if line.endswith("\n"))
        self._next = int(self._letters[-1].id) + 1 if self._letters else 1

    def receive(self, sender: str, to: list[str], raw: bytes) -> Letter:
        """Decode and keep one message; it is on disk before SMTP says 250."""
        message = cast(EmailMessage, message_from_bytes(raw, policy=policy.default))
        with self._lock:
            letter = Letter(
                id=str(self._next),
                received_at=datetime.now(UTC).isoformat(timespec="seconds"),
                sender=sender,
                to=to,
                subject=str(message.get("Subject", "")),
                shown_from=str(message.get("From", "")),
                shown_to=str(message.get("To", "")),
                text=_body(message, "plain"),
                html=_body(message, "html"),
                attachments=[part.get_filename() or "" for part in message.iter_attachments()],
            )
            self._next += 1
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(letter), ensure_ascii=False) + "\n")
            self._letters.append(letter)
        return letter

    def newest_first(self, to: str = "") -> list[Letter]:
        """All letters, or those to one address (whatever its case)."""
        with self._lock:
            letters = list(self._letters)
        wanted = to.strip().lower()
        return [
            letter for letter in reversed(letters) if not wanted or wanted in (a.lower() for a in letter.to)
        ]

    def letter(self, id_: str) -> Letter | None:
        with self._lock:
            return next((letter for letter in self._letters if letter.id == id_), None)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""

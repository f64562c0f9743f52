"""The SMTP side: takes every letter, delivers none."""

import asyncio
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mail.state import State

MOST_BYTES = 20 * 1024 * 1024


class _Reception:
    def __init__(self, state: State) -> None:
        self.state = state

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        faults = self.state.faults
        if faults.strikes("refuse"):
            return "451 4.3.0 Temporary failure, try again later"
        if faults.strikes("drop"):
            # No farewell: the sender cannot know whether the letter was taken.
            cast(asyncio.Transport, server.transport).abort()
            return "421 4.4.2 Connection dropped"
        if faults.strikes("slow"):
            await asyncio.sleep(faults.seconds)
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self.state.receive(envelope.mail_from or "", list(envelope.rcpt_tos), raw)
        return "250 OK"


class MailServer:
    """An SMTP server in a thread of its own."""

    def __init__(self, state: State, host: str, port: int) -> None:
        self._controller = Controller(
            _Reception(state), hostname=host, port=port, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True
        )

    def start(self) -> None:
        """Raises OSError when the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

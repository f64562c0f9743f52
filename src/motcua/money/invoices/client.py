"""The one place where this room talks HTTP: a message goes to the gate, answers are fetched from it after a mark."""

from dataclasses import dataclass

import requests

from motcua.money.invoices.config import Gate

CONNECT_S = 5.0
MOST_BYTES = 5_000_000
MARK = "X-Con-Tro"
"""Header with the mark after which the next answers are asked for."""


class TaxAway(Exception):
    """No usable answer came: the gate is away, slow or its server failed. Everything is tried again later."""


@dataclass(frozen=True, slots=True)
class TaxClient:
    """Talks to one gate. Redirects are not followed: taxpayers' data do not move house."""

    gate: Gate

    def send(self, message: bytes) -> bytes:
        """Deliver a message; the technical answer as it came. Raises: TaxAway."""
        try:
            answer = requests.post(
                f"{self.gate.url}/thong-diep",
                data=message,
                headers=self._headers() | {"Content-Type": "application/xml; charset=utf-8"},
                timeout=(CONNECT_S, self.gate.timeout_s),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise TaxAway(type(error).__name__) from error
        return self._content(answer)

    def answers(self, after: str) -> tuple[bytes, str] | None:
        """The next answer after the mark `after`, with its own mark; None when there is none. Raises: TaxAway."""
        try:
            answer = requests.get(
                f"{self.gate.url}/tra-loi",
                params={"sau": after},
                headers=self._headers(),
                timeout=(CONNECT_S, self.gate.timeout_s),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise TaxAway(type(error).__name__) from error
        if answer.status_code == 204:
            return None
        mark = answer.headers.get(MARK, "")
        if not mark or len(mark) > 60:
            raise TaxAway("an answer without a mark")
        return self._content(answer), mark

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.gate.key}"}

    def _content(self, answer: requests.Response) -> bytes:
        if answer.status_code != 200:
            raise TaxAway(f"HTTP {answer.status_code}")
        if len(answer.content) > MOST_BYTES:
            raise TaxAway("too large")
        return answer.content

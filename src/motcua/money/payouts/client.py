"""The bank over HTTP: a file of transfers, what became of it, a name look-up, one transfer. Every message is signed both ways."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from motcua.money.gateways.http import CONNECT_TIMEOUT_S, GatewayNonsense, GatewayUnreachable
from motcua.money.payouts.config import Config

HEADER = "X-Signature"
PIECE = 256 * 1024


def sign(key: str, digest_of: bytes) -> str:
    """HMAC-SHA256 of the SHA-256 of a body, lower-case hex: files are signed without being held in memory."""
    return hmac.new(key.encode(), hashlib.sha256(digest_of).hexdigest().encode(), hashlib.sha256).hexdigest()


def genuine(key: str, body: bytes, signature: str) -> bool:
    """Whether a message carries our key's signature; in constant time."""
    return hmac.compare_digest(sign(key, body), signature)


class BankClient:
    """One bank. Raises GatewayUnreachable (nobody knows whether it arrived) and GatewayNonsense (no such answer)."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def send_file(self, path: Path, sha256: str) -> bytes:
        """Hand a pain.001 file over; the bank's first answer, a pain.002."""
        signature = hmac.new(self.config.key.encode(), sha256.encode(), hashlib.sha256).hexdigest()
        answer = self._ask(
            "POST",
            "/pain001",
            data=_pieces(path),
            headers={"Content-Type": "application/xml", HEADER: signature},
        )
        return self._checked(answer)

    def status(self, msg_id: str) -> bytes | None:
        """What became of a message, as pain.002; None when the bank never got it."""
        answer = self._ask(
            "GET",
            "/pain002",
            params={"msg_id": msg_id},
            headers={HEADER: sign(self.config.key, msg_id.encode())},
        )
        if answer.status_code == 404 and self._says(answer, "unknown message"):
            return None
        return self._checked(answer)

    def lookup(self, bin_: str, account: str) -> str | None:
        """The holder's name of an account (vấn tin); None when there is no such account that takes money."""
        told = self._post_json("/napas/lookup", {"bin": bin_, "account": account})
        return str(told["name"]) if told.get("code") == "00" else None

    def transfer(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """One transfer at once. The same `msg_id` again is the same transfer."""
        return self._post_json("/napas/transfer", order)

    def transfer_status(self, msg_id: str) -> dict[str, Any] | None:
        """What became of a single transfer; None when the bank never got it."""
        told = self._post_json("/napas/status", {"msg_id": msg_id})
        return None if told.get("code") == "25" else told

    def _post_json(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        raw = json.dumps(dict(body), ensure_ascii=True, sort_keys=True).encode()
        headers = {"Content-Type": "application/json", HEADER: sign(self.config.key, raw)}
        content = self._checked(self._ask("POST", path, data=raw, headers=headers))
        try:
            told = json.loads(content)
        except ValueError:
            raise GatewayNonsense(f"no JSON from {path}") from None
        if not isinstance(told, dict):
            raise GatewayNonsense(f"no JSON object from {path}")
        return told

    def _ask(self, method: str, path: str, **how: Any) -> requests.Response:
        timeout = (min(CONNECT_TIMEOUT_S, self.config.timeout_s), self.config.timeout_s)
        try:
            return requests.request(
                method, self.config.url + path, timeout=timeout, allow_redirects=False, **how
            )
        except requests.RequestException as error:
            raise GatewayUnreachable(f"{type(error).__name__} at {path}") from error

    def _checked(self, answer: requests.Response) -> bytes:
        if answer.status_code != 200:
            raise GatewayUnreachable(f"HTTP {answer.status_code}")
        if not genuine(self.config.key, answer.content, answer.headers.get(HEADER, "")):
            raise GatewayNonsense("an answer without the bank's signature")
        return answer.content

    def _says(self, answer: requests.Response, words: str) -> bool:
        """A "not found" of the bank itself, signed; one of some proxy in between is no answer."""
        return words.encode() in answer.content and genuine(
            self.config.key, answer.content, answer.headers.get(HEADER, "")
        )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece

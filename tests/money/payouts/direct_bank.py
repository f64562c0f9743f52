"""The sandbox's bank without HTTP: calls arrive or are lost as a test wants, and every answer that was given can come again."""

import io
import json
from pathlib import Path
from typing import Any

from motcua.money.gateways.http import GatewayUnreachable
from motcua.money.payouts.client import BankClient
from motcua.money.payouts.config import Config
from sandbox.payouts import messages
from sandbox.payouts.state import State, Transfer

KEY = "khoa-chi-tra-cua-thanh-pho"


class Killed(BaseException):
    """The process ends in the middle of a call."""


def config(folder: Path, url: str = "http://127.0.0.1:9/payouts") -> Config:
    return Config(url, "1500201012345", "970405", "VBAAVNVX", "UBND THANH PHO HA NOI", KEY, folder, 3.0)


class DirectBank(BankClient):
    """`weather`: what happens to the next call: "", "lost before", "lost after", "killed before", "killed after"."""

    def __init__(self, folder: Path) -> None:
        super().__init__(config(folder))
        self.state = State(key=KEY)
        self.weather = ""

    def _before(self) -> None:
        if self.weather == "lost before":
            raise GatewayUnreachable("lost")
        if self.weather == "killed before":
            raise Killed

    def _after(self) -> None:
        if self.weather == "lost after":
            raise GatewayUnreachable("lost")
        if self.weather == "killed after":
            raise Killed

    def send_file(self, path: Path, sha256: str) -> bytes:
        self._before()
        with path.open("rb") as file:
            msg_id, transfers = messages.read(io.BytesIO(file.read()))
        self.state.take(msg_id, transfers)
        self._after()
        return messages.received(msg_id)

    def status(self, msg_id: str) -> bytes | None:
        self._before()
        message = self.state.messages.get(msg_id)
        return None if message is None else messages.report(message, message.transfers)

    def transfer(self, order: Any) -> dict[str, Any]:
        self._before()
        one = Transfer(
            order["end_to_end"], order["amount"], order["bin"], order["account"], order["name"], ""
        )
        self.state.take(order["msg_id"], [one], single=True)
        self._after()
        return self._words(order["msg_id"])

    def transfer_status(self, msg_id: str) -> dict[str, Any] | None:
        self._before()
        return self._words(msg_id) if msg_id in self.state.messages else None

    def _words(self, msg_id: str) -> dict[str, Any]:
        (one,) = self.state.messages[msg_id].transfers
        code = {"ACSC": "00", "ACSP": "09", "RJCT": "12"}[one.code]
        return json.loads(
            json.dumps({"code": code, "reason": one.reason, "msg_id": msg_id, "end_to_end": one.end_to_end})
        )

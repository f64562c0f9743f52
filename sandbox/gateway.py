"""What the stand-ins for MoMo, ZaloPay and the national platform share: payments, the pay page, notices with their faults."""

import itertools
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIEnvironment
from zoneinfo import ZoneInfo

from sandbox.day_files import FAULTS as FILE_FAULTS
from sandbox.faults import Faults
from sandbox.web import Handler, Request, Response, Routes, esc, page, redirect, send

VN = ZoneInfo("Asia/Ho_Chi_Minh")
KNOWN_FAULTS = frozenset(
    {
        "ipn_twice",
        "ipn_late",
        "ipn_never",
        "ipn_before_return",
        "wrong_amount",
        "bad_signature",
        "lost_answer",
        "slow",
        "down",
    }
    | FILE_FAULTS
)
TIMEOUT_S = 15
WAIT_FOR_ANSWER_S = 20.0


@dataclass
class Payment:
    """One payment as the merchant opened it; `outcome` is empty until the payer has decided."""

    reference: str
    amount: int
    words: str
    return_url: str
    notice_url: str
    expires_at: datetime
    asked: dict[str, Any]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    outcome: str = ""
    number: str = ""
    decided_at: datetime | None = None
    refunds: dict[str, int] = field(default_factory=dict)
    refunded_at: dict[str, datetime] = field(default_factory=dict)

    def give_back(self, number: str, amount: int, at: datetime) -> None:
        """Some of it goes back under a number of its own; the day's file tells it."""
        self.refunds[number], self.refunded_at[number] = amount, at

    @property
    def refunded(self) -> int:
        return sum(self.refunds.values())


@dataclass(frozen=True)
class Notice:
    """What is sent to the merchant's server: where and what."""

    reference: str
    url: str
    body: dict[str, Any]


class GatewayState:
    """Shared by the threads of the server; `lock` guards the payments. `held`: tests collect notices there, none is sent."""

    def __init__(
        self, now: Callable[[], datetime], repeat_after_s: float = 2.0, most_repeats: int = 10
    ) -> None:
        self.now = now
        self.repeat_after_s = repeat_after_s
        self.most_repeats = most_repeats
        self.faults = Faults(KNOWN_FAULTS)
        self.lock = threading.Lock()
        self.payments: dict[str, Payment] = {}
        self.sent: list[tuple[str, str]] = []
        self.held: list[Callable[[], Notice]] | None = None
        # Begins at the present second, so that a restarted gateway does not repeat its numbers.
        self._numbers = itertools.count(int(now().timestamp()) * 10)

    def next_number(self) -> str:
        return str(next(self._numbers))

    def decide(self, token: str, outcome: str, paid: bool) -> Payment | None:
        """The payer has pressed a button; None for a payment that is not known or decided already."""
        with self.lock:
            payment = next((one for one in self.payments.values() if one.token == token), None)
            if payment is None or payment.outcome:
                return None
            payment.outcome, payment.decided_at = outcome, self.now()
            if paid:
                payment.number = self.next_number()
            return payment

    def tell(
        self, build: Callable[[], Notice], accepted: Callable[[int, bytes], bool]
    ) -> list[threading.Thread]:
        """Begin to tell the merchant; the threads end when it has accepted or the repeats are used up."""
        if self.faults.strikes("ipn_never"):
            return []
        count = 2 if self.faults.strikes("ipn_twice") else 1
        if self.held is not None:
            self.held.extend([build] * count)
            return []
        delay = self.faults.seconds if self.faults.strikes("ipn_late") else 0.0
        threads = [
            threading.Thread(
                target=self._tell, args=(build, accepted, delay), name="gateway-notice", daemon=True
            )
            for _ in range(count)
        ]
        for thread in threads:
            thread.start()
        return threads

    def wait(self, threads: list[threading.Thread]) -> None:
        """Wait for the notices to be answered, when that fault is on."""
        if self.faults.strikes("ipn_before_return"):
            end = time.monotonic() + WAIT_FOR_ANSWER_S
            for thread in threads:
                thread.join(max(0.0, end - time.monotonic()))

    def _tell(
        self, build: Callable[[], Notice], accepted: Callable[[int, bytes], bool], delay: float
    ) -> None:
        time.sleep(delay)
        for repeat in range(self.most_repeats + 1):
            if repeat:
                time.sleep(self.repeat_after_s)
            notice = build()
            status, content = post(notice.url, notice.body)
            self.sent.append((notice.reference, str(status or "timeout")))
            if accepted(status, content):
                return

    def answer_or_lose(self, answer: Response) -> Response:
        """The answer to a question or a refund, late or lost when such a fault is on."""
        if self.faults.strikes("slow"):
            time.sleep(self.faults.seconds)
        return Response("gone", 502, "text/plain") if self.faults.strikes("lost_answer") else answer


class Gateway(ABC):
    """What the payer meets at every gateway: the page, the decision, the way back. The merchant's messages are `own` routes.

    A gateway says how its notices look and when it sends them, and what the browser carries back.
    """

    name: str
    outcomes: Mapping[str, tuple[str, str]]
    paid: str
    """The outcome that moves money."""
    over: str = "Giao dịch không còn hiệu lực"

    def __init__(self, state: GatewayState, own: Mapping[tuple[str, str], Handler]) -> None:
        self.routes = Routes(
            {
                ("GET", ""): lambda request: about(self.name, state),
                ("GET", "/"): lambda request: about(self.name, state),
                ("GET", "/pay/{token}"): lambda request, token: self._page(state, request, token),
                ("POST", "/pay"): lambda request: self._decided(state, request),
                **own,
            }
        )
        self._faults = state.faults

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """503 while the gateway is away; its pages for the curious stay."""
        if self._faults.strikes("down"):
            return send(Response("Service Unavailable", 503, "text/plain"), environ["REQUEST_METHOD"], start)
        return self.routes(environ, start)

    @abstractmethod
    def notice(self, payment: Payment) -> Notice:
        """What the merchant's server is told of a decided payment."""

    @abstractmethod
    def accepts(self, status: int, content: bytes) -> bool:
        """Whether the merchant has taken a notice."""

    @abstractmethod
    def sent_back(self, payment: Payment) -> dict[str, Any]:
        """What the browser carries to the merchant's page."""

    def tells(self, outcome: str) -> bool:
        """Whether this end is told to the merchant's server."""
        return True

    def _page(self, state: GatewayState, request: Request, token: str) -> Response:
        with state.lock:
            payment = next((one for one in state.payments.values() if one.token == token), None)
        if payment is None or payment.outcome or expired(payment, state.now()):
            return refused(self.over)
        return pay_page(self.name, payment, f"{request.environ.get('SCRIPT_NAME', '')}/pay", self.outcomes)

    def _decided(self, state: GatewayState, request: Request) -> Response:
        form = request.form()
        outcome = form.get("outcome", "")
        known = outcome in self.outcomes
        payment = state.decide(form.get("token", ""), outcome, outcome == self.paid) if known else None
        if payment is None:
            return refused(self.over)
        if self.tells(outcome):
            state.wait(state.tell(lambda: self.notice(payment), self.accepts))
        mark = "&" if "?" in payment.return_url else "?"
        return redirect(f"{payment.return_url}{mark}{urlencode(self.sent_back(payment))}")


def pay_address(request: Request, payment: Payment) -> str:
    """Where the merchant sends the payer."""
    here = f"{request.environ['wsgi.url_scheme']}://{request.environ.get('HTTP_HOST', 'localhost')}"
    return f"{here}{request.environ.get('SCRIPT_NAME', '')}/pay/{payment.token}"


def post(url: str, body: Mapping[str, Any]) -> tuple[int, bytes]:
    """POST JSON; status 0 when nobody answered."""
    data = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""
    except OSError:
        return 0, b""


def falsified(signature: str) -> str:
    """The signature with its first digit changed."""
    return ("0" if signature[0] != "0" else "1") + signature[1:]


def expired(payment: Payment, now: datetime) -> bool:
    return payment.expires_at <= now


def until(now: datetime, seconds: int) -> datetime:
    return now + timedelta(seconds=seconds)


def dong(amount: int) -> str:
    """5000 as `5.000 ₫`."""
    return f"{amount:,}".replace(",", ".") + " ₫"


def pay_page(name: str, payment: Payment, action: str, outcomes: Mapping[str, tuple[str, str]]) -> Response:
    """What is paid, and one button for each way in which it can end."""
    buttons = "".join(
        f'<li><button name="outcome" value="{esc(code)}"><strong>{esc(vi)}</strong>'
        f'<span class="hint" lang="en">{esc(en)}</span></button></li>'
        for code, (vi, en) in outcomes.items()
    )
    rows = "".join(
        f'<tr><th scope="row">{label}</th><td>{value}</td></tr>'
        for label, value in (
            ("Nội dung", esc(payment.words)),
            ("Mã giao dịch", esc(payment.reference)),
            ("Số tiền", f"<strong>{dong(payment.amount)}</strong>"),
        )
    )
    return page(
        name,
        f"<h1>{esc(name)}</h1><table><tbody>{rows}</tbody></table>"
        '<p class="hint">Chọn kết quả của giao dịch. <span lang="en">Choose how the payment ends.</span></p>'
        f'<form method="post" action="{esc(action)}"><input type="hidden" name="token" value="{esc(payment.token)}">'
        f'<ul class="people">{buttons}</ul></form>',
    )


def refused(words: str) -> Response:
    return page(
        "Không thể thanh toán", f'<h1>Không thể thanh toán</h1><p class="alert">{esc(words)}</p>', 400
    )


def about(name: str, state: GatewayState) -> Response:
    """What the gateway has seen, for the curious."""
    with state.lock:
        payments = list(state.payments.values())[-50:]
    rows = "".join(
        f"<tr><td>{esc(one.reference)}</td><td>{dong(one.amount)}</td><td>{esc(one.outcome or '…')}</td>"
        f"<td>{esc(', '.join(answer for reference, answer in state.sent if reference == one.reference))}</td></tr>"
        for one in reversed(payments)
    )
    return page(
        name,
        f"<h1>{esc(name)}</h1><table><thead><tr><th>Mã giao dịch</th><th>Số tiền</th><th>Kết quả</th>"
        f"<th>Trả lời</th></tr></thead><tbody>{rows}</tbody></table>",
    )


def object_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request; empty when it is none."""
    try:
        found = request.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

"""What every provider of payments offers to the rest of the city, whatever it is called there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from motcua.money.fees import Words
from motcua.money.gateways.checking import ConfigProblem
from motcua.money.gateways.returns import ReturnPage
from motcua.money.gateways.settlement import Outcome
from motcua.money.models import Attempt, Order, Refund


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants to pay and for what, as far as a provider asks: what is not known is empty."""

    at: datetime
    ip: str = ""
    lang: str = "vi"
    procedure_code: str = ""
    procedure_name: str = ""
    payer_number: str = field(default="", repr=False)
    payer_address: str = field(default="", repr=False)
    payer_province: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider knows about an attempt. `outcome` None: its answer settles nothing, ask again later."""

    outcome: Outcome | None
    amount: int | None
    code: str
    raw: Mapping[str, str]
    gateway_no: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """What a provider says to a refund; `accepted` also when it had taken the same request before."""

    accepted: bool
    code: str
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gateway:
    """One provider. `key` is its name in rows, settings and addresses, and its `Order.Means`.

    `begin(order, asking)` opens an attempt and gives the address for the payer's browser; it raises NothingToPay, WrongState,
    http.GatewayUnreachable, http.GatewayNonsense, begun.Refused. `query` and `refund` raise the two of `http`. `refund` None: the
    provider has no such message, an officer sends the money back by a transfer. `problems` is empty where it can be used.
    """

    key: str
    name: Words
    line: Words
    problems: Callable[[], list[ConfigProblem]]
    begin: Callable[[Order, Asking], str]
    query: Callable[[Attempt, datetime], Answer]
    refund: Callable[[Refund, Attempt, datetime], RefundAnswer] | None
    read_return: Callable[[Mapping[str, str], datetime], ReturnPage]

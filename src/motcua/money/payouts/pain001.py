"""Transfer orders as ISO 20022 pain.001.001.09, written and checked as a stream with constant memory. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from motcua.foundation.amounts import Dong

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MESSAGE = "pain.001.001.09"


class NotValid(ValueError):
    """A file does not keep to its schema; the message names the first fault."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One credit: names in plain capitals, đồng, the receiver's bank by its six digits."""

    end_to_end: str
    amount: Dong
    bin: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Order:
    """What stands around the transfers. `on`: the day of execution."""

    msg_id: str
    made_at: datetime
    count: int
    total: Dong
    on: date
    payer: str
    account: str
    swift: str
    purpose: str
    words: str


def write(order: Order, transfers: Iterable[Transfer]) -> Iterator[bytes]:
    """The file piece by piece. Raises: ValueError when count or sum are not those of the transfers."""
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{order.msg_id}</MsgId><CreDtTm>{order.made_at:%Y-%m-%dT%H:%M:%S}</CreDtTm><NbOfTxs>{order.count}</NbOfTxs>"
        f"<CtrlSum>{order.total}</CtrlSum><InitgPty><Nm>{order.payer}</Nm></InitgPty></GrpHdr>\n"
        f"<PmtInf><PmtInfId>{order.msg_id}-1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>{order.count}</NbOfTxs>"
        f"<CtrlSum>{order.total}</CtrlSum><PmtTpInf><CtgyPurp><Cd>{order.purpose}</Cd></CtgyPurp></PmtTpInf>"
        f"<ReqdExctnDt><Dt>{order.on.isoformat()}</Dt></ReqdExctnDt><Dbtr><Nm>{order.payer}</Nm></Dbtr>"
        f"<DbtrAcct><Id><Othr><Id>{order.account}</Id></Othr></Id><Ccy>VND</Ccy></DbtrAcct>"
        f"<DbtrAgt><FinInstnId><BICFI>{order.swift}</BICFI></FinInstnId></DbtrAgt>\n"
    )
    yield head.encode("ascii")
    tail = (
        f"<Purp><Cd>{order.purpose}</Cd></Purp><RmtInf><Ustrd>{order.words}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )
    count = total = 0
    pieces: list[str] = []
    for one in transfers:
        count += 1
        total += one.amount
        pieces.append(
            f"<CdtTrfTxInf><PmtId><InstrId>{count:06d}</InstrId><EndToEndId>{one.end_to_end}</EndToEndId></PmtId>"
            f'<Amt><InstdAmt Ccy="VND">{one.amount}</InstdAmt></Amt>'
            f"<CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>{one.bin}</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>"
            f"<Cdtr><Nm>{one.name}</Nm></Cdtr><CdtrAcct><Id><Othr><Id>{one.account}</Id></Othr></Id></CdtrAcct>{tail}"
        )
        if len(pieces) == 500:
            yield "".join(pieces).encode("ascii")
            pieces.clear()
    if (count, total) != (order.count, order.total):
        raise ValueError(
            f"{order.msg_id}: {count} transfers of {total} đồng, announced {order.count} of {order.total}"
        )
    yield ("".join(pieces) + "</PmtInf></CstmrCdtTrfInitn></Document>\n").encode("ascii")


@cache
def schema(name: str) -> etree.XMLSchema:
    """A schema of this room by its message's name. Read once."""
    with (files("motcua.money.payouts") / "schemas" / f"{name}.xsd").open("rb") as file:
        return etree.XMLSchema(etree.parse(file))


def check(path: Path) -> None:
    """Hold a whole file against the schema while it streams by. Raises: NotValid."""
    with path.open("rb") as file:
        _stream(file)


def _stream(file: BinaryIO) -> None:
    row = f"{{{NAMESPACE}}}CdtTrfTxInf"
    try:
        walk = etree.iterparse(
            file, events=("end",), tag=row, schema=schema(MESSAGE), resolve_entities=False, no_network=True, huge_tree=False
        )  # fmt: skip
        for _, element in walk:
            element.clear()
            before = element.getprevious()
            if before is not None and before.tag == row:
                before.getparent().remove(before)
    except etree.XMLSyntaxError as error:
        raise NotValid(str(error)) from None

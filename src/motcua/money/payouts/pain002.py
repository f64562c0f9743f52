"""Answers of a bank as ISO 20022 pain.002.001.10, read as a stream and checked against their schema. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from motcua.money.payouts.pain001 import schema

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
MESSAGE = "pain.002.001.10"
PENDING = frozenset({"RCVD", "PDNG", "ACTC", "ACCP", "ACSP", "ACWC", "ACFC"})
DONE = frozenset({"ACSC", "ACCC"})
NO = frozenset({"RJCT", "CANC"})
REASONS = {
    "AC01": ("Sai số tài khoản", "Wrong account number"), "AC04": ("Tài khoản đã đóng", "Account closed"),
    "AC06": ("Tài khoản bị phong tỏa", "Account blocked"), "AM02": ("Vượt hạn mức", "Above the limit"),
    "AM04": ("Tài khoản chi không đủ tiền", "Not enough money on the paying account"), "AM05": ("Lệnh trùng", "Duplicate"),
    "BE01": ("Tên người nhận không khớp", "Name does not match"), "RC01": ("Sai mã ngân hàng", "Wrong bank"),
    "NARR": ("Lý do khác", "Other reason"),
}  # fmt: skip
MOST_BYTES = 200_000_000


class NotReadable(ValueError):
    """What came is no such message."""


@dataclass(frozen=True, slots=True)
class Head:
    """Of which message an answer speaks, and what it says of all of it (`group`, may be empty)."""

    msg_id: str
    original: str
    group: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One transfer: `outcome` is `pending`, `done`, `no` or `unknown` (a code nobody knows)."""

    end_to_end: str
    code: str
    reason: str
    words: str

    @property
    def outcome(self) -> str:
        return outcome(self.code)


def outcome(code: str) -> str:
    return "pending" if code in PENDING else "done" if code in DONE else "no" if code in NO else "unknown"


def read(file: BinaryIO) -> Iterator[Head | Told]:
    """The head first, then each transfer. Raises: NotReadable (schema, document type, two different originals)."""
    space = f"{{{NAMESPACE}}}"
    header, group, transfer = f"{space}GrpHdr", f"{space}OrgnlGrpInfAndSts", f"{space}TxInfAndSts"
    key, status, reason = f"{space}OrgnlEndToEndId", f"{space}TxSts", f"{space}StsRsnInf"
    head: Head | None = None
    ids: list[str] = []
    try:
        walk = etree.iterparse(
            file, events=("end",), tag=(header, group, transfer), schema=schema(MESSAGE), resolve_entities=False,
            no_network=True, load_dtd=False,
        )  # fmt: skip
        for _, element in walk:
            if element.tag == header:
                ids.append(element.findtext(f"{space}MsgId", ""))
            elif element.tag == group:
                head = Head(
                    ids[0], element.findtext(f"{space}OrgnlMsgId", ""), element.findtext(f"{space}GrpSts", ""),
                    element.findtext(f"{space}StsRsnInf/{space}Rsn/{space}Cd", ""),
                )  # fmt: skip
                yield head
            else:
                said = {part.tag: part for part in element}
                named, code, why = said.get(key), said.get(status), said.get(reason)
                yield Told(
                    "" if named is None else named.text or "", "" if code is None else code.text or "",
                    "" if why is None else why.findtext(f"{space}Rsn/{space}Cd", ""),
                    "" if why is None else why.findtext(f"{space}AddtlInf", "")[:200],
                )  # fmt: skip
                parent = element.getparent()
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError as error:
        raise NotReadable(str(error)) from None
    if head is None:
        raise NotReadable("no head")

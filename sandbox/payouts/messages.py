"""pain.001 read and pain.002 written, with the bank's own code."""

import itertools
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from sandbox.payouts.state import Message, Transfer
from sandbox.web import esc

VN = ZoneInfo("Asia/Ho_Chi_Minh")
IN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
OUT = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
_numbers = itertools.count(1)


class Unreadable(ValueError):
    """No such file: sums, number or shape are wrong."""


def read(stream: Any) -> tuple[str, list[Transfer]]:
    """Message id and transfers of a file. Raises Unreadable when count or sum of the head differ."""
    msg_id, count, total = "", 0, 0
    found: list[Transfer] = []
    try:
        for _, element in ElementTree.iterparse(stream):
            if element.tag == f"{IN}GrpHdr":
                msg_id = element.findtext(f"{IN}MsgId", "")
                count, total = (
                    int(element.findtext(f"{IN}NbOfTxs", "0")),
                    int(element.findtext(f"{IN}CtrlSum", "0")),
                )
            elif element.tag == f"{IN}CdtTrfTxInf":
                found.append(_transfer(element))
                element.clear()
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(str(error)) from None
    if not msg_id or (len(found), sum(one.amount for one in found)) != (count, total):
        raise Unreadable("number or sum differs from the head")
    return msg_id, found


def _transfer(element: Any) -> Transfer:
    def text(path: str) -> str:
        return element.findtext("/".join(IN + part for part in path.split("/")), "")

    return Transfer(
        text("PmtId/EndToEndId"), int(text("Amt/InstdAmt")), text("CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
        text("CdtrAcct/Id/Othr/Id"), text("Cdtr/Nm"), "",
    )  # fmt: skip


def received(msg_id: str) -> bytes:
    """ "We have it, and it can be read." """
    return _report(msg_id, "ACTC", ())


def report(message: Message, transfers: Iterable[Transfer], code: str = "", about: str = "") -> bytes:
    """What became of the transfers; `code` in place of each one's own, `about` in place of the message's id."""
    rows = list(transfers)
    codes = {one.code for one in rows}
    group = "RJCT" if codes == {"RJCT"} else "ACSC" if codes == {"ACSC"} else "PART"
    return _report(about or message.msg_id, group, rows, code)


def _report(msg_id: str, group: str, rows: Iterable[Transfer], code: str = "") -> bytes:
    pieces = [
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="', OUT, '"><CstmrPmtStsRpt><GrpHdr><MsgId>BANK',
        f"{datetime.now(VN):%Y%m%d%H%M%S}{next(_numbers):06d}</MsgId><CreDtTm>{datetime.now(VN):%Y-%m-%dT%H:%M:%S}</CreDtTm></GrpHdr>",
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{esc(msg_id)}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>",
        f"<GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{esc(msg_id)}-1</OrgnlPmtInfId>",
    ]  # fmt: skip
    for one in rows:
        pieces.append(
            f"<TxInfAndSts><OrgnlEndToEndId>{esc(one.end_to_end)}</OrgnlEndToEndId><TxSts>{code or one.code}</TxSts>"
        )
        if one.reason:
            pieces.append(f"<StsRsnInf><Rsn><Cd>{one.reason}</Cd></Rsn></StsRsnInf>")
        pieces.append("</TxInfAndSts>")
    pieces.append("</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>")
    return "".join(pieces).encode()

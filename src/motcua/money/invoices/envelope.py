"""The envelope in which everything goes to the tax authority and comes back (TDiep), and the bodies that we write. Pure.

Message kinds by MLTDiep: 100 registration, 200 an invoice that is to get a code, 203 a package without codes, 300 notice of
errors, 400 summary. Source: QĐ 1450/QĐ-TCT.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from motcua.foundation.safe_xml import Element, NotReadable, read_xml
from motcua.money.invoices.tax_codes import bare
from motcua.money.invoices.writing import VERSION, leaf, optional, tag

AUTHORITY = "TCT"
_SENDER = re.compile(r"[VK]([0-9]{10}|[0-9]{13})")
_MESSAGE = re.compile(r"[VK]([0-9]{10}|[0-9]{13})[0-9A-F]{32}")
MOST_DOCUMENTS = 100
"""Documents in one package: a message stays well under the server's limit of 4 MB."""


class Kind(IntEnum):
    """MLTDiep, as far as this house sends or hears it."""

    REGISTER = 100
    REGISTRATION_TAKEN = 102
    REGISTRATION_DECIDED = 103
    FOR_CODE = 200
    CODED = 202
    WITHOUT_CODE = 203
    CHECKED = 204
    ERROR_NOTICE = 300
    NOTICE_DECIDED = 301
    TO_REVIEW = 302
    SUMMARY = 400
    TECHNICAL = 999
    BAD_FORMAT = -1


class Matter(IntEnum):
    """TCTBao: what a notice of errors says about a document."""

    CANCELLED = 1
    ADJUSTED = 2
    REPLACED = 3
    EXPLAINED = 4


class BadMessage(ValueError):
    """What came is no message of this protocol."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message by its envelope; `body` is DLieu."""

    kind: int
    id: str
    sender: str
    tax_code: str
    answers: str
    body: Element


def sender_of(tax_code: str) -> str:
    """MNGui of a taxpayer. Raises: ValueError."""
    sender = f"K{bare(tax_code)}"
    if not _SENDER.fullmatch(sender):
        raise ValueError(tax_code)
    return sender


def message_id(tax_code: str, random_hex: str) -> str:
    """MTDiep: sender and 32 digits of chance. Raises: ValueError."""
    made = f"{sender_of(tax_code)}{random_hex.upper()}"
    if not _MESSAGE.fullmatch(made):
        raise ValueError(made)
    return made


def wrapped(kind: Kind, id: str, tax_code: str, body: str, *, count: int = 1) -> bytes:
    """The message around `body`."""
    head = tag(
        "TTChung",
        leaf("PBan", VERSION),
        leaf("MNGui", sender_of(tax_code)),
        leaf("MNNhan", AUTHORITY),
        leaf("MLTDiep", int(kind)),
        leaf("MTDiep", id),
        leaf("MST", tax_code),
        leaf("SLuong", count),
    )
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + tag("TDiep", head, tag("DLieu", body))).encode()


def without_declaration(file: str) -> str:
    """A signed file as it stands inside a message: the same text, so that its signature holds."""
    return re.sub(r"\A<\?xml[^>]*\?>\s*", "", file)


@dataclass(frozen=True, slots=True)
class Registration:
    """Who registers, and with what: kinds of documents, symbols, the certificate that will sign."""

    name: str
    tax_code: str
    address: str
    email: str
    day: date
    coded: bool
    symbols: Sequence[tuple[str, str]]
    certificate_serial: str
    certificate_issuer: str
    valid_from: date
    valid_until: date


def registration(told: Registration) -> str:
    """Body of 100: tờ khai 01/ĐKTĐ-HĐĐT. The list of symbols (DSKHieu) is this house's own addition."""
    head = tag(
        "TTChung",
        leaf("PBan", VERSION),
        leaf("MSo", "01/ĐKTĐ-HĐĐT"),
        leaf("Ten", "Tờ khai đăng ký sử dụng hóa đơn, chứng từ điện tử"),
        leaf("HThuc", 1),
        leaf("TNNT", told.name),
        leaf("MST", told.tax_code),
        leaf("DCLHe", told.address),
        optional("DCTDTu", told.email),
        leaf("NLap", told.day.isoformat()),
    )
    body = tag(
        "NDTKhai",
        tag("HTHDon", leaf("CMa", int(told.coded)), leaf("KCMa", int(not told.coded))),
        tag("LHDSDung", leaf("HDBHang", 1), leaf("CTu", 1)),
        tag(
            "DSKHieu",
            *(tag("KHieu", leaf("MauSo", form), leaf("KyHieu", serial)) for form, serial in told.symbols),
        ),
        tag(
            "DSCTSSDung",
            tag(
                "CTS",
                leaf("STT", 1),
                leaf("TTChuc", told.certificate_issuer),
                leaf("Seri", told.certificate_serial),
                leaf("TNgay", told.valid_from.isoformat()),
                leaf("DNgay", told.valid_until.isoformat()),
                leaf("HThuc", 1),
            ),
        ),
    )
    return tag("TKhai", tag("DLTKhai", head, body))


@dataclass(frozen=True, slots=True)
class Wrong:
    """One document that a notice of errors speaks about."""

    form: str
    serial: str
    number: int
    day: date
    matter: Matter
    reason: str
    code: str = ""


def error_notice(name: str, tax_code: str, number: int, day: date, wrong: Sequence[Wrong]) -> str:
    """Body of 300: thông báo 04/SS-HĐĐT."""
    rows = (
        tag(
            "HDon",
            leaf("STT", n),
            optional("MCCQT", one.code),
            leaf("KHMSHDon", one.form),
            leaf("KHHDon", one.serial),
            leaf("SHDon", one.number),
            leaf("Ngay", one.day.isoformat()),
            leaf("LADHDDT", 1),
            leaf("TCTBao", int(one.matter)),
            leaf("LDo", one.reason),
        )
        for n, one in enumerate(wrong, 1)
    )
    return tag(
        "TBao",
        tag(
            "DLTBao",
            leaf("PBan", VERSION),
            leaf("MSo", "04/SS-HĐĐT"),
            leaf("Ten", "Thông báo hóa đơn, chứng từ điện tử có sai sót"),
            leaf("Loai", 1),
            leaf("So", number),
            leaf("TNNT", name),
            leaf("MST", tax_code),
            leaf("NTBao", day.isoformat()),
            tag("DSHDon", *rows),
        ),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a summary. `state`: 0 new, 1 cancelled, 2 adjusting, 3 replacing."""

    form: str
    serial: str
    number: int
    day: date
    buyer: str
    total: int
    state: int


def summary(
    name: str, tax_code: str, month: date, part: int, day: date, rows: Sequence[Row], *, first: bool
) -> str:
    """Body of 400: bảng tổng hợp dữ liệu of a month; `part` counts the tables of one month, `first` is the first delivery."""
    lines = (
        tag(
            "DLieu",
            leaf("STT", n),
            leaf("KHMSHDon", one.form),
            leaf("KHHDon", one.serial),
            leaf("SHDon", one.number),
            leaf("NLap", one.day.isoformat()),
            optional("TNMua", one.buyer),
            leaf("TgTTToan", one.total),
            leaf("TThai", one.state),
        )
        for n, one in enumerate(rows, 1)
    )
    return tag(
        "BTHDLieu",
        tag(
            "DLBTHop",
            tag(
                "TTChung",
                leaf("PBan", VERSION),
                leaf("MSo", "01/TH-HĐĐT"),
                leaf("Ten", "Bảng tổng hợp dữ liệu hóa đơn, chứng từ điện tử"),
                leaf("SBTHDLieu", part),
                leaf("LKDLieu", "T"),
                leaf("KDLieu", f"{month:%m/%Y}"),
                leaf("LDau", int(first)),
                leaf("NLap", day.isoformat()),
                leaf("TNNT", name),
                leaf("MST", tax_code),
            ),
            tag("NDBTHDLieu", tag("DSDLieu", *lines)),
        ),
    )


def read(content: bytes) -> Message:
    """A message that came. Raises: BadMessage."""
    try:
        root = read_xml(content)
    except NotReadable as error:
        raise BadMessage(error.en) from None
    head, body = root.first("", "TTChung"), root.first("", "DLieu")
    if root.name != "TDiep" or head is None or body is None:
        raise BadMessage("not TDiep with TTChung and DLieu")
    kind, id = text_of(head, "MLTDiep"), text_of(head, "MTDiep")
    if not re.fullmatch(r"-?[0-9]{1,3}", kind) or not 1 <= len(id) <= 46:
        raise BadMessage("MLTDiep or MTDiep is missing")
    return Message(
        int(kind), id, text_of(head, "MNGui"), text_of(head, "MST"), text_of(head, "MTDTChieu"), body
    )


def text_of(element: Element | None, *path: str) -> str:
    """The text at a path, empty when it is not there."""
    for name in path:
        if element is None:
            return ""
        element = element.first("", name)
    return element.text.strip() if element is not None else ""

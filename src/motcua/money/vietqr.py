"""VietQR (NAPAS, EMVCo merchant-presented): the text of a transfer QR, written and read. Pure.

Strict in what is written, lenient in what is read: fields in any order, unknown ones kept.
Source: NAPAS QR specification 1.0 (09/2021); EMVCo QR Code Specification for Payment Systems, merchant-presented mode.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

GUID = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
MAX_DIGITS = 13
LIMITS = {"name": 25, "city": 15, "purpose": 25, "bill": 25, "account": 19}
_ALLOWED = re.compile(r"[^A-Za-z0-9 ./-]")


class BadQr(ValueError):
    """The text is no VietQR, or the payment cannot be written as one; `code` says why.

    `crc`, `layout`, `scheme` (another network's), `currency`, `amount`, `bin`, `account`, `length`.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer to ask for. `amount` in đồng, None leaves it to the payer; texts are those of the QR, without marks."""

    bin: str
    account: str
    amount: int | None = None
    purpose: str = ""
    bill: str = ""
    name: str = ""
    city: str = ""
    category: str = ""
    service: str = TO_ACCOUNT
    others: dict[str, str] = field(default_factory=dict, compare=False)


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, initial 0xFFFF) of an ASCII text: four capital hexadecimal digits."""
    value = 0xFFFF
    for byte in text.encode("utf-8"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        value &= 0xFFFF
    return f"{value:04X}"


def plain(text: str) -> str:
    """A text as a QR may hold it: without Vietnamese marks, only letters, digits, space and `. / -`."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(_ALLOWED.sub(" ", bare).split())


def write(transfer: Transfer) -> str:
    """The QR's text. Dynamic (one payment) when an amount or a reference is fixed, else static. Raises BadQr."""
    if not re.fullmatch(r"[0-9]{6}", transfer.bin, re.ASCII):
        raise BadQr("bin", f"{transfer.bin!r} is no bank's number of six digits")
    if not re.fullmatch(r"[A-Za-z0-9]{1,19}", transfer.account, re.ASCII):
        raise BadQr("account", f"{transfer.account!r} is no account of up to 19 letters and digits")
    if transfer.amount is not None and not 0 < transfer.amount < 10**MAX_DIGITS:
        raise BadQr("amount", f"{transfer.amount} đồng cannot be asked for")
    texts = {name: plain(getattr(transfer, name)) for name in ("name", "city", "purpose", "bill")}
    for name, text in texts.items():
        if len(text) > LIMITS[name]:
            raise BadQr("length", f"{name}: {len(text)} characters, at most {LIMITS[name]}")
    fixed = transfer.amount is not None or texts["purpose"] or texts["bill"]
    receiver = _join((("00", transfer.bin), ("01", transfer.account)))
    body = _join(
        (
            ("00", "01"),
            ("01", "12" if fixed else "11"),
            ("38", _join((("00", GUID), ("01", receiver), ("02", transfer.service)))),
            ("52", transfer.category),
            ("53", "704"),
            ("54", "" if transfer.amount is None else str(transfer.amount)),
            ("58", "VN"),
            ("59", texts["name"]),
            ("60", texts["city"]),
            ("62", _join((("01", texts["bill"]), ("08", texts["purpose"])))),
        )
    )
    return f"{body}6304{crc(body + '6304')}"


def read(text: str) -> Transfer:
    """What a QR asks for. Raises BadQr for a wrong check value, another scheme or currency, or parts that do not fit."""
    text = text.strip()
    if len(text) < 8 or text[-8:-4] != "6304" or crc(text[:-4]) != text[-4:].upper():
        raise BadQr("crc", "the check value is wrong")
    fields = _split(text[:-8])
    if fields.get("00") != "01" or "38" not in fields:
        raise BadQr("scheme" if "26" in fields else "layout", "not a QR for transfers")
    told = _split(fields["38"])
    receiver = _split(told.get("01", ""))
    if told.get("00") != GUID or {"00", "01"} - set(receiver):
        raise BadQr("scheme", "not a QR of NAPAS")
    if fields.get("53") != "704":
        raise BadQr("currency", "not in đồng")
    amount = fields.get("54")
    if amount is not None and not re.fullmatch(r"[0-9]{1,13}", amount, re.ASCII):
        raise BadQr("amount", f"{amount!r} is no amount in đồng")
    more = _split(fields.get("62", ""))
    return Transfer(
        bin=receiver["00"],
        account=receiver["01"],
        amount=None if amount is None else int(amount),
        purpose=more.get("08", ""),
        bill=more.get("01", ""),
        name=fields.get("59", ""),
        city=fields.get("60", ""),
        category=fields.get("52", ""),
        service=told.get("02", TO_ACCOUNT),
        others={tag: value for tag, value in more.items() if tag not in ("01", "08")},
    )


def _join(parts: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in parts if value)


def _split(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if not re.fullmatch(r"[0-9]{4}", head, re.ASCII):
            raise BadQr("layout", f"no field begins at {at}")
        value = text[at + 4 : at + 4 + int(head[2:])]
        if len(value) != int(head[2:]) or head[:2] in found:
            raise BadQr("layout", f"field {head[:2]} is cut off or comes twice")
        found[head[:2]] = value
        at += 4 + len(value)
    return found

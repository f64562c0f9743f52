"""What the tax authority's answers say, read from their bodies. Pure; what becomes of documents is decided in `receiving`."""

from dataclasses import dataclass
from enum import IntEnum

from motcua.foundation.safe_xml import Element
from motcua.money.invoices.envelope import BadMessage, Message, text_of

MOST_WORDS = 500


class Verdict(IntEnum):
    """LTBao of 204."""

    NOT_ELIGIBLE = 1
    PACKAGE_VALID = 2
    DETAILS_INVALID = 3
    SUMMARY_INVALID = 4
    CASH_REGISTER_INVALID = 7
    OTHER = 9


@dataclass(frozen=True, slots=True)
class About:
    """One document that an answer names, with what is said of it."""

    form: str
    serial: str
    number: int
    reasons: str = ""
    code: str = ""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in short. `accepted` of the whole message; `words` what was said against it; `about` single documents."""

    accepted: bool
    words: str = ""
    about: tuple[About, ...] = ()


def technical(message: Message) -> Answer:
    """999: TTTNhan 0 is accepted, 1 refused, with the list of errors. The form with -1 (bad format) is always a refusal."""
    found = message.body.first("", "TBao")
    accepted = message.kind == 999 and text_of(found, "TTTNhan") == "0"
    return Answer(accepted, "" if accepted else _reasons(found) or "sai định dạng")


def registration(message: Message) -> Answer:
    """103: TTXNCQT 1 accepted, 2 refused with reasons. (102 only says that it came: THop 1 taken, 2 not.)"""
    found = _of(message, "TBao", "DLTBao")
    accepted = text_of(found, "TTXNCQT" if message.kind == 103 else "THop") == "1"
    return Answer(accepted, "" if accepted else _reasons(found))


def coded(message: Message) -> Answer:
    """202: the invoice as we sent it, with the authority's code beside."""
    document = _of(message, "HDon")
    code, head = text_of(document, "MCCQT"), ("DLHDon", "TTChung")
    number = text_of(document, *head, "SHDon")
    if not 1 <= len(code) <= 34 or not number.isdecimal() or len(number) > 8:
        raise BadMessage("202 without code or number")
    form, serial = text_of(document, *head, "KHMSHDon"), text_of(document, *head, "KHHDon")
    return Answer(True, about=(About(form, serial, int(number), code=code, accepted=True),))


def checked(message: Message) -> tuple[Verdict, Answer]:
    """204: result of the data check, with what is wrong with single documents. Raises: BadMessage."""
    found = _of(message, "TBao", "DLTBao")
    said = text_of(found, "LTBao")
    try:
        verdict = Verdict(int(said))
    except ValueError:
        raise BadMessage(f"204 with LTBao {said!r}") from None
    rows = found.first("", "DSHDon") if found else None
    about = tuple(_about(one) for one in (rows.all("", "HDon") if rows else ()))
    return verdict, Answer(verdict is Verdict.PACKAGE_VALID, _reasons(found), about)


def notice_decided(message: Message) -> Answer:
    """301: for each document of our notice, whether it was accepted (TTTNCCQT 1)."""
    found = _of(message, "TBao", "DLTBao")
    rows = found.first("", "DSHDon") if found else None
    about = tuple(_about(one) for one in (rows.all("", "HDon") if rows else ()))
    return Answer(bool(about) and all(one.accepted for one in about), _reasons(found), about)


def to_review(message: Message) -> Answer:
    """302: documents that the authority wants looked at."""
    found = _of(message, "TBao", "DLTBao")
    rows = found.first("", "DSHDon") if found else None
    return Answer(
        False, _reasons(found), tuple(_about(one) for one in (rows.all("", "HDon") if rows else ()))
    )


def _of(message: Message, *path: str) -> Element:
    element: Element | None = message.body
    for name in path:
        element = element.first("", name) if element else None
    if element is None:
        raise BadMessage(f"{message.kind} without {'/'.join(path)}")
    return element


def _about(row: Element) -> About:
    number = text_of(row, "SHDon")
    if not number.isdecimal() or len(number) > 8:
        raise BadMessage("a document without number")
    return About(
        text_of(row, "KHMSHDon"),
        text_of(row, "KHHDon"),
        int(number),
        _reasons(row) or text_of(row, "LDo"),
        accepted=text_of(row, "TTTNCCQT") == "1",
    )


def _reasons(element: Element | None) -> str:
    """`code: words` of every LDo of an element's list of reasons."""
    listed = element.first("", "DSLDo") if element else None
    said = [
        ": ".join(filter(None, (text_of(one, "MTLoi"), text_of(one, "HDXLy"), text_of(one, "GChu"))))
        for one in (listed.all("", "LDo") if listed else ())
    ]
    return "; ".join(filter(None, said))[:MOST_WORDS]

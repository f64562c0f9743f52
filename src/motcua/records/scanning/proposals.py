"""What a machine believes that a paper says: number, day of issue, issuer, last day, name, title, each with its place.

Pure. Nothing here is taken as true: an officer confirms every field beside the picture. Papers are read by the layout
of NĐ 30/2020 (issuer at the upper left with the number below, motto and day at the upper right, title in the middle).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from motcua.records.scanning.reading import SURE, Word, lines

HEAD = 0.35
"""Share of the first page in which the head of a paper stands."""
MOST = 200
_DAY = r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})"
_DAY_WORDS = r"ngay\s+(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})"
_NUMBER = re.compile(r"\bso\s*[:.]\s*(?P<it>[^\s,;]*\d[^\s,;]*)")
_ISSUED = re.compile(rf"(?P<it>{_DAY_WORDS})")
_UNTIL = re.compile(
    r"(?:gia tri|hieu luc|thoi han|su dung)[^.;]{0,24}?\bden\s+(?:het\s+)?"
    rf"(?P<it>(?:{_DAY_WORDS})|(?:(?:ngay\s+)?{_DAY}))"
)
_NAME = re.compile(
    r"\b(?:ho,?\s+(?:chu dem,?\s+|ten dem,?\s+)?(?:va\s+)?ten(?:\s+(?!dem)[a-z]+){0,4}|ho va ten|chu ho|ong/ba|ong \(ba\))"
    r"\s*[:.]\s*(?P<it>.+)"
)
_TITLES = (
    "giay ", "quyet dinh", "hop dong", "phieu ", "bien ban", "chung chi", "chung nhan", "to khai", "ban sao", "trich luc",
    "bang tot nghiep", "so ho khau", "van ban", "don ", "thong bao", "xac nhan",
)  # fmt: skip
_NOT_ISSUERS = ("cong hoa", "doc lap", "so:", "so ")
_SECRET = frozenset({"mat", "toi mat", "tuyet mat"})
FIELDS = ("title", "number", "issued_on", "issuer", "valid_until", "name")


class Proposal(Struct, frozen=True):
    """A value with its place: `page` from 0, the box in shares of the page. `sure`: of the least sure word, 0-100."""

    value: str
    page: int
    box: tuple[float, float, float, float]
    sure: float

    @property
    def doubtful(self) -> bool:
        return self.sure < SURE


def propose(pages: Sequence[Sequence[Word]]) -> dict[str, Proposal]:
    """What the words of the pages seem to say; a field that was not found is left out. Days as ISO text."""
    found: dict[str, Proposal] = {}
    for number, words in enumerate(pages):
        for name, proposal in _of_page(number, words):
            found.setdefault(name, proposal)
    return found


def secret(pages: Sequence[Sequence[Word]]) -> bool:
    """Whether a stamp of secrecy stands on a line of its own: such a paper may not lie in this system (NĐ 63/2026)."""
    for words in pages:
        for line in lines(words):
            text = " ".join(one.text for one in line).strip(" .:-–|[]()")
            if text.isupper() and plain(text) in _SECRET:
                return True
    return False


def plain(text: str) -> str:
    """Small letters without marks, letter for letter, so that places in the text stay the same."""
    return "".join(_bare(char) for char in unicodedata.normalize("NFC", text))


def _bare(char: str) -> str:
    if char in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", char)[0].lower()[:1] or char


def _of_page(number: int, words: Sequence[Word]) -> Iterator[tuple[str, Proposal]]:
    rows = lines(words)
    if number == 0:
        yield from _head(rows)
    for row in rows:
        if (proposal := _matched(_UNTIL, number, row)) and (day := _day_of(proposal.value)):
            yield "valid_until", _with(proposal, day.isoformat())
        if (proposal := _matched(_NAME, number, row)) and (name := _name_of(number, row, proposal)):
            yield "name", name
    # a day that stands nowhere in the head stands with the signature
    for row in reversed(rows):
        if (
            (proposal := _matched(_ISSUED, number, row))
            and (day := _day_of(proposal.value))
            and row[0].top > 0.5
        ):
            yield "issued_on", _with(proposal, day.isoformat())
            break


def _head(rows: list[list[Word]]) -> Iterator[tuple[str, Proposal]]:
    head = [row for row in rows if row[0].top < HEAD]
    for row in head:
        if proposal := _matched(_NUMBER, 0, row):
            yield "number", _with(proposal, proposal.value.strip(" .,:;"))
        if (proposal := _matched(_ISSUED, 0, row)) and (day := _day_of(proposal.value)):
            yield "issued_on", _with(proposal, day.isoformat())
    if issuer := _issuer(head):
        yield "issuer", issuer
    for row in rows:
        text = " ".join(one.text for one in row)
        if row[0].top < 0.5 and len(row) >= 2 and text.isupper() and plain(text).startswith(_TITLES):
            yield "title", _proposal(text, 0, row)
            break


def _issuer(head: list[list[Word]]) -> Proposal | None:
    """The lines in capitals at the upper left, above the number."""
    taken: list[Word] = []
    for row in sorted(head, key=lambda row: row[0].top):
        left = [one for one in row if one.left + one.width / 2 < 0.47]
        text = " ".join(one.text for one in left)
        if not left or left[0].top > 0.2:
            continue
        folded = plain(text)
        if folded.startswith(_NOT_ISSUERS) or not text.isupper():
            if taken:
                break
            continue
        taken += left
    if not taken:
        return None
    return _proposal(" ".join(one.text for one in taken).strip(" .,:;"), 0, taken)


def _name_of(number: int, row: list[Word], proposal: Proposal) -> Proposal | None:
    """The first words of the match that begin with capitals: the next label of the form ends the name."""
    at = len(row) - len(proposal.value.split(" "))
    name: list[Word] = []
    for one in row[at:]:
        bare = one.text.strip(".,;:()")
        if not bare or not bare[0].isupper() or not bare.isalpha() or len(name) >= 8:
            break
        name.append(one)
        if one.text[-1:] in ",;:.":
            break
    if len(name) < 2:
        return None
    return _proposal(" ".join(one.text for one in name).strip(" .,;:"), number, name)


def _matched(pattern: re.Pattern[str], page: int, row: list[Word]) -> Proposal | None:
    text = " ".join(unicodedata.normalize("NFC", one.text) for one in row)
    match = pattern.search(plain(text))
    if match is None:
        return None
    start, end = match.span("it")
    words, at = [], 0
    for one in row:
        length = len(unicodedata.normalize("NFC", one.text))
        if at < end and at + length > start:
            words.append(one)
        at += length + 1
    return _proposal(text[start:end], page, words)


def _proposal(text: str, page: int, words: Sequence[Word]) -> Proposal:
    left, top = min(one.left for one in words), min(one.top for one in words)
    right = max(one.left + one.width for one in words)
    low = max(one.top + one.height for one in words)
    box = (round(left, 4), round(top, 4), round(right - left, 4), round(low - top, 4))
    return Proposal(text[:MOST], page, box, min(one.sure for one in words))


def _with(proposal: Proposal, value: str) -> Proposal:
    return Proposal(value, proposal.page, proposal.box, proposal.sure)


def _day_of(text: str) -> date | None:
    numbers = re.findall(r"\d+", text)
    try:
        return date(int(numbers[2]), int(numbers[1]), int(numbers[0]))
    except (IndexError, ValueError):
        return None

"""In which encoding a file of text was written: found with evidence, or left for a person to say. Pure.

Bytes that are UTF-8 or say what they are need no guess. Old files do: their candidates are read each in turn, and the one
whose words are Vietnamese is taken only when it is clearly better than every other.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from motcua.foundation.legacy_text import decode_tcvn3, decode_vni, is_syllable
from motcua.foundation.text import nfc

SAMPLE = 400_000
"""Bytes that are looked at."""
SURE, LEAD = 0.8, 0.1
"""Share of marked words that must be Vietnamese syllables, and by how much the best must lead."""
MOSTLY = 0.95
"""Share of marked lines that must be UTF-8 for the rest to count as damaged lines, not as another encoding."""

ENCODINGS = ("utf-8", "utf-16", "tcvn3", "vni", "cp1258")
"""What a person may say a file is."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec`: how bytes become characters; `letters`: what then makes them Vietnamese, cell by cell (old fonts).

    `evidence`: what was seen, in words. `sure` is false when a person must say it.
    """

    name: str
    codec: str
    vi: str
    en: str
    sure: bool = True
    damaged: bool = False

    @property
    def letters(self) -> Callable[[str], str] | None:
        return {"tcvn3": decode_tcvn3, "vni": decode_vni}.get(self.name)


def said(name: str) -> Encoding:
    """The encoding that a person has named. Raises ValueError for one that is not offered."""
    if name not in ENCODINGS:
        raise ValueError(f"no encoding {name!r}")
    codec = {"tcvn3": "latin-1", "vni": "cp1252", "utf-8": "utf-8-sig"}.get(name, name)
    return Encoding(
        name, codec, "Do người nhập chọn.", "Chosen by hand.", damaged=name in ("utf-8", "cp1258")
    )


def detect(sample: bytes) -> Encoding:
    """The encoding of a file by its first bytes."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16", "utf-16", "Có dấu BOM của UTF-16.", "It begins with the mark of UTF-16.")
    if sample.startswith(codecs.BOM_UTF8):
        return Encoding(
            "utf-8", "utf-8-sig", "Có dấu BOM của UTF-8.", "It begins with the mark of UTF-8.", damaged=True
        )
    if found := _utf16_without_mark(sample):
        return found
    if not sample.strip(b"\x00 \r\n\t"):
        return Encoding("utf-8", "utf-8", "Tệp trống.", "The file is empty.")
    lines = sample.split(b"\n")
    if len(lines) > 1 and len(sample) >= SAMPLE:
        lines.pop()  # cut by the sample's end
    marked = [line for line in lines if not line.isascii()]
    if not marked:
        return Encoding("utf-8", "utf-8", "Chỉ có chữ không dấu.", "Only unmarked letters.", damaged=True)
    good = sum(map(_is_utf8, marked))
    if good >= MOSTLY * len(marked):
        share = f"{good}/{len(marked)}"
        return Encoding("utf-8", "utf-8", f"{share} dòng có dấu đọc được bằng UTF-8.",
                        f"{share} marked lines are UTF-8.", damaged=True)  # fmt: skip
    return _old(b"\n".join(marked))


def readable(text: str) -> bool:
    """Whether every byte of it could be read."""
    return not _LOST.search(text)


_LOST = re.compile("[\ud800-\udfff\ufffd]")
_MARKED_WORD = re.compile(r"[^\W\d_]+")


def _utf16_without_mark(sample: bytes) -> Encoding | None:
    head = sample[: len(sample) // 2 * 2][:4000]
    if len(head) < 8 or head.count(0) < len(head) // 5:
        return None
    codec = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return Encoding("utf-16", codec, "Mỗi chữ hai byte, không có dấu BOM.", "Two bytes a letter, no mark.")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _old(sample: bytes) -> Encoding:
    """The one of the old encodings whose marked words are Vietnamese."""
    scores = sorted(((_share(sample, name), name) for name in ("tcvn3", "vni", "cp1258")), reverse=True)
    (best, name), (second, _) = scores[0], scores[1]
    told = ", ".join(f"{other} {score:.0%}" for score, other in scores)
    sure = best >= SURE and best - second >= LEAD
    vi = f"Từ có dấu là tiếng Việt: {told}."
    en = f"Marked words that are Vietnamese: {told}."
    if not sure:
        vi, en = vi + " Chưa đủ chắc: hãy chọn bảng mã.", en + " Not sure: choose the encoding."
    return Encoding(name, said(name).codec, vi, en, sure, damaged=name == "cp1258")


def _share(sample: bytes, name: str) -> float:
    known = said(name)
    text = sample.decode(known.codec, "replace")
    read = nfc(known.letters(text) if known.letters else text)
    # `ư` of TCVN3 is a soft hyphen: words are taken after decoding.
    words = [word for word in _MARKED_WORD.findall(read.lower())[:20_000] if not word.isascii()]
    if not words:
        return 0.0
    lost = len(_LOST.findall(read))
    return sum(map(is_syllable, words)) / (len(words) + lost)

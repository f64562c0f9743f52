"""Which letters our fonts can print. A name or remark with another one must not stop a document.

PDF/A refuses a page with a missing letter; people write emoji, and foreign names come in every script.
"""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
MISSING = "□"


def printable(text: str) -> str:
    """`text` in NFC with only letters of ours: a letter we lack becomes its plain form, or an empty square.

    Line ends and tabs stay; other control and joining characters go.
    """
    text = unicodedata.normalize("NFC", text)
    known = _letters()
    if known.issuperset(text):
        return text
    return "".join(character if character in known else _nearest(character) for character in text)


def _nearest(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"):
        return ""
    if unicodedata.category(character) in ("Zs", "Zl", "Zp"):
        return " "
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if c in _letters())
    return plain or MISSING


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    """Characters that each of the four fonts has."""
    covered = [_covered(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    letters = map(chr, set.intersection(*covered))
    return frozenset(c for c in letters if not unicodedata.category(c).startswith("C")) | {"\n", "\t"}


def _covered(font: bytes) -> set[int]:
    """Code points of the font's Unicode table (OpenType `cmap`, subtable format 4: the basic plane)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    cmap = next(
        struct.unpack_from(">L", font, 12 + 16 * i + 8)[0]
        for i in range(tables)
        if font[12 + 16 * i : 16 + 16 * i] == b"cmap"
    )
    for i in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * i)
        start = cmap + offset
        if (platform, encoding) == (3, 1) and struct.unpack_from(">H", font, start)[0] == 4:
            return _format_4(font, start)
    raise ValueError("a font without a Unicode table of format 4")


def _format_4(font: bytes, start: int) -> set[int]:
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    begins = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, start + 16 + 4 * count)
    at = start + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, at)
    found = set()
    for i, (begin, end, delta, offset) in enumerate(zip(begins, ends, deltas, offsets, strict=True)):
        for code in range(begin, min(end, 0xFFFD) + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", font, at + 2 * i + offset + 2 * (code - begin))[0]
            if (glyph + delta) & 0xFFFF if glyph or not offset else 0:
                found.add(code)
    return found

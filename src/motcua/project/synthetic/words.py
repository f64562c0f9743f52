"""Names as parts with weights, and every way in which a clerk, a font or a program writes a part wrongly.

Weights: family names, middle names by sex and time of birth, given names by sex, from counted lists and estimates (see
`motcua/project/data/README.md`); they need not be right, only as uneven as real names are.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np

from motcua.foundation import legacy_text, text
from motcua.project.synthetic import packed

FAMILY_WEIGHTS = {
    "Nguyễn": 36, "Trần": 11, "Lê": 9.2, "Phạm": 6.6, "Hoàng": 2.9, "Phan": 2.7, "Vũ": 2.6, "Võ": 2.3, "Huỳnh": 2.2,
    "Bùi": 2.1, "Trương": 2.0, "Đặng": 2.0, "Đỗ": 1.9, "Ngô": 1.5, "Hồ": 1.4, "Dương": 1.3, "Đinh": 1.0, "Đoàn": 0.9,
    "Trịnh": 0.8, "Đào": 0.8, "Cao": 0.7, "Lương": 0.7, "Mai": 0.7, "Lâm": 0.6, "Lưu": 0.5, "Hà": 0.5, "Phùng": 0.4,
    "Tạ": 0.4, "Lý": 0.4, "Tô": 0.3, "Thái": 0.3, "Chu": 0.3, "Châu": 0.2, "Tống": 0.2, "Vương": 0.2, "Quách": 0.2,
    "Nông": 0.2, "Lò": 0.15, "Kiều": 0.15, "Lại": 0.15, "Đàm": 0.15, "Triệu": 0.15, "La": 0.1, "Hứa": 0.1, "Tăng": 0.1,
    "Giàng": 0.1, "Vi": 0.1, "Thạch": 0.1, "Doãn": 0.1, "Nghiêm": 0.1, "Tôn": 0.1, "Khuất": 0.05, "Danh": 0.05,
}  # fmt: skip
ERAS = (1985, 2005, 9999)
"""Middle names change: born before the first year, before the second, later."""
MARKS = {"male": ("Văn", (0.45, 0.22, 0.05)), "female": ("Thị", (0.72, 0.40, 0.10))}
"""The middle name of the old style, and the share of people who have it, by ERAS."""

PROPER, CAPITALS, ASCII, NEW_TONES, NFD, VNI, TCVN3, MOJIBAKE, SPELLED_I, OTHER_MARK, TYPO = range(11)
TYPOS = 12
"""Wrongly typed forms of each part, from which a slip is drawn."""
VARIANTS = TYPO + TYPOS


@dataclass(frozen=True)
class Parts:
    """All parts of names. Indexes of families, middles (0 is "no middle name") and givens are into `texts`.

    `variants[v][i]` is part `i` written in the way `v`; middle parts end with a space, so that none leaves no gap.
    """

    texts: list[str]
    families: np.ndarray
    family_weights: np.ndarray
    middles: dict[str, list[tuple[np.ndarray, np.ndarray]]]
    givens: dict[str, tuple[np.ndarray, np.ndarray]]
    variants: list[list[str]]


@cache
def parts() -> Parts:
    """The parts of names, the same in every call."""
    texts: list[str] = [""]
    place: dict[tuple[str, str], int] = {}

    def index(kind: str, part: str) -> int:
        if (kind, part) not in place:
            place[kind, part] = len(texts)
            texts.append(part + " " if kind == "middle" else part)
        return place[kind, part]

    def table(rows: dict[str, float], kind: str) -> tuple[np.ndarray, np.ndarray]:
        weights = np.array(list(rows.values()), float)
        return np.array([index(kind, part) if part else 0 for part in rows]), weights / weights.sum()

    families, family_weights = table(FAMILY_WEIGHTS, "family")
    middles: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    givens: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for sex, (mark, shares) in MARKS.items():
        counted = {
            row["middle"]: float(row[sex])
            for row in packed.rows("middle-names")
            if row["middle"] != "*other*"
        }
        counted = {part: count for part, count in counted.items() if count}
        middles[sex] = []
        for share in shares:
            marked = sum(count for part, count in counted.items() if part.split(" ")[0] == mark)
            others = sum(counted.values()) - marked
            rows = {
                part: count / marked * share if part.split(" ")[0] == mark else count / others * (1 - share)
                for part, count in counted.items()
            }
            rows[""] = rows.get("", 0.0) + 0.02
            middles[sex].append(table(rows, "middle"))
        counted = {
            row["given"]: float(row[sex]) for row in packed.rows("given-names") if row["given"] != "*other*"
        }
        givens[sex] = table({part: count for part, count in counted.items() if count}, "given")
    return Parts(texts, families, family_weights, middles, givens, _variants(texts))


def _variants(texts: list[str]) -> list[list[str]]:
    rng = Random(7)
    alike: dict[str, list[str]] = {}
    for part in texts:
        alike.setdefault(text.ascii_key(part), []).append(part)
    rows: list[list[str]] = [
        texts,
        [part.upper() for part in texts],
        [_plain(part) for part in texts],
        [_new_tones(part) for part in texts],
        [unicodedata.normalize("NFD", part) for part in texts],
        [_typed(part, _vni()) for part in texts],
        [_typed(part, _tcvn3()) for part in texts],
        [_misread(part) for part in texts],
        [_spelled_i(part) for part in texts],
        [rng.choice([other for other in alike[text.ascii_key(part)] if other != part] or [_other_tone(part, rng)])
         for part in texts],
    ]  # fmt: skip
    rows += [[_slip(part, rng) for part in texts] for _ in range(TYPOS)]
    return rows


def _plain(part: str) -> str:
    bare = unicodedata.normalize("NFD", part.replace("Đ", "D").replace("đ", "d"))
    return "".join(char for char in bare if not unicodedata.combining(char))


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _new_tones(part: str) -> str:
    """Hòa as Hoà, Thúy as Thuý: the tone on the second vowel of an open syllable."""
    words = []
    for word in part.split(" "):
        letters = unicodedata.normalize("NFD", word)
        for pair in ("oa", "oe", "uy"):
            for tone in _TONES:
                end = pair[0] + tone + pair[1]
                if letters.lower().endswith(end) and not letters.lower().endswith("q" + end):
                    letters = letters[: -len(end)] + letters[-len(end)] + letters[-1] + tone
        words.append(unicodedata.normalize("NFC", letters))
    return " ".join(words)


@cache
def _vni() -> dict[str, str]:
    return _backwards(legacy_text._VNI)


@cache
def _tcvn3() -> dict[str, str]:
    return _backwards({chr(code): letter for code, letter in legacy_text._TCVN3.items()})


def _backwards(table: dict[str, str]) -> dict[str, str]:
    back: dict[str, str] = {}
    for written, letter in table.items():
        back.setdefault(letter, written)
    return back


def _typed(part: str, table: dict[str, str]) -> str:
    """As it was typed in an old font. A capital that the font does not have is typed small, as people did."""
    return "".join(table.get(char) or table.get(char.lower(), char) for char in part)


def _misread(part: str) -> str:
    """UTF-8 read as cp1252."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in part.encode())


def _spelled_i(part: str) -> str:
    for y, i in zip("yýỳỷỹỵ", "iíìỉĩị", strict=True):
        words = [word[:-1] + i if len(word) > 1 and word[-1] == y and word[-2].lower() not in "aâuơ" else word
                 for word in part.split(" ")]  # fmt: skip
        part = " ".join(words)
    return part


def _other_tone(part: str, rng: Random) -> str:
    letters = unicodedata.normalize("NFD", part)
    found = [n for n, char in enumerate(letters) if char in _TONES]
    if not found:
        return part
    n = rng.choice(found)
    other = rng.choice(_TONES.replace(letters[n], ""))
    return unicodedata.normalize("NFC", letters[:n] + other + letters[n + 1 :])


_NEAR = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gn", "i": "uo", "k": "jl", "l": "k",
         "m": "n", "n": "m", "o": "ip", "p": "o", "q": "a", "r": "t", "s": "x", "t": "r", "u": "i", "v": "b", "x": "s",
         "y": "t"}  # fmt: skip


def _slip(part: str, rng: Random) -> str:
    """One slip of a hand: a letter dropped, doubled, exchanged with its neighbour or hit beside."""
    body = part.rstrip()
    if len(body) < 3:
        return part
    n = rng.randrange(1, len(body))
    kind = rng.randrange(4)
    if kind == 0:
        body = body[:n] + body[n + 1 :]
    elif kind == 1:
        body = body[:n] + body[n] + body[n:]
    elif kind == 2 and n + 1 < len(body):
        body = body[:n] + body[n + 1] + body[n] + body[n + 2 :]
    else:
        body = body[:n] + rng.choice(_NEAR.get(_plain(body[n]).lower(), "e")) + body[n + 1 :]
    return body + part[len(part.rstrip()) :]

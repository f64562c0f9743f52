"""Text typed in the old fonts VNI and TCVN3 (ABC), or decoded wrongly (mojibake), made readable again.

Nothing is decoded on a mere suspicion, and everything decoded carries a data-quality flag (DQ14, DQ15);
the caller keeps the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from motcua.foundation.text import nfc

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"

FILLERS = frozenset(
    [
        "không", "không có", "không rõ", "chưa có", "chưa rõ", "x", "xx", "xxx", "null", "none", "n/a", "na", "test",
    ]
)  # fmt: skip
"""What people type where they know nothing (DQ24), in small letters."""
UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0xFEFF])
"""Signs without width that copying leaves behind, for `str.translate`."""


@dataclass(frozen=True)
class Decoded:
    """The text in Unicode (NFC) and the flags to raise; no flags when nothing was changed."""

    text: str
    flags: tuple[str, ...] = ()
    encoding: str = "unicode"


def _vni_table() -> dict[str, str]:
    table = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    tones = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
    circumflexed = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
    breved = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
    for base, letter in {**dict.fromkeys("aeouy"), "ô": "ơ", "ö": "ư"}.items():
        for sign, tone in tones.items():
            table[base + sign] = (letter or base) + tone
    for base in "aeo":
        for sign, tone in circumflexed.items():
            table[base + sign] = base + _CIRCUMFLEX + tone
    for sign, tone in breved.items():
        table["a" + sign] = "a" + _BREVE + tone
    table = {source: nfc(target) for source, target in table.items()}
    for source, target in list(table.items()):
        # The case is the base letter's; the second character comes in either case.
        table[source.upper()] = target.upper()
        table[source[0].upper() + source[1:]] = target.upper()
    return table


def _tcvn3_table() -> dict[str, str]:
    order = (_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT)
    # For each letter its own byte (if any), then huyền, sắc, hỏi, ngã, nặng.
    rows = {
        "a": " µ¸¶·¹",
        "ă": "¨»¾¼½Æ",
        "â": "©ÇÊÈÉË",
        "e": " ÌÐÎÏÑ",
        "ê": "ªÒÕÓÔÖ",
        "i": " ×ÝØÜÞ",
        "o": " ßãáâä",
        "ô": "«åèæçé",
        "ơ": "¬êíëìî",
        "u": " ïóñòô",
        "ư": "\u00adõøö÷ù",
        "y": " úýûüþ",
    }
    table = {"®": "đ", "¡": "Ă", "¢": "Â", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư", "§": "Đ"}
    for letter, signs in rows.items():
        if signs[0] != " ":
            table[signs[0]] = letter
        for sign, tone in zip(signs[1:], order, strict=True):
            table[sign] = nfc(letter + tone)
    return table


_VNI = _vni_table()
_VNI_PIECES = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_TCVN3 = str.maketrans(_tcvn3_table())

# Characters that no Vietnamese text in Unicode has; capitals like Ç only count inside a word.
_ALIEN = re.compile(
    "[øûöñåäæïîëüçßþ¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾×÷ØÛÖÑÅÄÆÏÎËÜÇÞ]|(?<=[a-zà-ÿ])[ÈÉÊÌÒÓÔÕÙÚÝÐ]", re.UNICODE
)

_ONSET = (
    "ngh|ng|nh|kh|th|ph|tr|ch|gh|gi|qu|đ|[bcdghklmnprstvx]|",
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|ăc|ăm|ăn|ăng|ăp|ăt|âc|âm|ân|âng|âp|ât|âu|ây|"
    "e|ec|em|en|eng|eo|ep|et|ê|êch|êm|ên|ênh|êp|êt|êu|"
    "i|ia|ich|iêc|iêm|iên|iêng|iêp|iêt|iêu|im|in|inh|ip|it|iu|"
    "o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oat|oay|oăc|oăm|oăn|oăng|oăt|oc|oe|oen|oeo|oet|oi|om|on|ong|"
    "oong|op|ot|ô|ôc|ôi|ôm|ôn|ông|ôp|ôt|ơ|ơi|ơm|ơn|ơp|ơt|"
    "u|ua|uân|uâng|uât|uây|uc|ue|uê|uêch|uên|uênh|ui|um|un|ung|uơ|uôc|uôi|uôm|uôn|uông|uôt|up|ut|uy|uya|"
    "uych|uyên|uyêt|uynh|uyt|uyu|ư|ưa|ưc|ưi|ưm|ưn|ưng|ươc|ươi|ươm|ươn|ương|ươp|ươt|ươu|ưt|ưu|"
    "y|yêm|yên|yêt|yêu|ynh",
)
_SYLLABLE = re.compile(f"(?:{_ONSET[0]})(?:{_ONSET[1]})")
_TONE_MARKS = dict.fromkeys(map(ord, (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT)))


def decode_vni(s: str) -> str:
    """The whole text read as VNI (two characters a marked letter, longest match first)."""
    return _VNI_PIECES.sub(lambda match: _VNI[match[0]], s)


def decode_tcvn3(s: str) -> str:
    """The whole text read as TCVN3 (one byte a letter). Words in capitals by font become capitals."""
    return " ".join(map(_tcvn3_word, s.split(" ")))


def decode_legacy(s: str) -> Decoded:
    """A field that may hold VNI or TCVN3, in Unicode, flagged DQ14 if it was decoded.

    Decoded as a whole and only if it holds a character that no Vietnamese text has, the result holds none,
    and more of its words are Vietnamese syllables than before. Must run before canonical_name, which drops
    the soft hyphen that is `ư` in TCVN3.
    """
    text = nfc(s)
    if not _ALIEN.search(text):
        return Decoded(s)
    candidates = [
        (name, nfc(decode(text))) for name, decode in (("vni", decode_vni), ("tcvn3", decode_tcvn3))
    ]
    readable = [(name, result) for name, result in candidates if not _ALIEN.search(result)]
    if not readable:
        return Decoded(s)
    name, best = max(readable, key=lambda candidate: _syllables(candidate[1]))
    if _syllables(best) <= _syllables(text):
        return Decoded(s)
    return Decoded(best, ("DQ14",), name)


def repair_mojibake(s: str) -> Decoded:
    """UTF-8 that was read as cp1252 (`Nguyá»…n`), read again, flagged DQ15; other text is left alone."""
    if not re.search("[ÃÄÅÆáÂ][\u0080-\u00bf\u0152-\u0178\u0192\u02c6-\u2122]|á[»º]", s):
        return Decoded(s)
    try:
        repaired = b"".join(map(_cp1252_byte, s)).decode("utf-8")
    except UnicodeError:
        return Decoded(s)
    return Decoded(nfc(repaired), ("DQ15",), "cp1252")


def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable (onset and rhyme; the tone is not looked at)."""
    toneless = nfc(unicodedata.normalize("NFD", word.lower()).translate(_TONE_MARKS))
    return _SYLLABLE.fullmatch(toneless) is not None


def _syllables(text: str) -> int:
    return sum(is_syllable(word) for word in re.findall(r"\w+", text))


def _tcvn3_word(word: str) -> str:
    decoded = word.translate(_TCVN3)
    plain = [char for char in word if char.isascii() and char.isalpha()]
    return decoded.upper() if len(plain) > 1 and all(char.isupper() for char in plain) else decoded


def _cp1252_byte(char: str) -> bytes:
    # Five bytes are undefined in cp1252; readers pass them through as control characters.
    return bytes([ord(char)]) if 0x80 <= ord(char) < 0xA0 else char.encode("cp1252")

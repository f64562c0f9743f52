"""Names as banks write them, and whether two of them are one name. Pure."""

import unicodedata

MOST_OF_NAME, MOST_OF_WORDS = 140, 140


class _Plain(dict[int, str]):
    """What a bank writes for each character, found once: a million names cost a look-up a letter."""

    def __missing__(self, code: int) -> str:
        letter = (
            unicodedata.normalize("NFKD", chr(code)).replace("đ", "d").replace("Đ", "D").replace("Ð", "D")
        )
        kept = "".join(one for one in letter if not unicodedata.combining(one)).upper()
        # what nobody sees parts no word
        seen = (one for one in kept if unicodedata.category(one) != "Cf")
        plain = "".join(one if one.isascii() and one.isalnum() else " " for one in seen)
        self[code] = plain
        return plain


_PLAIN = _Plain()


def ascii_name(name: str) -> str:
    """NFD, marks dropped, đ → d, capitals, single spaces; what is no letter, digit or space goes. As banks compare names."""
    return " ".join(name.translate(_PLAIN).split())[:MOST_OF_NAME]


def same_name(ours: str, theirs: str) -> bool:
    """Whether the bank's name of the holder is the list's. Anything else is NAME_MISMATCH and nothing is paid."""
    return bool(ascii_name(ours)) and ascii_name(ours) == ascii_name(theirs)

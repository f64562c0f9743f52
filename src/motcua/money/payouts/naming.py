"""Names as banks write them, and whether two of them are one name. Pure."""

import re
import unicodedata

MOST_OF_NAME, MOST_OF_WORDS = 140, 140


def ascii_name(name: str) -> str:
    """NFD, marks dropped, đ → d, capitals, single spaces; what is no letter, digit or space goes. Handbook §8.4."""
    text = unicodedata.normalize("NFKD", name).replace("đ", "d").replace("Đ", "D").replace("Ð", "D")
    text = "".join(one for one in text if not unicodedata.combining(one)).upper()
    return re.sub(r"\s+", " ", re.sub(r"[^A-Z0-9 ]", " ", text)).strip()[:MOST_OF_NAME]


def same_name(ours: str, theirs: str) -> bool:
    """Whether the bank's name of the holder is the list's. Anything else is NAME_MISMATCH and nothing is paid."""
    return bool(ascii_name(ours)) and ascii_name(ours) == ascii_name(theirs)

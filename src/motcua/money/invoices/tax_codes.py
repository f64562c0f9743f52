"""Tax codes (mã số thuế): ten digits of which the last checks the others, and three more for a branch. Pure."""

import re

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_SHAPE = re.compile(r"[0-9]{10}(-?[0-9]{3})?")
_PERSON = re.compile(r"[0-9]{12}")


def check_digit(nine: str) -> int | None:
    """The tenth digit that belongs to the first nine; None when there is none (such nine are never given).

    `10 - (sum of digit × weight) mod 11`. Raises: ValueError for anything but nine digits.
    """
    if not re.fullmatch(r"[0-9]{9}", nine):
        raise ValueError(nine)
    digit = 10 - sum(int(one) * weight for one, weight in zip(nine, WEIGHTS, strict=True)) % 11
    return None if digit == 10 else digit


def is_tax_code(text: str) -> bool:
    """Whether `text` is a tax code of an organisation, with or without `-NNN` of a branch."""
    return bool(_SHAPE.fullmatch(text)) and check_digit(text[:9]) == int(text[9])


def is_payer_code(text: str) -> bool:
    """A tax code, or the personal number by which individuals are known to the tax authority since 2025-07-01."""
    return is_tax_code(text) or bool(_PERSON.fullmatch(text))


def bare(text: str) -> str:
    """The code without its hyphen, as messages name a sender: 10 or 13 digits."""
    return text.replace("-", "")

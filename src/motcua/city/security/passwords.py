"""What a password must be. Pure."""

from datetime import datetime, timedelta

from motcua.city.security.limits import PasswordLimits
from motcua.foundation.text import fold

CLASSES = (str.islower, str.isupper, str.isdigit)


def faults(password: str, username: str, limits: PasswordLimits) -> list[tuple[str, str]]:
    """What is wrong with a new password, everything at once, in both languages; nothing when it will do.

    Source: TCVN 11930:2017 as handed down: at least 8 characters of 3 of 4 classes.
    """
    found = []
    if len(password) < limits.length:
        found.append(
            (
                f"Mật khẩu cần ít nhất {limits.length} ký tự.",
                f"At least {limits.length} characters are needed.",
            )
        )
    if classes_of(password) < limits.classes:
        found.append(
            (
                f"Cần {limits.classes} trong 4 loại: chữ thường, chữ hoa, chữ số, ký tự khác.",
                f"{limits.classes} of 4 kinds are needed: lower case, upper case, digits, others.",
            )
        )
    if fold(username) and fold(username) in fold(password):
        found.append(("Mật khẩu không chứa tên đăng nhập.", "The user name must not stand in it."))
    if len(set(password)) < 4 and password:
        found.append(("Mật khẩu lặp lại quá ít ký tự.", "It repeats too few characters."))
    return found


def classes_of(password: str) -> int:
    """How many of the four classes it draws on: lower case, upper case, digits, others."""
    other = any(not any(test(char) for test in CLASSES) for char in password)
    return sum(any(map(test, password)) for test in CLASSES) + other


def worn_out(set_at: datetime | None, at: datetime, limits: PasswordLimits) -> bool:
    """Whether a new password is due. A password of unknown age is not: the day it is first used counts as its first."""
    return set_at is not None and at - set_at >= timedelta(days=limits.days)

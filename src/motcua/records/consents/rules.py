"""Who may agree, and to what. Pure.

A consent is given for one purpose, by an act, for the kinds of data that were chosen one by one; silence is none (Luật Bảo vệ
dữ liệu cá nhân 2025 Đ.9). A child's is given by its legal representative, from seven years on together with the child (Đ.24);
whoever is eighteen answers for themselves (Bộ luật Dân sự 2015 Đ.20).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.records.consents.texts import Text

type Faults = dict[str, tuple[str, str]]
AGREES_FROM = 7
MAJORITY = 18


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody agrees to, as it was chosen on the page or the paper."""

    data: Sequence[str]
    days: int
    receiver: str = ""
    represented: bool = False
    """A legal representative says so."""
    child_agrees: bool = False
    signed_paper: bool = False


def faults(text: Text, said: Said, *, born: date, on: date, counter: bool) -> Faults:
    """Everything that stands against it, by field; empty when it holds."""
    wrong: Faults = {}
    known = {one.id for one in text.data}
    if not said.data:
        wrong["data"] = ("Hãy chọn ít nhất một điều bạn đồng ý.", "Choose at least one point you agree to.")
    elif set(said.data) - known:
        wrong["data"] = ("Có điều không nằm trong văn bản này.", "Something is not part of this text.")
    if not 1 <= said.days <= text.longest_days:
        wrong["days"] = (
            f"Từ 1 đến {text.longest_days} ngày.", f"From 1 to {text.longest_days} days.",
        )  # fmt: skip
    if text.receiver == "named" and not said.receiver:
        wrong["receiver"] = ("Phải nêu rõ bên nhận.", "The receiver has to be named.")
    wrong |= _of_age(said, age(born, on))
    if counter and not said.signed_paper:
        wrong["paper"] = ("Hãy chụp văn bản có chữ ký.", "Scan the signed paper.")
    return wrong


def age(born: date, on: date) -> int:
    """Full years on a day; somebody born on a leap day is a year older on the 1st of March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def minors_are_born_after(on: date) -> date:
    """Whoever is born after this day is not eighteen yet on the day `on`: the same as `needs_representative`, for a search."""
    try:
        return on.replace(year=on.year - MAJORITY)
    except ValueError:  # the 29th of February
        return date(on.year - MAJORITY, 2, 28)


def needs_representative(born: date, on: date) -> bool:
    return age(born, on) < MAJORITY


def _of_age(said: Said, years: int) -> Mapping[str, tuple[str, str]]:
    if years >= MAJORITY:
        if said.represented:
            return {"person": ("Người đã thành niên tự đồng ý.", "An adult agrees for themselves.")}
        return {}
    if not said.represented:
        return {
            "person": (
                "Người chưa thành niên cần cha, mẹ hoặc người giám hộ cùng đồng ý.",
                "For a minor a parent or guardian has to agree.",
            )
        }
    if years >= AGREES_FROM and not said.child_agrees:
        return {
            "child_agrees": (
                "Trẻ từ đủ 7 tuổi phải tự mình đồng ý nữa.", "A child of seven or more has to agree too.",
            )
        }  # fmt: skip
    return {}

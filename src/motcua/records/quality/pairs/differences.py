"""Two records side by side: what differs, letter by letter, and in words why it may be nothing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from motcua.foundation.text import damerau_levenshtein, fold, nfc

ROWS: tuple[tuple[str, str, str], ...] = (
    ("full_name", "Họ và tên", "Full name"),
    ("birth", "Ngày sinh", "Date of birth"),
    ("sex", "Giới tính", "Sex"),
    ("pin", "Số định danh", "Personal number"),
    ("cmnd", "Số CMND cũ", "Old card number"),
    ("father", "Cha", "Father"),
    ("mother", "Mẹ", "Mother"),
    ("address", "Địa chỉ", "Address"),
    ("unit_code", "Phường, xã", "Commune"),
    ("phone", "Điện thoại", "Telephone"),
    ("insurance_no", "Số bảo hiểm", "Insurance number"),
    ("died", "Ngày mất", "Died on"),
)
"""What is laid side by side, in this order; what neither side knows is left out."""
NUMBERS = {"pin", "cmnd", "phone", "insurance_no"}
DAYS = {"birth", "died"}
SEXES = {"male": ("Nam", "Male"), "female": ("Nữ", "Female")}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters of a value; `differs`: the other side has others here."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison. `how`: equal, differs, left_only, right_only. `vi`, `en`: a remark, or empty."""

    key: str
    label_vi: str
    label_en: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    how: str
    vi: str = ""
    en: str = ""

    @property
    def label(self) -> dict[str, str]:
        return {"vi": self.label_vi, "en": self.label_en}


def rows(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Row]:
    """The two records line by line."""
    found = []
    for key, vi, en in ROWS:
        one, other = shown(key, left.get(key)), shown(key, right.get(key))
        if one or other:
            found.append(_row(key, vi, en, one, other))
    return found


def shown(key: str, value: Any) -> str:
    """A value as people read it: days as 05/03/1990 (or the year alone), the sex in words."""
    if value in (None, ""):
        return ""
    text = nfc(str(value)).strip()
    if key == "sex":
        return SEXES.get(text, (text, text))[0]
    if key in DAYS:
        try:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        except ValueError:
            return text
    return text


def _row(key: str, label_vi: str, label_en: str, one: str, other: str) -> Row:
    if not one or not other:
        how = "left_only" if one else "right_only"
        return Row(
            key, label_vi, label_en, _whole(one), _whole(other), how, "một bên chưa ghi", "one side is empty"
        )
    if one == other:
        return Row(key, label_vi, label_en, _whole(one), _whole(other), "equal")
    left, right = pieces(one, other)
    vi, en = remark(key, one, other)
    return Row(key, label_vi, label_en, left, right, "differs", vi, en)


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, False),) if text else ()


def pieces(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both values cut where they part: their pieces put together are the values again."""
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if a < b:
            left.append(Piece(one[a:b], tag != "equal"))
        if c < d:
            right.append(Piece(other[c:d], tag != "equal"))
    return tuple(left), tuple(right)


def remark(key: str, one: str, other: str) -> tuple[str, str]:
    """What kind of difference it is, where it is a well-known kind; else two empty strings."""
    if key in NUMBERS:
        if len(one) == len(other) and sorted(one) == sorted(other) and damerau_levenshtein(one, other) == 1:
            return "đảo hai chữ số cạnh nhau", "two neighbouring digits are exchanged"
        if damerau_levenshtein(one, other) == 1:
            return "lệch một chữ số", "one digit differs"
        return "", ""
    if key in DAYS:
        return _days(one, other)
    if fold(one) == fold(other):
        return "chỉ khác dấu, chữ hoa hoặc khoảng trắng", "only marks, capitals or blanks differ"
    if sorted(fold(one).split()) == sorted(fold(other).split()):
        return "cùng các từ, khác thứ tự", "the same words in another order"
    if damerau_levenshtein(fold(one), fold(other)) == 1:
        return "lệch một chữ cái", "one letter differs"
    return "", ""


def _days(one: str, other: str) -> tuple[str, str]:
    first, second = one.split("/"), other.split("/")
    if len(first) == len(second) == 3:
        if first[0] == second[1] and first[1] == second[0] and first[2] == second[2]:
            return "đảo ngày và tháng", "day and month are exchanged"
        if first[2] == second[2]:
            return "cùng năm", "the same year"
        if first[:2] == second[:2]:
            return "cùng ngày, tháng", "the same day and month"
    elif first[-1] == second[-1]:
        return "một bên chỉ ghi năm", "one side gives the year only"
    return "", ""


STRONG, SOME = 5.0, 1.5
"""Weights are powers of two: from 5 on a comparison makes the pair 32 times as likely, below 1.5 it says little."""


def strength(weight: float) -> tuple[str, str, str]:
    """A comparison's weight (log2 of the Bayes factor) as a step of the ladder: key, Vietnamese, English."""
    if weight >= STRONG:
        return "strong-for", "cho thấy rõ là một người", "speaks strongly for one person"
    if weight >= SOME:
        return "for", "nghiêng về một người", "speaks for one person"
    if weight > -SOME:
        return "little", "không nói lên nhiều", "says little"
    if weight > -STRONG:
        return "against", "nghiêng về hai người", "speaks for two people"
    return "strong-against", "cho thấy rõ là hai người", "speaks strongly for two people"


def likely(probability: float) -> tuple[str, str]:
    """How likely the machine holds it that both are one person, in words; no figure pretends more than is known."""
    if probability >= 0.9:
        return "rất có thể là một người", "very likely one person"
    if probability >= 0.6:
        return "có thể là một người", "probably one person"
    if probability >= 0.4:
        return "ngang nhau", "as likely as not"
    return "có thể là hai người", "probably two people"

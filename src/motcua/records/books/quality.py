"""The quality class of an entry, A to F, and why: the table of 5.5. Pure.

A book's value is the legal source of birth data: no class ever replaces it by what the population register says. The
register may add what the book does not have, the personal number, and only for class B.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from motcua.foundation.text import NameMatch, compare_names
from motcua.records.books.matching import (
    APART,
    POSSIBLE,
    SURE,
    Candidate,
    Facts,
    Scored,
    full,
    one_digit,
    rank,
)


class Quality(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


WORDS: dict[Quality, tuple[str, str]] = {
    Quality.A: ("Đủ, đọc được, khớp dân cư", "Complete, readable, matches the population register"),
    Quality.B: ("Khớp dân cư, sổ không có số định danh", "Matches; the book has no personal number"),
    Quality.C: (
        "Lệch nhỏ, cán bộ xem ảnh và quyết định",
        "Small differences: an officer decides with the image",
    ),
    Quality.D: (
        "Mâu thuẫn, phải cải chính, chưa đưa vào sổ",
        "Conflict: to be corrected by procedure, stays out",
    ),
    Quality.E: ("Thiếu trường bắt buộc hoặc không đọc được", "A required value is missing or unreadable"),
    Quality.F: ("Không có trong dữ liệu dân cư", "Not in the population register"),
}
LOADS = frozenset({Quality.A, Quality.B, Quality.F})
"""Classes that go into the register without another decision."""


@dataclass(frozen=True, slots=True)
class Reason:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Classed:
    """`person_id`: whom the entry is about, only where that is sure (A, B)."""

    quality: Quality
    reasons: tuple[Reason, ...]
    points: int = 0
    person_id: int | None = None
    candidates: tuple[Scored, ...] = ()


_NEAR = (
    NameMatch.ASCII_ONLY,
    NameMatch.VARIANT,
    NameMatch.SWAPPED,
    NameMatch.DIACRITIC_DIFF,
    NameMatch.TYPO,
)


def classify(
    book: Facts,
    candidates: list[Candidate],
    *,
    lacking: Collection[str] = (),
    readable: bool = True,
    entered: Collection[int] = (),
) -> Classed:
    """The class of one subject of an entry.

    `lacking`: labels of required fields that the book does not have or nobody can read; `readable`: the image is;
    `entered`: persons for whom the register already holds an entry of this kind.
    """
    ranked = rank(book, candidates)
    best = ranked[0] if ranked else None
    kept = tuple(one for one in ranked if one.points >= POSSIBLE - BELOW_SHOWN)[:SHOWN]
    if lacking or not readable:
        what = ", ".join(lacking)
        reason = (
            Reason(f"Không đọc được hoặc thiếu: {what}.", f"Unreadable or missing: {what}.")
            if lacking
            else Reason("Ảnh không đọc được.", "The image cannot be read.")
        )
        return Classed(Quality.E, (reason,), best.points if best else 0, None, kept)
    if best is None:
        return Classed(
            Quality.F,
            (Reason("Không tìm thấy trong dữ liệu dân cư.", "Not found in the population register."),),
        )
    conflict = _conflict(book, best)
    if conflict is not None:
        return Classed(Quality.D, (conflict,), best.points, None, kept)
    near = _near(book, best)
    if best.points >= POSSIBLE and best.candidate.person_id in entered:
        twice = Reason(
            "Sổ đã có một mục khác của người này.", "The register holds another entry for this person."
        )
        return Classed(Quality.D, (twice,), best.points, None, kept)
    if near:
        return Classed(Quality.C, near, best.points, None, kept)
    rivals = [one for one in ranked[1:] if best.points >= POSSIBLE and best.points - one.points <= APART]
    if rivals and "number" not in best.equal:
        two = Reason("Có hai người gần như khớp bằng nhau.", "Two persons match almost equally well.")
        return Classed(Quality.C, (two,), best.points, None, kept)
    if best.points >= SURE:
        quality = Quality.A if book.pin else Quality.B
        return Classed(quality, (), best.points, best.candidate.person_id, kept)
    if best.points >= POSSIBLE:
        why = (
            Reason("Sổ chỉ ghi năm hoặc tháng sinh.", "The book has only year or month of birth.")
            if not full(book.birth)
            else Reason("Khớp chưa đủ chắc.", "The match is not sure enough.")
        )
        return Classed(Quality.C, (why,), best.points, None, kept)
    none = Reason("Không ai trong dữ liệu dân cư khớp.", "Nobody in the population register matches.")
    return Classed(Quality.F, (none,), best.points, None, kept)


BELOW_SHOWN, SHOWN = 30, 5
"""Candidates are shown from 40 points on, five at most."""


def _conflict(book: Facts, best: Scored) -> Reason | None:
    """Another name or another date for what must be the same person: by number, or by name and both parents."""
    person = best.candidate.facts
    other_name = compare_names(book.name, person.name) is NameMatch.DIFFERENT
    other_day = full(book.birth) and full(person.birth) and book.birth != person.birth
    other_day = other_day and not one_digit(book.birth, person.birth)
    if "number" in best.equal:
        if other_name:
            return Reason("Cùng số định danh nhưng khác tên.", "The same personal number, another name.")
        other_year = bool(book.birth and person.birth) and book.birth[:4] != person.birth[:4]
        if other_day or (other_year and not one_digit(book.birth, person.birth)):
            return Reason(
                "Cùng số định danh nhưng khác ngày sinh.", "The same personal number, another birth date."
            )
        return None
    if book.pin and person.pin and best.points >= POSSIBLE and not one_digit(book.pin, person.pin):
        return Reason(
            "Khớp nhân thân nhưng khác số định danh.", "The person matches, the personal number does not."
        )
    if other_day and {"name", "mother", "father"} <= set(best.equal):
        return Reason(
            "Cùng tên, cùng cha mẹ nhưng khác ngày sinh.", "The same name and parents, another birth date."
        )
    return None


def _near(book: Facts, best: Scored) -> tuple[Reason, ...]:
    """Small differences that an officer decides with the image: spelling, tone, one digit."""
    person, found = best.candidate.facts, list[Reason]()
    name = compare_names(book.name, person.name)
    parent = "mother" in best.equal or "father" in best.equal
    if name in _NEAR and ("number" in best.equal or ("birth" in best.equal and parent)):
        found.append(
            Reason(
                f"Tên trong dữ liệu dân cư: {person.name}.",
                f"Name in the population register: {person.name}.",
            )
        )
    if one_digit(book.birth, person.birth) and ("number" in best.equal or ("name" in best.equal and parent)):
        found.append(Reason("Ngày sinh lệch một chữ số.", "The birth date differs by one digit."))
    if one_digit(book.pin, person.pin) and best.points >= POSSIBLE:
        found.append(Reason("Số định danh lệch một chữ số.", "The personal number differs by one digit."))
    return tuple(found)


_WORST_FIRST = (Quality.E, Quality.D, Quality.C, Quality.F, Quality.B, Quality.A)


def together(classes: list[Classed]) -> Classed:
    """An entry of two subjects (a marriage) is as good as the worse of them; their reasons stand together."""
    worst = min(classes, key=lambda one: _WORST_FIRST.index(one.quality))
    reasons = tuple(dict.fromkeys(reason for one in classes for reason in one.reasons))
    return Classed(
        worst.quality, reasons, min(one.points for one in classes), worst.person_id, worst.candidates
    )

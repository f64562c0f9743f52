"""How well an entry of a book fits a person of the population register: points, by the rule of 5.5. Pure.

Thresholds are our default after the matching procedure 1050/HTQTCT-QLHC of 9 November 2022.
"""

from dataclasses import dataclass

from motcua.foundation.text import damerau_levenshtein, name_key

NUMBER, NAME, BIRTH, BIRTH_YEAR, SEX, MOTHER, FATHER = 100, 40, 35, 15, 5, 12, 8
SURE, POSSIBLE, APART = 90, 70, 5
"""From `SURE` on the match stands by itself; from `POSSIBLE` on an officer decides; two candidates within `APART` points
are both possible."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Who somebody is as far as one source says. `birth`: ISO text cut to year or month where no more is known;
    anything unknown is empty."""

    name: str
    birth: str = ""
    sex: str = ""
    pin: str = ""
    mother: str = ""
    father: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the population register."""

    person_id: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its points and what they are made of."""

    candidate: Candidate
    points: int
    equal: tuple[str, ...]


def score(book: Facts, person: Facts) -> tuple[int, tuple[str, ...]]:
    """Points out of 100 and what was equal. What either side does not say gives none. Equal numbers decide alone."""
    if book.pin and book.pin == person.pin:
        return NUMBER, ("number",)
    points, equal = 0, list[str]()

    def add(what: str, worth: int, holds: bool) -> None:
        nonlocal points
        if holds:
            points += worth
            equal.append(what)

    add("name", NAME, same_name(book.name, person.name))
    if full(book.birth) and full(person.birth):
        add("birth", BIRTH, book.birth == person.birth)
    else:
        add("birth_year", BIRTH_YEAR, bool(book.birth) and book.birth[:4] == person.birth[:4])
    add("sex", SEX, bool(book.sex) and book.sex == person.sex)
    add("mother", MOTHER, same_name(book.mother, person.mother))
    add("father", FATHER, same_name(book.father, person.father))
    return points, tuple(equal)


def rank(book: Facts, candidates: list[Candidate]) -> list[Scored]:
    """The candidates, best first; equal points in the order of their ids."""
    found = [Scored(one, *score(book, one.facts)) for one in candidates]
    return sorted(found, key=lambda one: (-one.points, one.candidate.person_id))


def same_name(one: str, other: str) -> bool:
    """Equal after normalisation (form of letters, spaces, place of the tone mark, capitals); never for nothing."""
    return bool(one) and bool(other) and name_key(one) == name_key(other)


def full(birth: str) -> bool:
    """Whether day, month and year are known."""
    return len(birth) == 10


def one_digit(one: str, other: str) -> bool:
    """Whether two numbers or dates differ by one digit, or by two neighbours that were exchanged."""
    return bool(one) and bool(other) and one != other and damerau_levenshtein(one, other) == 1

"""What a source writes about people: every class of error, at rates that belong together.

A slip seldom comes alone: a careless clerk makes many, a whole file was typed in an old font, one record was taken down
in a hurry, old people never had a full date of birth. So each rate is multiplied by the clerk's, the record's and the
age's factor before chance decides. Rates are estimates (nobody publishes them); they are the only ones here that matter.
"""

from dataclasses import dataclass

import numpy as np

from motcua.project.synthetic import words
from motcua.project.synthetic.families import People, draw


@dataclass(frozen=True)
class Rates:
    """Chances of an average record of a source. `file_*` concern a commune's whole files of a time."""

    pin_missing: float = 0.02
    pin_slip: float = 0.003
    pin_cut: float = 0.004
    """Leading zeros lost in a spreadsheet."""
    pin_other: float = 0.0005
    """Another valid number: the person has two."""
    pin_stolen: float = 0.0002
    """The number of somebody else."""
    pin_filler: float = 0.001
    plain: float = 0.02
    other_mark: float = 0.006
    spelled_i: float = 0.004
    new_tones: float = 0.25
    capitals: float = 0.05
    typo: float = 0.006
    middle_lost: float = 0.006
    order: float = 0.003
    spaces: float = 0.01
    year_only: float = 0.01
    first_of_year: float = 0.01
    day_month: float = 0.003
    birth_slip: float = 0.006
    century: float = 0.0005
    sex_wrong: float = 0.004
    sex_missing: float = 0.003
    parent_missing: float = 0.12
    parent_plain: float = 0.05
    parent_wrong: float = 0.02
    moved: float = 0.03
    address_other: float = 0.08
    """The same place in other words: another order, an abbreviation, no house number."""
    old_unit: float = 0.06
    phone_missing: float = 0.15
    phone_changed: float = 0.08
    insurance_missing: float = 0.25
    cmnd_missing: float = 0.3
    death_unknown: float = 0.1
    file_vni: float = 0.004
    file_tcvn3: float = 0.004
    file_misread: float = 0.003
    file_decomposed: float = 0.04
    file_plain: float = 0.02


FIRST = Rates()
"""The record that the population source has of almost everybody."""
SECOND = Rates(
    pin_missing=0.45, pin_slip=0.07, pin_cut=0.03, pin_other=0.02, pin_stolen=0.002, pin_filler=0.02, plain=0.14,
    other_mark=0.03, spelled_i=0.02, capitals=0.25, typo=0.06, middle_lost=0.02, order=0.015, spaces=0.04, year_only=0.035,
    first_of_year=0.025, day_month=0.015, birth_slip=0.025, century=0.002, sex_wrong=0.015, sex_missing=0.02,
    parent_missing=0.35, parent_plain=0.15, parent_wrong=0.04, moved=0.18, address_other=0.4, old_unit=0.3, phone_missing=0.4,
    phone_changed=0.2, insurance_missing=0.5, cmnd_missing=0.5, death_unknown=0.6, file_vni=0.02, file_tcvn3=0.02,
    file_misread=0.01, file_plain=0.08,
)  # fmt: skip
"""A second record of the same person: mostly why it was not recognised as one."""


@dataclass
class Written:
    """What is written, still as indexes: `variant` of each part of a name, forms of the date, numbers as digits or text."""

    people: People
    variant: np.ndarray
    """3 columns: way in which family, middle and given name are written."""
    order: np.ndarray
    """0 family middle given, 1 given family middle, 2 family given (the middle name lost)."""
    space: np.ndarray
    pin: np.ndarray
    pin_form: np.ndarray
    """0 twelve digits, 1 leading zeros cut, 2 empty, 3 filler."""
    birth: np.ndarray
    birth_form: np.ndarray
    """0 day/month/year, 1 year alone, 2 01/01/year, 3 month/day/year, 4 00/00/year."""
    parent_variant: np.ndarray
    """2 columns, NO_PARENT where nothing is written."""
    old_unit: np.ndarray
    address_form: np.ndarray
    """0 as the source writes, 1 abbreviated, 2 without the number, 3 another order."""


NO_PARENT = -1
WHOLE, CUT, EMPTY, FILLER = range(4)
DMY, YEAR, FIRST_JANUARY, MDY, ZEROS = range(5)
CLERKS = 9
"""Clerks of a commune who fill a source."""
FILES = 16
"""Files of a commune in a source."""


def write(
    rng: np.random.Generator, people: People, rates: Rates, clerks: np.ndarray, shares: np.ndarray, today: int
) -> Written:
    """One record of each of the people. `clerks` is the carelessness of each clerk of each commune."""
    n = len(people)
    record = people.take(np.arange(n))
    clerk = clerks[record.commune, rng.integers(0, CLERKS, n)]
    age = (today - record.birth) / 365.25
    factor = clerk * rng.gamma(1.0, 1.0, n)

    def happens(rate: float, by: np.ndarray | float = 1.0) -> np.ndarray:
        # the factors are uneven; the cap keeps a bad record readable
        return rng.random(n) < np.minimum(rate * factor * by, 0.85)

    old = np.where(age > 65, 3.0, np.where(age > 50, 1.4, 0.6))
    # --- names
    file_kind = rng.random((len(shares), FILES))
    kind = file_kind[record.commune, rng.integers(0, FILES, n)]
    steps = np.cumsum(
        [rates.file_vni, rates.file_tcvn3, rates.file_misread, rates.file_decomposed, rates.file_plain]
    )
    way = np.select(
        [kind < step for step in steps],
        [words.VNI, words.TCVN3, words.MOJIBAKE, words.NFD, words.ASCII],
        default=words.PROPER,
    ).astype(np.int8)
    typed = way == words.PROPER
    for rate, written in (
        (rates.new_tones, words.NEW_TONES),
        (rates.capitals, words.CAPITALS),
        (rates.plain, words.ASCII),
    ):
        way = np.where(typed & happens(rate), written, way)
    variant = np.repeat(way[:, None], 3, axis=1)
    hit = np.arange(n), draw(rng, np.array([2, 1, 0]), np.array([0.5, 0.3, 0.2]), n)
    for rate, what in ((rates.spelled_i, words.SPELLED_I), (rates.other_mark, words.OTHER_MARK)):
        rows = happens(rate) & typed
        variant[hit[0][rows], hit[1][rows]] = what
    rows = happens(rates.typo)
    variant[hit[0][rows], hit[1][rows]] = words.TYPO + rng.integers(0, words.TYPOS, int(rows.sum()))
    order = np.where(happens(rates.order), 1, np.where(happens(rates.middle_lost), 2, 0)).astype(np.int8)
    space = np.where(happens(rates.spaces), rng.integers(1, 3, n), 0).astype(np.int8)
    # --- numbers
    pin, form = record.pin.copy(), np.full(n, WHOLE, np.int8)
    rows = happens(rates.pin_slip)
    pin[rows] = _slipped(rng, pin[rows])
    rows = happens(rates.pin_other)
    pin[rows] = pin[rows] // 1_000_000 * 1_000_000 + rng.integers(0, 1_000_000, int(rows.sum()))
    rows = happens(rates.pin_stolen)
    pin[rows] = rng.permutation(record.pin)[: int(rows.sum())]
    form = np.where(happens(rates.pin_cut), CUT, form)
    form = np.where(
        happens(rates.pin_missing, np.where(age < 14, 2.0, np.where(age > 70, 1.6, 0.8))), EMPTY, form
    )
    form = np.where(happens(rates.pin_filler), FILLER, form).astype(np.int8)
    record.cmnd = np.where(happens(rates.cmnd_missing) & (form == WHOLE), 0, record.cmnd)
    record.insurance = np.where(happens(rates.insurance_missing), 0, record.insurance)
    # --- birth
    birth = record.birth.copy()
    rows = happens(rates.birth_slip)
    birth[rows] += rng.choice(np.array([-10, -1, 1, 10, -365, 365, -30, 31, 3653, -3652]), int(rows.sum()))
    rows = happens(rates.century) & (age < 30)
    birth[rows] -= 36525
    birth = np.maximum(birth, 0)
    birth_form = np.full(n, DMY, np.int8)
    for rate, date_form, by in (
        (rates.day_month, MDY, 1.0), (rates.first_of_year, FIRST_JANUARY, old), (rates.year_only, YEAR, old),
        (rates.year_only / 5, ZEROS, old),
    ):  # fmt: skip
        birth_form = np.where(happens(rate, by), date_form, birth_form)
    # --- the rest
    record.sex = np.where(happens(rates.sex_wrong), 1 - record.sex, record.sex).astype(np.int8)
    record.sex = np.where(happens(rates.sex_missing), -1, record.sex).astype(np.int8)
    record.died = np.where(happens(rates.death_unknown), 0, record.died)
    parents = np.repeat(np.where(way == words.CAPITALS, words.PROPER, way)[:, None], 2, axis=1).astype(
        np.int8
    )
    for side in (0, 1):
        parents[:, side] = np.where(happens(rates.parent_plain), words.ASCII, parents[:, side])
        wrong = happens(rates.parent_wrong)
        parents[wrong, side] = words.TYPO + rng.integers(0, words.TYPOS, int(wrong.sum()))
        parents[:, side] = np.where(
            happens(rates.parent_missing, np.where(age > 50, 2.0, 0.8)), NO_PARENT, parents[:, side]
        )
    moved = happens(rates.moved)
    many = int(moved.sum())
    record.commune[moved] = draw(rng, np.arange(len(shares)), shares, many)
    record.house[moved], record.street[moved] = rng.integers(1, 400, many), rng.integers(0, 240, many)
    address = np.where(happens(rates.address_other), rng.integers(1, 4, n), 0).astype(np.int8)
    changed = happens(rates.phone_changed)
    record.phone[changed] = 320_000_000 + rng.integers(0, 670_000_000, int(changed.sum()))
    record.phone = np.where(happens(rates.phone_missing), 0, record.phone)
    return Written(
        record,
        variant,
        order,
        space,
        pin,
        form,
        birth,
        birth_form.astype(np.int8),
        parents,
        happens(rates.old_unit),
        address,
    )


def _slipped(rng: np.random.Generator, pins: np.ndarray) -> np.ndarray:
    """One digit mistyped, or two neighbours exchanged."""
    place = 10 ** rng.integers(0, 9, len(pins))
    here, left = pins // place % 10, pins // (place * 10) % 10
    exchanged = pins + (left - here) * place + (here - left) * place * 10
    mistyped = pins + ((here + rng.integers(1, 10, len(pins))) % 10 - here) * place
    return np.where((rng.random(len(pins)) < 0.4) & (here != left), exchanged, mistyped)

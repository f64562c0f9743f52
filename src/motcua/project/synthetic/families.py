"""Households of invented people: couples, children, twins, grandparents, shared telephones. One chunk at a time."""

from dataclasses import dataclass, fields

import numpy as np

from motcua.project.synthetic import packed
from motcua.project.synthetic.words import ERAS, Parts

EPOCH = np.datetime64("1900-01-01", "D")
"""Days are counted from here."""
BORN_IN_HANOI = 0.62
OTHER_PROVINCES = (
    36,
    34,
    38,
    40,
    33,
    30,
    35,
    37,
    25,
    26,
    27,
    24,
    19,
    22,
    31,
    42,
    8,
    17,
    2,
    20,
    14,
    15,
    48,
    79,
)
"""Codes of provinces from which people came to Hà Nội, most first."""
TWINS = 0.012
"""Share of births that are of twins."""
NO_NAME = -1
"""Index of a part of a name that nobody knows."""


@dataclass
class People:
    """Columns of a chunk of people. Indexes of names are into `Parts.texts`; days count from EPOCH; 0 = has none."""

    sex: np.ndarray
    birth: np.ndarray
    family: np.ndarray
    middle: np.ndarray
    given: np.ndarray
    father: np.ndarray
    mother: np.ndarray
    commune: np.ndarray
    house: np.ndarray
    street: np.ndarray
    phone: np.ndarray
    pin: np.ndarray
    cmnd: np.ndarray
    insurance: np.ndarray
    died: np.ndarray

    def __len__(self) -> int:
        return len(self.sex)

    def take(self, rows: np.ndarray) -> "People":
        """The people of these rows, each as often as it is named."""
        return People(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def communes(seed: int) -> tuple[list[str], np.ndarray]:
    """Codes of Hà Nội's communes of today with their shares of the people: as uneven as a city is."""
    codes = packed.hanoi_communes()
    weights = np.random.default_rng(seed).lognormal(0, 0.55, len(codes))
    return codes, weights / weights.sum()


def draw(rng: np.random.Generator, values: np.ndarray, weights: np.ndarray, n: int) -> np.ndarray:
    """`n` of `values` by weight: faster than Generator.choice with probabilities."""
    return values[np.minimum(np.searchsorted(np.cumsum(weights), rng.random(n)), len(values) - 1)]


def make(
    rng: np.random.Generator,
    wanted: int,
    names: Parts,
    shares: np.ndarray,
    chunk: int,
    chunks: int,
    today: int,
) -> People:
    """`wanted` people in households. Numbers are given once in all chunks. `today` is a day."""
    homes = wanted * 10 // 28 + 20  # some 2.95 people live in one
    commune = draw(rng, np.arange(len(shares)), shares, homes).astype(np.int16)
    # heads of households and their spouses
    man = rng.random(homes) < 0.9
    wife = rng.random(homes) < np.where(man, 0.85, 0.15)
    head_birth = today - (rng.triangular(20, 42, 90, homes) * 365.25).astype(np.int64)
    rows: list[dict[str, np.ndarray]] = []

    def add(
        home: np.ndarray,
        sex: np.ndarray,
        birth: np.ndarray,
        father: np.ndarray,
        mother: np.ndarray,
        own: np.ndarray,
    ) -> None:
        rows.append(
            {"home": home, "sex": sex, "birth": birth, "father": father, "mother": mother, "own": own}
        )

    # parents of grown-ups: couples drawn from a pool, so that some grown-ups are brothers and sisters, some twins
    pool = max(homes, 2)
    fathers = _names(rng, names, np.zeros(pool, np.int8), np.full(pool, 60 * 365), None)
    mothers = _names(rng, names, np.ones(pool, np.int8), np.full(pool, 62 * 365), None)
    everybody = np.arange(homes)
    husband_of = rng.integers(0, pool, homes)
    twins = np.flatnonzero(rng.random(homes - 1) < TWINS / 2) if homes > 1 else np.arange(0)
    husband_of[twins + 1], head_birth[twins + 1] = husband_of[twins], head_birth[twins]  # grown-up, apart
    add(
        everybody,
        np.where(man, 0, 1).astype(np.int8),
        head_birth,
        fathers[husband_of],
        mothers[husband_of],
        np.zeros(homes, bool),
    )
    brought = everybody[wife]
    wife_of = rng.integers(0, pool, len(brought))
    wife_birth = head_birth[brought] + rng.integers(-900, 2200, len(brought))
    add(brought, np.where(man[brought], 1, 0).astype(np.int8), np.minimum(wife_birth, today - 18 * 365),
        fathers[wife_of], mothers[wife_of], np.zeros(len(brought), bool))  # fmt: skip
    head = _names(rng, names, rows[0]["sex"], head_birth, rows[0]["father"][:, 0])
    spouse = np.zeros_like(head)
    spouse[brought] = _names(rng, names, rows[1]["sex"], rows[1]["birth"], rows[1]["father"][:, 0])
    rows[0]["name"], rows[1]["name"] = head, spouse[brought]
    # children: up to five, each some years after the last; a twin has the day of the one before
    mother_birth = head_birth.copy()
    mother_birth[brought] = np.where(man[brought], rows[1]["birth"], head_birth[brought])
    last = mother_birth + (rng.normal(25, 3.5, homes) * 365.25).astype(np.int64)
    many = rng.choice(6, homes, p=[0.14, 0.22, 0.40, 0.16, 0.06, 0.02])
    many[~wife] = np.where(rng.random((~wife).sum()) < 0.5, 0, np.minimum(many[~wife], 1))
    dad, mum = np.where(man[:, None], head, spouse), np.where(man[:, None], spouse, head)
    gone = (today - head_birth) > 58 * 365  # grown-up children have left the home; some stay
    for order in range(5):
        at_home = everybody[(many > order) & ~(gone & (rng.random(homes) < 0.75))]
        born = last[at_home]
        born_in_time = born < today
        at_home, born = at_home[born_in_time], born[born_in_time]
        twin = rng.random(len(at_home)) < TWINS
        for home, day in ((at_home, born), (at_home[twin], born[twin])):
            sex = (rng.random(len(home)) < 0.487).astype(np.int8)
            add(home, sex, day, dad[home], mum[home], np.ones(len(home), bool))
        last[at_home] += (rng.gamma(4, 1.0, len(at_home)) * 365.25 + 300).astype(np.int64)
    # a grandparent at home: the head's mother or father, born 20 to 35 years before
    old = everybody[rng.random(homes) < 0.14]
    grand_birth = head_birth[old] - (rng.uniform(20, 35, len(old)) * 365.25).astype(np.int64)
    old, grand_birth = old[grand_birth > 0], grand_birth[grand_birth > 0]
    her = rng.random(len(old)) < 0.65
    theirs = rng.integers(0, pool, len(old))
    add(old, her.astype(np.int8), grand_birth, fathers[theirs], mothers[theirs], np.zeros(len(old), bool))
    rows[-1]["name"] = np.where(her[:, None], rows[0]["mother"][old], rows[0]["father"][old])
    columns = {
        key: np.concatenate([row[key] for row in rows])
        for key in ("home", "sex", "birth", "father", "mother")
    }
    given = np.concatenate([
        row["name"] if "name" in row else _names(rng, names, row["sex"], row["birth"], row["father"][:, 0])
        for row in rows
    ])  # fmt: skip
    keep = np.sort(rng.permutation(len(given))[:wanted])
    if len(keep) < wanted:
        raise ValueError(f"{len(keep)} people came out of {homes} households, wanted were {wanted}")
    columns = {key: value[keep] for key, value in columns.items()}
    return _with_numbers(rng, columns, given[keep], commune, chunk, chunks, today)


def _names(
    rng: np.random.Generator, names: Parts, sex: np.ndarray, birth: np.ndarray, family: np.ndarray | None
) -> np.ndarray:
    """Family, middle and given of people, as three columns. A family of NO_NAME is drawn."""
    n = len(sex)
    out = np.empty((n, 3), np.int32)
    out[:, 0] = draw(rng, names.families, names.family_weights, n)
    if family is not None:
        out[:, 0] = np.where(family > 0, family, out[:, 0])
    year = 1900 + birth // 365.25
    for which, sex_name in ((0, "male"), (1, "female")):
        before = -np.inf
        for era, (middles, weights) in zip(ERAS, names.middles[sex_name], strict=True):
            rows = np.flatnonzero((sex == which) & (year >= before) & (year < era))
            out[rows, 1] = draw(rng, middles, weights, len(rows))
            before = era
        rows = np.flatnonzero(sex == which)
        out[rows, 2] = draw(rng, *names.givens[sex_name], len(rows))
    return out


def _with_numbers(
    rng: np.random.Generator, columns: dict[str, np.ndarray], name: np.ndarray, commune: np.ndarray, chunk: int,
    chunks: int, today: int,
) -> People:  # fmt: skip
    n, home, birth = len(name), columns["home"], columns["birth"]
    homes = len(commune)
    age = (today - birth) / 365.25
    province = np.where(rng.random(n) < BORN_IN_HANOI, 1,
                        np.array(OTHER_PROVINCES)[np.minimum(rng.geometric(0.12, n) - 1, len(OTHER_PROVINCES) - 1)])  # fmt: skip
    year = (EPOCH + birth).astype("datetime64[Y]").astype(int) + 1970
    prefix = (province * 10 + 2 * ((year - 1900) // 100) + columns["sex"]) * 100 + year % 100
    width = 1_000_000 // chunks
    step = next(step for step in (514_229, 433_494_437) if np.gcd(step, width) == 1)  # spreads like chance
    serial = chunk * width + (_rank(prefix) * step + prefix * 7919) % width
    own_phone = 320_000_000 + rng.integers(0, 670_000_000, n)
    house_phone = 320_000_000 + rng.integers(0, 670_000_000, homes)
    # children and the old are reached by the telephone of the house; some grown-ups share it too
    shared = (age < 15) | ((age > 72) & (rng.random(n) < 0.6)) | (rng.random(n) < 0.18)
    phone = np.where(shared, house_phone[home], own_phone)
    died = np.where(
        rng.random(n) < np.clip((age - 45) / 400, 0.001, 0.11), today - rng.integers(1, 2000, n), 0
    )
    return People(
        sex=columns["sex"],
        birth=birth,
        family=name[:, 0],
        middle=name[:, 1],
        given=name[:, 2],
        father=columns["father"],
        mother=columns["mother"],
        commune=commune[home],
        house=rng.integers(1, 400, homes)[home],
        street=rng.integers(0, 240, homes)[home],
        phone=np.where(rng.random(n) < 0.12, 0, phone),
        pin=prefix * 1_000_000 + serial,
        cmnd=np.where(
            (age > 26) & (rng.random(n) < 0.9), 10_000_000 + (chunk * n + rng.permutation(n)) * 13, 0
        ),
        insurance=np.where(rng.random(n) < 0.93, 100_000_000 + (chunk * n + rng.permutation(n)) * 97, 0),
        died=np.where(died > birth, died, 0),
    )


def _rank(keys: np.ndarray) -> np.ndarray:
    """How many of the same key come before each."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    first = np.r_[True, sorted_keys[1:] != sorted_keys[:-1]]
    starts = np.maximum.accumulate(np.where(first, np.arange(len(keys)), 0))
    out = np.empty(len(keys), np.int64)
    out[order] = np.arange(len(keys)) - starts
    return out

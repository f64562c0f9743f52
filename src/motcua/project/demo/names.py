"""Vietnamese names as they occur: drawn by measured frequency, sex and year of birth."""

from bisect import bisect
from itertools import accumulate
from random import Random

from motcua.project.demo import facts

PAIR_SHARE = 0.34
"""Share of bearers whose middle and given name are counted together in the source."""
THI_SHARE = {1985: 0.72, 2005: 0.40, 9999: 0.10}
VAN_SHARE = {1985: 0.45, 2005: 0.22, 9999: 0.05}
"""Share of women with Thị, men with Văn, born before the year (handbook estimate: both go out of use)."""


class _Weighted:
    """Draws from counted rows."""

    def __init__(self, rows: list[tuple[tuple[str, ...], int]]) -> None:
        rows = [row for row in rows if row[1] > 0]
        self.values = [value for value, _ in rows]
        self.sums = list(accumulate(count for _, count in rows))

    def draw(self, rng: Random) -> tuple[str, ...]:
        return self.values[bisect(self.sums, rng.random() * self.sums[-1])]


def _table(name: str, *columns: str) -> dict[str, _Weighted]:
    rows = [row for row in facts.rows(name) if "*other*" not in row.values()]
    return {
        sex: _Weighted([(tuple(row[column] for column in columns), int(row[sex])) for row in rows])
        for sex in ("female", "male")
    }


class NameMaker:
    """Makes names with the randomness given."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._surnames = _table("surnames", "surname")
        self._middles = _table("middle-names", "middle")
        self._givens = _table("given-names", "given")
        self._pairs = _table("middle-given-pairs", "middle", "given")

    def surname(self, sex: str) -> str:
        return self._surnames[sex].draw(self.rng)[0]

    def full_name(self, sex: str, birth_year: int, surname: str | None = None) -> str:
        """A name of two to four words, never with one word twice."""
        family = surname or self.surname(sex)
        while True:
            words = [family, *self._rest(sex, birth_year)]
            text = " ".join(word for word in words if word)
            if len(set(text.lower().split())) == len(text.split()) <= 4:
                return text

    def _rest(self, sex: str, birth_year: int) -> tuple[str, str]:
        (given,) = self._givens[sex].draw(self.rng)
        shares, word = (THI_SHARE, "Thị") if sex == "female" else (VAN_SHARE, "Văn")
        share = next(value for before, value in shares.items() if birth_year < before)
        if self.rng.random() < share:
            return word, given
        if self.rng.random() < PAIR_SHARE:
            middle, given = self._pairs[sex].draw(self.rng)
        else:
            (middle,) = self._middles[sex].draw(self.rng)
        if middle == word:
            return self._middles[sex].draw(self.rng)[0].removeprefix(word).strip(), given
        return middle, given

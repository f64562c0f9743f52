"""Vietnamese names as they occur: drawn by measured frequency, sex and year of birth."""

from bisect import bisect
from itertools import accumulate
from random import Random

from motcua.project.demo import facts

PAIR_SHARE = 0.34
"""Share of bearers whose middle and given name are counted together in the source."""
THI_SHARE = {1985: 0.72, 2005: 0.40, 9999: 0.10}
VAN_SHARE = {1985: 0.45, 2005: 0.22, 9999: 0.05}
"""Share of women with Thị, men with Văn, born before the year (an estimate: both go out of use)."""

MARK = {"female": "Thị", "male": "Văn"}


class _Weighted:
    """Draws from counted rows."""

    def __init__(self, rows: list[tuple[tuple[str, ...], int]]) -> None:
        rows = [row for row in rows if row[1] > 0]
        self.values = [value for value, _ in rows]
        self.sums = list(accumulate(count for _, count in rows))

    def draw(self, rng: Random) -> tuple[str, ...]:
        return self.values[bisect(self.sums, rng.random() * self.sums[-1])]


def _table(name: str, *columns: str, marked: bool | None = None) -> dict[str, _Weighted]:
    """Counts by sex; `marked` keeps only rows whose middle name begins with Thị (Văn), or only the others."""

    def kept(row: dict[str, str], sex: str) -> bool:
        return marked is None or marked == (row["middle"].split(" ")[0] == MARK[sex])

    rows = [row for row in facts.rows(name) if "*other*" not in row.values()]
    return {
        sex: _Weighted(
            [(tuple(row[column] for column in columns), int(row[sex])) for row in rows if kept(row, sex)]
        )
        for sex in MARK
    }


class NameMaker:
    """Makes names with the randomness given."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._surnames = _table("surnames", "surname")
        self._marked = _table("middle-names", "middle", marked=True)
        self._unmarked = _table("middle-names", "middle", marked=False)
        self._givens = _table("given-names", "given")
        self._pairs = _table("middle-given-pairs", "middle", "given", marked=False)

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
        """Middle (may be empty or two words) and given name."""
        shares = THI_SHARE if sex == "female" else VAN_SHARE
        if self.rng.random() < next(share for before, share in shares.items() if birth_year < before):
            return self._marked[sex].draw(self.rng)[0], self._givens[sex].draw(self.rng)[0]
        if self.rng.random() < PAIR_SHARE:
            middle, given = self._pairs[sex].draw(self.rng)
            return middle, given
        return self._unmarked[sex].draw(self.rng)[0], self._givens[sex].draw(self.rng)[0]

"""Invented personal numbers, right in province, century, sex and year; each given once in a run."""

from random import Random

from motcua.foundation.identifiers import Sex, make_pin


class PinMaker:
    """Makes numbers of 12 digits that no other call of this maker gave."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.given: set[str] = set()

    def make(self, province: str, sex: Sex, birth_year: int) -> str:
        """`province` is the three-digit code of the place of birth."""
        while True:
            pin = make_pin(province, sex, birth_year, self.rng.randrange(1_000_000))
            if pin not in self.given:
                self.given.add(pin)
                return pin

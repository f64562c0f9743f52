"""Invented personal numbers, right in province, century, sex and year; each given once in a run."""

from random import Random


class PinMaker:
    """Makes numbers of 12 digits that no other call of this maker gave."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.given: set[str] = set()

    def make(self, province: str, sex: str, birth_year: int) -> str:
        """`province` is the three-digit code of the place of birth. Source: TT 59/2021/TT-BCA Điều 4."""
        century = (birth_year - 1900) // 100 * 2 + (sex == "female")
        while True:
            pin = f"{province}{century}{birth_year % 100:02d}{self.rng.randrange(1_000_000):06d}"
            if pin not in self.given:
                self.given.add(pin)
                return pin

"""The words by which a row is found (`keys`), as they stand in COPY's text: made once for each value of a column. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

from motcua.records.registers import keys
from motcua.records.registers.importing.cells import Cell

type Maker = Callable[[Any], tuple[bytes, bytes]]
"""From a value to its quoted keys, a comma behind each, and how the key of a name with a year begins."""


def makers(plan: keys.Plan) -> dict[str, Maker]:
    """What makes the keys of each field by which a register is searched."""
    names = _Names()
    found: dict[str, Maker] = {target: names.__getitem__ for target, _ in plan.names}
    nothing = keys.Plan((), (), (), (), ())
    found |= {target: _maker(replace(nothing, numbers=(target,)), target) for target in plan.numbers}
    found |= {target: _maker(replace(nothing, words=(target,)), target) for target in plan.words}
    found |= {target: _maker(replace(nothing, places=(target,)), target) for target in plan.places}
    return found


class _Names(dict[str, tuple[bytes, bytes]]):
    """The keys of names: the mother's of one row is the father's sister of another."""

    def __missing__(self, name: str) -> tuple[bytes, bytes]:
        if len(self) > 200_000:
            self.clear()
        found = keys.name_keys(name)
        made = ('"' + '","'.join(found) + '",', f'"y:{found[0][2:]} ') if found else ("", "")
        encoded = self[name] = (made[0].encode(), made[1].encode())
        return encoded


def _maker(plan: keys.Plan, target: str) -> Maker:
    def made(value: Any) -> tuple[bytes, bytes]:
        return "".join(f'"{key}",' for key in keys.keys_of(plan, {target: value})).encode(), b""

    return made


class _Years(dict[str, bytes]):
    """How the key of a name ends, by the birth date."""

    def __missing__(self, born: str) -> bytes:
        if len(self) > 100_000:
            self.clear()
        made = self[born] = f'{born[:4]}",'.encode()
        return made


_YEARS = _Years()


def words_of(plan: keys.Plan, read: Mapping[str, Sequence[Cell]], size: int) -> list[bytes]:
    """The words of each row, as they stand between the braces of an array's text."""
    pieces: list[list[bytes]] = []
    for target, birth in plan.names:
        if target not in read:
            continue
        pieces.append([cell.words for cell in read[target]])
        if birth in read:
            years = _YEARS
            pieces.append(
                [
                    name.begun + years[born.value] if name.begun and born.value else b""
                    for name, born in zip(read[target], read[birth], strict=True)
                ]
            )
    for target in (*plan.numbers, *plan.places, *plan.words):
        if target in read:
            pieces.append([cell.words for cell in read[target]])
    if plan.own and all(part in read for part in plan.own):
        parts = zip(*([cell.value for cell in read[part]] for part in plan.own), strict=True)
        pieces.append([b"" if None in row else f'"{keys.own_key(map(str, row))}",'.encode() for row in parts])
    if not pieces:
        return list(repeat(b"", size))
    return [row[:-1] for row in map(b"".join, zip(*pieces, strict=True))]

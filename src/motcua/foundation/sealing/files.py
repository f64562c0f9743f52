"""Files that lie sealed on disk: in blocks, so that a month of a city's log needs little memory; bound to name and place.

Each block is an envelope of its own, bound to the file's name, its number and whether it is the last: blocks that are dropped,
exchanged or cut off are found. The key of a file stays in the ring as long as the file is kept.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from motcua.foundation.sealing import envelope
from motcua.foundation.sealing.errors import NotWhole
from motcua.foundation.sealing.keys import ring

MAGIC = b"mcsf1\n"
BLOCK = 4 * 1024 * 1024
_LENGTH = 4


def write(out: BinaryIO, parts: Iterable[bytes], place: str, name: str) -> None:
    """Seal what `parts` give. `place`: what kind of file it is; `name`: which one. Raises: BadRing."""
    out.write(MAGIC)
    held, number = bytearray(), 0
    for part in parts:
        held += part
        while len(held) > BLOCK:
            number = _block(out, bytes(held[:BLOCK]), place, name, number, last=False)
            del held[:BLOCK]
    _block(out, bytes(held), place, name, number, last=True)


def _block(out: BinaryIO, plain: bytes, place: str, name: str, number: int, *, last: bool) -> int:
    sealed = envelope.seal(ring(), plain, place, _row(name, number, last))
    out.write(len(sealed).to_bytes(_LENGTH, "big"))
    out.write(sealed)
    return number + 1


def read(path: Path, place: str, name: str) -> Iterator[bytes]:
    """What was sealed, block by block. Raises: KeyMissing, NotWhole for a file that is not what was written."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise NotWhole(place)
        number, head = 0, file.read(_LENGTH)
        while True:
            sealed = file.read(int.from_bytes(head, "big"))
            head = file.read(_LENGTH)
            last = not head
            yield envelope.open_(ring(), sealed, place, _row(name, number, last))
            if last:
                return
            number += 1


def is_sealed(path: Path) -> bool:
    """Whether a file begins as sealed ones do."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _row(name: str, number: int, last: bool) -> str:
    return f"{name}/{number}/{'last' if last else 'more'}"

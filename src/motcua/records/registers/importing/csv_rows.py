"""Rows of a text that is divided by separators, a chunk at a time.

Lines without a quotation mark are rows by themselves: they are divided, or only counted, without a parser. Pure but for the file.
"""

import csv
from collections.abc import Callable, Iterator
from itertools import chain, count, islice
from typing import Any, TextIO

BLOCK = 2_000
"""Lines that are read at once."""

type Row = tuple[int, list[str]]
"""A row with its number: how many rows stand before it, empty ones too, and one."""

type Block = tuple[int, list[Row]]
"""Rows of one chunk, with its number from 0."""


class Broken(ValueError):
    """The text cannot be divided from this line on."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(line, said)
        self.line, self.said = line, said


def blocks(
    file: TextIO, delimiter: str, *, after: int, size: int, mine: Callable[[int], bool] = lambda number: True
) -> Iterator[Block]:
    """The rows behind row `after` that hold anything, by chunks of so many, a block of a chunk at once.

    What is of a chunk that is not `mine` is left out. Raises: Broken.
    """
    reader = csv.reader(file, delimiter=delimiter)
    row = taken = 0
    try:
        for _ in islice(reader, after):
            row += 1
        taken = reader.line_num
        for number in count():
            wanted, left = mine(number), size
            while left and (lines := list(islice(file, min(left, BLOCK)))):
                if _plain(lines) and not wanted:
                    left -= sum(1 for text in lines if text.strip(delimiter + "\r\n"))
                    row += len(lines)
                    taken += len(lines)
                    continue
                if _plain(lines):
                    divided = [text.rstrip("\r\n").split(delimiter) for text in lines]
                    taken += len(lines)
                else:
                    reader = csv.reader(chain(lines, file), delimiter=delimiter)
                    divided = list(_parsed(reader, len(lines)))
                    taken += reader.line_num
                filled = [one for one in enumerate(divided, row + 1) if any(one[1])]
                row += len(divided)
                left -= len(filled)
                if filled and wanted:
                    yield number, filled
            if left == size:
                return
    except csv.Error as error:
        raise Broken(taken + reader.line_num, str(error)) from None


def _parsed(reader: Any, lines: int) -> Iterator[list[str]]:
    """Rows until these lines are used up; the last may need more."""
    while reader.line_num < lines and (cells := next(reader, None)) is not None:
        yield cells


def _plain(block: list[str]) -> bool:
    """Whether each line is a row, and no cell of it longer than a parser would take."""
    return '"' not in "".join(block) and max(map(len, block)) <= csv.field_size_limit()

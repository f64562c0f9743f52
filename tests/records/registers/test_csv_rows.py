"""Rows of a text are those that a parser would find, however they are divided into blocks and chunks."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.records.registers.importing import csv_rows

PIECES = st.sampled_from(['"', '""', ",", ",", "\n", "\r\n", "\r", "a", "Đỗ", " ", '"b,c"', '"d\ne"', "\t"])
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def by_parser(text: str, after: int = 0) -> list[csv_rows.Row]:
    rows = enumerate(csv.reader(io.StringIO(text, newline="")), 1)
    return [(n, row) for n, row in rows if n > after and any(row)]


def by_blocks(text: str, size: int, after: int = 0, mine=lambda number: True) -> list[csv_rows.Block]:
    return list(csv_rows.blocks(io.StringIO(text, newline=""), ",", after=after, size=size, mine=mine))


@given(TEXTS, st.integers(1, 4), st.integers(0, 5))
def test_every_row_is_found_once_with_its_number(text, size, after):
    blocks = by_blocks(text, size, after)
    assert [row for _, rows in blocks for row in rows] == by_parser(text, after)
    of: dict[int, int] = {}
    for number, rows in blocks:
        of[number] = of.get(number, 0) + len(rows)
    assert list(of) == list(range(len(of))) and all(count == size for count in list(of.values())[:-1])


@given(TEXTS, st.integers(1, 4))
def test_two_who_take_turns_find_between_them_what_one_finds(text, size):
    turns = [by_blocks(text, size, mine=lambda number, turn=turn: number % 2 == turn) for turn in (0, 1)]
    together = sorted((block for blocks in turns for block in blocks), key=lambda one: (one[0], one[1][0][0]))
    assert together == by_blocks(text, size)


def test_a_cell_that_no_parser_takes_is_told_with_its_line():
    with pytest.raises(csv_rows.Broken) as broken:
        by_blocks("a,b\n" * 3 + "c," + "x" * (csv.field_size_limit() + 1) + "\n", 2)
    assert broken.value.line == 4

"""Papers bound to a decision: as they were, one behind the other, with a strip that says to what they belong."""

import io

import pikepdf
import pytest
from PIL import Image

from motcua.records.papers import NotAPart, as_parts, joined
from motcua.records.papers.parts import STRIP
from tests.reading_pdf import text_of

A1 = (2384, 1684)
WORDS = "Kèm theo Giấy phép xây dựng số 01/GPXD ngày 02/03/2026 của Ủy ban nhân dân phường Nghĩa Đô"


def plan(*sizes, turned=0) -> bytes:
    """A drawing with one page a size; a line of 100 points on each."""
    with pikepdf.new() as pdf:
        for size in sizes:
            page = pdf.add_blank_page(page_size=size)
            page.Contents = pdf.make_stream(b"10 10 m 110 10 l S")
            if turned:
                page.Rotate = turned
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def sizes_of(pdf: bytes) -> list[tuple[float, float]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [(float(page.mediabox[2]), float(page.mediabox[3])) for page in opened.pages]


def test_every_page_keeps_its_size_and_gets_a_strip_below():
    assert sizes_of(as_parts([plan(A1, (595, 842)), plan((842, 595))], WORDS)) == [
        (2384, 1684 + STRIP), (595, 842 + STRIP), (842, 595 + STRIP),
    ]  # fmt: skip


def test_a_page_that_the_file_turns_is_bound_as_it_is_seen():
    assert sizes_of(as_parts([plan((595, 842), turned=90)], WORDS)) == [(842, 595 + STRIP)]


def test_each_page_says_of_which_decision_it_is_which_page():
    text = text_of(as_parts([plan(A1), plan((595, 842), (595, 842))], WORDS))
    assert text.count("Kèm theo Giấy phép xây dựng số 01/GPXD") == 3
    assert [f"Trang {number}/3" in text for number in (1, 2, 3)] == [True, True, True]


def test_nothing_is_scaled_so_that_plans_can_be_measured():
    with pikepdf.open(io.BytesIO(as_parts([plan(A1)], WORDS))) as opened:
        drawn = [
            [float(one) for one in operands]
            for operands, operator in pikepdf.parse_content_stream(opened.pages[0])
            if str(operator) == "cm"
        ]
    assert [1.0, 0.0, 0.0, 1.0, 0.0, float(STRIP)] in drawn


def test_a_photograph_of_a_plan_becomes_a_page():
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "JPEG")
    assert sizes_of(as_parts([out.getvalue()], WORDS)) == [(842, 595 + STRIP)]


@pytest.mark.parametrize("file", [b"%PDF-1.7 torn", b"no picture", b""])
def test_a_file_that_has_no_pages_is_refused(file):
    with pytest.raises(NotAPart):
        as_parts([file], WORDS)


def test_parts_come_behind_the_paper_that_makes_the_file():
    before, main, after = plan((100, 100)), plan((200, 200), (200, 200)), plan((300, 300))
    assert [size[0] for size in sizes_of(joined([before, main, after], main=1))] == [100, 200, 200, 300]

"""A Vietnamese page is read, what it says is proposed with its place, and it becomes a searchable archive file."""

import io
import subprocess
from collections import Counter
from datetime import date

import pikepdf
import pytest
from PIL import Image

from motcua.records.scanning import naming, proposals, reading, sheet, taking
from motcua.records.scanning.archive import Leaf, bind
from motcua.records.scanning.reading import Word
from tests.conftest import hanoi
from tests.records.scanning import archive_rules, drawn

AT = hanoi("2026-03-02 09:15")


@pytest.fixture(scope="module")
def page():
    """A page fed in crooked and dusty, made clean; with its words."""
    came = drawn.as_file(drawn.speckled(drawn.turned(drawn.paper(200), 1.4), 150), dpi=200)
    made = sheet.clean(next(taking.sheets(came, "a.jpg")))
    return made, reading.read(made.to_read, sheet.READ_DPI)


def share(read: list[str]) -> float:
    wanted = Counter(drawn.words())
    return sum((wanted & Counter(read)).values()) / sum(wanted.values())


def test_at_least_95_of_100_words_of_a_vietnamese_page_are_read_right(page):
    assert share([one.text for one in page[1]]) >= 0.95


def test_what_the_paper_says_is_proposed_with_its_place(page):
    found = proposals.propose([page[1]])
    assert {name: one.value for name, one in found.items()} == {
        "number": drawn.NUMBER,
        "issued_on": "2024-03-12",
        "issuer": "ỦY BAN NHÂN DÂN PHƯỜNG HÀ ĐÔNG",
        "title": "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        "name": "TRẦN THỊ BÍCH NGỌC",
        "valid_until": "2024-09-12",
    }
    left, top, width, height = found["number"].box
    assert left < 0.5
    assert 0.05 < top < 0.2
    assert 0 < width < 0.3
    assert 0 < height < 0.03


def test_the_archive_file_is_searchable_and_keeps_the_rules_that_we_claim(page, tmp_path):
    made, words = page
    leaf = Leaf(made.jpeg, made.size_mm, words)
    pdf = bind([leaf, leaf], title="Giấy xác nhận", by="UBND phường Hà Đông", at=AT, keywords=["001.KQ.v1"])
    archive_rules.hold(pdf)
    (tmp_path / "a.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True)
    first, second, _ = told.stdout.split("\f")
    assert share(first.split()) >= 0.95
    assert "TRẦN THỊ BÍCH NGỌC" in second


def test_without_a_reader_the_file_is_an_archive_file_without_words():
    plain = sheet.clean(next(taking.sheets(drawn.as_file(drawn.paper(100), dpi=100), "a.jpg")))
    pdf = bind([Leaf(plain.jpeg, plain.size_mm)], title="Giấy", by="UBND", at=AT)
    archive_rules.hold(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/Font" not in opened.pages[0].get("/Resources", {})
        picture = opened.pages[0].Resources.XObject.Sheet1
        assert (int(picture.Width), int(picture.Height)) == (1654, 2339)


def test_letters_that_our_fonts_lack_do_not_stop_the_archive_file():
    odd = Word("☂漢a\u0301", 0.1, 0.1, 0.2, 0.02, 0, 90.0)
    out = io.BytesIO()
    Image.new("RGB", (100, 141), "white").save(out, "JPEG")
    archive_rules.hold(bind([Leaf(out.getvalue(), sheet.A4_MM, [odd])], title="☂", by="x", at=AT))


def line(text: str, top: float, number: int, sure: float = 95.0, left: float = 0.1) -> list[Word]:
    words, at = [], left
    for word in text.split():
        words.append(Word(word, at, top, len(word) * 0.01, 0.012, number, sure))
        at += (len(word) + 1) * 0.01
    return words


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Số: 15/2023/GKS", "number", "15/2023/GKS"),
        ("SỐ: H01-22; quyển 3", "number", "H01-22"),
        ("Hà Nội, ngày 01 tháng 02 năm 2021", "issued_on", "2021-02-01"),
        ("Có giá trị sử dụng đến hết ngày 31/12/2027", "valid_until", "2027-12-31"),
        ("Giấy này có hiệu lực đến ngày 5 tháng 6 năm 2028.", "valid_until", "2028-06-05"),
        ("Họ và tên: Nguyễn Văn Bảo Sinh ngày 3", "name", "Nguyễn Văn Bảo Sinh"),
        ("Họ, chữ đệm, tên: LÊ THỊ ĐÀO, sinh năm 1990", "name", "LÊ THỊ ĐÀO"),
        ("GIẤY CHỨNG SINH", "title", "GIẤY CHỨNG SINH"),
    ],
)
def test_lines_of_papers_and_what_they_say(text, field, value):
    assert proposals.propose([line(text, 0.12, 0, left=0.3)])[field].value == value


@pytest.mark.parametrize(
    "text", ["Số 5 ngõ 12 Đê La Thành", "ngày 31 tháng 02 năm 2021", "Họ và tên:", "giấy khai sinh bản chính"]
)
def test_what_says_nothing_is_not_proposed(text):
    assert proposals.propose([line(text, 0.12, 0, left=0.3)]) == {}


def test_a_word_that_was_hardly_read_makes_its_field_doubtful():
    (number,) = proposals.propose([line("Số: 15/2023", 0.1, 0, sure=61.0)]).values()
    assert number.doubtful
    assert not proposals.propose([line("Số: 15/2023", 0.1, 0)])["number"].doubtful


def test_a_stamp_of_secrecy_is_seen_on_its_own_line_only():
    assert proposals.secret([line("TỐI MẬT", 0.1, 0)])
    assert proposals.secret([line("thường", 0.1, 0), line("[ MẬT ]", 0.1, 0)])
    assert not proposals.secret([line("Giữ BÍ MẬT thông tin", 0.1, 0), line("mật", 0.2, 1)])


def test_names_and_codes_say_whose_which_and_when():
    assert naming.item_code("001196000011", "000.00.00.G09-KQ002269", date(2024, 3, 12), 2) == (
        "001196000011.000.00.00.G09-KQ002269.20240312.v2"
    )
    assert naming.item_code("0101234567", "birth_notice", None, 1) == "0101234567.birth-notice.00000000.v1"
    assert (
        naming.file_name("H26.40-260302-0001", "birth_notice", 1) == "H26.40-260302-0001_birth-notice_01.pdf"
    )
    with pytest.raises(ValueError, match="owner"):
        naming.item_code("", "x", None, 1)

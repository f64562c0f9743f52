"""What crooked feeding, phones and dust do to a sheet is undone, and what is not a sheet is refused."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from motcua.records.scanning import cleaning, sheet, straighten, taking
from motcua.records.scanning.taking import RefusedScan
from tests.records.scanning import drawn


def bgr(image: Image.Image) -> np.ndarray:
    return cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR)


def only(content: bytes, name: str = "a.jpg") -> taking.Sheet:
    (one,) = taking.sheets(content, name)
    return one


@pytest.mark.parametrize("degrees", [-7.5, -0.4, 0.7, 3.3])
def test_a_sheet_that_was_fed_in_crooked_is_level_again_to_a_third_of_a_degree(degrees):
    crooked = bgr(drawn.turned(drawn.paper(120), degrees))
    assert abs(straighten.angle_of(crooked) - degrees) < 0.1
    level = straighten.turned(crooked, straighten.angle_of(crooked))
    assert abs(straighten.angle_of(level)) < 0.3


def test_a_sheet_without_lines_is_not_turned():
    blank = np.full((800, 600, 3), 255, dtype=np.uint8)
    assert straighten.angle_of(blank) == 0.0
    assert straighten.turned(blank, 0.01) is blank


def test_a_photographed_sheet_is_cut_out_of_the_table_and_fills_an_a4():
    photo = drawn.photographed(drawn.paper(120))
    made = sheet.clean(only(drawn.as_file(photo)))
    assert made.cut
    assert made.size_mm == sheet.A4_MM
    kept = np.asarray(Image.open(io.BytesIO(made.jpeg)))
    assert kept.shape[:2] == (2339, 1654), "A4 at 200 dpi"
    edge = np.concatenate([kept[40:-40, 30], kept[40:-40, -30], kept[30, 40:-40], kept[-30, 40:-40]])
    assert edge.mean() > 235, "the table is gone"


def test_a_shadow_over_the_page_goes_and_the_red_of_a_seal_stays():
    page = drawn.paper(100).copy()
    page.paste((200, 30, 40), (500, 800, 600, 900))
    shade = np.linspace(1.0, 0.5, page.width)[None, :, None]
    lit = cleaning.even_light((bgr(page) * shade).astype(np.uint8))
    assert lit[60:100, -60:-20].mean() > 235, "white where the shadow was deepest"
    blue, green, red = lit[850, 550]
    assert red > 150
    assert max(blue, green) < 110


def test_dust_goes_and_the_marks_of_vietnamese_letters_stay():
    clean, dusty = bgr(drawn.paper(200)), bgr(drawn.speckled(drawn.paper(200), 400))
    swept = cleaning.without_specks(dusty, 200)

    def marks(picture):
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        return cv2.connectedComponents(cv2.threshold(grey, 160, 255, cv2.THRESH_BINARY_INV)[1])[0] - 1

    real, dust = marks(clean), marks(dusty) - marks(clean)
    assert dust > 250
    assert marks(swept) - real < dust * 0.25, "what lies close to letters may stay"
    assert marks(cleaning.without_specks(clean, 200)) == real, "no dot below a letter is lost"


def test_a_small_paper_stands_at_full_size_and_a_large_one_keeps_its_own():
    card = Image.new("RGB", (1011, 638), (90, 140, 90))  # 85.6 × 54 mm at 300 dpi
    made = sheet.clean(only(drawn.as_file(card, dpi=300)))
    assert made.size_mm == (297.0, 210.0)
    kept = np.asarray(Image.open(io.BytesIO(made.jpeg)).convert("L"))
    green = np.flatnonzero((kept < 235).any(axis=0))
    assert (green[-1] - green[0]) / 200 * 25.4 == pytest.approx(85.6, abs=1)
    plan = Image.new("RGB", (2339, 1654), "white")  # A3 lying at 141 dpi
    assert sheet.clean(only(drawn.as_file(plan, dpi=141))).size_mm == pytest.approx((421.4, 298.0), abs=1)


def test_a_sheet_turned_by_the_officer_stands_upright():
    lying = drawn.paper(100).rotate(90, expand=True)
    made = sheet.clean(only(drawn.as_file(lying, dpi=100)), turn=90)
    assert made.size_mm == sheet.A4_MM


def test_every_sheet_of_a_tiff_and_of_a_pdf_comes_in_order():
    assert len(list(taking.sheets(drawn.tiff(3), "a.tiff"))) == 3
    pages = list(taking.sheets(drawn.paper_pdf(2), "a.pdf"))
    assert [round(one.size_mm[0]) for one in pages] == [210, 210]


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.jpg", "empty"),
        (b"%PDF-1.7 and nothing else", "a.pdf", "broken"),
        (drawn.as_file(Image.new("RGB", (300, 300), "white"))[:700], "a.jpg", "broken"),
        (b"II*\x00" + b"\x07" * 400, "a.tif", "broken"),
        (b"MZ\x90\x00" + bytes(300), "a.jpg", "wrong_type"),
        (b"<html><script>", "a.png", "wrong_type"),
        (drawn.tiff(60), "so-ho-tich.tiff", "too_many_sheets"),
        (drawn.tiff(1, (12_000, 12_000)), "a.tiff", "too_many_pixels"),
        (bytes(21 * 1024 * 1024), "a.jpg", "too_big"),
    ],
)
def test_what_cannot_become_sheets_is_refused_with_words(content, name, code):
    with pytest.raises(RefusedScan) as refused:
        list(taking.sheets(content, name))
    assert refused.value.code == code
    assert refused.value.vi
    assert refused.value.en


def test_a_picture_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(RefusedScan) as refused:
        list(taking.sheets(bomb(), "a.png"))
    assert refused.value.code == "too_many_pixels"

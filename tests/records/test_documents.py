"""Documents are archive PDFs whose Vietnamese can be read back, letter by letter."""

import io
import re
import subprocess
import time
import unicodedata
from datetime import date

import msgspec
import pikepdf
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from motcua.records import documents
from motcua.records.documents import DocumentError, templates
from motcua.records.documents.compiler import FONTS
from motcua.records.documents.forms import FeeLine
from motcua.records.documents.glyphs import printable
from tests.records.samples import CODE, SAMPLES

BY_NAME = {sample.template: sample for sample in SAMPLES}
# every letter of Vietnamese with every tone, both cases, and what papers print besides
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
ALPHABET = (
    unicodedata.normalize("NFC", "".join(v + t for v in VOWELS for t in TONES)) + "bcdđghklmnpqrstvxfjwz"
)
FIXED = ALPHABET + ALPHABET.upper() + "0123456789 .,;:-–…/()“”’%×²₫+=&@#°"


def text_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def flat(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", text_of(pdf))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.template)
def test_every_document_is_an_archive_pdf_in_vietnamese(sample):
    pdf = documents.render_form(sample)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        metadata = opened.open_metadata()
        assert (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) == ("2", "B")
        assert str(opened.Root.Lang).startswith("vi")
        assert opened.docinfo["/Title"]
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                assert "Tinos" in str(thing["/FontName"])
                assert any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    text = text_of(pdf)
    assert text == unicodedata.normalize("NFC", text)
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "none" not in text and "\ufffd" not in text


@pytest.mark.parametrize("shape", templates.SHAPES, ids=lambda shape: shape.template)
def test_no_document_is_without_a_sample(shape):
    assert isinstance(BY_NAME[shape.template], shape)


def test_a_receipt_says_what_the_resident_must_know():
    text = flat(documents.render_form(BY_NAME["receipt"]))
    for said in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        f"Mã hồ sơ: {CODE}",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Thúy Ngần",
        "Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 20 tháng 11 năm 2026",
        "08 giờ 05 phút, ngày 25 tháng 11 năm 2026",
        "15.000 đồng",
    ):
        assert said in text


def test_dates_of_january_and_february_take_a_leading_zero_and_others_do_not():
    sample = BY_NAME["marital_status"]
    january = msgspec.structs.replace(sample, head=msgspec.structs.replace(sample.head, on=date(2026, 1, 5)))
    assert "Hồng Hà, ngày 05 tháng 01 năm 2026" in flat(documents.render_form(january))
    may = msgspec.structs.replace(january, valid_until=date(2027, 5, 12))
    assert "đến hết ngày 12 tháng 5 năm 2027" in flat(documents.render_form(may))


def test_a_fee_receipt_adds_up_and_says_the_sum_in_words():
    receipt = msgspec.structs.replace(
        BY_NAME["fee_receipt"],
        lines=[FeeLine(name="Phí", amount=1_200_000), FeeLine(name="Lệ phí", amount=15_000)],
    )
    text = flat(documents.render_form(receipt))
    assert "1.215.000 đồng" in text
    assert "Một triệu hai trăm mười lăm nghìn đồng" in text


def test_names_typed_on_an_old_keyboard_come_out_composed():
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Thúy Ngần")
    sample = BY_NAME["receipt"]
    owner = msgspec.structs.replace(sample.owner, name=decomposed)
    assert "Nguyễn Thị Thúy Ngần" in text_of(
        documents.render_form(msgspec.structs.replace(sample, owner=owner))
    )


def test_a_foreign_name_or_an_emoji_does_not_stop_a_paper():
    assert printable("Łukasz Ñandú 李小龍 🙂\u200d\x07 ①") == "Łukasz Ñandú □□□ □ 1"
    sample = BY_NAME["receipt"]
    owner = msgspec.structs.replace(sample.owner, name="李小龍 (Lý Tiểu Long) 🙂")
    pdf = documents.render_form(msgspec.structs.replace(sample, owner=owner))
    assert "□□□ (Lý Tiểu Long) □" in flat(pdf)


@given(st.text(max_size=40))
def test_whatever_is_printable_stays_so_and_vietnamese_is_untouched(text):
    once = printable(text)
    assert printable(once) == once
    assert printable(FIXED + text).startswith(printable(FIXED)[:-1])


def test_every_letter_of_ours_is_known_to_be_printable():
    assert printable(FIXED) == FIXED


def test_text_of_a_resident_is_printed_and_never_run():
    wicked = '#panic("x") *đậm* $x$ @nhãn <b> \\ "'
    sample = BY_NAME["refusal"]
    pdf = documents.render_form(msgspec.structs.replace(sample, reasons=[wicked]))
    assert wicked in flat(pdf)


def test_values_of_a_mapping_are_held_to_the_shape():
    good = msgspec.to_builtins(BY_NAME["confirmation"])
    assert documents.render("confirmation", good).startswith(b"%PDF")
    with pytest.raises(DocumentError, match="has no"):
        documents.render("confirmation", good | {"titel": "x"})
    with pytest.raises(DocumentError, match="title"):
        documents.render("confirmation", {key: value for key, value in good.items() if key != "title"})


def test_a_pack_brings_its_own_template_with_the_shared_layout(tmp_path):
    page = tmp_path / "bus-pass.typ"
    page.write_text(
        '#import "@motcua/official:1.0.0": *\n#show: official.with(title: "Vé")\n#document-title(data.name)'
    )
    templates.register("bus-pass", page)
    assert "VÉ THÁNG XE BUÝT" in text_of(documents.render("bus-pass", {"name": "Vé tháng xe buýt"}))
    page.write_text("#let x = ")
    with pytest.raises(DocumentError):
        documents.render("bus-pass", {})
    with pytest.raises(ValueError, match="already"):
        templates.register("receipt", page)
    with pytest.raises(documents.UnknownTemplate):
        documents.render("no-such-paper", {})


def test_every_letter_that_we_print_is_in_each_of_our_fonts(tmp_path):
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    assert fonts.families() == ["Tinos"]
    page = tmp_path / "letters.typ"
    styles = ['weight: "regular"', 'weight: "bold"', 'style: "italic"', 'weight: "bold", style: "italic"']
    body = "\n\n".join(f'#text({style}, fallback: false, "{FIXED.replace(chr(34), "")}")' for style in styles)
    page.write_text(f'#set page(width: auto)\n#set text(font: "Tinos")\n{body}')
    pdf, warnings = typst.Compiler(
        str(page), font_paths=fonts, ignore_system_fonts=True
    ).compile_with_warnings(format="pdf")
    assert not warnings
    # poppler writes no character for a glyph that the font lacks
    read = re.sub(r"\s", "", text_of(pdf))
    assert read == re.sub(r"\s", "", FIXED) * 4


def test_fifty_receipts_are_set_in_a_second():
    sample = BY_NAME["receipt"]
    documents.render_form(sample)
    started = time.process_time()
    for number in range(20):
        documents.render_form(msgspec.structs.replace(sample, dossier_code=f"H26.100.05-261120-{number:04d}"))
    assert (time.process_time() - started) / 20 < 0.05, "far slower than the 12 ms that one takes"


def test_equal_values_give_equal_bytes():
    assert documents.render_form(BY_NAME["decision"]) == documents.render_form(BY_NAME["decision"])


def test_the_tracking_register_is_a_landscape_page_with_every_dossier():
    pdf = documents.render_form(BY_NAME["tracking_register"])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        _, _, width, height = opened.pages[0].mediabox
        assert width > height
    text = flat(pdf)
    assert all(f"H26.100.05-261120-{number:04d}" in text for number in range(1, 13))

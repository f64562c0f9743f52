"""What people hand in is known by its content; what could harm is refused with words that help."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from motcua.records import documents
from motcua.records.papers import antivirus, checks, joined
from motcua.records.papers.checks import RefusedFile, check, clean_name
from tests.records.clamd import Clamd
from tests.records.samples import SAMPLES


def pdf(pages: int = 1, change=None, **save) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(595, 842))
        if change:
            change(made)
        made.save(out, **save)
    return out.getvalue()


def image(kind: str, size=(40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def refused(content: bytes, name: str) -> str:
    with pytest.raises(RefusedFile) as caught:
        check(content, name)
    assert caught.value.vi and caught.value.en
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pdf(3), "Giấy khai sinh.pdf", "application/pdf"),
        (image("JPEG"), "ảnh 3x4.JPG", "image/jpeg"),
        (image("JPEG"), "anh.jpeg", "image/jpeg"),
        (image("PNG"), "so do.png", "image/png"),
    ],
)
def test_scans_and_photographs_are_taken(content, name, media_type):
    checked = check(content, name)
    assert checked.media_type == media_type
    assert checked.name.lower() == name.lower()
    assert checked.pages == (3 if media_type == "application/pdf" else 1)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.template)
def test_whatever_the_city_has_issued_may_be_handed_in_again(sample):
    check(documents.render_form(sample), "ket-qua.pdf")


def test_an_empty_file_is_refused():
    assert refused(b"", "a.pdf") == "empty"


def test_a_file_over_twenty_megabytes_is_refused():
    assert refused(b"%PDF-1.7" + bytes(checks.MAX_BYTES), "a.pdf") == "too_big"


def test_a_photograph_of_an_iphone_is_refused_with_advice():
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
    with pytest.raises(RefusedFile) as caught:
        check(heic, "IMG_0001.HEIC")
    assert caught.value.code == "heic"
    assert "JPG" in caught.value.vi


def test_a_program_that_calls_itself_a_scan_is_refused():
    assert refused(b"MZ\x90\0" + bytes(300), "to-khai.pdf") == "wrong_type"
    assert refused(b"<html><script>alert(1)</script></html>", "to-khai.pdf") == "wrong_type"
    assert refused(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "anh.png") == "wrong_type"


def test_archives_and_office_files_are_refused_as_another_type():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(5_000_000))
    assert refused(out.getvalue(), "ho-so.zip") == "wrong_type"
    assert refused(out.getvalue(), "ho-so.pdf") == "wrong_type"


def test_a_name_that_says_another_type_than_the_content_is_refused():
    assert refused(image("PNG"), "anh.jpg") == "extension"
    assert refused(pdf(), "to-khai.pdf.exe") == "extension"


def test_a_pdf_with_a_password_is_refused():
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refused(locked, "a.pdf") == "encrypted"
    printable_only = pdf(encryption=pikepdf.Encryption(owner="a", user=""))
    assert refused(printable_only, "a.pdf") == "encrypted"


def test_a_broken_pdf_and_a_cut_off_photograph_are_refused():
    assert refused(b"%PDF-1.7\n" + b"x" * 500, "a.pdf") == "broken"
    whole = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(whole, "JPEG")
    assert refused(whole.getvalue()[:3000], "a.jpg") == "broken"
    noise = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(noise, "PNG")
    assert refused(noise.getvalue()[:3000], "a.png") == "broken"


def test_two_hundred_pages_are_taken_and_one_more_is_not():
    assert check(pdf(200), "a.pdf").pages == 200
    assert refused(pdf(201), "a.pdf") == "too_many_pages"


def script(made: pikepdf.Pdf) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def on_open(made):
    made.Root.OpenAction = script(made)


def named_script(made):
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), made.make_indirect(script(made))]))
    made.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def on_page(made):
    made.pages[0].AA = pikepdf.Dictionary(O=script(made))


def launching_link(made):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]), A=action
    )
    made.pages[0].Annots = pikepdf.Array([link])


def attachment(made):
    made.attachments["virus.exe"] = b"MZ"


@pytest.mark.parametrize("trick", [on_open, named_script, on_page, launching_link, attachment])
def test_a_pdf_that_acts_is_refused(trick):
    assert refused(pdf(change=trick), "a.pdf") == "active_content"


def test_a_pdf_that_only_opens_at_a_page_is_taken():
    def first_page(made):
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    assert check(pdf(change=first_page), "a.pdf").pages == 1


def test_a_picture_that_unpacks_to_gigapixels_is_refused():
    # the head of a PNG of 20,000 x 20,000 points with hardly any content
    head = b"IHDR" + (20_000).to_bytes(4) * 2 + b"\x01\0\0\0\0"
    body = b"IDAT" + zlib.compress(bytes(1000))
    png = b"\x89PNG\r\n\x1a\n"
    for chunk in (head, body, b"IEND"):
        png += (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    assert refused(png, "a.png") == "too_many_pixels"

    def huge_image(made):
        drawn = made.make_stream(b"", Subtype=pikepdf.Name.Image, Width=50_000, Height=50_000)
        made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=drawn))

    assert refused(pdf(change=huge_image), "a.pdf") == "too_many_pixels"


def test_a_pdf_that_unpacks_beyond_measure_is_refused():
    packed = zlib.compress(bytes(checks.MAX_UNPACKED + 1), 9)

    def bomb(made):
        made.pages[0].Contents = pikepdf.Stream(made, packed, Filter=pikepdf.Name.FlateDecode)

    assert len(packed) < 1_000_000
    assert refused(pdf(change=bomb, recompress_flate=False), "a.pdf") == "unpacks_too_big"

    def twice(made):
        stream = pikepdf.Stream(made, zlib.compress(zlib.compress(b"a" * 1000)))
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        made.pages[0].Contents = stream

    raw = pdf(change=twice, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert refused(raw, "a.pdf") == "unpacks_too_big"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\Users\\An\\tờ khai.pdf", "tờ khai.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("hóa đơn\u202efdp.pdf", "hóa đơnfdp.pdf"),
        ("  . .pdf", "pdf.pdf"),
        ("", "tep.pdf"),
        ('a<b>:"c|d?*.PDF', "a_b___c_d__.pdf"),
        ("bản sao.v2.pdf", "bản sao.v2.pdf"),
    ],
)
def test_names_are_kept_as_people_know_them_and_cleaned_of_tricks(given_name, kept):
    assert clean_name(given_name, "application/pdf") == kept


@given(st.text(max_size=300))
def test_no_name_can_leave_the_folder_or_hide_its_type(name):
    try:
        cleaned = clean_name(name, "application/pdf")
    except RefusedFile as refusal:
        assert refusal.code == "extension"
        return
    assert cleaned.endswith(".pdf") and 5 <= len(cleaned) <= 100
    assert not set(cleaned) & set('/\\\0\r\n<>:"|?*')
    assert clean_name(cleaned, "application/pdf") == cleaned


def test_a_photograph_becomes_an_upright_page(picture):
    page = joined([picture, pdf()])
    with pikepdf.open(io.BytesIO(page)) as opened:
        assert [float(x) for x in opened.pages[0].mediabox] == [0, 0, 595, 842]
        assert len(opened.pages[0].get_images()) == 1
    assert check(page, "a.pdf").pages == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "not_scanned"),
        (b"", "not_scanned"),
    ],
)
def test_what_the_scanner_does_not_call_clean_is_not_taken(answer, code):
    with Clamd(answer) as scanner, pytest.raises(RefusedFile) as caught:
        antivirus.scan(b"x" * 200_000, scanner.address)
    assert caught.value.code == code


def test_the_scanner_gets_the_whole_file_and_a_clean_one_passes():
    with Clamd(b"stream: OK\0") as scanner:
        antivirus.scan(b"x" * 200_000, scanner.address)
    assert scanner.received == b"x" * 200_000


def test_a_scanner_that_is_not_there_means_not_checked():
    with pytest.raises(RefusedFile) as caught:
        antivirus.scan(b"x", "127.0.0.1:1")
    assert caught.value.code == "not_scanned"
    assert caught.value.vi.startswith("Chưa kiểm tra được")

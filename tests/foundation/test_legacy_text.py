"""Text of old fonts and broken decodings, made readable and flagged."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motcua.foundation.legacy_text import (
    Decoded,
    decode_legacy,
    decode_tcvn3,
    decode_vni,
    is_syllable,
    repair_mojibake,
)


@pytest.mark.parametrize(
    ("typed", "read", "encoding"),
    [
        ("Ñoã Vaên Duõng", "Đỗ Văn Dũng", "vni"),
        ("§ç V¨n Dòng", "Đỗ Văn Dũng", "tcvn3"),
        ("Buøi Thò Höông", "Bùi Thị Hương", "vni"),
        ("Döông Quyønh Nhö", "Dương Quỳnh Như", "vni"),
        ("TRAÀN NGUYEÃN AÂN HUØNG", "TRẦN NGUYỄN ÂN HÙNG", "vni"),
        ("Ph¹m ThÞ H\u00ad¬ng", "Phạm Thị Hương", "tcvn3"),
        ("NGUYÔN V¡N HïNG", "NGUYỄN VĂN HÙNG", "tcvn3"),
    ],
)
def test_a_field_typed_in_an_old_font_is_read_and_flagged(typed, read, encoding):
    assert decode_legacy(typed) == Decoded(read, ("DQ14",), encoding)


@pytest.mark.parametrize(
    "text",
    [
        "Thò Dòng",
        "Nguyễn Văn Hòa",
        "Lê Thị Ôn",
        "VĂN TÔN ĐỨC",
        "John Müller",
        "25 m²",
        "© 2026",
        "",
        "Ô Chợ Dừa",
    ],
)
def test_text_that_is_readable_already_is_left_alone(text):
    assert decode_legacy(text) == Decoded(text)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Pháº¡m VÄƒn Huy", "Phạm Văn Huy"),
        ("Nguyá»…n", "Nguyễn"),
        ("\u00c4\u0090\u00c3\u00a0 N\u00e1\u00ba\u00b5ng", "Đà Nẵng"),
    ],
)
def test_mojibake_is_read_again_and_flagged(read, name):
    assert repair_mojibake(read) == Decoded(name, ("DQ15",), "cp1252")


@pytest.mark.parametrize("text", ["Phạm Văn Huy", "Ã", "LÃ THỊ ÁNH", "Ángel á", ""])
def test_text_that_is_no_mojibake_is_left_alone(text):
    assert repair_mojibake(text) == Decoded(text)


LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"


@given(st.text(LETTERS + "bcghklmnt ", min_size=1, max_size=30))
@example("ũ")
def test_every_vietnamese_text_survives_being_read_as_cp1252(text):
    misread = "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )
    assert repair_mojibake(misread).text == text


def test_both_old_encodings_cover_every_marked_letter():
    vni = {decode_vni(base + sign) for base in "aeouyôö" for sign in "ùøûõïâáàåãäêéèúüë"}
    vni |= {decode_vni(sign) for sign in "ôöñíìæóòî"}
    tcvn3 = {decode_tcvn3(chr(code)) for code in range(0xA1, 0x100)}
    for letter in LETTERS:
        assert letter in vni, unicodedata.name(letter)
        assert letter in tcvn3 or letter == "ư", unicodedata.name(letter)
    assert decode_tcvn3("\u00ad") == "ư"


@pytest.mark.parametrize("words", ["Nguyễn Quý Hoàng Thuyền Khuỷu", "yêu nghiêng ước oanh", "Đặng gì giếng"])
def test_vietnamese_words_are_syllables(words):
    assert all(map(is_syllable, words.split()))


@pytest.mark.parametrize("word", ["Vaờn", "Buứi", "Smith", "123", ""])
def test_other_words_are_not(word):
    assert not is_syllable(word)

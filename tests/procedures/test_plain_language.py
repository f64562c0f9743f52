"""What residents read is plain: sentences that end, words of the street, and no riddles in capital letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.procedures.plain_language import judge, limits, stiff_words
from motcua.procedures.plain_language.judging import flesch, sentences
from motcua.project import plain_texts

OFFICIAL = (
    "Căn cứ quy định nêu trên, người có thẩm quyền tiến hành xem xét hồ sơ của đương sự và chấp thuận theo quy định "
    "của pháp luật."
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", 1),
        ("Mang theo thẻ căn cước.", 1),
        ("Trong 60 ngày kể từ ngày sinh, cha hoặc mẹ phải đi đăng ký khai sinh cho con.", 1),
        ("Người nộp phải xuất trình thẻ căn cước.", 2),
        ("Hồ sơ được UBND xem xét.", 2),
        ("Hồ sơ được Ủy ban nhân dân (UBND) xem xét. UBND trả lời sau ba ngày.", 1),
        ("một " * 25 + "câu dài.", 2),
        ("một " * 35 + "câu dài hơn.", 3),
        ("một " * 50 + "câu không ai đọc hết.", 4),
        (OFFICIAL, 4),
    ],
)
def test_the_level_of_a_vietnamese_text(text, level):
    assert judge(text, "vi").level == level, judge(text, "vi")


def test_a_word_of_offices_comes_with_what_to_say_instead():
    found = {one.what: one.instead for one in judge(OFFICIAL, "vi").findings}
    assert found["căn cứ"] == "theo" and found["tiến hành"] == "làm"
    assert "thẩm quyền" not in found


def test_the_name_of_a_thing_is_no_word_of_offices():
    assert judge("Có xây sát công trình liền kề?", "vi").level == 1
    assert judge("Nhà ở liền kề.", "vi").level == 2


def test_a_chain_of_passives_is_told():
    (finding,) = judge("Giấy được nộp đã được nhận và được lưu.", "vi").findings
    assert finding.kind == "passive chain"


def test_roman_numbers_and_headlines_are_no_short_forms():
    assert judge("Công trình cấp III, IV", "vi").level == 1
    assert judge("CỘNG HÒA", "vi").level == 1


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Bring your identity card.", 1),
        ("Send it now. We write to you when it is done and you can come and get it.", 1),
        (
            "Applications necessitating supplementary documentation are adjudicated in accordance with "
            "administrative regulations currently applicable.",
            4,
        ),
    ],
)
def test_the_level_of_an_english_text(text, level):
    assert judge(text, "en").level == level


def test_the_flesch_formula_agrees_with_a_count_by_hand():
    # 2 sentences, 8 words, 9 syllables
    assert flesch("The cat sat down. The happy dog ran.") == pytest.approx(206.835 - 1.015 * 4 - 84.6 * 9 / 8)


def test_sentences_end_where_readers_take_breath():
    assert sentences("Một. Hai! Ba?\nBốn; năm: sáu") == ["Một", "Hai", "Ba", "Bốn", "năm", "sáu"]
    assert sentences("Phí 1.500 đồng, xem Điều 5.2.") == ["Phí 1.500 đồng, xem Điều 5.2"]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_level(text):
    for language in ("vi", "en"):
        assert 1 <= judge(text, language).level <= 4


@settings(deadline=None)
@given(st.lists(st.sampled_from(["nhà", "cửa", "đường", "phố"]), min_size=1, max_size=60))
def test_a_longer_sentence_is_never_easier(words):
    text = " ".join(words)
    assert judge(f"{text} xa", "vi").level >= judge(text, "vi").level


def test_every_kind_of_text_has_a_limit_in_both_languages():
    kinds = {text.kind for text in plain_texts.texts()}
    assert kinds == set(limits())
    assert all(set(one) == {"vi", "en"} for one in limits().values())


def test_the_word_list_does_not_answer_with_its_own_words():
    stiff = {word.say for word in stiff_words()}
    assert len(stiff) == len(stiff_words())
    assert not {word.instead for word in stiff_words()} & stiff


def test_what_residents_read_keeps_its_limits():
    hard = [(one.text.place, one.language, one.judged.level) for one in plain_texts.too_hard()]
    assert hard == []


def test_forms_guides_notices_and_pages_are_all_read():
    count = {}
    for text in plain_texts.texts():
        count[text.kind] = count.get(text.kind, 0) + 1
    assert count["label"] > 200 and count["page"] > 300 and count["guide"] > 80 and count["notice"] > 15

"""One answer at a time: what residents type is understood, what cannot be is refused with its reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.definition import Field, FieldKind, Option, Text
from motcua.procedures.forms.answers import parse_answer
from motcua.procedures.forms.messages import Refused

TODAY = date(2026, 11, 21)
LABEL = Text(vi="Câu hỏi", en="Question")


def ask(kind, raw, **settings):
    item = Field(id="q", kind=kind, label=LABEL, **settings)
    return parse_answer(item, raw, today=TODAY, options=frozenset(o.value for o in item.options))


def refusal(kind, raw, **settings):
    with pytest.raises(Refused) as caught:
        ask(kind, raw, **settings)
    assert caught.value.message.vi and caught.value.message.en
    return caught.value.message.code


OPTIONS = (Option(value="a", vi="A", en="A"), Option(value="b", vi="B", en="B"))


@pytest.mark.parametrize(
    ("kind", "raw", "clean"),
    [
        ("text", "  Phố   Huế ", "Phố Huế"),
        ("text", "Tha\u0300nh", "Thành"),
        ("text", "", None),
        ("text", "   ", None),
        ("text", 12, "12"),
        ("longtext", "dòng một\r\n dòng  hai", "dòng một\ndòng hai"),
        ("date", "27/3/2019", "2019-03-27"),
        ("date", "2019-03-27", "2019-03-27"),
        ("date", "7-3-2019", "2019-03-07"),
        ("integer", "12", 12),
        ("integer", 12.0, 12),
        ("money", "1.500.000 đ", 1_500_000),
        ("money", "0", 0),
        ("choice", "a", "a"),
        ("choices", ["b", "a", "b"], ["b", "a"]),
        ("choices", "a", ["a"]),
        ("choices", [], None),
        ("yes_no", "yes", True),
        ("yes_no", "Không", False),
        ("yes_no", False, False),
        ("person_name", "Nguyễn Thị Ánh-Tuyết", "Nguyễn Thị Ánh-Tuyết"),
        ("person_name", "H'Hen Niê", "H'Hen Niê"),
        ("pin", "001 203 000 123", "001203000123"),
        ("phone", "0912 345 678", "0912345678"),
        ("phone", "+84 912345678", "0912345678"),
        ("phone", "024.3825.1234", "02438251234"),
        ("phone", "+33 1 23 45 67 89", "+33123456789"),
        ("email", "Lan.Anh@Example.VN", "Lan.Anh@example.vn"),
        ("unit", "00001", "00001"),
        ("country", "VN", "VN"),
        ("ethnic_group", "54", "54"),
        ("address", {"unit": "00001", "line": " 12 phố Huế "}, {"unit": "00001", "line": "12 phố Huế"}),
        ("address", {"unit": "", "line": ""}, None),
    ],
)
def test_an_answer_is_read_as_it_was_meant(kind, raw, clean):
    options = OPTIONS if kind in ("choice", "choices") else ()
    assert ask(kind, raw, options=options) == clean


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("text", "a\x00b", "TEXT_CONTROL"),
        ("text", "a\ud800b", "TEXT_CONTROL"),
        ("text", "\u202egnp.exe", "TEXT_CONTROL"),
        ("text", "x" * 501, "TEXT_LONG"),
        ("text", {"a": 1}, "TEXT"),
        ("date", "31/2/2019", "DATE"),
        ("date", "hôm qua", "DATE"),
        ("date", "01/01/0001", "DATE"),
        ("integer", "1,5 con", "INTEGER"),
        ("integer", True, "INTEGER"),
        ("integer", "9" * 30, "INTEGER"),
        ("integer", float("nan"), "INTEGER"),
        ("integer", float("inf"), "INTEGER"),
        ("money", "-5", "MIN"),
        ("money", "vài triệu", "MONEY"),
        ("choice", "c", "CHOICE"),
        ("choices", ["a", "c"], "CHOICES"),
        ("choices", [["a"]], "CHOICES"),
        ("yes_no", "có lẽ", "YES_NO"),
        ("person_name", "Nguyễn Văn 2", "NAME"),
        ("person_name", "-", "NAME"),
        ("pin", "00120300012", "PIN_LENGTH"),
        ("pin", "123456789", "PIN_LENGTH"),
        ("pin", "999203000123", "PIN"),
        ("pin", "abc", "PIN"),
        ("phone", "12345", "PHONE"),
        ("phone", "0112345678", "PHONE"),
        ("email", "ten@", "EMAIL"),
        ("email", "a..b@example.vn", "EMAIL"),
        ("unit", "1", "UNIT"),
        ("unit", "٠٠٠٠١", "UNIT"),
        ("country", "Việt Nam", "COUNTRY"),
        ("ethnic_group", "57", "ETHNIC_GROUP"),
        ("address", {"line": "12 phố Huế"}, "UNIT"),
        ("address", {"unit": "00001"}, "ADDRESS_LINE"),
        ("address", "12 phố Huế", "UNIT"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_its_reason(kind, raw, code):
    options = OPTIONS if kind in ("choice", "choices") else ()
    assert refusal(kind, raw, options=options) == code


def test_bounds_are_told_with_their_value():
    assert refusal("integer", "0", min=1) == "MIN"
    assert refusal("integer", "11", max=10) == "MAX"
    assert refusal("date", "22/11/2026", max="today") == "DATE_LATE"
    assert refusal("date", "31/12/1899", min="1900-01-01") == "DATE_EARLY"
    assert ask("date", "21/11/2026", max="today") == "2026-11-21"
    assert refusal("choices", ["a"], options=OPTIONS, min=2) == "CHOICES_MIN"
    assert refusal("text", "abc", pattern=r"\d+", example="12") == "PATTERN"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(kind=st.sampled_from(FieldKind.__args__), raw=JUNK)
def test_junk_is_read_or_refused_never_a_crash(kind, raw):
    options = OPTIONS if kind in ("choice", "choices") else ()
    try:
        clean = ask(kind, raw, options=options)
    except Refused:
        return
    assert clean is None or isinstance(clean, (str, int, bool, list, dict))

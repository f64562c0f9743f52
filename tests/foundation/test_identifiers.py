"""Personal numbers, agency codes and dossier codes, by the published examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identifier_tables import PIN_PROVINCES, PROVINCE_BODIES
from motcua.foundation.identifiers import (
    AgencyCodeError,
    DossierCode,
    DossierCodeError,
    PinKind,
    format_dossier_code,
    is_dossier_code,
    make_pin,
    parse_agency_code,
    parse_dossier_code,
    parse_pin,
    to_qcvn102,
    to_qd20,
)

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("raw", "province", "sex", "year"),
    [
        ("001090000017", "Hà Nội", "male", 1990),
        ("001190000028", "Hà Nội", "female", 1990),
        ("048203000031", "Đà Nẵng", "male", 2003),
        ("048310000042", "Đà Nẵng", "female", 2010),
        ("079085000053", "Hồ Chí Minh", "male", 1985),
        ("096155000064", "Cà Mau", "female", 1955),
        ("046200000075", "Thừa Thiên Huế", "male", 2000),
        ("001226000086", "Hà Nội", "male", 2026),
        ("049099000097", "Quảng Nam", "male", 1999),
        ("091301000108", "Kiên Giang", "female", 2001),
        ("001 090 000 017", "Hà Nội", "male", 1990),
        ("００１０９０００００１７", "Hà Nội", "male", 1990),
        ("001.090-000\u2013017\u200b", "Hà Nội", "male", 1990),
    ],
)
def test_a_personal_number_tells_province_sex_and_birth_year(raw, province, sex, year):
    pin = parse_pin(raw, TODAY)
    assert (pin.kind, pin.flags) == (PinKind.PIN, ())
    assert (pin.province_name, pin.sex, pin.birth_year) == (province, sex, year)
    assert pin.value is not None and pin.value.isascii() and len(pin.value) == 12


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("00109000001", "PIN_LENGTH"),
        ("0010900000170", "PIN_LENGTH"),
        ("", "PIN_LENGTH"),
        ("001O90000017", "PIN_NONDIGIT"),
        ("٠٠١٠٩٠٠٠٠٠١٧", "PIN_NONDIGIT"),
        ("1.09E+09", "PIN_NONDIGIT"),
        ("003090000017", "PIN_PROVINCE"),
        ("097090000017", "PIN_PROVINCE"),
        ("000090000017", "PIN_PROVINCE"),
        ("400090000017", "PIN_PROVINCE"),
        ("001490000017", "PIN_FUTURE"),
        ("001230000017", "PIN_FUTURE"),
    ],
)
def test_a_number_of_wrong_form_is_refused_with_its_reason_and_no_repair(raw, flag):
    pin = parse_pin(raw, TODAY)
    assert (pin.kind, pin.value, pin.flags, pin.repair) == (PinKind.INVALID, None, (flag,), None)


def test_nine_digits_are_an_old_identity_card():
    assert parse_pin("012345678", TODAY).kind is PinKind.CMND9


def test_a_birth_registered_abroad_is_accepted_with_a_flag():
    pin = parse_pin("101095000012", TODAY)
    assert (pin.flags, pin.sex, pin.birth_year, pin.province_name) == (("PIN_ABROAD",), "male", 1995, None)


def test_zeros_lost_in_a_spreadsheet_are_proposed_and_not_taken():
    pin = parse_pin("1090000017", TODAY)
    assert (pin.kind, pin.value, pin.flags) == (PinKind.INVALID, None, ("PIN_LENGTH",))
    assert pin.repair == "001090000017"


@pytest.mark.parametrize(
    ("raw", "sex", "year", "flags"),
    [
        ("001090000017", "female", None, ("PIN_SEX",)),
        ("048203000031", None, 1903, ("PIN_YEAR", "DQ07")),
        ("048203000031", "female", 2004, ("PIN_SEX", "PIN_YEAR")),
        ("001190000028", "female", 1990, ()),
    ],
)
def test_a_number_that_contradicts_the_record_stays_valid_and_is_flagged(raw, sex, year, flags):
    pin = parse_pin(raw, TODAY, sex, year)
    assert (pin.is_valid, pin.value, pin.flags) == (True, raw, flags)


@given(
    st.sampled_from(sorted(PIN_PROVINCES)),
    st.sampled_from(["male", "female"]),
    st.integers(1900, 2026),
    st.integers(0, 999_999),
)
def test_an_invented_number_reads_back_as_what_it_was_made_of(province, sex, year, serial):
    pin = parse_pin(make_pin(province, sex, year, serial), TODAY, sex, year)
    assert (pin.province, pin.sex, pin.birth_year, pin.flags) == (province, sex, year, ())


@pytest.mark.parametrize(
    "parts", [("003", "male", 1990, 1), ("001", "male", 1899, 1), ("001", "male", 1990, 10**6)]
)
def test_no_number_is_made_of_impossible_parts(parts):
    with pytest.raises(ValueError):
        make_pin(*parts)


def test_the_code_lists_have_sixty_three_provinces_of_the_same_names():
    assert len(PIN_PROVINCES) == len(PROVINCE_BODIES) == 63
    assert set(PIN_PROVINCES.values()) == set(PROVINCE_BODIES.values())


@given(st.text(max_size=20))
def test_any_text_is_read_as_a_number_without_failing(raw):
    assert parse_pin(raw, TODAY).kind in PinKind


@pytest.mark.parametrize(
    ("raw", "scheme", "level", "qd20", "qcvn102"),
    [
        ("000.00.00.H26", "QCVN102", 1, "H26", "000.00.00.H26"),
        ("000.00.15.H26", "QCVN102", 2, "H26.15", "000.00.15.H26"),
        ("000.01.15.H26", "QCVN102", 3, "H26.15.01", "000.01.15.H26"),
        ("003.01.15.H26", "QCVN102", 4, "H26.15.01.003", "003.01.15.H26"),
        ("H17.22.28", "QD20", 3, "H17.22.28", "000.28.22.H17"),
        ("28.22.H17", "QCVN102", 3, "H17.22.28", "000.28.22.H17"),
        ("H26", "QD20", 1, "H26", "000.00.00.H26"),
        ("H37.DN.001", "QD20", 3, "H37.DN.001", None),
        ("H26.100.05", "QD20", 3, "H26.100.05", None),
    ],
)
def test_an_agency_code_is_read_in_either_form(raw, scheme, level, qd20, qcvn102):
    code = parse_agency_code(raw)
    assert (code.scheme, code.level, code.qd20, code.qcvn102) == (scheme, level, qd20, qcvn102)


def test_an_agency_code_names_its_province_or_ministry():
    assert parse_agency_code("000.00.15.H26").body == "Hà Nội"
    assert parse_agency_code("G15").body == "Tư pháp"
    assert parse_agency_code("G99").body is None


@pytest.mark.parametrize(
    "raw",
    [
        "G22.99.G30",
        "h26.15",
        "H64.01",
        "H00",
        "000.15.00.H26",
        "26.15",
        "",
        "H26.",
        "H26.00",
        "000.00.00.00.H26",
    ],
)
def test_what_is_no_agency_code_is_refused(raw):
    with pytest.raises(AgencyCodeError):
        parse_agency_code(raw)


def test_a_code_without_room_in_the_old_form_is_not_squeezed_into_it():
    with pytest.raises(AgencyCodeError, match="does not fit"):
        to_qcvn102("H26.100.05")


@given(
    st.sampled_from(sorted(PROVINCE_BODIES)),
    st.lists(st.integers(1, 99), max_size=2),
    st.none() | st.integers(1, 999),
)
def test_the_two_forms_of_an_agency_code_convert_into_one_another(body, middle, last):
    groups = [body, *(f"{n:02d}" for n in middle)]
    if last is not None and len(middle) == 2:
        groups.append(f"{last:03d}")
    code = ".".join(groups)
    assert to_qd20(to_qcvn102(code)) == code


@pytest.mark.parametrize(
    ("code", "agency", "day", "number"),
    [
        ("000.00.06.H56-231027-0361", "H56.06", date(2023, 10, 27), 361),
        ("H26.100.05-261118-0042", "H26.100.05", date(2026, 11, 18), 42),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637),
        ("H26.15-241105-0012", "H26.15", date(2024, 11, 5), 12),
    ],
)
def test_a_dossier_code_of_any_regime_is_read(code, agency, day, number):
    assert is_dossier_code(code)
    assert parse_dossier_code(code) == DossierCode(agency, day, number)


@pytest.mark.parametrize(
    "code",
    ["", "H26.15-241105-001", "H26.15-2411055-0012", "h26.15-241105-0012", "H26.15-241105-0012\n", "X"],
)
def test_other_texts_are_no_dossier_codes(code):
    assert not is_dossier_code(code)
    with pytest.raises(DossierCodeError):
        parse_dossier_code(code)


@pytest.mark.parametrize("code", ["H26.15-241345-0012", "H64.15-241105-0012"])
def test_a_dossier_code_with_an_impossible_day_or_agency_is_refused(code):
    with pytest.raises(DossierCodeError):
        parse_dossier_code(code)


def test_a_new_dossier_gets_the_current_form_whichever_form_the_agency_has():
    assert format_dossier_code("H26.100.05", date(2026, 11, 18), 42) == "H26.100.05-261118-0042"
    assert format_dossier_code("000.00.15.H26", date(2024, 11, 5), 12) == "H26.15-241105-0012"


def test_the_ten_thousandth_dossier_of_a_day_gets_a_fifth_digit():
    assert format_dossier_code("H26", date(2026, 11, 18), 10_000) == "H26-261118-10000"


def test_there_is_no_dossier_number_zero():
    with pytest.raises(DossierCodeError):
        format_dossier_code("H26", date(2026, 11, 18), 0)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 10**7))
def test_a_dossier_code_reads_back_as_its_parts(day, number):
    code = format_dossier_code("H26.100.05", day, number)
    assert parse_dossier_code(code) == DossierCode("H26.100.05", day, number)

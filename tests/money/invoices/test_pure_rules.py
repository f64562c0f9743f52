"""Tax codes, symbols, contents and rates of invoices and receipts: worked examples, one line each."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation import amounts
from motcua.money.invoices import content, rates, symbols, tax_codes
from motcua.money.invoices.content import (
    Buyer,
    FeeKind,
    Invoice,
    Item,
    Line,
    Nature,
    Receipt,
    Related,
    Seller,
)

DAY = date(2026, 11, 21)
SELLER = Seller(
    "TRUNG TÂM DỊCH VỤ ĐÔ THỊ MẪU", "0100000003", "Số 1 phố Mẫu, phường Hoàn Kiếm, thành phố Hà Nội"
)
BUYER = Buyer(
    "CÔNG TY TNHH THỬ NGHIỆM", "0100000010", address="Số 2 phố Mẫu, phường Ba Đình, thành phố Hà Nội"
)
PARKING = Invoice(
    "1", "C26TMC", 17, DAY, SELLER, BUYER,
    (Line("Dịch vụ trông giữ xe tháng 11/2026", 1_405_000, "8%", "tháng", 1, 1_405_000),), "Chuyển khoản",
)  # fmt: skip
RECEIPT = Receipt(
    "01BLP0-001", "AA-26E", 1, DAY, SELLER, Buyer("Nguyễn Thị Thử", dossier_code="H26.15-261121-0001"),
    (Item(FeeKind.LE_PHI, "le_phi.ho_tich", "Lệ phí hộ tịch", 50_000),), "Chuyển khoản",
)  # fmt: skip


def fields(found) -> set[str]:
    return {one.field for one in content.faults(found)}


@pytest.mark.parametrize(("nine", "tenth"), [("010000000", 3), ("010000001", 0)])
def test_the_tenth_digit_of_a_tax_code_checks_the_nine_before(nine, tenth):
    assert tax_codes.check_digit(nine) == tenth
    assert tax_codes.is_tax_code(f"{nine}{tenth}")
    assert tax_codes.is_tax_code(f"{nine}{tenth}-001")
    assert not tax_codes.is_tax_code(f"{nine}{(tenth + 1) % 10}")
    assert tax_codes.bare(f"{nine}{tenth}-001") == f"{nine}{tenth}001"


@pytest.mark.parametrize(
    "text", ["", "010000000", "01000000o3", "0100000003-1", "٠١٠٠٠٠٠٠٠٣", "0100000003\n"]
)
def test_what_is_no_tax_code_is_none(text):
    assert not tax_codes.is_tax_code(text)


def test_nine_digits_whose_check_would_be_ten_are_never_given():
    nine = next(f"{n:09d}" for n in range(1000) if tax_codes.check_digit(f"{n:09d}") is None)
    assert not any(tax_codes.is_tax_code(f"{nine}{digit}") for digit in range(10))


@pytest.mark.parametrize(
    ("form", "serial", "number", "receipt", "fault"),
    [
        ("1", "C26TAA", 1, False, ""), ("1", "C26TAA", 99_999_999, False, ""), ("1", "C26TAA", 0, False, "number"),
        ("1", "C25TAA", 1, False, "year"), ("0", "C26TAA", 1, False, "form"), ("1", "C26ZAA", 1, False, "serial"),
        ("1", "c26TAA", 1, False, "serial"), ("2", "K26TYY", 100_000_000, False, "number"),
        ("01BLP0-001", "AA-26E", 9_999_999, True, ""), ("01BLP0-001", "AA/26E", 1, True, ""),
        ("01BLP0-001", "AA-25E", 1, True, "year"), ("01BLP-001", "AA-26E", 1, True, "form"),
    ],
)  # fmt: skip
def test_form_serial_number_and_year_belong_together(form, serial, number, receipt, fault):
    assert symbols.fault_of(form, serial, number, DAY, receipt=receipt) == fault


def test_serials_name_the_year_of_the_day_of_issue():
    assert symbols.invoice_serial(coded=False, day=date(2027, 1, 1)) == "K27TYY"
    assert symbols.receipt_serial("AB", date(2026, 12, 31)) == "AB-26E"
    assert symbols.printed("1", "C26TAA", receipt=False) == "1C26TAA"
    with pytest.raises(ValueError):
        symbols.receipt_serial("aB", DAY)


def test_the_worked_example_of_an_invoice_adds_up():
    assert content.faults(PARKING) == []
    assert (PARKING.before_tax, PARKING.tax, PARKING.total) == (1_405_000, 112_400, 1_517_400)
    assert PARKING.words == "Một triệu năm trăm mười bảy nghìn bốn trăm đồng"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"serial": "C25TMC"}, "symbol"), ({"lines": (Line(" ", 1, "8%"),)}, "lines"), ({"buyer": Buyer("")}, "buyer"),
        ({"buyer": Buyer("x" * 401)}, "buyer"), ({"buyer": Buyer("Nguye\u0302\u0303n")}, "buyer"),
        ({"buyer": Buyer("A\x00B")}, "buyer"), ({"buyer": Buyer("A\u200bB")}, "buyer"),
        ({"buyer": Buyer("An", tax_code="0100000004")}, "buyer_tax_code"), ({"buyer": Buyer("An", pin="12")}, "buyer_pin"),
        ({"seller": replace(SELLER, tax_code="1")}, "seller_tax_code"),
        ({"lines": (Line("Xe", -1, "8%"), Line("Xe", 9, "8%"))}, "lines"), ({"lines": (Line("Xe", 1, "9%"),)}, "lines"),
        ({"lines": (Line("Xe", 10, "8%", quantity=3, price=3),)}, "lines"),
        ({"day": date(2027, 1, 2), "serial": "C27TMC"}, "lines"),
        ({"taxes": (content.RateSum("8%", 1_405_000, 112_399),)}, "total"),
        ({"taxes": (content.RateSum("8%", 1_404_999, 112_400),)}, "total"),
        ({"related": Related(Nature.REPLACES, "1", "C26TMC", 3, date(2026, 12, 1))}, "related"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_invoice_is_said_at_its_field(changed, field):
    assert fields(replace(PARKING, **changed)) == {field}


def test_every_fault_is_said_at_once():
    assert fields(replace(PARKING, buyer=Buyer(""), lines=(), serial="?")) == {
        "buyer",
        "lines",
        "total",
        "symbol",
    }


def test_an_adjustment_may_be_negative_and_its_words_say_so():
    back = replace(
        PARKING,
        lines=(Line("Dịch vụ trông giữ xe", -33_000_000, "KCT"),),
        related=Related(Nature.ADJUSTS, "1", "C26TMC", 16, DAY),
    )
    assert content.faults(back) == []
    assert back.words == "Âm ba mươi ba triệu đồng"


def test_a_receipt_takes_no_zero_and_no_negative_charge():
    assert content.faults(RECEIPT) == []
    wrong = replace(RECEIPT, items=(Item(FeeKind.PHI, "x", "Phí", 0),))
    assert fields(wrong) == {"items"}
    assert fields(replace(RECEIPT, items=())) == {"items"}


def test_names_are_composed_and_lose_what_cannot_be_seen():
    assert content.clean("  Nguye\u0302\u0303n\u200b\tThị\x07  A\u0300 ") == "Nguyễn Thị À"


def test_the_rate_of_a_price_is_a_matter_of_the_day():
    assert rates.of_price("gia.gui_xe", date(2026, 12, 31)) == "8%"
    assert rates.of_price("gia.gui_xe", date(2027, 1, 1)) == "10%"
    assert rates.of_price("buu_chinh", DAY) == "KCT"
    assert not rates.valid_on("8%", date(2027, 1, 1))
    assert [rates.is_rate(one) for one in ("KHAC:7.5%", "8", "KHAC:123%", "KKKNT")] == [
        True,
        False,
        False,
        True,
    ]


@given(st.integers(1, 10**12), st.sampled_from(["0%", "5%", "8%", "10%", "KCT"]))
def test_a_price_with_tax_is_parted_into_what_makes_a_right_invoice(price, rate):
    before, tax = content.out_of(price, rate)
    assert before + tax == price
    taken = replace(
        PARKING, lines=(Line("Dịch vụ", before, rate),), taxes=(content.RateSum(rate, before, tax),)
    )
    assert content.faults(taken) == []
    assert taken.total == price


WORDS = {
    0: "Không đồng", 5: "Năm đồng", 10: "Mười đồng", 11: "Mười một đồng", 14: "Mười bốn đồng", 15: "Mười lăm đồng",
    21: "Hai mươi mốt đồng", 24: "Hai mươi tư đồng", 55: "Năm mươi lăm đồng", 101: "Một trăm linh một đồng",
    105: "Một trăm linh năm đồng", 111: "Một trăm mười một đồng", 124: "Một trăm hai mươi tư đồng",
    1000: "Một nghìn đồng", 1005: "Một nghìn không trăm linh năm đồng", 1021: "Một nghìn không trăm hai mươi mốt đồng",
    10005: "Mười nghìn không trăm linh năm đồng", 105000: "Một trăm linh năm nghìn đồng",
    1000005: "Một triệu không trăm linh năm đồng", 1050000: "Một triệu không trăm năm mươi nghìn đồng",
    21000001: "Hai mươi mốt triệu không trăm linh một đồng", 2000000005: "Hai tỷ không trăm linh năm đồng",
    14568265489: "Mười bốn tỷ năm trăm sáu mươi tám triệu hai trăm sáu mươi lăm nghìn bốn trăm tám mươi chín đồng",
    1000000000001: "Một nghìn tỷ không trăm linh một đồng",
    1234567890123: "Một nghìn hai trăm ba mươi tư tỷ năm trăm sáu mươi bảy triệu tám trăm chín mươi nghìn một trăm"
    " hai mươi ba đồng",
    10**18: "Một tỷ tỷ đồng", -33000000: "Âm ba mươi ba triệu đồng",
}  # fmt: skip


@pytest.mark.parametrize(("amount", "words"), WORDS.items())
def test_amounts_are_written_in_words_as_accountants_write_them(amount, words):
    assert amounts.in_words(amount) == words


def test_southern_words_and_the_even_suffix_are_options():
    assert amounts.in_words(1101, "ngàn", "lẻ", even=True) == "Một ngàn một trăm lẻ một đồng chẵn"

"""Which order a bank transfer pays, with notes as people and banks write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.money.bank.matching import Credit, Result, Waiting, bare, codes_in, match

ONE = Waiting(1, "H26152611210001", 50_000, payer="Nguyễn Văn Ân")
TWO = Waiting(2, "H26152611210002", 70_000, payer="Trần Thị Bé")
LONG = Waiting(3, "H261526112100012", 90_000)
PAID = Waiting(4, "H26152611210004", 50_000, paid=True)
VIRTUAL = Waiting(5, "H26152611210005", 35_000, virtual_account="VQRQ0001ABCD12")
ALL = [ONE, TWO, LONG, PAID, VIRTUAL]


@pytest.mark.parametrize(
    "note",
    [
        "H26152611210001 NGUYEN VAN A NOP LE PHI",
        "h26.15-261121-0001 nop le phi",
        "MBVCB.3278907687.H26 1526 1121 0001.CT tu 0011",
        "Nộp lệ phí Ｈ２６１５２６１１２１０００１",
        "IBFT H26152611210001chuyen tien",
        "NOP PHI H26\u200b152611210001",
        "QR - H26152611210001T1",
    ],
)
def test_the_code_in_a_note_finds_its_order_however_it_is_written(note):
    assert match(Credit(50_000, note), ALL).order == ONE
    assert match(Credit(50_000, note), ALL).result is Result.MATCHED


@pytest.mark.parametrize(
    ("amount", "note", "result", "order"),
    [
        (49_999, "H26152611210001", Result.UNDERPAID, ONE),
        (50_001, "H26152611210001", Result.OVERPAID, ONE),
        (50_000, "H26152611210004", Result.DUPLICATE, PAID),
        (90_000, "H261526112100012", Result.MATCHED, LONG),
        (50_000, "H2615261121000", Result.UNMATCHED, None),
        (50_000, "H26152611210009", Result.UNMATCHED, None),
        (120_000, "H26152611210001 H26152611210002", Result.TOGETHER, ONE),
        (119_999, "H26152611210001 H26152611210002", Result.UNMATCHED, None),
        (120_001, "H26152611210001 H26152611210002", Result.UNMATCHED, None),
        (100_000, "H26152611210001 H26152611210004", Result.UNMATCHED, None),
        (70_000, "H26152611210001 va H26152611210002", Result.SUGGESTED, TWO),
        (0, "H26152611210001", Result.UNMATCHED, None),
        (-50_000, "H26152611210001", Result.UNMATCHED, None),
    ],
)
def test_another_amount_another_code_or_two_codes_are_told_apart(amount, note, result, order):
    found = match(Credit(amount, note), ALL)
    assert (found.result, found.order) == (result, order)
    assert found.pays == (result in (Result.MATCHED, Result.OVERPAID, Result.TOGETHER))


def test_one_transfer_pays_two_orders_when_it_names_both_and_is_their_very_sum():
    found = match(Credit(120_000, "nop ho H26152611210002 va H26152611210001"), ALL)
    assert [one.id for one in found.orders] == [1, 2]
    assert match(Credit(50_000, "H26152611210001"), ALL).orders == ()


@pytest.mark.parametrize(
    ("amount", "note", "order"),
    [
        (50_000, "\u041d26152611210001", ONE),
        (50_000, "H2615261121OOO1 nop phi", ONE),
        (50_000, "H26I5 26ll2l-OOOl", ONE),
        (70_000, "HZ6152611210002", TWO),
        (50_001, "H2615261121OOO1", None),
        (50_000, "H2615261121OOO12", None),
        (50_000, "H26152611210009", None),
        (50_000, "H26152611210010", None),
    ],
)
def test_a_slip_of_the_hand_proposes_the_order_and_never_pays_it(amount, note, order):
    found = match(Credit(amount, note), ALL)
    assert (found.result, found.order) == (Result.SUGGESTED if order else Result.UNMATCHED, order)
    assert not found.pays


def test_a_virtual_account_says_more_than_the_note():
    found = match(Credit(35_000, "H26152611210001", virtual_account="VQRQ0001ABCD12"), ALL)
    assert (found.result, found.order) == (Result.MATCHED, VIRTUAL)


def test_without_a_code_the_payers_name_and_the_amount_are_a_proposal_and_never_more():
    assert match(Credit(50_000, "nop le phi", payer="NGUYEN VAN AN"), ALL).result is Result.SUGGESTED
    twins = [ONE, Waiting(9, "H26152611210099", 50_000, payer="Nguyễn Văn An")]
    assert match(Credit(50_000, "nop le phi", payer="NGUYEN VAN AN"), twins).result is Result.UNMATCHED
    assert match(Credit(50_000, "nop le phi"), ALL).result is Result.UNMATCHED
    assert match(Credit(50_000, "CT DI. Nguyễn Văn Ân, nộp lệ phí"), ALL).order == ONE
    assert match(Credit(50_000, "nguyen van anh nop le phi"), ALL).result is Result.UNMATCHED


def test_the_codes_that_a_note_may_mean():
    assert list(codes_in("H26.15-261121-0001 và H17.29-261121-0042")) == [
        "H26152611210001",
        "H17292611210042",
    ]
    assert not codes_in("chuyen tien mua rau")


@given(st.text(max_size=60), st.sampled_from(["", *(one.code for one in ALL)]), st.integers(-10, 200_000))
def test_no_note_pays_an_order_that_it_does_not_name(note, code, amount):
    found = match(Credit(amount, note + code), ALL)
    if found.pays:
        assert found.order is not None and found.order.code in bare(note + code)
        assert amount >= found.order.amount and not found.order.paid

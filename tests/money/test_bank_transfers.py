"""Paying by a transfer: a QR asks for it, the bank tells of it, the order is paid once, and no đồng is lost."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as slow
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from motcua.foundation import clock
from motcua.money import orders, refunds, vietqr
from motcua.money.bank import bringing, config, paying, receiving
from motcua.money.bank.models import BankLine
from motcua.money.bank.statements import BadStatement
from motcua.money.errors import WrongState
from motcua.money.models import Attempt, Order
from tests.money.conftest import MORNING, le_phi
from tests.money.test_ledger import balances

pytestmark = pytest.mark.django_db
ADDRESS = "/thanh-toan/ngan-hang/bien-dong"
ACCOUNT = config.Account("970436", "0123499999", "TRUNG TAM PVHCC", "Vietcombank", "khoa-cua-ngan-hang")


@pytest.fixture(autouse=True)
def _our_account(settings):
    settings.BANK = {
        "BIN": ACCOUNT.bin, "ACCOUNT": ACCOUNT.number, "HOLDER": ACCOUNT.holder, "BANK": ACCOUNT.bank, "KEY": ACCOUNT.key,
    }  # fmt: skip
    clock.set_for_test(MORNING)


def message(note: str, amount: object = 50_000, number: int = 92_704, **more) -> dict:
    return {
        "id": number, "gateway": "Vietcombank", "transactionDate": "2026-11-21 14:02:37", "accountNumber": ACCOUNT.number,
        "code": None, "content": note, "transferType": "in", "transferAmount": amount, "accumulated": 19_077_000,
        "subAccount": None, "referenceCode": f"MBVCB.{number}", "description": "",
    } | more  # fmt: skip


def tell(told: object, authorization: str = f"Apikey {ACCOUNT.key}", **headers):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Client().post(
        ADDRESS, body, content_type="application/json", headers={"Authorization": authorization} | headers
    )


def test_the_code_asks_for_the_order_and_its_transfer_pays_it(open_order):
    order = open_order(agency_id=7)
    attempt = paying.begin(order, MORNING)
    assert paying.begin(order, MORNING) == attempt
    asked = vietqr.read(paying.asked(attempt, ACCOUNT).qr)
    assert (asked.account, asked.amount, asked.purpose) == (ACCOUNT.number, 50_000, "H26152611210001T1")
    answer = tell(message("MBVCB.3278.H26152611210001T1.CT tu 0011 NGUYEN THI THU"))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    order.refresh_from_db()
    assert (order.status, order.means) == (Order.Status.PAID, Order.Means.BANK)
    assert order.receipts.get().means == Order.Means.BANK
    assert BankLine.objects.get().state == BankLine.State.BOOKED
    assert balances() == {"bank": 50_000, "le_phi": 50_000}


def test_the_same_transfer_told_again_by_message_or_statement_pays_nothing_more(open_order):
    order = open_order()
    paying.begin(order, MORNING)
    for _ in range(3):
        assert tell(message("H26152611210001T1")).status_code == 200
    report = bringing.bring(statement(("MBVCB.92704", 50_000, "H26152611210001T1")), ACCOUNT, MORNING)
    assert (report.lines, report.new, report.missing, report.differing) == (1, 0, [], [])
    assert BankLine.objects.get().in_statement
    assert order.attempts.filter(status=Attempt.Status.PAID).count() == 1
    assert balances() == {"bank": 50_000, "le_phi": 50_000}


@pytest.mark.parametrize(
    ("amount", "state", "result", "books"),
    [
        (49_999, "open", "underpaid", {"bank": 49_999, "suspense": 49_999}),
        (60_000, "booked", "overpaid", {"bank": 60_000, "le_phi": 50_000, "refund_due": 10_000}),
    ],
)
def test_too_little_waits_and_too_much_is_paid_and_owed_back(open_order, amount, state, result, books):
    paying.begin(open_order(), MORNING)
    tell(message("H26152611210001T1", amount))
    line = BankLine.objects.get()
    assert (line.state, line.result) == (state, result)
    assert balances() == books


def test_a_second_transfer_is_surplus_and_goes_back_by_hand(open_order):
    order = open_order()
    paying.begin(order, MORNING)
    tell(message("H26152611210001T1"))
    tell(message("H26152611210001T1", number=92_705))
    assert BankLine.objects.latest("id").result == "duplicate"
    surplus = order.attempts.get(status=Attempt.Status.SURPLUS)
    refund = refunds.approve(refunds.request_surplus(surplus, "hai lần", "An", MORNING), "Bình", MORNING)
    with pytest.raises(WrongState):
        refunds.send(refund, MORNING)
    refunds.sent_by_hand(refund, MORNING)
    assert balances() == {"bank": 50_000, "le_phi": 50_000}


def test_a_note_that_says_nothing_waits_for_an_officer_who_finds_the_order(open_order):
    order = open_order(agency_id=7)
    tell(message("nop le phi", 30_000))
    tell(message("nop them", 25_000, number=5))
    lines = list(BankLine.objects.order_by("id"))
    assert [line.state for line in lines] == ["open", "open"]
    with pytest.raises(receiving.TooLittle) as short:
        receiving.assign([lines[0].pk], [order.pk], by="Kế toán", reason="gọi hỏi", at=MORNING)
    assert short.value.short == 20_000
    receiving.assign([line.pk for line in lines], [order.pk], by="Kế toán", reason="gọi hỏi", at=MORNING)
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert balances() == {"bank": 55_000, "le_phi": 50_000, "refund_due": 5_000}
    assert balances(agency=7)["le_phi"] == 50_000
    with pytest.raises(receiving.NotOpen):
        receiving.assign([lines[0].pk], [order.pk], by="Kế toán", reason="", at=MORNING)


def test_one_transfer_that_names_two_orders_pays_both_and_told_again_pays_nothing(open_order):
    first, second = open_order(agency_id=7), open_order("H26.15-261121-0002", agency_id=8)
    for order in (first, second):
        paying.begin(order, MORNING)
    told = message("NOP HO H26152611210002T1 VA H26152611210001T1", 100_000)
    for _ in range(2):
        assert tell(told).status_code == 200
    assert BankLine.objects.get().result == "together"
    for order in (first, second):
        order.refresh_from_db()
        assert order.status == Order.Status.PAID and order.receipts.count() == 1
    assert balances() == {"bank": 100_000, "le_phi": 100_000}
    assert balances(agency=7)["le_phi"] == balances(agency=8)["le_phi"] == 50_000
    tell(message("H26152611210001 H26152611210002", 100_000, number=9))
    assert BankLine.objects.latest("id").state == BankLine.State.OPEN, "both are paid: an officer looks"


def test_an_officer_parts_a_transfer_among_orders_of_two_agencies(open_order):
    first, second = open_order(agency_id=7), open_order("H26.15-261121-0002", agency_id=8)
    tell(message("nop ho hai nguoi", 110_000))
    line = BankLine.objects.get()
    both = [second.pk, first.pk]
    with pytest.raises(receiving.TooLittle):
        receiving.assign(
            [line.pk], [*both, open_order("H26.15-261121-0003").pk], by="K", reason="x", at=MORNING
        )
    receiving.assign([line.pk], both, by="Kế toán", reason="gọi hỏi", at=MORNING)
    for order in (first, second):
        order.refresh_from_db()
        assert order.status == Order.Status.PAID
    assert balances() == {"bank": 110_000, "le_phi": 100_000, "refund_due": 10_000}
    assert balances(agency=7)["le_phi"] == 50_000


def test_a_reference_used_again_for_another_sum_is_put_aside_and_pays_nothing(open_order):
    order = open_order()
    paying.begin(order, MORNING)
    tell(message("chuyen nham", 7_000))
    for _ in range(2):
        assert tell(message("H26152611210001T1", 50_000)).status_code == 200
    line = BankLine.objects.latest("id")
    assert (BankLine.objects.count(), line.result, line.state) == (2, "differs", BankLine.State.OPEN)
    order.refresh_from_db()
    assert order.status == Order.Status.PENDING
    assert balances() == {"bank": 57_000, "suspense": 57_000}


def test_a_letter_o_for_a_zero_is_a_proposal_for_an_officer(open_order):
    order = open_order()
    paying.begin(order, MORNING)
    tell(message("H26I526ll2lOOOl nop phi"))
    line = BankLine.objects.get()
    assert (line.result, line.state, line.order_id) == ("suggested", BankLine.State.OPEN, None)
    order.refresh_from_db()
    assert order.status == Order.Status.PENDING


@pytest.mark.parametrize(
    "subject",
    [
        "000.00.15.H26-261121-0001",
        "H26.100.05.01.02-20261121-0001",
        "H26.UBND.05-261121-0001",
        "S26-000012-0007",
    ],
)
def test_whatever_form_a_code_has_the_qr_holds_it_and_its_transfer_pays(open_order, subject):
    order = open_order(subject)
    note = vietqr.read(paying.asked(paying.begin(order, MORNING), ACCOUNT).qr).purpose
    assert len(note) <= 25
    tell(message(f"IBFT {note} chuyen tien"))
    order.refresh_from_db()
    assert order.status == Order.Status.PAID


def test_a_transfer_that_is_nobodys_fee_is_owed_back(open_order):
    tell(message("chuyen nham", 1_000_000))
    line = receiving.give_back(BankLine.objects.get().pk, by="Kế toán", reason="chuyển nhầm", at=MORNING)
    assert line.state == BankLine.State.RETURNING
    assert balances() == {"bank": 1_000_000, "refund_due": 1_000_000}
    with pytest.raises(receiving.NotOpen):
        receiving.give_back(line.pk, by="Kế toán", reason="", at=MORNING)


@pytest.mark.parametrize(
    "told",
    [
        message("x", 50_000.0), message("x", True), message("x", "50000"), message("x", -5), message("x", 0),
        message("x", 10**13), message("x", None), message("x", transferType="sideways"), message("x", accountNumber="1"),
        message("x", transactionDate="hôm qua"), message("x", referenceCode="", id=0), [], "x", b"{", b"\xff", b"x" * 70_000,
        b'{"transferAmount": 5e4}', b'{"transferAmount": NaN}',
    ],
)  # fmt: skip
def test_a_message_that_is_none_is_refused_and_nothing_is_kept(told):
    assert tell(told).status_code == 400
    assert not BankLine.objects.exists()


def test_a_message_without_the_banks_key_is_refused():
    body = json.dumps(message("H26152611210001T1")).encode()
    right = hmac.new(ACCOUNT.key.encode(), body, hashlib.sha256).hexdigest()
    assert tell(body, "Apikey khac").status_code == 401
    assert tell(body, "").status_code == 401
    assert (
        tell(body, "", **{"X-Signature": right[:-1] + ("0" if right[-1] != "0" else "1")}).status_code == 401
    )
    assert not BankLine.objects.exists()
    assert tell(body, "", **{"X-Signature": right}).status_code == 200


def test_where_the_city_has_no_account_no_message_is_taken(settings):
    settings.BANK = settings.BANK | {"ACCOUNT": "", "KEY": ""}
    assert tell(message("x"), "Apikey ").status_code == 404


def test_a_transfer_for_a_cancelled_order_is_held_for_an_officer(open_order):
    order = open_order()
    paying.begin(order, MORNING)
    orders.cancel_order(order, "rút hồ sơ", MORNING)
    tell(message("H26152611210001T1"))
    order.refresh_from_db()
    assert (order.status, order.hold) == (Order.Status.HELD, Order.Hold.LATE)
    assert balances() == {"bank": 50_000, "suspense": 50_000}
    orders.release_held(order, accept=False, by="Kế toán", at=MORNING)
    assert balances() == {"bank": 50_000, "refund_due": 50_000}


def test_money_going_out_is_kept_and_moves_no_order():
    tell(message("PHI DICH VU", 20_000, transferType="out"))
    assert BankLine.objects.get().state == BankLine.State.OUT
    assert balances() == {}


def statement(*lines: tuple[str, int, str]) -> bytes:
    moved = sum(amount for _, amount, _ in lines)
    entries = "".join(
        f":61:2611211121{'C' if amount > 0 else 'D'}{abs(amount)},NTRFNONREF//{reference}\n:86:{note}\n"
        for reference, amount, note in lines
    )
    return (
        f":20:S\n:25:{ACCOUNT.number}\n:28C:1/1\n:60F:C261120VND0,\n{entries}"
        f":62F:{'C' if moved >= 0 else 'D'}261121VND{abs(moved)},\n"
    ).encode()


def test_a_statement_brings_what_no_message_told_and_says_what_it_does_not_know(open_order):
    order = open_order()
    paying.begin(order, MORNING)
    tell(message("chuyen nham", 7_000))
    file = statement(
        ("FT1", 50_000, "h26.15-261121-0001 nop le phi"),
        ("FT2", -1_100, "PHI"),
        ("", 9_000, "x"),
        ("", 9_000, "x"),
    )
    report = bringing.bring(file, ACCOUNT, MORNING + timedelta(days=1))
    assert (report.lines, report.new) == (4, 4)
    assert report.results == {"matched": 1, "out": 1, "unmatched": 2}
    assert [line.note for line in report.missing] == ["chuyen nham"]
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert bringing.bring(file, ACCOUNT, MORNING + timedelta(days=1)).new == 0


def test_a_statement_of_another_account_or_with_a_gap_takes_nothing():
    with pytest.raises(bringing.OtherAccount):
        bringing.bring(statement(("FT1", 5_000, "x")).replace(b"0123499999", b"999"), ACCOUNT, MORNING)
    with pytest.raises(BadStatement):
        bringing.bring(statement(("FT1", 5_000, "x")).replace(b"VND5000", b"VND5001"), ACCOUNT, MORNING)
    assert not BankLine.objects.exists()


class EveryDong(TestCase):
    """Whatever is transferred in whatever order, the books balance and each order is paid at most once."""

    @slow(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from([1, 2]), st.sampled_from([20_000, 50_000, 70_000]), st.integers(1, 4)),
            max_size=6,
        )
    )
    def test_no_dong_is_lost_and_no_order_paid_twice(self, transfers):
        made = [
            orders.open_order(
                subject=f"H26.15-261121-000{n}", subject_id=f"00000000-0000-0000-0000-00000000000{n}", fee=le_phi(),
                payer_name="Người nộp", channel="online", at=MORNING,
            )
            for n in (1, 2)
        ]  # fmt: skip
        for order in made:
            paying.begin(order, MORNING)
        came = {}
        for n, amount, number in transfers:
            told = receiving.Told(
                ACCOUNT.number, f"FT{n}{number}", MORNING.date(), amount, f"H26152611210{n:03d}"[:15]
            )
            line, _ = receiving.take(told, BankLine.Way.MESSAGE, {}, MORNING)
            came[line.pk] = line.amount
        books = balances()
        assert books.get("bank", 0) == sum(came.values())
        for order in made:
            assert order.attempts.filter(status=Attempt.Status.PAID).count() <= 1
        paid = Order.objects.filter(status=Order.Status.PAID).count()
        assert books.get("le_phi", 0) == 50_000 * paid

"""The city's budget pays what it owed in payers' place: booked to the đồng, once, by set-off or by a transfer, and undone."""

from datetime import timedelta

import pytest

from motcua.city.models import Account
from motcua.money import fee_rules, orders
from motcua.money.bank import receiving
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told
from motcua.money.fees import Channel, FeeLine, Kind, SetBy, Words, compute
from motcua.money.ledger import balance, closing, supporting
from motcua.money.treasury import slips, support
from motcua.money.treasury.support import Faulty
from tests.money.conftest import MORNING
from tests.money.test_ledger import balances

pytestmark = pytest.mark.django_db
DAY, NEXT = MORNING.date(), MORNING + timedelta(days=1)
ONLINE = compute(
    [
        FeeLine("phi.a", Words("Phí", "Fee"), Kind.PHI, SetBy.BTC, 100_000),
        FeeLine("le_phi.b", Words("Lệ phí", "Charge"), Kind.LE_PHI, SetBy.BTC, 40_000),
        FeeLine("le_phi.c", Words("Lệ phí", "Charge"), Kind.LE_PHI, SetBy.HDND, 75_000),
    ],
    fee_rules.published(), channel=Channel.ONLINE, on=DAY, city="01",
)  # fmt: skip


@pytest.fixture
def accountant():
    return Account.objects.create(username="chau", display_name="Châu", kind=Account.Kind.OFFICER)


@pytest.fixture
def supported(open_order):
    """Two online dossiers of agency 7, booked at night; the day is closed."""
    made = [open_order(subject=f"H26-{n}", fee=ONLINE, agency_id=7) for n in (1, 2)]
    supporting.book_until(DAY)
    closing.close(DAY, at=NEXT, by="An", today=NEXT.date())
    return made


def pay(by, at=NEXT, **more):
    given = {
        "way": "set_off",
        "document": "12/LCT-STC",
        "document_day": DAY,
        "amount": 280_000,
        "line_id": None,
    }
    return support.pay(7, more.pop("through", DAY), by=by, at=at, **given | more)


def test_what_a_ministry_set_is_owed_by_the_city_and_what_the_council_set_is_nowhere(supported):
    seen = support.owed(7, DAY)
    assert seen.lines == (("le_phi", "le_phi.b", 80_000), ("phi", "phi.a", 200_000))
    assert balances() == {"city_support": 280_000, "phi": 200_000, "le_phi": 80_000}


def test_a_set_off_clears_both_sides_once(supported, accountant):
    row = pay(accountant)
    assert (row.number, row.total) == ("HTR-2026-000001", 280_000)
    assert balances() == {}
    with pytest.raises(Faulty) as again:
        pay(accountant)
    assert set(again.value.fields) == {"through"}
    assert supporting.book_until(DAY) == 0, "the nights go on from the last order, not from the payment"
    months = balance.by_month("city_support", DAY.replace(day=1))
    assert months == [(DAY.replace(day=1), 7, 280_000, 280_000)]


def test_a_transfer_becomes_collected_fees_that_the_next_slip_pays_on(supported, accountant):
    receiving.take(
        Told("0123499999", "FT9", DAY, 280_000, "STC ho tro phi"), BankLine.Way.STATEMENT, {}, NEXT
    )
    (line,) = support.transfers(280_000)
    pay(accountant, way="transfer", line_id=line.pk)
    assert balances() == {"bank": 280_000, "phi": 200_000, "le_phi": 80_000}
    assert BankLine.objects.get().state == "assigned"
    closing.close(NEXT.date(), at=NEXT + timedelta(days=1), by="An", today=NEXT.date() + timedelta(days=1))
    seen = slips.preview(7, "le_phi", NEXT.date(), payer="Đơn vị", tax_code="9900000016", document="BK-1")
    assert seen.total == 80_000


def test_everything_that_is_wrong_is_said_at_once_at_its_field(supported, accountant):
    with pytest.raises(Faulty) as wrong:
        pay(
            accountant,
            way="transfer",
            document="?",
            document_day=NEXT.date() + timedelta(days=1),
            amount=279_999,
        )
    assert set(wrong.value.fields) == {"amount", "line", "document", "document_day"}
    with pytest.raises(Faulty) as early:
        pay(accountant, through=NEXT.date())
    assert set(early.value.fields) == {"through"}


def test_a_payment_entered_wrongly_is_undone_by_its_opposite_and_can_be_entered_again(supported, accountant):
    receiving.take(Told("0123499999", "FT9", DAY, 280_000, "STC"), BankLine.Way.STATEMENT, {}, NEXT)
    row = pay(accountant, way="transfer", line_id=BankLine.objects.get().pk)
    with pytest.raises(Faulty):
        support.undo(row.pk, reason=" ", by=accountant, at=NEXT)
    support.undo(row.pk, reason="nhầm đơn vị", by=accountant, at=NEXT)
    assert balances(7) == {"city_support": 280_000, "phi": 200_000, "le_phi": 80_000}
    assert BankLine.objects.get().state == "open"
    assert pay(accountant, at=NEXT + timedelta(days=1)).total == 280_000


def test_support_of_an_order_that_was_withdrawn_later_is_taken_off_the_next_payment(
    supported, accountant, open_order
):
    pay(accountant)
    orders.cancel_order(supported[0], "rút hồ sơ", NEXT)
    for n in (3, 4):
        order = open_order(subject=f"H26-{n}", fee=ONLINE, agency_id=7)
        type(order).objects.filter(pk=order.pk).update(created_at=NEXT)
    supporting.book_until(NEXT.date())
    closing.close(NEXT.date(), at=NEXT + timedelta(days=1), by="An", today=NEXT.date() + timedelta(days=1))
    assert support.owed(7, NEXT.date()).total == 2 * 140_000 - 140_000

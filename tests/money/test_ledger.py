"""The ledger of the city's fees: what comes in, goes back and is owed, with debits and credits always equal."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from motcua.money import fee_rules, orders, refunds
from motcua.money.fees import Channel, FeeLine, Kind, SetBy, Words, compute
from motcua.money.gateways.settlement import Outcome, settle
from motcua.money.ledger import balance, closing, rules, supporting, writing
from motcua.money.ledger.models import Entry, Line
from motcua.money.models import Order
from tests.money.conftest import MORNING

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()
ALWAYS = (date(2020, 1, 1), date(2030, 1, 1))


def fee(*amounts: tuple[Kind, int]):
    lines = [
        FeeLine(f"{kind}.{n}", Words("Khoản thu", "Charge"), kind, SetBy.CP, amount)
        for n, (kind, amount) in enumerate(amounts)
    ]
    return compute(lines, [], channel=Channel.COUNTER, on=TODAY, city="01")


def balances(agency: int | None = None) -> dict[str, int]:
    rows = balance.trial(*ALWAYS, agency_id=agency)
    assert balance.difference(rows) == 0
    return {row.account: row.balance for row in rows if row.balance}


def test_cash_at_the_counter_stands_in_the_drawer_and_is_owed_to_the_budget(open_order):
    order = open_order(fee=fee((Kind.LE_PHI, 50_000), (Kind.PHI, 20_000), (Kind.GIA, 5_000)), agency_id=7)
    orders.mark_cash_paid(order, "Nguyễn Văn Thu", MORNING)
    assert balances() == {"cash": 75_000, "le_phi": 50_000, "phi": 20_000, "gia": 5_000}
    assert balances(agency=7) == balances()
    assert balances(agency=8) == {}
    entry = Entry.objects.get()
    assert (entry.key, entry.day, entry.by) == (f"order:{order.pk}:paid", TODAY, "Nguyễn Văn Thu")


def test_money_at_a_gateway_is_in_clearing_until_the_gateway_transfers_it(open_order):
    order = open_order()
    attempt = orders.start_attempt(order, gateway="vnpay", at=MORNING)
    settle(attempt, orders.lock(order.pk), Outcome.PAID, MORNING, gateway_no="1")
    assert balances() == {"clearing": 50_000, "le_phi": 50_000}
    parts = rules.settled(50_000, 550, 0, "vnpay")
    writing.post(writing.Source("transfer", 1, "settled"), Entry.Kind.SETTLEMENT, parts, MORNING)
    assert balances() == {"bank": 49_450, "gateway_cost": 550, "le_phi": 50_000}


def test_money_that_comes_twice_is_owed_to_the_payer_until_it_has_gone_back(open_order):
    order = open_order()
    tries = [orders.start_attempt(order, gateway="vnpay", at=MORNING) for _ in range(2)]
    for number, attempt in enumerate(tries, start=1):
        settle(attempt, orders.lock(order.pk), Outcome.PAID, MORNING, gateway_no=str(number))
    assert balances() == {"clearing": 100_000, "le_phi": 50_000, "refund_due": 50_000}
    refund = refunds.request_surplus(tries[1], "nộp hai lần", "An", MORNING)
    refund = refunds.approve(refund, "Bình", MORNING)
    refund.status = "unknown"
    refund.save()
    refunds.clear(refund, done=True, by="Bình", at=MORNING)
    assert balances() == {"clearing": 50_000, "le_phi": 50_000}


def test_suspected_money_is_nobodys_until_an_officer_decides(open_order):
    taken, given_back = open_order(subject="H26-1"), open_order(subject="H26-2")
    for n, order in enumerate((taken, given_back)):
        attempt = orders.start_attempt(order, gateway="vnpay", at=MORNING)
        settle(attempt, orders.lock(order.pk), Outcome.SUSPECTED, MORNING, gateway_no=str(n + 1))
    assert balances() == {"clearing": 100_000, "suspense": 100_000}
    orders.release_held(taken, accept=True, by="Kế toán", at=MORNING)
    orders.release_held(given_back, accept=False, by="Kế toán", at=MORNING)
    assert balances() == {"clearing": 100_000, "le_phi": 50_000, "refund_due": 50_000}


def test_a_refund_is_taken_from_the_lines_in_their_order(open_order):
    order = open_order(fee=fee((Kind.PHI, 30_000), (Kind.LE_PHI, 20_000)))
    orders.mark_cash_paid(order, "Thu", MORNING)
    for amount, left in ((10_000, {"phi": 20_000, "le_phi": 20_000}), (25_000, {"le_phi": 15_000})):
        refunds.approve(refunds.request(order, amount, "thu nhầm", "An", MORNING), "Bình", MORNING)
        assert balances() == {"cash": sum(left.values())} | left
    with pytest.raises(ValueError):
        rules.refund(order.lines, 40_000, 20_000, 0, "cash")


def test_what_the_city_pays_for_online_filers_is_booked_at_night_and_undone_with_the_order(open_order):
    lines = [
        FeeLine("phi.a", Words("Phí", "Fee"), Kind.PHI, SetBy.BTC, 100_000),
        FeeLine("le_phi.b", Words("Lệ phí", "Charge"), Kind.LE_PHI, SetBy.HDND, 75_000),
    ]
    online = compute(lines, fee_rules.published(), channel=Channel.ONLINE, on=TODAY, city="01")
    order = open_order(fee=online)
    other = open_order(subject="H26-9", fee=online)
    assert (order.status, order.supported, order.waived) == (Order.Status.ZERO, 100_000, 75_000)
    assert supporting.book_until(TODAY) == 2
    assert supporting.book_until(TODAY) == 0
    assert balances() == {"city_support": 200_000, "phi": 200_000}
    orders.cancel_order(other, "rút hồ sơ", MORNING)
    assert balances() == {"city_support": 100_000, "phi": 100_000}


def test_a_closed_day_keeps_its_totals_and_takes_nothing_more(open_order):
    orders.mark_cash_paid(open_order(), "Thu", MORNING)
    before = balance.trial(*ALWAYS)
    with pytest.raises(closing.CannotClose, match="not_over"):
        closing.close(TODAY, at=MORNING, by="Kế toán", today=TODAY)
    closing.close(TODAY, at=MORNING, by="Kế toán", today=TODAY + timedelta(days=1))
    assert balance.trial(*ALWAYS) == before
    late = open_order(subject="H26-2")
    orders.mark_cash_paid(late, "Thu", MORNING)
    assert Entry.objects.latest("id").day == TODAY + timedelta(days=1)
    assert [row.debit for row in balance.trial(TODAY, TODAY) if row.account == "cash"] == [50_000]
    with pytest.raises(closing.CannotClose, match="closed"):
        closing.close(TODAY, at=MORNING, by="Kế toán", today=TODAY + timedelta(days=2))
    assert closing.check() is None


def test_a_line_changed_behind_the_databases_back_is_found(open_order):
    orders.mark_cash_paid(open_order(), "Thu", MORNING)
    closing.close(TODAY, at=MORNING, by="Kế toán", today=TODAY + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")  # no trigger watches
        cursor.execute("update ledger_line set amount = amount * 2")
        cursor.execute("set local session_replication_role = origin")
    assert closing.check() == closing.Broken(TODAY)


def test_nothing_booked_is_changed_deleted_unbalanced_or_added_to(open_order):
    orders.mark_cash_paid(open_order(), "Thu", MORNING)
    entry = Entry.objects.get()
    tries = [
        "update ledger_entry set note = 'x'",
        "delete from ledger_line",
        "update ledger_line set amount = 1",
        f"insert into ledger_line (entry_id, day, account, agency_id, amount) values ({entry.pk}, '{TODAY}', 'cash', 0, 5)",
        f"""insert into ledger_line (entry_id, day, account, agency_id, amount)
        values ({entry.pk}, '{TODAY}', 'cash', 0, 5), ({entry.pk}, '{TODAY}', 'bank', 0, -5)""",
        f"""insert into ledger_entry (key, kind, day, at, source, source_id)
        values ('x', 'payment', '{TODAY}', now(), 'order', 1)""",
    ]
    for sql in tries:
        with (
            pytest.raises((IntegrityError, ProgrammingError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    with pytest.raises(rules.Unbalanced):
        writing.post(writing.Source("x", 1, "y"), Entry.Kind.PAYMENT, [rules.Part("cash", 0, 5)], MORNING)
    assert Line.objects.count() == 2


def test_the_same_movement_is_booked_once_and_a_reversal_leaves_both(open_order):
    order = open_order()
    orders.mark_cash_paid(order, "Thu", MORNING)
    parts = rules.payment(order.lines, 0, "cash")
    assert writing.post(writing.Source("order", order.pk, "paid"), Entry.Kind.PAYMENT, parts, MORNING) is None
    entry = Entry.objects.get()
    assert writing.reverse(entry, at=MORNING, by="Kế toán", reason="ghi nhầm") is not None
    assert writing.reverse(entry, at=MORNING, by="Kế toán", reason="ghi nhầm") is None
    assert balances() == {}
    assert Entry.objects.count() == 2

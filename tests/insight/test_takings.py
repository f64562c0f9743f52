"""Reports of what was taken: sums from the books, the indicator of online payment, the cash share with all its vectors."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from motcua.insight.takings import change, keeping, reading, shares
from motcua.insight.takings.reading import Chosen
from motcua.money import orders, refunds
from motcua.money.fees import Kind
from motcua.money.gateways.settlement import Outcome, settle
from tests.money.conftest import MORNING, open_order
from tests.money.test_ledger import fee

__all__ = ["open_order"]
DAY = MORNING.date()
CHOSEN = Chosen(DAY, DAY)


@pytest.mark.parametrize(
    ("by_means", "cash", "non_cash"),
    [
        ({"cash": 34_600_000, "vnpay": 900_000_000, "bank": 65_400_000}, "3.46", "96.54"),
        ({"cash": 7, "vnpay": 195}, "3.47", "96.53"),
        ({"cash": 0, "vnpay": 0}, None, None),
        ({}, None, None),
        ({"cash": 1, "momo": 3}, "25.00", "75.00"),
        ({"cash": 1_000_000 - 250_000, "platform": 9_000_000}, "7.69", "92.31"),
    ],
)
def test_the_cash_share_is_as_cities_report_it(by_means, cash, non_cash):
    found = shares.share(by_means)
    assert (found.cash, found.non_cash) == (cash and Decimal(cash), non_cash and Decimal(non_cash))


def test_a_payment_without_a_form_blocks_the_share():
    found = shares.share({"cash": 1, "": 5, "vnpay": 3})
    assert (found.cash, found.blocked) == (None, 5)


@pytest.fixture
def taken(open_order):
    """Cash of 70,000 of which 20,000 went back, 50,000 online at another agency, one request that costs nothing."""
    cash = open_order(subject="H26-1", fee=fee((Kind.LE_PHI, 50_000), (Kind.PHI, 20_000)), agency_id=7)
    orders.mark_cash_paid(cash, "Thu", MORNING)
    refunds.approve(refunds.request(cash, 20_000, "rút", "An", MORNING), "Bình", MORNING)
    online = open_order(subject="H26-2", agency_id=8)
    attempt = orders.start_attempt(online, gateway="vnpay", at=MORNING)
    settle(attempt, orders.lock(online.pk), Outcome.PAID, MORNING, gateway_no="1")
    open_order(subject="H26-3", fee=fee((Kind.LE_PHI, 0)), agency_id=8)
    for _ in range(2):  # made anew is the same
        keeping.keep(DAY, MORNING)
    return cash


@pytest.mark.django_db
def test_sums_are_less_what_went_back_by_whatever_they_are_split(taken, django_assert_num_queries):
    with django_assert_num_queries(2):
        whole = reading.whole(CHOSEN)
    assert (whole.total, whole.phi, whole.le_phi, whole.dossiers, whole.refunded) == (
        100_000, 20_000, 80_000, 2, 20_000,
    )  # fmt: skip
    assert str(whole.share.cash) == "50.00" and str(whole.share_by_number.cash) == "50.00"
    for dimension in ("day", "agency_id", "field_key", "procedure_code", "code", "channel", "means"):
        assert sum(one.total for one in reading.by(CHOSEN, dimension).values()) == 100_000, dimension
    assert {key: one.total for key, one in reading.by(CHOSEN, "agency_id").items()} == {7: 50_000, 8: 50_000}
    assert reading.whole(Chosen(DAY, DAY, agencies=frozenset({7}))).total == 50_000
    assert reading.whole(Chosen(DAY, DAY, means="cash")).total == 50_000
    assert reading.whole(Chosen(DAY + timedelta(days=1), DAY + timedelta(days=1))).total == 0


@pytest.mark.django_db
def test_the_indicator_counts_what_was_asked_and_what_was_paid_online(taken, django_assert_num_queries):
    with django_assert_num_queries(1):
        first, second = reading.indicators(CHOSEN)
    assert (first.agency_id, first.asked, first.exempt, first.paid, first.paid_online, first.cash) == (
        7, 1, 0, 1, 0, 50_000,
    )  # fmt: skip
    assert (second.asked, second.exempt, second.paid, second.paid_online, second.online) == (
        2,
        1,
        1,
        1,
        50_000,
    )


@pytest.mark.django_db
def test_the_book_names_each_payment_with_its_receipt_a_page_at_a_time(taken, django_assert_num_queries):
    begin, end = MORNING - timedelta(hours=9), MORNING + timedelta(hours=9)
    with django_assert_num_queries(1):
        (newest,) = reading.book(CHOSEN, begin, end, None, 1)
    (older,) = reading.book(CHOSEN, begin, end, (newest["paid_at"], newest["id"]), 5)
    assert {newest["subject"], older["subject"]} == {"H26-1", "H26-2"}
    assert len(list(reading.whole_book(CHOSEN, begin, end))) == 2
    assert reading.book(Chosen(DAY, DAY, means="cash"), begin, end, None, 9)[0]["serial"] == "AA-26E"


@pytest.mark.parametrize(
    ("begin", "end", "before"),
    [
        (date(2026, 11, 1), date(2026, 11, 23), (date(2026, 10, 1), date(2026, 10, 23))),
        (date(2026, 11, 1), date(2026, 11, 30), (date(2026, 10, 1), date(2026, 10, 31))),
        (date(2026, 3, 1), date(2026, 3, 30), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 1, 1), date(2026, 1, 5), (date(2025, 12, 1), date(2025, 12, 5))),
    ],
)
def test_a_month_is_compared_with_the_same_days_of_the_one_before(begin, end, before):
    assert change.same_days_before(begin, end) == before


def test_who_moved_the_sum_most_is_told_first_and_who_did_not_is_left_out():
    now, before = {"A": 50, "B": 10, "C": 7, "E": 3}, {"A": 20, "B": 60, "C": 7, "D": 5}
    assert change.parts(now, before) == [("B", -50), ("A", 30), ("D", -5), ("E", 3)]
    assert sum(part for _, part in change.parts(now, before, most=9)) == sum(now.values()) - sum(
        before.values()
    )

"""A burst: notices that arrive while others are being booked are booked together; whatever is not plain is decided alone."""

from datetime import timedelta

import pytest

from motcua.money import orders
from motcua.money.gateways import notices
from motcua.money.gateways.notices import Told, Verdict
from motcua.money.gateways.vnpay.notices import CODES, read
from motcua.money.models import GatewayNotice, Receipt
from tests.money.conftest import MORNING, notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vnpay_settings")]
LATER = MORNING + timedelta(minutes=3)


def told(attempt, **changes):
    raw = notice(attempt, number=changes.pop("number", str(attempt.pk)), **changes)
    return Told("vnpay", raw, read(raw), LATER, "", CODES)


@pytest.fixture
def tried(open_order):
    def begin(count):
        return [
            orders.start_attempt(open_order(f"H26.15-261121-{n:04d}"), gateway="vnpay", at=MORNING)
            for n in range(1, count + 1)
        ]

    return begin


def test_a_burst_is_booked_in_one_transaction(tried):
    attempts = tried(3)
    assert notices.book_together([told(one) for one in attempts]) == [Verdict.CONFIRMED] * 3
    assert list(Receipt.objects.order_by("order_id").values_list("number", flat=True)) == [1, 2, 3]
    assert GatewayNotice.objects.filter(verdict="00").count() == 3

"""What a dossier costs: by the channel it came on, with the order that keeps it, until the result."""

import pytest

from motcua.money.models import Order, Receipt
from motcua.procedures.dossiers import changes, errors
from motcua.procedures.dossiers.status import Finance, Status
from tests.conftest import hanoi
from tests.procedures.at_work import (
    certified_copies,
    filed_works,
    now,
    open_task,
    order_of,
    pay,
    works_at_counter,
)
from tests.procedures.people import filed_birth, officer

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def to_the_clerk(dossier, at):
    """Compared by the justice officer and signed by the chair."""
    changes.act(
        open_task(dossier).id, "submit", by=officer("justice", at), at=at,
        ticked=frozenset({"copy_true", "no_interest"}),
    )  # fmt: skip


def test_three_copies_of_five_pages_cost_21000_at_the_counter():
    dossier = certified_copies(MORNING)
    order = order_of(dossier)
    assert (dossier.fee_total, dossier.finance) == (21_000, Finance.DUE)
    assert (order.base_amount, order.payer_amount, order.supported) == (21_000, 21_000, 0)
    assert order.status == "pending"


def test_the_same_copies_prepared_online_are_paid_by_the_city():
    dossier = certified_copies(MORNING, channel="online")
    order = order_of(dossier)
    assert (dossier.fee_total, dossier.finance) == (0, Finance.WAIVED)
    assert (order.base_amount, order.payer_amount, order.supported, order.status) == (
        21_000,
        0,
        21_000,
        "zero",
    )


@pytest.mark.parametrize(
    ("pages", "copies", "fee"),
    [(1, 1, 2_000), (2, 1, 4_000), (3, 1, 5_000), (200, 1, 200_000), (500, 2, 400_000)],
)
def test_a_copy_costs_by_the_page_of_the_original_up_to_a_limit(pages, copies, fee):
    assert certified_copies(MORNING, pages=pages, copies=copies).fee_total == fee


def test_a_birth_registered_in_time_has_no_fee_and_no_order():
    dossier = filed_birth(MORNING)
    assert (dossier.finance, dossier.fee_total) == (Finance.NONE, 0)
    assert not Order.objects.filter(subject_id=dossier.uuid).exists()


def test_a_permit_costs_150000_on_paper_and_by_post():
    assert works_at_counter(MORNING).fee_total == filed_works(MORNING).fee_total == 150_000


def test_the_clerk_cannot_pass_an_unpaid_result_on_and_everything_stays_as_it_was():
    dossier = certified_copies(MORNING)
    to_the_clerk(dossier, MORNING)
    changes.act(
        open_task(dossier).id,
        "sign",
        by=officer("chair", MORNING),
        at=MORNING,
        ticked=frozenset({"no_interest"}),
    )
    task = open_task(dossier)
    with pytest.raises(errors.FeeUnpaid):
        changes.act(task.id, "entered", by=officer("clerk", MORNING), at=MORNING)
    assert (open_task(dossier).id, now(dossier).state) == (task.id, Status.IN_PROGRESS)
    pay(dossier, MORNING)
    changes.act(task.id, "entered", by=officer("clerk", MORNING), at=MORNING)
    assert now(dossier).state is Status.DONE


def test_the_receipt_says_who_paid_and_who_took_the_money():
    dossier = certified_copies(MORNING)
    pay(dossier, MORNING)
    receipt = Receipt.objects.get(order=order_of(dossier))
    assert (receipt.amount, receipt.amount_words) == (21_000, "Hai mươi mốt nghìn đồng")
    assert (receipt.payer_name, receipt.collected_by) == (dossier.applicant_name, "Đặng Thu Trang")

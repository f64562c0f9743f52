"""A burst: notices that arrive while others are being booked are booked together; whatever is not plain is decided alone."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from motcua.foundation.columns import Insert
from motcua.money import orders
from motcua.money.gateways import notices
from motcua.money.gateways.notices import Told, Verdict
from motcua.money.gateways.together import Line
from motcua.money.gateways.vnpay.notices import CODES, handle_ipn, read
from motcua.money.invoices.models import Document
from motcua.money.ledger.models import Entry
from motcua.money.ledger.models import Line as BookLine
from motcua.money.models import Attempt, GatewayNotice, Order, Receipt
from tests.money.conftest import MORNING, TMN_CODE, le_phi, notice, together

LATER = MORNING + timedelta(minutes=3)
on_the_database = pytest.mark.usefixtures("vnpay_settings")


def told(attempt, number="", **changes):
    raw = notice(attempt, number=number or str(attempt.pk), **changes)
    return Told("vnpay", raw, read(raw), LATER, "", CODES)


@pytest.fixture
def owing(open_order):
    """So many payers at the gateway."""

    def begin(count):
        return [
            orders.start_attempt(open_order(f"H26.15-261121-{n:04d}"), gateway="vnpay", at=MORNING)
            for n in range(1, count + 1)
        ]

    return begin


def numbers():
    return sorted(Receipt.objects.values_list("number", flat=True))


@pytest.mark.django_db
@on_the_database
def test_a_burst_costs_as_many_statements_as_one_payment(owing, booked):
    one, *many = owing(9)
    assert notices.book_together([told(one)]) == [Verdict.CONFIRMED]
    counted = []
    with pytest.MonkeyPatch.context() as counting:
        from motcua.foundation.statements import Prepared

        plain = Prepared._run
        counting.setattr(Prepared, "_run", lambda self, values: counted.append(self) or plain(self, values))
        assert notices.book_together([told(attempt) for attempt in many]) == [Verdict.CONFIRMED] * 8
    assert len(counted) <= 10
    assert numbers() == list(range(1, 10)) and len(booked) == 9
    assert GatewayNotice.objects.filter(verdict="00").count() == 9
    assert Entry.objects.count() == 9 and sum(BookLine.objects.values_list("amount", flat=True)) == 0
    assert set(Order.objects.values_list("status", "means", "paid_at")) == {("paid", "vnpay", LATER)}
    assert set(Attempt.objects.values_list("status", "bank", "settled_at")) == {("paid", "NCB", LATER)}


@pytest.mark.django_db
@on_the_database
def test_what_is_not_plain_is_left_out_of_a_burst_and_decided_alone(owing, open_order, booked):
    good, dear, failed, early, surplus, late = owing(6)
    window = orders.start_attempt(surplus.order, gateway="vnpay", at=MORNING)
    assert handle_ipn(notice(early, number="e"), LATER)["RspCode"] == "00"
    orders.cancel_order(late.order, "rút hồ sơ", LATER)
    burst = [
        told(good), told(good), told(dear, Amount="1"), told(failed, code="24"), told(early, number="e"),
        told(surplus), told(window), told(late), told(good, TxnRef="H26152611210099T1"), told(good, TmnCode=TMN_CODE + "X"),
    ]  # fmt: skip
    together_ = notices.book_together(burst)
    assert [place for place, verdict in enumerate(together_) if verdict] == [0, 4, 5]
    alone = [verdict or notices._alone(one) for one, verdict in zip(burst, together_, strict=True)]
    assert [str(verdict) for verdict in alone] == [
        "confirmed", "already", "amount", "confirmed", "already", "confirmed", "already", "confirmed", "unknown", "unknown",
    ]  # fmt: skip
    assert numbers() == [1, 2, 3] and len(booked) == 3
    states = [
        Attempt.objects.get(pk=one.pk).status for one in (good, dear, failed, early, surplus, window, late)
    ]
    assert states == ["paid", "pending", "failed", "paid", "paid", "surplus", "held"]
    assert GatewayNotice.objects.count() == 1 + len(burst)


@pytest.mark.django_db
@on_the_database
def test_payments_that_are_told_once_more_are_kept_together_and_booked_no_more(owing, booked):
    attempts = owing(5)
    assert notices.book_together([told(one) for one in attempts[:4]]) == [Verdict.CONFIRMED] * 4
    dear = told(attempts[3], Amount="1")
    again = [told(attempts[0]), told(attempts[0]), told(attempts[1]), dear, told(attempts[4])]
    assert notices.book_together(again) == [Verdict.ALREADY] * 3 + [None, Verdict.CONFIRMED]
    assert GatewayNotice.objects.filter(verdict="02", alert="").count() == 3
    assert Entry.objects.count() == len(booked) == 5 and numbers() == [1, 2, 3, 4, 5]


@pytest.mark.django_db
@on_the_database
def test_a_burst_that_fails_books_nothing_and_each_is_tried_alone(owing, booked):
    attempts = owing(3)
    burst = [told(attempts[0], number="7"), told(attempts[1], number="7"), told(attempts[2])]
    assert notices.book_together(burst) == [None] * 3, "one number of the gateway cannot pay two orders"
    assert not Receipt.objects.exists() and not Entry.objects.exists() and not GatewayNotice.objects.exists()
    booked.clear()
    assert [notices._alone(one) for one in burst] == [Verdict.CONFIRMED, Verdict.ERROR, Verdict.CONFIRMED]
    assert numbers() == [1, 2] and len(booked) == 2


@pytest.mark.django_db(transaction=True)
@on_the_database
def test_an_order_that_somebody_holds_holds_up_nobody_else(owing):
    held, free = owing(2)
    answers = []

    def burst(n):
        answers.extend(notices.book_together([told(held), told(free)]))

    from django.db import transaction

    with transaction.atomic():
        orders.lock(held.order_id)
        together(1, burst)
    assert answers == [None, Verdict.CONFIRMED]
    assert handle_ipn(notice(held), LATER)["RspCode"] == "00"


@pytest.mark.django_db(transaction=True)
@on_the_database
def test_payers_who_come_at_once_are_booked_once_each_and_answered_after_the_commit(owing, monkeypatch):
    """Each payment is reported twice, one of them for a wrong amount; every answer is looked at from another connection."""
    attempts, sizes, early = owing(12), [], []
    plain = notices.book_together
    first = threading.Event()

    def slowly(batch):
        sizes.append(len(batch))
        if len(sizes) == 1:
            first.wait(10)
        return plain(batch)

    monkeypatch.setattr(notices, "_line", Line(slowly, 64))

    def report(n):
        attempt = attempts[n // 2]
        wrong = {"Amount": "100"} if n == 5 else {}
        if n == 0:
            threading.Timer(0.3, first.set).start()
        said = handle_ipn(notice(attempt, number=str(attempt.pk), **wrong), LATER)["RspCode"]
        with connection.cursor() as cursor:
            cursor.execute("select status from money_order where id = %s", [attempt.order_id])
            if said in ("00", "02") and cursor.fetchone() != ("paid",):
                early.append(attempt)
        return said

    answers = together(24, report)
    assert sorted(answers) == ["00"] * 12 + ["02"] * 11 + ["04"]
    assert not early
    assert max(sizes) > 1, "nothing was booked together: nothing was proved"
    assert numbers() == list(range(1, 13))
    assert sum(BookLine.objects.values_list("amount", flat=True)) == 0 and Entry.objects.count() == 12


@pytest.mark.django_db
@on_the_database
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["00", "00", "24", "07", "amount"])),
        min_size=1,
        max_size=9,
    )
)
@hypothesis_settings(max_examples=10, deadline=None)
def test_a_burst_says_what_the_same_notices_say_one_after_the_other(said):
    """Booked together first and the others alone after them: as if they had come in that order, each by itself."""

    def city():
        rows = [
            orders.open_order(
                subject=f"H26.15-261121-{uuid.uuid4().hex[:6]}", subject_id=uuid.uuid4(), fee=le_phi(), channel="online",
                payer_name="Nguyễn Thị Thử", at=MORNING,
            )
            for _ in range(4)
        ]  # fmt: skip
        return [orders.start_attempt(row, gateway="vnpay", at=MORNING) for row in rows]

    def burst_of(attempts):
        return [
            told(attempts[who], **({"Amount": "100"} if what == "amount" else {"code": what}))
            for who, what in said
        ]

    def state(attempts):
        return [
            (Attempt.objects.get(pk=a.pk).status, Order.objects.get(pk=a.order_id).status) for a in attempts
        ]

    here, there = city(), city()
    burst = burst_of(here)
    first = notices.book_together(burst)
    verdicts = [verdict or notices._alone(one) for one, verdict in zip(burst, first, strict=True)]
    order = sorted(range(len(said)), key=lambda n: first[n] is None)
    single = burst_of(there)
    expected = {n: notices._alone(single[n]) for n in order}
    assert verdicts == [expected[n] for n in range(len(said))]
    assert state(here) == state(there)


def test_who_comes_alone_waits_for_nobody_and_who_comes_meanwhile_is_done_together():
    under_way, go_on, batches = threading.Event(), threading.Event(), []

    def do(batch):
        batches.append(list(batch))
        if len(batches) == 1:
            under_way.set()
            assert go_on.wait(10)
        return [thing * 10 for thing in batch]

    line = Line(do, most=3, moment_s=0.5)
    answers = []
    threads = [threading.Thread(target=lambda n=n: answers.append((n, line.take(n)))) for n in range(6)]
    threads[0].start()
    assert under_way.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(line._waiting) < 5:
        pass
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == [(n, n * 10) for n in range(6)]
    assert batches[0] == [0] and sorted(map(len, batches)) == [1, 2, 3]
    assert line.take(9) == 90 and not line._under_way


@pytest.mark.parametrize("model", [Receipt, Document, GatewayNotice], ids=lambda model: model.__name__)
def test_a_row_that_is_built_quickly_is_what_the_constructor_builds(model):
    made, plain = Insert(model).new(), model()
    own = {field.attname for field in model._meta.fields if field.has_default() and callable(field.default)}
    assert type(made) is model and made._state.adding and made.pk is None
    assert made.__dict__.keys() == plain.__dict__.keys()
    same = made.__dict__.keys() - own - {"_state"}
    assert {name: made.__dict__[name] for name in same} == {name: plain.__dict__[name] for name in same}
    assert all(getattr(made, name) != getattr(Insert(model).new(), name) for name in own)


def test_a_thread_that_has_led_before_leads_again():
    under_way, go_on, leaders = threading.Event(), threading.Event(), []

    def do(batch):
        leaders.append(threading.current_thread().name)
        if len(leaders) == 2:
            under_way.set()
            assert go_on.wait(10)
        return list(batch)

    line = Line(do, most=8, moment_s=0.5)

    def knowing():
        line.take(0)
        assert under_way.wait(10)
        line.take(1)

    threads = [threading.Thread(target=knowing, name="knows")]
    threads[0].start()
    while line._under_way or not leaders:
        pass
    threads += [threading.Thread(target=line.take, args=(n,), name=f"new {n}") for n in range(2, 5)]
    threads[1].start()
    assert under_way.wait(10)
    for thread in threads[2:]:
        thread.start()
    while len(line._waiting) < 3:
        pass
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert leaders == ["knows", "new 2", "knows"] and not line._under_way


def test_work_that_fails_is_left_to_each_and_the_line_goes_on():
    def do(batch):
        raise SystemExit

    line = Line(do, most=3)
    with pytest.raises(SystemExit):
        line.take(1)
    assert not line._under_way


def test_a_leader_that_hangs_holds_nobody_up_for_long():
    under_way, go_on = threading.Event(), threading.Event()

    def do(batch):
        under_way.set()
        go_on.wait(10)
        return list(batch)

    line = Line(do, most=3, patience_s=0.05)
    leader = threading.Thread(target=line.take, args=(1,))
    leader.start()
    assert under_way.wait(10)
    assert line.take(2) is None and not line._waiting
    go_on.set()
    leader.join(10)

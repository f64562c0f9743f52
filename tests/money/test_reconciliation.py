"""A day of the books against what partners say: every line in one class, every difference with an owner and an end."""

import base64
import json
import time
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from motcua.city.models import Account
from motcua.money import orders, refunds
from motcua.money.bank import receiving
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told
from motcua.money.fees import Kind
from motcua.money.gateways.settlement import Outcome, settle
from motcua.money.ledger import rules as ledger_rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source, post
from motcua.money.models import Attempt, Order
from motcua.money.reconciliation import bringing, cash, deciding, files, rules, running, settling, signing
from motcua.money.reconciliation.errors import CannotSign, DayIsSigned, DoesNotFit, NotOpen
from motcua.money.reconciliation.models import Day, Difference, Part, PartnerFile, PartnerLine, Settlement
from motcua.money.reconciliation.partners import partners
from tests.money.conftest import MORNING, le_phi
from tests.money.test_ledger import balances, fee

pytestmark = pytest.mark.django_db
DAY = MORNING.date()
NEXT = MORNING + timedelta(days=1)
HEAD = "txn_ref,transaction_no,amount,fee,pay_date,transaction_type,transaction_status\n"


def paid(open_order, number, outcome=Outcome.PAID, at=MORNING, **more):
    """A payment through VNPAY; gives the try."""
    order = open_order(subject=f"H26.15-261121-{number:04d}", **more)
    attempt = orders.start_attempt(order, gateway="vnpay", at=at)
    settle(attempt, orders.lock(order.pk), outcome, at, gateway_no=str(number))
    return attempt


def row(reference, amount=50_000, fee=0, number="", kind="01", status="00", at="20261121093312"):
    return f"{reference},{number or reference},{amount},{fee},{at},{kind},{status}\n"


def bring(*rows, partner="vnpay", day=DAY):
    content = (HEAD + "".join(rows)).encode()
    at = MORNING + (day - DAY) + timedelta(days=1)
    return bringing.bring(content, partner, day, name="ngay.csv", by="An", at=at, today=at.date())[0]


def run(day=DAY):
    at = MORNING + (day - DAY) + timedelta(days=1)
    return running.run(day, by="An", at=at, today=at.date())


def part(partner="vnpay", day=DAY):
    return Part.objects.get(day=day, partner=partner)


def causes(day=DAY, partner="vnpay"):
    found = Difference.objects.filter(day=day, partner=partner, state="open")
    return {one.reference: one.cause for one in found}


def test_lines_of_both_sides_that_agree_leave_nothing_to_do(open_order):
    attempts = [paid(open_order, n) for n in (1, 2)]
    bring(*(row(one.txn_ref, fee=500) for one in attempts), row("H26X", status="02"))
    run()
    found = part()
    assert (found.system_lines, found.system_sum, found.matched_lines, found.fees) == (2, 100_000, 2, 1_000)
    assert found.agrees and causes() == {}
    assert signing.sign(DAY, by="An", at=NEXT).state == Day.State.SIGNED


def test_each_difference_is_told_with_its_likely_cause(open_order):
    only_ours, other, kept, _ = (paid(open_order, n) for n in (1, 2, 3, 4))
    order = open_order(subject="H26.15-261121-0005")
    missing = orders.start_attempt(order, gateway="vnpay", at=MORNING)
    bring(
        row(other.txn_ref, 40_000), row(kept.txn_ref, 49_500, fee=500), row("H26152611210004T1"),
        row("H26152611210004T1", number="9"), row(missing.txn_ref), row("LA-1"), row("LA-2", kind="02"),
    )  # fmt: skip
    run()
    assert causes() == {
        only_ours.txn_ref: "late_settlement", other.txn_ref: "amount", kept.txn_ref: "fee_kept",
        "H26152611210004T1": "double", missing.txn_ref: "missing_notice", "LA-1": "unknown_reference",
        "LA-2": "refund_unknown",
    }  # fmt: skip
    found = part()
    assert (found.matched_lines, found.only_system_lines, found.only_partner_lines, found.differs_lines) == (
        1,
        1,
        4,
        2,
    )


def test_refunds_stand_on_both_sides_with_their_own_sums(open_order):
    attempt = paid(open_order, 1)
    refund = refunds.approve(refunds.request(attempt.order, 20_000, "rút", "An", MORNING), "Bình", MORNING)
    refund.status = "unknown"
    refund.save()
    bring(row(attempt.txn_ref), row(attempt.txn_ref, 20_000, kind="02", number="R1"))
    run()
    assert causes() == {attempt.txn_ref: "refund_unconfirmed"}
    refunds.clear(refund, done=True, by="Bình", at=MORNING)
    run()
    assert causes() == {}
    bring(row(attempt.txn_ref), row(f"RF-{refund.request_id}", 20_000, kind="02", number="R1"))
    run()
    assert causes() == {}, "a refund may be named by its request"
    found = part()
    assert (found.system_sum, found.refunded_lines, found.refunded_sum, found.agrees) == (
        30_000,
        1,
        20_000,
        True,
    )


def test_what_comes_around_midnight_is_found_on_the_day_beside(open_order):
    attempt = paid(open_order, 1, at=NEXT.replace(hour=0, minute=1))
    bring(row(attempt.txn_ref, at="20261121235958"))
    run()
    assert causes() == {} and Difference.objects.get(day=DAY).state == "cleared"
    bring(day=NEXT.date())
    run(NEXT.date())
    assert causes(NEXT.date()) == {}


def test_a_day_run_again_keeps_what_people_decided_and_drops_what_agrees_by_now(open_order):
    attempt = paid(open_order, 1)
    bring(row("LA-1"))
    run()
    strange = Difference.objects.get(reference="LA-1")
    deciding.resolve(strange.pk, reason="Của đơn vị khác", book=False, by="An", at=NEXT)
    bring(row("LA-1"), row(attempt.txn_ref))
    run()
    assert set(Difference.objects.values_list("reference", "state")) == {
        ("LA-1", "resolved"), (attempt.txn_ref, "cleared"),
    }  # fmt: skip
    assert PartnerFile.objects.filter(current=True).count() == 1 and PartnerFile.objects.count() == 2


def test_money_that_only_the_partner_has_is_put_aside_once_for_a_decision(open_order):
    paid(open_order, 1)
    bring(row("H26152611210001T1"), row("LA-1", 70_000))
    run()
    found = Difference.objects.get()
    done = deciding.resolve(found.pk, reason="Tiền đã về cổng", book=True, by="An", at=NEXT)
    assert done.entry_id and balances() == {"clearing": 120_000, "le_phi": 50_000, "suspense": 70_000}
    with pytest.raises(NotOpen):
        deciding.resolve(found.pk, reason="lần nữa", book=True, by="An", at=NEXT)


def test_what_waits_for_a_notice_is_never_booked_by_hand(open_order):
    order = open_order(subject="H26.15-261121-0005")
    missing = orders.start_attempt(order, gateway="vnpay", at=MORNING)
    bring(row(missing.txn_ref))
    run()
    with pytest.raises(NotOpen):
        deciding.resolve(Difference.objects.get().pk, reason="ghi", book=True, by="An", at=NEXT)


def test_what_is_carried_meets_its_other_side_later(open_order):
    attempt = paid(open_order, 1)
    bring()
    run()
    found = Difference.objects.get()
    deciding.carry(found.pk, reason="Chờ cổng", by="An", at=NEXT)
    signing.sign(DAY, by="An", at=NEXT)
    bring(row(attempt.txn_ref, at="20261122080000"), day=NEXT.date())
    run(NEXT.date())
    assert causes(NEXT.date()) == {}
    assert Difference.objects.filter(day=NEXT.date(), state="cleared").count() == 2


def test_a_day_is_signed_when_everything_has_an_end_and_then_never_changes(open_order):
    with pytest.raises(CannotSign, match="not_run"):
        signing.sign(DAY, by="An", at=NEXT)
    attempt = paid(open_order, 1)
    run()
    with pytest.raises(CannotSign, match="no_file"):
        signing.sign(DAY, by="An", at=NEXT)
    bring(row("LA-1"), row(attempt.txn_ref))
    run()
    with pytest.raises(CannotSign, match="open"):
        signing.sign(DAY, by="An", at=NEXT)
    deciding.resolve(Difference.objects.get().pk, reason="Của đơn vị khác", book=False, by="An", at=NEXT)
    signed = signing.sign(DAY, by="An", at=NEXT)
    assert len(signed.fingerprint) == 64 and signing.fingerprint(DAY) == signed.fingerprint
    for again in (lambda: run(), lambda: bring(row("LA-2")), lambda: signing.sign(DAY, by="An", at=NEXT)):
        with pytest.raises(DayIsSigned):
            again()
    for table in ("day", "part", "difference", "partnerfile", "partnerline"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from reconciliation_{table} where day = %s", [DAY])
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update reconciliation_{table} set day = day - 1 where day = %s", [DAY])


def test_the_transfer_of_a_partner_pays_its_day_less_its_fees_for_each_agency(open_order):
    attempts = [paid(open_order, n, agency_id=n) for n in (7, 8)]
    bring(*(row(one.txn_ref, fee=550) for one in attempts))
    run()
    told = Told("0123499999", "FT1", NEXT.date(), 98_900, "VNPAY TT MOTCUA01 211126")
    line, _ = receiving.take(told, BankLine.Way.STATEMENT, {}, NEXT)
    assert balances()["suspense"] == 98_900
    assert settling.settle_plain("Hệ thống", NEXT) == 1
    assert settling.settle_plain("Hệ thống", NEXT) == 0
    assert balances() == {"bank": 98_900, "gateway_cost": 1_100, "le_phi": 100_000}
    assert balances(agency=7) == {"bank": 49_450, "gateway_cost": 550, "le_phi": 50_000}
    line.refresh_from_db()
    assert line.state == BankLine.State.ASSIGNED
    with pytest.raises(DoesNotFit):
        settling.book([Settlement.objects.get().pk], line.pk, by="An", at=NEXT)


def test_another_sum_is_nobodys_settlement(open_order):
    bring(row(paid(open_order, 1).txn_ref, fee=550))
    run()
    for n, (amount, note) in enumerate(((49_451, "VNPAY TT"), (49_450, "an trua"))):
        receiving.take(
            Told("0123499999", f"FT{n}", NEXT.date(), amount, note), BankLine.Way.STATEMENT, {}, NEXT
        )
    assert settling.settle_plain("Hệ thống", NEXT) == 0


def test_lines_of_the_account_that_nobody_explains_stay_on_the_list(open_order):
    for reference, amount in (("FT1", 70_000), ("FT2", -20_000)):
        receiving.take(Told("0123499999", reference, DAY, amount, "?"), BankLine.Way.MESSAGE, {}, MORNING)
    run()
    found = Difference.objects.filter(partner="bank", state="open").values_list("reference", "cause")
    assert set(found) == {
        ("FT1", "not_in_statement"), ("FT2", "not_in_statement"), ("FT1", "open_line"), ("FT2", "unexplained_out"),
    }  # fmt: skip
    BankLine.objects.update(in_statement=True)
    receiving.give_back(BankLine.objects.get(reference="FT1").pk, by="An", reason="nhầm", at=NEXT)
    run()
    assert causes(partner="bank") == {"FT2": "unexplained_out"} and part("bank").agrees


def test_a_payment_without_its_receipt_or_with_another_sum_is_seen(open_order):
    attempt = paid(open_order, 1)
    run()
    assert part("receipts").agrees
    with connection.cursor() as cursor:
        cursor.execute(
            "update money_receipt set le_phi = 40000, amount = 40000 where order_id = %s", [attempt.order_id]
        )
    bare = open_order(subject="H26.15-261121-0002")
    Order.objects.filter(pk=bare.pk).update(status="paid", paid_at=MORNING, means="cash")
    run()
    assert causes(partner="receipts") == {
        attempt.order.subject: "receipt_differs",
        bare.subject: "no_receipt",
    }


def test_a_receipt_without_a_payment_and_a_price_without_an_invoice_are_seen(open_order):
    attempt = paid(open_order, 1)
    Order.objects.filter(pk=attempt.order_id).update(status="pending", paid_at=None)
    price = open_order(subject="H26.15-261121-0002", fee=fee((Kind.GIA, 26_000)))
    Order.objects.filter(pk=price.pk).update(status="paid", paid_at=MORNING, means="cash")
    run()
    assert causes(partner="receipts") == {attempt.order.subject: "no_payment", price.subject: "no_invoice"}
    found = Difference.objects.get(cause="no_payment")
    assert (found.kind, found.partner_amount, found.number[-7:]) == ("only_partner", 50_000, "0000001")
    invoiced = open_order(subject="H26.15-261121-0003", fee=fee((Kind.GIA, 26_000)))
    orders.mark_cash_paid(invoiced, "Thu", MORNING)
    run()
    assert invoiced.subject not in causes(partner="receipts")


def test_cash_of_a_day_goes_from_opening_to_closing(open_order):
    for n, at in ((1, MORNING - timedelta(days=1)), (2, MORNING)):
        order = open_order(subject=f"H26-{n}", agency_id=7)
        orders.mark_cash_paid(order, "Thu", at)
    refunds.approve(refunds.request(order, 20_000, "rút", "An", MORNING), "Bình", MORNING)
    (drawer,) = cash.drawers(DAY)
    assert (drawer.opening, drawer.collected, drawer.returned, drawer.closing) == (
        50_000,
        50_000,
        20_000,
        80_000,
    )


def test_a_difference_is_given_to_an_officer(open_order):
    bring(row("LA-1"))
    run()
    officer = Account.objects.create(username="kt", display_name="Kế toán", kind=Account.Kind.OFFICER)
    found = deciding.assign(Difference.objects.get().pk, officer)
    assert found.assigned_to == officer


LINES = some.lists(
    some.tuples(some.sampled_from("ABCDE"), some.sampled_from([10, 20, 30]), some.sampled_from(["01", "02"])),
    max_size=8,
)


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(mine=LINES, theirs=LINES)
def test_whatever_both_sides_say_each_line_is_in_one_class_and_the_sums_add_up(mine, theirs):
    with transaction.atomic():
        made = 0
        for n, (letter, amount, _) in enumerate(mine):
            order = orders.open_order(
                subject=f"{letter}{n}", subject_id=uuid.uuid4(), fee=le_phi(), payer_name="Thử", channel="online", at=MORNING
            )  # fmt: skip
            attempt = Attempt.objects.create(
                order=order, gateway="vnpay", txn_ref=f"{letter}{n % 2}x{n}", amount=amount, created_at=MORNING,
                expires_at=MORNING, status="surplus",
            )  # fmt: skip
            parts = ledger_rules.surplus(amount, n % 2, "vnpay")
            made += (
                post(Source("attempt", attempt.pk, "surplus"), Entry.Kind.SURPLUS, parts, MORNING) is not None
            )
        bring(
            *(
                row(f"{letter}{n % 2}x{n}", amount, number=str(n), kind=kind)
                for n, (letter, amount, kind) in enumerate(theirs)
            )
        )
        run()
        found = part()
        signed = [amount if kind == "01" else -amount for _, amount, kind in theirs]
        assert (found.system_lines, found.system_sum) == (made, sum(amount for _, amount, _ in mine))
        assert (found.partner_lines, found.partner_sum) == (len(theirs), sum(signed))
        told = Difference.objects.filter(partner="vnpay")
        assert told.count() == found.only_system_lines + found.only_partner_lines + found.differs_lines
        assert sum(one.delta for one in told) == found.partner_sum - found.system_sum
        assert found.fees == sum(PartnerLine.objects.values_list("fee", flat=True))
        transaction.set_rollback(True)


@given(
    cost=some.integers(0, 10**9),
    shares=some.dictionaries(some.integers(0, 200), some.integers(-100, 10**12), max_size=9),
)
def test_costs_are_shared_to_the_last_dong(cost, shares):
    if shares or cost == 0:
        assert sum(rules.shared(cost, shares).values()) == cost
    parts = rules.settlement(shares, cost if shares else 0, "vnpay")
    for agency in {one.agency_id for one in parts}:
        assert sum(one.amount for one in parts if one.agency_id == agency) == 0


LAYOUT = partners()["vnpay"].layout(DAY)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD + row("A", "50.000"), "whole amount"), (HEAD + row("A", "-5"), "whole amount"),
        (HEAD + row("A", "0"), "above zero"), (HEAD + row("A", "٥٠"), "whole amount"), (HEAD + row("", 5), "reference"),
        (HEAD + row("A", at="20261122000001"), "2026-11-22"), (HEAD + row("A", kind="09"), "Unknown kind"),
        (HEAD + row("A", 5, fee=9), "fee exceeds"), (HEAD + row("A", number="1") + row("B", number="1"), "came before"),
        ("txn_ref,amount\n", "Columns are missing"), ("", "no heading"), (HEAD + '"A', "Not readable"),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_with_its_line(content, said):
    with pytest.raises(files.BadFile, match=said):
        files.read(content.encode(), LAYOUT, DAY)


def test_the_platforms_file_is_piped_in_base64_in_json():
    cells = [""] * 22
    cells[2], cells[3], cells[4], cells[8], cells[9], cells[11], cells[13] = (
        "dvcH26", "PP1", "20261121093312", "50000", "0", "PAY", "00",
    )  # fmt: skip
    lines = "|".join(cells)
    layout = partners()["platform"].layout(DAY)

    def wrapped(text, kind=1):
        return json.dumps({"type": kind, "content": base64.b64encode(text.encode()).decode()}).encode()

    (told,) = files.read(wrapped(lines), layout, DAY)
    assert (told.reference, told.number, told.amount, told.kind) == ("dvcH26", "PP1", 50_000, "payment")
    for bad in (wrapped(lines + "|"), wrapped(lines, kind=2), b"{}", b"\xff", b'{"type":1,"content":"%%"}'):
        with pytest.raises(files.BadFile):
            files.read(bad, layout, DAY)


def test_a_layout_begins_on_its_day():
    assert partners()["platform"].layout(date(2025, 12, 31)) is None


_MANY = """
with o as (
    insert into money_order (public_id, subject, subject_id, payer_name, lines, base_amount, payer_amount, supported, waived,
        status, hold, channel, means, collector, collector_tax_code, collected_by, created_at, paid_at, closed_reason)
    select gen_random_uuid(), 'H26-' || n, gen_random_uuid(), 'Thử', '[]', 50000, 50000, 0, 0, 'paid', '', 'online', 'vnpay', '',
        '', '', %(at)s, %(at)s, ''
    from generate_series(1, %(count)s) n returning id, subject
), a as (
    insert into money_attempt (order_id, gateway, merchant, txn_ref, amount, status, created_at, expires_at, settled_at,
        gateway_no, bank, response_code)
    select id, 'vnpay', '', subject || 'T1', 50000, 'paid', %(at)s, %(at)s, %(at)s, 'N' || id, '', '00' from o
), e as (
    insert into ledger_entry (key, kind, day, at, source, source_id)
    select 'order:' || id || ':paid', 'payment', %(day)s, %(at)s, 'order', id from o returning id
)
insert into ledger_line (entry_id, day, account, agency_id, detail, amount)
select e.id, %(day)s, side.account, 7, side.detail, side.amount
from e, (values ('clearing', 'vnpay', 50000::bigint), ('le_phi', 'x', -50000::bigint)) as side (account, detail, amount)"""


@pytest.mark.long
def test_two_hundred_thousand_lines_of_a_day_are_compared_within_a_minute():
    count = 200_000
    with connection.cursor() as cursor:
        # the rows are made up: the checks of each entry are not what is measured
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(_MANY, {"count": count, "at": MORNING, "day": DAY})
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("analyze")
    began = time.monotonic()
    bring(*(row(f"H26-{n}T1", number=f"N{n}", fee=550) for n in range(100, count + 100)))
    brought = time.monotonic()
    run()
    done = time.monotonic()
    print(f"{count} lines: read and kept in {brought - began:.1f} s, compared in {done - brought:.1f} s")
    found = part()
    assert (found.matched_lines, found.only_system_lines, found.only_partner_lines) == (count - 99, 99, 99)
    assert done - began < 60

"""Cash at the counter: drawers opened, counted, handed over by two, carried to the bank; cards at the terminal."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from motcua.city.hall import layout
from motcua.city.hall.models import Counter
from motcua.city.models import Agency
from motcua.foundation.actor import SYSTEM
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money import orders, refunds
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.fees import Kind
from motcua.money.models import Order
from motcua.money.till import cards, counting, drawers, handing, rules, screens
from motcua.money.till.errors import DrawerNotOpen
from motcua.money.till.models import Count, Deposit, Drawer, HandOver, Movement
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.money.conftest import le_phi
from tests.money.test_ledger import balances
from tests.procedures import people

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:15")
EVENING = hanoi("2026-03-02 16:40")
SLIP = {"terminal": "12345678", "approval": "a1b2c3", "last4": "4242", "amount": "50.000"}


def pieces(**typed: str) -> rules.Counted:
    return rules.read_count({name.removeprefix("n"): text for name, text in typed.items()})


@pytest.fixture
def giver(city):
    return people.officer("handover", AT)


@pytest.fixture
def taker(city):
    return people.officer("leader", AT)


@pytest.fixture
def ward(city):
    return Agency.objects.get(key="ubnd-phuong-nghia-do")


@pytest.fixture
def taken(open_order, giver, ward):
    """A drawer with a float of 200.000 and 150.000 of fees."""
    drawer = drawers.open_counted(pieces(n50000="2", n20000="5"), by=giver, at=AT)
    for number in range(3):
        order = open_order(f"H26.40-260302-{number:04d}", agency_id=ward.pk)
        drawers.take_cash(order, by=giver, at=AT)
    return drawer


def count(drawer, by, reason="", **typed) -> Count:
    return counting.count(drawer.pk, pieces(**typed), reason, by=by, at=EVENING)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"500000": "-1"}, "n-500000"), ({"1000": "1e3"}, "n-1000"), ({"2000": "12345678"}, "n-2000"), ({"500": "٣"}, "n-500")],
)  # fmt: skip
def test_a_count_that_is_no_number_of_notes_is_refused_at_its_field(typed, field):
    with pytest.raises(Faulty) as refused:
        rules.read_count(typed)
    assert list(refused.value.fields) == [field]


def test_a_count_adds_up_its_notes_and_leaves_out_what_is_not_there():
    found = rules.read_count({"500000": "2", "20000": " 3 ", "1000": "0", "500": ""})
    assert (found.total, found.as_json()) == (1_060_000, {"500000": 2, "20000": 3})


@pytest.mark.parametrize(
    ("float_amount", "moved", "counted", "shortage", "surplus", "given", "kept"),
    [
        (200_000, 150_000, 350_000, 0, 0, 150_000, 200_000),
        (200_000, 150_000, 330_000, 20_000, 0, 130_000, 200_000),
        (200_000, 150_000, 360_000, 0, 10_000, 160_000, 200_000),
        (200_000, 150_000, 120_000, 150_000, 0, 0, 120_000),
        (0, 0, 0, 0, 0, 0, 0),
    ],
)
def test_a_shortage_is_of_what_was_collected_and_only_then_of_the_float(
    float_amount, moved, counted, shortage, surplus, given, kept
):
    told = rules.result(float_amount, moved, counted)
    assert (told.shortage, told.surplus, told.given, told.kept) == (shortage, surplus, given, kept)
    assert told.given == moved - told.shortage + told.surplus


def test_cash_goes_from_the_drawer_by_two_hands_to_the_bank(taken, giver, taker, ward):
    with pytest.raises(Faulty) as unexplained:
        count(taken, giver, n100000="3", n20000="1", n10000="1")
    assert "Thiếu 20.000 đồng" in unexplained.value.fields["reason"][0]
    count(taken, giver, "trả thừa cho khách", n100000="3", n20000="1", n10000="1")
    assert balances() == {"cash": 130_000, "shortage": 20_000, "le_phi": 150_000}
    offered = counting.offer(taken.pk, by=giver, at=EVENING)
    HandOver.objects.update(given_by_id=taker.account_id)
    with pytest.raises(NotPossible):
        handing.take(offered.uuid, 130_000, by=taker, at=EVENING)
    HandOver.objects.update(given_by_id=giver.account_id)
    with pytest.raises(Faulty):
        handing.take(offered.uuid, 130_001, by=taker, at=EVENING)
    got = handing.take(offered.uuid, 130_000, by=taker, at=EVENING)
    assert balances(ward.pk) == {
        "cash_in_transit": 130_000, "shortage": 20_000, "le_phi": 150_000,
    }  # fmt: skip
    made = handing.deposit([got.uuid], by=taker, at=EVENING)
    with pytest.raises(NotPossible):
        handing.deposit([got.uuid], by=taker, at=EVENING)
    note = f"NOP TIEN MAT {made.code[:4]} {made.code[4:]} UBND PHUONG"
    take(Told("0123499999", "FT9", EVENING.date(), 130_000, note), BankLine.Way.STATEMENT, {}, EVENING)
    assert balances(ward.pk)["cash_in_transit"] == 130_000
    assert handing.match_open(EVENING + timedelta(minutes=9)) == 1
    assert handing.match_open(EVENING + timedelta(minutes=9)) == 0
    assert balances(ward.pk) == {"bank": 130_000, "shortage": 20_000, "le_phi": 150_000}
    assert balances() == balances(ward.pk), "the line has left the books of nobody"
    assert (Deposit.objects.get().state, BankLine.objects.get().state) == ("matched", "assigned")


def test_a_wrong_count_is_corrected_by_a_new_one_and_both_stay(taken, giver):
    count(taken, giver, "đếm vội", n100000="3")
    count(taken, giver, n100000="3", n50000="1")
    assert balances() == {"cash": 150_000, "le_phi": 150_000}
    assert list(Count.objects.values_list("number", "total")) == [(1, 300_000), (2, 350_000)]
    with pytest.raises(DatabaseError), transaction.atomic():
        Count.objects.update(total=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Movement.objects.all().delete()


def test_money_is_taken_again_only_after_the_count_was_opened_again(taken, giver, ward, open_order):
    count(taken, giver, "thừa do khách bỏ lại", n100000="3", n20000="3")
    assert balances()["surplus"] == 10_000
    late = open_order("H26.40-260302-0009", agency_id=ward.pk)
    with pytest.raises(NotPossible), transaction.atomic():
        drawers.take_cash(late, by=giver, at=EVENING)
    late.refresh_from_db()
    assert late.status == Order.Status.PENDING
    counting.go_on(taken.pk, by=giver, at=EVENING)
    drawers.take_cash(late, by=giver, at=EVENING)
    assert balances() == {"cash": 200_000, "le_phi": 200_000}


def test_who_counts_otherwise_refuses_and_the_drawer_is_counted_again(taken, giver, taker):
    count(taken, giver, n100000="3", n50000="1")
    offered = counting.offer(taken.pk, by=giver, at=EVENING)
    with pytest.raises(NotPossible):
        count(taken, giver, n100000="3", n50000="1")
    with pytest.raises(Faulty):
        handing.refuse(offered.uuid, " ", by=taker, at=EVENING)
    handing.refuse(offered.uuid, "thiếu một tờ 50.000", by=taker, at=EVENING)
    count(taken, giver, "thiếu một tờ", n100000="3")
    again = counting.offer(taken.pk, by=giver, at=EVENING)
    handing.take(again.uuid, 100_000, by=taker, at=EVENING)
    assert list(HandOver.objects.order_by("pk").values_list("state", "amount")) == [
        ("refused", 150_000), ("taken", 100_000)
    ]  # fmt: skip


def test_a_drawer_opens_by_itself_where_drawers_are_not_counted_and_must_be_opened_where_they_are(
    giver, taker, ward, open_order
):
    first = open_order("H26.40-260302-0001", agency_id=ward.pk)
    drawers.take_cash(first, by=giver, at=AT)
    assert Drawer.objects.get().float_pieces is None
    drawers.set_rule(ward.pk, True, by=taker, at=AT)
    other = people.officer("counter", AT)
    drawers.take_cash(open_order("H26.40-260302-0002", agency_id=ward.pk), by=other, at=AT)
    Drawer.objects.filter(account=giver.account_id).update(state="closed")
    with pytest.raises(DrawerNotOpen):
        drawers.take_cash(open_order("H26.40-260302-0003", agency_id=ward.pk), by=giver, at=AT)
    with pytest.raises(NotPossible):
        drawers.open_counted(pieces(n500000="41"), by=giver, at=AT)


def test_cash_goes_back_only_once_and_only_out_of_what_was_collected(taken, giver, open_order, ward):
    dear = open_order("H26.40-260302-0008", fee=le_phi(400_000), agency_id=ward.pk)
    orders.mark_cash_paid(dear, "Người khác", AT)
    small = Movement.objects.select_related("order").first()
    back = [
        refunds.request(order, order.payer_amount, "thu nhầm", "Một người", AT)
        for order in (dear, small.order)
    ]
    for one in back:
        refunds.approve(one, "Người khác", AT)
    with pytest.raises(NotPossible):
        drawers.pay_back(back[0], by=giver, at=AT)
    drawers.pay_back(back[1], by=giver, at=AT)
    with pytest.raises(NotPossible):
        drawers.pay_back(back[1], by=giver, at=AT)
    assert drawers.moved(taken) == 100_000


def test_a_deposit_that_did_not_happen_lets_its_cash_wait_again(taken, giver, taker):
    count(taken, giver, n100000="3", n50000="1")
    got = handing.take(counting.offer(taken.pk, by=giver, at=EVENING).uuid, 150_000, by=taker, at=EVENING)
    made = handing.deposit([got.uuid], by=taker, at=EVENING)
    handing.void(made.uuid, "ngân hàng đóng cửa", by=taker, at=EVENING)
    again = handing.deposit([got.uuid], by=taker, at=EVENING)
    assert again.code != made.code
    take(Told("0123499999", "FT1", EVENING.date(), 140_000, again.code), BankLine.Way.STATEMENT, {}, EVENING)
    take(Told("0123499999", "FT2", EVENING.date(), 150_000, made.code), BankLine.Way.STATEMENT, {}, EVENING)
    assert handing.match_open(EVENING) == 0, "neither another amount nor a cancelled code"
    line = handing.candidates(again)[0]
    handing.match(again.uuid, line.pk, by=taker, at=EVENING, agency_id=taker.agency_id)
    assert balances()["bank"] == 290_000


def test_a_card_pays_an_order_once_and_goes_back_at_the_same_terminal(open_order, giver):
    order, other = open_order("H26.40-260302-0001"), open_order("H26.40-260302-0002")
    with pytest.raises(Faulty) as wrong:
        cards.take_card(order, {"last4": "4242424242424242", "amount": "49999"}, by=giver, at=AT)
    assert sorted(wrong.value.fields) == ["amount", "approval", "last4", "terminal"]
    cards.take_card(order, SLIP, by=giver, at=AT)
    assert balances() == {"clearing": 50_000, "le_phi": 50_000}
    with pytest.raises(Faulty) as twice:
        cards.take_card(other, SLIP, by=giver, at=AT)
    assert "đã được nhập hôm nay" in twice.value.fields["approval"][0]
    cards.take_card(other, SLIP, by=giver, at=AT + timedelta(days=1))
    back = refunds.request(Order.objects.get(pk=order.pk), 50_000, "thu nhầm", "Một người", AT)
    with pytest.raises(NotPossible):
        cards.put_back(back, {"terminal": "12345678", "approval": "D4E5F6"}, by=giver, at=AT)
    refunds.approve(back, "Người khác", AT)
    with pytest.raises(Faulty):
        cards.put_back(back, {"terminal": "99999999", "approval": "D4E5F6"}, by=giver, at=AT)
    cards.put_back(back, {"terminal": "12345678", "approval": "d4e5f6"}, by=giver, at=AT)
    assert balances() == {"clearing": 50_000, "le_phi": 50_000}
    order.refresh_from_db()
    assert order.status == Order.Status.REFUNDED


def test_a_drawer_of_two_agencies_orders_leaves_each_ones_books(giver, taker, ward, open_order):
    other = Agency.objects.exclude(pk=ward.pk).first()
    drawers.take_cash(open_order("H26.40-260302-0001", agency_id=ward.pk), by=giver, at=AT)
    drawers.take_cash(
        open_order("H26.41-260302-0001", fee=le_phi(30_000, Kind.PHI), agency_id=other.pk), by=giver, at=AT
    )
    drawer = Drawer.objects.get()
    count(drawer, giver, "thiếu", n50000="1", n20000="1")
    got = handing.take(counting.offer(drawer.pk, by=giver, at=EVENING).uuid, 70_000, by=taker, at=EVENING)
    assert balances(other.pk) == {"cash_in_transit": 30_000, "phi": 30_000}
    assert balances(ward.pk) == {"cash_in_transit": 40_000, "shortage": 10_000, "le_phi": 50_000}
    assert got.parts == {str(ward.pk): 40_000, str(other.pk): 30_000}


def test_the_display_shows_what_is_to_pay_then_thanks_then_nothing(city, giver, open_order, settings):
    from motcua.sites.hall.setting_up import STANDARD

    settings.BANK = {"BIN": "970436", "ACCOUNT": "0123499999", "HOLDER": "TT", "BANK": "VCB", "KEY": "k"}
    hall = layout.set_up(Agency.objects.get(pk=giver.agency_id), STANDARD, 2, by=SYSTEM, at=AT)
    counter = Counter.objects.filter(hall=hall).first()
    assert screens.shown(counter.pk, AT).state == "idle"
    order = open_order("H26.40-260302-0001")
    screens.show(counter.pk, order, AT)
    due = screens.shown(counter.pk, AT)
    assert (due.state, due.amount, due.note) == ("due", 50_000, "H26402603020001T1")
    assert order.payer_name not in str(due)
    assert screens.shown(counter.pk, AT + timedelta(minutes=16)).state == "idle"
    take(Told("0123499999", "FT1", AT.date(), 50_000, due.note), BankLine.Way.MESSAGE, {}, AT)
    assert screens.shown(counter.pk, AT).state == "paid"
    assert screens.shown(counter.pk, AT + timedelta(minutes=1)).state == "idle"
    with pytest.raises(NotPossible):
        screens.show(counter.pk, order, AT)


def test_who_may_not_receive_opens_no_drawer(city):
    from motcua.city.authority import NotAllowed

    with pytest.raises(NotAllowed):
        drawers.open_counted(pieces(n1000="1"), by=people.officer("justice", AT), at=AT)
    assert account_of("justice").pk

"""Fees of a class: a list becomes one order a pupil, guardians choose, pay by a transfer, and are reminded."""

from datetime import date, timedelta

import pytest

from motcua.city.models import Account, Agency
from motcua.exchange.models import Message
from motcua.foundation.actor import Actor
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money.bank import paying
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.models import Order
from motcua.money.school_fees import changes, reminding, rules
from motcua.money.school_fees.models import Campaign, Pupil
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.money.test_ledger import balances
from tests.procedures import people

AT = hanoi("2026-03-02 09:15")
FEES = [
    rules.Fee(1, "Bán trú tháng 3", 600_000, True, "NQ của HĐND"),
    rules.Fee(2, "Nước uống", 20_001, True),
    rules.Fee(3, "Câu lạc bộ vẽ", 150_000, False),
]
HEAD = ["Mã học sinh", "Họ và tên", "Số định danh phụ huynh", "Điện thoại", "Giảm %", "Lý do giảm"]


def test_a_reduction_is_of_mandatory_fees_and_rounded_for_each():
    told = rules.owed(FEES, 50, "con hộ nghèo", [3])
    assert [one.payer for one in told.lines] == [300_000, 10_000, 150_000]
    assert (told.base, told.waived) == (770_001, 310_001)
    assert told.lines[0].explanation.vi == "Giảm 50 %: con hộ nghèo"
    assert rules.owed(FEES, 100, "con liệt sĩ", []).payer == 0
    assert len(rules.owed(FEES, 0, "", []).lines) == 2, "nobody owes what is voluntary and was not chosen"


def test_a_list_is_read_by_its_headings_and_every_wrong_row_is_named():
    rows = [
        (2, ["HS1", "Lê An", "001196000011", "0912 345 678", "", ""]),
        (3, ["HS2", "Trần Bình", "", "", "50%", "hộ nghèo"]),
    ]
    found = rules.read_list(HEAD, rows)
    assert [(one.code, one.phone, one.reduction) for one in found] == [
        ("HS1", "0912345678", 0),
        ("HS2", "", 50),
    ]
    wrong = [
        (2, ["", "Lê An"]), (3, ["HS2", ""]), (4, ["HS3", "Lê Chi", "12"]), (5, ["HS4", "Lê Dũng", "", "", "150", "x"]),
        (6, ["HS5", "Lê Em", "", "", "10", ""]), (7, ["HS6", "Lê Phú"]), (8, ["hs6", "Lê Gấm"]),
    ]  # fmt: skip
    with pytest.raises(Faulty) as refused:
        rules.read_list(HEAD, wrong)
    told = refused.value.fields["file"][0]
    assert [f"dòng {line}" in told for line in (2, 3, 4, 5, 6, 7, 8)] == [True] * 5 + [True, True]
    assert "trùng mã với dòng 7" in told
    for columns, rows in ((["Tên"], []), (HEAD, [])):
        with pytest.raises(Faulty):
            rules.read_list(columns, rows)


def test_fees_as_typed_are_whole_dong_and_every_fault_is_told():
    good = {"name": "Bán trú", "amount": "600.000", "mandatory": "yes"}
    assert rules.read_fees([good, {}]) == [rules.Fee(1, "Bán trú", 600_000, True)]
    with pytest.raises(Faulty) as wrong:
        rules.read_fees([{"name": "", "amount": "-1"}, {"name": "x", "amount": "1e6"}])
    assert sorted(wrong.value.fields) == ["amount-0", "amount-1", "name-0", "name-1"]
    with pytest.raises(Faulty):
        rules.read_fees([])


def test_guardians_are_reminded_three_days_before_on_the_day_and_three_days_after():
    due = date(2026, 3, 10)
    said = [day for day in range(1, 20) if rules.reminded_today(due, date(2026, 3, day)) is not None]
    assert said == [7, 10, 13]


@pytest.fixture
def school(city) -> Actor:
    """Somebody who works at a school of the small city."""
    from motcua.city import authority

    place = Agency.objects.filter(kind=Agency.Kind.SCHOOL).order_by("key").first()
    return authority.actor_for(Account.objects.get(username=f"{place.key}.specialist-1"), AT)


@pytest.fixture
def campaign(school):
    pin = account_of("resident").person.pin
    listed = [
        rules.Listed(2, "HS1", "Lê Mẫu An", pin=pin, phone="0912345678"),
        rules.Listed(3, "HS2", "Trần Mẫu Bình", reduction=100, reason="con liệt sĩ"),
        rules.Listed(4, "HS3", "Vũ Mẫu Chi", pin="099999999999"),
    ]
    made = changes.write("Bán trú tháng 3", "3A", date(2026, 3, 10), FEES, listed, by=school, at=AT)
    return changes.open_(made.uuid, by=school, at=AT)


@pytest.mark.django_db
def test_each_pupil_owes_one_order_whose_code_stands_in_a_transfer(campaign, school):
    pupils = list(campaign.pupils.select_related("order").order_by("position"))
    assert [(one.order.status, one.order.payer_amount) for one in pupils] == [
        ("pending", 620_001), ("zero", 0), ("pending", 620_001),
    ]  # fmt: skip
    mine = pupils[0]
    assert mine.guardian_id == account_of("resident").person_id
    assert [one.guardian_id for one in pupils[1:]] == [None, None]
    attempt = paying.begin(mine.order, AT)
    assert attempt.txn_ref == f"{campaign.number.replace('-', '')}0001T1"
    take(
        Told("0123499999", "FT1", AT.date(), 620_001, f"Hoc phi {attempt.txn_ref}"),
        BankLine.Way.MESSAGE,
        {},
        AT,
    )
    mine.order.refresh_from_db()
    assert mine.order.status == Order.Status.PAID
    assert balances(school.agency_id) == {"bank": 620_001, "gia": 620_001}
    with pytest.raises(NotPossible):
        changes.choose(mine.uuid, [3], by=people.resident(AT), at=AT)
    with pytest.raises(NotPossible):
        changes.open_(campaign.uuid, by=school, at=AT)


@pytest.mark.django_db
def test_a_guardian_chooses_voluntary_fees_and_the_order_is_a_new_one(campaign):
    mine = campaign.pupils.get(position=1)
    by = people.resident(AT)
    changes.choose(mine.uuid, [1, 3, 9], by=by, at=AT)
    mine.refresh_from_db()
    assert (mine.chosen, mine.order.payer_amount) == ([3], 770_001)
    assert Order.objects.filter(subject=mine.subject, status="cancelled").count() == 1
    changes.choose(mine.uuid, [], by=by, at=AT)
    assert Order.objects.filter(subject=mine.subject).count() == 3
    other = people.resident(AT, "resident-single")
    for uuid, who in ((mine.uuid, other), (campaign.pupils.get(position=2).uuid, by)):
        with pytest.raises(changes.NotYours):
            changes.choose(uuid, [3], by=who, at=AT)


@pytest.mark.django_db
def test_guardians_are_told_when_fees_are_asked_for_and_reminded_once_a_day_while_they_are_unpaid(campaign):
    due = hanoi("2026-03-10 07:30")
    (first,) = Message.objects.filter(key__startswith="school-fees:")
    assert first.subject == "Khoản thu mới của Lê Mẫu An, hạn 10/03/2026", "the day it is asked for"
    for _ in range(2):
        for days in (-4, -3, 0, 3):
            reminding.remind(due + timedelta(days=days))
    told = Message.objects.filter(key__startswith="school-fees:")
    assert told.count() == 4
    assert all("620.001" in one.body for one in told.all())
    for _ in range(2):
        reminding.tell(campaign, reminding.unpaid(campaign), "nudge-20260311", due)
    assert told.count() == 5
    order = campaign.pupils.get(position=1).order
    Order.objects.filter(pk=order.pk).update(status="cancelled")
    assert reminding.unpaid(campaign) == []


@pytest.mark.django_db
def test_a_campaign_is_the_school_s_own_and_ends_with_its_unpaid_orders(campaign, school):
    from motcua.city.authority import NotAllowed

    with pytest.raises((NotAllowed, changes.NotYours)):
        changes.close(campaign.uuid, by=people.officer("justice", AT), at=AT)
    with pytest.raises(NotPossible):
        changes.write("x", "1", date(2026, 4, 1), FEES, [], by=people.officer("justice", AT), at=AT)
    with pytest.raises(Faulty) as wrong:
        changes.write(" ", "", date(2026, 3, 1), FEES, [], by=school, at=AT)
    assert sorted(wrong.value.fields) == ["class_name", "due_on", "title"]
    assert changes.close(campaign.uuid, by=school, at=AT) == 2
    assert set(Order.objects.filter(agency_id=school.agency_id).values_list("status", flat=True)) == {
        "cancelled"
    }
    assert Campaign.objects.get().state == "closed"
    assert str(Pupil.objects.get(position=1).phone) == "0912345678"

"""The cashless city: merchants apply, take money by code, declare their cash; zones and their shares."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from motcua.city.authority import NotAllowed
from motcua.city.models import Organisation, Unit
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money import vietqr
from motcua.money.bank import messages
from motcua.money.ledger.models import Entry
from motcua.money.merchants import changes, figures, printed, rules, takings
from motcua.money.merchants.models import Declaration, Merchant, Taking, Tally
from motcua.records import documents
from tests.conftest import hanoi
from tests.procedures import people

AT = hanoi("2026-03-02 09:15")
KEY = "khoa-cua-trung-gian"
GIVEN = {
    "name": "Bún chả Hương (mẫu)", "kind": "street", "place": "Phố Nghĩa Tân", "bin": "970436", "account": "0123 456 789",
    "holder": "Nguyễn Thị Minh Anh", "shares": "yes",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cash", "others", "told"),
    [
        (34_600_000, 965_400_000, ("3.46", "96.54")),
        (7, 195, ("3.47", "96.53")),
        (1, 3, ("25.00", "75.00")),
        (750_000, 9_000_000, ("7.69", "92.31")),
        (0, 5, ("0.00", "100.00")),
    ],
)
def test_the_share_of_cash_is_as_the_city_reports_it(cash, others, told):
    found = rules.share(cash, others)
    assert found is not None and (str(found.cash), str(found.cashless)) == told


def test_where_nothing_was_taken_there_is_no_share_and_no_growth():
    assert rules.share(0, 0) is None
    assert rules.growth(5, 0) is None
    assert rules.growth(150, 120) == Decimal("25.0")
    assert rules.months_back(date(2026, 2, 3), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_a_merchant_s_code_is_the_static_one_of_the_specification():
    told = rules.read_application(GIVEN | {"holder": "x" * 40})
    read = vietqr.read(rules.code_text(told))
    assert (read.bin, read.account, read.amount, read.name) == ("970436", "0123456789", None, "X" * 25)
    nameless = replace(told, holder="")
    assert rules.code_text(nameless) == (
        "00020101021138540010A00000072701240006970436011001234567890208QRIBFTTA53037045802VN63046A15"
    )


def test_everything_that_is_wrong_with_an_application_is_told_at_once():
    with pytest.raises(Faulty) as wrong:
        rules.read_application({"kind": "bank", "account": "12-3", "bin": "000000", "holder": "…"})
    assert sorted(wrong.value.fields) == ["account", "bin", "holder", "kind", "name", "place"]
    for cash in ("-5", "1.5e3", "abc", "9" * 14, ""):
        with pytest.raises(Faulty):
            rules.read_cash(cash)
    assert rules.read_cash("12.500.000") == 12_500_000


@pytest.fixture
def ward(city):
    return Unit.objects.get(code="00160", code_list="2025")


@pytest.fixture
def owner(city):
    return people.resident(AT)


@pytest.fixture
def leader(city):
    return people.officer("leader", AT)


@pytest.fixture
def merchant(ward, owner, leader):
    made = changes.apply(rules.read_application(GIVEN), ward, by=owner, at=AT)
    return changes.decide(made.uuid, True, "", None, by=leader, at=AT)


def message(amount=55_000, reference="FT1", account="0123456789", **more) -> bytes:
    return json.dumps(
        {
            "accountNumber": account, "transferType": "in", "transferAmount": amount, "referenceCode": reference,
            "transactionDate": "2026-03-02 09:14:00", "content": "Tran Van B chuyen tien bun cha", **more,
        }
    ).encode()  # fmt: skip


def receive(body: bytes, key: str = KEY, at=AT) -> str:
    return takings.receive(body, f"Apikey {key}", "", KEY, at)


@pytest.mark.django_db
def test_a_merchant_applies_once_for_an_account_and_the_commune_decides_once(ward, owner, leader, merchant):
    with pytest.raises(Faulty) as twice:
        changes.apply(rules.read_application(GIVEN), ward, by=owner, at=AT)
    assert "account" in twice.value.fields
    with pytest.raises(NotPossible):
        changes.decide(merchant.uuid, False, "x", None, by=leader, at=AT)
    with pytest.raises(NotAllowed):
        changes.decide(merchant.uuid, True, "", None, by=people.officer("counter", AT), at=AT)
    with pytest.raises(changes.NotYours):
        changes.close(merchant.uuid, by=people.resident(AT, "resident-single"), at=AT)
    changes.close(merchant.uuid, by=owner, at=AT)
    again = changes.apply(rules.read_application(GIVEN), ward, by=owner, at=AT)
    with pytest.raises(Faulty):
        changes.decide(again.uuid, False, " ", None, by=leader, at=AT)
    other = people.officer("department", AT)
    with pytest.raises(changes.NotYours):
        changes.decide(again.uuid, True, "", None, by=other, at=AT)


@pytest.mark.django_db
def test_a_payment_by_code_counts_once_and_says_nothing_of_who_paid(merchant, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert receive(message()) == "kept"
    assert receive(message()) == "known"
    assert receive(message(45_000, "FT2", "99999", subAccount="0123456789")) == "kept"
    assert receive(message(1_000, "FT3", transferType="out")) == "ignored"
    assert receive(message(1_000, "FT4", account="5555")) == "ignored"
    assert list(Tally.objects.order_by("period").values_list("period", "payments", "amount")) == [
        ("day", 2, 100_000), ("month", 2, 100_000),
    ]  # fmt: skip
    assert "Tran Van B" not in str(list(Taking.objects.values()))
    assert not Entry.objects.exists(), "the money is the merchant's, not the city's"
    with pytest.raises(DatabaseError), transaction.atomic():
        Taking.objects.update(amount=1)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [55_000.0, "55000", -5, 0, 10**14, None, True])
def test_a_message_without_a_whole_amount_is_refused(merchant, amount):
    with pytest.raises(messages.BadMessage):
        receive(message(amount))


@pytest.mark.django_db
def test_a_message_is_taken_only_with_the_key_and_while_its_merchant_agrees(merchant, owner):
    with pytest.raises(messages.NotGenuine):
        receive(message(), key="wrong")
    changes.share(merchant.uuid, False, by=owner, at=AT)
    assert receive(message()) == "ignored"
    changes.share(merchant.uuid, True, by=owner, at=AT)
    assert receive(message()) == "kept"


@pytest.mark.django_db
def test_a_zone_s_share_is_of_the_merchants_that_declared_their_cash(ward, owner, leader):
    zone = changes.open_zone("Phố Nghĩa Tân", "", "street", AT.date(), by=leader, at=AT)
    made = []
    for number in range(4):
        told = replace(rules.read_application(GIVEN), account=f"10000{number}", shares=True)
        one = changes.apply(told, ward, by=owner, at=AT)
        made.append(changes.decide(one.uuid, True, "", zone, by=leader, at=AT))
    takings.keep(made[0], "A", 100_000, hanoi("2026-01-10 08:00"))
    for number, one in enumerate(made):
        takings.keep(one, "B", 50_000 * (number + 1), hanoi("2026-02-10 08:00"))
    february, january = date(2026, 2, 1), date(2026, 1, 1)
    changes.declare(made[0].uuid, february, 900_000, by=owner, at=AT)
    changes.declare(made[0].uuid, february, 50_000, by=owner, at=AT)
    changes.declare(made[1].uuid, february, 100_000, by=owner, at=AT)
    months = figures.months_of([zone.pk], [january, february])[zone.pk]
    last = months[-1]
    assert (last.took, last.payments, last.by_code) == (4, 4, 500_000)
    assert (last.declared, last.cash, last.by_code_declared) == (2, 150_000, 150_000)
    assert last.share == rules.Share(Decimal("50.00"), Decimal("50.00"))
    assert not last.open, "two merchants are too few to be told in public"
    assert figures.growth(months) == Decimal("400.0")
    assert Declaration.objects.count() == 3
    for month in (date(2026, 3, 1), date(2025, 11, 1), date(2026, 2, 2)):
        with pytest.raises(Faulty):
            changes.declare(made[0].uuid, month, 1, by=owner, at=AT)
    with pytest.raises(Faulty):
        changes.open_zone("x", "", "bank", None, by=leader, at=AT)


@pytest.mark.django_db
def test_an_organisation_s_merchant_is_seen_by_whoever_acts_for_it_only(ward, owner):
    body = Organisation.objects.create(number="0019999999", name="Chợ mẫu", kind="enterprise")
    acting = replace(owner, for_organisation_id=body.pk)
    made = changes.apply(rules.read_application(GIVEN), ward, by=acting, at=AT)
    assert (made.organisation_id, made.person_id) == (body.pk, None)
    with pytest.raises(changes.NotYours):
        changes.own(made.uuid, owner)
    assert changes.own(made.uuid, acting).pk == made.pk


@pytest.mark.django_db
def test_codes_are_printed_on_cards_and_on_sheets_of_four(merchant):
    cards = [printed.card_of(merchant)] * 5
    for small in (True, False):
        assert documents.render_form(printed.CodeSheet(small=small, cards=cards)).startswith(b"%PDF")
    assert Merchant.objects.count() == 1

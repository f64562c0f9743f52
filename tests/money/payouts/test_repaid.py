"""What families pay back after a death: by a transfer or at the treasury, once, never more than was claimed."""

from datetime import date

import pytest

from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.ledger.balance import difference, trial
from motcua.money.payouts import approving, claims, deciding, repaying
from motcua.money.payouts.errors import NotYours, Refused, Several
from motcua.money.payouts.models import Claim, Finding, Line, Share
from motcua.records.population.models import CitizenRecord
from tests.money.payouts.a_list import (
    APRIL,
    MARCH,
    NOW,
    approved,
    drawn,
    granted,
    many,
    money,
    officer,
    paid_after_a_death,
    person,
    ward,
)
from tests.money.payouts.test_lists import listed_before, typed
from tests.money.test_ledger import balances

pytestmark = pytest.mark.django_db
YEARS = (date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture
def claim(city) -> Claim:
    """Two months paid after a death: 1 950 000 đồng are to come back."""
    run = paid_after_a_death(date(2025, 12, 30))
    approving.submit(run.pk, by=officer("society"), at=NOW)
    approving.approve(run.pk, by=officer("chair"), at=NOW)
    return Claim.objects.get()


def transfer(amount: int, note: str, number: str = "FT1", payer: str = "") -> BankLine:
    told = Told("0123499999", number, NOW.date(), amount, note, payer)
    return take(told, BankLine.Way.MESSAGE, {}, NOW)[0]


def by_transfer(claim: Claim, line: BankLine):
    return repaying.by_transfer(claim.pk, ward().pk, line.pk, by=officer("society"), at=NOW)


def by_slip(claim: Claim, amount: int, document: str = "0012/GNT", day: date = MARCH):
    return repaying.by_slip(claim.pk, ward().pk, amount, document, day, by=officer("chair"), at=NOW)


def test_a_family_pays_by_transfer_in_two_parts_and_the_books_follow(claim):
    assert (claim.amount, repaying.left(claim)) == (1_950_000, 1_950_000)
    spent = balances()["social_spending"]
    transfer(975_000, "nop phat", "FT0")
    first = transfer(950_000, f"con trai nop {repaying.code_of(claim).lower()}")
    second = transfer(1_000_000, repaying.code_of(claim), "FT2")
    assert repaying.candidates(claim) == [first, second]
    by_transfer(claim, first)
    assert balances()["social_spending"] == spent - 950_000
    assert balances()["suspense"] == 1_975_000, "what is not this claim's stays nobody's"
    by_transfer(claim, second)
    claim.refresh_from_db()
    assert (claim.taken, repaying.left(claim), repaying.candidates(claim)) == (1_950_000, 0, [])
    first.refresh_from_db()
    assert first.state == BankLine.State.ASSIGNED
    assert difference(trial(*YEARS)) == 0
    with pytest.raises(Refused, match="Nothing of this claim"):
        by_slip(claim, 1)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("con trai nop thuhoi000012 ", "THUHOI000012"), ("THU HOI 000 012", "THUHOI000012"), ("thu hoi dat", ""),
        ("THUHOI0000123", "THUHOI0000123"), ("THUHOI12", ""),
    ],
)  # fmt: skip
def test_the_claim_is_read_from_the_note_however_it_is_spaced(note, code):
    assert repaying.code_in(note) == code


def test_only_its_own_transfers_are_shown_and_taken_and_never_more_than_is_owed(claim):
    strangers = transfer(1_950_000, "tien nha"), transfer(700_000, "CU MAT", "FT2")
    named = transfer(1_950_000, "Gia dinh CU MAT nop lai", "FT3")
    much = transfer(2_000_000, repaying.code_of(claim), "FT4")
    assert repaying.candidates(claim) == [named, much]
    for line in (*strangers, much):
        with pytest.raises(Refused):
            by_transfer(claim, line)
    with pytest.raises(NotYours):
        repaying.by_transfer(claim.pk, ward().pk + 1, named.pk, by=officer("society"), at=NOW)
    by_transfer(claim, named)
    with pytest.raises(Refused):
        by_transfer(claim, named)
    assert Claim.objects.get().taken == 1_950_000


def test_what_was_paid_at_the_treasury_is_noted_once_by_its_slip(claim):
    with pytest.raises(Several) as told:
        by_slip(claim, 1_950_001, "x", date(2026, 3, 3))
    assert [one.field for one in told.value.faults] == ["amount", "document", "day"]
    before = balances()
    by_slip(claim, 1_000_000)
    after = balances()
    assert after["social_spending"] == before["social_spending"] - 1_000_000
    assert after["budget_funds"] == before["budget_funds"] - 1_000_000
    with pytest.raises(Refused, match="already"):
        by_slip(claim, 500_000, " 0012/gnt ")
    by_slip(claim, 950_000, "0013/GNT")
    assert repaying.left(Claim.objects.get()) == 0
    assert difference(trial(*YEARS)) == 0


def test_what_a_list_takes_from_this_month_cannot_be_paid_back_beside_it(city):
    one = person()
    granted(one)
    many(1)
    money()
    listed_before(one)
    made = claims.propose(ward().pk, typed(one), by=officer("society"), at=NOW)
    with pytest.raises(Refused, match="Nothing of this claim"):
        by_slip(made, 300_000)
    claims.decide(made.pk, ward().pk, True, "", by=officer("chair"), at=NOW)
    run = drawn()
    with pytest.raises(Refused, match="list that is being made"):
        by_slip(made, 300_000)
    approving.submit(run.pk, by=officer("society"), at=NOW)
    approving.approve(run.pk, by=officer("chair"), at=NOW)
    with pytest.raises(Refused, match="Nothing of this claim"):
        by_slip(made, 300_000)
    assert Line.objects.get(run=run, person=one).recovery == 300_000


def test_what_was_paid_back_is_not_taken_from_a_later_month(city):
    one = person()
    granted(one)
    many(1)
    money()
    listed_before(one)
    made = claims.propose(ward().pk, typed(one), by=officer("society"), at=NOW)
    claims.decide(made.pk, ward().pk, True, "", by=officer("chair"), at=NOW)
    by_slip(made, 200_000)
    assert Line.objects.get(run=drawn(), person=one).recovery == 100_000


def test_arrears_of_months_before_the_death_are_the_heirs_and_not_claimed(city):
    one = person("Cụ Mất")
    granted(one, since=date(2026, 1, 1))
    many(1)
    money()
    approved(date(2026, 1, 1))
    Line.objects.filter(person=one).update(state="held")
    february = approved(date(2026, 2, 1))
    line = Line.objects.get(run=february, person=one)
    assert (line.monthly, line.arrears) == (975_000, 975_000)
    Line.objects.filter(pk=line.pk).update(state="settled")
    CitizenRecord.objects.filter(person=one).update(death_date=date(2026, 1, 9))
    run = drawn(MARCH)
    found = Finding.objects.get(run=run, code="DEAD")
    deciding.decide(found.pk, run.pk, "stop", "Đã xác minh", by=officer("society"), at=NOW)
    assert Claim.objects.get().amount == 975_000
    assert not Share.objects.filter(line__run__period=APRIL).exists()

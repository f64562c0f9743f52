"""The month's list: who stands on it, what changed, what the checks found, and who may let it go."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from motcua.city.models import Agency, Unit
from motcua.money.ledger.balance import difference, trial
from motcua.money.payouts import approving, budget, cash, claims, deciding, listing
from motcua.money.payouts.errors import Refused, Several
from motcua.money.payouts.listing import read_grounds
from motcua.money.payouts.models import (
    Allotment,
    BankAccount,
    Claim,
    Finding,
    Leaving,
    Line,
    Receipt,
    Run,
    Share,
)
from motcua.money.payouts.programmes import programmes
from motcua.project.demo.identities import HOME
from motcua.records.population.models import CitizenRecord
from motcua.records.quality.models import Merge
from tests.money.payouts.a_list import (
    APRIL,
    MARCH,
    NOW,
    account,
    approved,
    drawn,
    granted,
    many,
    money,
    officer,
    paid_after_a_death,
    person,
    sent,
    ward,
)
from tests.records.pairs import doubtful

pytestmark = pytest.mark.django_db


def balances() -> dict[str, int]:
    rows = trial(date(2020, 1, 1), date(2030, 1, 1))
    assert difference(rows) == 0
    return {row.account: row.balance for row in rows if row.balance}


def codes(run: Run) -> list[str]:
    return sorted(Finding.objects.filter(run=run).values_list("code", flat=True))


def test_a_list_is_made_from_the_register_with_each_amount_explained(city):
    old, disabled = person("Nguyễn Thị Già"), person("Lê Văn Tật", date(1980, 1, 1))
    granted(old)
    granted(disabled, "disabled", disability_level="severe", coefficient_percent=150)
    account(disabled)
    run = drawn()
    first, second = Line.objects.filter(run=run).order_by("full_name")
    assert (first.full_name, first.monthly, first.way) == ("Lê Văn Tật", 975_000, "account")
    assert (second.monthly, second.way, second.change) == (975_000, "post", "new")
    assert second.amount_row is not None
    assert second.amount_row.words[-1]["vi"] == "650.000 đ × 1,5 = 975.000 đ"
    assert (run.people, run.total, run.by_account) == (2, 1_950_000, 1)


def test_several_grounds_of_one_person_are_one_line_and_a_merged_person_is_one(city):
    mother, twin = person("Phạm Thị Hai", date(1985, 2, 2)), person("Phạm Thị Hai", date(1985, 2, 2))
    granted(mother, "single_parent", children=2)
    granted(twin, "disabled", disability_level="severe")
    pair = doubtful.of_two(mother, twin)
    Merge.objects.create(pair=pair, survivor=mother, absorbed=twin, before={}, became={}, at=NOW, by={})
    run = drawn()
    line = Line.objects.get(run=run)
    assert (line.person_id, line.groups, line.monthly) == (
        mother.pk,
        "disabled+single_parent",
        650_000 * 35 // 10,
    )


def test_an_ended_or_moved_ground_is_not_paid_and_its_leaving_says_why(city):
    stays, ends, moves, dies = (person(f"Người {n}") for n in range(4))
    for one in (stays, ends, moves, dies):
        granted(one)
    money()
    approved()
    granted(ends, since=APRIL, request="end", end_reason="Có lương hưu")
    granted(moves, since=APRIL, request="move")
    CitizenRecord.objects.filter(person=dies).update(death_date=date(2026, 3, 20))
    newcomer = person("Người Mới")
    granted(newcomer, since=APRIL)
    run = drawn(APRIL)
    assert dict(Leaving.objects.filter(run=run).values_list("person_id", "why")) == {
        ends.pk: "ended: Có lương hưu", moves.pk: "moved",
    }  # fmt: skip
    assert Line.objects.get(run=run, person=newcomer).change == "new"
    assert Line.objects.get(run=run, person=stays).change == ""
    assert Line.objects.get(run=run, person=dies).state == "held"


def test_checks_hold_the_line_until_an_officer_has_decided(city):
    elsewhere = (
        Unit.objects.filter(level=Unit.Level.COMMUNE, code_list="2025").exclude(pk=ward().unit_id).first()
    )
    dead = person("Đã Mất", death_date=date(2026, 1, 15))
    lost = person("Mất Tích", missing_since=date(2025, 1, 1))
    away = person("Đi Xa", lives_in=elsewhere)
    unknown = person("Không Rõ", known=False)
    wrong = person("Sai Tên")
    for one in (dead, lost, away, unknown, wrong):
        granted(one)
    account(wrong, state="mismatch")
    money()
    run = drawn()
    assert codes(run) == ["DEAD", "DECLARED_MISSING", "LIFE_UNKNOWN", "LIVES_ELSEWHERE", "NAME_MISMATCH"]
    assert (run.people, run.held) == (1, 4)
    by = officer("society")
    with pytest.raises(Refused, match="4 blocking"):
        approving.submit(run.pk, by=by, at=NOW)
    found = {one.code: one.pk for one in Finding.objects.filter(run=run)}
    with pytest.raises(Refused, match="Mend the account"):
        deciding.decide(found["NAME_MISMATCH"], run.pk, "pay", "Đã gọi điện", by=by, at=NOW)
    with pytest.raises(Refused, match="Say why"):
        deciding.decide(found["LIVES_ELSEWHERE"], run.pk, "pay", "", by=by, at=NOW)
    deciding.decide(found["LIVES_ELSEWHERE"], run.pk, "pay", "Ở nhờ nhà con", by=by, at=NOW)
    deciding.decide(found["DEAD"], run.pk, "stop", "Có giấy chứng tử", by=by, at=NOW)
    deciding.in_cash(Line.objects.get(person=wrong).pk, run.pk, by=by, at=NOW)
    assert deciding.hold_all(run.pk, by=by, at=NOW) == 1
    run.refresh_from_db()
    assert (run.people, run.held) == (3, 2)
    assert Line.objects.get(person=dead).state == "excluded"


def test_what_was_paid_after_a_death_is_claimed(city):
    paid_after_a_death(date(2026, 1, 9))
    claim = Claim.objects.get()
    assert (claim.amount, claim.months, claim.by_deduction) == (975_000, "02/2026", False)


def test_nobody_stands_on_two_lists(city):
    one = person()
    granted(one)
    drawn()
    other = Agency.objects.filter(kind=Agency.Kind.COMMUNE, unit__isnull=False).exclude(key=HOME).first()
    assert other is not None
    granted(one, agency=other)
    second = listing.prepare(other, "allowance", MARCH, by=officer("society"), at=NOW)
    assert (second.people, codes(second)) == (0, ["LISTED_ELSEWHERE"])
    granted(one, "social_pension")
    third = drawn(programme="social_pension")
    assert "TWO_PROGRAMMES" in codes(third)
    with pytest.raises(Refused, match="there already"):
        drawn()


def test_a_held_month_comes_as_arrears_and_a_late_decision_too(city):
    late, held = person("Đến Muộn"), person("Bị Giữ")
    granted(held)
    account(held, state="mismatch")
    many(1)
    money()
    february = date(2026, 2, 1)
    run = drawn(february)
    deciding.hold_all(run.pk, by=officer("society"), at=NOW)
    approving.submit(run.pk, by=officer("society"), at=NOW)
    approving.approve(run.pk, by=officer("chair"), at=NOW)
    granted(late, since=february)
    run = drawn(MARCH)
    line = Line.objects.get(run=run, person=late)
    assert (line.monthly, line.arrears, line.total) == (975_000, 975_000, 1_950_000)
    assert [(one.month, one.why) for one in Share.objects.filter(line=line)] == [(february, "late")]
    assert Share.objects.get(line__person=held).why == "held"
    BankAccount.objects.filter(person=held).update(state="good")
    listing.again(run.pk, by=officer("society"), at=NOW)
    approving.submit(run.pk, by=officer("society"), at=NOW)
    approving.approve(run.pk, by=officer("chair"), at=NOW)
    assert not Share.objects.filter(line__run=drawn(APRIL)).exists(), "what came once does not come again"


def test_months_are_listed_one_after_the_other(city):
    many(1)
    money()
    drawn()
    with pytest.raises(Refused, match="not approved yet"):
        drawn(APRIL)
    with pytest.raises(Refused, match="later month"):
        drawn(date(2026, 2, 1))


def listed_before(one) -> None:
    """A line of an older list, so that the agency knows the person."""
    run = Run.objects.create(
        agency=ward(),
        programme="allowance",
        period=date(2024, 12, 1),
        state="closed",
        made_at=NOW,
        made_by={},
    )
    Line.objects.create(
        run=run, programme="allowance", period=run.period, person=one, full_name=one.full_name, search_key=one.search_key,
        birth_date=one.birth_date, percent=150, base=500_000, monthly=750_000, total=750_000, way="commune", state="cash_paid",
    )  # fmt: skip


def typed(one, **more) -> claims.Typed:
    told = {
        "kind": "recovery", "programme": "allowance", "pin": one.pin, "amount": 300_000, "first": "11/2025",
        "last": "", "reason": "Trả trùng tháng 11", "paper": "12/BB-UBND",
    }  # fmt: skip
    return claims.Typed(**(told | more))


def test_arrears_entered_by_hand_come_with_the_next_list_once_and_only_after_another_officer_agreed(city):
    one, maker, chair = person(), officer("society"), officer("chair")
    granted(one)
    money()
    listed_before(one)
    made = claims.propose(
        ward().pk,
        typed(one, kind="arrears", amount=500_000, first="1/2025", last="02/2025"),
        by=maker,
        at=NOW,
    )
    with pytest.raises(Refused):
        claims.decide(made.pk, ward().pk, True, "", by=maker, at=NOW)
    run = drawn()
    assert Line.objects.get(run=run).arrears == 0, "nobody has agreed yet"
    claims.decide(made.pk, ward().pk, True, "", by=chair, at=NOW)
    listing.again(run.pk, by=maker, at=NOW)
    line = Line.objects.get(run=run)
    assert (line.arrears, line.total) == (500_000, 975_000 + 500_000)
    assert Finding.objects.get(run=run, code="BY_HAND").detail == "500000, 01/2025-02/2025, 12/BB-UBND"
    approving.submit(run.pk, by=maker, at=NOW)
    approving.approve(run.pk, by=chair, at=NOW)
    made.refresh_from_db()
    assert made.taken == 500_000
    assert Line.objects.get(run=drawn(APRIL)).arrears == 0
    assert difference(trial(date(2020, 1, 1), date(2030, 1, 1))) == 0


def test_a_claim_says_all_its_faults_at_once_and_a_refused_one_takes_nothing(city):
    one = person()
    with pytest.raises(Several) as told:
        claims.propose(
            ward().pk, typed(one, pin="12", amount=-5, first="13/2025", reason="x", paper=""), by=officer("society"), at=NOW
        )  # fmt: skip
    assert [fault.field for fault in told.value.faults] == ["pin", "amount", "first", "reason", "paper"]
    with pytest.raises(Several) as told:
        claims.propose(ward().pk, typed(one), by=officer("society"), at=NOW)
    assert told.value.field == "pin", "a stranger to this agency's lists"
    granted(one)
    listed_before(one)
    made = claims.propose(ward().pk, typed(one), by=officer("society"), at=NOW)
    with pytest.raises(Refused):
        claims.decide(made.pk, ward().pk, False, "", by=officer("chair"), at=NOW)
    claims.decide(made.pk, ward().pk, False, "Chưa có biên bản", by=officer("chair"), at=NOW)
    assert Line.objects.get(run=drawn()).recovery == 0


def test_a_claim_is_taken_from_the_next_month_and_never_more_than_the_line_holds(city):
    one = person()
    granted(one)
    money()
    by = officer("society")
    listed_before(one)
    for amount in (300_000, 2_000_000):
        claimed = claims.propose(ward().pk, typed(one, amount=amount), by=by, at=NOW)
        claims.decide(claimed.pk, ward().pk, True, "", by=officer("chair"), at=NOW)
    run = drawn()
    line = Line.objects.get(run=run)
    assert (line.recovery, line.total) == (975_000, 0)
    many(1)
    listing.again(run.pk, by=by, at=NOW)
    approving.submit(run.pk, by=by, at=NOW)
    assert list(Claim.objects.order_by("pk").values_list("taken", flat=True)) == [0, 0]
    approving.approve(run.pk, by=officer("chair"), at=NOW)
    assert list(Claim.objects.order_by("pk").values_list("taken", flat=True)) == [300_000, 675_000]


def test_two_officers_approve_and_the_frozen_list_stays_as_it_is(city):
    many(2)
    money()
    run = drawn()
    society, chair = officer("society"), officer("chair")
    approving.submit(run.pk, by=society, at=NOW)
    with pytest.raises(Refused, match="cannot approve"):
        approving.approve(run.pk, by=society, at=NOW)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Line.objects.filter(run=run).update(monthly=9, total=9)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Line.objects.filter(run=run).delete()
    Line.objects.filter(run=run).update(state="held")
    with pytest.raises(Refused, match="not what was submitted"):
        approving.approve(run.pk, by=chair, at=NOW)
    Line.objects.filter(run=run).update(state="listed")
    run = approving.approve(run.pk, by=chair, at=NOW)
    assert run.state == "approved"
    assert balances() == {
        "payout_bank": 10**9, "social_spending": 1_950_000, "budget_funds": 10**9, "payout_due": 1_950_000,
    }  # fmt: skip


def test_a_list_that_goes_back_says_why_and_can_be_made_anew(city):
    many(1)
    run = drawn()
    approving.submit(run.pk, by=officer("society"), at=NOW)
    with pytest.raises(Refused, match="Say why"):
        approving.give_back(run.pk, "", by=officer("chair"), at=NOW)
    approving.give_back(run.pk, "Thiếu bà Hai", by=officer("chair"), at=NOW)
    many(1)
    assert listing.again(run.pk, by=officer("society"), at=NOW).people == 2


def test_a_list_never_exceeds_what_is_left_of_the_year(city):
    many(2)
    money(1_900_000)
    run = drawn()
    approving.submit(run.pk, by=officer("society"), at=NOW)
    with pytest.raises(Refused, match="budget"):
        approving.approve(run.pk, by=officer("chair"), at=NOW)
    money(50_000)
    approving.approve(run.pk, by=officer("chair"), at=NOW)
    assert budget.left(ward().pk, "allowance", 2026) == 0


def test_cash_is_handed_over_once_and_what_is_left_comes_with_the_next_month(city, signature):
    one, two = person("Nhận Tiền"), person("Vắng Mặt")
    granted(one)
    granted(two)
    money()
    run = sent()
    by = officer("society")
    line = cash.due(run, one.pin)[0]
    with pytest.raises(Refused, match="not the beneficiary"):
        cash.hand_out(
            line.pk, run.pk, cash.Shown("Con Gái", "001199000001"), "paper", signature, by=by, at=NOW
        )
    receipt = cash.hand_out(line.pk, run.pk, cash.Shown("", one.pin), "paper", signature, by=by, at=NOW)
    assert receipt.receiver_name == "Nhận Tiền"
    with pytest.raises(Refused, match="paid already"):
        cash.hand_out(line.pk, run.pk, cash.Shown("", one.pin), "paper", signature, by=by, at=NOW)
    assert balances()["payout_cash"] == 975_000
    cash.close(run.pk, by=by, at=NOW)
    told = balances()
    assert "payout_cash" not in told and told["payout_due"] == 975_000
    run = approved(APRIL)
    line = Line.objects.get(run=run, person=two)
    assert (line.arrears, line.total) == (975_000, 1_950_000)
    assert Line.objects.get(person=two, period=MARCH).state == "carried"
    assert Allotment.objects.get().committed == 4 * 975_000
    assert balances()["payout_due"] == 3 * 975_000


def test_who_did_not_come_three_times_is_looked_for_before_more_is_paid(city):
    one = person()
    granted(one)
    money()
    for month in (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)):
        cash.close(sent(month).pk, by=officer("society"), at=NOW)
    assert codes(drawn(APRIL)) == ["NEVER_FETCHED"]


def test_grounds_are_read_back_as_the_list_wrote_them():
    facts = read_grounds("disabled:severe:0:150;single_parent::0:200")
    assert [(one.group, one.kind, one.children, one.decided) for one in facts] == [
        ("disabled", "severe", 0, 150), ("single_parent", "", 2, 200),
    ]  # fmt: skip


def test_every_group_of_a_programme_is_one_of_the_register():
    from motcua.records.registers import definition_of

    options = {one.value for one in definition_of("allowances").named("group").options}
    for programme in programmes().values():
        assert set(programme.groups) - {"care"} <= options


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_cannot_both_take_the_last_money(city):
    many(1)
    granted(person("Cụ Tám", date(1940, 1, 1)), "social_pension")
    money(1_000_000)
    run = drawn()
    approving.submit(run.pk, by=officer("society"), at=NOW)
    chair, answers = officer("chair"), []
    gate = threading.Barrier(2)

    def work():
        gate.wait(timeout=20)
        try:
            answers.append(approving.approve(run.pk, by=chair, at=NOW).state)
        except Refused as refused:
            answers.append(refused.en)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    assert sorted(answers) == ["The list does not wait for approval.", "approved"]
    assert Allotment.objects.get().committed == 975_000


def test_cash_is_also_proved_by_a_witnessed_thumb_print_or_the_officer_s_word(city):
    one, two = person("Điểm Chỉ"), person("Không Ký Được")
    for who in (one, two):
        granted(who)
    money()
    run, by = sent(), officer("society")
    first, second = (Line.objects.get(run=run, person=who) for who in (one, two))
    shown = cash.Shown("", one.pin)
    with pytest.raises(Several, match="witness"):
        cash.hand_out(first.pk, run.pk, shown, "thumb", None, by=by, at=NOW)
    kept = cash.hand_out(first.pk, run.pk, shown, "thumb", None, words="Lê Thị Chứng", by=by, at=NOW)
    assert (kept.file, kept.words) == (None, "Lê Thị Chứng")
    shown = cash.Shown("", two.pin)
    with pytest.raises(Several, match="receiver's name"):
        cash.hand_out(second.pk, run.pk, shown, "named", None, words="Người Khác", by=by, at=NOW)
    cash.hand_out(second.pk, run.pk, shown, "named", None, words="khong ky duoc", by=by, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.filter(line=first).update(words="")

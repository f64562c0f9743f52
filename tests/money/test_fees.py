"""What a resident of Hà Nội pays, on which day, by which door."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.money import fee_rules, tariffs
from motcua.money.fees import (
    BadFee,
    Channel,
    Effect,
    FeeLine,
    FeeRule,
    Kind,
    SetBy,
    Words,
    compute,
    percent_of,
)

HANOI = "01"
DA_NANG = "48"


def fee(amount, set_by=SetBy.HDND, kind=Kind.LE_PHI, code="le_phi", appraisal=False):
    return FeeLine(code, Words("Lệ phí", "Fee"), kind, set_by, amount, appraisal)


def cost(line, on, channel, exemptions=(), city=HANOI):
    result = compute(
        [line],
        fee_rules.published(),
        channel=channel,
        on=date.fromisoformat(on),
        city=city,
        exemptions=exemptions,
    )
    return result.payer, result.supported, result.waived, result.lines[0].rule_id


def test_f1_an_online_council_fee_is_waived_on_the_last_day_of_the_old_resolution():
    assert cost(fee(75_000), "2025-12-31", Channel.ONLINE) == (0, 0, 75_000, "HN-NQ07-2023")


def test_f2_the_same_fee_at_the_counter_is_paid():
    assert cost(fee(75_000), "2025-12-31", Channel.COUNTER) == (75_000, 0, 0, None)


def test_f3_a_ministry_fee_was_paid_even_online_in_2025():
    assert cost(fee(100_000, SetBy.BTC), "2025-12-31", Channel.ONLINE) == (100_000, 0, 0, None)


def test_f4_a_ministry_fee_is_borne_by_the_city_from_new_year_2026():
    assert cost(fee(100_000, SetBy.BTC), "2026-01-01", Channel.ONLINE) == (0, 100_000, 0, "HN-NQ77-2025-BTC")


def test_f5_a_council_fee_stays_waived_from_new_year_2026():
    assert cost(fee(75_000), "2026-01-01", Channel.ONLINE) == (0, 0, 75_000, "HN-NQ77-2025-HDND")


def test_f6_an_appraisal_fee_is_paid_in_full_even_online():
    line = fee(500_000, kind=Kind.PHI, appraisal=True)
    assert cost(line, "2026-01-01", Channel.ONLINE) == (500_000, 0, 0, None)


def test_f7_a_poor_household_is_exempt_at_the_counter():
    answer = cost(fee(75_000), "2026-02-01", Channel.COUNTER, exemptions={"poor_household"})
    assert answer == (0, 0, 75_000, "VN-LPLP-D10-POOR")


def test_f8_three_certified_copies_of_five_pages_cost_21_000():
    assert tariffs.certified_copies(pages=5, copies=3) == 21_000
    line = fee(tariffs.certified_copies(5, 3), SetBy.BTC, Kind.PHI)
    assert cost(line, "2026-02-01", Channel.COUNTER) == (21_000, 0, 0, None)


def test_a_copy_of_250_pages_costs_the_cap():
    assert tariffs.certified_copies(pages=250, copies=1) == 200_000
    assert tariffs.certified_copies(pages=198, copies=1) == 200_000
    assert tariffs.certified_copies(pages=197, copies=1) == 199_000


@pytest.mark.parametrize(("pages", "copies"), [(0, 1), (1, 0), (-1, 2)])
def test_nothing_cannot_be_certified(pages, copies):
    with pytest.raises(ValueError, match="cannot certify"):
        tariffs.certified_copies(pages, copies)


def test_an_exemption_comes_before_the_citys_support():
    answer = cost(fee(100_000, SetBy.BTC), "2026-02-01", Channel.ONLINE, exemptions={"person_of_merit"})
    assert answer == (0, 0, 100_000, "VN-LPLP-D10-MERIT")


def test_a_fee_set_by_the_government_is_neither_waived_nor_supported():
    assert cost(fee(60_000, SetBy.CP), "2026-02-01", Channel.ONLINE) == (60_000, 0, 0, None)


def test_da_nang_does_not_live_by_the_resolutions_of_hanoi():
    assert cost(fee(75_000), "2026-02-01", Channel.ONLINE, city=DA_NANG) == (75_000, 0, 0, None)


def test_a_service_price_is_not_a_fee_and_no_fee_rule_touches_it():
    line = fee(30_000, kind=Kind.GIA, code="parking")
    assert cost(line, "2026-02-01", Channel.ONLINE, exemptions={"poor_household"}) == (30_000, 0, 0, None)


def test_delivery_was_supported_up_to_26_000_and_is_supported_in_full_since_2026():
    line = fee(40_000, SetBy.CP, Kind.GIA, code="delivery.post")
    assert cost(line, "2025-03-01", Channel.COUNTER) == (14_000, 26_000, 0, "HN-NQ39-2024-DELIVERY")
    assert cost(line, "2026-03-01", Channel.ONLINE) == (0, 40_000, 0, "HN-NQ77-2025-DELIVERY")
    assert cost(line, "2026-03-01", Channel.COUNTER) == (40_000, 0, 0, None)


def test_each_answer_is_explained_in_both_languages():
    [line] = compute(
        [fee(100_000, SetBy.BTC)],
        fee_rules.published(),
        channel=Channel.ONLINE,
        on=date(2026, 2, 1),
        city=HANOI,
    ).lines
    assert "Thành phố hỗ trợ 100%" in line.explanation.vi
    assert "by the city" in line.explanation.en
    assert line.legal_ref.startswith("NQ 77/2025")


def test_half_a_dong_is_rounded_up():
    assert percent_of(75_001, Decimal(50)) == 37_501
    assert percent_of(75_001, Decimal("49.99")) == 37_493


def test_a_younger_rule_of_the_same_kind_wins():
    old = FeeRule("old", Effect.PERCENT, Words("cũ", "old"), "x", date(2023, 1, 1), percent=Decimal(50))
    young = replace(old, id="young", valid_from=date(2025, 1, 1), percent=Decimal(20))
    result = compute([fee(1_000)], [old, young], channel=Channel.COUNTER, on=date(2026, 1, 1), city=HANOI)
    assert (result.payer, result.waived, result.lines[0].rule_id) == (200, 800, "young")


@st.composite
def rules_of_any_kind(draw):
    effect = draw(st.sampled_from(Effect))
    begin = draw(st.dates(date(2020, 1, 1), date(2027, 1, 1)))
    return FeeRule(
        id=draw(st.text("abcdef", min_size=1, max_size=6)),
        effect=effect,
        text=Words("a", "b"),
        legal_ref="NQ",
        valid_from=begin,
        valid_to=draw(st.none() | st.just(begin + timedelta(days=draw(st.integers(0, 2000))))),
        scope=draw(st.sampled_from(["any", HANOI, DA_NANG])),
        channel=draw(st.sampled_from(["any", *Channel])),
        set_by=draw(st.none() | st.sampled_from(SetBy)),
        exclude_appraisal=draw(st.booleans()),
        kinds=tuple(draw(st.sets(st.sampled_from(Kind), min_size=1))),
        percent=draw(st.decimals(0, 100, places=2)) if effect is Effect.PERCENT else None,
        cap=draw(st.none() | st.integers(0, 10**6)) if effect is Effect.SUPPORT_100 else None,
        reason="poor_household" if effect is Effect.EXEMPT else "",
    )


any_line = st.builds(
    fee, st.integers(0, 10**10), st.sampled_from(SetBy), st.sampled_from(Kind), st.just("c"), st.booleans()
)


@given(
    st.lists(any_line, max_size=5),
    st.lists(rules_of_any_kind(), max_size=8, unique_by=lambda rule: rule.id),
    st.sampled_from(Channel),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.booleans(),
)
def test_no_dong_is_lost_between_payer_city_and_waiver(lines, rules, channel, on, poor):
    exemptions = {"poor_household"} if poor else set()
    result = compute(lines, rules, channel=channel, on=on, city=HANOI, exemptions=exemptions)
    assert result.base == result.payer + result.supported + result.waived == sum(l.base_amount for l in lines)
    for line in result.lines:
        assert min(line.payer, line.supported, line.waived) >= 0
        assert line.payer + line.supported + line.waived == line.line.base_amount
    in_another_order = list(reversed(rules))
    assert result == compute(
        lines, in_another_order, channel=channel, on=on, city=HANOI, exemptions=exemptions
    )


def test_a_negative_fee_is_refused():
    with pytest.raises(BadFee):
        fee(-1)


def test_a_file_of_rules_names_all_its_faults_at_once(tmp_path):
    file = tmp_path / "rules-x.yaml"
    file.write_text("""
scope: "01"
rules:
  - {id: a, effect: FREE, text: {vi: a, en: a}, legal_ref: x, valid_from: 2026-01-01}
  - {id: b, effect: ZERO, text: {vi: a, en: a}, legal_ref: x, valid_from: soon}
  - {id: c, effect: PERCENT, text: {vi: a, en: a}, legal_ref: x, valid_from: 2026-01-01}
  - {id: d, effect: ZERO, text: {vi: a, en: a}, legal_ref: x, valid_from: 2026-01-01, chanel: online}
  - {id: e, effect: ZERO, text: {vi: a, en: a}, legal_ref: x, valid_from: 2026-01-01}
  - {id: e, effect: ZERO, text: {vi: a, en: a}, legal_ref: x, valid_from: 2026-01-01}
""")
    with pytest.raises(fee_rules.BadFeeRules) as refused:
        fee_rules.load(file)
    assert [problem.split(":")[0] for problem in refused.value.problems] == ["a", "b", "c", "d", "e"]

"""Powers are lent, lent on, moved and taken back: who may do what on which day, and by which grounds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.city import authority, authority_why
from motcua.city.authority import NotAllowed, powers_of, require, scope_condition
from motcua.city.authority_grants import Grant, HeldPost
from motcua.city.authority_why import Question
from motcua.city.delegation import changes, errors, reading
from motcua.city.delegation.terms import Terms, capacity, may_receive
from motcua.city.models import Power, Unit
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LAST = date(2027, 11, 19)
COPY, SIGNATURE = "2.000815", "2.000884"


class Ward:
    """A ward with a chair, a deputy, a justice officer, a clerk and a specialist, and who they are."""

    def __init__(self, town, parent=None, key="ward"):
        self.town = town
        self.agency = town.agency(key, parent)
        self.posts = {
            kind: town.post(self.agency, kind)
            for kind in ("chair", "vice_chair", "justice_officer", "clerk", "specialist")
        }
        self.people = {kind: town.officer(f"{key}.{kind}", post) for kind, post in self.posts.items()}

    def actor(self, kind):
        return Actor(
            "officer", self.people[kind].id, name=kind, post_id=self.posts[kind].id, agency_id=self.agency.id
        )

    def lend(self, to="justice_officer", lender="chair", sign=True, **more):
        given = Terms(
            kind="delegation", number=more.pop("number", "12/QĐ-UBND"), decided_on=TODAY, powers=("sign",), begins=TODAY,
            until=LAST, procedures=((COPY, "certification"),), to_post_id=self.posts[to].id,
        )  # fmt: skip
        row = changes.write(replace(given, **more), self.posts[lender].id, by=self.actor("clerk"), at=NOW)
        return changes.sign(row.uuid, by=self.actor(lender), at=NOW) if sign else row

    def may(self, kind, at=NOW, code=COPY, field="certification", case="", power="sign"):
        return powers_of(self.people[kind].id, at).holds(power, code, field, self.agency.id, case)


@pytest.fixture
def ward(town):
    for kind in ("chair", "vice_chair"):
        town.power(kind, "sign", capacity="KT." if kind == "vice_chair" else "")
        town.power(kind, "assign")
    town.power("justice_officer", "process")
    return Ward(town)


def test_what_the_chair_lends_counts_from_the_first_day_to_the_last_and_for_nothing_else(ward):
    row = ward.lend(begins=TODAY + timedelta(days=10))
    table = [
        (TODAY + timedelta(days=9), COPY, False),
        (TODAY + timedelta(days=10), COPY, True),
        (LAST, COPY, True),
        (LAST + timedelta(days=1), COPY, False),
        (LAST, SIGNATURE, False),
    ]
    assert [ward.may("justice_officer", on, code) for on, code, _ in table] == [row[2] for row in table]
    grant = powers_of(ward.people["justice_officer"].id, LAST).grant(
        "sign", COPY, "certification", ward.agency.id
    )
    assert (grant.capacity, grant.decision, grant.stands_for) == ("TUQ.", "12/QĐ-UBND", "chair")
    assert [one.title_vi for one in grant.lenders] == ["chair"]
    assert reading.state(row, NOW) == "coming"
    assert [one.kind for one in Event.objects.filter(chain=changes.chain_of(row.uuid))] == [
        "entrustment-written", "entrustment-signed",
    ]  # fmt: skip


def test_a_draft_lends_nothing_and_its_writer_does_not_sign_it(ward):
    given = Terms(
        kind="delegation", number="1", decided_on=TODAY, powers=("sign",), begins=TODAY, until=LAST,
        to_post_id=ward.posts["justice_officer"].id,
    )  # fmt: skip
    row = changes.write(given, ward.posts["chair"].id, by=ward.actor("chair"), at=NOW)
    assert not ward.may("justice_officer")
    with pytest.raises(errors.OwnDraft):
        changes.sign(row.uuid, by=ward.actor("chair"), at=NOW)
    with pytest.raises(NotAllowed):
        changes.sign(row.uuid, by=ward.actor("vice_chair"), at=NOW)
    changes.discard(row.uuid, by=ward.actor("chair"), at=NOW)
    with pytest.raises(errors.AlreadySigned):
        changes.sign(row.uuid, by=ward.actor("chair"), at=NOW)


def test_a_revoked_power_is_refused_for_the_very_next_act_even_where_the_old_answer_is_still_kept(ward):
    row = ward.lend()
    asked = {"procedure_code": COPY, "field": "certification", "agency_id": ward.agency.id}
    justice = ward.actor("justice_officer")
    require(justice, "sign", at=NOW, **asked)
    later = NOW + timedelta(minutes=5)
    kept = powers_of(justice.account_id, later)
    changes.revoke(row.uuid, "Đổi người", by=ward.actor("chair"), at=later)
    # another process still has the answer of a second ago
    authority._kept._answers[justice.account_id, TODAY] = (float("inf"), kept)
    assert powers_of(justice.account_id, later).holds("sign", COPY, "certification", ward.agency.id)
    with pytest.raises(NotAllowed, match="revoked"):
        require(justice, "sign", at=later, **asked)
    assert not ward.may("justice_officer", later)
    assert ward.may("justice_officer", NOW), "what was done before stays explained"
    assert ward.may("justice_officer", later - timedelta(seconds=1))
    assert not ward.may("justice_officer", TODAY + timedelta(days=1))


def test_acting_by_a_lent_power_costs_one_statement_and_by_an_own_one_none(ward, django_assert_num_queries):
    ward.lend()
    asked = {"procedure_code": COPY, "field": "certification", "agency_id": ward.agency.id}
    with django_assert_num_queries(2):
        powers_of(ward.people["justice_officer"].id, NOW)
    with django_assert_num_queries(1):
        require(ward.actor("justice_officer"), "sign", at=NOW, **asked)
    powers_of(ward.people["chair"].id, NOW)
    with django_assert_num_queries(0):
        require(ward.actor("chair"), "sign", at=NOW, **asked)


def test_nobody_lends_more_than_he_has(ward, town):
    town.power("justice_officer", "sign", procedure_code=SIGNATURE, field="certification")
    with pytest.raises(errors.WiderThanHeld):
        ward.lend(lender="justice_officer", to="specialist")
    own = ward.lend(
        lender="justice_officer", to="specialist", number="2", procedures=((SIGNATURE, "certification"),)
    )
    assert own.signed_at and ward.may("specialist", code=SIGNATURE)
    assert not ward.may("specialist")


def test_nobody_lends_for_longer_than_he_has(ward, town):
    Power.objects.filter(post_kind="chair", power="sign").update(valid_to=date(2027, 1, 1))
    authority.forget()
    with pytest.raises(errors.WiderThanHeld):
        ward.lend()
    assert ward.lend(number="2", until=date(2026, 12, 31)).signed_at


def test_a_loan_ends_when_the_lender_loses_the_power(ward):
    ward.lend()
    assert ward.may("justice_officer", date(2027, 3, 1))
    Power.objects.filter(post_kind="chair", power="sign").update(valid_to=date(2027, 2, 1))
    authority.forget()
    assert ward.may("justice_officer", date(2027, 1, 31))
    assert not ward.may("justice_officer", date(2027, 2, 1))


def test_a_loan_ends_when_the_lending_agency_is_dissolved(ward):
    ward.lend()
    ward.agency.valid_to = date(2027, 1, 1)
    ward.agency.save()
    assert not ward.may("justice_officer", date(2027, 1, 1))


def test_what_was_lent_is_lent_on_only_where_the_decision_allows_it(ward):
    ward.lend(to="justice_officer")
    with pytest.raises(errors.WiderThanHeld):
        ward.lend(lender="justice_officer", to="specialist", number="2")
    first = ward.lend(to="vice_chair", number="3", may_lend_on=True, powers=("assign",))
    second = ward.lend(lender="vice_chair", to="specialist", number="4", powers=("assign",))
    assert ward.may("specialist", power="assign")
    # the deputy assigns by a right of its own as well; without it the chain rests on the loan alone
    Power.objects.filter(post_kind="vice_chair", power="assign").delete()
    assert ward.may("specialist", power="assign")
    grant = powers_of(ward.people["specialist"].id, NOW).grant("assign", COPY, "certification")
    assert [one.kind for one in grant.lenders] == ["vice_chair", "chair"]
    assert grant.stands_for == "chair"
    changes.revoke(first.uuid, "Thôi", by=ward.actor("chair"), at=NOW + timedelta(minutes=1))
    assert not ward.may("specialist", NOW + timedelta(minutes=1), power="assign")
    assert reading.state(second, NOW) == "in-force", "its own record says so, yet it rests on nothing"


def test_a_circle_of_loans_gives_nothing(ward):
    a, b = ward.posts["clerk"], ward.posts["specialist"]
    for giver, taker in ((a, b), (b, a)):
        Power.objects.create(
            post=taker, delegated_by=giver, power="sign", decision="x", may_lend_on=True, valid_from=date(2026, 1, 1)
        )  # fmt: skip
    assert not ward.may("clerk") and not ward.may("specialist")


def test_a_loan_for_some_cases_covers_those_and_the_list_shows_exactly_them(ward):
    ward.lend(cases=("paper",))
    assert ward.may("justice_officer", case="paper")
    assert not ward.may("justice_officer", case="electronic")
    assert not ward.may("justice_officer"), "asked for any case: no"
    why = powers_of(ward.people["justice_officer"].id, NOW).why(
        "sign", COPY, "certification", ward.agency.id, "electronic"
    )
    assert "trường hợp" in why.vi


def test_a_loan_within_some_communes_reaches_their_agencies_only(town):
    city = town.agency("city", kind="people_committee")
    town.power("chair", "sign", reach="subtree")
    root = Ward(town, city, key="root")
    here, there = (
        town.agency(key, root.agency, unit=Unit.objects.create(
            code=code, code_list="2025", level=3, kind="ward", name_vi=key, name_en=key, full_name_vi=key,
            slug=key, sort_key=key, search_key=key, valid_from=date(2025, 7, 1),
        )) for key, code in (("here", "00100"), ("there", "00200"))
    )  # fmt: skip
    Power.objects.create(
        post=root.posts["specialist"], delegated_by=root.posts["chair"], power="sign", decision="7", reach="subtree",
        communes=["00100"], valid_from=date(2026, 1, 1),
    )  # fmt: skip
    powers = powers_of(root.people["specialist"].id, TODAY)
    assert powers.agency_ids("sign") == {here.id}
    rows = Power.objects.filter(post__isnull=False)
    town.power(post=town.post(here, "listed"), power="consult")
    town.power(post=town.post(there, "listed"), power="consult")
    condition = scope_condition(powers, "sign", agency="post__agency")
    assert {row.post.agency_id for row in rows.filter(condition, power="consult")} == {here.id}


def test_a_substitute_does_the_steps_of_the_absent_officer_and_only_that_person(ward, town):
    town.power("specialist", "consult")
    other = town.officer("other-specialist", ward.posts["specialist"])
    given = Terms(
        kind="substitution", number="", decided_on=TODAY, powers=("process",), begins=TODAY,
        until=TODAY + timedelta(days=3), to_post_id=ward.posts["specialist"].id,
        to_account_id=ward.people["specialist"].id, absent_id=ward.people["justice_officer"].id,
    )  # fmt: skip
    row = changes.write(given, ward.posts["justice_officer"].id, by=ward.actor("justice_officer"), at=NOW)
    changes.sign(row.uuid, by=ward.actor("chair"), at=NOW)
    assert ward.may("specialist", power="process")
    assert not powers_of(other.id, NOW).holds("process", COPY, "certification", ward.agency.id)
    grant = powers_of(ward.people["specialist"].id, NOW).grant("process", COPY, "certification")
    assert grant.stands_for == "justice_officer" and grant.personal
    assert not ward.may("specialist", TODAY + timedelta(days=4), power="process")
    ended = changes.end_substitution(
        ward.people["justice_officer"].id, TODAY, TODAY + timedelta(days=3),
        by=ward.actor("justice_officer"), at=NOW,
    )  # fmt: skip
    assert ended == 1 and not ward.may("specialist", NOW + timedelta(seconds=1), power="process")


def test_a_power_that_moves_leaves_the_level_that_had_it(town):
    city = town.agency("city", kind="people_committee")
    town.power("chair", "reorganise", agency_kind="people_committee", reach="subtree")
    town.power("specialist", "reorganise", agency_kind="people_committee", reach="subtree")
    town.power("department_leader", "sign")
    head = Ward(town, city, key="head")
    head_post, writer_post = town.post(city, "chair"), town.post(city, "specialist")
    chair, writer = town.officer("head.chair2", head_post), town.officer("head.writer", writer_post)
    department = town.agency("department", city, kind="department")
    leader = town.officer("leader", town.post(department, "department_leader"))
    given = Terms(
        kind="decentralisation", number="5/QĐ-UBND", decided_on=TODAY, powers=("sign",), begins=date(2027, 1, 1),
        procedures=(("1.009995", "construction"),), from_kinds=("department_leader", "department"),
        to_kinds=("specialist", "commune"),
    )  # fmt: skip
    row = changes.write(given, head_post.id, by=Actor("officer", writer.id, post_id=writer_post.id), at=NOW)
    changes.sign(row.uuid, by=Actor("officer", chair.id, name="c", post_id=head_post.id), at=NOW)
    about = ("sign", "1.009995", "construction")
    for on, at_department, at_commune in ((date(2026, 12, 31), True, False), (date(2027, 1, 1), False, True)):
        assert powers_of(leader.id, on).holds(*about, department.id) is at_department
        assert powers_of(head.people["specialist"].id, on).holds(*about, head.agency.id) is at_commune
    assert powers_of(leader.id, date(2027, 1, 1)).holds("sign", "1.000001", "construction", department.id)
    assert "phân cấp" in powers_of(leader.id, date(2027, 1, 1)).why(*about, department.id).vi
    assert reading.moved(date(2027, 1, 1)) == {"1.009995": ("department", "commune")}
    assert reading.moved(date(2026, 12, 31)) == {}
    rows = Power.objects.filter(power="consult").select_related("post")
    for code in ("1.009995", "1.000001"):
        town.power(post=town.post(department, "listed"), power="consult", procedure_code=code)
    condition = scope_condition(
        powers_of(leader.id, date(2027, 1, 1)), "sign", agency="post__agency", procedure="procedure_code"
    )
    assert [one.procedure_code for one in rows.filter(condition)] == ["1.000001"]


FAULTS = [
    ({"number": " "}, "number"),
    ({"until": None}, "until"),
    ({"until": TODAY - timedelta(days=1)}, "until"),
    ({"until": TODAY + timedelta(days=3000)}, "until"),
    ({"begins": TODAY - timedelta(days=1)}, "begins"),
    ({"powers": ()}, "powers"),
    ({"powers": ("reorganise",)}, "powers"),
    ({"decided_on": None}, "decided_on"),
    ({"to_post_id": None}, "to"),
]


@pytest.mark.parametrize(("wrong", "field"), FAULTS, ids=lambda one: str(one)[:40])
def test_a_record_says_everything_it_must(ward, wrong, field):
    with pytest.raises(errors.Faulty) as faulty:
        ward.lend(**wrong)
    assert list(faulty.value.fields) == [field]


def test_a_post_lends_within_its_agency_below_it_and_from_a_department_to_a_commune_chair(ward, town):
    facts = changes.facts
    department = facts(town.post(town.agency("dep", kind="department"), "department_leader"))
    office = facts(town.post(town.agency("office", ward.agency, kind="commune_office"), "division_leader"))
    chair, clerk = facts(ward.posts["chair"]), facts(ward.posts["clerk"])
    table = [
        (chair, clerk, True), (chair, office, True), (office, chair, False), (chair, department, False),
        (department, chair, True), (department, clerk, False),
    ]  # fmt: skip
    assert [may_receive(lender, to) for lender, to, _ in table] == [row[2] for row in table]
    assert capacity("substitution", "chair", "vice_chair") == "KT."
    assert (
        capacity("substitution", "chair", "specialist")
        == capacity("delegation", "chair", "vice_chair")
        == "TUQ."
    )


def test_a_rule_of_a_field_can_keep_something_from_being_lent(ward, monkeypatch):
    monkeypatch.setattr(changes, "_bars", {})
    changes.bar("x", lambda power, code, field: ("không", "no") if code == COPY and power == "sign" else None)
    with pytest.raises(errors.Faulty) as faulty:
        ward.lend()
    assert faulty.value.fields["powers"] == ("không", "no")


def asked(ward, posts=frozenset({"chair"}), code=COPY, case=""):
    return Question(("sign",), code, "certification", ward.agency.id, case, posts, (("vice_chair", "chair"),))


def test_the_answer_names_its_grounds_from_the_post_to_the_last_condition(ward):
    ward.lend(cases=("paper",))
    answer = authority_why.answer_for(ward.people["justice_officer"].id, asked(ward, case="paper"), NOW)
    assert answer.allowed
    assert [one.kind for one in answer.grounds] == [
        "post", "appointment", "lender", "loan", "procedure", "field", "case", "agency", "step",
    ]  # fmt: skip
    other = authority_why.answer_for(ward.people["justice_officer"].id, asked(ward, case="electronic"), NOW)
    assert not other.allowed
    assert [one.kind for one in other.grounds if not one.holds] == ["case"]
    clerk = authority_why.answer_for(ward.people["clerk"].id, asked(ward), NOW)
    assert [one.kind for one in clerk.grounds if not one.holds] == ["power"]
    nobody = authority_why.answer_for(None, asked(ward), NOW)
    assert not nobody.allowed and nobody.grounds[0].kind == "post"


def test_who_may_sign_names_the_chair_the_deputy_and_whoever_was_lent_it(ward, django_assert_num_queries):
    ward.lend()
    with django_assert_num_queries(5):
        found = authority_why.who_may(asked(ward), NOW)
    assert [(one.name, one.grant.capacity) for one in found] == [
        ("ward.chair", ""), ("ward.vice_chair", "KT."), ("ward.justice_officer", "TUQ."),
    ]  # fmt: skip
    for one in found:
        assert powers_of(one.account_id, NOW).holds("sign", COPY, "certification", ward.agency.id)
    assert [one.name for one in authority_why.who_may(asked(ward, code=SIGNATURE), NOW)] == [
        "ward.chair", "ward.vice_chair",
    ]  # fmt: skip


def test_the_report_tells_which_wards_have_lent_the_signature_and_since_when(ward, town):
    ward.lend(procedures=(), fields=("certification",))
    Ward(town, key="second")
    lines = reading.report("commune", "sign", "certification", TODAY)
    assert [(line.key, line.since) for line in lines] == [("second", None), ("ward", TODAY)]
    assert not reading.report("commune", "sign", "certification", TODAY - timedelta(days=1))[1].has


CODES, KEYS, CASES_ = ["", COPY, SIGNATURE], ["", "certification", "land"], ["", "paper", "electronic"]


@settings(max_examples=200, deadline=None)
@given(
    lent=st.tuples(st.sampled_from(CODES), st.sampled_from(KEYS), st.sets(st.sampled_from(CASES_[1:]))),
    without=st.sets(st.sampled_from(CODES[1:])),
    wide=st.booleans(),
    only=st.none() | st.sets(st.integers(1, 4)),
    asked=st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(KEYS),
        st.sampled_from([None, 1, 2, 3]),
        st.sampled_from(CASES_),
    ),
)
def test_the_limits_that_are_shown_are_those_that_decide(lent, without, wide, only, asked):
    """What `Grant.covers` answers for the lists and acts is what the page of grounds shows line by line."""
    post = HeldPost(
        1, "chair", "Chủ tịch", "Chair", 1, "a", "commune", "UBND", "Ward", "a/", False, frozenset({1, 2})
    )
    grant = Grant(
        "sign", lent[0], lent[1], wide, "", post, 1, None, "", 1, "a/", frozenset({1, 2}), "chair", TODAY,
        cases=frozenset(lent[2]), without=frozenset(without), only=None if only is None else frozenset(only),
    )  # fmt: skip
    code, field, agency_id, case = asked
    limits = authority_why.limits(grant, Question(("sign",), code, field, agency_id, case))
    assert all(one.holds for one in limits) == grant.covers(code, field, agency_id, case)

"""Who may do what, where and since when."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.city import authority
from motcua.city.authority import NotAllowed, powers_of, require, scope_condition
from motcua.city.models import Appointment, Power
from motcua.foundation.actor import Actor

TODAY = date(2026, 11, 20)


def test_a_chair_signs_in_her_own_commune_and_not_in_the_next(town):
    ours, theirs = town.agency("ours"), town.agency("theirs")
    town.power("chair", "sign")
    chair = town.officer("chair", town.post(ours, "chair"))
    powers = powers_of(chair.id, TODAY)
    assert powers.holds("sign", "1.004873", "civil-status", ours.id)
    assert not powers.holds("sign", "1.004873", "civil-status", theirs.id)
    assert powers.why("sign", agency_id=theirs.id).vi == "Quyền ký không có tại cơ quan này"


def test_the_city_sees_the_statistics_of_every_agency_below_it(town):
    city = town.agency("city", kind="people_committee")
    ward = town.agency("ward", city)
    office = town.agency("office", ward)
    citadel = town.agency("city-wall")
    town.power("chair", "see_statistics", reach="subtree")
    powers = powers_of(town.officer("chair", town.post(city, "chair")).id, TODAY)
    assert powers.agency_ids("see_statistics") == {city.id, ward.id, office.id}
    assert not powers.holds("see_statistics", agency_id=citadel.id), "a like-named neighbour is not below"


def test_an_officer_had_powers_only_while_appointed(town):
    ward = town.agency("ward")
    town.power("chair", "sign")
    chair = town.officer("chair", town.post(ward, "chair"), valid_to=date(2026, 1, 1))
    assert powers_of(chair.id, date(2025, 12, 31)).holds("sign", agency_id=ward.id)
    after = powers_of(chair.id, date(2026, 1, 1))
    assert not after.holds("sign", agency_id=ward.id)
    assert after.why("sign").vi == "Không giữ chức vụ nào vào ngày 01/01/2026"


def test_the_day_of_authority_is_the_day_in_viet_nam(town):
    ward = town.agency("ward")
    town.power("chair", "sign", valid_from=date(2026, 1, 1))
    chair = town.officer("chair", town.post(ward, "chair"))
    assert powers_of(chair.id, datetime(2025, 12, 31, 17, 0, tzinfo=UTC)).holds("sign")
    assert not powers_of(chair.id, datetime(2025, 12, 31, 16, 59, tzinfo=UTC)).holds("sign")


def test_nobody_signs_for_an_agency_that_was_dissolved(town):
    district = town.agency(
        "district", kind="district", valid_from=date(2008, 8, 1), valid_to=date(2025, 7, 1)
    )
    town.power("chair", "sign", valid_from=date(2008, 8, 1))
    chair = town.officer("chair", town.post(district, "chair"), valid_from=date(2020, 1, 1))
    assert powers_of(chair.id, date(2025, 6, 30)).holds("sign", agency_id=district.id)
    assert not powers_of(chair.id, date(2025, 7, 1)).holds_any("sign")


def test_a_power_over_one_field_says_nothing_about_another(town):
    ward = town.agency("ward")
    town.power("justice_officer", "process", field="civil-status")
    powers = powers_of(town.officer("justice", town.post(ward, "justice_officer")).id, TODAY)
    assert powers.holds("process", "1.004873", "civil-status", ward.id)
    assert not powers.holds("process", "1.009995", "construction", ward.id)
    assert not powers.holds("process", agency_id=ward.id), "not over everything"
    assert powers.holds_any("process")
    assert "lĩnh vực" in powers.why("process", "1.009995", "construction", ward.id).vi


def test_a_delegation_lends_the_signature_for_its_months_and_shows_in_the_capacity(town):
    ward = town.agency("ward")
    town.power("chair", "sign")
    justice = town.post(ward, "justice_officer")
    Power.objects.create(
        post=justice, power="sign", field="certification", capacity="TUQ.", decision="Quyết định 12/QĐ-UBND",
        delegated_by=town.post(ward, "chair"), valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1),
    )  # fmt: skip
    officer = town.officer("justice", justice)
    actor = Actor("officer", officer.id, post_id=justice.id, agency_id=ward.id)
    asked = {"procedure_code": "2.000815", "field": "certification", "agency_id": ward.id}
    grant = require(actor, "sign", at=date(2026, 6, 30), **asked)
    assert (grant.capacity, grant.decision) == ("TUQ.", "Quyết định 12/QĐ-UBND")
    with pytest.raises(NotAllowed) as refused:
        require(actor, "sign", at=date(2026, 7, 1), **asked)
    assert refused.value.vi and refused.value.en


def test_a_delegation_without_a_decision_is_refused_by_the_database(town):
    ward = town.agency("ward")
    with pytest.raises(IntegrityError, match="city_power_delegation_has_decision"):
        town.power(post=town.post(ward, "justice_officer"), delegated_by=town.post(ward, "chair"))


def test_who_holds_two_posts_acts_in_the_one_chosen(town):
    ward, centre = town.agency("ward"), town.agency("centre", kind="centre_branch")
    town.power("chair", "sign")
    town.power("reception", "receive")
    chair, counter = town.post(ward, "chair"), town.post(centre, "reception")
    both = town.officer("both", chair, counter)
    assert authority.holds(Actor("officer", both.id), "sign", at=TODAY)
    assert not authority.holds(Actor("officer", both.id, post_id=counter.id), "sign", at=TODAY)
    assert authority.actor_for(both, TODAY).post_id == chair.id
    assert authority.actor_for(both, TODAY, counter.id).agency_id == centre.id


def test_a_kind_of_post_may_mean_more_in_one_kind_of_agency(town):
    ward, department = town.agency("ward"), town.agency("department", kind="department")
    town.power("specialist", "sign", agency_kind="department")
    assert not powers_of(town.officer("a", town.post(ward, "specialist")).id, TODAY).holds("sign")
    assert powers_of(town.officer("b", town.post(department, "specialist")).id, TODAY).holds("sign")


def test_one_officer_cannot_hold_one_post_twice_at_a_time(town):
    post = town.post(town.agency("ward"), "chair")
    officer = town.officer("chair", post, valid_to=date(2026, 1, 1))
    Appointment.objects.create(account=officer, post=post, valid_from=date(2026, 1, 1))
    with pytest.raises(IntegrityError, match="city_appointment_once_at_a_time"):
        Appointment.objects.create(account=officer, post=post, valid_from=date(2026, 5, 1))


def test_a_visitor_a_resident_and_a_blocked_officer_may_do_nothing(town):
    ward = town.agency("ward")
    town.power("chair", "sign")
    assert not powers_of(None, TODAY).grants
    assert not powers_of(town.officer("resident").id, TODAY).grants
    blocked = town.officer("blocked", town.post(ward, "chair"))
    assert powers_of(blocked.id, TODAY).holds("sign")
    blocked.is_active = False
    blocked.save()
    assert not powers_of(blocked.id, TODAY).holds("sign"), "at once in this process"


def test_powers_cost_two_queries_and_then_none(town, django_assert_num_queries):
    city = town.agency("city", kind="people_committee")
    town.agency("ward", city)
    town.power("chair", "see_statistics", reach="subtree")
    chair = town.officer("chair", town.post(city, "chair"), town.post(city, "specialist"))
    with django_assert_num_queries(2):
        powers_of(chair.id, TODAY).holds("see_statistics", agency_id=city.id)
    with django_assert_num_queries(0):
        powers_of(chair.id, TODAY)


def test_a_new_power_counts_at_once_in_the_process_that_gave_it(town):
    ward = town.agency("ward")
    chair = town.officer("chair", town.post(ward, "chair"))
    assert not powers_of(chair.id, TODAY).holds("sign")
    town.power("chair", "sign")
    assert powers_of(chair.id, TODAY).holds("sign")


PROCEDURES, FIELDS = ["", "1.1", "1.2"], ["", "land", "civil-status"]
GRANTS = st.lists(
    st.tuples(
        st.sampled_from(["chair", "specialist"]),
        st.sampled_from(["sign", "process"]),
        st.sampled_from(PROCEDURES),
        st.sampled_from(FIELDS),
        st.sampled_from(["agency", "subtree"]),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=GRANTS, seats=st.sets(st.tuples(st.integers(0, 3), st.sampled_from(["chair", "specialist"]))))
def test_the_scope_of_a_list_equals_asking_for_each_row(town, grants, seats):
    """Rows of `Power` serve as the list: they have an agency (through the post), a procedure and a field."""
    stamp = f"{hash((tuple(grants), frozenset(seats)))}-{Power.objects.count()}"
    city = town.agency(f"city{stamp}")
    ward = town.agency(f"ward{stamp}", city)
    agencies = [city, ward, town.agency(f"office{stamp}", ward), town.agency(f"other{stamp}")]
    Power.objects.all().delete()
    for agency in agencies:
        post = town.post(agency, "listed")
        for code in PROCEDURES:
            for field in FIELDS:
                town.power(post=post, power="consult", procedure_code=code, field=field)
    for kind, power, code, field, reach in grants:
        town.power(kind, power, procedure_code=code, field=field, reach=reach)
    officer = town.officer(f"o{stamp}", *[town.post(agencies[i], kind) for i, kind in sorted(seats)])
    powers = powers_of(officer.id, TODAY)
    rows = list(Power.objects.filter(power="consult").select_related("post"))
    for power in ("sign", "process"):
        condition = scope_condition(powers, power, agency="post__agency")
        by_sql = set(Power.objects.filter(condition, power="consult").values_list("id", flat=True))
        one_by_one = {
            row.id
            for row in rows
            if powers.holds(power, row.procedure_code, row.field, row.post.agency_id)
        }  # fmt: skip
        assert by_sql == one_by_one


def test_an_answer_read_during_a_change_is_not_kept():
    kept = authority._Kept()
    reads = []

    def read():
        reads.append(1)
        if len(reads) == 1:
            kept.clear()  # somebody changes a post meanwhile
        return authority.NOBODY

    for _ in range(3):
        kept.get((1, TODAY), read)
    assert len(reads) == 2, "the first answer is not kept, the second is"


def test_a_kept_answer_ends_after_some_seconds(monkeypatch):
    kept, clock, reads = authority._Kept(), [100.0], []
    monkeypatch.setattr(authority.time, "monotonic", lambda: clock[0])
    for seconds, expected in ((0, 1), (authority.KEPT_SECONDS - 1, 1), (2, 2)):
        clock[0] += seconds
        kept.get((1, TODAY), lambda: reads.append(1) or authority.NOBODY)
        assert len(reads) == expected


def test_a_sign_on_does_not_cost_everybody_the_kept_answers(town, django_assert_num_queries):
    chair = town.officer("chair", town.post(town.agency("ward"), "chair"))
    powers_of(chair.id, TODAY)
    chair.save(update_fields=["last_login"])
    with django_assert_num_queries(0):
        powers_of(chair.id, TODAY)

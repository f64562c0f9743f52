"""The desk for doubtful pairs: nobody works on a pair that another looks at, two decide blind, a third where they part."""

from datetime import timedelta

import pytest

from motcua.foundation.models import Event
from motcua.records.quality.models import Link, Opinion, Pair, Proposal
from motcua.records.quality.pairs import desk
from motcua.records.quality.pairs.errors import Faulty, NotPossible, SamePerson
from motcua.records.quality.pairs.models import Lease, Matter
from tests.records.pairs.doubtful import (
    MONDAY,
    WARD,
    a_pair,
    actor,
    agreed,
    of_two,
    person,
    said,
    side,
    with_source,
)

pytestmark = pytest.mark.django_db
A, B = 1, 2


@pytest.fixture
def pairs(city):
    """Three pairs of the ward, the likeliest first."""
    one = person("Trần Thị Hoa", "001190900001")
    return [with_source(one, probability, full_name="Tran Thi Hoa") for probability in (0.9, 0.7, 0.5)]


def ids(*keys):
    return [actor(key).account_id for key in keys]


def test_two_officers_never_get_the_same_pair(pairs):
    justice, society = ids("justice", "society")
    first = desk.claim_next(WARD, justice, "Tuệ", at=MONDAY)
    second = desk.claim_next(WARD, society, "Thảo", at=MONDAY)
    assert (first, second) == (pairs[0], pairs[1])
    with pytest.raises(NotPossible):
        desk.claim(pairs[0].pk, WARD, society, "Thảo", at=MONDAY)
    assert desk.claim(pairs[0].pk, WARD, society, "Thảo", at=MONDAY + desk.LEASE) == pairs[0], (
        "the lease ran out"
    )


def test_whoever_takes_the_next_gives_back_the_one_before(pairs):
    justice, society = ids("justice", "society")
    desk.claim_next(WARD, justice, "Tuệ", at=MONDAY)
    assert desk.claim_next(WARD, justice, "Tuệ", at=MONDAY, past=[pairs[0].pk]) == pairs[1]
    assert list(Lease.objects.filter(account_id=justice).values_list("pair_id", flat=True)) == [pairs[1].pk]
    assert desk.claim_next(WARD, society, "Thảo", at=MONDAY) == pairs[0]


def test_an_officer_sees_the_pairs_of_its_own_communes_only(pairs):
    (justice,) = ids("justice")
    elsewhere = desk.Area(frozenset({"00001"}))
    assert desk.claim_next(elsewhere, justice, "Tuệ", at=MONDAY) is None
    assert desk.claim(pairs[0].pk, elsewhere, justice, "Tuệ", at=MONDAY) is None
    assert desk.say(pairs[0].pk, "same", "", elsewhere, by=actor("justice"), at=MONDAY) is None
    assert desk.claim_next(desk.Area(None), justice, "Tuệ", at=MONDAY) == pairs[0], (
        "the city sees every commune"
    )


def test_one_who_has_spoken_is_not_asked_again_and_cannot_be_its_own_second_pair_of_eyes(pairs):
    said(pairs[0], "justice", "same")
    (justice,) = ids("justice")
    assert desk.claim_next(WARD, justice, "Tuệ", at=MONDAY) == pairs[1]
    with pytest.raises(SamePerson):
        said(pairs[0], "justice", "same")
    assert Opinion.objects.count() == 1


def test_two_who_agree_link_the_record_with_the_person_and_propose_to_its_source(pairs):
    pair = agreed(pairs[0])
    assert pair.state == Pair.State.SAME
    link = Link.objects.get(pair=pair)
    assert (link.source, link.record, link.how) == ("vaccination", pair.right_record, "review")
    told = Proposal.objects.filter(pair=pair)
    assert ("full_name", "Tran Thi Hoa", "Trần Thị Hoa") in told.values_list("field", "was", "proposed")
    assert Event.objects.filter(chain=desk.chain(pair.pk)).count() == 2


def test_two_persons_of_the_register_wait_for_their_merge(city):
    pair = agreed(of_two(person("Lê Thị Na", "001190900002"), person("Lê Thị Na")))
    assert Matter.objects.get(pair=pair).kind == Matter.Kind.MERGE
    assert [one.pair_id for one in desk.matters("merge", WARD, 10)] == [pair.pk]


def test_different_needs_one_and_disagreement_goes_to_the_supervisor(pairs):
    assert said(pairs[0], "justice", "different").state == Pair.State.DIFFERENT
    said(pairs[1], "justice", "same")
    assert said(pairs[1], "society", "different").state == Pair.State.DISPUTED
    assert [one.pair_id for one in desk.matters("dispute", WARD, 10)] == [pairs[1].pk]
    with pytest.raises(SamePerson):
        desk.settle(pairs[1].pk, "same", "đã xem sổ gốc", WARD, by=actor("justice"), at=MONDAY)
    with pytest.raises(Faulty):
        desk.settle(pairs[1].pk, "same", "", WARD, by=actor("leader"), at=MONDAY)
    done = desk.settle(pairs[1].pk, "same", "đã xem sổ gốc", WARD, by=actor("leader"), at=MONDAY)
    assert done is not None and done.state == Pair.State.SAME
    assert not desk.matters("dispute", WARD, 10)
    with pytest.raises(NotPossible):
        said(pairs[0], "society", "same")


def test_two_who_cannot_say_put_the_pair_aside(pairs):
    with pytest.raises(Faulty) as faulty:
        said(pairs[0], "justice", "unknown", reason=" ")
    assert set(faulty.value.fields) == {"reason"}
    said(pairs[0], "justice", "unknown")
    assert said(pairs[0], "society", "unknown").state == Pair.State.UNKNOWN


def test_nobody_speaks_about_a_pair_that_another_looks_at(pairs):
    (justice,) = ids("justice")
    desk.claim(pairs[0].pk, WARD, justice, "Tuệ", at=MONDAY)
    with pytest.raises(NotPossible):
        said(pairs[0], "society", "different")
    assert said(pairs[0], "society", "different", at=MONDAY + timedelta(hours=1)).state == "different"


def test_the_list_goes_on_behind_any_pair_in_one_query(pairs, django_assert_num_queries):
    (justice,) = ids("justice")
    with django_assert_num_queries(1):
        first = desk.page(WARD, justice, 2)
    assert first == pairs[:2]
    assert desk.page(WARD, justice, 2, (first[-1].probability, first[-1].pk)) == pairs[2:]


def test_records_of_two_sources_without_a_person_are_only_told_to_their_owners(city):
    pair = agreed(
        a_pair(side(None, "school", "S9", full_name="An"), side(None, "school", "S8", full_name="An"))
    )
    assert not Link.objects.filter(pair=pair).exists()
    assert Proposal.objects.get(pair=pair).field == "record"

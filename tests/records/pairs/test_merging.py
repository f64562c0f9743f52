"""Two persons of the register become one and two again; nothing of the absorbed one's rows is touched."""

from datetime import date
from random import Random

import pytest

from motcua.city import identities
from motcua.city.models import Person
from motcua.records.population.models import CitizenRecord
from motcua.records.quality.models import Merge, Pair
from motcua.records.quality.pairs import desk, merging, same_person, surviving, survivor_of
from motcua.records.quality.pairs.errors import Faulty, NotPossible
from motcua.records.quality.pairs.models import Told
from tests.records.pairs.doubtful import MONDAY, WARD, actor, agreed, of_two, person

pytestmark = pytest.mark.django_db
WHY = "Đã đối chiếu giấy khai sinh"


def merged(one: Person, other: Person, choices=None, reason="", **more) -> Merge:
    pair = agreed(of_two(one, other))
    does = {"by": actor("leader"), "at": MONDAY} | more
    done = merging.merge(pair.pk, one.pk, choices or {}, reason, WARD, **does)
    assert done is not None
    return done


def undone(row: Merge, reason=WHY, **more) -> Merge | None:
    return merging.undo(row.pk, reason, WARD, **({"by": actor("leader"), "at": MONDAY} | more))


def values(who: Person):
    who = Person.objects.get(pk=who.pk)
    return merging.values_of(who, CitizenRecord.objects.filter(pk=who.pk).first())


@pytest.fixture
def two(city):
    """A person with a number, and the same one again without, whom another source knew better by telephone."""
    keeps = person("Phạm Thị Lan", "001190900010", record={"hometown": "Hà Nội"})
    goes = person(
        "Pham Thi Lan", phone="0912345678", record={"hometown": "Hà Đông", "birth_place": "Trạm y tế"}
    )
    return keeps, goes


def test_the_survivor_takes_what_it_lacks_and_the_absorbed_stays_as_it_is(two):
    keeps, goes = two
    before = values(goes)
    row = merged(keeps, goes)
    after = values(keeps)
    assert (after["phone"], after["birth_place"], after["hometown"]) == (
        ["0912345678"],
        ["Trạm y tế"],
        ["Hà Nội"],
    )
    assert values(goes) == before
    assert same_person(keeps.pk) == same_person(goes.pk) == tuple(sorted((keeps.pk, goes.pk)))
    assert survivor_of(goes.pk) == keeps.pk
    assert row.by["merged"]["name"] == actor("leader").name
    assert len(row.by["said"]) == 2


def test_the_preview_proposes_who_has_the_number(two):
    keeps, goes = two
    found = merging.preview(of_two(goes, keeps), MONDAY.date())
    assert found is not None and found.proposed == keeps.pk


def test_another_choice_than_the_rules_needs_a_reason(two):
    keeps, goes = two
    pair = agreed(of_two(keeps, goes))
    does = {"by": actor("leader"), "at": MONDAY}
    for survivor, choices in ((goes.pk, {}), (keeps.pk, {"hometown": "absorbed"})):
        with pytest.raises(Faulty) as faulty:
            merging.merge(pair.pk, survivor, choices, " ", WARD, **does)
        assert set(faulty.value.fields) == {"reason"}
    with pytest.raises(Faulty):
        merging.merge(pair.pk, 0, {}, "", WARD, **does)
    merging.merge(pair.pk, keeps.pk, {"hometown": "absorbed"}, WHY, WARD, **does)
    assert values(keeps)["hometown"] == ["Hà Đông"]


def test_nobody_is_declared_dead_by_a_merge_unless_an_officer_chooses_it(city):
    keeps = person("Bùi Văn Sơn", "001090900011")
    goes = person("Bùi Văn Sơn", record={"death_date": date(2020, 1, 2)})
    pair = agreed(of_two(keeps, goes))
    does = {"by": actor("leader"), "at": MONDAY}
    with pytest.raises(Faulty) as faulty:
        merging.merge(pair.pk, keeps.pk, {}, "", WARD, **does)
    assert set(faulty.value.fields) == {"death"}
    merging.merge(pair.pk, keeps.pk, {"death": "survivor"}, "", WARD, **does)
    assert CitizenRecord.objects.get(pk=keeps.pk).alive


def test_undoing_gives_back_what_was_and_tells_both_officers(two):
    keeps, goes = two
    before = values(keeps)
    row = merged(keeps, goes)
    with pytest.raises(Faulty):
        undone(row, " ")
    undone(row, by=actor("chair"))
    assert values(keeps) == before
    assert same_person(goes.pk) == (goes.pk,)
    told = {one.account_id for one in Told.objects.filter(merge=row)}
    assert told == {actor(key).account_id for key in ("justice", "society", "leader")}
    assert [one.merge for one in desk.unseen(actor("justice").account_id)] == [row]
    assert Pair.objects.get(pk=row.pair_id).state == Pair.State.DIFFERENT
    with pytest.raises(NotPossible):
        undone(row)


def test_what_was_changed_since_the_merge_stands_after_it_is_undone(two):
    keeps, goes = two
    row = merged(keeps, goes)
    Person.objects.filter(pk=keeps.pk).update(phone="0900000000")
    undone(row)
    after = values(keeps)
    assert (after["phone"], after["birth_place"]) == (["0900000000"], [""])


def test_merges_that_build_on_one_another_are_undone_from_the_last_one(city):
    one, two, three = (person("Đỗ Thị Mai", pin) for pin in ("001190900012", "", ""))
    first = merged(two, three)
    second = merged(one, two)
    assert same_person(three.pk) == tuple(sorted((one.pk, two.pk, three.pk)))
    with pytest.raises(NotPossible):
        undone(first)
    undone(second)
    undone(first)
    assert {same_person(who.pk) for who in (one, two, three)} == {(one.pk,), (two.pk,), (three.pk,)}


def test_a_pair_about_somebody_who_was_absorbed_is_about_the_survivor(city):
    one, two, three = (person("Lý Thị Thu", pin) for pin in ("001190900013", "", ""))
    merged(one, two)
    found = merging.preview(of_two(two, three), MONDAY.date())
    assert found is not None
    assert {found.one.person.pk, found.other.person.pk} == {one.pk, three.pk}


def test_a_merge_is_nobodys_business_elsewhere_and_not_before_two_agreed(two):
    pair = of_two(*two)
    does = {"by": actor("leader"), "at": MONDAY}
    with pytest.raises(NotPossible):
        merging.merge(pair.pk, two[0].pk, {}, "", WARD, **does)
    elsewhere = desk.Area(frozenset({"00001"}))
    assert merging.merge(pair.pk, two[0].pk, {}, "", elsewhere, **does) is None
    pair.delete()
    row = merged(*two)
    assert merging.undo(row.pk, WHY, elsewhere, **does) is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_merges_and_undos_leave_what_the_standing_merges_alone_would_have_made(city, seed):
    dice = Random(seed)
    crowd = [
        person(f"Người {n}", phone=dice.choice(["", f"091{n}"]), email=dice.choice(["", f"p{n}@example.vn"]),
               record={"hometown": dice.choice(["", f"Quê {n}"]), "birth_place": dice.choice(["", f"Nơi {n}"])})
        for n in range(5)
    ]  # fmt: skip
    first = {who.pk: values(who) for who in crowd}
    for _ in range(14):
        standing = list(Merge.objects.filter(undone_at=None))
        if standing and dice.random() < 0.4:
            try:
                undone(dice.choice(standing))
            except NotPossible:
                continue
            continue
        one, other = dice.sample(crowd, 2)
        pair = agreed(of_two(one, other))
        found = merging.preview(pair, MONDAY.date())
        if found is not None:
            keeps = dice.choice([found.one, found.other]).person.pk
            choices = {"hometown": dice.choice(["survivor", "absorbed"])} if dice.random() < 0.5 else {}
            merging.merge(pair.pk, keeps, choices, WHY, WARD, by=actor("leader"), at=MONDAY)
        _free(one, other)
    expected = dict(first)
    for row in Merge.objects.filter(undone_at=None).order_by("id"):
        expected[row.survivor_id] = surviving.applied(
            expected[row.survivor_id], expected[row.absorbed_id], row.became["choices"]
        )
    assert {who.pk: values(who) for who in crowd} == expected


def _free(one: Person, other: Person) -> None:
    """The two may come before officers again: what a further run of matching would bring about under a new record."""
    for pair in Pair.objects.filter(
        left__person_id__in=[one.pk, other.pk], right__person_id__in=[one.pk, other.pk]
    ):
        Pair.objects.filter(pk=pair.pk).update(
            left_record=f"{pair.left_record}-{pair.pk}", right_record=f"Z{pair.pk}"
        )


def test_a_resident_finds_what_is_kept_under_the_other_id_and_loses_it_when_parted(city):
    from motcua.procedures.dossiers import reading
    from motcua.project.demo import account_of
    from tests.sites.desk_people import filed

    minh_anh = account_of("resident").person
    mine = filed(MONDAY)
    goes = person("Nguyễn Thị Minh Anh", recorded=False)
    row = merged(minh_anh, goes, {}, WHY)
    assert [one.pk for one in reading.of_person(goes.pk)] == [mine.pk]
    assert reading.own(mine.uuid, goes.pk).pk == mine.pk
    undone(row)
    assert reading.of_person(goes.pk) == []


def test_a_number_leads_to_whom_its_holder_was_merged_into(city):
    one, other = person("Vũ Thị Hà", "001190900014"), person("Vũ Thị Hà", "001190900015")
    row = merged(one, other, {}, WHY)
    assert identities.by_pin("001190900015") == one
    undone(row)
    assert identities.by_pin("001190900015") == other

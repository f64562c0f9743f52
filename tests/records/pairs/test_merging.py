"""Two persons of the register become one and two again; nothing of the absorbed one's rows is touched."""

from datetime import date
from random import Random

import pytest
from django.core.cache import cache

from motcua.city import identities
from motcua.city.models import Person
from motcua.project.demo import account_of
from motcua.records import population
from motcua.records.population import reading
from motcua.records.population.household import head_facts
from motcua.records.population.models import CitizenRecord
from motcua.records.population.naming import persons_by_pin
from motcua.records.quality.models import Merge, Pair
from motcua.records.quality.pairs import desk, merging, same_person, surviving, survivor_of
from motcua.records.quality.pairs.errors import Faulty, NotPossible
from motcua.records.quality.pairs.models import Told
from motcua.sites.portal.resident import Resident, known_of
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


@pytest.fixture
def family(city):
    """A daughter whose mother, husband and head of household is each kept twice; she herself too."""
    mother, mother_again = (person("Hoàng Thị Vân", pin) for pin in ("001168900016", "001168900017"))
    husband, husband_again = (person("Tạ Văn Long", pin) for pin in ("001088900018", "001088900019"))
    home = {
        "household_no": "HK-16",
        "mother": mother_again,
        "spouse": husband_again,
        "marital_status": "married",
    }
    daughter = person("Tạ Thị Bích", "001190900020", record=home)
    again = person("Tạ Thị Bích", "001190900021")
    child = person("Tạ Minh", "001218900022", record={"mother": again, "household_no": "HK-16"})
    CitizenRecord.objects.filter(pk=husband_again.pk).update(household_no="HK-16", head_relation="head")
    for stays, goes in ((mother, mother_again), (husband, husband_again), (daughter, again)):
        merged(stays, goes, {"marriage": "survivor"} if stays is daughter else {}, WHY)
    return {"mother": mother, "husband": husband, "daughter": daughter, "again": again, "child": child}


def test_an_absorbed_number_leads_to_the_record_the_family_and_the_facts_of_the_one_who_stayed(family):
    number, daughter = family["again"].pin, family["daughter"]
    assert population.lookup(number).person == daughter
    told = population.family(number)
    assert (told.mother, told.spouse) == (family["mother"], family["husband"])
    assert told.children == [family["child"]]
    assert told.household == [family["child"], family["husband"]] or told.household == [
        family["husband"],
        family["child"],
    ]
    facts = population.facts_for(family["again"])
    assert facts["population.pin"] == facts["applicant.pin"] == daughter.pin
    assert facts["population.mother_pin"] == family["mother"].pin
    assert facts["population.spouse.person_id"] == family["husband"].pk
    assert head_facts(daughter, facts)["population.head_pin"] == family["husband"].pin


def test_the_facts_of_somebody_who_was_never_merged_cost_one_question_more(city, django_assert_num_queries):
    alone = person("Chu Văn Tư", "001090900023")
    cache.clear()
    with django_assert_num_queries(2):
        population.facts_for(alone)


def test_whoever_a_new_entry_names_by_an_absorbed_number_is_the_one_who_stayed(family):
    named = persons_by_pin(
        {"mother": family["again"].pin, "child": family["child"].pin, "nobody": "001190999999"}
    )
    assert named == {"mother": family["daughter"].pk, "child": family["child"].pk}


def test_a_search_by_name_shows_one_human_being_once(family):
    assert reading.named("Tạ Thị Bích", date(1990, 3, 5)) == [family["daughter"]]


def test_papers_under_the_absorbed_number_stand_in_for_the_one_who_stayed(family):
    from motcua.records.papers.models import Paper

    Paper.objects.create(
        owner=family["again"], kind="health-insurance-card", number="HS1", created_at=MONDAY, source="issued"
    )
    for who in (family["daughter"], family["again"]):
        assert "health.insurance_card" in population.sources_for(who.pk, on=MONDAY.date())


def test_who_signs_on_by_an_absorbed_number_files_with_the_data_of_the_one_who_stayed(family):
    resident = Resident(account_of("resident"), family["again"], None)
    known = known_of(resident, MONDAY.date())
    assert known.prefill["applicant.pin"] == family["daughter"].pin
    assert known.party.person_id == family["again"].pk

"""What was before and what came after: names, codes, bodies and places of every age lead to each other."""

from datetime import date

import pytest

from motcua.city.models import Agency, Appointment, Power, Unit
from motcua.city.reform import composing, lineage, running
from motcua.city.reform.content import Content, PersonMoves
from tests.reform.two_wards import DAY, MORNING, NEW, OLD, approved, approver, merger

pytestmark = pytest.mark.django_db


def done(content: Content) -> None:
    running.run(approved(content).uuid, by=approver(MORNING), at=MORNING)


def test_a_new_ward_knows_its_ancestors_and_they_their_heir():
    done(merger())
    new = Agency.objects.get(key=NEW)
    assert {link.agency.key for link in lineage.line_of(new).ancestors} == set(OLD)
    old = Agency.objects.get(key=OLD[0])
    assert [(link.agency.key, link.main, link.on) for link in lineage.line_of(old).heirs] == [
        (NEW, True, DAY)
    ]
    assert lineage.ids_before([new.pk]) == {
        new.pk,
        *Agency.objects.filter(key__in=OLD).values_list("id", flat=True),
    }
    assert new.pk in lineage.ids_after([old.pk])


def test_papers_of_a_place_are_those_of_every_body_that_was_ever_in_charge_there():
    done(merger())
    unit = Unit.objects.get(code="99001")
    found = set(Agency.objects.filter(id__in=lineage.ids_of_place(unit)).values_list("key", flat=True))
    assert {NEW, *OLD} <= found


def test_a_renamed_body_keeps_its_key_its_posts_and_its_work_and_is_found_by_both_names():
    before = Agency.objects.get(key="so-du-lich")
    posts = before.posts.count()
    done(composing.renamed("so-du-lich", "Sở Văn hóa và Du lịch mẫu", "Department of Culture and Tourism"))
    after = Agency.objects.get(key="so-du-lich")
    assert (after.pk, after.posts.count(), after.name_vi) == (before.pk, posts, "Sở Văn hóa và Du lịch mẫu")
    assert [name.name_vi for name in lineage.line_of(after).names] == ["Sở Du lịch"]
    for words in ("so du lich", "van hoa va du lich mau", after.code):
        assert after in lineage.called(words)


def test_an_officer_who_is_named_goes_where_the_plan_says_and_others_follow_their_kind():
    plan = composing.joined(
        merger(),
        Content(people=(PersonMoves(account=f"{OLD[1]}.chair-1", to="so-noi-vu", post="specialist"),)),
    )
    done(plan)
    held = Appointment.objects.on(DAY)
    assert held.get(account__username=f"{OLD[1]}.chair-1").post.agency.key == "so-noi-vu"
    assert held.get(account__username=f"{OLD[0]}.chair-1").post.agency.key == NEW


def test_what_was_lent_ends_with_the_body_that_lent_it():
    lent = Power.objects.filter(post__agency__key=OLD[0], delegated_by__isnull=False)
    assert lent.exists()
    done(merger())
    assert not lent.on(DAY).exists()
    assert lent.on(date(2026, 3, 31)).exists()


def test_a_body_that_would_stand_under_nothing_is_a_fault():
    from motcua.city.reform import plans
    from motcua.city.reform.content import AgencyEnds

    orphan = Content(end=(AgencyEnds(key="ubnd-phuong-nghia-do", to="so-noi-vu"),))
    with pytest.raises(plans.PlanFaulty) as told:
        approved(orphan)
    assert any("trực thuộc" in fault.vi for fault in told.value.faults)


def test_a_new_body_that_carries_on_the_numbers_of_an_old_one_leaves_no_gap_and_gives_none_twice():
    import msgspec

    from motcua.foundation import numbering

    old = Agency.objects.get(key=OLD[0])
    assert numbering.take(f"khai-sinh/{old.code}/2026") == 1
    assert numbering.take(f"register:birth:{old.pk}:2026") == 1
    plan = merger()
    first = msgspec.structs.replace(plan.begin[0], numbers_of=OLD[0])
    done(msgspec.structs.replace(plan, begin=(first, *plan.begin[1:])))
    new = Agency.objects.get(key=NEW)
    assert numbering.take(f"khai-sinh/{new.code}/2026") == 2
    assert numbering.take(f"register:birth:{new.pk}:2026") == 2

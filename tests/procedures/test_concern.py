"""Who may open a dossier: the posts that its procedure names, the leaders, and whoever had a task in it."""

from datetime import timedelta

import pytest

from motcua.city import authority
from motcua.city.models import Account, Appointment, Power
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.concern import concerned, concerns
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from tests.procedures import at_work
from tests.procedures.people import COPY, officer
from tests.sites.desk_people import MONDAY

pytestmark = pytest.mark.django_db


def powers(who: str, at=MONDAY):
    """By the key of a demo role, or by the name of an account."""
    account = Account.objects.get(username=who) if "." in who else account_of(who)
    return authority.powers_of(account.id, at)


def opens(who: str, dossier: Dossier) -> bool:
    return Dossier.objects.filter(concerned(powers(who)), id=dossier.id).exists()


@pytest.mark.parametrize("who", ["counter", "justice", "clerk", "chair", "leader"])
def test_the_posts_of_a_birth_and_the_leaders_open_it(city, who):
    assert opens(who, at_work.accepted_birth(MONDAY))


@pytest.mark.parametrize(
    "who",
    [
        "land",
        "construction",
        "city",
        "editor",
        "ubnd-phuong-nghia-do.economic-officer-1",
        "ubnd-phuong-nghia-do.specialist-1",
        "ubnd-phuong-ha-dong.justice-officer-1",
        "ubnd-phuong-ha-dong.chair-1",
    ],
)
def test_a_birth_does_not_exist_for_posts_that_it_has_no_step_for(city, who):
    assert not opens(who, at_work.accepted_birth(MONDAY))


def test_an_agency_that_was_asked_opens_what_it_was_asked_about(city):
    plain, asked = at_work.works_at_site_check(MONDAY), at_work.works_consulted(MONDAY)
    assert not opens("construction", plain)
    assert opens("construction", asked)


def test_whoever_had_a_task_may_open_it_after_the_power_is_gone_but_not_after_the_post(city):
    dossier = at_work.accepted_birth(MONDAY)
    changes.claim(at_work.open_task(dossier).id, by=officer("justice", MONDAY), at=MONDAY)
    Power.objects.filter(post_kind="justice_officer").delete()
    Power.objects.filter(post__kind="justice_officer").delete()
    authority.forget()
    assert opens("justice", dossier)
    assert not opens("ubnd-phuong-ha-dong.justice-officer-1", dossier)
    Appointment.objects.filter(account=account_of("justice")).update(valid_to=MONDAY.date())
    authority.forget()
    assert not opens("justice", dossier)


def test_a_power_over_another_field_opens_nothing(city):
    dossier = at_work.accepted_birth(MONDAY)
    Power.objects.filter(post_kind="justice_officer").update(field="certification")
    authority.forget()
    assert not opens("justice", dossier)


def test_a_new_version_counts_for_its_own_dossiers_at_once(city):
    before = at_work.certified_copies(MONDAY)
    assert not opens("land", before)
    old = publishing.definition_of(publishing.version_for(COPY, MONDAY))
    steps = {
        key: at_work.replaced(step, post="land_officer") if step.post == "justice_officer" else step
        for key, step in old.workflow.steps.items()
    }
    later = MONDAY + timedelta(hours=1)
    publishing.publish(
        at_work.replaced(old, workflow=at_work.replaced(old.workflow, steps=steps)),
        by=officer("editor", MONDAY),
        at=later,
    )
    after = at_work.certified_copies(later)
    assert after.version_id != before.version_id
    assert (opens("land", before), opens("land", after)) == (False, True)
    assert (opens("justice", before), opens("justice", after)) == (True, True), "the signature is delegated"
    Power.objects.filter(post__kind="justice_officer").delete()
    authority.forget()
    assert (opens("justice", before), opens("justice", after)) == (True, False)


def test_the_condition_and_the_question_give_the_same_answer_for_everybody(city):
    at_work.accepted_birth(MONDAY)
    at_work.signed_birth(MONDAY)
    at_work.certified_copies(MONDAY)
    at_work.works_at_site_check(MONDAY)
    at_work.works_consulted(MONDAY)
    dossiers = list(Dossier.objects.order_by("id"))
    Power.objects.filter(post_kind="economic_officer", power="process").update(field="construction")
    Power.objects.filter(post_kind="specialist", power="approve").delete()
    authority.forget()
    agencies = ("ubnd-phuong-nghia-do.", "ubnd-thanh-pho.", "so-xay-dung.", "ttpvhcc", "ubnd-phuong-ha-dong.")
    seen = set()
    for account in Account.objects.filter(kind="officer"):
        if account.username.startswith(agencies):
            held = powers(account.username)
            by_sql = set(Dossier.objects.filter(concerned(held)).values_list("id", flat=True))
            assert by_sql == {one.id for one in dossiers if concerns(held, one)}, account.username
            seen.add(frozenset(by_sql))
    assert len(seen) > 4, "the officers differ"


def test_the_rule_costs_no_query_once_the_versions_are_known(city, django_assert_num_queries):
    dossier = at_work.accepted_birth(MONDAY)
    held = powers("justice")
    concerned(held)
    with django_assert_num_queries(1):
        assert list(Dossier.objects.filter(concerned(held), id=dossier.id)) == [dossier]

"""Four eyes: who wrote or submitted a procedure never lets it out, and what is let out is what was seen."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection

from motcua.city import authority
from motcua.foundation import clock
from motcua.foundation.models import Event
from motcua.procedures.authoring import beginning, proposing, working
from motcua.procedures.authoring.models import Proposal, WorkingCopy
from motcua.procedures.authoring.proposing import NotSound, Refused, Terms
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion
from motcua.procedures.gazette.models import Item
from motcua.project.demo import account_of
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:15")
TERMS = Terms("Bớt giấy tờ", "12/QĐ-UBND", date(2026, 3, 1), date(2026, 3, 2))
WHY = "Luật có hiệu lực ngay"
BIRTH = "1.001193"


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(AT)


def actor(key):
    return authority.actor_for(account_of(key), AT)


def opened(code=BIRTH):
    version = (
        ProcedureVersion.objects.select_related("procedure").filter(procedure__code=code).latest("number")
    )
    return working.start_from(version, by=actor("editor"), at=AT)


def edited(change, code=BIRTH):
    copy = opened(code)
    tree = deepcopy(copy.tree)
    change(tree)
    return working.save(copy.uuid, tree, seen=copy.revision, by=actor("editor"), at=AT)


def renamed(tree):
    tree["name"]["en"] = "Register a birth"


def test_an_editor_submits_and_the_deputy_director_lets_it_out():
    copy = edited(renamed)
    proposal = proposing.submit(copy.uuid, TERMS, seen=2, by=actor("editor"), at=AT)
    version = proposing.approve(proposal.pk, seen=2, words=WHY, by=actor("issuer"), at=AT)
    assert version.number == 2 and publishing.definition_of(version).name.en == "Register a birth"
    assert publishing.version_for(BIRTH, AT) == version
    copy.refresh_from_db()
    assert copy.state == WorkingCopy.State.PUBLISHED
    kinds = Event.objects.filter(chain=f"procedure:{BIRTH}").order_by("seq").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["procedure.submitted", "procedure.published", "procedure.approved"]


def test_the_editor_cannot_approve_and_the_resident_cannot_submit():
    copy = edited(renamed)
    with pytest.raises(authority.NotAllowed):
        proposing.submit(copy.uuid, TERMS, seen=2, by=actor("counter"), at=AT)
    proposal = proposing.submit(copy.uuid, TERMS, seen=2, by=actor("editor"), at=AT)
    with pytest.raises(authority.NotAllowed):
        proposing.approve(proposal.pk, seen=2, by=actor("editor"), at=AT)


def test_who_wrote_one_word_of_it_is_not_the_second_pair_of_eyes():
    copy = edited(renamed)
    tree = {**copy.tree, "keywords": ["khai sinh"]}
    working.save(copy.uuid, tree, seen=2, by=actor("issuer"), at=AT)
    proposal = proposing.submit(copy.uuid, TERMS, seen=3, by=actor("editor"), at=AT)
    with pytest.raises(Refused, match="second person"):
        proposing.approve(proposal.pk, seen=3, by=actor("issuer"), at=AT)


def test_while_it_waits_nobody_edits_and_what_was_sent_back_can_be_mended_and_sent_again():
    copy = edited(renamed)
    proposal = proposing.submit(copy.uuid, TERMS, seen=2, by=actor("editor"), at=AT)
    with pytest.raises(working.NotEditable):
        working.save(copy.uuid, {}, seen=2, by=actor("editor"), at=AT)
    with pytest.raises(Refused):
        proposing.reject(proposal.pk, " ", by=actor("issuer"), at=AT)
    proposing.reject(proposal.pk, "Sửa tên", by=actor("issuer"), at=AT)
    again = proposing.submit(copy.uuid, TERMS, seen=2, by=actor("editor"), at=AT)
    with pytest.raises(Refused, match="not what was submitted"):
        proposing.approve(again.pk, seen=1, by=actor("issuer"), at=AT)
    proposing.withdraw(again.pk, by=actor("editor"), at=AT)
    with pytest.raises(Refused):
        proposing.approve(again.pk, seen=2, by=actor("issuer"), at=AT)
    assert ProcedureVersion.objects.filter(procedure__code=BIRTH).count() == 1


def test_pressing_approve_twice_publishes_once():
    copy = edited(renamed)
    proposal = proposing.submit(copy.uuid, TERMS, seen=2, by=actor("editor"), at=AT)
    proposing.approve(proposal.pk, seen=2, words=WHY, by=actor("issuer"), at=AT)
    with pytest.raises(Refused, match="already answered"):
        proposing.approve(proposal.pk, seen=2, by=actor("issuer"), at=AT)
    assert ProcedureVersion.objects.filter(procedure__code=BIRTH).count() == 2


def test_an_unsound_copy_is_not_submitted_and_says_all_that_is_wrong():
    copy = edited(lambda tree: tree["workflow"]["steps"]["receive"]["next"].clear())
    with pytest.raises(NotSound) as refused:
        proposing.submit(copy.uuid, TERMS, seen=2, by=actor("editor"), at=AT)
    assert refused.value.problems
    assert not Proposal.objects.exists()


def test_the_id_of_a_published_question_never_comes_back_as_another_kind():
    def retyped(tree):
        field = next(f for p in tree["form"]["pages"] for f in p["fields"] if f["kind"] == "email")
        field["kind"] = "text"

    copy = edited(retyped)
    (problem,) = [one for one in proposing.hindrances(copy) if one.code == "ID_REUSED"]
    assert "email" in problem.vi and problem.path.startswith("form.pages[")


def test_what_equals_the_published_version_is_not_submitted():
    copy = opened()
    with pytest.raises(Refused, match="equals version 1"):
        proposing.submit(copy.uuid, TERMS, seen=1, by=actor("editor"), at=AT)


def test_a_version_for_later_waits_for_its_day():
    copy = edited(renamed)
    later = Terms("Bớt", "12/QĐ", date(2026, 3, 1), date(2026, 4, 1))
    proposal = proposing.submit(copy.uuid, later, seen=2, by=actor("editor"), at=AT)
    version = proposing.approve(proposal.pk, seen=2, by=actor("issuer"), at=AT)
    assert publishing.version_for(BIRTH, hanoi("2026-03-31 23:59")).number == 1
    assert publishing.version_for(BIRTH, hanoi("2026-04-01 00:00")) == version


def test_nothing_takes_effect_in_the_past():
    copy = edited(renamed)
    earlier = Terms("Bớt", "12/QĐ", date(2026, 2, 1), date(2026, 3, 1))
    with pytest.raises(Refused):
        proposing.submit(copy.uuid, earlier, seen=2, by=actor("editor"), at=AT)


@pytest.mark.parametrize("level", beginning.LEVELS)
def test_a_procedure_from_nothing_is_sound_from_its_first_moment(level):
    tree = beginning.starting_tree(
        "9.000001", vi="Xin chỗ họp", en="A place to meet", level=level, field="ho-tich"
    )
    copy = working.start("9.000001", tree, by=actor("editor"), at=AT)
    assert proposing.hindrances(copy) == []


def test_a_version_closed_for_new_requests_stays_in_force_for_what_runs():
    version = publishing.version_for(BIRTH, AT)
    closing.close(version, vi="Chờ luật mới", en="A new law comes", by=actor("issuer"), at=AT)
    procedure = Procedure.objects.get(code=BIRTH)
    assert closing.closed(procedure, version, AT).vi == "Chờ luật mới"
    assert closing.closed(procedure, version, hanoi("2026-03-01 00:00")) is None
    assert publishing.version_for(BIRTH, AT) == version
    with pytest.raises(authority.NotAllowed):
        closing.reopen(procedure.pk, by=actor("editor"), at=AT)
    closing.reopen(procedure.pk, by=actor("issuer"), at=AT)
    procedure.refresh_from_db()
    assert closing.closed(procedure, version, AT) is None


def test_the_database_holds_one_waiting_proposal_a_copy():
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where indexname = 'proposal_one_waiting'")
        assert "waiting" in cursor.fetchone()[0]


def test_what_comes_out_before_its_legal_day_needs_a_reason_and_stands_in_the_public_list():
    copy = edited(renamed)
    proposal = proposing.submit(copy.uuid, TERMS, seen=2, by=actor("editor"), at=AT)
    (late,) = proposing.late_notices(proposal, AT.date())
    assert "Điều 15" in late.vi
    with pytest.raises(Refused, match="legal period"):
        proposing.approve(proposal.pk, seen=2, by=actor("issuer"), at=AT)
    version = proposing.approve(proposal.pk, seen=2, words=WHY, by=actor("issuer"), at=AT)
    item = Item.objects.select_related("decision").get(version=version)
    assert (item.kind, item.decision.number, item.effective_on) == ("amended", "12/QĐ-UBND", date(2026, 3, 2))
    proposal.refresh_from_db()
    assert proposal.words == WHY


def test_five_days_before_its_day_no_reason_is_asked():
    copy = edited(renamed)
    in_time = Terms("Bớt", "13/QĐ-UBND", date(2026, 3, 1), date(2026, 3, 6))
    proposal = proposing.submit(copy.uuid, in_time, seen=2, by=actor("editor"), at=AT)
    assert proposing.approve(proposal.pk, seen=2, by=actor("issuer"), at=AT).number == 2


def test_a_decision_that_the_public_list_dates_otherwise_is_refused_and_nothing_comes_out():
    for code in (BIRTH, "1.000894"):
        copy = edited(renamed, code)
        day = 1 if code == BIRTH else 2
        terms = Terms("Bớt", "14/QĐ-UBND", date(2026, 3, day), date(2026, 3, 10))
        proposal = proposing.submit(copy.uuid, terms, seen=2, by=actor("editor"), at=AT)
        if code == BIRTH:
            proposing.approve(proposal.pk, seen=2, by=actor("issuer"), at=AT)
    with pytest.raises(Refused, match="another date"):
        proposing.approve(proposal.pk, seen=2, by=actor("issuer"), at=AT)
    assert ProcedureVersion.objects.filter(procedure__code="1.000894").count() == 1

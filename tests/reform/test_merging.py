"""Two wards become one on a day: bodies, officers and open work go on there; nothing is lost and nothing guessed."""

import json
from datetime import timedelta

import pytest

from motcua.city import agencies
from motcua.city.models import Agency, Appointment
from motcua.city.reform import plans, previewing, running
from motcua.city.reform.models import Plan
from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.insight.counting import KINDS
from motcua.insight.keeping import Stored
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Task
from tests.procedures.at_work import now, open_task, seat
from tests.procedures.people import BIRTH, officer, resident
from tests.reform.two_wards import DAY, MARCH, MORNING, NEW, OLD, approved, approver, merger, writer
from tests.sites import desk_people

pytestmark = pytest.mark.django_db


def test_a_plan_is_written_by_one_and_approved_by_another():
    plan = plans.draft("Sáp nhập", "12/NQ", DAY, merger(), by=approver(), at=MARCH)
    plans.propose(plan.uuid, by=approver(), at=MARCH)
    with pytest.raises(plans.PlanRefused):
        plans.approve(plan.uuid, by=approver(), at=MARCH)
    plan.refresh_from_db()
    assert plan.state == Plan.State.PROPOSED


def test_open_work_goes_on_at_the_new_ward_with_code_and_deadline():
    waiting, examined, ready = desk_people.accepted(), desk_people.examined(), desk_people.ready()
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    new = Agency.objects.get(key=NEW)
    for before in (waiting, examined):
        after = now(before)
        assert after.code == before.code
        assert after.due_at == before.due_at
        assert after.competent_agency_id == new.pk
        assert open_task(after).agency_id == new.pk
        assert events.verify_chain(after.chain) == []
    assert now(ready).return_agency_id == ready.return_agency_id  # the branch goes on


def test_work_is_done_by_whoever_held_it_at_the_new_ward():
    dossier = desk_people.accepted()
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    later = MORNING.replace(hour=9)
    justice = seat(OLD[0], "justice_officer", later)
    assert justice.agency_id == Agency.objects.get(key=NEW).pk
    moved = changes.act(
        open_task(dossier).pk, "submit", by=justice, at=later, answers={"proposal": "grant"},
        ticked=frozenset({"not_registered", "name_lawful"}),
    )  # fmt: skip
    assert Task.objects.get(id=moved.open_task_id).agency.key == NEW


def test_the_old_ward_has_an_heir_and_its_officers_hold_no_old_post():
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    old = Agency.objects.get(key=OLD[0])
    assert not old.in_force(DAY)
    assert agencies.heir(old, MORNING).key == NEW
    assert not Appointment.objects.on(DAY).filter(post__agency__key__in=OLD).exists()
    assert agencies.competent("commune", "99001", MORNING).key == NEW


def test_before_its_day_a_plan_changes_nothing_and_can_be_withdrawn():
    plan = approved(merger())
    with pytest.raises(plans.PlanRefused):
        running.run(plan.uuid, by=approver(), at=MARCH)
    plans.withdraw(plan.uuid, "Hoãn", by=approver(), at=MARCH)
    assert running.run_due(MORNING) == 0
    assert not Agency.objects.filter(key=NEW).exists()


def test_the_preview_counts_what_the_run_moves():
    desk_people.accepted(), desk_people.examined()
    plan = approved(merger())
    seen = {tally.key: tally.count for tally in previewing.preview(plan, at=MARCH).tallies}
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    plan.refresh_from_db()
    done = {t["key"]: sum(line["count"] for line in t["lines"]) for t in plan.outcome["tallies"]}
    assert seen["dossiers"] == done["dossiers"] == 2
    assert seen["tasks"] == done["tasks"] == 2
    assert seen["officers"] == done["officers"]


def test_run_twice_is_once():
    dossier = desk_people.accepted()
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    assert running.sweep(plan.uuid, at=MORNING) == 0
    assert Dossier.objects.get(id=dossier.id).competent_agency.key == NEW


def test_only_the_citys_organisation_officers_write_plans():
    from motcua.city.authority import NotAllowed
    from tests.procedures.people import officer

    with pytest.raises(NotAllowed):
        plans.draft("x", "y", DAY, merger(), by=officer("chair", MARCH), at=MARCH)
    assert plans.draft("x", "y", DAY, merger(), by=writer(), at=MARCH).state == Plan.State.DRAFT


def test_a_filing_that_slips_in_after_the_run_is_swept_to_the_new_ward():
    first = desk_people.accepted()
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    late = desk_people.accepted(MARCH + timedelta(hours=1))  # still checked by the old map
    assert late.competent_agency.key == OLD[0]
    assert running.sweep(plan.uuid, at=MORNING) > 0
    assert now(late).competent_agency.key == NEW
    assert now(first).competent_agency.key == NEW
    assert running.sweep(plan.uuid, at=MORNING) == 0


def test_figures_follow_a_dossier_and_its_owner_is_told():
    from motcua.insight.counting import State, begin, fold
    from motcua.procedures.dossiers import wording
    from motcua.procedures.dossiers.notices import TOLD

    dossier = desk_people.accepted()
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    history = [
        Stored(row.seq, row.kind, row.at, json.loads(row.body)["data"])
        for row in Event.objects.filter(chain=dossier.chain, kind__in=KINDS).order_by("seq")
    ]
    state, counts = fold(history, lambda *_: 0)
    assert isinstance(state, State)
    new = Agency.objects.get(key=NEW)
    assert begin(history[0]).place.agency_id == dossier.competent_agency_id
    assert state.place.agency_id == new.pk
    standing = {place.agency_id: n for (place, column), n in counts.live.items() if column == "open" and n}
    assert standing == {new.pk: 1}
    moved = history[-1]
    assert moved.kind in TOLD
    words = wording.of(moved.kind, moved.data, compiled_version(dossier.version_id))
    assert words is not None
    assert words.for_resident
    assert "phường Thủ Lệ" in words.detail_vi
    assert "Ngày hẹn trả không đổi" in words.detail_vi


def test_reports_of_residents_go_on_at_the_new_ward():
    from tests.sites import access_city

    report = access_city._report(resident(MARCH))
    report.refresh_from_db()
    assert report.agency.key in OLD
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    report.refresh_from_db()
    assert report.agency.key == NEW
    assert events.verify_chain(report.chain) == []


def test_halls_bookings_articles_and_open_questions_to_the_ward_go_along():
    from motcua.city.hall.models import Hall
    from motcua.exchange.publishing.models import Article
    from motcua.procedures.catalogue.models import Procedure
    from motcua.procedures.review import changes as reviewing
    from motcua.procedures.review.models import Invitation

    old, heir = Agency.objects.get(key=OLD[0]), {"agency__key": NEW}
    hall = Hall.objects.create(key="sanh-mau", agency=old, name_vi="Sảnh mẫu", name_en="Hall")
    article = Article.objects.create(
        kind="news", agency=old, created_at=MARCH, touched_at=MARCH, stage="draft", state="never"
    )
    review = reviewing.begin(Procedure.objects.get(code=BIRTH), by=officer("editor", MARCH), at=MARCH)
    asked = Invitation.objects.create(review=review, agency=old)
    plan = approved(merger())
    seen = {tally.key for tally in previewing.preview(plan, at=MARCH).tallies}
    assert {"halls-of", "articles", "reviews"} <= seen
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    assert Hall.objects.filter(pk=hall.pk, **heir).exists()
    assert Article.objects.filter(pk=article.pk, **heir).exists()
    assert Invitation.objects.filter(pk=asked.pk, **heir).exists()

"""A ward is divided: dossiers go by address where it is known; all others lie at the main heir until an officer decides."""

import json
from datetime import datetime, timedelta

import pytest
from msgspec import structs

from motcua.city import agencies
from motcua.city.models import Agency, Person, WorkCalendar
from motcua.city.reform import composing, plans, previewing, questions, running
from motcua.city.reform.content import Content, PlaceRule, UnitBegins
from motcua.city.reform.models import Question
from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Timer
from tests.conftest import hanoi
from tests.procedures.at_work import now, open_task, seat
from tests.procedures.people import officer
from tests.reform.two_wards import DAY, MARCH, MORNING, approved, approver, writer
from tests.sites import desk_people

pytestmark = pytest.mark.django_db
OLD = "ubnd-phuong-nghia-do"
EAST, WEST = "ubnd-phuong-dong-nghia", "ubnd-phuong-tay-nghia"


def unit(code: str, name: str, slug: str) -> UnitBegins:
    return UnitBegins(
        code=code, level=3, kind="ward", name_vi=name, full_name_vi=f"Phường {name}", name_en=slug.title(),
        slug=slug, parent="01",
    )  # fmt: skip


def division(calendar: str = "hanh-chinh") -> Content:
    """Nghĩa Đô is divided into an eastern (main) and a western ward; one lane's place is known."""
    return composing.communes(
        [
            composing.NewCommune(
                unit="99011", key=EAST, code="H26.911", name_vi="Ủy ban nhân dân phường Đông Nghĩa",
                name_en="People's Committee of Dong Nghia", calendar=calendar, takes=[OLD],
                begins=unit("99011", "Đông Nghĩa", "dong-nghia"), main_of=[OLD],
            ),
            composing.NewCommune(
                unit="99012", key=WEST, code="H26.912", name_vi="Ủy ban nhân dân phường Tây Nghĩa",
                name_en="People's Committee of Tay Nghia", calendar=calendar, takes=[OLD],
                begins=unit("99012", "Tây Nghĩa", "tay-nghia"),
            ),
        ],
        on=DAY,
        places=[PlaceRule(unit="00160", words="ngõ 12", to="99012")],
    )  # fmt: skip


def home(dossier: Dossier, line: str) -> Dossier:
    Person.objects.filter(id=dossier.owner_id).update(address_line=line)
    Dossier.objects.filter(id=dossier.id).update(address=line)
    return dossier


def test_a_known_lane_decides_and_an_unknown_address_waits_on_the_review_list():
    known = home(desk_people.accepted(), "Số 5 ngõ 12")
    plan = approved(division())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    assert now(known).competent_agency.key == WEST
    assert not Question.objects.exists()


def test_nothing_is_guessed_and_the_officer_of_the_main_heir_hands_it_over():
    dossier = home(desk_people.accepted(), "Số 9 phố Không Tên")
    plan = approved(division())
    assert previewing.preview(plan, at=MARCH).unsure == 1
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    question = Question.objects.get()
    assert (question.agency_key, question.choices) == (EAST, [EAST, WEST])
    assert now(dossier).competent_agency.key == EAST
    later = MORNING + timedelta(hours=9)
    chair = seat(OLD, "chair", later)
    questions.decide(question.pk, WEST, "Theo bản đồ địa chính", by=chair, at=later)
    after = now(dossier)
    assert after.competent_agency.key == WEST
    assert open_task(after).agency.key == WEST
    assert (after.code, after.due_at) == (dossier.code, dossier.due_at)
    assert events.verify_chain(after.chain) == []
    with pytest.raises(questions.AlreadyDecided):
        questions.decide(question.pk, EAST, by=seat(OLD, "chair", later), at=later)


def test_a_consulted_ward_that_was_divided_is_asked_again_at_the_heir_that_an_officer_names():
    dossier = home(desk_people.accepted(), "Số 9 phố Không Tên")
    deciding = Agency.objects.get(key="ubnd-phuong-cau-giay")
    hall = Agency.objects.get(serves__code="00160", kind="centre_branch")
    # the ward that will be divided is only asked: another ward decides
    Dossier.objects.filter(id=dossier.id).update(
        competent_agency=deciding, intake_agency=hall, return_agency=hall
    )
    plan = approved(division())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    question = Question.objects.get()
    assert (question.kind, question.agency_key, question.choices) == ("consult", EAST, [EAST, WEST])
    assert open_task(now(dossier)).agency.key == EAST
    later = MORNING + timedelta(hours=9)
    questions.decide(question.pk, WEST, "Nơi cư trú trước đây", by=seat(OLD, "chair", later), at=later)
    after = now(dossier)
    assert open_task(after).agency.key == WEST
    assert after.competent_agency == deciding
    assert events.verify_chain(after.chain) == []


def test_a_question_decided_before_the_day_is_followed_on_the_day():
    dossier = home(desk_people.accepted(), "Số 9 phố Không Tên")
    plan = approved(division())
    assert previewing.ask_early(plan, at=MARCH) == 1
    questions.decide(Question.objects.get().pk, WEST, by=writer(), at=MARCH)
    assert now(dossier).competent_agency.key == OLD
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    assert now(dossier).competent_agency.key == WEST


def test_somebody_elses_chair_does_not_decide():
    home(desk_people.accepted(), "Số 9 phố Không Tên")
    plan = approved(division())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    from motcua.city.authority import NotAllowed

    with pytest.raises(NotAllowed):
        questions.decide(
            Question.objects.get().pk, WEST, by=seat("ubnd-phuong-ba-dinh", "chair", MORNING), at=MORNING
        )


def test_a_dossier_that_ended_meanwhile_is_no_question_any_more():
    dossier = home(desk_people.accepted(), "Số 9 phố Không Tên")
    plan = approved(division())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    Dossier.objects.filter(id=dossier.id).update(status=8, open_task_id=None)
    dossier.tasks.filter(closed_at=None).update(closed_at=MORNING)
    question = questions.decide(Question.objects.get().pk, WEST, by=seat(OLD, "chair", MORNING), at=MORNING)
    assert question.lapsed_at is not None


def test_the_hall_that_served_the_ward_serves_both_parts():
    hall = Agency.objects.get(serves__code="00160")
    plan = approved(division())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    for code in ("99011", "99012"):
        assert agencies.competent("centre_branch", code, MORNING).pk == hall.pk


def test_a_school_that_would_stand_in_a_ward_that_is_no_more_is_a_fault():
    forgotten = structs.replace(division(), change=())
    plan = plans.draft("Chia phường", "1/NQ", DAY, forgotten, by=writer(), at=MARCH)
    with pytest.raises(plans.PlanFaulty):
        plans.propose(plan.uuid, by=writer(), at=MARCH)


def test_another_calendar_counts_what_is_left_anew_and_both_days_are_told():
    data = WorkCalendar.objects.get(key="hanh-chinh").data
    closed = {**data, "days_off": [*data.get("days_off", []), "2026-04-01"]}
    WorkCalendar.objects.create(key="nghi-01-04", name_vi="Nghỉ 01/4", name_en="Closed", data=closed)
    dossier = home(desk_people.accepted(hanoi("2026-03-31 15:30")), "Số 5 ngõ 12")
    before = open_task(dossier).due_at
    plan = approved(division("nghi-01-04"))
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    after = now(dossier)
    assert dossier.due_at is not None
    assert after.due_at == dossier.due_at + timedelta(days=1)
    assert after.first_due_at == dossier.first_due_at
    assert open_task(after).due_at == before + timedelta(days=1)
    told = json.loads(Event.objects.get(chain=after.chain, kind="agency-changed").body)["data"]
    assert datetime.fromisoformat(told["due_before"]) == dossier.due_at
    assert datetime.fromisoformat(told["due_at"]) == after.due_at
    assert Timer.objects.filter(dossier=after, kind="due", fire_at=after.due_at, fired_at=None).exists()


def test_an_officer_who_moved_along_keeps_the_claim_and_one_who_did_not_loses_it():
    dossier = home(desk_people.accepted(), "Số 5 ngõ 12")
    changes.claim(dossier.open_task_id, by=officer("justice", MARCH), at=MARCH)
    plan = approved(division())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    # the dossier went west, its officer to the main heir in the east
    assert open_task(dossier).claimed_by_id is None

"""An answer after its time is possible and says that it is late: in its event, on the timeline, in the register."""

import json

import pytest

from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes, clockwork, reading, registers
from motcua.procedures.dossiers.models import Task
from motcua.procedures.dossiers.status import Status
from tests.conftest import hanoi
from tests.procedures.at_work import CHECKED, accepted_birth, examined, now, open_task, works_consulted
from tests.procedures.people import filed_birth, officer
from tests.sites.desk_people import at_desk, page_of

MORNING = hanoi("2026-03-02 08:30")
IN_TIME, LATER = hanoi("2026-03-02 16:00"), hanoi("2026-03-06 10:00")
pytestmark = pytest.mark.django_db


def said(dossier, kind):
    return json.loads(Event.objects.get(chain=dossier.chain, kind=kind).body)["data"]


def told(dossier, *, for_resident=True):
    return {one.kind: one.title_vi for one in reading.timeline(now(dossier), for_resident=for_resident)}


def refused_at_intake(at):
    dossier = filed_birth(MORNING)
    changes.refuse_intake(
        open_task(dossier).id, "not-competent", "Nộp nhầm nơi", by=officer("counter", at), at=at
    )
    return dossier


def refused_after_appraisal(at):
    dossier = accepted_birth(MORNING)
    changes.act(
        open_task(dossier).id, "submit", by=officer("justice", MORNING), at=MORNING, ticked=CHECKED,
        answers={"proposal": "refuse", "proposal_reason": "Đã đăng ký ở nơi khác"},
    )  # fmt: skip
    changes.act(open_task(dossier).id, "refuse", by=officer("chair", at), at=at, note="Đã đăng ký ở nơi khác")
    return dossier


def test_a_refusal_at_intake_within_eight_working_hours_is_not_late():
    dossier = refused_at_intake(IN_TIME)
    assert "late" not in said(dossier, "refused")
    assert told(dossier)["refused"] == "Hồ sơ không được tiếp nhận"


def test_a_refusal_at_intake_after_eight_working_hours_is_late_and_the_resident_reads_it():
    dossier = refused_at_intake(LATER)
    assert said(dossier, "refused")["late"] is True
    assert told(dossier)["refused"] == "Hồ sơ không được tiếp nhận (trả lời sau thời hạn)"


def test_a_refusal_after_the_appointed_day_is_late_at_the_desk_and_in_the_register():
    dossier = refused_after_appraisal(LATER)
    assert now(dossier).state is Status.STOPPED
    assert said(dossier, "refused-after-appraisal")["late"] is True
    page = at_desk("justice", LATER).get(page_of(dossier))
    (line,) = [
        one
        for one in page.context["timeline"]
        if one["title"]["vi"].startswith("Hồ sơ bị từ chối giải quyết")
    ]
    assert (line["state"], line["title"]["vi"]) == ("late", "Hồ sơ bị từ chối giải quyết (sau ngày hẹn trả)")
    (row,) = registers.tracked(now(dossier).competent_agency_id, MORNING, LATER)
    assert row.note == "Quá hạn; Đã đăng ký ở nơi khác"


def test_a_refusal_within_the_day_is_not_late_in_the_register():
    dossier = refused_after_appraisal(IN_TIME)
    assert "late" not in said(dossier, "refused-after-appraisal")
    (row,) = registers.tracked(now(dossier).competent_agency_id, MORNING, LATER)
    assert row.note == "Đã đăng ký ở nơi khác"


@pytest.mark.parametrize(("at", "late"), [(IN_TIME, None), (LATER, True)])
def test_a_result_says_when_it_came_after_the_appointed_day(at, late):
    dossier = examined(accepted_birth(MORNING), MORNING)
    changes.act(open_task(dossier).id, "sign", by=officer("chair", at), at=at)
    changes.act(open_task(dossier).id, "entered", by=officer("clerk", at), at=at)
    assert said(dossier, "finished").get("late") is late
    (row,) = registers.tracked(now(dossier).competent_agency_id, MORNING, LATER)
    assert row.note == ("Quá hạn" if late else "")


def test_a_step_without_hours_is_neither_early_nor_late_on_the_control_sheet():
    dossier = examined(accepted_birth(MORNING), MORNING)
    changes.act(open_task(dossier).id, "sign", by=officer("chair", MORNING), at=MORNING)
    changes.act(open_task(dossier).id, "entered", by=officer("clerk", MORNING), at=MORNING)
    waiting = Task.objects.get(dossier=dossier, kind="return")
    changes.hand_over(
        waiting.id, "signature", {"received_by": "Minh Anh"}, by=officer("counter", LATER), at=LATER
    )
    waiting.refresh_from_db()
    assert not waiting.timed and registers._outcome(waiting) == ""


def test_a_dossier_whose_clock_rests_is_not_late():
    dossier = now(works_consulted(MORNING))
    dossier.paused_at = MORNING
    assert not clockwork.late(dossier, hanoi("2026-06-01 08:00"))
    dossier.paused_at = None
    assert clockwork.late(dossier, hanoi("2026-06-01 08:00"))

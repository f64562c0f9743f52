"""Another office is asked: the task opens there, its officers answer, the dossier comes back."""

import msgspec
import pytest

from motcua.city import authority
from motcua.city.authority import NotAllowed
from motcua.city.models import Account, Agency
from motcua.procedures.dossiers import changes, clockwork, errors, holding, posts, reading, worklist
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.status import Status
from tests.conftest import hanoi
from tests.procedures.at_work import (
    HOME,
    NGHIA_DO,
    SITE_CHECKED,
    WORKS,
    WORKS_PAPERS,
    now,
    open_task,
    seat,
    works_at_site_check,
    works_consulted,
)
from tests.procedures.people import PERMIT, RECEIVED, officer, party, resident, submission

MORNING = hanoi("2026-03-02 08:30")
MARITAL = "1.004873"
pytestmark = pytest.mark.django_db


def test_the_question_opens_a_task_at_the_department_with_its_days():
    dossier = works_consulted(MORNING)
    task = open_task(dossier)
    assert (task.kind, task.agency.key) == ("consult", "so-xay-dung")
    assert task.due_at == hanoi("2026-03-04 08:30"), "two working days of eight hours"
    assert dossier.state is Status.IN_PROGRESS
    assert dossier.due_at == hanoi("2026-03-16 08:30"), "a question that does not pause costs our own time"


def test_an_officer_of_the_department_sees_the_question_and_answers_and_it_comes_back():
    dossier = works_consulted(MORNING)
    by = officer("construction", MORNING)
    waiting = worklist.page(authority.powers_of(by.account_id, MORNING), worklist.Filters(), MORNING).tasks
    assert [task.dossier_id for task in waiting] == [dossier.id]
    changes.claim(open_task(dossier).id, by=by, at=MORNING)
    changes.act(open_task(dossier).id, "answered", by=by, at=MORNING, note="Phù hợp quy hoạch")
    back = open_task(dossier)
    assert (back.step, back.agency.key, back.post_kind) == ("appraise", HOME, "land_officer")


def test_the_office_that_asked_does_not_answer_its_own_question():
    dossier = works_consulted(MORNING)
    for who in (
        seat(HOME, "land_officer", MORNING),
        officer("chair", MORNING),
        officer("counter", MORNING),
    ):
        with pytest.raises(NotAllowed):
            changes.act(open_task(dossier).id, "answered", by=who, at=MORNING)
    assert open_task(dossier).kind == "consult"


def marital_status(at, former_unit):
    by = resident(at)
    answers = {
        "person_name": by.name,
        "person_pin": "001196000011",
        "person_birth_date": "1996-05-04",
        "person_residence": {"unit": NGHIA_DO, "line": "Số 5"},
        "filed_by_other": False,
        "contact_phone": "0912345678",
        "marital_state": "never",
        "lived_elsewhere": True,
        "former_unit": former_unit,
        "former_from": "2016-01-01",
        "former_until": "2020-01-01",
        "purpose": "other",
        "purpose_detail": "Vay vốn",
        "issued_before": False,
    }
    dossier = changes.file(submission(MARITAL, answers, by, at), by=by, at=at)
    changes.accept(open_task(dossier).id, by=officer("counter", at), at=at, ticked=RECEIVED)
    return now(dossier)


def ask_former(dossier, at):
    return changes.act(
        open_task(dossier).id,
        "ask",
        by=officer("justice", at),
        at=at,
        ticked=frozenset({"registers_searched"}),
    )


def test_a_question_to_the_commune_of_a_form_field_goes_there():
    dossier = marital_status(MORNING, "00166")
    ask_former(dossier, MORNING)
    task = open_task(dossier)
    former = Agency.objects.get(kind="commune", unit__code="00166")
    assert task.agency_id == former.id
    theirs = seat(former.key, "justice_officer", MORNING)
    changes.act(task.id, "answered", by=theirs, at=MORNING, note="Không có đăng ký kết hôn")
    assert open_task(dossier).agency.key == HOME


def test_a_place_outside_the_system_is_asked_by_letter_and_nothing_moves():
    dossier = marital_status(MORNING, "00166")
    Dossier.objects.filter(id=dossier.id).update(answers={**dossier.answers, "former_unit": "99999"})
    task = open_task(dossier)
    with pytest.raises(errors.WrongState) as refused:
        ask_former(dossier, MORNING)
    assert "văn bản" in refused.value.vi
    assert open_task(dossier).id == task.id


def test_the_police_of_the_place_of_a_dossier_are_found_by_its_address():
    dossier = works_at_site_check(MORNING)
    held = holding.Held(dossier, holding.compiled_version(dossier.version_id))
    consult = held.compiled.step("consult")
    asked = msgspec.structs.replace(consult.step.consult, agency="police", by="site_address")
    found = held.consulted(asked, MORNING)
    assert (found.kind, found.unit_code) == ("police", NGHIA_DO)


def test_a_pausing_consultation_rests_the_clock_until_the_answer(monkeypatch):
    dossier = works_at_site_check(MORNING)
    compiled = holding.compiled_version(dossier.version_id)
    consult = compiled.step("consult")
    monkeypatch.setattr(type(consult), "consult", property(lambda self: _pausing(self.step.consult)))
    asked, answered = hanoi("2026-03-05 08:30"), hanoi("2026-03-16 08:30")
    changes.act(
        open_task(dossier).id, "consult", by=seat(HOME, "land_officer", asked), at=asked,
        ticked=frozenset({"boundary_checked", "not_started"}),
        answers={"visited_on": "2026-03-04", "site_findings": "Đất trống", "needs_opinion": True},
    )  # fmt: skip
    assert now(dossier).paused_at == asked
    changes.act(open_task(dossier).id, "answered", by=officer("construction", answered), at=answered)
    assert (now(dossier).paused_at, now(dossier).due_at) == (None, hanoi("2026-03-25 08:30"))


def _pausing(consult):
    return consult and msgspec.structs.replace(consult, pauses=True)


def test_who_may_do_a_task_is_one_rule_for_lists_and_for_single_tasks():
    works_consulted(MORNING)
    works_at_site_check(MORNING)
    marital_status(MORNING, "00166")
    tasks = list(Task.objects.filter(closed_at=None))
    accounts = Account.objects.filter(kind="officer").order_by("id")
    seen = 0
    for account in accounts:
        powers = authority.powers_of(account.id, MORNING)
        listed = set(Task.objects.filter(posts.tasks_of(powers), closed_at=None).values_list("id", flat=True))
        single = {task.id for task in tasks if posts.grant_for(powers, task) is not None}
        assert listed == single, account.username
        seen += len(single)
    assert seen > len(tasks)


def test_planning_and_cadastre_are_asked_at_once_when_both_are_needed():
    dossier = works_at_site_check(MORNING)
    ours = seat(HOME, "land_officer", MORNING)
    seen = {"visited_on": "2026-03-02", "site_findings": "Đất trống", "needs_opinion": True}
    with pytest.raises(errors.UnknownAction):
        changes.act(
            open_task(dossier).id, "consult_both", by=ours, at=MORNING, ticked=SITE_CHECKED, answers=seen
        )
    changes.act(
        open_task(dossier).id, "consult_both", by=ours, at=MORNING, ticked=SITE_CHECKED,
        answers={**seen, "needs_extract": True},
    )  # fmt: skip
    asked = {task.branch: task for task in Task.objects.filter(dossier=dossier, closed_at=None)}
    assert asked[""].post_kind == "land_officer", "whoever visited the site gathers the opinions"
    for branch, by in (
        ("planning_opinion", officer("construction", MORNING)),
        ("cadastral_opinion", seat("so-nong-nghiep-moi-truong", "specialist", MORNING)),
    ):
        assert now(dossier).step == "opinions"
        changes.act(asked[branch].id, "agree", by=by, at=MORNING)
    back = open_task(dossier)
    assert (back.step, back.agency.key, back.post_kind) == ("appraise", HOME, "land_officer")


def test_an_officer_of_another_ward_has_nothing_to_do_with_it():
    dossier = works_at_site_check(MORNING)
    other = Agency.objects.get(kind="commune", unit__code="00166")
    with pytest.raises(NotAllowed):
        changes.claim(open_task(dossier).id, by=seat(other.key, "land_officer", MORNING), at=MORNING)


def test_a_request_handed_in_at_another_branch_is_decided_where_the_person_lives():
    """Non-territorial filing: intake and decision are different offices, and the result returns to the intake."""
    there = next(
        branch
        for branch in Agency.objects.filter(kind="centre_branch").order_by("id")
        if branch.id != officer("counter", MORNING).agency_id
    )
    by, owner = seat(there.key, "reception", MORNING), party(resident(MORNING))
    dossier = changes.take_in(paper_works(there, owner), by=by, at=MORNING, ticked=RECEIVED)
    assert (dossier.intake_agency_id, dossier.competent_agency.key) == (there.id, HOME)
    assert dossier.return_agency_id == there.id
    assert dossier.code.startswith(f"{there.code}-260302-")
    assert open_task(dossier).agency.key == HOME
    with pytest.raises(NotAllowed):
        changes.take_in(
            paper_works(there, owner), by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED
        )


def paper_works(there, owner):
    return submission(
        PERMIT, WORKS, resident(MORNING), MORNING, papers=WORKS_PAPERS, channel="counter",
        applicant=owner, owner=owner, intake_agency_id=there.id,
    )  # fmt: skip


def test_a_calendar_follows_the_deciding_office():
    dossier = works_at_site_check(MORNING)
    calendar = office(dossier.competent_agency_id).calendar
    span = clockwork.span_of(holding.compiled_version(dossier.version_id).limit("works"))
    assert clockwork.worktime.due(MORNING, span, calendar) == dossier.due_at


def test_owner_filer_and_authorised_person_are_kept_apart_and_each_may_follow_it():
    filer, owner = resident(MORNING, "resident-single"), resident(MORNING)
    handed_in = submission(
        PERMIT, WORKS, filer, MORNING, papers=WORKS_PAPERS, applicant=party(filer), owner=party(owner),
        authorised_id=filer.person_id,
    )  # fmt: skip
    dossier = changes.file(handed_in, by=filer, at=MORNING)
    assert (dossier.applicant_name, dossier.owner_name) == (filer.name, owner.name)
    assert (dossier.applicant_id, dossier.owner_id) == (filer.person_id, owner.person_id)
    assert dossier.authorised_id == filer.person_id
    changes.withdraw(dossier.uuid, "Chủ hồ sơ rút", by=owner, at=MORNING)
    assert now(dossier).state is Status.WITHDRAWN


def test_whoever_is_only_authorised_finds_the_dossier_among_the_own(django_assert_num_queries):
    owner, authorised = resident(MORNING), resident(MORNING, "resident-single")
    by = officer("counter", MORNING)
    dossier = changes.take_in(
        submission(
            PERMIT, WORKS, owner, MORNING, papers=WORKS_PAPERS, channel="counter", applicant=party(owner),
            owner=party(owner), authorised_id=authorised.person_id, intake_agency_id=by.agency_id,
        ),
        by=by, at=MORNING, ticked=RECEIVED,
    )  # fmt: skip
    assert reading.own(dossier.uuid, authorised.person_id) == dossier
    with django_assert_num_queries(2):  # under which other number the person may be known, and the list
        assert reading.of_person(authorised.person_id) == [dossier]
    assert reading.of_person(authorised.person_id, before_id=dossier.id) == []
    assert reading.of_person(owner.person_id) == [dossier], "once, though owner and applicant are one"

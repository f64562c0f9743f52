"""A change is rehearsed over last year's dossiers before anybody lives with it."""

from datetime import timedelta

import pytest

from motcua.foundation.models import AccessLog
from motcua.foundation.worktime import public_offices
from motcua.procedures.authoring import working
from motcua.procedures.catalogue import publishing
from motcua.procedures.compile import compile_procedure
from motcua.procedures.definition import Variant
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.rehearsal import figures as sums
from motcua.procedures.rehearsal import running
from motcua.procedures.rehearsal.comparing import Past, compare, main_way
from motcua.procedures.rehearsal.models import Rehearsal
from tests.conftest import hanoi
from tests.procedures.at_work import replaced
from tests.procedures.people import BIRTH, filed_birth, officer
from tests.procedures.test_trial import PLACE, changed, sample

NOW = hanoi("2026-03-02 09:00")
CALENDAR = public_offices()


@pytest.fixture(scope="module")
def sound():
    from motcua.procedures.check_definitions import load_definition
    from motcua.procedures.compile import compile_loaded
    from tests.procedures.test_trial import HERE

    return compile_loaded(load_definition(HERE / "sound.yaml"))


def past(compiled, **how) -> Past:
    answers = {**sample(compiled, today=NOW.date(), place=PLACE).clean, **how.pop("answers", {})}
    return Past(on=NOW.date(), channel="online", answers=answers, applicant={}, **how)


def with_field(compiled, name, **how):
    page = compiled.definition.form.pages[0]
    fields = tuple(replaced(one, **how) if one.id == name else one for one in page.fields)
    return compile_procedure(
        replaced(
            compiled.definition,
            form=replaced(compiled.definition.form, pages=(replaced(page, fields=fields),)),
        )
    )


def test_the_same_procedure_changes_nothing(sound):
    found = compare(sound, sound, past(sound), CALENDAR)
    assert not (found.refused or found.asked or found.dropped or found.papers_more or found.papers_less)
    assert found.case[0] == found.case[1]


def test_answers_beyond_a_new_bound_would_be_refused_and_are_shown_without_names(sound):
    found = compare(sound, with_field(sound, "copies", max=2), past(sound, answers={"copies": 5}), CALENDAR)
    assert found.refused["copies"].code == "MAX" and found.examples == {"copies": "5"}
    assert not compare(
        sound, with_field(sound, "copies", max=2), past(sound, answers={"copies": 2}), CALENDAR
    ).refused


def test_a_refused_name_is_counted_and_not_told(sound):
    new = with_field(sound, "purpose_other", max_length=3)
    found = compare(sound, new, past(sound, answers={"purpose": "other", "purpose_other": "Đi xa"}), CALENDAR)
    assert found.refused and not found.examples


def test_new_and_dropped_questions_and_papers(sound):
    page = sound.definition.form.pages[0]
    extra = replaced(page.fields[4], id="extra", min=None, max=None)
    fields = (*[one for one in page.fields if one.id != "born"], extra)
    letter = replaced(sound.definition.components[0], when=None)
    new = compile_procedure(
        replaced(
            sound.definition,
            form=replaced(sound.definition.form, pages=(replaced(page, fields=fields),)),
            components=(letter,),
        )
    )
    found = compare(sound, new, past(sound, answers={"purpose": "other", "purpose_other": "x"}), CALENDAR)
    assert found.asked == ("extra",) and found.dropped == ("born",)
    assert found.papers_more == ("letter",) and found.papers_less == ("identity",)


def test_a_paper_that_data_answered_for_is_no_paper_dropped(sound):
    new = compile_procedure(replaced(sound.definition, components=sound.definition.components[:1]))
    assert not compare(sound, new, past(sound, known=["population.identity"]), CALENDAR).papers_less


@pytest.mark.parametrize(("days", "late"), [(3, False), (1, True)])
def test_a_shorter_limit_makes_dossiers_late(sound, days, late):
    limit = replaced(sound.definition.limit, amount=days)
    new = compile_procedure(replaced(sound.definition, limit=limit), posts=None) if days > 2 else None
    if new is None:
        steps = {name: replaced(step, hours=0) for name, step in sound.definition.workflow.steps.items()}
        del steps["ask"]
        steps["check"] = replaced(
            steps["check"], next=tuple(one for one in steps["check"].next if one.id != "ask")
        )
        workflow = replaced(sound.definition.workflow, steps=steps)
        new = compile_procedure(replaced(sound.definition, limit=limit, workflow=workflow))
    lived = past(
        sound,
        answers={"urgent": False},
        accepted_at=NOW,
        due_at=NOW + timedelta(days=3),
        ended_at=NOW + timedelta(days=2),
    )
    assert compare(sound, new, lived, CALENDAR).late == (False, late)


def test_hours_spent_in_a_step_that_is_gone_are_saved(sound):
    steps = dict(sound.definition.workflow.steps)
    del steps["ask"]
    steps["check"] = replaced(
        steps["check"], next=tuple(one for one in steps["check"].next if one.id != "ask")
    )
    new = compile_procedure(
        replaced(sound.definition, workflow=replaced(sound.definition.workflow, steps=steps))
    )
    lived = past(
        sound, answers={"urgent": False}, accepted_at=NOW, due_at=hanoi("2026-03-05 09:00"),
        ended_at=hanoi("2026-03-05 15:00"), spent={"ask": 960},
    )  # fmt: skip
    assert compare(sound, new, lived, CALENDAR).late == (True, False)


def test_the_main_way_leaves_out_what_a_case_skips(sound):
    assert main_way(sound, "plain") == ("receive", "check", "sign", "return")
    other = changed(sound, "check", variants=(Variant(case="urgent", skip=True),))
    assert main_way(other, "urgent") == ("receive", "sign", "return")


def ended_birth(at) -> Dossier:
    """A birth of the past year; what a rehearsal reads of it, without the papers that its end would make."""
    dossier = filed_birth(at)
    Dossier.objects.filter(id=dossier.id).update(accepted_at=at, due_at=at + timedelta(days=1), ended_at=at)
    return dossier


def draft_of_birth():
    version = publishing.version_for(BIRTH, NOW)
    copy = working.start_from(version, by=officer("editor", NOW), at=NOW)
    tree = dict(copy.tree)
    for page in tree["form"]["pages"]:
        for one in page.get("fields", []):
            if one["id"] == "child_name":
                one["max_length"] = 5
    return working.save(str(copy.uuid), tree, seen=copy.revision, by=officer("editor", NOW), at=NOW)


@pytest.mark.django_db
def test_last_years_dossiers_run_through_the_draft_and_the_reading_is_logged(monkeypatch):
    owner = ended_birth(NOW).owner_id
    ended_birth(NOW + timedelta(minutes=5))
    before = Dossier.objects.filter(ended_at__isnull=False).count()
    copy = draft_of_birth()
    monkeypatch.setattr(running, "BATCH", 1)
    at = NOW + timedelta(days=30)
    run = running.ask(copy, by=officer("editor", NOW), at=at)
    assert running.ask(copy, by=officer("editor", NOW), at=at) == run
    assert running.latest(copy) is None
    while running.go_on(run.id, at=at):
        pass
    found = running.latest(copy)
    assert found == run and found.revision == copy.revision
    assert found.figures["seen"] == before == 2
    assert found.figures["by"]["refused"] == {"child_name": 2}
    assert found.figures["refused"] == 2 and found.figures["examples"] == {}
    assert found.agencies_done == found.agencies
    logged = AccessLog.objects.filter(person_id=owner, what="rehearsal")
    assert logged.count() == 2 and BIRTH in logged[0].purpose
    assert not running.go_on(run.id, at=at)


@pytest.mark.django_db
def test_a_rehearsal_that_was_interrupted_goes_on_where_it_stood(monkeypatch):
    for minutes in range(3):
        ended_birth(NOW + timedelta(minutes=minutes))
    copy = draft_of_birth()
    monkeypatch.setattr(running, "BATCH", 1)
    at = NOW + timedelta(days=30)
    run = running.ask(copy, by=officer("editor", NOW), at=at)
    assert running.go_on(run.id, at=at, batches=2)
    run.refresh_from_db()
    assert run.figures["seen"] == 2 and run.state == Rehearsal.State.RUNNING
    running._drafts.clear()
    while running.go_on(run.id, at=at):
        pass
    run.refresh_from_db()
    assert run.figures["seen"] == 3 and run.state == Rehearsal.State.DONE


@pytest.mark.django_db
def test_a_draft_with_faults_cannot_be_rehearsed():
    version = publishing.version_for(BIRTH, NOW)
    copy = working.start_from(version, by=officer("editor", NOW), at=NOW)
    tree = copy.tree | {"limit": None}
    copy = working.save(str(copy.uuid), tree, seen=copy.revision, by=officer("editor", NOW), at=NOW)
    with pytest.raises(running.NotReady):
        running.ask(copy, by=officer("editor", NOW), at=NOW)


@pytest.mark.django_db
def test_a_batch_costs_few_queries_however_many_dossiers(django_assert_max_num_queries):
    for minutes in range(4):
        ended_birth(NOW + timedelta(minutes=minutes))
    copy = draft_of_birth()
    run = running.ask(copy, by=officer("editor", NOW), at=NOW + timedelta(days=30))
    running._drafts.clear()
    with django_assert_max_num_queries(25):
        assert not running.go_on(run.id, at=NOW + timedelta(days=30))
    run.refresh_from_db()
    assert run.figures["seen"] == 4


def test_sums_of_nothing_are_plain_json():
    import json

    assert json.loads(json.dumps(sums.empty())) == sums.empty()

"""A procedure is tried out before it is published: made-up answers, made-up dossier, chosen clock."""

from pathlib import Path
from random import Random

import pytest

from motcua.foundation.worktime import Calendar, public_offices
from motcua.procedures.check_definitions import load_definition
from motcua.procedures.compile import compile_loaded, compile_procedure
from motcua.procedures.forms import validate
from motcua.procedures.trial import (
    Fault,
    Move,
    Offices,
    Opening,
    Where,
    all_ways,
    run,
    sample,
    sample_for_case,
    tried,
)
from motcua.services import load_all
from tests.conftest import hanoi
from tests.procedures.at_work import replaced

HERE = Path(__file__).parent
NOW = hanoi("2026-03-02 09:00")  # a Monday
DAY = NOW.date()
PLACE = "00160"


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return public_offices()


@pytest.fixture(scope="module")
def offices(calendar) -> Offices:
    return Offices(
        Where("Trung tâm", calendar), Where("Ủy ban", calendar), lambda key, unit: Where(key, calendar)
    )


@pytest.fixture(scope="module")
def sound():
    return compile_loaded(load_definition(HERE / "sound.yaml"))


def opening(compiled, at=NOW, **answers):
    found = sample(compiled, today=DAY, place=PLACE)
    return Opening(at, {**found.clean, **answers})


@pytest.mark.parametrize("definition", load_all(), ids=lambda one: one.code)
def test_every_published_form_gets_answers_that_it_accepts(definition):
    compiled = compile_procedure(definition)
    found = sample(compiled, today=DAY, place=PLACE)
    assert found.ok, found.errors
    assert validate(compiled, found.clean, today=DAY).ok
    assert sample(compiled, today=DAY, place=PLACE) == found


def test_answers_are_found_for_each_case(sound):
    for case in ("urgent", "plain"):
        found = sample_for_case(sound, case, today=DAY, place=PLACE)
        assert found is not None and found.ok
        assert found.clean["urgent"] is (case == "urgent")


def test_answers_by_chance_are_accepted_too(sound):
    for seed in range(30):
        assert sample(sound, today=DAY, place=PLACE, chance=Random(seed)).ok


def test_a_made_up_dossier_walks_to_its_end_on_time(sound, offices):
    trial = run(
        sound, offices, opening(sound, urgent=False),
        [Move("act", "pass"), Move("wait", minutes=120), Move("act", "done"), Move("act", "sign"), Move("act", "returned")],
    )  # fmt: skip
    assert trial.ended == "done" and not trial.late
    assert trial.accepted_at == NOW and trial.due_at == hanoi("2026-03-05 09:00")
    assert [one.step for one in trial.log if one.step][-1] == "return"


def test_who_waits_too_long_sees_what_fires(sound, offices):
    trial = run(sound, offices, opening(sound, urgent=False), [Move("wait", minutes=2 * 1440)])
    assert any("trả lời hồ sơ nộp trực tuyến" in one.vi for one in trial.log)
    trial = run(
        sound, offices, opening(sound, urgent=True), [Move("act", "pass"), Move("wait", minutes=3 * 1440)]
    )
    words = [one.vi for one in trial.log]
    assert "Bước “Xem xét” quá giờ." in words and "Hồ sơ quá hạn." in words
    assert trial.late and words.count("Hồ sơ quá hạn.") == 1


def test_a_way_closed_by_the_case_cannot_be_taken(sound, offices):
    with pytest.raises(Fault):
        run(sound, offices, opening(sound, urgent=True), [Move("act", "pass"), Move("act", "ask")])


def test_moves_that_no_longer_fit_are_dropped_from_there_on(sound, offices):
    trial, kept = tried(
        sound, offices, opening(sound), [Move("act", "pass"), Move("act", "no_such_way"), Move("act", "done")]
    )
    assert kept == (Move("act", "pass"),) and trial.step.id == "check"


def changed(compiled, step_id, **how):
    definition = compiled.definition
    steps = dict(definition.workflow.steps)
    steps[step_id] = replaced(steps[step_id], **how)
    return compile_procedure(replaced(definition, workflow=replaced(definition.workflow, steps=steps)))


def test_a_step_left_out_in_a_case_is_passed_by(sound, offices):
    from motcua.procedures.definition import Variant

    other = changed(sound, "check", variants=(Variant(case="urgent", skip=True),))
    trial = run(other, offices, opening(other, urgent=True), [Move("act", "pass")])
    assert trial.step.id == "sign"
    assert run(other, offices, opening(other, urgent=False), [Move("act", "pass")]).step.id == "check"


def test_escalations_fire_at_their_moment_and_hand_the_work_over(sound, offices):
    from motcua.procedures.definition import Escalation

    other = changed(
        sound, "check",
        escalate=(Escalation(hours=-1, do="remind"), Escalation(hours=2, do="hand_over", to="vice_chair")),
    )  # fmt: skip
    trial = run(other, offices, opening(other, urgent=False), [Move("act", "pass")])
    assert [one.kind for one in trial.ahead()] == ["remind", "step", "hand_over", "due"]
    assert trial.step_due == hanoi("2026-03-02 14:00")
    trial.wait(10 * 60)
    assert trial.post == "vice_chair"


def test_silence_of_a_consulted_agency_by_its_rule(sound, offices):
    moves = [Move("act", "pass"), Move("act", "ask"), Move("wait", minutes=4 * 1440)]
    waits = run(sound, offices, opening(sound, urgent=False), moves)
    assert waits.step.id == "ask" and "Nhắc và chờ tiếp." in [one.vi for one in waits.log]
    consult = replaced(sound.definition.workflow.steps["ask"].consult, silence="agree", pauses=True)
    agrees = changed(sound, "ask", consult=consult)
    trial = run(agrees, offices, opening(agrees, urgent=False), moves)
    assert trial.step.id == "sign"
    # two working days of rest move the end of three working days by two
    assert trial.due_at == hanoi("2026-03-09 09:00")


def test_all_ways_are_walked_with_their_hours(sound, offices):
    found = all_ways(sound, offices, at=NOW, place=PLACE)
    ways = {(way.case.id, tuple(stop.step for stop in way.stops), way.end): way for way in found.ways}
    straight = ways["plain", ("receive", "check", "sign"), "done"]
    assert straight.minutes == 8 * 60 and not straight.late
    asked = ways["plain", ("receive", "check", "ask", "sign"), "done"]
    assert asked.minutes == 24 * 60
    assert not any(
        way.case.id == "urgent" and "ask" in [stop.step for stop in way.stops] for way in found.ways
    )
    assert any(way.end == "refused" for way in found.ways)


def test_all_ways_of_the_published_procedures_end(offices):
    for definition in load_all():
        found = all_ways(compile_procedure(definition), offices, at=NOW, place=PLACE)
        assert found.ways and not found.without_answers, definition.code
        assert {way.end for way in found.ways} <= {"done", "refused"}, definition.code


def test_a_supplement_after_acceptance_rests_the_clock_and_counts_the_limit_anew(sound, offices):
    accepted = [Move("act", "pass")]
    asked = run(sound, offices, opening(sound), [*accepted, Move("ask")])
    assert asked.paused_at == NOW and not asked.ways() and asked.ahead()[0].kind == "supplement"
    came = [*accepted, Move("ask"), Move("wait", minutes=2 * 1440), Move("bring"), Move("wait", minutes=60)]
    assert run(sound, offices, opening(sound), came).paused_at is not None, (
        "the clock rests until it is complete"
    )
    on = run(sound, offices, opening(sound), [*came, Move("complete")])
    assert on.due_at == hanoi("2026-03-05 09:00") and on.paused_at is None and on.step.id == "check"
    with pytest.raises(Fault) as refused:
        run(sound, offices, opening(sound), [*came, Move("complete"), Move("ask")])
    assert refused.value.messages[""].code == "ONCE"


def test_what_the_counter_asks_for_is_accepted_when_it_is_complete(sound, offices):
    moves = [Move("ask"), Move("wait", minutes=1440), Move("bring"), Move("complete")]
    trial = run(sound, offices, opening(sound), moves)
    assert trial.accepted_at == hanoi("2026-03-03 09:00") and trial.step.id == "check"
    again = run(sound, offices, opening(sound), [*moves[:3], Move("ask"), Move("bring")])
    with pytest.raises(Fault) as refused:
        again_moves = [*moves[:3], Move("ask"), Move("bring"), Move("ask")]
        run(sound, offices, opening(sound), again_moves)
    assert again.supplements == 2 and refused.value.messages[""].code == "TWICE"


def test_a_supplement_that_never_comes_stops_the_dossier_on_the_owners_last_day(sound, offices):
    trial = run(sound, offices, opening(sound), [Move("ask"), Move("wait", minutes=40 * 1440)])
    assert (trial.ended, trial.ended_at) == ("expired", hanoi("2026-03-23 09:00"))
    with pytest.raises(Fault):
        run(sound, offices, opening(sound), [Move("bring")])


def test_after_the_days_of_the_appraisal_nothing_more_is_asked_for(sound, offices):
    late = [Move("act", "pass"), Move("wait", minutes=8 * 1440), Move("ask")]
    with pytest.raises(Fault) as refused:
        run(sound, offices, opening(sound), late)
    assert refused.value.messages[""].code == "LATE"

"""The way of a dossier, told from its tasks and replayed on the workflow that was designed for it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motcua.services
from motcua.foundation.definitions import load_document
from motcua.insight.process import buckets
from motcua.insight.process.measuring import Measured, Tally, measure
from motcua.insight.process.replay import design_of, replay
from motcua.insight.process.visits import NOT_AWAITED, Visit, Walk, stays
from motcua.procedures.compile import compile_loaded
from motcua.procedures.definition import ProcedureDefinition
from motcua.procedures.dossiers.changes import tasks
from tests.conftest import hanoi

MORNING = hanoi("2026-03-02 08:00")
BIRTH = design_of(
    compile_loaded(
        load_document(
            Path(motcua.services.__file__).parent / "civil_status" / "birth.yaml", ProcedureDefinition
        )
    )
)
RETURNED, WITHDRAWN, STOPPED = 10, 7, 8


def way(*steps: str, each: float = 1, status: int = RETURNED) -> Walk:
    """A dossier that spent `each` hours at every step, half of them waiting; a step is given as `name:action`."""
    at, visits = MORNING, []
    for told in steps:
        step, _, action = told.partition(":")
        closed = at + timedelta(hours=each) if action else None
        due = at if step == "return" else at + timedelta(hours=2)
        visits.append(Visit(step, 7, at, at + timedelta(hours=each / 2), due, closed, action))
        at += timedelta(hours=each)
    return Walk("ordinary", status, at, visits)


def told(walk: Walk):
    return replay(walk, stays(walk.visits), BIRTH)


def minutes(agency: int, begun, ended) -> int:
    return int((ended - begun).total_seconds() // 60)


STRAIGHT = (
    "receive:accept", "check:submit", "sign:sign", "number:entered", "return:return-signature",
)  # fmt: skip


def test_a_dossier_that_only_went_forward_went_straight():
    found = told(way(*STRAIGHT))
    assert found.straight and not found.marks
    assert found.path == ("receive", "check", "sign", "number", "return")


def test_work_sent_back_by_the_chair_is_rework_and_not_straight():
    found = told(way(*STRAIGHT[:2], "sign:send_back", "check:submit", *STRAIGHT[2:]))
    assert found.marks == {"back"} and not found.straight and found.ending == "done"
    measured = measure(way(*STRAIGHT[:2], "sign:send_back", "check:submit", *STRAIGHT[2:]), BIRTH, minutes)
    assert [row.step for row in measured.passed if row.reworked] == ["check", "sign"]


def test_waiting_for_a_payment_is_part_of_the_stay_and_nothing_unforeseen():
    walk = way("receive:accept", "check:wait-for-payment", "check:submit", *STRAIGHT[2:])
    assert [stay.step for stay in stays(walk.visits)] == ["receive", "check", "sign", "number", "return"]
    assert told(walk).marks == frozenset()
    assert told(walk).straight


def test_asking_for_a_supplement_and_checking_it_is_one_stay():
    walk = way(
        "receive:accept", "check:ask-supplement", "check:confirm-supplement", "check:submit", *STRAIGHT[2:]
    )
    assert [stay.step for stay in stays(walk.visits)] == ["receive", "check", "sign", "number", "return"]
    assert told(walk).marks == {"supplemented"}
    check = next(row for row in measure(walk, BIRTH, minutes).passed if row.step == "check")
    assert (check.waiting, check.working, check.reworked) == (90, 90, False)


def test_a_step_that_was_taken_back_within_minutes_is_no_rework():
    walk = way("receive:accept", "check:submit", "sign:undone", "check:submit", *STRAIGHT[2:])
    assert told(walk).marks == {"undone"}
    rows = measure(walk, BIRTH, minutes).passed
    assert [row.step for row in rows] == ["receive", "check", "sign", "number", "return"]
    assert not any(row.reworked for row in rows)


def test_a_result_that_was_opened_again_is_a_correction():
    walk = way(*STRAIGHT, "check:submit", *STRAIGHT[2:])
    assert told(walk).marks == {"corrected"}


def test_a_way_that_the_design_does_not_have_is_named():
    assert told(way("receive:accept", "check:submit", "number:entered", "return:return-post")).marks == {
        "unforeseen"
    }
    assert told(way("receive:accept", "elsewhere:done", "sign:sign")).marks == {"unforeseen"}


@pytest.mark.parametrize(
    ("steps", "status", "ending"),
    [
        (("receive:accept", "check:withdraw"), WITHDRAWN, "withdrawn"),
        (("receive:accept", "check:submit", "sign:refuse"), STOPPED, "refused"),
        (("receive:accept", "check:ask-supplement"), STOPPED, "expired"),
        (("receive:accept", "check:stop"), STOPPED, "stopped"),
        (("receive:refuse",), 3, "refused"),
        (("receive:accept", "check"), 4, ""),
    ],
)
def test_how_a_dossier_ended(steps, status, ending):
    assert told(way(*steps, status=status)).ending == ending


def test_an_open_stay_counts_as_standing_and_adds_no_duration():
    found = measure(way("receive:accept", "check", status=4), BIRTH, minutes)
    assert [row.step for row in found.passed] == ["receive"]
    assert found.standing == ((7, "check"),)
    assert found.ended is None


def test_what_went_past_its_hours_is_late_by_so_many_minutes():
    found = measure(way(*STRAIGHT, each=3), BIRTH, minutes)
    assert [(row.step, row.over) for row in found.passed] == [
        ("receive", 60), ("check", 60), ("sign", 60), ("number", 60), ("return", 0),
    ]  # fmt: skip


def test_a_result_that_lies_until_its_owner_comes_is_the_owners_time_and_never_late():
    found = measure(way(*STRAIGHT, each=3), BIRTH, minutes).passed[-1]
    assert (found.step, found.waiting, found.working, found.owner_waiting, found.over) == (
        "return",
        0,
        0,
        180,
        0,
    )


def test_opinions_beside_a_step_are_counted_by_their_own_names_unless_nobody_waited_for_them():
    walk = way("receive:accept", "check:submit", status=4)
    at = MORNING + timedelta(hours=1)
    asked = [
        Visit("check", 8, at, None, at + timedelta(hours=1), at + timedelta(hours=3), "agree", "police"),
        Visit("check", 9, at, None, at, at + timedelta(hours=3), NOT_AWAITED, "fire"),
        Visit("check", 9, at, None, at, None, "", "health"),
    ]
    found = measure(Walk("", 4, None, [*walk.visits, *asked]), BIRTH, minutes)
    assert [(row.step, row.over) for row in found.passed if "/" in row.step] == [("check/police", 120)]
    assert (9, "check/health") in found.standing
    assert NOT_AWAITED == tasks.NOT_AWAITED


def test_work_that_was_handed_to_another_because_it_stayed_open_is_not_straight():
    walk = way(*STRAIGHT)
    told = replay(replace(walk, marks=frozenset({"handed_over"})), stays(walk.visits), BIRTH)
    assert told.marks == {"handed_over"} and not told.straight


_actions = st.sampled_from(
    ["receive:accept", "check:submit", "check:ask-supplement", "check:confirm-supplement", "sign:sign",
     "sign:send_back", "sign:undone", "number:entered", "return:return-post", "sign:refuse", "check"]
)  # fmt: skip


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(st.lists(_actions, max_size=12), st.sampled_from([2, 4, 5, 7, 8, 9, 10]))
def test_whatever_happened_is_kept_as_json_and_taken_out_again_without_a_rest(steps, status):
    from motcua.insight.process.measuring import Place

    found = measure(way(*steps, status=status), BIRTH, minutes)
    assert Measured.from_data(found.as_data()) == found
    tally, place = Tally(), Place(1, 2, "1.001193", "civil-status", 3)
    tally.count(place, found)
    tally.count(place, found, -1)
    for counts in (tally.steps, tally.times, tally.ways, tally.flows, tally.paths, tally.live):
        assert not any(counts.values())


@UNHURRIED
@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=200), st.sampled_from([0.5, 0.9]))
def test_a_percentile_read_from_buckets_lies_in_the_bucket_of_the_true_one(durations, share):
    counts = [0] * buckets.NUMBER
    for one in durations:
        counts[buckets.bucket(one)] += 1
    true = sorted(durations)[max(0, -(-int(share * 1000) * len(durations) // 1000) - 1)]
    told = buckets.percentile(counts, share)
    assert told is not None
    index = buckets.bucket(true)
    low = buckets.BOUNDS[index - 1] if index else 0
    assert low <= told <= buckets.BOUNDS[index]


def test_no_durations_have_no_percentile():
    assert buckets.percentile([0] * buckets.NUMBER, 0.5) is None

"""Whatever is entered, corrected, ended and cancelled, in whatever order: any moment's answer is what was said until then."""

import json
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.models import Event
from motcua.records import registers
from tests.records.registers.conftest import CLERK, DAY, OPENED

pytestmark = pytest.mark.django_db
SAID = registers.Source("officer", "phiếu")
STALLS = st.sampled_from(["A1", "A2"])
DAYS = st.integers(0, 6).map(lambda n: DAY + timedelta(days=n))
ENDS = st.one_of(st.none(), DAYS)
WHICH = st.integers(0, 5)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), STALLS, DAYS, ENDS),
        st.tuples(st.just("correct"), WHICH, st.integers(1, 3)),
        st.tuples(st.just("move"), WHICH, STALLS, DAYS, ENDS),
        st.tuples(st.just("end"), WHICH, DAYS),
        st.tuples(st.sampled_from(["cancel", "withdraw"]), WHICH),
    ),
    max_size=12,
)
PAUSES = st.lists(st.integers(0, 2), min_size=12, max_size=12)
"""Minutes between two acts; nought: in the same moment."""


class Told:
    """The register as a list of what was said, one line a change: the simplest thing that could be right."""

    def __init__(self) -> None:
        self.now: dict[int, dict] = {}
        self.lines: list[tuple] = []

    def clashes(self, line: dict, but: int | None = None) -> bool:
        """Whether somebody else in force holds the same stall on a common day."""
        begin, end = line["from"], line["to"]
        return any(
            other["state"] == "in_force"
            and other["stall"] == line["stall"]
            and (other["to"] is None or begin < other["to"])
            and (end is None or other["from"] < end)
            and begin != end
            and other["from"] != other["to"]
            for pk, other in self.now.items()
            if pk != but
        )

    def say(self, at, pk: int, kind: str, line: dict) -> None:
        self.now[pk] = line
        self.lines.append((at, pk, kind, deepcopy(line)))

    def at(self, moment, pk: int) -> dict | None:
        """What held for true at a moment: the last that was said until then."""
        held = [line for at, one, _, line in self.lines if one == pk and at <= moment]
        return held[-1] if held else None


def act(told: Told, a_stall, doing: tuple, at) -> None:
    """Do it in the register and in the list; both accept it, or both refuse."""
    kind, *rest = doing
    if kind == "enter":
        stall, begin, end = rest
        line = {"stall": stall, "rent": None, "from": begin, "to": end, "state": "in_force"}
        if (end is not None and end < begin) or told.clashes(line):
            with pytest.raises(registers.NotAccepted):
                a_stall(stall=stall, valid_from=begin, valid_to=end, at=at)
        else:
            told.say(at, a_stall(stall=stall, valid_from=begin, valid_to=end, at=at).id, "entered", line)
        return
    if not told.now:
        return
    pk = sorted(told.now)[rest[0] % len(told.now)]
    line, ref, how = (
        dict(told.now[pk]),
        ("market-stalls", pk),
        {"reason": "Vì", "source": SAID, "by": CLERK, "at": at},
    )
    if kind == "correct":
        line["rent"] = rest[1]
        change, past = lambda: registers.correct(ref, {"rent": rest[1]}, **how), "corrected"
    elif kind == "move":
        line |= {"stall": rest[1], "from": rest[2], "to": rest[3]}
        values = {"valid_from": rest[2], "valid_to": rest[3]}
        change, past = lambda: registers.correct(ref, {"stall": rest[1]}, **values, **how), "corrected"
    elif kind == "end":
        line["to"] = rest[1]
        change, past = lambda: registers.end(ref, rest[1], **how), "ended"
    else:
        past = {"cancel": "cancelled", "withdraw": "withdrawn"}[kind]
        line["state"] = past
        change = lambda: getattr(registers, kind)(ref, **how)  # noqa: E731
    if told.now[pk]["state"] != "in_force":
        with pytest.raises(registers.NotInForce):
            change()
    elif (line["to"] is not None and line["to"] < line["from"]) or (
        line["state"] == "in_force" and told.clashes(line, but=pk)
    ):
        with pytest.raises(registers.NotAccepted):
            change()
    else:
        change()
        told.say(at, pk, past, line)


def as_line(held: registers.Held | None) -> dict | None:
    if held is None:
        return None
    return {
        "stall": held.data["stall"], "rent": held.data.get("rent"), "from": held.valid_from, "to": held.valid_to,
        "state": held.state,
    }  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, pauses=PAUSES)
def test_the_answer_for_any_moment_is_the_replay_of_what_was_said_and_no_stall_is_held_twice(
    a_stall, acts, pauses
):
    with transaction.atomic():
        told, moment, moments = Told(), OPENED, [OPENED - timedelta(minutes=1)]
        for doing, pause in zip(acts, pauses, strict=False):
            moment += timedelta(minutes=pause)
            moments += [moment, moment + timedelta(seconds=30)]
            act(told, a_stall, doing, moment)
        for at in moments:
            held = {pk: as_line(registers.as_of("market-stalls", pk, at)) for pk in told.now}
            assert held == {pk: told.at(at, pk) for pk in told.now}
            for day in (DAY + timedelta(days=n) for n in range(8)):
                assert len({pk: line for pk, line in held.items() if counts(line, day, "A1")}) <= 1
        for pk in told.now:
            revisions = [as_line(one) for one in registers.history("market-stalls", pk)]
            assert revisions == [line for _, one, _, line in told.lines if one == pk]
        events = [json.loads(body) for body in Event.objects.order_by("id").values_list("body", flat=True)]
        happened = [e for e in events if e["kind"].startswith("register.")]
        assert [(e["data"]["record"], e["kind"], e["data"]["revision"]) for e in happened] == [
            (pk, f"register.{kind}", 1 + sum(one == pk for _, one, _, _ in told.lines[:place]))
            for place, (_, pk, kind, _) in enumerate(told.lines)
        ]
        transaction.set_rollback(True)


def counts(line: dict | None, day: date, stall: str) -> bool:
    if line is None or line["state"] != "in_force" or line["stall"] != stall:
        return False
    return line["from"] <= day and (line["to"] is None or day < line["to"])

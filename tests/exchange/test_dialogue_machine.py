"""Whatever people do in whatever order: no state that the rules do not know, nothing published unapproved."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.city.authority import NotAllowed
from motcua.exchange.dialogue import changes, counting, kinds, sending
from motcua.exchange.dialogue.changes import Given
from motcua.exchange.dialogue.errors import DialogueError
from motcua.exchange.dialogue.models import Report
from motcua.foundation import clock, events
from motcua.foundation.events import outbox
from tests.exchange.test_dialogue_questions import officer
from tests.exchange.test_dialogue_reports import MONDAY, draw, unit
from tests.procedures import people

pytestmark = pytest.mark.django_db
OFFICERS = (
    "ubnd-phuong-nghia-do.land-officer-1", "ubnd-phuong-nghia-do.chair-1", "ubnd-phuong-nghia-do.division-leader-1",
    "ttpvhcc.specialist-1", "ttpvhcc.department-leader-1", "ubnd-thanh-pho.specialist-1", "ubnd-thanh-pho.vice-chair-1",
    "so-xay-dung.specialist-1", "so-xay-dung.division-leader-1",
)  # fmt: skip
CATEGORY = {"scene": "waste", "regulation": "behaviour", "question": "other"}


def acts(kind: str) -> list[str]:
    return list(kinds.kind(kind).acts)


def moves(kind: str) -> st.SearchStrategy:
    who = st.one_of(st.sampled_from(OFFICERS), st.sampled_from(["resident", "resident-single"]))
    return st.lists(st.tuples(who, st.sampled_from(acts(kind))), min_size=4, max_size=28)


def plays(kind: str, played: list[tuple[str, str]]) -> set[str]:
    sort = kinds.kind(kind)
    sender = people.resident(MONDAY)
    message = sending.Message(
        kind=kind,
        category=CATEGORY[kind],
        text="Rác đổ đầy ngõ, gọi 0912345678.",
        client_id=uuid.uuid4(),
        unit=unit(),
    )
    report = sending.send(message, by=sender, at=MONDAY, draw=draw)
    given_ = Given(
        words="Vì thế", reply="Đã xong, gọi 0912345678", level="normal", public_text="Rác 0912345678", stars=5,
        agency_id=report.agency_id, reason="not_enough",
    )  # fmt: skip
    done: list[tuple[str, int | None]] = []
    for who, name in played:
        was = report.state
        by = people.resident(MONDAY, who) if who.startswith("resident") else officer(who)
        try:
            report = changes.act(report.id, name, given_, by=by, at=MONDAY)
        except (DialogueError, NotAllowed):
            report.refresh_from_db()
            assert report.state == was
            continue
        act = sort.acts[name]
        assert was in act.sources and report.state == act.to
        if act.by == "resident":
            assert by.person_id == sender.person_id
        if act.four_eyes:
            assert by.account_id != report.reply_by_id
        done.append((name, by.account_id))
        _holds(sort, report, [one for one, _ in done])
    assert list(events.verify_chain(report.chain)) == []
    return {name for name, _ in done}


def _holds(sort: kinds.Kind, report: Report, done: list[str]) -> None:
    assert report.state in sort.states
    published = any(sort.acts[one].publishes for one in done)
    assert bool(report.public_reply) == published
    assert (report.approved_by_id is not None) == published
    assert "0912345678" not in report.public_reply + report.public_text
    assert done.count("rate") <= 1 and done.count("reopen") <= 1
    assert (report.ended_at is not None) == sort.states[report.state].ended
    if sort.states[report.state].ended:
        assert report.clock == ""


@pytest.mark.parametrize("kind", ["scene", "regulation", "question"])
def test_no_order_of_acts_breaks_the_rules(city, kind):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(moves(kind))
    def play(played):
        Report.objects.update(sent_at=MONDAY.replace(year=2025))  # the limit of a day is not what is played
        plays(kind, played)

    play()


@pytest.mark.parametrize("kind", ["scene", "regulation", "question"])
def test_everybody_trying_everything_in_order_reaches_the_end(city, kind):
    everybody = [*OFFICERS, "resident"]
    names = [name for name in acts(kind) if name not in ("refuse", "send_back")]
    tried = [(who, name) for _ in range(2) for name in names for who in everybody]
    done = plays(kind, tried)
    assert {name for name, act in kinds.kind(kind).acts.items() if act.publishes} <= done


def test_the_figures_stay_exact_whatever_happens(city):
    for number, kind in enumerate(("scene", "question", "scene")):
        plays(kind, [(who, name) for name in acts(kind)[: 3 + number] for who in OFFICERS])
    while outbox.drain(counting.CONSUMER, clock.now()):
        pass
    for kind in ("scene", "question"):
        counted = dict.fromkeys(counting.COUNTERS, 0)
        for state in Report.objects.filter(kind=kind).values_list("state", flat=True):
            counted[kinds.kind(kind).states[state].counter] += 1
        assert counting.figures(kind) == counted
        assert sum(counting.figures(kind, unit().id).values()) == Report.objects.filter(kind=kind).count()

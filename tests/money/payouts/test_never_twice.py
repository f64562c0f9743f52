"""Nobody is paid twice: random interleavings of sending, lost calls, killed processes, answers in any order."""

import contextlib
import tempfile
import traceback
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from motcua.money.ledger.balance import difference, trial
from motcua.money.payouts import answers, sending
from motcua.money.payouts.errors import Refused
from motcua.money.payouts.models import Batch, Line, Run
from sandbox.payouts import messages
from tests.money.payouts.a_list import MARCH, NOW, account, officer, person, ward
from tests.money.payouts.direct_bank import DirectBank, Killed

pytestmark = pytest.mark.django_db
ACCOUNTS = ("0000000001", "0000000002", "0000009004")
"""The last one is closed until somebody mends it."""
WEATHER = st.sampled_from(["", "", "lost before", "lost after", "killed before", "killed after"])


def listed() -> tuple[Run, list[Line]]:
    """An approved list of three people, made by hand."""
    run = Run.objects.create(
        agency=ward(),
        programme="allowance",
        period=MARCH,
        state="approved",
        total=3_000_000,
        people=3,
        made_at=NOW,
        made_by={},
    )
    lines = []
    for number in ACCOUNTS:
        who = person()
        account(who, number)
        lines.append(
            Line.objects.create(
                run=run, programme="allowance", period=MARCH, person=who, full_name=who.full_name, search_key=who.search_key,
                birth_date=who.birth_date, percent=150, base=650_000, monthly=1_000_000, total=1_000_000, way="account",
                bin="970436", account_number=number, account_name=who.full_name,
            )
        )  # fmt: skip
    return run, lines


class Payouts(RuleBasedStateMachine):
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.bank, self.at = DirectBank(self.folder), NOW
        self.run, self.lines = listed()
        self.by = officer("chair")
        self.said: list[bytes] = []
        sending.send(self.run.pk, by=self.by, at=NOW)

    def teardown(self) -> None:
        try:
            self.calm_down()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def later(self) -> None:
        self.at += timedelta(minutes=15)

    @rule(weather=WEATHER)
    def work(self, weather: str) -> None:
        """The worker goes on; the line, or the worker, may break."""
        self.later()
        self.bank.weather = weather
        with contextlib.suppress(Killed):
            sending.go_on(self.bank, self.at)
        self.bank.weather = ""

    @rule(data=st.data())
    def the_bank_tells(self, data: st.DataObject) -> None:
        known = list(self.bank.state.messages.values())
        if known:
            message = data.draw(st.sampled_from(known))
            rows = data.draw(st.lists(st.sampled_from(message.transfers), unique_by=id, min_size=1))
            self.said.append(messages.report(message, rows))
            answers.take(self.said[-1], self.at, way="pushed")

    @rule(data=st.data())
    def an_old_message_comes_again(self, data: st.DataObject) -> None:
        if self.said:
            answers.take(data.draw(st.sampled_from(self.said)), self.at, way="pushed")

    @rule(number=st.integers(0, 2))
    def money_comes_back(self, number: int) -> None:
        line = Line.objects.get(pk=self.lines[number].pk)
        message = self.bank.state.give_back(line.end_to_end) if line.state == "settled" else None
        if message is not None:
            rows = [one for one in message.transfers if one.end_to_end == line.end_to_end]
            answers.take(messages.report(message, rows), self.at, way="pushed")

    @rule()
    def the_account_is_mended(self) -> None:
        who = self.lines[2].person
        if who is not None:
            from motcua.money.payouts.models import BankAccount

            BankAccount.objects.filter(person=who).update(number="0000000003")

    @rule()
    def what_was_refused_is_sent_again(self) -> None:
        with contextlib.suppress(Refused):
            sending.supplement(self.run.pk, by=self.by, at=self.at)

    @invariant()
    def nobody_has_money_twice(self) -> None:
        for line in self.lines:
            keys = [key for key in self.bank.state.paid if int(key.split("-")[1]) == line.pk]
            assert sum(self.bank.state.paid[key] for key in keys) <= 1

    @invariant()
    def the_books_add_up(self) -> None:
        rows = {row.account: row for row in trial(date(2020, 1, 1), date(2030, 1, 1))}
        assert difference(rows.values()) == 0
        settled = Line.objects.filter(run=self.run, state="settled").count()
        assert -(rows["payout_bank"].balance if "payout_bank" in rows else 0) == settled * 1_000_000

    def calm_down(self) -> None:
        """In fair weather everything is known in the end, and as the bank knows it."""
        for _ in range(3):
            self.later()
            sending.go_on(self.bank, self.at, self.run)
        assert not Batch.objects.filter(state__in=["made", "sending", "unknown"]).exists()
        for line in Line.objects.filter(run=self.run):
            keys = [key for key in self.bank.state.paid if int(key.split("-")[1]) == line.pk]
            paid = sum(self.bank.state.paid[key] for key in keys)
            assert (line.state == "settled") == (paid == 1), (line.state, paid)
            assert line.state in ("settled", "rejected", "returned")


def walk(examples: int, steps: int, **more: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Payouts.folder = Path(folder)
        run_state_machine_as_test(
            Payouts,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                **({"derandomize": examples < 10} | more),  # type: ignore[arg-type]
            ),
        )


def test_nobody_is_paid_twice_whatever_breaks(city):
    walk(4, 10)


@pytest.mark.long
def test_nobody_is_paid_twice_in_many_more_worlds(city):
    walk(100, 25)


def blind(batch_id: int) -> None:
    """A fault: whoever hears nothing hands the file over under a new number instead of asking for the old one."""
    Batch.objects.filter(pk=batch_id).update(state=Batch.State.MADE, msg_id=f"X{uuid4().hex[:20]}", path="")


def test_the_walk_finds_a_file_that_goes_out_twice(city, monkeypatch):
    """What is planted: a lost call counts as "never arrived". The machine must see somebody paid twice."""
    monkeypatch.setattr(sending, "_lost", lambda batch_id, why, at: blind(batch_id))
    with pytest.raises((AssertionError, BaseExceptionGroup)) as found:
        walk(30, 6, **NO_SHRINKING)
    assert "nobody_has_money_twice" in "".join(traceback.format_exception(found.value))


def test_the_walk_finds_an_answer_that_is_booked_twice(city, monkeypatch):
    """What is planted: an answer does not mind in what state the line is. The machine must see the books go wrong."""
    careless = answers._MOVE.replace("line.state = any(%(before)s)", "%(before)s is not null")
    monkeypatch.setattr(answers, "_MOVE", careless)
    monkeypatch.setattr(answers, "hashlib", Forgetful)
    with pytest.raises((AssertionError, BaseExceptionGroup)) as found:
        walk(30, 6, **NO_SHRINKING)
    assert "the_books_add_up" in "".join(traceback.format_exception(found.value))


NO_SHRINKING = {
    "phases": [Phase.generate],
    "derandomize": True,
    "database": None,
    "report_multiple_bugs": False,
}
"""The first world that goes wrong is enough."""


class Forgetful:
    """Digests that never meet again, so that no message is known."""

    @staticmethod
    def sha256(_: bytes) -> SimpleNamespace:
        return SimpleNamespace(hexdigest=lambda: uuid4().hex * 2)

"""Accounts that people have linked to their electronic identity: asked for, kept, checked by the bank, used first."""

import json
from datetime import timedelta
from typing import Any

import pytest

from motcua.money.gateways.http import GatewayNonsense
from motcua.money.payouts import linked, routes
from motcua.money.payouts.config import LinkedConfig
from motcua.money.payouts.models import BankAccount, Line
from sandbox.owners.state import State
from tests.money.payouts.a_list import NOW, account, drawn, granted, officer, person, ward
from tests.sandbox.running import running_sandbox

pytestmark = pytest.mark.django_db
KEY = "khoa-tai-khoan-lien-ket"


@pytest.fixture
def platform(tmp_path, monkeypatch):
    """The sandbox's platform over HTTP, and what it knows."""
    monkeypatch.setenv("MOTCUA_LINKED_ACCOUNTS_KEY", KEY)
    with running_sandbox(tmp_path) as sandbox:
        yield linked.Platform(LinkedConfig(f"{sandbox.url}/owners/vneid", KEY, 5.0)), sandbox.states["owners"]


def knows(state: State, told: dict[str, Any]) -> None:
    (state.config.data / "linked-accounts.json").write_text(json.dumps(told))


def test_a_linked_account_goes_before_the_own_one_once_the_bank_has_told_its_holder(city, platform):
    one, (asks, state) = person("Trần Văn Liên"), platform
    granted(one)
    account(one)
    knows(state, {one.pin: {"bin": "970405", "number": "0123456", "linked_at": NOW.isoformat()}})
    by = officer("society")
    assert linked.gather(asks, ward().pk, by=by, at=NOW) == 1
    assert linked.gather(asks, ward().pk, by=by, at=NOW) == 0, "asked again, nothing is new"
    assert routes.check_waiting(lambda bin_, number: "TRAN VAN LIEN", NOW) == 1
    line = Line.objects.get(run=drawn())
    assert (line.bin, line.account_number, line.state) == ("970405", "0123456", "listed")
    knows(state, {one.pin: None})
    linked.gather(asks, ward().pk, by=by, at=NOW + timedelta(days=1))
    used = BankAccount.objects.get(person=one, ended_at=None)
    assert used.source == "own", "the person has taken the linked one back"


def test_a_platform_that_is_away_or_cannot_be_believed_changes_nothing(city, platform):
    one, (asks, state) = person(), platform
    granted(one)
    knows(state, {one.pin: {"bin": "970405", "number": "0123456", "linked_at": NOW.isoformat()}})
    for fault in ("away", "forged"):
        state.faults.switch({"fail": fault, "times": 1})
        assert linked.gather(asks, ward().pk, by=officer("society"), at=NOW) == 0
    assert not BankAccount.objects.filter(person=one).exists()


def test_an_answer_is_read_with_suspicion():
    def told(**more: Any) -> bytes:
        one = {
            "pin": "1",
            "account": {"bin": "970436", "number": "0123"},
            "linked_at": NOW.isoformat(),
        } | more
        return json.dumps({"accounts": [one]}).encode()

    asked = frozenset({"1"})
    assert len(list(linked.read(told(), asked))) == 1
    for odd in ({"pin": "2"}, {"account": {"bin": "999999", "number": "0123"}}, {"linked_at": "2026-03-02T09:00:00"},
                {"account": {"bin": "970436", "number": "'; drop"}}):  # fmt: skip
        assert list(linked.read(told(**odd), asked)) == []
    for content in (b"x", b"[]", b'{"accounts": [1]}', told(linked_at="hôm qua")):
        with pytest.raises(GatewayNonsense):
            list(linked.read(content, asked))

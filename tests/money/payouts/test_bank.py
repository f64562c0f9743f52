"""The product and the payout bank over real HTTP: files, answers of every kind, single calls, names of holders."""

import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from motcua.foundation import clock
from motcua.money.gateways.http import GatewayNonsense, GatewayUnreachable
from motcua.money.payouts import answers, pain001, pain002, routes, sending
from motcua.money.payouts.client import BankClient, sign
from motcua.money.payouts.errors import Refused
from motcua.money.payouts.models import Answer, BankAccount, Batch, Line, Step
from motcua.money.payouts.pain001 import Order, Transfer
from sandbox.payouts.app import application
from sandbox.payouts.messages import report
from sandbox.payouts.state import State
from sandbox.web import mounted
from tests.money.payouts import a_list
from tests.money.payouts.a_list import (
    MARCH,
    NOW,
    account,
    granted,
    many,
    money,
    officer,
    person,
    sent,
    states,
)
from tests.money.payouts.direct_bank import KEY, config
from tests.money.payouts.test_lists import balances
from tests.money.test_gateway_contract import _Quiet, _Server

pytestmark = pytest.mark.django_db
NAMES = {"970436/0001": "TRAN VAN A"}


def serving(state: State):
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(mounted({"payouts": application(state)}, application(state)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


@pytest.fixture
def bank(tmp_path):
    """A running bank that reports nothing by itself; gives (its state, our client)."""
    state = State(key=KEY, answer_url="http://127.0.0.1:9/", names=NAMES)
    state.faults.switch({"fail": "never_tell"})
    server = serving(state)
    yield state, BankClient(config(tmp_path, f"http://127.0.0.1:{server.server_port}/payouts"))
    server.shutdown()
    server.server_close()


def first(run) -> Batch:
    return run.batches.get()


def test_a_list_goes_out_as_a_valid_file_and_is_settled_by_the_answer(city, bank):
    state, client = bank
    many(3)
    money()
    run = sent()
    assert sending.hand_over(first(run).pk, client, NOW) == "sent"
    assert states(run) == {"sent": 3}
    assert sending.ask(first(run).pk, client, NOW) == "answered"
    assert states(run) == {"settled": 3}
    assert balances()["payout_bank"] == 10**9 - 3 * 975_000
    tree = etree.parse(client.config.folder / first(run).path)
    assert pain001.schema(pain001.MESSAGE).validate(tree)
    keys = [one.text for one in tree.iter(f"{{{pain001.NAMESPACE}}}EndToEndId")]
    assert keys == [line.end_to_end for line in Line.objects.filter(run=run).order_by("pk")]
    assert all(state.paid[key] == 1 for key in keys)


@pytest.mark.parametrize("fault", ["lose", "forged", "other_message", "down"])
def test_a_call_without_a_usable_answer_is_unknown_and_the_bank_is_asked_before_anything_goes_again(
    city, bank, fault
):
    state, client = bank
    many(2)
    money()
    run = sent()
    state.faults.switch({"fail": fault, "times": 1})
    assert sending.hand_over(first(run).pk, client, NOW) == "unknown"
    assert states(run) == {"sent": 2}
    sending.go_on(client, NOW + timedelta(minutes=15))
    sending.go_on(client, NOW + timedelta(minutes=30))
    assert states(run) == {"settled": 2}
    assert set(state.paid.values()) == {1}


def test_what_is_refused_goes_to_another_account_in_a_supplementary_batch_with_the_same_key(city, bank):
    state, client = bank
    good, bad = many(1)[0], person("Trần Văn Đóng")
    granted(bad)
    old = account(bad, "1119004")
    money()
    run = sent()
    sending.go_on(client, NOW, run)
    sending.go_on(client, NOW, run)
    line = Line.objects.get(run=run, person=bad)
    assert (line.state, line.reason, Line.objects.get(person=good).state) == ("rejected", "AC04", "settled")
    with pytest.raises(Refused, match="No line has an account"):
        sending.supplement(run.pk, by=officer("chair"), at=NOW)
    BankAccount.objects.filter(pk=old.pk).update(ended_at=NOW)
    account(bad, "2220001")
    key = line.end_to_end
    assert sending.supplement(run.pk, by=officer("chair"), at=NOW) == 1
    sending.go_on(client, NOW, run)
    line.refresh_from_db()
    assert (line.state, line.attempt, line.end_to_end, line.batch.channel) == ("settled", 2, key, "single")
    assert state.paid[key] == 1
    stale = report(
        state.messages[run.batches.get(number=1).msg_id],
        state.messages[run.batches.get(number=1).msg_id].transfers,
    )
    told = answers.take(stale, NOW, way="pushed")
    line.refresh_from_db()
    assert (line.state, told.told["odd"]) == ("settled", {"no": 1})


def test_money_that_comes_back_is_booked_back_and_paid_anew_under_another_key(city, bank):
    state, client = bank
    (who,) = many(1)
    money()
    run = sent()
    for _ in range(2):
        sending.go_on(client, NOW, run)
    line = Line.objects.get(run=run)
    message = state.give_back(line.end_to_end)
    answers.take(report(message, message.transfers), NOW, way="pushed")
    line.refresh_from_db()
    assert line.state == "returned"
    assert balances()["payout_bank"] == 10**9
    BankAccount.objects.filter(person=who).update(number="3330001")
    sending.supplement(run.pk, by=officer("chair"), at=NOW)
    sending.go_on(client, NOW, run)
    line.refresh_from_db()
    assert line.state == "settled" and line.end_to_end.endswith("-R1")
    assert sum(state.paid.values()) == 1
    assert Step.objects.filter(line=line, state="returned").exists()


def test_answers_come_in_parts_out_of_order_and_twice(city, bank):
    state, client = bank
    many(4)
    money()
    run = sent()
    sending.hand_over(first(run).pk, client, NOW)
    message = state.messages[first(run).msg_id]
    half = report(message, message.transfers[:2])
    answers.take(half, NOW, way="pushed")
    assert states(run) == {"settled": 2, "sent": 2}
    answers.take(half, NOW, way="pushed")
    answers.take(report(message, message.transfers[:3], "ACSP"), NOW, way="pushed")
    assert states(run) == {"settled": 2, "sent": 2}, "what is settled is not on its way again"
    answers.take(report(message, message.transfers[2:3], "WXYZ"), NOW, way="pushed")
    assert states(run) == {"settled": 2, "sent": 1, "unknown": 1}
    with pytest.raises(Refused):
        sending.supplement(run.pk, by=officer("chair"), at=NOW)
    answers.take(report(message, message.transfers), NOW, way="asked")
    assert states(run) == {"settled": 4}
    assert "payout_due" not in balances()
    assert first(run).settled == 4 * 975_000


def test_a_whole_file_that_is_refused_leaves_nobody_on_the_way(city, bank):
    state, client = bank
    many(2)
    money()
    run = sent()
    state.faults.switch({"fail": "refuse_all"})
    for _ in range(2):
        sending.go_on(client, NOW, run)
    assert states(run) == {"rejected": 2}
    assert first(run).state == "refused"
    state.faults.switch({"fail": None})
    assert sending.supplement(run.pk, by=officer("chair"), at=NOW) == 2, (
        "no money on our account: no account is at fault"
    )
    sending.go_on(client, NOW, run)
    assert states(run) == {"settled": 2}


def test_forged_strange_and_unreadable_answers_change_nothing(city, bank, client, settings):
    state, payout = bank
    settings.PAYOUTS = settings.PAYOUTS | {"KEY": KEY}
    many(1)
    money()
    run = sent()
    sending.hand_over(first(run).pk, payout, NOW)
    message = state.messages[first(run).msg_id]
    body = report(message, message.transfers)

    def post(content: bytes, signature: str) -> int:
        answer = client.post(
            "/chi-tra/ngan-hang/tra-loi",
            content,
            content_type="application/xml",
            headers={"X-Signature": signature},
        )
        return answer.status_code

    assert post(body, "0" * 64) == 401
    stranger = report(message, message.transfers, about="SOMEBODY-ELSE")
    assert post(stranger, sign(KEY, stranger)) == 404
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Document/>'
    for bad in (b"no xml", bomb, body.replace(b"<TxSts>", b"<Other>").replace(b"</TxSts>", b"</Other>")):
        assert post(bad, sign(KEY, bad)) == 400
    assert states(run) == {"sent": 1}
    clock.set_for_test(NOW)
    assert (post(body, sign(KEY, body)), post(body, sign(KEY, body))) == (200, 200)
    assert states(run) == {"settled": 1}
    assert Answer.objects.filter(result="booked", way="pushed").count() == 1


def test_large_sums_go_by_another_channel_and_files_have_their_limit(city, monkeypatch, bank):
    _, client = bank
    monkeypatch.setattr("motcua.money.payouts.sending.desk", lambda: _Limits(900_000))
    many(5)
    money()
    run = sent()
    assert [(one.channel, one.count) for one in run.batches.order_by("number")] == [
        ("ibps", 2),
        ("ibps", 2),
        ("ibps", 1),
    ]
    sending.go_on(client, NOW, run)
    assert {one.state for one in run.batches.all()} == {"sent"}


class _Limits:
    def __init__(self, most: int) -> None:
        self.most_of_one, self.lines_of_a_file = most, 2


def test_a_holder_s_name_is_asked_before_money_goes_there(city, bank):
    state, client = bank
    one, other, none = person("Trần Văn A"), person("Trần Văn B"), person("Trần Văn C")
    account(one, "0001", state="unchecked")
    account(other, "0001", state="unchecked")
    account(none, "0404", state="unchecked")
    assert routes.check_waiting(client.lookup, NOW) == 3
    assert [BankAccount.objects.get(person=who).state for who in (one, other, none)] == [
        "good",
        "mismatch",
        "closed",
    ]
    state.faults.switch({"fail": "down"})
    with pytest.raises(GatewayUnreachable):
        client.lookup("970436", "0001")
    state.faults.switch({"fail": "forged"})
    with pytest.raises(GatewayNonsense):
        client.lookup("970436", "0001")


def test_accounts_of_the_register_become_accounts_of_record_and_vneid_goes_first(city):
    who = person("Trần Văn Sổ")
    granted(
        who,
        payout="account",
        bank_name="Ngân hàng Nông nghiệp (Agribank)",
        account_number="12345678",
        account_holder="",
    )
    assert routes.gather(a_list.ward().pk, NOW) == 1
    assert routes.gather(a_list.ward().pk, NOW) == 0
    kept = BankAccount.objects.get()
    assert (kept.bin, kept.source, kept.state) == ("970405", "register", "unchecked")
    BankAccount.objects.update(state="good")
    account(who, "9990000", source="vneid")
    BankAccount.objects.filter(source="vneid").update(rank=1)
    run = a_list.drawn()
    assert Line.objects.get(run=run).account_number == "9990000"


@pytest.mark.parametrize(
    ("text", "bin_"),
    [
        ("Vietcombank", "970436"),
        ("Ngân hàng Quân đội", "970422"),
        ("MB", "970422"),
        ("ngân hàng mẫu", ""),
        ("ACB, BIDV", ""),
    ],
)
def test_banks_are_known_by_the_names_people_write(text, bin_):
    assert routes.bank_of(text) == bin_


def order(count: int, total: int) -> Order:
    return Order(
        "M-1",
        NOW,
        count,
        total,
        MARCH,
        "UBND PHUONG MAU",
        "1500201012345",
        "VBAAVNVX",
        "SSBE",
        "TRO CAP T12/2026",
    )


def test_a_file_of_many_lines_is_written_and_checked_as_a_stream(tmp_path: Path):
    rows = (
        Transfer(f"TGXH2612-{n:010d}", 750_000, "970436", "0123456789", "NGUYEN THI A")
        for n in range(1, 3001)
    )
    path = tmp_path / "f.xml"
    path.write_bytes(b"".join(pain001.write(order(3000, 3000 * 750_000), rows)))
    pain001.check(path)


@pytest.mark.parametrize(
    "wrong",
    [
        Transfer("K-1", 0, "970436", "0123456789", "A"), Transfer("K-1", -5, "970436", "0123456789", "A"),
        Transfer("K" * 36, 5, "970436", "0123456789", "A"), Transfer("K-1", 5, "970436", "01 23", "A"),
        Transfer("K-1", 5, "970436", "0123", ""),
    ],
)  # fmt: skip
def test_no_file_with_a_fault_leaves_the_house(tmp_path: Path, wrong: Transfer):
    path = tmp_path / "f.xml"
    path.write_bytes(b"".join(pain001.write(order(1, wrong.amount), [wrong])))
    with pytest.raises(pain001.NotValid):
        pain001.check(path)


def test_sums_of_a_file_that_differ_are_refused():
    with pytest.raises(ValueError, match="announced"):
        b"".join(pain001.write(order(2, 10), [Transfer("K-1", 5, "970436", "0123", "A")]))


@pytest.mark.parametrize(("code", "outcome"), [("ACSC", "done"), ("ACCC", "done"), ("RJCT", "no"), ("CANC", "no"),
                                               ("ACSP", "pending"), ("PDNG", "pending"), ("WXYZ", "unknown")])  # fmt: skip
def test_each_status_of_the_bank_has_one_meaning(code, outcome):
    assert pain002.outcome(code) == outcome


def test_an_answer_that_speaks_of_nothing_is_not_read():
    with pytest.raises(pain002.NotReadable):
        list(pain002.read(io.BytesIO(b"<Document/>")))

"""The product and the tax authority's gate over real HTTP, with every fault that the gate can play."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.money.fees import Kind
from motcua.money.invoices import changing, issuing, receiving, sending, summary
from motcua.money.invoices.changing import Payer
from motcua.money.invoices.client import TaxClient
from motcua.money.invoices.models import CollectingUnit, Document, TaxLine, TaxMessage
from tests.money.invoices.city_of_fees import LATER, made, tax_gate, unit_of

pytestmark = pytest.mark.django_db
PRICE = (Kind.GIA, 26_000)


@pytest.fixture(scope="module")
def running():
    with tax_gate() as gate:
        yield gate


@pytest.fixture
def gate(running, city):
    state, client = running
    state.taken.clear()
    state.answers.clear()
    state.late.clear()
    state.faults.switch({"fail": None})
    yield state, client
    state.faults.switch({"fail": None})


def talk(client, at=LATER) -> int:
    """What the job does every minute; how many answers were new."""
    sending.pack(at)
    sending.send_waiting(client, lambda: at)
    return receiving.fetch(client, lambda: at)


def taxes() -> list[str]:
    return list(Document.objects.order_by("id").values_list("tax", flat=True))


def test_a_unit_registers_and_only_then_its_documents_are_told(gate):
    state, client = gate
    unit = unit_of(registered=False)
    made(unit=unit)
    talk(client)
    assert (taxes(), state.taken) == (["none"], {})
    sending.register(unit.pk, LATER)
    assert talk(client) == 2
    unit.refresh_from_db()
    assert (unit.registration, unit.registered_at) == (CollectingUnit.Registration.ACCEPTED, LATER)
    talk(client)
    assert taxes() == ["accepted"]


def test_a_refused_registration_says_why(gate):
    state, client = gate
    unit = unit_of(registered=False)
    state.faults.switch({"fail": "refuse_registration"})
    sending.register(unit.pk, LATER)
    talk(client)
    unit.refresh_from_db()
    assert (unit.registration, unit.registration_words) == ("refused", "50012: chứng thư số hết hiệu lực")


def test_documents_without_code_go_in_one_package_and_those_with_code_alone(gate):
    state, client = gate
    unit = unit_of()
    for _ in range(3):
        made((Kind.LE_PHI, 50_000), PRICE, unit=unit)
    assert talk(client) == 1
    assert [(one.kind, one.documents) for one in state.taken.values()] == [(203, 6)]
    assert taxes() == ["accepted"] * 6
    CollectingUnit.objects.update(invoice_coded=True)
    coded = made(PRICE, unit=unit)[0]
    talk(client)
    coded.refresh_from_db()
    assert (coded.serial, coded.tax, len(coded.tax_given_code)) == ("C26TYY", "coded", 34)


def test_while_the_gate_is_away_everything_waits_and_then_goes_once(gate):
    state, client = gate
    made(unit=unit_of())
    state.faults.switch({"fail": "down"})
    talk(client)
    talk(client, LATER + timedelta(seconds=5))
    assert (taxes(), TaxLine.objects.get().failures) == (["none"], 1)
    state.faults.switch({"fail": None})
    talk(client, LATER + timedelta(minutes=2))
    assert (taxes(), TaxLine.objects.get().failures) == (["accepted"], 0)
    assert [one.times for one in state.taken.values()] == [1]


def test_an_answer_that_got_lost_is_asked_for_with_the_same_id(gate):
    state, client = gate
    made(unit=unit_of())
    state.faults.switch({"fail": "slow", "times": 1, "seconds": 0.3})
    talk(TaxClient(replace(client.gate, timeout_s=0.1)))
    assert taxes() == ["none"]
    while not state.taken:
        time.sleep(0.02)
    talk(client, LATER + timedelta(minutes=3))
    assert taxes() == ["accepted"]
    assert [one.times for one in state.taken.values()] == [2]


def test_a_package_with_a_fault_refuses_that_document_alone_and_says_why(gate):
    state, client = gate
    unit = unit_of()
    first = made(unit=unit)[0]
    made(unit=unit)
    state.faults.switch({"fail": "refuse_one"})
    talk(client)
    assert taxes() == ["refused", "accepted"]
    first.refresh_from_db()
    assert first.problem == "Cơ quan thuế: 30003: tên người mua không hợp lệ"


@pytest.mark.parametrize(
    ("fault", "tax"), [("refuse", "refused"), ("bad_format", "refused"), ("review", "refused")]
)
def test_what_the_authority_will_not_have_stands_among_the_errors(gate, fault, tax):
    state, client = gate
    made(unit=unit_of())
    state.faults.switch({"fail": fault})
    talk(client)
    row = Document.objects.get()
    assert (row.state, row.tax) == ("issued", tax)
    assert row.problem.startswith("Cơ quan thuế")


def test_a_message_of_a_wrong_form_can_be_sent_again(gate):
    state, client = gate
    made(unit=unit_of())
    state.faults.switch({"fail": "bad_format", "times": 1})
    talk(client)
    failed = TaxMessage.objects.get(kind=203)
    assert (failed.state, failed.words) == ("failed", "40001: sai cấu trúc thông điệp")
    assert sending.send_again(failed.pk, LATER)
    talk(client)
    assert taxes() == ["accepted"]
    assert not sending.send_again(failed.pk, LATER)


def test_an_invoice_that_gets_no_code_is_refused(gate):
    state, client = gate
    made(PRICE, unit=unit_of(invoice_coded=True))
    state.faults.switch({"fail": "refuse"})
    talk(client)
    row = Document.objects.get()
    assert (row.tax, row.problem) == ("refused", "Cơ quan thuế: 30015: người bán không đủ điều kiện cấp mã")


def test_an_answer_that_comes_twice_is_kept_once(gate):
    state, client = gate
    made(unit=unit_of())
    state.faults.switch({"fail": "duplicate_answer"})
    assert talk(client) == 1
    assert len(state.answers) == 2
    assert (taxes(), TaxMessage.objects.filter(kind=204).count()) == (["accepted"], 1)


def test_a_late_answer_comes_with_a_later_fetch(gate):
    state, client = gate
    made(unit=unit_of())
    state.faults.switch({"fail": "late_answer", "times": 1})
    assert talk(client) == 0
    assert taxes() == ["sent"]
    assert talk(client, LATER + timedelta(minutes=1)) == 1
    assert taxes() == ["accepted"]


def test_what_is_never_answered_is_sent_again_and_in_the_end_given_to_an_officer(gate):
    state, client = gate
    made(unit=unit_of())
    state.faults.switch({"fail": "never_answer"})
    for turn in range(10):
        talk(client, LATER + timedelta(minutes=31 * turn))
    message = TaxMessage.objects.get(kind=203)
    assert (message.state, message.words) == ("failed", "không có trả lời")
    assert [one.times for one in state.taken.values()] == [sending.MOST_TRIES]


def test_nonsense_is_kept_with_its_fault_and_the_next_answer_is_read(gate):
    state, client = gate
    unit = unit_of()
    made(unit=unit)
    state.faults.switch({"fail": "nonsense", "times": 1})
    talk(client)
    assert TaxMessage.objects.filter(kind=-1, state="received").count() == 1
    made(unit=unit)
    talk(client, LATER + timedelta(minutes=1))
    assert taxes() == ["sent", "accepted"]


def test_an_answer_to_no_message_of_ours_changes_nothing(gate):
    unit = unit_of()
    made(unit=unit)
    forged = (
        "<TDiep><TTChung><MLTDiep>204</MLTDiep><MTDiep>TCT1</MTDiep><MTDTChieu>K9</MTDTChieu></TTChung>"
        "<DLieu><TBao><DLTBao><LTBao>1</LTBao></DLTBao></TBao></DLieu></TDiep>"
    )
    assert receiving.take(forged.encode(), LATER)
    assert taxes() == ["none"]
    assert "no message of ours" in TaxMessage.objects.get(code="TCT1").words


def test_a_replaced_and_a_cancelled_document_are_told_with_their_reason(gate):
    _, client = gate
    unit = unit_of()
    receipt, invoice = made((Kind.LE_PHI, 50_000), PRICE, unit=unit)
    talk(client)
    for row in (receipt, invoice):
        row.refresh_from_db()
    changing.replace(receipt, Payer("Trần Văn Đúng"), "Sai tên người nộp", "Kế toán", LATER)
    changing.cancel(invoice, "Không cung cấp dịch vụ", "Kế toán", LATER)
    issuing.issue_waiting(lambda: LATER)
    talk(client)
    notices = TaxMessage.objects.filter(kind=300).order_by("id")
    assert ["<TCTBao>3<" in one.body for one in notices] == [True, False]
    assert ["<TCTBao>1<" in one.body for one in notices] == [False, True]
    assert [(one.state, one.accepted) for one in notices] == [("answered", True)] * 2
    assert "<LDo>Không cung cấp dịch vụ<" in notices[1].body


def test_what_ended_before_anybody_was_told_is_told_first_and_then_its_end(gate):
    state, client = gate
    unit = unit_of()
    (receipt,) = made(unit=unit)
    changing.replace(receipt, Payer("Trần Văn Đúng"), "Sai tên người nộp", "Kế toán", LATER)
    issuing.issue_waiting(lambda: LATER)
    talk(client)
    assert [(one.kind, one.documents) for one in state.taken.values()] == [(203, 2)]
    talk(client, LATER + timedelta(minutes=1))
    assert [one.kind for one in state.taken.values()] == [203, 300]
    assert "<TCTBao>3<" in TaxMessage.objects.get(kind=300).body
    talk(client, LATER + timedelta(minutes=2))
    assert TaxMessage.objects.filter(kind=300).count() == 1


def test_a_summary_is_answered_as_a_summary(gate):
    _, client = gate
    unit = unit_of()
    made(unit=unit)
    talk(client)
    summary.send(unit.pk, LATER.date().replace(day=1), LATER + timedelta(days=20))
    talk(client, LATER + timedelta(days=20))
    assert TaxMessage.objects.get(kind=400).accepted is True

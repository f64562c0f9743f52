"""Officers give money back: one asks, another approves with a fresh proof, the provider or a transfer sends it."""

import re
import uuid
from datetime import date, timedelta

import pytest

from motcua.city import authority
from motcua.city.models import Power
from motcua.foundation.models import AccessLog
from motcua.money import orders
from motcua.money.gateways import http, registry, settlement
from motcua.money.gateways.provider import Answer, RefundAnswer
from motcua.money.gateways.settlement import Outcome
from motcua.money.models import Attempt, Order, Receipt, Refund
from motcua.money.till import cards
from motcua.project.demo import account_of
from motcua.sites.refunds import views
from tests.money.conftest import le_phi
from tests.procedures.people import officer
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def keepers(city):
    """Two officers of one ward who keep its accounts; the id of the ward's agency."""
    agencies = set()
    for key in ("clerk", "justice"):
        post = authority.powers_of(account_of(key).id, MONDAY).posts[0]
        Power.objects.create(
            post_id=post.post_id, power="keep_accounts", reach="agency", valid_from=date(2025, 1, 1)
        )
        agencies.add(post.agency_id)
    authority.forget()
    (agency,) = agencies
    return agency


@pytest.fixture
def paid(keepers):
    """An order of 50,000 đồng that was paid at MoMo to the ward."""

    def make(gateway="momo", code="H26.15-260302-0001", agency=keepers):
        order = orders.open_order(
            subject=code, subject_id=uuid.uuid4(), fee=le_phi(), payer_name="Nguyễn Thị Thử", channel="online", at=MONDAY,
            agency_id=agency, person_id=account_of("resident").person_id,
        )  # fmt: skip
        attempt = orders.start_attempt(order, gateway=gateway, at=MONDAY)
        settlement.settle(
            *settlement.lock(gateway, attempt.txn_ref), settlement.Outcome.PAID, MONDAY, gateway_no=code
        )
        return Order.objects.get(pk=order.pk)

    return make


@pytest.fixture
def answers(monkeypatch):
    """What MoMo says to refunds, one after another; an exception is raised."""
    waiting = []

    def refund(refund, attempt, at):
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    way = registry.GATEWAYS["momo"]
    changed = way.__class__(**{name: getattr(way, name) for name in way.__slots__} | {"refund": refund})
    monkeypatch.setitem(registry.GATEWAYS, "momo", changed)
    return waiting


def ask(client, code, amount="50.000", reason="Rút hồ sơ"):
    return client.post("/hoan-tien/moi/", {"ma": code, "so-tien": amount, "ly-do": reason})


def test_one_asks_another_approves_and_the_money_goes_back_through_the_provider(
    paid, answers, django_assert_max_num_queries
):
    order = paid()
    clerk, justice = at_desk("clerk"), at_desk("justice")
    page = ask(clerk, order.subject)["Location"]
    own = clerk.get(page)
    assert "người khác duyệt" in words(own) and 'value="approve"' not in own.content.decode()
    clerk.post(page, {"viec": "approve"})
    assert Refund.objects.get().status == "requested", "nobody approves their own request"
    before = AccessLog.objects.count()
    with django_assert_max_num_queries(16):
        shown = words(justice.get(page))
    assert "Nguyễn Thị Thử" in shown and "Qua Ví MoMo" in shown
    assert AccessLog.objects.count() == before + 1
    justice.post(page, {"viec": "approve"})
    assert Receipt.objects.get().cancelled_at is not None, "the receipt goes first"
    answers += [http.GatewayUnreachable("lost"), RefundAnswer(True, "0", {"resultCode": "0"})]
    justice.post(page, {"viec": "send"})
    assert "Lần gửi trước chưa có trả lời" in words(justice.get(page))
    justice.post(page, {"viec": "send"})
    order.refresh_from_db()
    assert (Refund.objects.get().status, order.status) == ("done", "refunded")


def test_approving_and_sending_ask_for_a_fresh_proof(paid, monkeypatch):
    page = ask(at_desk("clerk"), paid().subject)["Location"]
    justice = at_desk("justice")
    monkeypatch.setattr(views, "fresh_proof", lambda request: False)
    assert justice.post(page, {"viec": "approve"})["Location"].startswith("/tai-khoan/xac-nhan/")
    assert Refund.objects.get().status == "requested"


def test_a_payment_of_the_platform_goes_back_by_a_transfer(paid):
    page = ask(at_desk("clerk"), paid("platform").subject, "20.000")["Location"]
    justice = at_desk("justice")
    justice.post(page, {"viec": "approve"})
    assert "Đã chuyển trả" in words(justice.get(page))
    justice.post(page, {"viec": "by_hand"})
    assert Refund.objects.get().status == "done" and Order.objects.get().status == "partly_refunded"


def test_a_card_gets_its_money_back_only_with_the_terminals_approval_code(keepers):
    order = orders.open_order(
        subject="H26.15-260302-0001", subject_id=uuid.uuid4(), fee=le_phi(), payer_name="Nguyễn Thị Thử",
        channel="counter", at=MONDAY, agency_id=keepers,
    )  # fmt: skip
    slip = {"terminal": "12345678", "approval": "A1B2C3", "last4": "4321", "amount": "50.000"}
    cards.take_card(order, slip, by=officer("counter", MONDAY), at=MONDAY)
    page = ask(at_desk("clerk"), order.subject)["Location"]
    justice = at_desk("justice")
    justice.post(page, {"viec": "approve"})
    wrong = justice.post(page, {"viec": "by_hand", "terminal": "12345678", "approval": "D4E"})
    assert wrong.status_code == 422 and "Mã chuẩn chi gồm 6 chữ, số." in words(wrong)
    assert 'value="D4E"' in wrong.content.decode() and Refund.objects.get().status == "approved"
    justice.post(page, {"viec": "by_hand", "terminal": "12345678", "approval": "D4E5F6"})
    back = Refund.objects.get()
    assert (back.status, back.response_code) == ("done", "D4E5F6")
    assert "D4E5F6" in words(justice.get(page))


def test_a_refusal_of_the_provider_is_cleared_by_what_it_says_when_asked(paid, answers):
    page = ask(at_desk("clerk"), paid().subject)["Location"]
    justice = at_desk("justice")
    justice.post(page, {"viec": "approve"})
    answers.append(RefundAnswer(False, "1088", {"resultCode": "1088"}))
    justice.post(page, {"viec": "send"})
    assert "1088" in words(justice.get(page)) and "Chưa rõ kết quả" in words(justice.get("/hoan-tien/"))
    justice.post(page, {"viec": "clear_not"})
    assert Order.objects.get().status == "paid"
    assert Receipt.objects.get(cancelled_at=None).amount == 50_000


def test_what_was_typed_wrong_is_said_at_its_field_and_nothing_is_lost(paid):
    answer = ask(at_desk("clerk"), "H26.15-999999-9999", "-5", "")
    shown = words(answer)
    assert answer.status_code == 422
    assert "Không có khoản đã nộp nào" in shown and "lớn hơn 0" in shown and "Hãy ghi lý do" in shown
    assert "H26.15-999999-9999" in answer.content.decode()
    too_much = ask(at_desk("clerk"), paid().subject, "50.001")
    assert too_much.status_code == 422 and "vượt quá" in words(too_much)


def test_refunds_of_another_agency_are_not_found_and_others_see_no_page(paid):
    elsewhere = paid(agency=10**9)
    refund = Refund.objects.create(
        order=elsewhere,
        amount=1,
        reason="x",
        requested_by="An",
        requested_at=MONDAY,
        attempt=elsewhere.attempts.get(),
    )
    clerk = at_desk("clerk")
    assert clerk.get(f"/hoan-tien/{refund.pk}/").status_code == 404
    assert clerk.post(f"/hoan-tien/{refund.pk}/", {"viec": "refuse"}).status_code == 404
    assert elsewhere.subject not in words(clerk.get("/hoan-tien/"))
    assert ask(clerk, elsewhere.subject).status_code == 422
    assert at_desk("land").get("/hoan-tien/").status_code == 403


def test_the_centre_keeps_the_accounts_of_the_whole_city(paid):
    order = paid(agency=10**9)
    accountant = at_desk("accountant")
    assert accountant.get("/hoan-tien/").status_code == 200
    assert ask(accountant, order.subject).status_code == 302


def test_money_paid_too_much_is_asked_back_with_one_press(paid, django_assert_max_num_queries):
    order = paid()
    second = Attempt.objects.create(
        order=order, gateway="momo", txn_ref="X2", amount=50_000, created_at=MONDAY, expires_at=MONDAY
    )
    settlement.settle(
        *settlement.lock("momo", second.txn_ref), settlement.Outcome.PAID, MONDAY, gateway_no="N2"
    )
    clerk = at_desk("clerk")
    with django_assert_max_num_queries(15):
        listed = clerk.get("/hoan-tien/")
    assert "Nộp thừa, phải trả lại" in words(listed)
    assert clerk.post(f"/hoan-tien/nop-thua/{second.pk}/").status_code == 302
    assert "Nộp thừa, phải trả lại" not in words(clerk.get("/hoan-tien/"))
    clerk.post(f"/hoan-tien/nop-thua/{second.pk}/")
    assert Refund.objects.count() == 1


def test_a_try_that_stayed_silent_for_three_days_is_asked_about_by_hand(paid, monkeypatch):
    order = paid()
    silent = Attempt.objects.create(
        order=order, gateway="momo", txn_ref="X3", amount=50_000, created_at=MONDAY - timedelta(days=5),
        expires_at=MONDAY - timedelta(days=4),
    )  # fmt: skip
    way = registry.GATEWAYS["momo"]
    known = [http.GatewayUnreachable("away"), Answer(Outcome.NEVER_PAID, None, "42", {"resultCode": "42"})]

    def query(attempt, at):
        answer = known.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    changed = way.__class__(**{name: getattr(way, name) for name in way.__slots__} | {"query": query})
    monkeypatch.setitem(registry.GATEWAYS, "momo", changed)
    clerk = at_desk("clerk")
    assert "Quá ba ngày chưa rõ" in words(clerk.get("/hoan-tien/"))
    for expected in ("pending", "expired"):
        assert clerk.post(f"/hoan-tien/hoi-lai/{silent.pk}/").status_code == 302
        silent.refresh_from_db()
        assert silent.status == expected
    assert clerk.post(f"/hoan-tien/hoi-lai/{silent.pk}/").status_code == 404

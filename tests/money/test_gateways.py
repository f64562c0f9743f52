"""Every provider of payments keeps the same promises: one suite of sentences, played against each one's sandbox."""

import time
import unicodedata
from datetime import timedelta

import pytest
from django.test import Client

from motcua.city.models import Agency
from motcua.foundation.worktime import VN
from motcua.money import orders, refunds
from motcua.money.errors import WrongState
from motcua.money.gateways import http, registry
from motcua.money.gateways.begun import Refused
from motcua.money.gateways.platform import bills
from motcua.money.gateways.platform.receipt_data import receipt_data
from motcua.money.gateways.platform.returns import OWN
from motcua.money.gateways.provider import Asking
from motcua.money.gateways.sweep import for_staff, sweep
from motcua.money.ledger import balance
from motcua.money.models import Attempt, GatewayNotice, Order, Receipt
from motcua.records import papers
from sandbox.vnpay import ipn
from tests.money.conftest import MORNING, le_phi, together
from tests.money.gateway_contract import CITY, PROVIDERS, serve

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.money.urls")]
refunding = pytest.mark.parametrize("provider", ["vnpay", "momo", "zalopay"], indirect=True)
"""The platform has no message for refunds."""
SOON = MORNING + timedelta(minutes=46)
NEXT_MORNING = MORNING + timedelta(days=1)


@pytest.fixture(scope="module")
def sandboxes():
    providers = [make() for make in PROVIDERS]
    server, addresses = serve(providers)
    yield {one.key: one for one in providers}, addresses
    server.shutdown()
    server.server_close()


@pytest.fixture(params=[make.key for make in PROVIDERS])
def provider(request, sandboxes, settings, monkeypatch):
    """One provider with an empty sandbox; the product is told where it is."""
    providers, addresses = sandboxes
    one = providers[request.param]
    one.reset()
    setattr(settings, one.key.upper(), one.configured(addresses[one.key]))
    settings.MERCHANTS = {}
    if one.key == "vnpay":
        monkeypatch.setattr(ipn, "start", one.hold)
    return one


@pytest.fixture
def server():
    """The provider's computer, which knows no token of ours."""
    return Client(enforce_csrf_checks=True)


def say(provider, server, sent, expected):
    assert provider.heard(sent.to(server)) == provider.ANSWERS[expected]


def states(attempt):
    attempt.refresh_from_db()
    return attempt.status, Order.objects.get(pk=attempt.order_id).status


def balanced():
    """Debits and credits of everything, in đồng by account."""
    rows = balance.trial(MORNING.date() - timedelta(days=400), MORNING.date() + timedelta(days=4000))
    assert balance.difference(rows) == 0
    return {row.account: row.balance for row in rows if row.balance}


def came_back(provider, params, attempt, at=MORNING):
    own = {} if provider.signed_return else {OWN: str(attempt.order.public_id)}
    return provider.gateway.read_return({**params, **own}, at)


def test_a_resident_pays_and_the_city_books_by_the_notice(provider, server, open_order, booked):
    attempt, address = provider.begin(open_order())
    back = provider.press(address, provider.PAID)
    page = came_back(provider, back, attempt)
    assert page.genuine and not page.booked, "the browser was faster than the notice"
    assert page.subject == "H26.15-261121-0001"
    assert states(attempt) == ("pending", "pending")
    (notice,) = provider.next_notices()
    say(provider, server, notice, "confirmed")
    assert states(attempt) == ("paid", "paid")
    assert came_back(provider, back, attempt).booked
    assert len(booked) == Receipt.objects.count() == 1
    assert Order.objects.get().means == provider.key
    assert balanced() == {"clearing": 50_000, "le_phi": 50_000}


def test_a_payment_that_was_refused_takes_nothing_and_may_be_tried_again(
    provider, server, open_order, booked
):
    order = open_order()
    attempt, address = provider.begin(order)
    provider.press(address, provider.REFUSED)
    notices = provider.next_notices()
    assert len(notices) == (1 if provider.sends_refusals else 0)
    for one in notices:
        say(provider, server, one, "confirmed")
    if not notices:
        assert sweep(SOON, provider.gateway).settled == 1
    assert states(attempt) == ("failed", "failed")
    second, _ = provider.begin(order, NEXT_MORNING if provider.key != "zalopay" else MORNING)
    assert second.txn_ref != attempt.txn_ref and states(second) == ("pending", "pending")
    assert not booked and balanced() == {}


def test_a_notice_that_comes_twice_books_once(provider, server, open_order, booked):
    provider.state.faults.switch({"fail": "ipn_twice"})
    _, address = provider.begin(open_order())
    provider.press(address, provider.PAID)
    first, second = provider.next_notices()
    say(provider, server, first, "confirmed")
    say(provider, server, second, "already")
    assert len(booked) == Receipt.objects.count() == 1
    assert balanced()["clearing"] == 50_000


def test_a_wrong_amount_is_refused_and_the_right_repeat_is_booked(provider, server, open_order):
    provider.state.faults.switch({"fail": "wrong_amount", "times": 1})
    attempt, address = provider.begin(open_order())
    provider.press(address, provider.PAID)
    (wrong,) = provider.next_notices()
    say(provider, server, wrong, "amount")
    assert GatewayNotice.objects.filter(alert="amount", attempt=attempt).count() == 1
    say(provider, server, provider.notice(attempt), "confirmed")


@pytest.mark.parametrize("kind", ["forged", "other_key", "changed"])
def test_what_the_provider_did_not_sign_changes_nothing(provider, server, open_order, booked, kind):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    sent = provider.notice(attempt, secret="somebody-elses-secret-0000000001" if kind == "other_key" else "")
    body = dict(sent.body)
    if kind == "forged":
        name = next(one for one in ("vnp_SecureHash", "signature", "mac", "MaXacThuc") if one in body)
        body[name] = ("0" if body[name][0] != "0" else "1") + body[name][1:]
    if kind == "changed":
        name = next(one for one in ("vnp_Amount", "amount", "data", "SoTien") if one in body)
        body[name] = str(body[name]).replace("50000", "50001")
    say(provider, server, type(sent)(sent.path, body, sent.get), "signature")
    assert states(attempt) == ("pending", "pending")
    assert GatewayNotice.objects.get().alert == "signature" and not booked


def test_an_amount_that_is_not_the_orders_is_refused(provider, server, open_order, booked):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    for wrong in (50000.5, 50000.0, -50000, 0, 10**30, "năm mươi nghìn", "５００００", "", True, 49999):
        times = 100 if provider.key == "vnpay" and type(wrong) is int else 1
        say(provider, server, provider.notice(attempt, amount=wrong * times), "amount")
    assert states(attempt) == ("pending", "pending") and not booked


def test_another_currency_is_no_amount(provider, server, open_order):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    for changes in provider.EXTRA_AMOUNTS:
        say(provider, server, provider.notice(attempt, **changes), "amount")
    assert states(attempt) == ("pending", "pending")


def test_an_order_that_nobody_knows_is_said_to_be_unknown(provider, server, open_order):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    say(provider, server, provider.unknown(attempt), "unknown")


def test_a_units_own_merchant_cannot_speak_for_payments_of_the_city(provider, server, open_order, settings):
    attempt, _ = provider.begin(open_order())
    agency = Agency.objects.order_by("pk").first()
    settings.MERCHANTS = {agency.code: {provider.key: provider.merchant_setting}}
    say(provider, server, provider.of_unit(attempt), "unknown")
    assert states(attempt) == ("pending", "pending")
    own = open_order("H26.15-261121-0002", agency_id=agency.pk)
    theirs = orders.start_attempt(
        own, gateway=provider.key, at=MORNING, merchant=next(iter(provider.merchant_setting.values()))
    )
    assert provider.heard(provider.of_unit(theirs).to(server)) is not None
    assert states(theirs) == ("paid", "paid")


def test_one_number_of_the_provider_pays_one_order_only(provider, server, open_order):
    first = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    second = orders.start_attempt(open_order("H26.15-261121-0002"), gateway=provider.key, at=MORNING)
    say(provider, server, provider.notice(first), "confirmed")
    say(provider, server, provider.notice(second), "error")
    assert states(second) == ("pending", "pending")
    assert GatewayNotice.objects.filter(alert="error").count() == 1


def test_money_for_an_order_that_was_closed_meanwhile_is_held(provider, server, open_order, booked):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    orders.cancel_order(attempt.order, "rút hồ sơ", MORNING)
    say(provider, server, provider.notice(attempt), "confirmed")
    assert states(attempt) == ("held", "held")
    assert not booked and balanced() == {"clearing": 50_000, "suspense": 50_000}


def test_a_notice_after_the_refund_changes_nothing(provider, server, open_order):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    say(provider, server, provider.notice(attempt), "confirmed")
    refund = refunds.request(attempt.order, 50_000, "rút hồ sơ", "An", SOON)
    refunds.approve(refund, "Bình", SOON)
    refunds.clear(refunds._mark_unknown(refund, "", SOON), done=True, by="Bình", at=SOON)
    say(provider, server, provider.notice(attempt), "already")
    assert states(attempt) == ("paid", "refunded")
    assert balanced() == {}


def test_a_second_try_that_was_paid_too_is_owed_back(provider, server, open_order):
    order = open_order()
    first = orders.start_attempt(order, gateway=provider.key, at=MORNING)
    second = orders.start_attempt(order, gateway=provider.key, at=MORNING)
    say(provider, server, provider.notice(second, number="91"), "confirmed")
    say(provider, server, provider.notice(first, number="92"), "already")
    assert states(first) == ("surplus", "paid")
    assert balanced() == {"clearing": 100_000, "le_phi": 50_000, "refund_due": 50_000}


RUBBISH = (b"", b"[]", b"{", b'"x"', b'{"data": 1}', b'{"data": "[]"}', b"[" * 5000, b"\xff\x00")


def test_rubbish_is_answered_and_books_nothing(provider, server, open_order):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    path = provider.notice(attempt).path
    for body in RUBBISH:
        if provider.key == "vnpay":
            answer = server.get(path, {"x": body.decode("latin-1")[:50]})
        else:
            answer = server.post(path, body, content_type="application/json")
        assert provider.heard(answer) == provider.ANSWERS["signature"]
    other = server.post(path) if provider.key == "vnpay" else server.get(path)
    assert other.status_code == 405 and states(attempt) == ("pending", "pending")


def test_a_notice_that_never_comes_is_asked_for(provider, open_order, booked):
    provider.state.faults.switch({"fail": "ipn_never"})
    attempt, address = provider.begin(open_order())
    provider.press(address, provider.PAID)
    assert provider.next_notices() == []
    assert sweep(MORNING + timedelta(minutes=44), provider.gateway).asked == 0
    report = sweep(SOON, provider.gateway)
    assert (report.asked, report.settled) == (1, 1)
    assert states(attempt) == ("paid", "paid") and len(booked) == 1
    assert sweep(NEXT_MORNING, provider.gateway).asked == 0


def test_a_notice_after_the_sweep_gave_up_is_held_for_an_officer(provider, server, open_order, booked):
    attempt = orders.start_attempt(open_order(), gateway=provider.key, at=MORNING)
    assert sweep(SOON, provider.gateway).settled == 1, "the provider has never heard of it"
    assert states(attempt)[1] in ("expired", "failed")
    say(
        provider,
        server,
        provider.notice(attempt),
        "confirmed" if states(attempt)[0] == "expired" else "already",
    )
    assert not booked
    kept = GatewayNotice.objects.filter(kind="ipn").get()
    assert kept.alert in ("late", "conflict")


def test_a_provider_that_is_down_leaves_the_order_open_until_it_is_back(provider, open_order):
    attempt, address = provider.begin(open_order())
    provider.state.faults.switch({"fail": "ipn_never"})
    provider.press(address, provider.PAID)
    provider.state.faults.switch({"fail": "down"})
    report = sweep(SOON, provider.gateway)
    assert (report.asked, report.unanswered) == (1, 1)
    provider.state.faults.switch({"fail": None})
    assert sweep(SOON + timedelta(minutes=5), provider.gateway).asked == 0
    assert sweep(SOON + timedelta(minutes=11), provider.gateway).settled == 1
    assert states(attempt) == ("paid", "paid")
    provider.state.faults.switch({"fail": "down"})
    if provider.key != "vnpay":  # whose address is made without asking
        with pytest.raises(http.GatewayUnreachable):
            provider.begin(open_order("H26.15-261121-0002"))


@pytest.mark.parametrize("provider", ["momo", "zalopay", "platform"], indirect=True)
def test_a_payment_that_stays_open_is_given_to_staff_after_three_days(provider, open_order):
    attempt, address = provider.begin(open_order())
    provider.press(address, provider.OPEN)
    for one in provider.next_notices():
        assert provider.heard(one.to(Client())) == provider.ANSWERS["already"]
    assert sweep(SOON, provider.gateway).open == 1
    assert states(attempt) == ("pending", "pending")
    assert for_staff(NEXT_MORNING) == []
    assert for_staff(MORNING + timedelta(days=4)) == [attempt]
    assert sweep(MORNING + timedelta(days=4), provider.gateway).asked == 0, "a person asks now"


@pytest.fixture
def paid(provider, server, open_order):
    """A payment that went through the sandbox, so that it knows its number."""
    attempt, address = provider.begin(open_order())
    provider.press(address, provider.PAID)
    for one in provider.next_notices():
        say(provider, server, one, "confirmed")
    attempt.refresh_from_db()
    return attempt


def approved(attempt, amount):
    refund = refunds.request(attempt.order, amount, "giảm phí", "An", SOON)
    return refunds.approve(refund, "Bình", SOON)


def test_a_refund_goes_back_the_way_it_came_or_by_a_transfer(provider, paid):
    refund = approved(paid, 20_000)
    if provider.refunds:
        assert refunds.send(refund, SOON).status == "done"
        assert provider.refunded() == 20_000
        assert balanced() == {"clearing": 30_000, "le_phi": 30_000}
        with pytest.raises(WrongState):
            refunds.sent_by_hand(refund, SOON)
    else:
        with pytest.raises(WrongState):
            refunds.send(refund, SOON)
        assert refunds.sent_by_hand(refund, SOON).status == "done"
        assert balanced() == {"clearing": 50_000, "bank": -20_000, "le_phi": 30_000}
    assert states(paid) == ("paid", "partly_refunded")


@refunding
def test_a_refund_whose_answer_was_lost_is_repeated_without_paying_twice(provider, paid):
    refund = approved(paid, 50_000)
    fault = "answer_bad_signature" if provider.key == "vnpay" else "lost_answer"
    provider.state.faults.switch({"fail": fault, "times": 1})
    assert refunds.send(refund, SOON).status == "unknown"
    assert refunds.send(refund, SOON).status == "done"
    assert provider.refunded() == 50_000
    assert states(paid) == ("paid", "refunded") and balanced() == {}


@refunding
def test_a_refund_that_the_provider_refuses_waits_for_an_officer(provider, paid):
    payment = next(iter(provider.state.payments.values()))
    if provider.key == "vnpay":
        payment.status = "04"
    else:
        payment.refunds["somebody"] = payment.amount
    sent = refunds.send(approved(paid, 50_000), SOON)
    assert sent.status == "unknown" and sent.response_code
    with pytest.raises(WrongState):
        refunds.send(sent, SOON)
    assert refunds.clear(sent, done=False, by="Bình", at=SOON).status == "refused"
    assert states(paid) == ("paid", "paid") and balanced() == {"clearing": 50_000, "le_phi": 50_000}


def test_a_return_that_the_provider_did_not_sign_tells_nothing(provider, open_order):
    _, address = provider.begin(open_order())
    back = provider.press(address, provider.PAID)
    if provider.signed_return:
        name = next(one for one in ("vnp_Amount", "amount") if one in back)
        back[name] = "100"
    page = provider.gateway.read_return(back, MORNING)
    assert not page.genuine and page.subject == "" and page.order_id is None


def test_an_amount_outside_the_providers_limits_is_not_offered(provider):
    one = next(each for each in registry.offered(900) if each.gateway.key == provider.key)
    assert one.too_little == (provider.key == "momo") and one.fits != one.too_little
    large = next(each for each in registry.offered(60_000_000) if each.gateway.key == provider.key)
    assert large.too_much == (provider.key == "momo")


def test_a_provider_without_settings_is_not_offered_and_says_what_is_missing(provider, settings):
    assert provider.gateway in registry.usable()
    setattr(
        settings,
        provider.key.upper(),
        {**provider.configured("http://pay.example.vn"), "SECRET": "", "KEY1": ""},
    )
    problems = provider.gateway.problems()
    assert provider.gateway not in registry.usable()
    assert problems and all(one.text.vi and one.text.en for one in problems)
    delattr(settings, provider.key.upper())
    assert [one.setting.upper() for one in provider.gateway.problems()] == [provider.key.upper()]


def test_secrets_are_not_in_what_a_log_would_print(provider):
    config = __import__(f"motcua.money.gateways.{provider.key}.config", fromlist=["current"]).current()
    assert provider.secret not in repr(config)


def test_a_subject_that_is_too_long_for_the_provider_still_has_a_reference_of_its_own(provider, open_order):
    subjects = [f"school_fee:2026-11-lop-9a-truong-thu:{n:022d}" for n in (1, 2)]
    tries = [provider.begin(open_order(one))[0] for one in subjects]
    longest = {"vnpay": 100, "momo": 50, "zalopay": 40, "platform": 100}[provider.key]
    assert len({one.txn_ref for one in tries}) == 2
    assert all(len(one.txn_ref) <= longest for one in tries)


# What one provider alone promises.


@pytest.fixture
def at(sandboxes, settings):
    def make(key):
        providers, addresses = sandboxes
        providers[key].reset()
        setattr(settings, key.upper(), providers[key].configured(addresses[key]))
        settings.MERCHANTS = {}
        return providers[key]

    return make


def test_momo_gets_composed_letters_whatever_the_city_wrote(at, open_order, server):
    momo = at("momo")
    from motcua.money.gateways.momo.client import MomoClient
    from motcua.money.gateways.momo.config import current

    attempt = orders.start_attempt(open_order(), gateway="momo", at=MORNING)
    apart = unicodedata.normalize("NFD", "Lệ phí hồ sơ\n\x00 đặc biệt")
    assert MomoClient(current()).create(order_id=attempt.txn_ref, amount=50_000, info=apart)
    assert momo.state.payments[attempt.txn_ref].words == "Lệ phí hồ sơ đặc biệt"
    sent = momo.notice(attempt, orderInfo="Lệ phí")
    sent.body["orderInfo"] = unicodedata.normalize("NFD", sent.body["orderInfo"])
    say(momo, server, sent, "signature")


def test_momo_refuses_what_it_cannot_take_and_the_try_is_closed_at_once(at, open_order):
    momo = at("momo")
    order = open_order(fee=le_phi(900))
    with pytest.raises(Refused) as refused:
        momo.begin(order)
    assert refused.value.code == "22"
    order.refresh_from_db()
    assert (order.attempts.get().status, order.status) == ("failed", "failed")


def test_the_platforms_receipt_data_come_from_the_orders_lines(at, open_order):
    platform = at("platform")
    order = open_order()
    attempt, _ = platform.begin(order)
    asked = platform.state.payments[attempt.txn_ref].asked
    assert attempt.txn_ref == "dvcH26152611210001T120261121093000"
    assert asked["ThongTinGiaoDich"] == "THANH TOAN HO SO H26.15-261121-0001"
    given = asked["ThongTinBienLai"]
    assert given["PhiLePhi"] == [
        {
            "LoaiPhiLePhi": "Lệ phí",
            "MaPhiLePhi": "le_phi.ho_tich",
            "TenPhiLePhi": "Lệ phí hộ tịch",
            "SoTien": 50_000,
        }
    ]
    assert (given["MaDVC"], given["SoCMNDNguoiNop"], given["HuyenNguoiNop"]) == (
        "1.000656.01",
        "000000000",
        "",
    )
    long = receipt_data(
        lines=[], subject="H", payer="", agency_code="", agency_name="", account=("", "", ""),
        asking=Asking(at=MORNING, procedure_name="x" * 300),
    )  # fmt: skip
    assert len(long["TenTTHC"]) == 250


def test_the_platforms_own_receipt_is_fetched_once_and_kept(at, open_order, server):
    platform = at("platform")
    attempt, address = platform.begin(open_order())
    platform.press(address, "00")
    for one in platform.next_notices():
        say(platform, server, one, "confirmed")
    Attempt.objects.filter(pk=attempt.pk).update(settled_at=MORNING)
    platform.state.faults.switch({"fail": "lost_answer", "times": 1})
    assert bills.fetch(SOON) == 0, "a lost answer is asked for again"
    assert bills.fetch(SOON + timedelta(minutes=1)) == 0, "but not at once"
    assert bills.fetch(SOON + timedelta(minutes=3)) == 1
    attempt.refresh_from_db()
    assert papers.content(attempt.bill.file).startswith(b"%PDF-")
    assert bills.fetch(NEXT_MORNING) == 0
    assert states(attempt) == ("paid", "paid")


def test_the_day_in_a_zalopay_number_is_the_day_in_vietnam(at, open_order):
    zalopay = at("zalopay")
    late = MORNING.astimezone(VN).replace(hour=0, minute=30)
    zalopay.state.now = lambda: late
    attempt, _ = zalopay.begin(open_order(), late.astimezone(tz=None))
    assert attempt.txn_ref == "261121_H26152611210001T1"


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_comes_four_times_at_once_books_once_at_every_provider(sandboxes, settings, open_order):
    providers, addresses = sandboxes
    settings.MERCHANTS = {}
    for number, one in enumerate(providers.values()):
        one.reset()
        setattr(settings, one.key.upper(), one.configured(addresses[one.key]))
        attempt = orders.start_attempt(
            open_order(f"H26.15-261121-1{number:03d}"), gateway=one.key, at=MORNING
        )
        sent = one.notice(attempt)
        answers = together(4, lambda n, sent=sent, one=one: one.heard(sent.to(Client())))
        expected = [one.ANSWERS["confirmed"], *[one.ANSWERS["already"]] * 3]
        assert sorted(answers, key=str) == sorted(expected, key=str)
        assert states(attempt) == ("paid", "paid")
    assert Receipt.objects.count() == 4 and balanced()["clearing"] == 200_000


@pytest.mark.django_db(transaction=True)
def test_each_sandbox_repeats_its_notice_over_http_until_the_city_has_understood_it(
    sandboxes, settings, open_order, live_server
):
    providers, addresses = sandboxes
    settings.MERCHANTS = {}
    tries = []
    for number, key in enumerate(("momo", "zalopay", "platform")):
        one = providers[key]
        one.reset()
        one.state.held = None
        one.state.repeat_after_s = 0.05
        own = one.configured(addresses[key])
        for name in ("IPN_URL", "CALLBACK_URL"):
            if name in own:
                own[name] = own[name].replace(CITY, live_server.url)
        setattr(settings, key.upper(), own)
        one.state.faults.switch({"fail": "bad_signature", "times": 1})
        attempt, address = one.begin(open_order(f"H26.15-261121-2{number:03d}"))
        for payment in one.state.payments.values():
            payment.notice_url = payment.notice_url.replace(CITY, live_server.url)
        one.press(address, one.PAID)
        tries.append(attempt)
    end = time.monotonic() + 8
    while time.monotonic() < end and {states(one) for one in tries} != {("paid", "paid")}:
        time.sleep(0.05)
    assert [states(one) for one in tries] == [("paid", "paid")] * 3
    assert GatewayNotice.objects.filter(alert="signature").count() == 3
    for key in ("momo", "zalopay", "platform"):
        providers[key].state.held = []

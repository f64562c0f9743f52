"""A resident chooses how to pay: calm rows, limits said, a provider that is away is no dead end; a return books nothing."""

import re

import pytest
from django.core.cache import cache

from motcua.money import orders
from motcua.money.gateways import http, registry
from motcua.money.gateways.momo import way as momo
from motcua.money.models import Order
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.portal import paying
from tests.money.gateway_contract import Momo, Platform
from tests.sites.portal_town import MONDAY, file_birth, owe, town  # noqa: F401

pytestmark = pytest.mark.django_db


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def owed(town):
    draft, _ = file_birth(town)
    cache.clear()
    return owe(Dossier.objects.get(uuid=draft.id))


@pytest.fixture
def pay(town, owed):
    path = f"/ho-so/{owed.subject_id}/thanh-toan"
    return lambda **given: town.browser.post(path, given) if given else town.browser.get(path)


def test_the_ways_are_rows_with_one_line_each_and_only_those_that_are_configured(
    pay, settings, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        page = pay()
    shown = words(page)
    for name in (
        "Chuyển khoản bằng mã VietQR",
        "VNPAY",
        "Ví MoMo",
        "ZaloPay",
        "Nền tảng thanh toán quốc gia",
        "24.000",
    ):
        assert name in shown
    assert "tối đa 50.000.000" in shown
    settings.MOMO = {**settings.MOMO, "SECRET": ""}
    settings.BANK = {**settings.BANK, "ACCOUNT": ""}
    without = pay().content.decode()
    assert re.findall(r'name="cach" value="([^"]+)"', without) == ["vnpay", "zalopay", "platform"]


def test_an_amount_beyond_a_way_is_said_and_cannot_be_chosen(pay, owed):
    Order.objects.filter(pk=owed.pk).update(base_amount=900, payer_amount=900)
    page = pay()
    assert "Chỉ nhận từ 1.000" in words(page) and 'value="momo"' not in page.content.decode()
    assert pay(cach="momo").status_code == 422


def test_nothing_chosen_is_said_on_the_page(pay):
    answer = pay(cach="somewhere")
    assert answer.status_code == 422 and "Hãy chọn một cách thanh toán" in words(answer)


def test_a_provider_that_does_not_answer_leaves_the_other_ways(pay, owed, monkeypatch):
    def away(order, asking):
        orders.start_attempt(order, gateway="momo", at=asking.at)
        raise http.GatewayUnreachable("away")

    changed = dict(registry.GATEWAYS)
    changed["momo"] = momo.WAY.__class__(
        **{n: getattr(momo.WAY, n) for n in momo.WAY.__slots__} | {"begin": away}
    )
    monkeypatch.setattr(registry, "GATEWAYS", changed)
    answer = pay(cach="momo")
    assert answer.status_code == 503
    assert "Ví MoMo đang không trả lời" in words(answer) and "ZaloPay" in words(answer)
    owed.refresh_from_db()
    assert owed.status == "pending"


def test_a_transfer_is_one_of_the_ways(pay, owed):
    assert pay(cach="chuyen-khoan")["Location"] == f"/ho-so/{owed.subject_id}/chuyen-khoan"


def test_what_is_paid_is_not_asked_for_again(pay, owed):
    orders.mark_cash_paid(owed, "Thu ngân", MONDAY)
    Dossier.objects.filter(uuid=owed.subject_id).update(finance="due")
    assert pay()["Location"] == f"/ho-so/{owed.subject_id}"


def test_a_signed_return_waits_for_the_notice_and_then_says_paid(town, owed, settings):
    attempt = orders.start_attempt(owed, gateway="momo", at=MONDAY)
    settings.MOMO = Momo().configured("http://127.0.0.1:9")
    sent = Momo().notice(attempt)
    back = {name: str(value) for name, value in sent.body.items()}
    waiting = town.browser.get("/thanh-toan/momo/ket-qua", back)
    assert f"/thanh-toan/trang-thai/{owed.public_id}" in waiting.content.decode()
    assert "Chưa thanh toán được" not in words(waiting)
    assert sent.to(town.browser).status_code == 204
    assert "Đã nhận thanh toán" in words(town.browser.get("/thanh-toan/momo/ket-qua", back))
    forged = town.browser.get("/thanh-toan/momo/ket-qua", back | {"amount": "1"})
    assert "Không xác thực được" in words(forged) and owed.subject not in words(forged)


def test_an_unsigned_return_shows_a_payment_to_the_browser_that_began_it_only(town, owed, settings):
    settings.PLATFORM = Platform().configured("http://127.0.0.1:9")
    attempt = orders.start_attempt(owed, gateway="platform", at=MONDAY)
    session = town.browser.session
    session[paying.SESSION] = str(owed.public_id)
    session.save()
    back = {"MaThamChieu": attempt.txn_ref}
    own = words(town.browser.get("/thanh-toan/nen-tang/ket-qua", back))
    assert owed.subject in own and "đang chờ kết quả" in own
    other = town.signed_on(town.stranger)
    for params in (back, back | {"own_order": str(owed.public_id)}):
        assert owed.subject not in words(other.get("/thanh-toan/nen-tang/ket-qua", params))


def test_an_organisation_is_named_with_the_payment_and_nothing_typed_is_lost(pay, owed):
    asked = {"to-chuc-co": "1", "to-chuc": "1", "to-chuc-ten": "Công ty Thử", "to-chuc-mst": "0100000011"}
    wrong = pay(cach="chuyen-khoan", **asked)
    assert wrong.status_code == 422 and not owed.attempts.exists()
    assert "Mã số thuế sai số kiểm tra" in words(wrong) and "Ghi địa chỉ." in words(wrong)
    assert 'value="Công ty Thử"' in wrong.content.decode()
    right = asked | {"to-chuc-mst": "0100000010", "to-chuc-dia-chi": "Số 2 phố Mẫu"}
    assert pay(cach="chuyen-khoan", **right).status_code == 302
    owed.refresh_from_db()
    assert owed.payer_name == "Công ty Thử" and owed.paying_organisation.tax_code == "0100000010"
    assert 'value="0100000010"' in pay().content.decode()
    pay(cach="chuyen-khoan", **{"to-chuc-co": "1"})
    assert Order.objects.get(pk=owed.pk).payer_name != "Công ty Thử"

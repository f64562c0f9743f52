"""The till on the pages: cash taken at the desk lies in the drawer, is counted, handed over by two and deposited."""

import re

import pytest
from django.test import Client

from motcua.city.hall import layout
from motcua.city.models import Account, Agency
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import AccessLog
from motcua.money import refunds
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.models import Order
from motcua.money.till.models import CardPayment, CardRefund, Deposit, Drawer, HandOver
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.hall.setting_up import STANDARD
from tests.procedures import people
from tests.sites import test_desk_counter as counters
from tests.sites.desk_people import MONDAY, at_desk, page_of, press

pytestmark = pytest.mark.django_db
HERE, CHIEF = "/quay/thu-tien/", "/quay/ban-giao/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
SLIP = {"terminal": "12345678", "approval": "A1B2C3", "last4": "4242", "amount": "16.000"}
population = counters.population


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def bank(settings):
    settings.BANK = {"BIN": "970436", "ACCOUNT": "0123499999", "HOLDER": "TT", "BANK": "VCB", "KEY": "k"}


@pytest.fixture
def desk() -> Client:
    """The counter officer, with a dossier handed in for which 16.000 đồng are owed."""
    found, page = counters.at_the_counter()
    counters.take(found, page, wants_copies="yes", copy_count="2")
    return found


def head() -> Client:
    """Who leads the branch of the counter."""
    client = at_desk("counter")
    branch = Drawer.objects.get().agency
    account = Account.objects.get(username=f"{branch.key}.centre-head-1")
    client.force_login(account, backend=BACKEND)
    return client


def test_a_drawer_goes_from_its_float_to_the_bank(desk, bank, django_assert_max_num_queries):
    wrong = desk.post(f"{HERE}mo/", {"n-500000": "-1", "n-1000": "nhiều"})
    assert wrong.status_code == 422
    assert text(wrong).count("Ghi số tờ bằng chữ số") == 4, "in the summary and at each note"
    assert desk.post(f"{HERE}mo/", {"n-10000": "5"}).status_code == 302
    assert desk.post(f"{HERE}mo/", {"n-10000": "5"}).status_code == 409
    assert press(desk, Dossier.objects.get(), "cash").status_code == 302
    with django_assert_max_num_queries(14):
        shown = text(desk.get(HERE))
    assert "16.000 đ" in shown and Dossier.objects.get().code in shown
    short = desk.post(f"{HERE}viec/dem/", {"n-10000": "6"})
    assert short.status_code == 422
    assert "Thiếu 6.000 đồng: ghi lý do." in text(short)
    assert 'value="6"' in short.content.decode(), "what was counted is not lost"
    desk.post(f"{HERE}viec/dem/", {"n-10000": "6", "reason": "thối nhầm"})
    assert "Thiếu so với sổ 6.000 đ : thối nhầm" in text(desk.get(HERE))
    desk.post(f"{HERE}viec/ban-giao/")
    made = HandOver.objects.get()
    assert desk.get(f"{HERE}bien-ban/{made.uuid}/").content.startswith(b"%PDF")
    assert desk.post(f"{CHIEF}{made.uuid}/nhan/", {"amount": "10000"}).status_code == 403
    chief = head()
    with django_assert_max_num_queries(14):
        assert "Chờ anh/chị nhận" in text(chief.get(CHIEF))
    assert chief.post(f"{CHIEF}{made.uuid}/nhan/", {"amount": "16.000"}).status_code == 422
    assert chief.post(f"{CHIEF}{made.uuid}/nhan/", {"amount": "10.000"}).status_code == 302
    assert chief.post(f"{CHIEF}nop/", {}).status_code == 422
    chief.post(f"{CHIEF}nop/", {"rows": [str(made.uuid)]})
    deposit = Deposit.objects.get()
    assert chief.get(f"{CHIEF}nop/{deposit.uuid}/").content.startswith(b"%PDF")
    assert chief.post(f"{CHIEF}nop/{deposit.uuid}/huy/", {}).status_code == 422
    take(Told("0123499999", "FT1", MONDAY.date(), 10_000, "nop tien"), BankLine.Way.STATEMENT, {}, MONDAY)
    assert "Là khoản này" in text(chief.get(CHIEF))
    line = str(BankLine.objects.get().pk)
    assert chief.post(f"{CHIEF}nop/{deposit.uuid}/khop/", {"line": line}).status_code == 302
    assert "Đã vào tài khoản" in text(chief.get(CHIEF))
    assert at_desk("leader").get(f"{CHIEF}nop/{deposit.uuid}/").status_code == 404
    assert at_desk("leader").get(f"{HERE}bien-ban/{made.uuid}/").status_code == 404


def test_where_drawers_are_counted_cash_waits_for_one_and_the_desk_says_so(desk):
    dossier = Dossier.objects.get()
    agency = dossier.intake_agency
    from motcua.money.till.models import Rule

    Rule.objects.create(agency=agency, counted=True, set_at=MONDAY, set_by="Trưởng chi nhánh")
    refused = press(desk, dossier, "cash")
    assert refused.status_code == 422
    assert "Chưa mở ngăn kéo" in text(refused)
    assert Order.objects.get().status == "pending"
    desk.post(f"{HERE}mo/", {"n-10000": "5"})
    assert press(desk, dossier, "cash").status_code == 302


def test_a_card_is_entered_as_its_slip_says_and_the_look_at_the_payer_is_noted(desk):
    dossier = Dossier.objects.get()
    page = f"{HERE}ho-so/{dossier.code}/the/"
    assert page in desk.get(page_of(dossier)).content.decode()
    assert "16.000" in text(desk.get(page))
    assert (
        AccessLog.objects.filter(what="list:till:card").exists()
        or AccessLog.objects.filter(what="till:card").exists()
    )
    wrong = desk.post(page, SLIP | {"last4": "4242 4242", "amount": "15.000"})
    assert wrong.status_code == 422
    assert "không ghi cả số thẻ" in text(wrong) and "phải đúng 16.000 đồng" in text(wrong)
    assert desk.post(page, SLIP).status_code == 302
    assert CardPayment.objects.get().order.means == "card"
    assert desk.get(page).status_code == 404, "nothing is owed any more"
    paid = CardPayment.objects.get().order
    type(paid).objects.update(agency_id=people.officer("counter", MONDAY).agency_id)
    back = refunds.request(paid, 6_000, "thu nhầm", "Một người", MONDAY)
    refunds.approve(back, "Người khác", MONDAY)
    assert "**** 4242" in text(desk.get(HERE))
    assert (
        desk.post(f"{HERE}hoan-the/{back.pk}/", {"terminal": "12345678", "approval": "?"}).status_code == 422
    )
    desk.post(f"{HERE}hoan-the/{back.pk}/", {"terminal": "12345678", "approval": "D4E5F6"})
    assert CardRefund.objects.get().refund.status == "done"
    assert "**** 4242" not in text(desk.get(HERE))
    assert at_desk("justice").get(page).status_code in (403, 404)


def test_an_organisation_is_named_at_the_counter_before_it_pays(desk):
    dossier = Dossier.objects.get()
    page = f"{HERE}ho-so/{dossier.code}/to-chuc/"
    assert page in desk.get(page_of(dossier)).content.decode()
    assert "Tổ chức này nộp tiền" in text(desk.get(page))
    assert AccessLog.objects.filter(what__endswith="till:organisation").exists()
    typed = {"to-chuc-co": "1", "to-chuc": "1", "to-chuc-ten": "Công ty Thử", "to-chuc-mst": "1"}
    wrong = desk.post(page, typed)
    assert wrong.status_code == 422 and "Mã số thuế gồm 10 chữ số" in text(wrong)
    right = typed | {"to-chuc-mst": "0100000010", "to-chuc-dia-chi": "Số 2 phố Mẫu"}
    assert desk.post(page, right).status_code == 302
    press(desk, dossier, "cash")
    assert Order.objects.get().receipts.get().payer_name == "Công ty Thử"
    assert desk.get(page).status_code == 404, "nothing is owed any more"


def test_the_counter_s_display_shows_the_code_of_the_order_and_nobody_s_name(
    desk, bank, django_assert_max_num_queries
):
    dossier = Dossier.objects.get()
    plan = layout.set_up(Agency.objects.get(pk=dossier.intake_agency_id), STANDARD, 2, by=SYSTEM, at=MONDAY)
    counter = plan.counters.order_by("number").first()
    show = f"{HERE}ho-so/{dossier.code}/man-hinh/"
    assert "Ngồi vào quầy" in text(desk.post(show, follow=True))
    desk.post("/quay/ngoi/", {"counter": counter.pk})
    assert "đang ở màn hình quầy 1" in text(desk.post(show, follow=True))
    anybody = Client()
    with django_assert_max_num_queries(4):
        shown = anybody.get(f"/quay/{counter.pk}/man-hinh")
    assert dossier.code in text(shown) and "data:image/svg" in shown.content.decode()
    assert dossier.applicant_name not in text(shown)
    asked = anybody.get(f"/quay/{counter.pk}/man-hinh.json").json()
    assert (asked["state"], asked["amount"]) == ("due", "16.000")
    take(Told("0123499999", "FT1", MONDAY.date(), 16_000, asked["note"]), BankLine.Way.MESSAGE, {}, MONDAY)
    assert anybody.get(f"/quay/{counter.pk}/man-hinh.json").json()["state"] == "paid"
    desk.post(f"{HERE}man-hinh/xoa/")
    assert anybody.get(f"/quay/{counter.pk}/man-hinh.json").json()["state"] == "idle"
    assert anybody.get("/quay/999999/man-hinh").status_code == 404


def test_a_request_to_pay_is_printed_with_its_code(desk, bank):
    dossier = Dossier.objects.get()
    answer = desk.get(f"{HERE}ho-so/{dossier.code}/phieu/")
    assert answer.content.startswith(b"%PDF")
    assert Order.objects.get().attempts.get().gateway == "bank"
    assert AccessLog.objects.filter(what="till:request").count() == 1

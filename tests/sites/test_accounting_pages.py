"""The accountant's pages: the morning, days compared and signed, money to decide, books, slips to the budget, reports."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.city import agencies
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.insight.takings import keeping
from motcua.money import orders, refunds
from motcua.money.bank import receiving
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told
from motcua.money.fees import Kind
from motcua.money.gateways.settlement import Outcome, settle
from motcua.money.ledger.models import Entry
from motcua.money.ledger.rules import Part
from motcua.money.ledger.writing import Source, post
from motcua.money.models import Order
from motcua.money.reconciliation.models import Day, Difference
from motcua.money.treasury.models import Slip
from motcua.project.demo import account_of
from tests.money.conftest import open_order
from tests.money.test_ledger import fee
from tests.money.test_reconciliation import HEAD
from tests.sites.desk_people import MONDAY, at_desk

__all__ = ["open_order"]
pytestmark = pytest.mark.django_db
FRIDAY = MONDAY - timedelta(days=3)
DAY = FRIDAY.date()
STAMP = f"{FRIDAY:%Y%m%d}120000"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def fees(city, open_order):
    """Friday at one ward: cash and a payment at VNPAY, one that is held, a transfer that nobody understands. Now it is Monday."""
    ward = agencies.by_key("ubnd-phuong-nghia-do").id
    cash = open_order(subject="H26-1", fee=fee((Kind.LE_PHI, 50_000), (Kind.PHI, 20_000)), agency_id=ward)
    orders.mark_cash_paid(cash, "Thu", FRIDAY)
    for n, outcome in ((2, Outcome.PAID), (3, Outcome.SUSPECTED)):
        order = open_order(subject=f"H26-{n}", agency_id=ward)
        attempt = orders.start_attempt(order, gateway="vnpay", at=FRIDAY)
        settle(attempt, orders.lock(order.pk), outcome, FRIDAY, gateway_no=str(n))
    receiving.take(Told("0123499999", "FT1", DAY, 70_000, "an trua"), BankLine.Way.STATEMENT, {}, FRIDAY)
    owed = (Part("city_support", ward, 30_000), Part("le_phi", ward, -30_000, "x"))
    post(Source("order", cash.pk, "support"), Entry.Kind.SUPPORT, owed, FRIDAY)
    keeping.keep(DAY, FRIDAY)
    clock.set_for_test(MONDAY)
    return ward


@pytest.fixture
def desk(fees):
    return at_desk("accountant")


def typed_day(name, day):
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


@pytest.fixture
def proved(monkeypatch):
    for place in ("days", "differences", "money_pages", "books", "slips", "support"):
        monkeypatch.setattr(f"motcua.sites.accounting.{place}.fresh_proof", lambda request: True)


BUDGET = {
    "/ke-toan/": 20, "/ke-toan/doi-soat/": 10, f"/ke-toan/doi-soat/{DAY}/": 12, "/ke-toan/tien-ve/": 7, "/ke-toan/tien-giu/": 10,
    "/ke-toan/so/": 10, f"/ke-toan/so/tai-khoan/clearing/?tu={DAY}": 8, "/ke-toan/so/khoa-so/": 10, "/ke-toan/so/ho-tro/": 7,
    "/ke-toan/nop-ngan-sach/": 8, "/ke-toan/bao-cao/": 9, f"/ke-toan/bao-cao/so-chi-tiet/?tu={DAY}": 8,
    f"/ke-toan/bao-cao/tien-mat/?tu={DAY}": 10, f"/ke-toan/bao-cao/truc-tuyen/?tu={DAY}": 8, "/ke-toan/quyet-toan/": 8,
}  # fmt: skip


def test_each_page_asks_the_database_little(desk, django_assert_max_num_queries):
    desk.get("/ke-toan/")
    for path, most in BUDGET.items():
        with django_assert_max_num_queries(most):
            assert desk.get(path).status_code == 200, path


def test_the_morning_says_what_waits_and_where_the_money_is(desk):
    page = text(desk.get("/ke-toan/"))
    for words in ("Chưa đối soát", "Tiền mặt tại quầy", "70.000", "Tiền đang giữ chờ quyết định"):
        assert words in page, words


def test_a_day_is_compared_by_hand_its_difference_resolved_and_the_day_signed(desk, proved):
    here = f"/ke-toan/doi-soat/{DAY}/"
    assert desk.post(here + "chay/")["Location"] == here
    assert "Chưa có tệp" in text(desk.get(here))
    bad = SimpleUploadedFile("ngay.csv", (HEAD + f"A,1,5.000,0,{STAMP},01,00\n").encode())
    wrong = desk.post(here + "tep/", {"partner": "vnpay", "file": bad})
    assert wrong.status_code == 422 and "không phải số đồng nguyên" in text(wrong)
    rows = f"H262T1,2,50000,500,{STAMP},01,00\nH263T1,3,50000,500,{STAMP},01,00\nLA,9,7000,0,{STAMP},01,00\n"
    good = SimpleUploadedFile("ngay.csv", (HEAD + rows).encode())
    assert desk.post(here + "tep/", {"partner": "vnpay", "file": good})["Location"] == here
    page = text(desk.get(here))
    assert "Mã không có trong hệ thống" in page and "Có chênh lệch" in page
    desk.post(here + "ky/")
    assert Day.objects.get(day=DAY).state == "open"
    for one in Difference.objects.filter(day=DAY, state="open"):
        path = f"/ke-toan/chenh-lech/{one.pk}/"
        assert desk.post(path, {"act": "resolve", "reason": ""}).status_code == 422
        assert desk.get(path).status_code == 200
        desk.post(path, {"act": "book" if one.reference == "LA" else "carry", "reason": "Đã đối chiếu"})
    assert Difference.objects.get(reference="LA").entry is not None
    assert desk.post(here + "ky/")["Location"] == here
    assert Day.objects.get(day=DAY).state == "signed"
    assert "Dấu vân số" in text(desk.get(here))


def test_signing_asks_for_the_second_factor_when_the_last_proof_is_old(desk, monkeypatch):
    monkeypatch.setattr("motcua.sites.accounting.days.fresh_proof", lambda request: False)
    desk.post(f"/ke-toan/doi-soat/{DAY}/chay/")
    answer = desk.post(f"/ke-toan/doi-soat/{DAY}/ky/")
    assert answer["Location"].startswith("/tai-khoan/")


def test_money_that_nobody_claimed_is_found_a_dossier_or_given_back(desk, proved, open_order, fees):
    line = BankLine.objects.get(reference="FT1")
    path = f"/ke-toan/tien-ve/{line.pk}/"
    open_order(subject="H26-9", agency_id=fees)
    before = AccessLog.objects.count()
    assert "H26-9" in text(desk.get(path + "?ma=h26-9"))
    assert desk.post(path, {"act": "assign", "order": "0", "reason": ""}).status_code == 422
    order = Order.objects.get(subject="H26-9")
    assert (
        desk.post(path, {"act": "assign", "order": str(order.pk), "reason": "Theo giấy báo"})["Location"]
        == "/ke-toan/tien-ve/"
    )
    order.refresh_from_db()
    assert order.status == "paid" and AccessLog.objects.count() >= before
    surplus = order.attempts.get(status="surplus")
    assert f"/hoan-tien/nop-thua/{surplus.pk}/" in desk.get("/ke-toan/tien-giu/").content.decode()


def test_held_money_is_accepted_by_an_officer_who_showed_the_second_factor(desk, proved):
    order = Order.objects.get(status="held")
    path = f"/ke-toan/tien-giu/{order.public_id}/"
    assert "nghi ngờ" in text(desk.get(path))
    desk.post(path, {"act": "accept"})
    order.refresh_from_db()
    assert order.status == "paid"
    assert desk.get(path).status_code == 404


def test_a_bad_statement_is_refused_at_its_line(desk):
    file = SimpleUploadedFile("sao-ke.sta", b":20:X\nnonsense\n")
    answer = desk.post("/ke-toan/sao-ke/", {"file": file})
    assert answer.status_code == 422 and "Có mục cần xem lại" in text(answer)


def test_books_are_closed_and_a_slip_goes_from_one_officer_to_another_and_to_paper(desk, proved, fees):
    day = {"through-day": str(DAY.day), "through-month": str(DAY.month), "through-year": str(DAY.year)}
    future = {**day, "through-year": "2030"}
    assert desk.post("/ke-toan/so/khoa-so/", future).status_code == 422
    assert desk.post("/ke-toan/so/khoa-so/", day)["Location"] == "/ke-toan/so/khoa-so/"
    given = {
        **day,
        "agency": str(fees),
        "sort": "le_phi",
        "payer": "UBND phường",
        "tax_code": "123",
        "document": "BK-1",
    }
    wrong = desk.post("/ke-toan/nop-ngan-sach/moi/", {**given, "act": "make"})
    assert wrong.status_code == 422 and "sai số kiểm tra" in text(wrong)
    assert "100.000" in text(
        desk.post("/ke-toan/nop-ngan-sach/moi/", {**given, "tax_code": "9900000016", "act": "look"})
    )
    made = desk.post("/ke-toan/nop-ngan-sach/moi/", {**given, "tax_code": "9900000016", "act": "make"})
    slip = Slip.objects.get()
    assert slip.total == 100_000, "what the city's budget owes is no part of it"
    assert made["Location"] == f"/ke-toan/nop-ngan-sach/{slip.pk}/"
    desk.post(made["Location"], {"act": "approve"})
    assert Slip.objects.get().state == "draft"
    at_desk("chief-accountant").post(made["Location"], {"act": "approve"})
    assert Slip.objects.get().state == "approved"
    assert desk.get(made["Location"]).status_code == 200
    assert desk.get(made["Location"] + "mau.pdf").content.startswith(b"%PDF")
    assert desk.post(made["Location"], {"act": "cancel", "reason": ""}).status_code == 422


def test_the_books_lead_from_the_balance_to_the_account_to_the_entry(desk):
    page = desk.get(f"/ke-toan/so/?tu={DAY}&den={DAY}")
    assert "Tổng nợ bằng tổng có" in text(page)
    sheet = desk.get(f"/ke-toan/so/tai-khoan/cash/?tu={DAY}&den={DAY}").content.decode()
    entry = re.search(r"/ke-toan/so/but-toan/\d+/", sheet)[0]
    assert "H26-1" in text(desk.get(entry))
    assert desk.get("/ke-toan/so/tai-khoan/nothing/").status_code == 404
    assert f"{DAY:%m/%Y}" in text(desk.get("/ke-toan/so/ho-tro/")) and "30.000" in text(
        desk.get("/ke-toan/so/ho-tro/")
    )


def test_the_city_s_payment_of_its_support_is_looked_at_booked_and_undone(desk, fees, proved):
    desk.post("/ke-toan/so/khoa-so/", typed_day("through", DAY))
    page = "/ke-toan/so/ho-tro/moi/"
    given = {
        "agency": fees, **typed_day("through", DAY), **typed_day("document_day", DAY), "way": "set_off",
        "document": "12/LCT", "amount": "29.000", "line": "",
    }  # fmt: skip
    assert "30.000" in text(desk.post(page, given | {"act": "look"}))
    wrong = desk.post(page, given | {"act": "pay"})
    assert wrong.status_code == 422 and "đúng 30.000 đồng" in text(wrong)
    assert 'value="12/LCT"' in wrong.content.decode()
    made = desk.post(page, given | {"act": "pay", "amount": "30.000"})
    assert "HTR-2026-000001" in text(desk.get("/ke-toan/so/ho-tro/"))
    assert desk.post(made["Location"], {"act": "undo", "reason": ""}).status_code == 422
    desk.post(made["Location"], {"act": "undo", "reason": "nhầm"})
    assert "Đã hủy" in text(desk.get(made["Location"]))
    assert desk.get("/ke-toan/so/ho-tro/999999/").status_code == 404


def test_reports_split_what_was_taken_and_name_payers_only_with_a_note(desk):
    for key in ("don-vi", "ngay", "linh-vuc", "thu-tuc", "khoan-thu", "kenh", "hinh-thuc"):
        assert "120.000" in text(desk.get(f"/ke-toan/bao-cao/?tu={DAY}&theo={key}")), key
    share = text(desk.get(f"/ke-toan/bao-cao/tien-mat/?tu={DAY}"))
    assert "58,33 %" in share and "50,00 %" in share
    book = desk.get(f"/ke-toan/bao-cao/so-chi-tiet/?tu={DAY}")
    assert "AA-26E 0000001" in text(book)
    lines = b"".join(desk.get(f"/ke-toan/bao-cao/so-chi-tiet.csv?tu={DAY}").streaming_content).decode()
    assert lines.count("\r\n") == 3
    pack = zipfile.ZipFile(io.BytesIO(desk.get(f"/ke-toan/bao-cao/so-chi-tiet.xlsx?tu={DAY}").content))
    assert "H26-1" in pack.read("xl/worksheets/sheet1.xml").decode()


def test_whoever_is_named_to_the_accountant_can_read_of_the_look(desk, resident_who_paid):
    order = resident_who_paid
    line = BankLine.objects.get(reference="FT1")
    refunds.request(order, 10_000, "rút", "An", MONDAY)
    held = Order.objects.get(status="held")
    held.person_id = order.person_id
    held.save()
    pages = (
        f"/ke-toan/tien-ve/{line.pk}/?ma={order.subject}", "/ke-toan/tien-giu/", f"/ke-toan/tien-giu/{held.public_id}/",
        f"/ke-toan/bao-cao/so-chi-tiet/?tu={DAY}",
        f"/ke-toan/bao-cao/so-chi-tiet.csv?tu={DAY}",
        f"/ke-toan/bao-cao/so-chi-tiet.xlsx?tu={DAY}",
    )  # fmt: skip
    for path in pages:
        before = AccessLog.objects.count()
        answer = desk.get(path)
        assert b"".join(answer.streaming_content if answer.streaming else [answer.content]), path
        assert AccessLog.objects.count() == before + 1, path
    assert AccessLog.objects.latest("id").code == "fees"


def test_a_file_that_is_sent_piece_by_piece_notes_first_and_says_from_where(desk, resident_who_paid):
    answer = desk.get(f"/ke-toan/bao-cao/so-chi-tiet.csv?tu={DAY}", REMOTE_ADDR="10.9.8.7")
    pieces = iter(answer.streaming_content)
    next(pieces)  # the mark that spreadsheets want
    next(pieces)  # the heads
    assert not AccessLog.objects.filter(what="fee-book-file").exists()
    next(pieces)  # whoever stops here has seen one row, and all of the part are noted
    noted = AccessLog.objects.get(what="fee-book-file")
    assert resident_who_paid.person_id in noted.people
    assert (noted.address, noted.screen) == ("10.9.8.7", "accounting:book-csv")
    answer.close()


def test_a_payment_in_the_name_of_nobody_whom_the_city_knows_is_a_look_too(desk):
    desk.get("/ke-toan/tien-giu/")
    noted = AccessLog.objects.get(what="held-payments")
    assert noted.person_id is None


@pytest.fixture
def resident_who_paid(fees):
    order = Order.objects.get(subject="H26-2")
    order.person_id = account_of("resident").person_id
    order.save()
    return order


def test_a_leader_sees_the_cash_share_of_own_units_only(fees, django_assert_max_num_queries):
    city, ward = at_desk("city"), at_desk("chair")
    city.get("/dieu-hanh/thu-phi")
    with django_assert_max_num_queries(10):
        page = text(city.get(f"/dieu-hanh/thu-phi?thang={DAY:%Y-%m}"))
    assert "58,33 %" in page and "120.000" in page
    assert "58,33 %" in text(ward.get(f"/dieu-hanh/thu-phi?thang={DAY:%Y-%m}"))
    assert "58,33 %" not in text(at_desk("department").get(f"/dieu-hanh/thu-phi?thang={DAY:%Y-%m}"))

"""A resident follows a dossier: what stands next, supplement, withdrawal, payment, result, who looked."""

import io
import re
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.city.models import Agency
from motcua.exchange.models import Message
from motcua.foundation.models import AccessLog
from motcua.insight.durations import EVERYWHERE
from motcua.insight.models import DurationFigure
from motcua.money import orders
from motcua.money.gateways.vnpay import signing
from motcua.money.models import Order
from motcua.procedures.catalogue import importing
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.dossiers.models import Component, Document, Dossier, Supplement
from motcua.procedures.dossiers.status import Status
from motcua.records.papers import storing
from tests.sites.portal_town import MONDAY, ask, errors_on, file_birth, owe, photo, town  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(town):
    draft, _ = file_birth(town)
    cache.clear()
    return Dossier.objects.get(uuid=draft.id)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_new_dossier_says_that_nothing_is_to_be_done_and_by_when_it_is_answered(town, dossier):
    page = words(town.browser.get(f"/ho-so/{dossier.uuid}"))
    assert "Bạn không phải làm gì" in page
    # Eight working hours; Tuesday 24 November is a holiday.
    assert "chậm nhất lúc 09:00 ngày 25/11/2026" in page


def test_the_list_shows_own_dossiers_and_drafts_only(town, dossier):
    town.begin()
    page = words(town.browser.get("/ho-so"))
    assert dossier.code in page
    assert "Đang điền" in page
    assert dossier.code not in words(town.signed_on(town.stranger).get("/ho-so"))


@pytest.mark.parametrize("path", ["", "/bo-sung", "/rut", "/bien-lai"])
def test_somebody_elses_dossier_is_not_found(town, dossier, path):
    assert town.signed_on(town.stranger).get(f"/ho-so/{dossier.uuid}{path}").status_code == 404
    assert town.browser.get(f"/ho-so/{uuid.uuid4()}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/rut", "/bo-sung", "/danh-gia", "/thanh-toan"])
def test_nobody_changes_somebody_elses_dossier(town, dossier, path):
    answer = town.signed_on(town.stranger).post(f"/ho-so/{dossier.uuid}{path}", {"stars": "1"})
    assert answer.status_code == 404
    assert Dossier.objects.get(pk=dossier.pk).status == Status.REGISTERED


def test_withdrawing_asks_once_more_and_frees_from_the_fee(town, dossier):
    order = Order.objects.filter(subject_id=dossier.uuid).first()
    assert "Rút hồ sơ này?" in words(town.browser.get(f"/ho-so/{dossier.uuid}/rut"))
    town.browser.post(f"/ho-so/{dossier.uuid}/rut", {"words": "Đổi tên cho con"})
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN
    assert dossier.end_reason == "Đổi tên cho con"
    if order is not None:
        order.refresh_from_db()
        assert order.status == Order.Status.CANCELLED
    again = town.browser.post(f"/ho-so/{dossier.uuid}/rut", {"words": "lần nữa"}, follow=True)
    assert "Đổi tên cho con" in words(again)


def test_what_is_missing_is_listed_and_sent_with_words(town, dossier):
    ask(dossier)
    page = words(town.browser.get(f"/ho-so/{dossier.uuid}"))
    assert "Bổ sung hồ sơ trước ngày 15/12/2026" in page
    assert "bản rõ nét" in page
    assert "Bổ sung hồ sơ trước ngày" in words(town.browser.get("/"))
    form = {"item-0": photo("ro-net.jpg"), "words": "Đã chụp lại"}
    answer = town.browser.post(f"/ho-so/{dossier.uuid}/bo-sung", form, follow=True)
    assert "Cơ quan đang kiểm tra phần bạn đã bổ sung" in words(answer)
    added = Component.objects.get(dossier=dossier, round=1)
    assert added.component_id == "birth_notice"
    assert len(added.files) == 1
    once_more = town.browser.post(f"/ho-so/{dossier.uuid}/bo-sung", {"words": "lần hai"})
    assert once_more.status_code == 302
    assert Component.objects.filter(dossier=dossier, round=1).count() == 1


def test_an_empty_supplement_or_a_wrong_file_is_told_and_the_words_stay(town, dossier):
    ask(dossier)
    empty = town.browser.post(f"/ho-so/{dossier.uuid}/bo-sung", {})
    assert empty.status_code == 422
    assert errors_on(empty)[0][0] == "#id-item-0"
    bad = SimpleUploadedFile("a.exe", b"MZ nonsense")
    answer = town.browser.post(f"/ho-so/{dossier.uuid}/bo-sung", {"item-0": bad, "words": "Xin xem"})
    assert answer.status_code == 422
    assert "Chỉ nhận tệp PDF" in errors_on(answer)[0][1]
    assert "Xin xem" in answer.content.decode()
    assert Supplement.objects.get().answered_at is None


@pytest.fixture
def owed(dossier):
    """The order of a fee of 24,000 đồng."""
    return owe(dossier)


def test_paying_leads_to_the_gateway_with_the_right_sum(town, owed):
    page = words(town.browser.get(f"/ho-so/{owed.subject_id}"))
    assert "Thanh toán phí, lệ phí" in page
    assert "24.000" in page
    answer = town.browser.post(f"/ho-so/{owed.subject_id}/thanh-toan", {"cach": "vnpay"})
    assert answer.status_code == 302
    asked_for = parse_qs(urlsplit(answer["Location"]).query)
    assert asked_for["vnp_Amount"] == ["2400000"]
    assert asked_for["vnp_ReturnUrl"][0].endswith("/thanh-toan/vnpay/ket-qua")


def test_a_forged_return_from_the_gateway_books_nothing(town, owed):
    answer = town.browser.get("/thanh-toan/vnpay/ket-qua?vnp_ResponseCode=00&vnp_TxnRef=X&vnp_SecureHash=0")
    assert "Không xác thực được" in words(answer)
    owed.refresh_from_db()
    assert owed.status == "pending"


def test_back_from_the_gateway_the_page_waits_and_books_nothing_itself(town, owed, settings):
    town.browser.post(f"/ho-so/{owed.subject_id}/thanh-toan", {"cach": "vnpay"})
    attempt = owed.attempts.get()
    params = {
        "vnp_Amount": str(attempt.amount * 100),
        "vnp_ResponseCode": "00",
        "vnp_TransactionStatus": "00",
        "vnp_TmnCode": settings.VNPAY["TMN_CODE"],
        "vnp_TxnRef": attempt.txn_ref,
    }
    params["vnp_SecureHash"] = signing.sign(settings.VNPAY["SECRET"], signing.hash_data(params))
    answer = town.browser.get("/thanh-toan/vnpay/ket-qua", params)
    assert "Kết quả thanh toán" in words(answer)
    assert f"/thanh-toan/trang-thai/{owed.public_id}" in answer.content.decode()
    owed.refresh_from_db()
    assert owed.status == "pending"


def test_a_fee_due_before_the_return_can_be_paid_when_the_result_is_ready(town, owed):
    Dossier.objects.filter(uuid=owed.subject_id).update(status=Status.DONE, ended_at=MONDAY)
    assert "Thanh toán phí, lệ phí" in words(town.browser.get(f"/ho-so/{owed.subject_id}"))
    assert town.browser.post(f"/ho-so/{owed.subject_id}/thanh-toan", {"cach": "vnpay"}).status_code == 302


def test_nobody_is_asked_to_pay_for_a_request_that_was_refused(town, owed):
    Dossier.objects.filter(uuid=owed.subject_id).update(status=Status.REFUSED, ended_at=MONDAY)
    page = town.browser.get(f"/ho-so/{owed.subject_id}").content.decode()
    assert "thanh-toan" not in page
    assert town.browser.post(f"/ho-so/{owed.subject_id}/thanh-toan").status_code == 404


def test_the_page_after_paying_waits_for_the_books_and_tells_no_name(town, owed):
    waiting = Client().get(f"/thanh-toan/trang-thai/{owed.public_id}").content.decode()
    assert "hx-get" in waiting
    orders.mark_cash_paid(owed, "Đặng Thu Trang", MONDAY)
    done = Client().get(f"/thanh-toan/trang-thai/{owed.public_id}").content.decode()
    assert "Đã nhận thanh toán" in done
    assert "hx-get" not in done
    assert owed.payer_name not in done


def test_a_paid_fee_has_a_receipt_and_cannot_be_paid_again(town, owed):
    orders.mark_cash_paid(owed, "Đặng Thu Trang", MONDAY)
    receipt = town.browser.get(f"/ho-so/{owed.subject_id}/bien-lai")
    assert receipt.content.startswith(b"%PDF")
    assert receipt["X-Content-Type-Options"] == "nosniff"
    again = town.browser.post(f"/ho-so/{owed.subject_id}/thanh-toan", follow=True)
    assert "Khoản này không còn phải thanh toán" in words(again)


def test_a_document_is_served_to_its_owner_only(town, dossier):
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    stored = storing.store_made(
        blank.getvalue(), name="ket-qua.pdf", purpose="result", owner_id=dossier.owner_id, at=MONDAY
    )
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.DONE, ended_at=MONDAY)
    paper = Document.objects.create(
        dossier=dossier, kind="result", title="Giấy khai sinh", state="issued", file=stored, for_resident=True,
        made_at=MONDAY, made_by="UBND phường",
    )  # fmt: skip
    address = f"/ho-so/{dossier.uuid}/van-ban/{paper.uuid}"
    assert "Tải kết quả về" in words(town.browser.get(f"/ho-so/{dossier.uuid}"))
    assert town.signed_on(town.stranger).get(address).status_code == 404
    answer = town.browser.post(address)
    assert b"".join(answer.streaming_content) == blank.getvalue()
    assert answer["Content-Disposition"].startswith("attachment")
    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED


def test_an_ended_dossier_is_rated_once_asked_politely(town, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.RETURNED, ended_at=MONDAY, returned_at=MONDAY)
    none = town.browser.post(f"/ho-so/{dossier.uuid}/danh-gia", {}, follow=True)
    assert "Hãy chọn số sao" in words(none)
    town.browser.post(f"/ho-so/{dossier.uuid}/danh-gia", {"stars": "4", "words": "Nhanh"})
    dossier.refresh_from_db()
    assert (dossier.rating, dossier.rating_note) == (4, "Nhanh")


def test_anybody_tracks_a_code_and_sees_no_personal_data(town, dossier):
    page = words(Client().get("/tra-cuu", {"ma": dossier.code.lower()}))
    assert "Mới đăng ký" in page
    for secret in (dossier.owner_name, dossier.phone, dossier.address, town.mother.person.pin, "Hoài Ẵng"):
        assert secret not in page


def test_a_code_of_an_older_form_or_typed_with_dashes_still_leads_to_its_dossier(town, dossier):
    day = dossier.code.split("-")[1]
    whole_year = dossier.code.replace(f"-{day}-", f"-20{day}-")
    for typed in (whole_year, dossier.code.replace("-", " – "), f" {dossier.code.lower()} "):
        cache.clear()
        assert dossier.code in words(Client().get("/tra-cuu", {"ma": typed})), typed
    kept = "000.00.01.H26-240115-0007"
    Dossier.objects.filter(pk=dossier.pk).update(code=kept)
    page = Client().get("/tra-cuu", {"ma": kept})
    assert page.status_code == 200
    assert kept in words(page)
    assert dossier.owner_name not in words(page)
    cache.clear()


def test_a_dossier_says_when_it_may_be_done_and_on_how_little_that_rests(town, dossier):
    page = words(town.browser.get(f"/ho-so/{dossier.uuid}"))
    assert "Dự kiến xong (không phải cam kết)" in page
    assert "Ít hồ sơ tương tự (0): chỉ tính theo các bước của quy trình" in page


def test_with_enough_experience_half_and_nine_of_ten_are_told_beside_the_legal_day(town, dossier):
    DurationFigure.objects.create(
        procedure_code=dossier.procedure_code, agency_id=EVERYWHERE, n=57, p50=480, p90=30 * 480, as_of=MONDAY
    )
    Dossier.objects.filter(pk=dossier.pk).update(
        status=Status.IN_PROGRESS, accepted_at=MONDAY, due_at=MONDAY + timedelta(days=2)
    )
    page = words(town.browser.get(f"/ho-so/{dossier.uuid}"))
    assert "Hẹn trả theo luật" in page
    assert "Một nửa số hồ sơ tương tự xong trước hết ngày" in page
    assert "chín phần mười xong trước hết ngày" in page
    assert "Có thể xong sau ngày hẹn theo luật" in page
    assert "Theo 57 hồ sơ toàn thành phố trong 12 tháng" in page


def test_what_has_ended_is_expected_no_more(town, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.RETURNED, ended_at=MONDAY, returned_at=MONDAY)
    assert "Dự kiến xong" not in words(town.browser.get(f"/ho-so/{dossier.uuid}"))


@pytest.mark.parametrize(
    "typed",
    ["H26.40.01-261123-0001", "h264001 261123 0001", "H26 40 01 261123 0001", "h26.40.01.261123.0001"],
)
def test_points_and_hyphens_of_a_code_need_not_be_typed(town, typed):
    cache.clear()
    page = words(town.browser.get("/tra-cuu", {"ma": typed}))
    assert "Không có hồ sơ mang mã này" in page and "chưa đúng dạng" not in page


def test_guidance_and_sign_in_pages_carry_the_portals_header(town):
    for path in ("/thu-tuc/", "/thu-tuc/1.001193"):
        page = words(town.browser.get(path))
        assert "Của tôi" in page
        assert town.mother.person.full_name in page
    for path in ("/thu-tuc/", "/dang-nhap"):
        page = Client().get(path, follow=True)
        assert page.status_code == 200
        assert "Tra cứu hồ sơ" in words(page)
        assert "Hộp thư" not in words(page)


def test_lists_call_procedures_by_their_short_names(town):
    Procedure.objects.filter(code="1.001193").update(popularity=100)
    importing.shelve()
    page = words(Client().get("/"))
    assert "Đăng ký khai sinh" in page
    assert "Thủ tục đăng ký khai sinh" not in page


@pytest.mark.parametrize(("code", "status"), [("H26.40.01-261123-9999", 404), ("linh tinh", 422)])
def test_a_code_that_leads_nowhere_says_what_to_do(town, code, status):
    cache.clear()
    assert Client().get("/tra-cuu", {"ma": code}).status_code == status


def test_guessing_codes_is_slowed_down(town, dossier):
    statuses = [Client().get("/tra-cuu", {"ma": dossier.code}).status_code for _ in range(22)]
    assert statuses[:20] == [200] * 20
    assert statuses[20:] == [429, 429]
    cache.clear()


def test_opening_a_message_marks_it_read_and_others_cannot(town, dossier):
    letter = Message.objects.create(
        key="k1", person=town.mother.person, language="vi", subject="Hồ sơ được tiếp nhận", body="Kính gửi",
        created_at=MONDAY, mail="none",
    )  # fmt: skip
    assert "1 tin chưa đọc" in words(town.browser.get("/hop-thu"))
    assert town.signed_on(town.stranger).get(f"/hop-thu/{letter.id}").status_code == 404
    assert "Kính gửi" in words(town.browser.get(f"/hop-thu/{letter.id}"))
    letter.refresh_from_db()
    assert letter.read_at is not None


def test_my_page_says_who_looked_at_my_data(town):
    agency = Agency.objects.first()
    AccessLog.objects.create(
        at=MONDAY, person_id=town.mother.person_id, reader={}, reader_name="Vũ Minh Tuệ", reader_agency_id=agency.id,
        purpose="Thẩm tra hồ sơ khai sinh", what="dossier", dossier_code="H26.1",
    )  # fmt: skip
    page = words(town.browser.get("/ca-nhan/du-lieu"))
    assert "Vũ Minh Tuệ" in page
    assert agency.name_vi in page
    assert "Thẩm tra hồ sơ khai sinh" in page
    assert "Vũ Minh Tuệ" not in words(town.signed_on(town.stranger).get("/ca-nhan/du-lieu"))


def test_every_page_speaks_english_when_asked(town, dossier):
    town.browser.cookies["django_language"] = "en"
    for path in (
        "/",
        "/ho-so",
        f"/ho-so/{dossier.uuid}",
        "/tra-cuu",
        "/hop-thu",
        "/ca-nhan",
        "/giay-to/",
        "/ca-nhan/thanh-toan",
        "/ca-nhan/du-lieu",
        "/nop/1.001193",
    ):
        page = town.browser.get(path)
        assert '<html lang="en"' in page.content.decode()
    assert "Nothing for you to do" in words(town.browser.get(f"/ho-so/{dossier.uuid}"))
    assert "Birth registration, residence" in words(town.browser.get("/"))


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 24),
        ("/ho-so", 8),
        ("/ho-so/{}", 14),
        ("/hop-thu", 6),
        ("/ca-nhan", 26),
        ("/giay-to/", 7),
        ("/ca-nhan/thanh-toan", 8),
        ("/ca-nhan/du-lieu", 8),
        ("/nop/1.001193", 9),
        ("/tra-cuu", 4),
    ],
)
def test_a_page_asks_the_database_little(town, dossier, django_assert_max_num_queries, path, most):
    for _ in range(3):
        file_birth(town)
    town.browser.get(path.format(dossier.uuid))
    with django_assert_max_num_queries(most):
        assert town.browser.get(path.format(dossier.uuid)).status_code == 200

"""Pages of receipts and invoices: accountants find and mend them, residents have their files, anybody checks one."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from motcua.city import authority
from motcua.city.models import Account, Power
from motcua.foundation.models import AccessLog
from motcua.money.fees import Kind
from motcua.money.invoices import issuing
from motcua.money.invoices.models import CollectingUnit, Document, TaxMessage
from motcua.sites.invoices import one
from tests.money.invoices.city_of_fees import LATER, made, paid, unit_of
from tests.sites.desk_people import at_desk

pytestmark = pytest.mark.django_db
PRICE = (Kind.GIA, 26_000)
FEE = (Kind.LE_PHI, 50_000)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def unit(city) -> CollectingUnit:
    """The ward's unit; the ward's chair keeps its accounts, and so does the head of the city for all."""
    for kind in ("chair", "vice_chair"):
        Power.objects.create(post_kind=kind, power="keep_accounts", reach="agency", valid_from="2025-07-01")
    authority.forget()
    return unit_of()


@pytest.fixture
def desk(unit) -> Client:
    return at_desk("chair", LATER)


@pytest.fixture
def proved(monkeypatch):
    """The second factor was shown a moment ago."""
    monkeypatch.setattr(one, "fresh_proof", lambda request: True)


def resident() -> tuple[Client, Account]:
    """A resident of the demo, signed on."""
    from motcua.project.demo import account_of

    account, client = account_of("resident"), Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client, account


def test_an_accountant_finds_a_document_by_each_of_its_marks(desk, unit, django_assert_max_num_queries):
    (row,) = made(unit=unit)
    made(PRICE, unit=unit, payer_name="Lê Văn Khác")
    with django_assert_max_num_queries(11):
        page = desk.get("/hoa-don/")
    assert "Nguyễn Thị Thử" in text(page) and "2K26TYY · 1" in text(page)
    for typed in ("0000001", "ab-26e", "AB/26E", row.subject, "nguyen thi", "NGUYỄN THỊ TH"):
        assert row.subject in text(desk.get("/hoa-don/", {"q": typed})), typed
    for typed in ("AC-26E", "12345", "H26.15-261121-99999", "Trần"):
        assert row.subject not in text(desk.get("/hoa-don/", {"q": typed})), typed
    assert row.subject not in text(desk.get("/hoa-don/", {"ngay": "2026-11-20"}))
    assert row.subject in text(desk.get("/hoa-don/", {"ngay": "2026-11-21", "trang-thai": "hieu-luc"}))
    assert desk.get("/hoa-don/", {"ngay": "2026-13-40"}).status_code == 422


def test_a_look_at_a_document_is_noted_and_says_everything(desk, unit, django_assert_max_num_queries):
    _, account = resident()
    (row,) = made(unit=unit, person_id=account.person_id)
    before = AccessLog.objects.filter(person_id=account.person_id).count()
    with django_assert_max_num_queries(13):
        page = desk.get(f"/hoa-don/{row.uuid}/")
    for part in ("01BLP0-001 AB-26E · 0000001", "Năm mươi nghìn đồng", row.code, "0100000003", "Thay thế"):
        assert part in text(page), part
    assert "Hủy hóa đơn" not in text(page), "a receipt is cancelled by a refund only"
    assert AccessLog.objects.filter(person_id=account.person_id).count() == before + 1
    assert AccessLog.objects.latest("id").code == "payment"
    assert desk.get(f"/hoa-don/{row.uuid}/tep.pdf").content.startswith(b"%PDF")
    assert desk.get(f"/hoa-don/{row.uuid}/tep.xml").content == Document.objects.get(pk=row.pk).xml.encode()
    assert desk.get(f"/hoa-don/{row.uuid}/tep.exe").status_code == 404


def test_what_belongs_to_another_agency_is_not_there_but_for_the_city(desk, unit):
    (row,) = made(unit=unit)
    Document.objects.filter(pk=row.pk).update(agency_id=1)
    assert desk.get(f"/hoa-don/{row.uuid}/").status_code == 404
    assert row.subject not in text(desk.get("/hoa-don/"))
    assert at_desk("city", LATER).get(f"/hoa-don/{row.uuid}/").status_code == 200
    assert at_desk("justice", LATER).get("/hoa-don/").status_code == 403


def test_a_wrong_name_is_mended_after_a_preview_and_a_fresh_proof(desk, unit, proved):
    (row,) = made(unit=unit)
    there = f"/hoa-don/{row.uuid}/thay-the/"
    wrong = desk.post(there, {"payer_name": "", "payer_tax_code": "123", "reason": "", "step": "see"})
    assert wrong.status_code == 422
    for words in ("Ghi tên người nộp", "sai số kiểm tra", "Ghi lý do"):
        assert words in text(wrong)
    right = {"payer_name": "Trần Văn Đúng", "reason": "Sai tên người nộp"}
    seen = desk.post(there, right | {"step": "see"})
    assert "Chứng từ sẽ được lập" in text(seen) and Document.objects.count() == 1
    assert desk.post(there, right | {"step": "done"})["Location"] == f"/hoa-don/{row.uuid}/"
    issuing.issue_waiting(lambda: LATER)
    fresh = Document.objects.get(state="issued")
    assert (fresh.payer_name, fresh.number, fresh.original_id) == ("Trần Văn Đúng", 2, row.pk)
    assert "Đã bị thay thế" in text(desk.get(f"/hoa-don/{row.uuid}/"))
    assert "Trần Văn Đúng" not in text(desk.get(there, follow=True))


def test_money_matters_need_a_fresh_proof(desk, unit, monkeypatch):
    monkeypatch.setattr(one, "fresh_proof", lambda request: False)
    (row,) = made(PRICE, unit=unit)
    asked = desk.post(f"/hoa-don/{row.uuid}/huy/", {"reason": "Không cung cấp dịch vụ", "step": "done"})
    assert asked["Location"].startswith(reverse("security:confirm"))
    assert Document.objects.get().state == "issued"


def test_an_invoice_is_adjusted_line_by_line_and_cancelled(desk, unit, proved):
    (row,) = made(PRICE, unit=unit)
    there = f"/hoa-don/{row.uuid}/dieu-chinh/"
    for typed in ("mười", "-26.001", "", "١٠"):
        assert (
            desk.post(there, {"line-0": typed, "reason": "Tính nhầm giá", "step": "see"}).status_code == 422
        )
    seen = desk.post(there, {"line-0": "-6.000", "reason": "Tính nhầm giá", "step": "see"})
    assert "Âm sáu nghìn đồng" in text(seen) and "20.000 đ" in text(seen)
    desk.post(there, {"line-0": "-6.000", "reason": "Tính nhầm giá", "step": "done"})
    issuing.issue_waiting(lambda: LATER)
    assert Document.objects.get(nature="2").amount == -6_000
    desk.post(f"/hoa-don/{row.uuid}/huy/", {"reason": "Không cung cấp dịch vụ", "step": "done"})
    assert set(Document.objects.values_list("state", flat=True)) == {"cancelled"}


def test_what_could_not_be_made_is_made_again_from_its_page(desk, unit):
    order = paid(unit=unit)
    Document.objects.update(state="faulty", tries=3, problem="mất kết nối tới HSM")
    row = Document.objects.get(order=order)
    assert "mất kết nối tới HSM" in text(desk.get(f"/hoa-don/{row.uuid}/"))
    assert row.subject in text(desk.get("/hoa-don/", {"trang-thai": "can-sua"}))
    desk.post(f"/hoa-don/{row.uuid}/lap-lai/")
    row.refresh_from_db()
    assert row.state == "issued"


def test_a_unit_registers_and_its_month_is_summed_up(desk, unit, monkeypatch, django_assert_max_num_queries):
    from motcua.sites.invoices import keeping

    monkeypatch.setattr(keeping, "fresh_proof", lambda request: True)
    made(FEE, PRICE, unit=unit)
    CollectingUnit.objects.update(registration="none")
    assert "AB-26E" in text(desk.get("/hoa-don/don-vi/"))
    there = f"/hoa-don/don-vi/{unit.pk}/"
    desk.post(there)
    assert "Đăng ký sử dụng" in text(desk.get(there))
    assert TaxMessage.objects.get(kind=100).unit == unit
    with django_assert_max_num_queries(11):
        month = desk.get("/hoa-don/tong-hop/", {"thang": "2026-11"})
    assert "AB-26E" in text(month) and "76.000 đ" in text(month)
    refused = desk.post("/hoa-don/tong-hop/", {"don-vi": unit.pk, "thang": "2026-11"}, follow=True)
    assert "tháng chưa hết" in text(refused)
    assert "Thông điệp" in text(desk.get("/hoa-don/thong-diep/"))


def test_a_unit_is_entered_with_every_fault_said_and_its_letters_change_to_number_one(
    desk, unit, monkeypatch
):
    from motcua.city.models import Agency
    from motcua.sites.invoices import keeping

    monkeypatch.setattr(keeping, "fresh_proof", lambda request: True)
    city = at_desk("city", LATER)
    agency = Agency.objects.exclude(pk=unit.agency_id).filter(kind="commune", valid_to=None).first()
    told = {
        "agency": agency.pk, "tax_code": "0100000010", "address": "Số 2 phố Mẫu", "receipt_form": "01BLP0-001",
        "receipt_letters": "ac", "invoice_form": "2", "invoice_letters": "YY", "invoice_coded": "no",
    }  # fmt: skip
    wrong = told | {"tax_code": "0100000011", "receipt_letters": "AB", "address": "", "agency": "9999999"}
    answer = city.post("/hoa-don/don-vi/moi/", wrong)
    assert answer.status_code == 422
    for words in ("sai số kiểm tra", "đã dùng ký hiệu này", "Ghi địa chỉ", "Chọn cơ quan thu"):
        assert words in text(answer)
    assert "chung của thành phố" in text(city.post("/hoa-don/don-vi/moi/", told | {"receipt_letters": "AA"}))
    there = city.post("/hoa-don/don-vi/moi/", told)["Location"]
    entered = CollectingUnit.objects.get(tax_code="0100000010")
    assert (entered.receipt_letters, entered.name) == ("AC", agency.name_vi)
    assert made(unit=entered)[0].symbol == "01BLP0-001 AC-26E"
    changed = city.post(there, told | {"tax_code": "0100000003", "step": "change"})
    assert changed.status_code == 422
    city.post(there, told | {"receipt_letters": "AD", "step": "change"})
    (row,) = made(unit=entered)
    assert (row.symbol, row.number) == ("01BLP0-001 AD-26E", 1)
    entered.refresh_from_db()
    assert entered.registration == "none", "other symbols are told to the authority first"


def test_a_failed_message_goes_again_and_another_units_is_not_there(desk, unit):
    row = TaxMessage.objects.create(
        unit=unit, kind=203, code="K1", state="failed", created_at=LATER, words="40001: sai"
    )
    assert "40001: sai" in text(desk.get("/hoa-don/thong-diep/?loc=loi"))
    desk.post(f"/hoa-don/thong-diep/{row.pk}/gui-lai/")
    row.refresh_from_db()
    assert row.state == "waiting"
    CollectingUnit.objects.update(agency_id=1)
    assert desk.post(f"/hoa-don/thong-diep/{row.pk}/gui-lai/").status_code == 404


def test_a_resident_has_the_files_and_nobody_else(unit, django_assert_max_num_queries):
    client, account = resident()
    (row,) = made(unit=unit, person_id=account.person_id)
    with django_assert_max_num_queries(12):
        page = client.get("/hoa-don-cua-toi/")
    assert "01BLP0-001 AB-26E · 0000001" in text(page)
    assert client.get(f"/hoa-don-cua-toi/{row.uuid}/tep.pdf").content.startswith(b"%PDF")
    assert "AB-26E" in text(client.get("/ca-nhan"))
    Document.objects.filter(pk=row.pk).update(person_id=None)
    assert client.get(f"/hoa-don-cua-toi/{row.uuid}/tep.xml").status_code == 404


def test_anybody_checks_a_document_and_learns_no_name(unit, django_assert_max_num_queries):
    (row,) = made(unit=unit)
    visitor = Client()
    with django_assert_max_num_queries(3):
        found = visitor.get("/tra-cuu-hoa-don", {"ma": row.code.lower()})
    assert "Còn hiệu lực" in text(found) and "50.000 đ" in text(found)
    assert "Nguyễn" not in text(found) and row.subject not in text(found)
    by_number = visitor.get("/tra-cuu-hoa-don", {"ky-hieu": "AB-26E", "so": "0000001", "so-tien": "50.000"})
    assert "Còn hiệu lực" in text(by_number)
    assert (
        visitor.get("/tra-cuu-hoa-don", {"ky-hieu": "AB-26E", "so": "1", "so-tien": "1"}).status_code == 404
    )
    wrong = visitor.get("/tra-cuu-hoa-don", {"ky-hieu": "?", "so": "x", "so-tien": "٥"})
    assert wrong.status_code == 422
    for words in ("Ký hiệu như", "1 đến 8 chữ số", "chỉ gồm chữ số"):
        assert words in text(wrong)
    Document.objects.filter(pk=row.pk).update(state="cancelled")
    assert "Đã hủy" in text(visitor.get("/tra-cuu-hoa-don", {"ma": row.code}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((b"", b""), "Tệp là bản gốc"),
        ((b"50000", b"90000"), "Nội dung đã bị sửa sau khi ký"),
        ((b"<BLai>", b"<!DOCTYPE x><BLai>"), "Không đọc được tệp"),
        ((b"#rsa-sha256", b"#rsa-sha1"), "thuật toán không được chấp nhận"),
    ],
)
def test_a_file_is_checked_by_its_signature(unit, change, words):
    (row,) = made(unit=unit)
    content = row.xml.encode().replace(*change) if change[0] else row.xml.encode()
    answer = Client().post("/tra-cuu-hoa-don", {"tep": SimpleUploadedFile("a.xml", content)})
    assert words in text(answer)
    assert ("Còn hiệu lực" in text(answer)) == (not change[0])


def test_no_file_and_too_many_questions_are_said(unit):
    visitor = Client()
    assert visitor.post("/tra-cuu-hoa-don").status_code == 422
    for _ in range(20):
        visitor.get("/tra-cuu-hoa-don", {"ma": "ABC"})
    assert visitor.get("/tra-cuu-hoa-don", {"ma": "ABC"}).status_code == 429

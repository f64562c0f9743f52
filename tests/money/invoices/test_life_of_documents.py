"""From a paid order to a signed file, and what becomes of it when money goes back or an officer mends it."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from lxml import etree

from motcua.city.models import Person
from motcua.money import orders, refunds
from motcua.money.fees import Kind
from motcua.money.invoices import changing, issuing, looking_up, mailing, sheets, summary
from motcua.money.invoices.changing import Faulty, NotPossible, Payer
from motcua.money.invoices.models import Document, TaxMessage
from motcua.money.models import Order, Receipt
from tests.money.conftest import MORNING, together
from tests.money.invoices import city_of_fees as city_
from tests.money.invoices.city_of_fees import LATER, made, paid, unit_of
from tests.reading_pdf import text_of

pytestmark = pytest.mark.django_db
PRICE = (Kind.GIA, 26_000)
FEE = (Kind.LE_PHI, 50_000)


@pytest.fixture
def unit(city):
    return unit_of()


def back(order: Order, amount: int, at=LATER + timedelta(hours=1)) -> None:
    """A refund, asked by one and approved by another."""
    order.refresh_from_db()
    refund = refunds.request(order, amount, "Thu thừa", "Người một", at)
    refunds.approve(refund, "Người hai", at)


def states(order: Order) -> list[tuple[str, str, int]]:
    rows = Document.objects.filter(order=order).order_by("id")
    return [(row.kind, row.state, row.amount) for row in rows]


def test_a_paid_order_gets_a_signed_receipt_under_the_letters_of_its_unit(unit):
    (row,) = made(unit=unit)
    assert (row.kind, row.state, row.symbol, row.number_text) == (
        "receipt",
        "issued",
        "01BLP0-001 AB-26E",
        "0000001",
    )
    assert Receipt.objects.get().collector_tax_code == unit.tax_code
    found = looking_up.verify(row.xml.encode(), LATER)
    assert found.genuine and found.row == row
    told = etree.fromstring(row.xml.encode())
    assert told.findtext("DLBLai/NDBLai/NNop/MHSo") == row.subject
    assert told.findtext("DLBLai/NDBLai/TToan/TgTTTBChu") == "Năm mươi nghìn đồng"


def test_prices_get_an_invoice_and_fees_a_receipt_each_with_numbers_of_its_own(unit):
    first, second = made(FEE, PRICE, unit=unit)
    assert [(one.kind, one.symbol, one.number, one.amount) for one in (first, second)] == [
        ("receipt", "01BLP0-001 AB-26E", 1, 50_000), ("invoice", "2K26TYY", 1, 26_000),
    ]  # fmt: skip
    (third,) = made(PRICE, unit=unit)
    assert (third.kind, third.number) == ("invoice", 2)


def test_a_new_year_begins_with_number_one(unit):
    made(PRICE, unit=unit)
    (next_year,) = made(PRICE, unit=unit, at=MORNING + timedelta(days=45))
    assert (next_year.serial, next_year.number, str(next_year.day)) == ("K27TYY", 1, "2027-01-05")


def test_an_order_of_nothing_gets_no_document(unit):
    order = city_.an_order((Kind.LE_PHI, 0), unit=unit)
    assert order.status == Order.Status.ZERO
    assert not Document.objects.exists()


def test_an_invoice_with_vat_parts_the_price(city):
    unit = unit_of(invoice_form="1", invoice_coded=True)
    (row,) = made((Kind.GIA, 1_517_400), unit=unit)
    told = etree.fromstring(row.xml.encode())
    sums = [told.findtext(f"DLHDon/NDHDon/TToan/{name}") for name in ("TgTCThue", "TgTThue", "TgTTTBSo")]
    assert (row.symbol, sums) == ("1C26TYY", ["1405000", "112400", "1517400"])


def test_without_a_unit_the_payment_stands_and_the_document_waits_to_be_mended(city):
    order = paid()
    issuing.issue_waiting(lambda: LATER)
    row = Document.objects.get(order=order)
    assert (row.state, row.problem) == (
        "faulty",
        "Cơ quan thu chưa có mã số thuế và ký hiệu biên lai, hóa đơn.",
    )
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert Receipt.objects.get().serial == "AA-26E"


def test_three_failures_make_a_task_and_take_no_number(unit, monkeypatch):
    order = paid(PRICE, unit=unit)

    def broken(*_):
        raise ValueError("mất kết nối tới HSM")

    with monkeypatch.context() as patch:
        patch.setattr(issuing.signature, "signed_file", broken)
        for _ in range(4):
            issuing.issue_waiting(lambda: LATER)
    row = Document.objects.get(order=order)
    assert (row.state, row.tries, row.number, row.problem) == ("faulty", 3, None, "mất kết nối tới HSM")
    Document.objects.update(state="waiting")
    issuing.issue_waiting(lambda: LATER)
    row.refresh_from_db()
    assert (row.state, row.number) == ("issued", 1)


@pytest.mark.parametrize("name", ["Nguye\u0302\u0303n Thị\x07 Thử", 'Lê "B" & <script>', "Ô\u200bng  Năm"])
def test_names_as_people_type_them_become_right_files(unit, name):
    (row,) = made(unit=unit, payer_name=name)
    assert (row.state, looking_up.verify(row.xml.encode(), LATER).genuine) == ("issued", True)
    assert "Nguyễn" in row.payer_name or "<script>" in row.payer_name or row.payer_name == "Ông Năm"


def test_a_part_that_goes_back_replaces_the_receipt_and_adjusts_the_invoice(unit):
    order = made(FEE, PRICE, unit=unit)[0].order
    back(order, 60_000)
    issuing.issue_waiting(lambda: LATER + timedelta(hours=1))
    assert states(order) == [
        ("receipt", "cancelled", 50_000), ("invoice", "issued", 26_000), ("invoice", "issued", -10_000),
    ]  # fmt: skip
    adjustment = Document.objects.get(order=order, nature="2")
    told = etree.fromstring(adjustment.xml.encode())
    assert told.findtext("DLHDon/TTChung/TTHDLQuan/SHDCLQuan") == "1"
    assert told.findtext("DLHDon/NDHDon/TToan/TgTTTBChu") == "Âm mười nghìn đồng"
    back(order, 16_000, LATER + timedelta(hours=2))
    assert {state for kind, state, _ in states(order) if kind == "invoice"} <= {"cancelled", "void"}


def test_a_smaller_receipt_names_the_one_that_it_replaces(unit):
    order = made(unit=unit)[0].order
    back(order, 20_000)
    issuing.issue_waiting(lambda: LATER + timedelta(hours=1))
    assert states(order) == [("receipt", "replaced", 50_000), ("receipt", "issued", 30_000)]
    fresh = Document.objects.get(order=order, state="issued")
    told = etree.fromstring(fresh.xml.encode())
    assert [told.findtext(f"DLBLai/TTChung/TTBLLQuan/{name}") for name in ("TCBLai", "SBLCLQuan", "GChu")] == [
        "1", "1", "Thu thừa",
    ]  # fmt: skip


def test_money_that_goes_back_before_the_file_is_made_leaves_no_invoice_of_it(unit):
    order = paid(PRICE, unit=unit)
    back(order, 6_000)
    issuing.issue_waiting(lambda: LATER)
    assert states(order) == [("invoice", "void", 26_000), ("invoice", "issued", 20_000)]
    assert Document.objects.get(state="issued").number == 1


def test_a_replaced_receipt_bears_another_name_and_a_number_of_its_own(unit):
    (row,) = made(unit=unit)
    changing.replace(row, Payer("Trần Văn Đúng", "0100000010"), "Sai tên người nộp", "Kế toán", LATER)
    issuing.issue_waiting(lambda: LATER)
    fresh = Document.objects.get(state="issued")
    row.refresh_from_db()
    assert (row.state, row.number, fresh.number, fresh.payer_name) == ("replaced", 1, 2, "Trần Văn Đúng")
    assert Receipt.objects.get(cancelled_at=None).payer_name == "Trần Văn Đúng"
    with pytest.raises(NotPossible):
        changing.replace(row, Payer("Ai đó"), "Sai tên người nộp", "Kế toán", LATER)


def test_what_an_officer_writes_wrongly_is_said_all_at_once(unit):
    receipt, invoice = made(FEE, PRICE, unit=unit)
    with pytest.raises(Faulty) as faulty:
        changing.replace(receipt, Payer("", "0100000004", "x" * 401), "", "Kế toán", LATER)
    assert set(faulty.value.fields) == {"payer_name", "payer_tax_code", "payer_address", "reason"}
    with pytest.raises(Faulty) as faulty:
        changing.adjust(invoice, {"gia.mau_1": -26_001}, "", "Kế toán", LATER)
    assert set(faulty.value.fields) == {"line-0", "reason"}
    with pytest.raises(Faulty):
        changing.adjust(invoice, {}, "Sai số tiền", "Kế toán", LATER)
    with pytest.raises(NotPossible):
        changing.cancel(receipt, "Sai tên người nộp", "Kế toán", LATER)


def test_a_cancelled_invoice_keeps_its_number_and_takes_its_adjustments_along(unit):
    (row,) = made(PRICE, unit=unit)
    changing.adjust(row, {"gia.mau_0": -1_000}, "Tính nhầm giá", "Kế toán", LATER)
    issuing.issue_waiting(lambda: LATER)
    changing.cancel(row, "Dịch vụ không được cung cấp", "Kế toán", LATER)
    assert [state for _, state, _ in states(row.order)] == ["cancelled", "cancelled"]
    (fresh,) = made(PRICE, unit=unit)
    assert fresh.number == 3


def test_the_database_lets_nobody_change_or_delete_a_signed_document(unit):
    (row,) = made(unit=unit)
    for change in ({"xml": "<BLai/>"}, {"number": 9}, {"amount": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_documents_are_found_by_code_and_by_symbol_with_number_and_amount(unit):
    (row,) = made(unit=unit)
    assert looking_up.by_code(f" {row.code[:5].lower()}-{row.code[5:]} ") == row
    assert looking_up.by_code("0000000000") is None
    assert looking_up.by_symbol("01blp0-001 ab-26e", 1, 50_000) == [row]
    assert looking_up.by_symbol("AB/26E", 1, 50_000) == [row]
    assert looking_up.by_symbol("AB-26E", 1, 50_001) == []
    assert looking_up.by_symbol("AB", 1, 50_000) == []
    forged = row.xml.replace("50000", "60000").encode()
    assert looking_up.verify(forged, LATER).checked.faults == ("digest",)
    assert looking_up.verify(forged, LATER).row is None


def test_the_view_says_what_the_file_says(unit):
    (row,) = made(unit=unit)
    text = text_of(sheets.pdf_of(Document.objects.get(pk=row.pk)))
    for part in (
        "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
        "AB-26E",
        "0000001",
        "Năm mươi nghìn đồng",
        row.code,
        "0100000003",
    ):
        assert part in text
    Document.objects.filter(pk=row.pk).update(state="cancelled")
    assert "ĐÃ HỦY" in text_of(sheets.pdf_of(Document.objects.get(pk=row.pk)))


def test_the_payer_gets_file_and_view_by_mail_once(unit):
    person = Person.objects.filter(pin__gt="").first()
    Person.objects.filter(pk=person.pk).update(email="nguoi.nop@motcua.example")
    made(unit=unit, person_id=person.pk)
    assert mailing.send_waiting(lambda: LATER) == 1
    assert mailing.send_waiting(lambda: LATER) == 0
    (letter,) = mail.outbox
    assert letter.to == ["nguoi.nop@motcua.example"]
    names = [one[0] if isinstance(one, tuple) else one.filename for one in letter.attachments]
    assert names == ["bien-lai-AB-26E-0000001.pdf", "bien-lai-AB-26E-0000001.xml"]


def test_an_address_that_is_refused_is_noted_and_the_next_letter_goes(unit, monkeypatch):
    people = list(Person.objects.filter(pin__gt="")[:2])
    for number, person in enumerate(people):
        Person.objects.filter(pk=person.pk).update(email=f"so{number}@motcua.example")
        made(unit=unit, person_id=person.pk)
    plain = mail.backends.locmem.EmailBackend.send_messages

    def picky(self, letters):
        if letters[0].to == ["so0@motcua.example"]:
            raise smtplib.SMTPRecipientsRefused({"so0@motcua.example": (550, b"no")})
        return plain(self, letters)

    monkeypatch.setattr(mail.backends.locmem.EmailBackend, "send_messages", picky)
    assert mailing.send_waiting(lambda: LATER) == 1
    assert sorted(Document.objects.values_list("mail", flat=True)) == ["failed", "sent"]


def test_a_months_summary_counts_numbers_and_goes_out_when_the_month_is_over(unit):
    (row,) = made(PRICE, unit=unit)
    made(FEE, unit=unit)
    changing.cancel(row, "Dịch vụ không được cung cấp", "Kế toán", LATER)
    month = LATER.date().replace(day=1)
    found = {one.kind: one for one in summary.by_symbol(unit.pk, month)}
    assert (found["invoice"].count, found["invoice"].cancelled, found["invoice"].amount) == (1, 1, 0)
    assert (found["receipt"].first, found["receipt"].last, found["receipt"].missing) == (1, 1, 0)
    with pytest.raises(summary.TooEarly):
        summary.send(unit.pk, month, LATER)
    assert summary.send(unit.pk, month, LATER + timedelta(days=20)) == 1
    body = etree.fromstring(TaxMessage.objects.get(kind=400).body)
    assert [one.findtext("TThai") for one in body.iter("DLieu")] == ["0", "1"]
    assert "Nguyễn" in etree.tostring(body, encoding="unicode"), "an invoice names its buyer"


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_make_each_document_once_and_leave_no_gap():
    unit = unit_of()
    orders_ = [city_.an_order(PRICE, unit=unit) for _ in range(12)]
    for order in orders_:
        orders.mark_cash_paid(order, "Thu ngân", LATER)
    answers = together(3, lambda _: issuing.issue_waiting(lambda: LATER))
    assert sum(answers) == 12, answers
    assert sorted(Document.objects.values_list("number", flat=True)) == list(range(1, 13))

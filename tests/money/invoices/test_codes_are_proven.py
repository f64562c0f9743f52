"""A code of the tax authority counts only with its own signature; organisations in whose name is paid stand on the file."""

import re
import shutil
import subprocess

import pytest
from lxml import etree

from motcua.money import orders
from motcua.money.fees import Kind
from motcua.money.invoices import changing, coded, issuing, looking_up, paying_for, receiving, sending, sheets
from motcua.money.invoices.models import CodedInvoice, Document, TaxMessage
from motcua.money.invoices.paying_for import Told
from motcua.money.models import Receipt
from tests.money.invoices import test_tax_contract as contract
from tests.money.invoices.city_of_fees import LATER, an_order, made, unit_of

pytestmark = pytest.mark.django_db
PRICE = (Kind.GIA, 26_000)
COMPANY = Told("CÔNG TY TNHH THỬ NGHIỆM", "0100000010", "Số 2 phố Mẫu, phường Ba Đình, Hà Nội")
running, gate = contract.running, contract.gate


def invoice_for_a_code() -> Document:
    return made(PRICE, unit=unit_of(invoice_coded=True))[0]


def test_the_coded_invoice_is_kept_as_the_authority_gave_it_back_and_goes_to_the_buyer(
    gate, settings, tmp_path
):
    state, client = gate
    row = invoice_for_a_code()
    contract.talk(client)
    row.refresh_from_db()
    assert row.tax == "coded"
    file = sheets.file_of(row)
    told = etree.fromstring(file)
    assert told.findtext("MCCQT") == row.tax_given_code
    assert row.tax_given_code in (TaxMessage.objects.get(kind=202).body)
    settings.TAX = {**settings.TAX, "CERTIFICATES": str(tmp_path / "authority.pem")}
    (tmp_path / "authority.pem").write_bytes(state.authority.pem)
    found = looking_up.verify(file, LATER)
    assert (found.genuine, found.row) == (True, row)
    moved = file.replace(row.tax_given_code.encode(), row.tax_given_code[::-1].encode())
    assert looking_up.verify(moved, LATER).checked.faults == ("authority",)


def test_an_independent_checker_finds_the_authoritys_signature_right(gate, tmp_path):
    assert shutil.which("xmlsec1"), "xmlsec1 is missing: deploy/independent-checkers.sh installs it"
    state, client = gate
    row = invoice_for_a_code()
    contract.talk(client)
    file, trusted = tmp_path / "coded.xml", tmp_path / "authority.pem"
    trusted.write_bytes(state.authority.pem)
    command = [
        "xmlsec1", "--verify", "--id-attr:Id", "DLHDon", "--id-attr:Id", "MCCQT", "--trusted-pem", str(trusted),
        "--node-xpath", "/HDon/DSCKS/CQT/*[local-name()='Signature']", str(file),
    ]  # fmt: skip
    file.write_text(CodedInvoice.objects.get(document=row).xml)
    right = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert right.returncode == 0 and "3/3" in right.stdout + right.stderr, right.stderr
    file.write_text(file.read_text().replace('Id="cqt">0', 'Id="cqt">1'))
    assert subprocess.run(command, capture_output=True, timeout=20, check=False).returncode != 0


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("unsigned_code", "không có chữ ký số của cơ quan thuế"),
        ("forged_code", "nội dung hoặc mã đã bị sửa sau khi ký"),
        ("foreign_code", "người ký không phải cơ quan thuế"),
    ],
)
def test_a_code_that_is_not_proven_counts_for_nothing_until_the_true_one_comes(gate, fault, words):
    state, client = gate
    row = invoice_for_a_code()
    state.faults.switch({"fail": fault, "times": 1})
    contract.talk(client)
    row.refresh_from_db()
    assert (row.tax, row.tax_given_code, row.problem) == ("unproven", "", f"Mã chưa được nhận: {words}")
    assert sheets.file_of(row) == row.xml.encode() and not CodedInvoice.objects.exists()
    assert TaxMessage.objects.get(kind=202).accepted is False
    contract.talk(client, LATER + sending.ANSWER_WITHIN * 2)
    row.refresh_from_db()
    assert (row.tax, row.problem, len(row.tax_given_code)) == ("coded", "", 34)


def test_a_code_on_another_invoice_than_ours_is_refused(gate):
    _, client = gate
    row = invoice_for_a_code()
    contract.talk(client)
    answer = TaxMessage.objects.get(kind=202).body.encode()
    theirs = coded.pinned(client.gate.certificates)
    assert coded.check(coded.taken_out(answer), theirs, LATER, row.xml.encode()).code
    other = made(PRICE, unit=row.unit)[0]
    with pytest.raises(coded.NotProven, match="other"):
        coded.check(coded.taken_out(answer), theirs, LATER, other.xml.encode())
    twice = re.sub(rb"(<CQT>.*</CQT>)", rb"\1\1", answer, flags=re.DOTALL)
    with pytest.raises(coded.NotProven, match="structure"):
        coded.check(coded.taken_out(twice), theirs, LATER)
    assert receiving.NOBODY is not theirs


def test_an_organisation_named_before_it_pays_stands_on_receipt_and_invoice():
    unit = unit_of()
    order = an_order((Kind.LE_PHI, 50_000), PRICE, unit=unit)
    paying_for.name(order, COMPANY, "Nguyễn Thị Thử", LATER)
    orders.mark_cash_paid(order, "Trần Thu Ngân", LATER)
    issuing.issue_waiting(lambda: LATER)
    assert Receipt.objects.get().payer_name == COMPANY.name
    for row in Document.objects.filter(order=order):
        told = etree.fromstring(row.xml.encode())
        payer = told.find(".//NNop") if row.is_receipt else told.find(".//NMua")
        said = tuple(payer.findtext(name) for name in ("Ten", "MST", "DChi"))
        assert said == (COMPANY.name, COMPANY.tax_code, COMPANY.address)
    with pytest.raises(changing.NotPossible):
        paying_for.name(order, COMPANY, "Nguyễn Thị Thử", LATER)


def test_an_organisation_that_is_taken_back_leaves_the_person_as_the_payer():
    order = an_order(unit=unit_of())
    paying_for.name(order, COMPANY, "An", LATER)
    paying_for.name(order, Told("CÔNG TY KHÁC", "0100000003-001", "Hà Nội"), "An", LATER)
    paying_for.forget(order)
    order.refresh_from_db()
    assert (order.payer_name, paying_for.of(order)) == ("Nguyễn Thị Thử", None)


@pytest.mark.parametrize(
    ("told", "faulty"),
    [
        (Told(), {"name", "tax_code", "address"}),
        (Told("A" * 201, "0100000011", "Hà Nội"), {"name", "tax_code"}),
        (Told("Công ty", "012345678901", "Hà Nội"), {"tax_code"}),
        (Told("Công ty", "０１０００００００３", "\u200b"), {"tax_code", "address"}),
        (Told(" Công  ty ", "0100000003001", "Hà Nội"), set()),
        (Told("Công ty", "0100000003 - 001", "Hà Nội"), set()),
    ],
)
def test_what_is_wrong_with_an_organisation_is_said_at_once_and_at_its_field(told, faulty):
    assert set(paying_for.faults_of(told)) == faulty

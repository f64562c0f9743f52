"""The signed file: known digests, the city's own schema, an independent checker, and every way to spoil one."""

import base64
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from motcua.money import invoices
from motcua.money.invoices import signature, writing
from motcua.money.invoices.content import Buyer, Nature, Related
from tests.money.invoices.test_pure_rules import DAY, PARKING, RECEIPT

AT = datetime.fromisoformat("2026-11-21T09:35:00")
SCHEMA = Path(invoices.__file__).parent / "schema"
VECTOR = (
    '<DLHDon Id="data"><TTChung><PBan>2.1.0</PBan><THDon>Hóa đơn giá trị gia tăng</THDon><KHMSHDon>1</KHMSHDon>'
    "<KHHDon>C26TMC</KHHDon><SHDon>17</SHDon><NLap>2026-11-21</NLap><DVTTe>VND</DVTTe><TGia>1</TGia>"
    "<HTTToan>Chuyển khoản</HTTToan></TTChung><NDHDon><NBan><Ten>TRUNG TÂM DỊCH VỤ ĐÔ THỊ MẪU</Ten><MST>0100000003</MST>"
    "<DChi>Số 1 phố Mẫu, phường Hoàn Kiếm, thành phố Hà Nội</DChi></NBan><NMua><Ten>CÔNG TY TNHH THỬ NGHIỆM</Ten>"
    "<MST>0100000010</MST><DChi>Số 2 phố Mẫu, phường Ba Đình, thành phố Hà Nội</DChi></NMua><DSHHDVu><HHDVu>"
    "<TChat>1</TChat><STT>1</STT><THHDVu>Dịch vụ trông giữ xe tháng 11/2026</THHDVu><DVTinh>tháng</DVTinh>"
    "<SLuong>1</SLuong><DGia>1405000</DGia><ThTien>1405000</ThTien><TSuat>8%</TSuat></HHDVu></DSHHDVu><TToan>"
    "<THTTLTSuat><LTSuat><TSuat>8%</TSuat><ThTien>1405000</ThTien><TThue>112400</TThue></LTSuat></THTTLTSuat>"
    "<TgTCThue>1405000</TgTCThue><TgTThue>112400</TgTThue><TgTTTBSo>1517400</TgTTTBSo>"
    "<TgTTTBChu>Một triệu năm trăm mười bảy nghìn bốn trăm đồng</TgTTTBChu></TToan></NDHDon></DLHDon>"
)


class Signer:
    """A taxpayer's test key, made once."""

    def __init__(self, tax_code: str = "0100000003") -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, "TRUNG TÂM & ĐÔ THỊ <MẪU>"),
                x509.NameAttribute(NameOID.USER_ID, f"MST:{tax_code}"),
            ]
        )
        self.own = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
            .serial_number(7).not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip
        self.certificate = self.own.public_bytes(serialization.Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@pytest.fixture(scope="module")
def signer():
    return Signer()


@pytest.fixture(scope="module")
def invoice(signer):
    return signature.signed_file("HDon", writing.data_of(PARKING), signer, AT)


@pytest.fixture(scope="module")
def receipt(signer):
    return signature.signed_file("BLai", writing.data_of(RECEIPT), signer, AT)


def anybody(_):
    return True


def test_an_invoice_is_written_and_digested_as_the_known_example():
    assert writing.data_of(PARKING) == VECTOR
    assert signature.digest(VECTOR) == "he7q1BCzLhdF52bMbVNrAfBubHlqoSN/eIaV43C64mI="
    assert signature.object_digest(AT, "NBan-1") == "M66rKvve5Fexr3rgOCWLBvRjf205aQcRDzk3bR8OzGk="


def test_what_is_written_is_canonical_already(invoice, receipt):
    for file in (invoice, receipt):
        data = etree.fromstring(file)[0]
        assert signature.canonical(data).decode() in file.decode()


@pytest.mark.parametrize(("kind", "part"), [("invoice", "DLHDon"), ("receipt", "DLBLai")])
def test_an_independent_checker_finds_the_signature_right(kind, part, signer, tmp_path, request):
    assert shutil.which("xmlsec1"), "xmlsec1 is missing: deploy/independent-checkers.sh installs it"
    file, trusted = tmp_path / "file.xml", tmp_path / "trusted.pem"
    trusted.write_bytes(signer.own.public_bytes(serialization.Encoding.PEM))
    command = ["xmlsec1", "--verify", "--id-attr:Id", part, "--trusted-pem", str(trusted), str(file)]
    content = request.getfixturevalue(kind)
    file.write_bytes(content)
    right = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert right.returncode == 0, right.stderr
    assert "2/2" in right.stdout + right.stderr
    file.write_bytes(content.replace(b"<TgTTTBSo>", b"<TgTTTBSo>9"))
    wrong = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert wrong.returncode != 0


def test_our_own_check_says_what_the_file_is(invoice, receipt):
    found = signature.check_file(invoice, anybody)
    assert found.faults == ()
    assert (found.form, found.serial, found.number, found.total) == ("1", "C26TMC", 17, 1_517_400)
    assert (found.seller_tax_code, found.signed_at) == ("0100000003", "2026-11-21T09:35:00")
    assert signature.check_file(receipt, anybody).faults == ()


def spoiled(file: bytes, old: str, new: str) -> tuple[str, ...]:
    text = file.decode()
    assert old in text
    return signature.check_file(text.replace(old, new, 1).encode(), anybody).faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<TgTTTBSo>1517400<", "<TgTTTBSo>1517401<", "digest"),
        ("09:35:00</SigningTime>", "09:35:01</SigningTime>", "digest"),
        ("#rsa-sha256", "#rsa-sha1", "algorithm"),
        ('URI="#data"', 'URI=""', "structure"),
        ('URI="#SigningTime-1"', 'URI="#data"', "structure"),
        ("<DSCKS>", '<DLHDon Id="other"></DLHDon><DSCKS>', "structure"),
        ("<DSCKS>", '<Extra Id="data"></Extra><DSCKS>', "structure"),
        ("</NBan></DSCKS>", "</NBan></DSCKS><DSCKS></DSCKS", "unreadable"),
        ("<HDon>", '<!DOCTYPE HDon [<!ENTITY a "b">]><HDon>', "unreadable"),
        ("<HDon>", "<HDonX>", "unreadable"),
        ("<SHDon>17<", "<SHDon>x<", "structure"),
    ],
)
def test_a_spoiled_file_is_found_out(invoice, old, new, fault):
    assert fault in spoiled(invoice, old, new)


def test_a_signature_by_another_key_is_none(invoice, signer):
    other = Signer()
    mine, theirs = (base64.b64encode(one.certificate).decode() for one in (signer, other))
    assert spoiled(invoice, mine, theirs) == ("signature",)


def test_a_certificate_of_nobody_we_trust_and_of_another_taxpayer_is_said(signer):
    stranger = Signer("0100000010")
    file = signature.signed_file("HDon", writing.data_of(PARKING), stranger, AT)
    assert signature.check_file(file, lambda _: False).faults == ("certificate", "seller")


def test_entities_in_names_stay_text(signer):
    named = replace(PARKING, buyer=Buyer("A&B <b>\"Ông\" &lt; 'x'"))
    file = signature.signed_file("HDon", writing.data_of(named), signer, AT)
    assert signature.check_file(file, anybody).faults == ()
    assert etree.fromstring(file).findtext("DLHDon/NDHDon/NMua/Ten") == named.buyer.name


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<a", b"\xff\xfe<HDon/>", b"<HDon/>", b"<BLai><DLBLai/></BLai>"]
)
def test_what_is_no_invoice_is_refused_without_an_error(content):
    assert signature.check_file(content, anybody).faults


def test_files_follow_the_citys_schema(invoice, receipt, signer):
    later = replace(
        PARKING, number=18, related=Related(Nature.REPLACES, "1", "C26TMC", 17, DAY, "Sai tên người mua")
    )
    sales = replace(PARKING, form="2", lines=tuple(replace(one, rate="") for one in PARKING.lines))
    for name, file in (
        ("hdon.xsd", invoice),
        ("hdon.xsd", signature.signed_file("HDon", writing.data_of(later), signer, AT)),
        ("hdon.xsd", signature.signed_file("HDon", writing.data_of(sales), signer, AT)),
        ("blai.xsd", receipt),
        ("blai.xsd", signature.signed_file("BLai", writing.data_of(
            replace(RECEIPT, number=2, related=Related(Nature.REPLACES, "01BLP0-001", "AA-26E", 1, DAY))), signer, AT)),
    ):  # fmt: skip
        schema = etree.XMLSchema(etree.parse(SCHEMA / name))
        assert schema.validate(etree.fromstring(file)), schema.error_log
    schema = etree.XMLSchema(etree.parse(SCHEMA / "hdon.xsd"))
    assert not schema.validate(etree.fromstring(invoice.replace(b"C26TMC", b"C26ZMC")))
    assert not schema.validate(etree.fromstring(invoice.replace(b"<TSuat>8%", b"<TSuat>9%")))

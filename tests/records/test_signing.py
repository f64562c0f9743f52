"""The person signs, then the agency seals; a stranger's checker agrees, and any change is found."""

import io
import re
import threading
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from motcua.records import documents
from motcua.records.papers import checks, joined
from motcua.records.signing import (
    CannotSign,
    Code,
    NotReadable,
    SealIdentity,
    SignerIdentity,
    TrustList,
    applying,
    checking,
)
from motcua.records.signing.demo_authority import DemoAuthority
from tests.reading_pdf import signatures_of, text_of
from tests.records.conftest import HANOI, NOON
from tests.records.samples import SAMPLES

OFFICER = SignerIdentity("Đỗ Quốc Tuấn", "001075000777")
WARD = SealIdentity("H26.100", "Ủy ban nhân dân phường Hồng Hà")
LATER = NOON + timedelta(days=1)
BY_NAME = {sample.template: sample for sample in SAMPLES}


@pytest.fixture(scope="module")
def certificate() -> bytes:
    return documents.render_form(BY_NAME["birth_certificate"])


@pytest.fixture(scope="module")
def signed(certificate, authority) -> bytes:
    return applying.sign_pdf(certificate, officer=OFFICER, agency=WARD, at=NOON, keys=authority)


def check(pdf, authority, now=LATER, **more):
    return checking.check_pdf(pdf, trust=TrustList(authority.trust_folder), now=now, **more)


def test_the_person_signs_first_and_the_agency_after_and_both_hold(signed, authority):
    person, agency = check(signed, authority, signer_pin=OFFICER.pin)
    assert (person.role, person.name, person.identifier) == ("person", "Đỗ Quốc Tuấn", "CCCD:001075000777")
    assert (agency.role, agency.identifier, agency.name) == ("agency", "H26.100", f"{WARD.name} (DEMO)")
    assert (person.code, agency.code) == (Code.VALID, Code.VALID)
    assert person.timestamped and agency.timestamped
    assert person.signed_at == agency.signed_at == NOON.astimezone(UTC)
    assert (person.covers_whole_file, agency.covers_whole_file) == (False, True)


def test_an_independent_checker_finds_both_signatures_valid(signed):
    said = signatures_of(signed)
    assert said.count("Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.index("UID=CCCD:001075000777") < said.index("(DEMO)")
    assert said.count("Nov 20 2026 05:00:00") == 2
    assert "Total document signed" in said


def test_a_flipped_byte_is_found_by_us_and_by_the_independent_checker(signed, authority):
    spoiled = bytearray(signed)
    spoiled[signed.index(b"stream\n") + 200] ^= 1
    assert [report.code for report in check(bytes(spoiled), authority)] == [Code.INTEGRITY_FAIL] * 2
    assert "Signature is Valid." not in signatures_of(bytes(spoiled))


def test_each_signature_adds_to_the_file_and_rewrites_nothing(certificate, signed):
    assert signed.startswith(certificate)


def test_the_agency_may_seal_on_another_day_than_the_person_signed(certificate, authority):
    half = applying.sign_person(certificate, officer=OFFICER, at=NOON, keys=authority)
    assert [report.role for report in check(half, authority)] == ["person"]
    whole = applying.seal_pdf(half, agency=WARD, at=LATER, keys=authority)
    person, agency = check(whole, authority, now=LATER)
    assert (person.code, agency.code) == (Code.VALID, Code.VALID)
    assert agency.signed_at - person.signed_at == timedelta(days=1)
    assert signatures_of(whole).count("Signature is Valid.") == 2


def test_a_receipt_is_sealed_without_a_person(authority):
    sealed = applying.seal_pdf(
        documents.render_form(BY_NAME["receipt"]), agency=WARD, at=NOON, keys=authority
    )
    (report,) = check(sealed, authority)
    assert (report.role, report.code) == ("agency", Code.VALID)
    assert b"motcua:sign" not in uncompressed(sealed)


def test_the_images_stand_in_the_places_that_the_document_keeps(signed, certificate):
    with pikepdf.open(io.BytesIO(certificate)) as before:
        marks = {str(a.A.URI): [float(x) for x in a.Rect] for a in before.pages[-1].Annots if "/A" in a}
    with pikepdf.open(io.BytesIO(signed)) as after:
        widgets = {str(a.T): a for a in after.pages[-1].Annots}
        assert set(widgets) == {"motcua-person", "motcua-seal"}
        for field, mark in (("motcua-person", "motcua:sign/person"), ("motcua-seal", "motcua:sign/seal")):
            assert [float(x) for x in widgets[field].Rect] == pytest.approx(marks[mark], abs=1)
            assert "/AP" in widgets[field]
        person, seal = (widgets[f"motcua-{kind}"].Rect for kind in ("person", "seal"))
        covered = (float(seal[2]) - float(person[0])) / (float(person[2]) - float(person[0]))
        assert 0.25 < covered < 0.42, "the seal covers about a third of the signature on its left"


def test_an_agency_that_seals_before_the_person_signs_is_reported(certificate, authority):
    sealed = applying.seal_pdf(certificate, agency=WARD, at=NOON, keys=authority)
    both = applying.sign_person(sealed, officer=OFFICER, at=NOON, keys=authority)
    agency, person = check(both, authority)
    assert (agency.role, person.role, person.code) == ("agency", "person", Code.ORDER)
    assert not person.holds


def test_pages_changed_after_the_signatures_are_reported(signed, authority):
    with pikepdf.open(io.BytesIO(signed)) as opened:
        opened.pages[0].Contents = opened.make_stream(b"")
        rewritten = io.BytesIO()
        opened.save(rewritten)
    assert all(not report.holds for report in check(rewritten.getvalue(), authority))
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = generic.NumberObject(90)
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    assert [report.code for report in check(out.getvalue(), authority)] == [Code.CHANGED_AFTER] * 2


def test_a_signature_of_an_authority_that_nobody_knows_is_not_trusted(signed, tmp_path):
    reports = checking.check_pdf(signed, trust=TrustList(tmp_path / "empty"), now=LATER)
    assert [report.code for report in reports] == [Code.CHAIN_UNTRUSTED] * 2


def test_another_person_than_declared_is_reported(signed, authority):
    person, agency = check(signed, authority, signer_pin="001199000001")
    assert (person.code, agency.code) == (Code.SIGNER_MISMATCH, Code.VALID)


def test_a_revoked_certificate_keeps_what_it_signed_before(certificate, tmp_path):
    own = DemoAuthority(tmp_path / "ca")
    before = applying.sign_person(certificate, officer=OFFICER, at=NOON, keys=own)
    after = applying.sign_person(certificate, officer=OFFICER, at=NOON + timedelta(days=9), keys=own)
    own.revoke(own.person(OFFICER), at=NOON + timedelta(days=2))
    now = NOON + timedelta(days=10)
    assert [r.code for r in check(before, own, now)] == [Code.REVOKED_AFTER_SIGNING]
    assert [r.code for r in check(after, own, now)] == [Code.REVOKED_BEFORE_SIGNING]
    assert check(before, own, now)[0].holds and not check(after, own, now)[0].holds


def test_a_revocation_list_of_a_stranger_says_nothing(certificate, authority, tmp_path):
    own, stranger = DemoAuthority(tmp_path / "own"), DemoAuthority(tmp_path / "stranger")
    signed = applying.sign_person(certificate, officer=OFFICER, at=NOON, keys=own)
    # the same name, another key: a forged list that names the officer's certificate
    stranger.revoke(own.person(OFFICER), at=NOON - timedelta(days=1))
    (own.trust_folder / "forged.crl").write_bytes((stranger.trust_folder / "demo-issuing.crl").read_bytes())
    assert [r.code for r in check(signed, own)] == [Code.VALID]


def test_a_signature_made_after_the_certificate_ended_does_not_hold(certificate, authority):
    too_late = datetime(2029, 3, 1, 9, 0, tzinfo=HANOI)
    late = applying.sign_person(certificate, officer=OFFICER, at=too_late, keys=authority)
    assert [r.code for r in check(late, authority, too_late + timedelta(days=1))] == [Code.EXPIRED_AT_SIGNING]


def test_a_signature_with_a_time_stamp_outlives_the_certificate(signed, authority):
    in_ten_years = datetime(2036, 1, 1, tzinfo=HANOI)
    assert all(report.code == Code.VALID for report in check(signed, authority, in_ten_years))


def test_a_scan_without_marked_places_is_signed_at_the_lower_right(authority):
    scan = joined([documents.render_form(BY_NAME["decision"])])
    with pikepdf.open(io.BytesIO(scan)) as opened:
        for page in opened.pages:
            if "/Annots" in page:
                del page["/Annots"]
        bare = io.BytesIO()
        opened.save(bare)
    signed = applying.sign_pdf(bare.getvalue(), officer=OFFICER, agency=WARD, at=NOON, keys=authority)
    assert [r.code for r in check(signed, authority)] == [Code.VALID, Code.VALID]


def test_a_certified_copy_is_the_scan_with_the_testimony_as_last_page(authority, picture):
    testimony = documents.render_form(BY_NAME["copy_testimony"])
    whole = joined([picture, testimony])
    with pikepdf.open(io.BytesIO(whole)) as opened:
        assert len(opened.pages) == 2
        assert opened.open_metadata().get("pdfaid:part") == "2"
    signed = applying.sign_pdf(whole, officer=OFFICER, agency=WARD, at=NOON, keys=authority)
    assert [r.code for r in check(signed, authority)] == [Code.VALID, Code.VALID]
    with pikepdf.open(io.BytesIO(signed)) as opened:
        assert "/Annots" not in opened.pages[0] or not len(opened.pages[0].Annots)
        assert len(opened.pages[1].Annots) == 2


def test_an_electronic_copy_bears_form_agency_and_time_at_the_top_right(authority, certificate):
    copy = applying.sign_copy(certificate, form="sao_y", agency=WARD, at=NOON, keys=authority)
    text = text_of(copy)
    assert "SAO Y" in text and "2026-11-20T12:00:00+07:00" in text
    assert [r.code for r in check(copy, authority)] == [Code.VALID]


def test_a_signed_paper_passes_the_checks_of_uploads(signed):
    assert checks.check(signed, "giay-khai-sinh.pdf").pages == 1


def test_what_is_no_pdf_is_refused(authority):
    with pytest.raises(CannotSign):
        applying.sign_person(b"GIF89a", officer=OFFICER, at=NOON, keys=authority)
    with pytest.raises(NotReadable):
        check(b"%PDF-1.7 nothing more", authority)


def test_an_unsigned_file_has_no_reports(certificate, authority):
    assert check(certificate, authority) == []


def test_two_processes_that_start_at_once_make_one_authority(tmp_path):
    made: list[DemoAuthority] = []
    threads = [threading.Thread(target=lambda: made.append(DemoAuthority(tmp_path / "ca"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    serials = {authority.person(OFFICER).signing_cert.serial_number for authority in made}
    assert len(made) == 4 and len(serials) == 1


def test_keys_lie_in_files_that_only_their_owner_reads(authority):
    authority.person(OFFICER)
    keys = list(authority.folder.glob("*.pem"))
    assert keys and all(path.stat().st_mode & 0o077 == 0 for path in keys)
    assert all(b"PRIVATE" not in path.read_bytes() for path in authority.trust_folder.iterdir())
    assert isinstance(authority._root[0], ec.EllipticCurvePrivateKey)


def uncompressed(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        # only what the pages still show counts: an incremental update keeps the old objects in the file
        return re.sub(rb"\s+", b" ", b" ".join(repr(page.obj).encode() for page in opened.pages))

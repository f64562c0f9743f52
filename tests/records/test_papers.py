"""Files and papers as the city keeps them: once, with their owner, and every look at them noted."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from motcua.foundation.actor import Actor
from motcua.foundation.models import AccessLog
from motcua.records import documents, papers
from motcua.records.papers import RefusedFile, StoredFile
from tests.records.clamd import Clamd
from tests.records.conftest import NOON
from tests.records.samples import SAMPLES

PDF = documents.render_form(SAMPLES[0])
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(ward, storage):
    return ward.person("Nguyễn Thị Thúy Ngần", pin="001190000123")


def files_in(folder) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def keep(owner, content=PDF, name="Tờ khai.pdf", purpose="dossier"):
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    return papers.store(upload, purpose=purpose, owner_id=owner.id if owner else None, by=None, at=NOON)


def test_an_upload_is_kept_with_what_its_content_says(owner, storage):
    stored = keep(owner)
    assert (stored.media_type, stored.pages, stored.size) == ("application/pdf", 1, len(PDF))
    assert stored.name == "Tờ khai.pdf"
    assert "Tờ" not in stored.path and stored.path.endswith(".pdf")
    assert papers.content(stored) == PDF


def test_the_same_file_of_one_owner_is_one_row_and_for_another_purpose_shares_its_bytes(owner, storage):
    first, again = keep(owner), keep(owner, name="lần hai.pdf")
    assert first.pk == again.pk
    other = keep(owner, purpose="scan")
    assert other.pk != first.pk and other.path == first.path
    assert files_in(storage) == 1


def test_the_same_file_of_two_owners_is_kept_for_each(ward, owner, storage):
    other = ward.person("Trần Văn Đức", pin="001088000456")
    assert keep(owner).path != keep(other).path
    assert files_in(storage) == 2


def test_a_refused_file_leaves_nothing_behind(owner, storage):
    with pytest.raises(RefusedFile):
        keep(owner, content=b"GIF89a" + bytes(100))
    assert StoredFile.objects.count() == 0
    assert not storage.exists() or files_in(storage) == 0


def test_an_upload_that_says_it_is_too_large_is_refused_before_it_is_read(owner):
    class Endless(io.BytesIO):
        size = 21 * 1024 * 1024

        def read(self, *_):
            raise AssertionError("read although too large")

    with pytest.raises(RefusedFile) as caught:
        papers.store(Endless(), purpose="dossier", owner_id=owner.id, by=None, at=NOON, name="a.pdf")
    assert caught.value.code == "too_big"


def test_where_a_scanner_is_set_an_infected_file_is_not_kept(owner, settings):
    with Clamd(b"stream: Eicar FOUND\0") as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        with pytest.raises(RefusedFile, match="infected"):
            keep(owner)
    assert StoredFile.objects.count() == 0


def test_every_look_of_somebody_else_at_a_file_is_noted_for_its_owner(owner):
    stored = keep(owner)
    officer = Actor("officer", account_id=7, name="Lê Thị Hồng Hạnh", agency_id=3)
    with papers.open_for(stored, reader=officer, purpose="thẩm định", at=NOON, dossier_code="H26-1") as file:
        assert file.read() == PDF
    with papers.open_for(stored, reader=Actor("resident", person_id=owner.id), purpose="xem", at=NOON):
        pass
    (look,) = AccessLog.objects.all()
    assert (look.person_id, look.reader_name, look.purpose) == (owner.id, "Lê Thị Hồng Hạnh", "thẩm định")
    assert look.dossier_code == "H26-1" and "Tờ khai.pdf" in look.what


def issue(owner, ward, **fields):
    values = {"kind": "marital-status-certificate", "number": "12/2026", "issued_on": date(2026, 11, 20)}
    return papers.issue(
        **values | fields,
        issuer_id=ward.agency.id,
        owner_id=owner.id,
        file=None,
        at=NOON,
        title="Giấy xác nhận",
    )


def test_a_paper_counts_up_to_its_last_day(ward, owner):
    paper = issue(owner, ward, valid_until=date(2027, 5, 20))
    kinds = ["marital-status-certificate"]
    assert papers.valid_papers(owner.id, kinds, on=date(2027, 5, 20)) == [paper]
    assert papers.valid_papers(owner.id, kinds, on=date(2027, 5, 21)) == []
    assert papers.valid_papers(owner.id, ["other"], on=date(2027, 1, 1)) == []


def test_a_replaced_paper_no_longer_counts_and_says_by_which(ward, owner):
    old, new = issue(owner, ward), issue(owner, ward, number="13/2026")
    papers.replace(old, new)
    assert papers.valid_papers(owner.id, [old.kind], on=NOON.date() + timedelta(days=1)) == [new]
    old.refresh_from_db()
    assert (old.status, old.replaced_by) == ("replaced", new)


def test_a_paper_of_nobody_cannot_be_written(ward):
    with pytest.raises(IntegrityError), transaction.atomic():
        papers.issue(kind="x", number="1", issued_on=None, issuer_id=None, owner_id=None, file=None, at=NOON)

"""A paper on the counter becomes a signed digital copy: pages, fields, signature, store, figures."""

import io
import re
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.foundation.models import AccessLog, Event
from motcua.insight.digitising import keeping
from motcua.insight.digitising.models import MonthPapers, PaperDossier
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.records import signing
from motcua.records.papers import storing
from motcua.records.papers.models import Paper
from motcua.records.scanning import preparing, reading, sheet, working
from motcua.records.scanning.models import Scan, ScanPage
from tests.procedures import people
from tests.records.scanning import archive_rules, drawn
from tests.records.scanning.laid import SAID, line, paper_birth
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(city, settings, tmp_path):
    """A birth taken in at the counter: a birth notice on paper, the identity shown, residence known from data."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return paper_birth(MONDAY)


@pytest.fixture
def quick(monkeypatch):
    """Cleaning and reading that cost nothing: how well they are done is tested with the pictures."""
    monkeypatch.setattr(sheet, "clean", _clean)
    monkeypatch.setattr(reading, "engine", lambda: "reader of the test")
    monkeypatch.setattr(reading, "read", lambda picture, dpi: SAID)


def _clean(came, turn=0):
    lying = bool(turn % 180)
    small = came.picture.rotate(-turn, expand=True)
    return sheet.CleanSheet(drawn.as_file(small), b"", (297.0, 210.0) if lying else sheet.A4_MM, 0.0, False)


ADDRESS = re.compile(r"^/so-hoa/[0-9a-f-]{36}/$")


def text(answer) -> str:
    return answer.content.decode()


def page_file(name="trang.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn.as_file(drawn.paper(60), dpi=60), "image/jpeg")


def notice(dossier) -> Component:
    return Component.objects.get(dossier=dossier, component_id="birth_notice")


def begun(desk, dossier) -> str:
    """The address of a scan of the birth notice."""
    answer = desk.post(f"/so-hoa/ho-so/{dossier.code}/quet/", {"component": notice(dossier).id})
    assert ADDRESS.match(answer["Location"]), answer["Location"]
    return answer["Location"]


def with_pages(desk, dossier, pages=1) -> tuple[str, Scan]:
    """A scan whose pages have been cleaned and read."""
    address = begun(desk, dossier)
    desk.post(f"{address}them/", {"files": [page_file(f"{n}.jpg") for n in range(pages)]})
    scan = Scan.objects.get(state="open")
    assert not preparing.prepare(scan.pk, at=MONDAY, most=9)
    return address, scan


def confirmed(scan, **changed) -> dict:
    """What the officer posts when all is right."""
    rows = list(ScanPage.objects.filter(scan=scan).order_by("place"))
    typed = {
        "title": "Giấy chứng sinh", "number": "15/2026", "issuer": "Bệnh viện Phụ sản", "name": "Trần Bảo An",
        "issued_on-day": "20", "issued_on-month": "2", "issued_on-year": "2026", "sides": str(len(rows)),
        "compared": [str(row.uuid) for row in rows], "sure": ["name"],
    }  # fmt: skip
    return typed | changed


def test_the_paper_becomes_a_signed_searchable_copy_in_the_store_of_its_owner(dossier, quick):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier, pages=2)
    shown = text(desk.get(address))
    assert 'value="15/2026"' in shown
    assert "đọc chưa chắc" in shown
    answer = desk.post(f"{address}ky/", confirmed(scan))
    assert answer["Location"] == f"/so-hoa/ho-so/{dossier.code}/", text(answer)
    scan.refresh_from_db()
    component, paper = notice(dossier), scan.paper
    assert component.files == [scan.file.uuid]
    assert scan.file.name == f"{dossier.code}_birth-notice_01.pdf"
    assert scan.file.pages == 2
    assert (paper.source, paper.number, paper.issued_on) == ("scanned", "15/2026", date(2026, 2, 20))
    assert paper.owner_id == dossier.owner_id
    assert paper.data["code"] == scan.item_code == f"{dossier.owner.pin}.birth-notice.20260220.v1"
    assert paper.data["sha256"] == scan.file.sha256
    pdf = storing.content(scan.file)
    (signature,) = signing.check_pdf(pdf, now=MONDAY)
    assert (signature.role, signature.holds, signature.covers_whole_file) == ("agency", True, True)
    assert signature.identifier == scan.agency.code
    archive_rules.hold(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (stamp,) = opened.pages[0].Annots
        left, low, right, _ = (float(one) for one in stamp.Rect)
        assert left > 350, "right"
        assert low > 770, "above"
        assert right < 596
    event = Event.objects.get(kind="digitised")
    assert event.chain == dossier.chain
    assert "Đã số hóa" in text(desk.get(f"/so-hoa/ho-so/{dossier.code}/"))


def test_the_pictures_under_work_are_destroyed_when_the_copy_is_signed(
    dossier, quick, django_capture_on_commit_callbacks
):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier)
    row = ScanPage.objects.get(scan=scan)
    assert default_storage.exists(row.came)
    assert default_storage.exists(row.kept)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{address}ky/", confirmed(scan))
    assert not ScanPage.objects.filter(scan=scan).exists()
    assert not default_storage.exists(row.came)
    assert not default_storage.exists(row.kept)


def test_every_fault_is_said_at_once_at_its_place_and_nothing_is_lost(dossier, quick):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier, pages=2)
    wrong = {
        "title": "", "issued_on-day": "31", "issued_on-month": "2", "sides": "3", "compared": [], "sure": [],
        "issuer": "Bệnh viện Từ Dũ",
    }  # fmt: skip
    answer = desk.post(f"{address}ky/", confirmed(scan, **wrong))
    assert answer.status_code == 422
    words = text(answer)
    for said in (
        "Ghi tên giấy tờ", "không có trong lịch", "Bản giấy 3 trang nhưng có 2 ảnh", "Trang 1: chưa đối chiếu",
        "Trang 2: chưa đối chiếu", "Máy đọc chưa chắc",
    ):  # fmt: skip
        assert said in words, said
    assert 'value="Bệnh viện Từ Dũ"' in words
    assert Scan.objects.get(pk=scan.pk).state == "open"
    assert not Paper.objects.filter(dossier_code=dossier.code).exists()


def test_a_doubtful_name_that_the_officer_corrected_needs_no_tick(dossier, quick):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier)
    assert desk.post(f"{address}ky/", confirmed(scan, name="Trần Bảo Ân", sure=[])).status_code == 302


def test_pages_are_turned_put_in_order_and_taken_out(dossier, quick):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier, pages=3)
    first, second, third = ScanPage.objects.filter(scan=scan).order_by("place")
    desk.post(f"{address}trang/{third.uuid}/len/")
    desk.post(f"{address}trang/{first.uuid}/bo/")
    assert list(ScanPage.objects.filter(scan=scan).order_by("place").values_list("uuid", "place")) == [
        (third.uuid, 1),
        (second.uuid, 2),
    ]
    desk.post(f"{address}trang/{second.uuid}/xoay-phai/")
    second.refresh_from_db()
    assert (second.turn, second.state) == (90, "waiting")
    assert "Đang làm sạch" in text(desk.get(address))
    waiting = desk.post(f"{address}ky/", confirmed(scan))
    assert waiting.status_code == 422
    assert "Còn trang đang làm sạch" in text(waiting)
    preparing.prepare(scan.pk, at=MONDAY, most=9)
    second.refresh_from_db()
    assert second.page_mm == [297.0, 210.0]


def test_a_page_with_a_sticky_note_is_two_pictures_of_one_side(dossier, quick):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier, pages=2)
    first, second = ScanPage.objects.filter(scan=scan).order_by("place")
    desk.post(f"{address}trang/{second.uuid}/giay-dan/")
    alone = desk.post(f"{address}ky/", confirmed(scan, sides="1"))
    assert "đã gỡ giấy dán" in text(alone)
    desk.post(f"{address}trang/{second.uuid}/giay-dan/")
    desk.post(f"{address}trang/{first.uuid}/giay-dan/")
    assert desk.post(f"{address}ky/", confirmed(scan, sides="2")).status_code == 422
    assert desk.post(f"{address}ky/", confirmed(scan, sides="1")).status_code == 302


def test_a_paper_of_the_store_is_used_instead_of_a_scan(dossier):
    file = storing.store_made(
        drawn.paper_pdf(), name="a.pdf", purpose="scan", owner_id=dossier.owner_id, at=MONDAY
    )
    kept = storing.issue(
        kind="birth_notice", number="9", issued_on=date(2026, 2, 1), issuer_id=None, owner_id=dossier.owner_id,
        file=file, at=MONDAY, title="Giấy chứng sinh",
    )  # fmt: skip
    desk = at_desk("counter")
    assert "Kho đã có, còn hiệu lực" in text(desk.get(f"/so-hoa/ho-so/{dossier.code}/"))
    used = {"component": notice(dossier).id, "paper": kept.id}
    assert desk.post(f"/so-hoa/ho-so/{dossier.code}/dung-lai/", used | {"paper": 999}).status_code == 404
    assert desk.post(f"/so-hoa/ho-so/{dossier.code}/dung-lai/", used).status_code == 302
    component = notice(dossier)
    assert (component.source, component.files) == ("reused", [file.uuid])
    again = desk.post(f"/so-hoa/ho-so/{dossier.code}/quet/", {"component": component.id})
    assert again["Location"] == f"/so-hoa/ho-so/{dossier.code}/", "what the store answers is not scanned"
    keeping.measure([dossier.uuid])
    assert PaperDossier.objects.values_list("papers", "digitised", "reused").get() == (1, 0, 1)


@pytest.mark.parametrize("name", ["identity", "residence_proof"])
def test_what_was_only_shown_or_is_known_from_data_is_never_scanned(dossier, name):
    component = Component.objects.get(dossier=dossier, component_id=name)
    desk = at_desk("counter")
    answer = desk.post(f"/so-hoa/ho-so/{dossier.code}/quet/", {"component": component.id}, follow=True)
    assert not Scan.objects.exists()
    assert ("Chỉ xuất trình" if name == "identity" else "Đã có trong dữ liệu") in text(answer)


def test_a_paper_stamped_secret_is_destroyed_and_logged_without_content(dossier, monkeypatch, quick):
    monkeypatch.setattr(reading, "read", lambda picture, dpi: tuple(line("TUYỆT MẬT", 0.05, 0)))
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier)
    scan.refresh_from_db()
    assert scan.state == "secret"
    assert not ScanPage.objects.exists()
    assert "Máy đọc thấy dấu Mật" in text(desk.get(address))
    told = Event.objects.get(kind="scan-secret")
    assert "MẬT" not in told.body
    assert desk.post(f"{address}ky/", {}).status_code == 302
    assert notice(dossier).files == []


def test_without_a_reader_the_scan_is_kept_and_marked(dossier, quick, monkeypatch):
    monkeypatch.setattr(reading, "engine", lambda: "")
    desk = at_desk("counter")
    assert "chưa cài bộ đọc chữ" in text(desk.get("/so-hoa/"))
    address, scan = with_pages(desk, dossier)
    assert "Không đọc được chữ trên máy này" in text(desk.get(address))
    assert desk.post(f"{address}ky/", confirmed(scan)).status_code == 302
    scan.refresh_from_db()
    assert scan.reader == ""
    assert scan.paper.data["text_layer"] == ""
    assert "không có lớp chữ" in text(desk.get(f"/so-hoa/ho-so/{dossier.code}/"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.tiff", drawn.tiff(60), "hơn 50 trang"),
        ("a.jpg", b"\xff\xd8\xff\xe0 broken", "Không đọc được tệp"),
        ("a.exe", b"MZ\x90" + bytes(200), "Chỉ nhận ảnh"),
    ],
)
def test_a_file_that_is_no_scan_is_refused_by_name_and_the_others_come(dossier, quick, name, content, words):
    desk = at_desk("counter")
    address = begun(desk, dossier)
    answer = desk.post(f"{address}them/", {"files": [SimpleUploadedFile(name, content), page_file()]})
    assert answer.status_code == 422
    assert f"{name}: " in text(answer)
    assert words in text(answer)
    assert ScanPage.objects.count() == 1
    assert desk.post(f"{address}them/", {}).status_code == 422


def test_a_scan_without_pages_is_not_signed(dossier):
    desk = at_desk("counter")
    address = begun(desk, dossier)
    answer = desk.post(f"{address}ky/", {"title": "Giấy", "sides": "1"})
    assert answer.status_code == 422
    assert "Chưa có trang nào" in text(answer)


def test_what_the_counter_had_put_in_comes_along_as_the_first_pages(dossier, quick):
    raw = storing.store(
        drawn.as_file(drawn.paper(60)),
        purpose="scan",
        owner_id=dossier.owner_id,
        by=None,
        at=MONDAY,
        name="a.jpg",
    )
    Component.objects.filter(pk=notice(dossier).pk).update(files=[raw.uuid])
    desk = at_desk("counter")
    begun(desk, dossier)
    assert ScanPage.objects.count() == 1
    begun(desk, dossier)
    assert (Scan.objects.count(), ScanPage.objects.count()) == (1, 1), "twice is once"


def test_a_second_scan_of_the_same_paper_takes_the_place_of_the_first(dossier, quick):
    desk = at_desk("counter")
    for _ in range(2):
        address, scan = with_pages(desk, dossier)
        desk.post(f"{address}ky/", confirmed(scan))
    old, new = Paper.objects.filter(dossier_code=dossier.code).order_by("id")
    assert (old.status, old.replaced_by, new.status) == ("replaced", new, "valid")
    assert new.data["code"].endswith(".v2")
    assert len(notice(dossier).files) == 2
    assert new.file.name.endswith("_02.pdf")


def test_the_share_of_digitised_papers_follows_the_events_whatever_their_order(dossier, quick):
    desk = at_desk("counter")
    keeping.measure([dossier.uuid])
    assert dossier.code in text(desk.get("/so-hoa/"))
    address, scan = with_pages(desk, dossier)
    desk.post(f"{address}ky/", confirmed(scan))
    outbox.drain(keeping.CONSUMER, MONDAY)
    keeping.measure([dossier.uuid])
    assert Event.objects.get(kind="digitised").body.count('"first":true') == 1
    month = MonthPapers.objects.get()
    assert (month.dossiers, month.papers, month.digitised, month.reused) == (1, 1, 1, 0)
    assert (month.month, month.intake_id) == (date(2026, 3, 1), dossier.intake_agency_id)
    home = text(desk.get("/so-hoa/"))
    assert f"/so-hoa/ho-so/{dossier.code}/" not in home
    assert "<strong>1/1</strong>" in home
    assert "100" in text(desk.get("/so-hoa/so-lieu/"))


def test_looking_at_the_pages_is_one_look_that_the_owner_can_read(dossier, quick):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier)
    row = ScanPage.objects.get(scan=scan)
    for query in ("", "?nho=1", "?vung=0.1,0.1,0.3,0.02", "?vung=9,x", "?vung=0.9,0.99,1,1"):
        answer = desk.get(f"{address}trang/{row.uuid}/anh{query}")
        assert answer["Content-Type"] == "image/jpeg"
        Image.open(io.BytesIO(answer.content)).load()
    looks = AccessLog.objects.filter(person_id=dossier.owner_id, what__startswith="scan:")
    assert looks.count() == 1
    assert looks.get().dossier_code == dossier.code


def test_an_officer_of_another_ward_finds_no_scan(dossier, quick):
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier)
    row = ScanPage.objects.get(scan=scan)
    other = at_desk("construction")
    for path in (address, f"{address}trang/{row.uuid}/anh", f"/so-hoa/ho-so/{dossier.code}/"):
        assert other.get(path).status_code == 404
    assert other.post(f"{address}ky/", confirmed(scan)).status_code == 404
    assert people.officer("counter", clock.now()).agency_id == scan.agency_id


def test_pages_of_digitising_ask_few_questions(dossier, quick, django_assert_max_num_queries):
    desk = at_desk("counter")
    address, _ = with_pages(desk, dossier, pages=3)
    for path, most in (
        ("/so-hoa/", 9),
        (f"/so-hoa/ho-so/{dossier.code}/", 13),
        (address, 12),
        ("/so-hoa/so-lieu/", 9),
    ):
        desk.get(path)
        with django_assert_max_num_queries(most):
            assert desk.get(path).status_code == 200
    assert f"/so-hoa/ho-so/{dossier.code}/" in text(desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/"))


def test_a_paper_result_of_another_body_goes_to_the_store_of_its_owner(dossier, quick):
    desk = at_desk("counter")
    before = desk.post(f"/so-hoa/ho-so/{dossier.code}/quet/", {"component": "result"}, follow=True)
    assert "chưa có kết quả" in text(before)
    Dossier.objects.filter(pk=dossier.pk).update(ended_at=MONDAY, status=9)
    address = desk.post(f"/so-hoa/ho-so/{dossier.code}/quet/", {"component": "result"})["Location"]
    desk.post(f"{address}them/", {"files": page_file()})
    scan = Scan.objects.get()
    preparing.prepare(scan.pk, at=MONDAY, most=9)
    assert desk.post(f"{address}ky/", confirmed(scan)).status_code == 302
    scan.refresh_from_db()
    assert (scan.stage, scan.component_row, scan.paper.kind) == ("result", None, "result")
    assert notice(dossier).files == []


def test_a_paper_of_somebody_without_a_number_stays_with_the_dossier(dossier, quick):
    Dossier.objects.filter(pk=dossier.pk).update(owner=None, owner_name="Người không có số")
    desk = at_desk("counter")
    address, scan = with_pages(desk, dossier)
    assert desk.post(f"{address}ky/", confirmed(scan)).status_code == 302
    scan.refresh_from_db()
    assert (scan.paper, scan.item_code) == (None, "")
    assert notice(dossier).files == [scan.file.uuid]


def test_a_scan_that_was_left_lying_is_given_up_and_its_pictures_destroyed(
    dossier, quick, django_capture_on_commit_callbacks
):
    desk = at_desk("counter")
    _, scan = with_pages(desk, dossier)
    row = ScanPage.objects.get(scan=scan)
    assert working.forget_abandoned(MONDAY + timedelta(days=13)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert working.forget_abandoned(MONDAY + timedelta(days=15)) == 1
    assert Scan.objects.get().state == "dropped"
    assert not default_storage.exists(row.came)


@pytest.mark.long
def test_a_page_that_lies_on_its_side_is_turned_by_what_it_says(dossier):
    desk = at_desk("counter")
    address = begun(desk, dossier)
    lying = drawn.as_file(drawn.paper(150).rotate(90, expand=True), dpi=150)
    desk.post(f"{address}them/", {"files": SimpleUploadedFile("a.jpg", lying)})
    scan = Scan.objects.get()
    preparing.prepare(scan.pk, at=MONDAY, most=1)
    row = ScanPage.objects.get(scan=scan)
    assert (row.turn, row.page_mm) == (90, [210.0, 297.0])
    assert "TRẦN THỊ BÍCH NGỌC" in text(desk.get(address))

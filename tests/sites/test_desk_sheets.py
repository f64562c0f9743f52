"""Papers as pictures beside the form, and what is laid beside them."""

import io

import pytest
from PIL import Image

from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.records.papers import picturing, storing
from tests.browser.pages import scan
from tests.sites.desk_people import MONDAY, accepted, at_desk, examined, page_of, signed

pytestmark = pytest.mark.django_db


def with_scan(pages: int = 2) -> tuple[Dossier, str]:
    """A dossier with a scan of several pages."""
    dossier = accepted()
    stored = storing.store(
        scan("GIAY CHUNG SINH", pages)["buffer"],
        purpose="dossier",
        owner_id=dossier.owner_id,
        by=None,
        at=MONDAY,
        name="ban quet.pdf",
    )
    Component.objects.create(
        dossier=dossier,
        component_id="birth_notice",
        name="Giấy chứng sinh",
        source="scan",
        files=[stored.uuid],
    )
    return dossier, str(stored.uuid)


def picture_of(answer) -> Image.Image:
    assert answer["Content-Type"] == "image/webp"
    return Image.open(io.BytesIO(answer.content))


def test_a_page_comes_as_a_picture_and_is_turned_when_asked():
    dossier, number = with_scan()
    desk = at_desk("justice")
    upright = picture_of(desk.get(page_of(dossier, f"tep/{number}/trang/2/")))
    assert upright.width == picturing.WIDTH
    assert upright.height > upright.width
    lying = picture_of(desk.get(page_of(dossier, f"tep/{number}/trang/2/?xoay=90")))
    assert lying.size == upright.size[::-1]
    assert desk.get(page_of(dossier, f"tep/{number}/trang/3/")).status_code == 404
    assert desk.get(page_of(dossier, f"tep/{number}/trang/0/")).status_code == 404


def test_a_photograph_comes_upright_and_what_shows_through_lies_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(out, "PNG")
    seen = Image.open(io.BytesIO(picturing.picture(out.getvalue(), "image/png", 1)))
    assert min(seen.convert("RGB").getpixel((150, 100))) > 250
    photo = Image.new("RGB", (300, 200), "white")
    exif = photo.getexif()
    exif[0x0112] = 6
    lying = io.BytesIO()
    photo.save(lying, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(picturing.picture(lying.getvalue(), "image/jpeg", 1))).size == (200, 300)


def test_turning_pages_is_one_look_in_what_the_owner_reads():
    dossier, number = with_scan()
    desk = at_desk("justice")
    for page in (1, 2, 1):
        desk.get(page_of(dossier, f"tep/{number}/trang/{page}/"))
    looks = AccessLog.objects.filter(dossier_code=dossier.code, what="file:ban quet.pdf")
    assert [one.purpose for one in looks] == ["Thẩm tra hồ sơ"]
    at_desk("chair").get(page_of(dossier, f"tep/{number}/trang/1/"))
    assert looks.all().count() == 2


def test_a_file_of_another_dossier_is_not_found_under_this_one():
    dossier, number = with_scan()
    other = accepted()
    assert at_desk("justice").get(page_of(other, f"tep/{number}/trang/1/")).status_code == 404
    assert at_desk("construction").get(page_of(dossier, f"tep/{number}/trang/1/")).status_code == 404


def test_the_signer_sees_the_draft_first_and_looking_at_it_is_noted():
    dossier = examined()
    page = at_desk("chair").get(page_of(dossier))
    assert page.context["sheet"]["key"] == "du-thao"
    picture_of(at_desk("chair").get(page.context["sheet"]["src"]))
    assert AccessLog.objects.filter(dossier_code=dossier.code, what="result-preview").exists()


def test_the_clerk_sees_the_signed_result_first():
    dossier = signed()
    result = Document.objects.get(dossier=dossier, kind="result")
    page = at_desk("clerk").get(page_of(dossier))
    assert page.context["sheet"]["key"] == str(result.file.uuid)
    picture_of(at_desk("clerk").get(page.context["sheet"]["src"]))


def test_papers_are_shown_without_javascript_by_page_and_by_name():
    dossier, number = with_scan()
    page = at_desk("justice").get(page_of(dossier, f"?tep={number}&trang=2"))
    assert f"/tep/{number}/trang/2/" in page.content.decode()
    assert at_desk("justice").get(page_of(dossier, f"?tep={number}&trang=99")).context["sheet"]["page"] == 2


def test_the_owners_population_data_can_be_laid_beside_and_that_is_noted():
    dossier = accepted()
    page = at_desk("justice").get(page_of(dossier, "ben-canh/?canh=dan-cu"))
    assert "Nguyễn Thị Minh Anh" in page.content.decode()
    assert AccessLog.objects.filter(dossier_code=dossier.code, what="population").count() == 1


def test_another_dossier_of_the_same_person_can_be_laid_beside_and_a_strangers_not():
    dossier, other = accepted(), accepted()
    desk = at_desk("justice")
    page = desk.get(page_of(dossier, f"?canh=ho-so:{other.code}"))
    assert page.context["canh"]["code"] == other.code
    assert AccessLog.objects.filter(dossier_code=other.code, what="dossier").count() == 1
    Dossier.objects.filter(id=other.id).update(owner=None)
    assert desk.get(page_of(dossier, f"?canh=ho-so:{other.code}")).context["canh"] is None


def test_other_dossiers_of_the_person_are_asked_for_when_they_are_wanted():
    dossier, other = accepted(), accepted()
    desk = at_desk("justice")
    keys = [one["key"] for one in desk.get(page_of(dossier)).context["choices"]]
    assert keys == ["dan-cu", "khac"]
    keys = [one["key"] for one in desk.get(page_of(dossier, "?canh=khac")).context["choices"]]
    assert keys == ["dan-cu", f"ho-so:{other.code}"]
    assert other.code in desk.get(page_of(dossier, "ben-canh/?canh=khac")).content.decode()


def test_two_papers_lie_side_by_side():
    dossier, number = with_scan()
    page = at_desk("justice").get(page_of(dossier, f"ben-canh/?canh=tep:{number}&trang-canh=2"))
    assert f"/tep/{number}/trang/2/" in page.content.decode()
    assert at_desk("justice").get(page_of(dossier, "ben-canh/?canh=tep:nothing")).context["canh"] is None

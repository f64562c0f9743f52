"""Pages of reports and questions: what a resident sends, what the officer does, what everybody sees and does not see."""

import io
import uuid

import pytest
from django.test import Client
from PIL import Image

from motcua.exchange.dialogue.models import Photo, Report
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:15")


def as_role(key: str | None) -> Client:
    clock.set_for_test(MONDAY)
    client = Client()
    if key:
        client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def photo(name: str = "anh.jpg"):
    out = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG")
    out.seek(0)
    out.name = name
    return out


def typed(**changed):
    return {
        "number": str(uuid.uuid4()), "category": "waste", "text": "Rác đổ đầy đầu ngõ 12 đã ba ngày nay.",
        "unit": "00160", "place": "Đầu ngõ 12 phố Chùa Hà", "place-lat": "21.0382", "place-lon": "105.7945",
    } | changed  # fmt: skip


def sent(client: Client | None = None, **changed) -> Report:
    answer = (client or as_role("resident")).post("/phan-anh/gui", typed(**changed))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Report.objects.latest("id")


def does(report: Report, name: str, key: str = "land", **data):
    return as_role(key).post(f"/ban-lam-viec/phan-anh/{report.code}/lam/{name}/", data)


def finished(**changed) -> Report:
    report = sent(**changed)
    assert does(report, "accept", level="normal", public_text="Rác đầu ngõ 12").status_code == 302
    assert does(report, "start").status_code == 302
    assert does(report, "propose", reply="Đã dọn sạch.", photos=[photo()]).status_code == 302
    assert does(report, "approve", "chair", public_text="Rác đầu ngõ 12").status_code == 302
    report.refresh_from_db()
    return report


def test_a_resident_sends_a_photo_and_follows_it_to_the_stars(city):
    report = finished(photos=[photo()])
    resident = as_role("resident")
    page = resident.get(f"/phan-anh/{report.code}").content.decode()
    assert "Đã dọn sạch." in page
    answer = resident.post(f"/phan-anh/{report.code}/rate", {"stars": "5", "words": "Nhanh"})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.stars) == ("rated", 5)


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(city):
    answer = as_role("resident").post(
        "/phan-anh/gui",
        typed(
            category="",
            text="ngắn",
            unit="",
            place="",
            photos=[photo()],
            **{"place-lat": "1", "place-lon": "1"},
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('class="mc-error"') >= 4
    assert "anh.jpg" in page and 'name="kept"' in page
    assert not Report.objects.exists()


def test_a_photo_of_the_first_try_is_sent_with_the_second(city):
    resident = as_role("resident")
    page = resident.post("/phan-anh/gui", typed(text="", photos=[photo()])).content.decode()
    kept = page.split('name="kept" value="')[1].split('"')[0]
    report = sent(resident, kept=kept)
    assert report.photos.count() == 1


def test_somebody_elses_file_is_not_sent_along(city):
    page = as_role("resident").post("/phan-anh/gui", typed(text="", photos=[photo()])).content.decode()
    kept = page.split('name="kept" value="')[1].split('"')[0]
    assert sent(as_role("resident-single"), kept=kept).photos.count() == 0


def test_a_paper_is_no_photo(city):
    pdf = io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
    pdf.name = "giay.pdf"
    assert as_role("resident").post("/phan-anh/gui", typed(photos=[pdf])).status_code == 422


def test_the_writer_is_warned_once_and_may_go_on(city):
    resident, form = (
        as_role("resident"),
        typed(text="Chủ xe 29A-123.45 đổ rác, gọi tôi 0912345678, chết tiệt!"),
    )
    answer = resident.post("/phan-anh/gui", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "biển số xe" in page and "số điện thoại" in page and "chết tiệt" in page
    assert resident.post("/phan-anh/gui", form | {"sure": "yes"}).status_code == 302


def test_a_complaint_is_shown_its_own_way(city):
    answer = as_role("resident").post(
        "/phan-anh/gui/quy-dinh",
        {
            "number": str(uuid.uuid4()),
            "category": "complaint",
            "about": "UBND phường",
            "text": "Tôi tố cáo cán bộ",
        },
    )
    assert answer.status_code == 422
    assert "Luật Khiếu nại" in answer.content.decode()
    assert not Report.objects.exists()


def test_strangers_see_nothing_before_it_is_accepted_and_never_the_sender(city):
    report = sent(text="Rác đổ đầy, tôi là Minh Anh ở số 5, gọi 0912345678", sure="yes")
    visitor = as_role(None)
    assert visitor.get(f"/phan-anh/{report.code}").status_code == 404
    assert as_role("resident-single").get(f"/phan-anh/{report.code}").status_code == 404
    does(report, "accept", level="normal", public_text="Rác đổ đầy, gọi 0912345678")
    page = visitor.get(f"/phan-anh/{report.code}").content.decode()
    assert "Rác đổ đầy, gọi [số điện thoại]" in page
    for hidden in ("Minh Anh", "0912345678", "số 5"):
        assert hidden not in page
    assert report.code in visitor.get("/phan-anh").content.decode()


def test_an_answer_under_approval_is_shown_to_nobody_outside(city):
    report = sent()
    does(report, "accept", level="normal", public_text="Rác")
    does(report, "start")
    does(report, "propose", reply="Câu trả lời chưa duyệt")
    for who in (None, "resident"):
        assert "Câu trả lời chưa duyệt" not in as_role(who).get(f"/phan-anh/{report.code}").content.decode()


def test_a_photo_is_served_only_when_released_and_only_as_the_public_copy(city):
    report = sent(photos=[photo()])
    does(report, "accept", level="normal", public_text="Rác")
    row = Photo.objects.get(report=report)
    address = f"/phan-anh/anh/{row.uuid}"
    assert as_role(None).get(address).status_code == 404
    inside = f"/ban-lam-viec/phan-anh/{report.code}/anh/{row.uuid}/"
    assert as_role("land").get(inside).status_code == 200
    assert as_role("construction").get(inside).status_code == 404
    assert as_role("resident").get(inside).status_code == 403
    bad = as_role("land").post(f"{inside}cong-khai/", {"areas": "abc"})
    assert bad.status_code == 422
    assert as_role("land").post(f"{inside}cong-khai/", {"areas": "10,10,30,30"}).status_code == 302
    shown = as_role(None).get(address)
    assert shown.status_code == 200 and shown["Content-Type"] == "image/jpeg"
    as_role("land").post(f"{inside}cong-khai/", {"act": "withhold"})
    assert as_role(None).get(address).status_code == 404


def test_who_looks_at_a_report_is_written_down_and_the_sender_shows_only_when_asked(city):
    report = sent()
    officer = as_role("land")
    page = officer.get(f"/ban-lam-viec/phan-anh/{report.code}/").content.decode()
    assert "Nguyễn Thị Minh Anh" not in page
    page = officer.get(f"/ban-lam-viec/phan-anh/{report.code}/?nguoi-gui=1").content.decode()
    assert "Nguyễn Thị Minh Anh" in page
    looks = AccessLog.objects.filter(person_id=report.reporter_id, dossier_code=report.code).order_by("id")
    assert [one.what for one in looks] == ["report", "reporter"]


def test_only_the_office_in_charge_finds_a_report_on_its_desk(city):
    report = sent()
    path = f"/ban-lam-viec/phan-anh/{report.code}/"
    assert report.code in as_role("land").get("/ban-lam-viec/phan-anh/").content.decode()
    assert as_role("chair").get(path).status_code == 200
    assert report.code not in as_role("construction").get("/ban-lam-viec/phan-anh/").content.decode()
    assert as_role("construction").get(path).status_code == 404
    assert as_role("justice").get("/ban-lam-viec/phan-anh/").status_code == 403
    assert as_role("justice").get(path).status_code == 404


def test_what_an_act_needs_is_said_at_the_question_and_nothing_is_lost(city):
    report = sent()
    answer = does(report, "refuse", words="Không thuộc phường")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy chọn lý do." in page and "Không thuộc phường" in page


def test_what_usually_comes_next_is_opened_and_refusing_stands_last(city):
    report = sent()
    for done, opened, given in (
        (None, "accept", {}),
        ("accept", "start", {"level": "normal", "public_text": "Rác"}),
        ("start", "propose", {}),
    ):
        if done:
            does(report, done, **given)
        page = as_role("land").get(f"/ban-lam-viec/phan-anh/{report.code}/").content.decode()
        assert f'action="/ban-lam-viec/phan-anh/{report.code}/lam/{opened}/"' in page
        assert page.rindex("?viec=refuse") > page.rindex(f"?viec={opened}")


def test_a_near_report_is_proposed_and_merged_by_one_link(city):
    first, second = sent(), sent(as_role("resident-single"))
    officer = as_role("land")
    page = officer.get(f"/ban-lam-viec/phan-anh/{second.code}/").content.decode()
    link = f"?viec=refuse&amp;trung={first.code}"
    assert link in page
    path = f"/ban-lam-viec/phan-anh/{second.code}/"
    form = officer.get(path, {"viec": "refuse", "trung": first.code}).content.decode()
    assert f'value="{first.code}"' in form and 'value="duplicate" checked' in form
    does(second, "refuse", reason="duplicate", original=first.code, words="Đã có người báo.")
    second.refresh_from_db()
    assert second.original_id == first.id


def test_who_comes_second_is_told(city):
    report = sent()
    does(report, "accept", level="normal", public_text="Rác")
    answer = does(report, "accept", level="urgent", public_text="Rác")
    assert answer.status_code == 422
    assert "Trang vừa được cập nhật" in answer.content.decode()


def test_somebody_elses_report_is_not_rated(city):
    report = finished()
    answer = as_role("resident-single").post(f"/phan-anh/{report.code}/rate", {"stars": "1"})
    assert answer.status_code == 404
    assert as_role("resident").post(f"/phan-anh/{report.code}/approve").status_code == 404


def test_pages_ask_few_questions_of_the_database(city, django_assert_max_num_queries):
    for _ in range(4):
        finished()
    visitor, officer = as_role(None), as_role("land")
    visitor.get("/phan-anh"), officer.get("/ban-lam-viec/phan-anh/")
    with django_assert_max_num_queries(5):
        visitor.get("/phan-anh?xa=00160&linh-vuc=waste")
    with django_assert_max_num_queries(5):
        officer.get("/ban-lam-viec/phan-anh/?tab=xong")
    code = Report.objects.latest("id").code
    with django_assert_max_num_queries(5):
        visitor.get(f"/phan-anh/{code}")
    with django_assert_max_num_queries(10):
        officer.get(f"/ban-lam-viec/phan-anh/{code}/")


def test_the_reports_are_on_my_page(city):
    from motcua.sites.shell import my_page

    report = sent()
    card = next(c for c in my_page.cards(report.reporter_id, MONDAY) if c.key == "reports")
    assert card.lines[0].href == f"/phan-anh/{report.code}"


def test_pages_speak_english_too(city):
    report = finished()
    client = as_role("resident")
    client.get("/ngon-ngu/en/")
    for path in ("/phan-anh", "/phan-anh/gui", "/phan-anh/gui/quy-dinh", "/phan-anh/cua-toi", "/hoi-dap", "/hoi-dap/gui",
                 f"/phan-anh/{report.code}"):  # fmt: skip
        page = client.get(path).content.decode()
        assert '<html lang="en"' in page, path


@pytest.mark.parametrize(
    "path", [
        "/phan-anh?xa=%00&linh-vuc=%00&tinh-trang=%00&truoc=%00", "/phan-anh/diem.geojson?linh-vuc=%00&xa=%00",
        "/phan-anh/PA-%00", "/phan-anh/PA-260302-%F0%9F%99%82", "/hoi-dap?q=%00%27&truoc=9999999999999999999999",
        "/hoi-dap/gan-giong?text=%00", "/open311/v2/requests.json?service_request_id=%00&service_code=%00",
        "/open311/v2/requests.json?service_code=%00", "/ban-lam-viec/phan-anh/?kind=scene&state=%00&q=%00&after=%00_1",
        "/ban-lam-viec/phan-anh/PA-%00/",
    ],
)  # fmt: skip
def test_odd_signs_in_an_address_break_nothing(city, path):
    assert as_role("land").get(path).status_code in (200, 404)


def test_a_spoilt_number_of_the_form_loses_nothing(city):
    assert sent(number="x").state == "waiting"


def test_a_photo_that_is_too_large_is_refused_unread(city):
    from types import SimpleNamespace

    from motcua.sites.dialogue import forms
    from tests.procedures import people

    stored, wrong = forms.keep_picture(
        SimpleNamespace(name="to.jpg", size=30_000_000), people.resident(MONDAY), MONDAY
    )
    assert stored is None and "20 MB" in wrong["vi"]

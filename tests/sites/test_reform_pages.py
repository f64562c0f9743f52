"""Pages of the city's organisation: a plan from its first word to its run, the review list, histories for everybody."""

import pytest
from django.test import Client

from motcua.city.models import Account, Agency
from motcua.city.reform import content as contents
from motcua.city.reform import running
from motcua.city.reform.models import Plan, Question
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers.models import Dossier
from tests.conftest import hanoi
from tests.reform.test_dividing import OLD, WEST, division, home
from tests.reform.two_wards import MARCH, MORNING, NEW, approved, approver, merger
from tests.sites import desk_people

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_on(username: str, at=MARCH) -> Client:
    clock.set_for_test(at)
    client = Client()
    client.force_login(Account.objects.get(username=username), backend=BACKEND)
    return client


def writer(at=MARCH) -> Client:
    return signed_on("ubnd-thanh-pho.specialist-1", at)


def chair(at=MARCH) -> Client:
    return signed_on("ubnd-thanh-pho.chair-1", at)


def begun(client: Client) -> Plan:
    answer = client.post(
        "/to-chuc/moi/",
        {"title": "Sáp nhập hai phường", "act": "12/NQ-HĐND", "effective_on-day": "1", "effective_on-month": "4",
         "effective_on-year": "2026", "by_itself": "no"},
    )  # fmt: skip
    assert answer.status_code == 302
    return Plan.objects.get()


def test_a_plan_is_written_approved_and_run_on_the_pages():
    dossier = desk_people.accepted()
    author, leader = writer(), chair()
    plan = begun(author)
    added = author.post(
        f"/to-chuc/phuong-an/{plan.uuid}/them/sap-nhap/",
        {"seen": plan.revision, "kind": "ward", "name": "Thủ Lệ", "english": "Thu Le", "unit": "99001",
         "code": "H26.901", "old": ["ubnd-phuong-nghia-do", "ubnd-phuong-cau-giay"]},
    )  # fmt: skip
    assert added.status_code == 302
    page = author.get(f"/to-chuc/phuong-an/{plan.uuid}/").content.decode()
    assert "Ủy ban nhân dân phường Thủ Lệ" in page
    seen = author.get(f"/to-chuc/phuong-an/{plan.uuid}/xem-truoc/").content.decode()
    assert "Hồ sơ đang giải quyết" in seen
    assert author.post(f"/to-chuc/phuong-an/{plan.uuid}/trinh/").status_code == 302
    own = author.post(f"/to-chuc/phuong-an/{plan.uuid}/duyet/")
    assert own.status_code == 403  # a specialist signs nothing
    assert leader.post(f"/to-chuc/phuong-an/{plan.uuid}/duyet/").status_code == 302
    early = leader.post(f"/to-chuc/phuong-an/{plan.uuid}/thuc-hien/")
    assert early.status_code == 422
    assert "chưa đến ngày" in early.content.decode()
    clock.set_for_test(MORNING)
    assert leader.post(f"/to-chuc/phuong-an/{plan.uuid}/thuc-hien/").status_code == 302
    assert Dossier.objects.get(id=dossier.id).competent_agency.key == NEW
    done = leader.get(f"/to-chuc/phuong-an/{plan.uuid}/").content.decode()
    assert "Đã chuyển" in done


def test_every_fault_of_a_form_is_said_at_once_and_nothing_is_lost():
    author = writer()
    bad = author.post("/to-chuc/moi/", {"title": "Gộp", "effective_on-day": "31", "effective_on-month": "2",
                                        "effective_on-year": "2026"})  # fmt: skip
    text = bad.content.decode()
    assert bad.status_code == 422
    assert 'value="Gộp"' in text
    assert text.count("mc-error") >= 2
    plan = begun(author)
    refused = author.post(
        f"/to-chuc/phuong-an/{plan.uuid}/them/sap-nhap/",
        {"seen": plan.revision, "name": "Thủ Lệ", "unit": "9", "old": ["ubnd-phuong-nghia-do"]},
    )
    assert refused.status_code == 422
    assert 'value="Thủ Lệ"' in refused.content.decode()
    plan.refresh_from_db()
    assert plan.revision == 1


def test_a_plan_written_meanwhile_is_not_overwritten():
    author = writer()
    plan = begun(author)
    form = {"agency": "so-du-lich", "to": "so-van-hoa-the-thao", "people": "follow"}
    path = f"/to-chuc/phuong-an/{plan.uuid}/them/ket-thuc/"
    assert author.post(path, {**form, "seen": 1}).status_code == 302
    again = author.post(path, {**form, "seen": 1})
    assert again.status_code == 422
    assert "vừa được người khác sửa" in again.content.decode()


def test_a_whole_reform_comes_from_a_table_and_each_bad_line_is_named(tmp_path):
    author = writer()
    plan = begun(author)
    path = f"/to-chuc/phuong-an/{plan.uuid}/them/nhap-tep/"
    good = tmp_path / "reform.csv"
    good.write_text(
        "co_quan_cu;co_quan_moi;linh_vuc\nso-du-lich;so-van-hoa-the-thao;\n", encoding="utf-8-sig"
    )
    bad = tmp_path / "bad.csv"
    bad.write_text("old,new\nso-khong-co,so-xay-dung\n", encoding="utf-8")
    with bad.open("rb") as file:
        wrong = author.post(path, {"seen": 1, "file": file})
    assert wrong.status_code == 422
    assert "Dòng 2" in wrong.content.decode()
    with good.open("rb") as file:
        assert author.post(path, {"seen": 1, "file": file}).status_code == 302
    plan.refresh_from_db()
    assert "so-du-lich" in plan.document
    taken = author.post(
        f"/to-chuc/phuong-an/{plan.uuid}/bo/", {"seen": plan.revision, "section": "end", "number": 0}
    )
    assert taken.status_code == 302
    plan.refresh_from_db()
    assert "so-du-lich" not in plan.document


def test_each_small_form_opens():
    author = writer()
    plan = begun(author)
    for kind in (
        "sap-nhap",
        "chia-tach",
        "doi-ten",
        "ket-thuc",
        "truc-thuoc",
        "can-bo",
        "duong-pho",
        "nhap-tep",
    ):
        assert author.get(f"/to-chuc/phuong-an/{plan.uuid}/them/{kind}/").status_code == 200
    assert author.get(f"/to-chuc/phuong-an/{plan.uuid}/them/khac/").status_code == 404


def three(author, plan, **changed):
    """Nghĩa Đô divided into three, as the page sends it."""
    sent = {"seen": str(plan.revision), "old": OLD, "parts": "3"}
    for prefix, name, unit, code in (("a_", "Đông Nghĩa", "99011", "H26.911"), ("b_", "Tây Nghĩa", "99012", "H26.912"),
                                     ("c_", "Nam Nghĩa", "99013", "H26.913")):  # fmt: skip
        sent |= {f"{prefix}kind": "ward", f"{prefix}name": name, f"{prefix}unit": unit, f"{prefix}code": code}
    return author.post(f"/to-chuc/phuong-an/{plan.uuid}/them/chia-tach/", sent | changed)


def test_a_ward_is_divided_into_three_on_the_page_and_the_first_is_the_main_heir():
    author = writer()
    plan = begun(author)
    more = three(author, plan, parts="2", **{"one-more": "1"})
    page = more.content.decode()
    assert more.status_code == 200 and "Phần thứ ba" in page and 'value="Tây Nghĩa"' in page
    assert "Phần thứ ba" not in three(author, plan, **{"one-less": "1"}).content.decode()
    twice = three(author, plan, c_unit="99012")
    assert twice.status_code == 422 and "đã dùng cho phần trên" in twice.content.decode()
    assert three(author, plan).status_code == 302
    plan.refresh_from_db()
    whole = contents.read(plan.document)
    assert [one.code for one in whole.units_begin] == ["99011", "99012", "99013"]
    ending = next(one for one in whole.end if one.key == OLD)
    assert ending.to == "ubnd-phuong-dong-nghia"
    assert {link.new for link in whole.unit_links} == {"99011", "99012", "99013"}


def test_the_review_list_shows_no_address_and_looking_at_one_is_logged():
    dossier = home(desk_people.accepted(), "Số 9 phố Không Tên")
    plan = approved(division())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    question = Question.objects.get()
    later = MORNING.replace(hour=9)
    head = signed_on(f"{OLD}.chair-1", later)
    listed = head.get("/to-chuc/can-quyet-dinh/").content.decode()
    assert dossier.code in listed
    assert "Không Tên" not in listed
    shown = head.get(f"/to-chuc/can-quyet-dinh/{question.pk}/").content.decode()
    assert "Không Tên" in shown
    assert AccessLog.objects.filter(dossier_code=dossier.code, person_id=dossier.owner_id).exists()
    nothing = head.post(f"/to-chuc/can-quyet-dinh/{question.pk}/", {"words": "Theo bản đồ"})
    assert nothing.status_code == 422
    assert "Theo bản đồ" in nothing.content.decode()
    assert head.post(f"/to-chuc/can-quyet-dinh/{question.pk}/", {"to": WEST}).status_code == 302
    assert Dossier.objects.get(id=dossier.id).competent_agency.key == WEST
    other = signed_on("ubnd-phuong-ba-dinh.chair-1", later)
    assert other.get(f"/to-chuc/can-quyet-dinh/{question.pk}/").status_code == 404


def test_old_names_lead_to_the_new_body_and_its_line_is_public():
    plan = approved(merger())
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    clock.set_for_test(hanoi("2026-05-04 09:00"))
    client = Client()
    found = client.get("/co-quan?q=phuong nghia do").content.decode()
    assert "Ủy ban nhân dân phường Thủ Lệ" in found
    page = client.get(f"/co-quan/{NEW}").content.decode()
    assert "Ủy ban nhân dân phường Nghĩa Đô" in page
    assert "Ủy ban nhân dân phường Cầu Giấy" in page
    old = client.get("/co-quan/ubnd-phuong-nghia-do").content.decode()
    assert "Nay là" in old
    assert client.get("/co-quan/khong-co").status_code == 404


def test_each_page_asks_a_bounded_number_of_questions(django_assert_max_num_queries):
    author = writer()
    plan = begun(author)
    with django_assert_max_num_queries(40):
        author.get(f"/to-chuc/phuong-an/{plan.uuid}/")
    with django_assert_max_num_queries(12):
        author.get("/to-chuc/")
    with django_assert_max_num_queries(14):
        Client().get(f"/co-quan/{Agency.objects.get(key='so-xay-dung').key}")

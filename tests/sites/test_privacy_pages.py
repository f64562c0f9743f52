"""Who looked at my data, the question about it, and what the data-protection officer does with it."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.city.models import Account, Organisation, Person
from motcua.exchange.models import Message
from motcua.foundation import audit, clock
from motcua.foundation.actor import Actor
from motcua.foundation.events import outbox
from motcua.foundation.models import AccessLog
from motcua.insight.privacy import finding
from motcua.project.demo import account_of
from motcua.records.privacy.models import LookQuestion, Review
from motcua.sites.privacy import notices
from tests.procedures import people
from tests.records.pairs.doubtful import person as doubtful_person
from tests.records.pairs.test_merging import merged
from tests.sites.desk_people import MONDAY, accepted, at_desk, page_of

pytestmark = pytest.mark.django_db
LOOKS = "/ca-nhan/ai-da-xem/"


@pytest.fixture
def resident(city) -> Client:
    return at_desk("resident")


def owner_id() -> int:
    found = account_of("resident").person_id
    assert found is not None
    return found


def look(
    key: str, at=MONDAY, *, what="population", code="population", dossier="", person: int | None = None
) -> None:
    by = people.officer(key, at)
    audit.log_read(
        by,
        [person or owner_id()],
        purpose="Tra cứu dân cư",
        what=what,
        code=code,
        at=at,
        dossier_code=dossier,
    )


def test_two_hundred_looks_are_told_by_day_reader_and_matter(resident, django_assert_max_num_queries):
    for n in range(100):
        look(
            "counter",
            MONDAY + timedelta(minutes=n),
            what="dossier",
            code="dossier",
            dossier="H26.1-260302-0001",
        )
        look("justice", MONDAY - timedelta(days=n // 50 + 1, minutes=n), code="checking")
    with django_assert_max_num_queries(10):
        page = resident.get(LOOKS).content.decode()
    assert page.count("<li><div>") == 3
    assert "Công chức tiếp nhận và trả kết quả" in page and "100 lượt" in page
    assert "để giải quyết một hồ sơ có tên bạn" in page
    assert "để đối chiếu điều khai với dữ liệu đã có" in page


def test_the_city_may_show_posts_without_names(resident, settings):
    look("counter")
    assert "Đặng Thu Trang" in resident.get(LOOKS).content.decode()
    settings.LOOKS_NAME_OFFICERS = False
    page = resident.get(LOOKS).content.decode()
    assert "Đặng Thu Trang" not in page and "Công chức tiếp nhận" in page


def test_a_look_that_one_does_not_understand_is_asked_about_and_answered(
    resident, django_assert_max_num_queries
):
    look("land")
    row = AccessLog.objects.get(person_id=owner_id())
    page = f"{LOOKS}hoi/{row.id}/"
    refused = resident.post(page, {"words": "?"})
    assert refused.status_code == 422 and "ít nhất 5 ký tự" in refused.content.decode()
    asked = resident.post(page, {"words": "Tôi không có hồ sơ đất đai nào."})
    question = LookQuestion.objects.get()
    assert asked["Location"] == f"{LOOKS}cau-hoi/{question.uuid}/"
    assert f"{question.due_at.astimezone(clock.VN):%d/%m %H:%M}" == "12/03 17:00"  # the tenth day, a Thursday
    assert resident.post(page, {"words": "Tôi hỏi lại lần nữa."})["Location"] == asked["Location"]
    assert "Đã hỏi, chờ trả lời" in resident.get(LOOKS).content.decode()

    officer = at_desk("dpo")
    assert question.about in officer.get("/bao-ve-du-lieu/cau-hoi/").content.decode()
    address = f"/bao-ve-du-lieu/cau-hoi/{question.uuid}/"
    with django_assert_max_num_queries(14):
        assert "Tôi không có hồ sơ đất đai nào." in officer.get(address).content.decode()
    assert officer.post(address, {"finding": "in_order"}).status_code == 422
    done = officer.post(
        address, {"finding": "in_order", "answer": "Phường rà soát thửa đất liền kề của bạn."}
    )
    assert done.status_code == 302
    outbox.drain(notices.CONSUMER, MONDAY)
    letters = Message.objects.filter(person_id=owner_id(), subject__contains="lượt xem").order_by("id")
    assert "Phường rà soát thửa đất" in letters.last().body
    assert "Phường rà soát thửa đất" in resident.get(asked["Location"]).content.decode()
    assert officer.post(address, {"finding": "in_order", "answer": "Thêm một lần."}).status_code == 422


def test_nobody_asks_about_or_reads_questions_on_somebody_elses_looks(resident):
    look("land")
    row = AccessLog.objects.get(person_id=owner_id())
    resident.post(f"{LOOKS}hoi/{row.id}/", {"words": "Vì sao xem dữ liệu của tôi?"})
    other = at_desk("resident-single")
    assert other.get(f"{LOOKS}hoi/{row.id}/").status_code == 404
    assert other.get(f"{LOOKS}cau-hoi/{LookQuestion.objects.get().uuid}/").status_code == 404


def test_who_was_held_twice_reads_asks_and_takes_along_the_looks_at_both_records(resident):
    """After two records of one human being were joined, looks at the former one are one's own too."""
    me = Person.objects.get(pk=owner_id())
    former = doubtful_person("Nguyễn Thị Minh Anh", recorded=False)
    look("land", person=former.pk)
    merged(me, former)
    row = AccessLog.objects.get(person_id=former.pk, what="population")
    assert "Công chức địa chính" in resident.get(LOOKS).content.decode()
    assert "Công chức địa chính" in resident.get(f"{LOOKS}tai-ve/").content.decode("utf-8-sig")
    asked = resident.post(f"{LOOKS}hoi/{row.id}/", {"words": "Vì sao xem bản ghi cũ của tôi?"})
    assert asked.status_code == 302
    assert resident.get(asked["Location"]).status_code == 200
    answering = at_desk("dpo").get(f"/bao-ve-du-lieu/cau-hoi/{LookQuestion.objects.get().uuid}/")
    assert "Hoàng Văn Kiên" in answering.content.decode()


def test_the_file_says_what_was_refused_and_for_whom_somebody_looked(resident):
    by = people.officer("land", MONDAY)
    refused = audit.refused(by, [owner_id()], purpose="x", what="dossier", at=MONDAY, code="dossier")
    refused.note()
    assert "Bị từ chối" in resident.get(f"{LOOKS}tai-ve/").content.decode("utf-8-sig")


def test_the_list_is_ones_own_file_without_formulas(resident):
    by = Actor("partner", name="=CMD()")
    audit.log_read(by, [owner_id()], purpose="x", what="dossier", code="partner", at=MONDAY)
    answer = resident.get(f"{LOOKS}tai-ve/")
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=CMD()" in answer.content.decode("utf-8-sig")


def test_opening_a_dossier_says_screen_and_address(city):
    dossier = accepted()
    at_desk("justice").get(page_of(dossier), REMOTE_ADDR="10.9.8.7")
    row = AccessLog.objects.filter(person_id=dossier.owner_id, what="dossier").latest("id")
    assert (row.screen, row.address, row.code) == ("desk:dossier", "10.9.8.7", "dossier")


def test_a_list_of_work_is_one_row_for_all_whom_it_names(city):
    dossier = accepted()
    before = AccessLog.objects.count()
    at_desk("justice").get("/ban-lam-viec/tat-ca/")
    row = AccessLog.objects.latest("id")
    assert AccessLog.objects.count() == before + 1
    assert row.person_id is None and dossier.owner_id in row.people and row.what == "list:all"


# ---- what rules propose ------------------------------------------------------------------------------------------------


def reviews(on=MONDAY) -> dict[str, str]:
    finding.run(on.date(), at=on + timedelta(days=1))
    return dict(Review.objects.filter(day=on.date()).values_list("rule", "reader_name"))


def residents(count: int) -> list[int]:
    from motcua.city.models import Person

    taken = Account.objects.exclude(person=None).values("person_id")
    return list(Person.objects.exclude(pk__in=taken).order_by("pk").values_list("pk", flat=True)[:count])


def test_looks_without_a_matter_are_proposed_and_a_dossier_explains_them(city):
    dossier = accepted()
    strangers = residents(3)
    for person in strangers:
        look("land", person=person)
    for _ in range(3):
        look("justice", person=dossier.owner_id)
    found = reviews()
    assert found["no_matter"] == "Hoàng Văn Kiên"
    row = Review.objects.get(rule="no_matter")
    assert row.people == 3 and len(row.evidence["looks"]) == 3
    assert (
        finding.run(MONDAY.date(), at=MONDAY).proposed["no_matter"] == 0
    )  # a second run proposes nothing twice


def test_a_colleague_a_relative_and_a_day_of_leave_are_worth_a_question(city):
    from motcua.procedures.dossiers.models import Absence
    from motcua.records.population.models import CitizenRecord

    colleague = account_of("chair").person_id
    look("land", person=colleague)
    reader = account_of("justice")
    mother = residents(1)[0]
    CitizenRecord.objects.update_or_create(
        person_id=reader.person_id, defaults={"mother_id": mother, "updated_at": MONDAY}
    )
    look("justice", person=mother)
    leaving = account_of("society")
    Absence.objects.create(account=leaving, first_day=MONDAY.date(), last_day=MONDAY.date())
    look("society")
    found = reviews()
    assert found["colleague"] == "Hoàng Văn Kiên"
    assert found["family"] == "Vũ Minh Tuệ"
    assert found["on_leave"] == "Lý Thanh Thảo"


def test_four_times_the_own_and_the_peers_usual_day_is_many(city):
    from motcua.records.privacy.models import ReaderDay

    account = account_of("counter")
    for back in range(1, 8):
        ReaderDay.objects.create(
            day=MONDAY.date() - timedelta(days=back),
            account_id=account.id,
            people=5,
            looks=9,
            post_kind="reception",
        )
    for person in residents(45):
        look("counter", person=person, dossier="x")
    assert reviews()["bulk"] == "Đặng Thu Trang"
    assert Review.objects.get(rule="bulk").evidence["usual"] == 5


def test_a_purpose_beyond_the_post_and_searches_that_find_nobody(city):
    for person in residents(3):
        look("clerk", code="oversight", person=person, dossier="x")
    for _ in range(10):
        audit.log_search(people.officer("land", MONDAY), purpose="Tra cứu", what="population", at=MONDAY)
    found = reviews()
    assert found["wrong_purpose"] == "Đỗ Hải Yến"
    assert found["guessing"] == "Hoàng Văn Kiên"


def test_the_officer_explains_and_the_data_protection_officer_decides(city, django_assert_max_num_queries):
    for person in residents(3):
        look("land", person=person)
    reviews()
    row = Review.objects.get(rule="no_matter")
    desk, reader = at_desk("dpo"), at_desk("land")
    with django_assert_max_num_queries(12):
        page = desk.get("/bao-ve-du-lieu/").content.decode()
    assert "Xem khi chưa thấy hồ sơ liên quan" in page and "sai phạm" in page
    assert "Không có gì cần giải thích" in reader.get("/bao-ve-du-lieu/cua-toi/").content.decode()
    address = f"/bao-ve-du-lieu/luot-xem/{row.uuid}/"
    assert desk.post(address, {"act": "ask"}).status_code == 302
    mine = f"/bao-ve-du-lieu/cua-toi/{row.uuid}/"
    assert reader.post(mine, {"explanation": ""}).status_code == 422
    assert reader.post(mine, {"explanation": "Rà soát thửa đất theo kế hoạch số 5."}).status_code == 302
    assert at_desk("justice").post(mine, {"explanation": "Không phải việc tôi."}).status_code == 404
    with django_assert_max_num_queries(16):
        assert "kế hoạch số 5" in desk.get(address).content.decode()
    assert desk.post(address, {"decision": "in_order"}).status_code == 422
    assert desk.post(address, {"decision": "in_order", "reason": "Đúng kế hoạch."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decision) == ("closed", "in_order")
    assert reader.post(mine, {"explanation": "Thêm một điều."}).status_code == 422


def test_a_look_on_behalf_of_an_organisation_says_for_which(resident):
    shop = Organisation.objects.first()
    by = Actor("resident", account_id=77, person_id=0, name="Lê Văn Thử", for_organisation_id=shop.pk)
    audit.log_read(by, [owner_id()], purpose="Điền sẵn", what="population", code="prefill", at=MONDAY)
    assert f"thay mặt {shop.name}" in resident.get(LOOKS).content.decode()

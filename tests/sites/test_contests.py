"""Wrong data: said where they are seen, decided by who keeps them, and never a reason to wait with the form."""

import re
import threading

import pytest
from django.db import connection

from motcua.city.models import Unit
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.procedures.dossiers.models import Draft
from motcua.project.demo import account_of
from motcua.records import registers
from motcua.records.contests import changes, reading, registered, values
from motcua.records.contests.jobs import settle_open
from motcua.records.contests.models import Contest
from motcua.records.population.models import CitizenRecord
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.portal_town import photo
from tests.sites.test_wallet import registered_birth, signed_on

pytestmark = pytest.mark.django_db
NOW = hanoi("2026-11-23 09:00")
MARITAL = "1.004873"
HOME = "00160"
RIGHT = {"claimed-province": "01", "claimed-commune": HOME, "claimed-line": "Số 8, ngõ 99"}


@pytest.fixture(autouse=True)
def _morning(city):
    clock.set_for_test(NOW)
    mine = account_of("resident").person
    home = Unit.objects.get(code=HOME, code_list="2025")
    CitizenRecord.objects.update_or_create(
        person=mine,
        defaults={
            "permanent_unit": home,
            "permanent_line": "Số 12, ngõ 34",
            "hometown": "Nam Định",
            "updated_at": NOW,
        },
    )
    yield
    clock.set_for_test(None)


@pytest.fixture
def me():
    return signed_on()


def record():
    return CitizenRecord.objects.select_related("permanent_unit").get(person=account_of("resident").person)


def said(subject="residence", claimed=None, **more):
    claimed = {"unit": HOME, "line": "Số 8, ngõ 99"} if claimed is None else claimed
    return changes.Said(subject, account_of("resident").person_id, claimed, **more)


def opened(**more):
    return changes.open_contest(said(**more), by=people.resident(NOW), at=NOW)


def decide(contest, client=None, **posted):
    client = client or signed_on("police" if contest.post_kind == "police_officer" else "justice")
    page = client.get(f"/ban-lam-viec/du-lieu/{contest.uuid}/").content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1].replace("&quot;", '"')
    return client.post(
        f"/ban-lam-viec/du-lieu/{contest.uuid}/", {"seen": seen, "decision": "correct", **posted}
    )


def letters():
    outbox.drain("contest-notices", NOW)
    return list(Message.objects.filter(person=account_of("resident").person).order_by("id"))


def test_a_value_in_a_form_says_where_it_is_from_and_leads_to_the_report(me):
    draft = Draft.objects.get(id=me.post(f"/nop/{MARITAL}")["Location"].split("/")[3])
    me.get(f"/nop/ban-nhap/{draft.id}/{draft.page}")
    filled = next(
        name
        for name, source in Draft.objects.get().answers["_from_source"].items()
        if source == "population.residence"
    )
    report = f"/du-lieu-sai/don/{draft.id}/{filled}/"
    pages = [me.get(f"/nop/ban-nhap/{draft.id}/{page.id}").content.decode() for page in _pages(draft)]
    assert any(report in page and "Lấy từ dữ liệu dân cư, cập nhật 11/2026" in page for page in pages)
    assert "Số 12, ngõ 34" in me.get(report).content.decode()
    answer = me.post(report, {**RIGHT, "why": "Đã chuyển nhà", "evidence": photo()})
    contest = Contest.objects.get()
    assert answer["Location"] == f"/du-lieu-sai/{contest.uuid}/"
    assert (contest.form, contest.was["line"], contest.claimed["line"]) == (
        draft.id,
        "Số 12, ngõ 34",
        "Số 8, ngõ 99",
    )
    assert len(contest.evidence) == 1
    assert contest.agency.kind == "police" and contest.post_kind == "police_officer"


def _pages(draft):
    from motcua.procedures.catalogue import publishing

    return publishing.compiled(draft.version).pages


def test_the_owner_corrects_the_register_and_the_resident_hears_of_it(me):
    contest = opened(why="Đã chuyển nhà")
    police = signed_on("police")
    assert "Số 8, ngõ 99" in police.get("/ban-lam-viec/du-lieu/").content.decode()
    police.post(f"/ban-lam-viec/du-lieu/{contest.uuid}/nhan/")
    assert decide(contest, police, **RIGHT).status_code == 302
    assert record().permanent_line == "Số 8, ngõ 99"
    contest.refresh_from_db()
    assert (contest.state, contest.became["line"]) == ("corrected", "Số 8, ngõ 99")
    assert [letter.subject for letter in letters()] == [
        "Đã nhận đề nghị chỉnh sửa dữ liệu", "Đang xác minh dữ liệu", "Dữ liệu đã được chỉnh sửa",
    ]  # fmt: skip
    assert all("Số 8" not in letter.body for letter in letters())
    looks = me.get("/ca-nhan/du-lieu").content.decode()
    assert "Xác minh đề nghị chỉnh sửa dữ liệu" in looks


def test_a_refusal_needs_its_reason_and_the_resident_reads_it(me):
    contest = opened()
    assert decide(contest, decision="refuse", reason="").status_code == 422
    assert (
        decide(contest, decision="refuse", reason="Chưa có đăng ký thường trú tại địa chỉ này.").status_code
        == 302
    )
    assert record().permanent_line == "Số 12, ngõ 34"
    assert "Chưa có đăng ký thường trú" in letters()[-1].body
    assert "Chưa có đăng ký thường trú" in me.get(f"/du-lieu-sai/{contest.uuid}/").content.decode()


def test_civil_status_data_lie_with_the_justice_officer_and_not_with_the_police():
    contest = opened(subject="home_town", claimed="Ninh Bình")
    assert contest.post_kind == "justice_officer" and contest.agency.kind == "commune"
    assert signed_on("police").get(f"/ban-lam-viec/du-lieu/{contest.uuid}/").status_code == 404
    with pytest.raises(changes.authority.NotAllowed):
        changes.correct(
            contest.uuid, "Ninh Bình", "", seen="Nam Định", by=people.officer("land", NOW), at=NOW
        )
    assert decide(contest, claimed="Ninh Bình").status_code == 302
    assert record().hometown == "Ninh Bình"


def test_a_register_corrected_between_look_and_decision_is_shown_before_anything_is_overwritten():
    contest, police = opened(), signed_on("police")
    page = police.get(f"/ban-lam-viec/du-lieu/{contest.uuid}/").content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1].replace("&quot;", '"')
    CitizenRecord.objects.filter(person=contest.person_id).update(permanent_line="Số 5, ngõ 5")
    answer = police.post(
        f"/ban-lam-viec/du-lieu/{contest.uuid}/", {"seen": seen, "decision": "correct", **RIGHT}
    )
    assert answer.status_code == 422
    assert "Dữ liệu vừa thay đổi" in answer.content.decode() and "Số 5, ngõ 5" in answer.content.decode()
    assert record().permanent_line == "Số 5, ngõ 5"
    assert decide(contest, police, **RIGHT).status_code == 302
    assert record().permanent_line == "Số 8, ngõ 99"


def test_what_has_become_right_by_itself_is_closed_by_itself(me):
    contest, other = opened(), opened(subject="home_town", claimed="Ninh Bình")
    CitizenRecord.objects.filter(person=contest.person_id).update(permanent_line="Số 8,  ngõ 99")
    assert "Dữ liệu nay đã đúng" in me.get(f"/du-lieu-sai/{contest.uuid}/").content.decode()
    settle_open(0)
    contest.refresh_from_db()
    other.refresh_from_db()
    assert (contest.state, other.state) == ("settled", "received")
    assert letters()[-1].subject == "Dữ liệu nay đã đúng"


def test_a_decision_for_what_is_right_already_overwrites_nothing():
    contest = opened()
    CitizenRecord.objects.filter(person=contest.person_id).update(permanent_line="Số 8, ngõ 99")
    before = record().updated_at
    assert decide(contest, **RIGHT).status_code == 302
    contest.refresh_from_db()
    assert contest.state == "settled" and record().updated_at == before


def test_who_said_it_takes_it_back_and_nobody_else(me):
    contest = opened()
    assert signed_on("resident-single").post(f"/du-lieu-sai/{contest.uuid}/rut/").status_code == 404
    assert signed_on("resident-single").get(f"/du-lieu-sai/{contest.uuid}/").status_code == 404
    me.post(f"/du-lieu-sai/{contest.uuid}/rut/")
    contest.refresh_from_db()
    assert contest.state == "withdrawn"
    with pytest.raises(changes.NotOpen):
        changes.refuse(contest.uuid, "…", by=people.officer("police", NOW), at=NOW)


def test_one_fact_is_looked_at_once_at_a_time(me):
    contest = opened()
    with pytest.raises(changes.AlreadyOpen):
        opened()
    assert me.post("/du-lieu-sai/muc/residence/", RIGHT)["Location"] == f"/du-lieu-sai/{contest.uuid}/"
    changes.withdraw(contest.uuid, by=people.resident(NOW), at=NOW)
    assert opened().pk != contest.pk


@pytest.mark.parametrize(
    ("subject", "claimed"),
    [
        ("residence", {"unit": "99999", "line": "Số 1"}), ("residence", {"unit": "", "line": ""}),
        ("birth_date", "1996-02-30"), ("birth_date", "2030-01-01"), ("full_name", "  "), ("sex", "khác"),
        ("ethnic_group", "Kinh"), ("nationality", "vn"), ("marital_status", ""), ("home_town", "x" * 201),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_words(subject, claimed):
    with pytest.raises(values.NotAValue) as refused:
        opened(subject=subject, claimed=claimed)
    assert refused.value.vi and refused.value.en


def test_what_the_data_say_already_is_no_report(me):
    answer = me.post("/du-lieu-sai/muc/home_town/", {"claimed": "Nam  Định"})
    assert answer.status_code == 422 and "Dữ liệu hiện đã đúng" in answer.content.decode()


@pytest.mark.parametrize(
    ("subject", "claimed"),
    [
        ("full_name", "Nguyễn Thị Minh Ánh"), ("birth_date", "1996-05-03"), ("sex", "male"),
        ("ethnic_group", "03"), ("nationality", "LA"), ("birth_place", "Bệnh viện Mẫu"),
        ("marital_status", "divorced"), ("home_town", "Ninh Bình"), ("residence", {"unit": HOME, "line": "Số 8"}),
    ],
)  # fmt: skip
def test_each_fact_is_corrected_in_the_register(subject, claimed):
    person = account_of("resident").person_id
    contest = opened(subject=subject, claimed=claimed)
    by = people.officer("police" if subject == "residence" else "justice", NOW)
    changes.correct(contest.uuid, claimed, "", seen=contest.was, by=by, at=NOW)
    assert values.same(values.Population().read(person, subject), claimed)
    assert values.words(subject, claimed)


def test_missing_data_are_reported_and_closed_only_when_they_are_there(me):
    answer = me.post(
        "/du-lieu-sai/thieu/civil_status.marriage/", {"why": "Đăng ký tại phường năm 2020, số 12"}
    )
    contest = Contest.objects.get()
    assert answer["Location"] == f"/du-lieu-sai/{contest.uuid}/" and contest.kind == "lacking"
    refused = decide(contest)
    assert refused.status_code == 422 and "Tra cứu lại vẫn chưa thấy" in refused.content.decode()
    CitizenRecord.objects.filter(person=contest.person_id).update(marital_status="married")
    assert decide(contest).status_code == 302
    contest.refresh_from_db()
    assert contest.state == "corrected"


def test_nobody_decides_a_matter_of_their_own():
    contest, by = opened(), people.officer("police", NOW)
    own = type(by)(by.kind, by.account_id, contest.person_id, by.name, by.post_id, by.agency_id)
    with pytest.raises(changes.authority.NotAllowed):
        changes.correct(contest.uuid, contest.claimed, "", seen=contest.was, by=own, at=NOW)


def test_the_answer_is_due_ten_days_later_at_the_owners_closing():
    assert opened(subject="home_town", claimed="Ninh Bình").due_at == hanoi("2026-12-03 17:00")


def test_the_desk_of_wrong_data_costs_few_queries(django_assert_max_num_queries):
    for number, subject in enumerate(("residence",)):
        opened(subject=subject, claimed={"unit": HOME, "line": f"Số {number}"})
    police = signed_on("police")
    with django_assert_max_num_queries(9):
        police.get("/ban-lam-viec/du-lieu/")
    with django_assert_max_num_queries(24):
        police.get(f"/ban-lam-viec/du-lieu/{Contest.objects.get().uuid}/")


def test_the_officer_of_the_dossier_reads_what_was_contested_in_its_form(me):
    dossier = people.filed_birth(NOW)
    changes.open_contest(said(form=dossier.uuid), by=people.resident(NOW), at=NOW)
    assert [one.subject for one in reading.of_form(dossier.uuid)] == ["residence"]
    accepted = signed_on("counter").get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Người nộp báo dữ liệu chưa đúng" in accepted and "Số 8, ngõ 99" in accepted
    mine = me.get(f"/ho-so/{dossier.uuid}").content.decode()
    assert "Dữ liệu bạn báo chưa đúng" in mine


def test_a_wrong_entry_of_a_register_is_corrected_by_the_agency_that_keeps_it_and_keeps_its_history(me):
    registered_birth(account_of("resident").person)
    draft = Draft.objects.get(id=me.post("/nop/1.014062")["Location"].split("/")[3])
    page = me.get(f"/nop/ban-nhap/{draft.id}/person").content.decode()
    assert "Lấy từ Sổ đăng ký khai sinh, số 01/2026, cập nhật 11/2026" in page
    report = f"/du-lieu-sai/don/{draft.id}/person_name/"
    assert "Trần Bảo An" in me.get(report).content.decode()
    me.post(report, {"claimed": "Trần Bảo Ân", "why": "Thiếu dấu mũ"})
    contest = Contest.objects.get()
    assert (contest.agency.kind, contest.post_kind) == ("commune", "justice_officer")
    assert contest.person.full_name == "Trần Bảo An", "the child hears of the looks"
    assert decide(contest, claimed="Trần Bảo Ân").status_code == 302
    record = registered.record_of(contest.subject)
    held = registers.history("births", record.id)
    assert [one.data["child_name"] for one in held] == ["Trần Bảo An", "Trần Bảo Ân"]
    assert "Nguyễn Thị Minh Anh" in held[-1].reason


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_decide_once():
    contest = opened()
    ended = []

    def decide_now(value):
        try:
            changes.correct(
                contest.uuid, {"unit": HOME, "line": value}, "", seen=contest.was, by=officer, at=NOW
            )
            ended.append("corrected")
        except (changes.NotOpen, changes.ChangedMeanwhile):
            ended.append("refused")
        finally:
            connection.close()

    officer = people.officer("police", NOW)
    threads = [threading.Thread(target=decide_now, args=(f"Số {n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["corrected", "refused"]

"""Breaches and drills, exports for statistics, periods: the register of the data-protection officer."""

import csv
import io
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from motcua.exchange.models import Message
from motcua.foundation import audit
from motcua.foundation.models import AccessLog, Event
from motcua.insight.privacy import datasets
from motcua.project.demo import account_of
from motcua.records.privacy import breaches, exports, retention
from motcua.records.privacy.breaches import Noted
from motcua.records.privacy.models import Breach, RetentionRun, StatisticsExport
from motcua.records.privacy.questions import NotPossible
from motcua.sites.security import marks
from tests.procedures import people
from tests.reading_pdf import text_of
from tests.records.pairs.doubtful import person
from tests.records.pairs.test_merging import merged
from tests.sites.desk_people import MONDAY, accepted, at_desk, page_of
from tests.sites.typed_boxes import moment

pytestmark = pytest.mark.django_db
HERE = "/bao-ve-du-lieu/"


def noted(*, drill: bool, **more) -> Breach:
    given = Noted(
        title="Tài khoản bị lộ", happened="Mật khẩu dán trên bàn.", begins=MONDAY - timedelta(days=1),
        ends=MONDAY + timedelta(days=1), found_at=MONDAY, drill=drill, kinds=("basic",), **more,
    )  # fmt: skip
    return breaches.note(given, by=people.officer("dpo", MONDAY), at=MONDAY)


def test_a_drill_says_from_the_log_who_was_affected_and_notifies_nobody(city, django_assert_max_num_queries):
    dossier = accepted()
    clerk = at_desk("justice")
    clerk.get(page_of(dossier))
    clerk.get("/ban-lam-viec/tat-ca/")
    row = noted(drill=True, accounts=(account_of("justice").pk,))
    found = breaches.affected(row)
    assert [one[0] for one in found.affected] == [dossier.owner_id]
    assert found.looks == 2 and found.by_reader[0][0] == "Vũ Minh Tuệ"
    desk = at_desk("dpo")
    with django_assert_max_num_queries(16):
        page = desk.get(f"{HERE}su-co/{row.uuid}/").content.decode()
    assert "Diễn tập" in page and "Vũ Minh Tuệ" in page
    before = Message.objects.count()
    for kind in ("bao-cao", "co-quan", "nguoi-dan"):
        answer = desk.get(f"{HERE}su-co/{row.uuid}/{kind}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        if kind == "bao-cao":
            told = text_of(answer.content)
            assert "Nguyễn Thị Minh Anh" in told and "Vũ Minh Tuệ" in told
    assert desk.get(f"{HERE}su-co/{row.uuid}/khac.pdf").status_code == 404
    assert desk.post(f"{HERE}su-co/{row.uuid}/", {"step": "authority"}).status_code == 422
    assert Message.objects.count() == before
    assert AccessLog.objects.filter(what="list:breach", people__contains=[dossier.owner_id]).count() == 1


def test_the_clock_of_a_breach_runs_seventy_two_hours_and_it_closes_only_when_the_authority_was_told(city):
    row = noted(drill=False, harm=True)
    assert row.due_at == MONDAY + timedelta(hours=72)
    desk, address = at_desk("dpo"), f"{HERE}su-co/{row.uuid}/"
    assert desk.post(address, {"step": "closed", "measures": "Đã đổi mật khẩu."}).status_code == 422
    assert desk.post(address, {"step": "authority"}).status_code == 302
    assert desk.post(address, {"step": "closed", "measures": "Đã đổi mật khẩu."}).status_code == 302
    row.refresh_from_db()
    assert row.state == "closed" and row.authority_told_at is not None
    assert Event.objects.filter(chain=f"privacy/{row.uuid}").count() == 3


def test_a_breach_is_noted_with_every_fault_told_at_once(city):
    desk = at_desk("dpo")
    answer = desk.post(f"{HERE}su-co/moi/", {"begins-day": "x", "account": "nobody"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Hãy nhập ngày và giờ có thật." in page and "Không có tài khoản này." in page
    given = {
        "drill": "drill", "title": "Diễn tập quý I", "happened": "Giả định lộ tài khoản.", "kinds": ["basic", "bank"],
        **moment("begins", "2026-03-01 00:00"), **moment("ends", "2026-03-02 09:00"), **moment("found_at", "2026-03-02 09:00"),
    }  # fmt: skip
    assert desk.post(f"{HERE}su-co/moi/", given).status_code == 302
    assert "buộc phải thông báo" in desk.get(f"{HERE}su-co/{Breach.objects.get().uuid}/").content.decode()


def asked(**more) -> StatisticsExport:
    given = {"k": 5} | more
    wanted = exports.Wanted(
        "people", ("age", "sex"), "Thống kê dân số", "Chi cục Thống kê", "Luật Thống kê", **given
    )
    return exports.propose(wanted, by=people.officer("dpo", MONDAY), at=MONDAY)


def test_two_officers_stand_behind_an_export_and_no_small_group_leaves(city):
    row = asked()
    with pytest.raises(NotPossible, match="Who asked does not approve"):
        exports.decide(row.uuid, agreed=True, reason="", by=people.officer("dpo", MONDAY), at=MONDAY)
    second = at_desk("city")
    address = f"{HERE}thong-ke/{row.uuid}/"
    with patch.object(marks, "fresh", return_value=False):
        assert second.post(address, {"act": "approve"})["Location"] == reverse("security:confirm")
    assert StatisticsExport.objects.get(pk=row.pk).state == "proposed", "the proof was not shown"
    assert second.post(address, {"act": "approve"}).status_code == 302
    made = exports.make(row.uuid, at=MONDAY)
    assert made is not None and made.key is None and exports.make(row.uuid, at=MONDAY) is None
    taken = second.get(f"{address}tep/")
    rows = list(csv.DictReader(io.StringIO(taken.content.decode())))
    assert rows and set(rows[0]) == {"code", "age", "sex"}
    groups: dict[tuple[str, str], set[str]] = {}
    for one in rows:
        groups.setdefault((one["age"], one["sex"]), set()).add(one["code"])
    assert min(len(found) for found in groups.values()) >= 5
    assert made.report["kept"] == len(rows) and made.report["left_out"] + len(rows) == made.report["rows"]
    page = second.get(address).content.decode()
    assert "Kiểm tra ẩn danh" in page and made.sha256 in page
    default_storage.delete(made.path)


def test_the_same_person_has_other_codes_in_the_next_export(city):
    codes = []
    for _ in range(2):
        row = asked(k=3)
        exports.decide(row.uuid, agreed=True, reason="", by=people.officer("city", MONDAY), at=MONDAY)
        made = exports.make(row.uuid, at=MONDAY)
        assert made is not None
        with default_storage.open(made.path) as file:
            codes.append({line.split(",")[0] for line in file.read().decode().splitlines()[1:]})
        default_storage.delete(made.path)
    assert codes[0] and not codes[0] & codes[1]


def test_the_dead_and_whoever_was_joined_with_another_record_are_no_residents_of_their_own(city):
    keeps = person("Phạm Thị Lan", "001190900010")
    goes = person("Pham Thi Lan")
    late = person("Phạm Văn Cụ", "001040900011", record={"death_date": MONDAY.date() - timedelta(days=1)})
    merged(keeps, goes)
    told = {one for one, _ in datasets.people(("age", "sex"), MONDAY.date())}
    assert keeps.pk in told and not {goes.pk, late.pk} & told
    told = {one for one, _ in datasets.people(("age", "sex"), MONDAY.date() - timedelta(days=2))}
    assert late.pk in told, "who died later lived on that day"


def test_an_export_needs_columns_a_purpose_a_receiver_and_a_ground(city):
    desk = at_desk("dpo")
    answer = desk.post(f"{HERE}thong-ke/moi/", {"dataset": "people", "k": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("ít nhất một cột", "ít nhất 5 ký tự", "Từ 3 đến 1000."):
        assert words in page


def test_a_refused_export_has_a_reason_and_no_file(city):
    row = asked()
    second = at_desk("city")
    address = f"{HERE}thong-ke/{row.uuid}/"
    assert second.post(address, {"act": "refuse"}).status_code == 422
    assert second.post(address, {"act": "refuse", "reason": "Mục đích chưa rõ."}).status_code == 302
    assert second.get(f"{address}tep/").status_code == 404


def test_the_table_of_periods_shows_what_is_past_and_the_night_clears_it(city):
    owner = people.resident(MONDAY)
    old = Message.objects.create(
        key="old", person_id=owner.person_id, language="vi", subject="Có kết quả", body="Nội dung", mail="none",
        created_at=MONDAY - timedelta(days=1200), read_at=MONDAY - timedelta(days=1199),
    )  # fmt: skip
    desk = at_desk("dpo")
    page = desk.get(f"{HERE}thoi-han/").content.decode()
    assert "24 tháng" in page and "Tin nhắn người dân đã đọc" in page
    old.refresh_from_db()
    assert old.body == "Nội dung"  # looking changes nothing
    assert retention.run_all(at=MONDAY)["messages"] == 1
    old.refresh_from_db()
    assert (old.subject, old.body) == ("Có kết quả", "")
    assert RetentionRun.objects.get(kind="messages").done == 1
    assert retention.run_all(at=MONDAY)["messages"] == 0


def test_lists_search_and_quick_find_note_whom_they_named(city):
    dossier = accepted()
    desk = at_desk("justice")
    audit.log_list(people.officer("land", MONDAY), [], purpose="x", what="list:none", at=MONDAY)
    for page, what in (
        (f"/ban-lam-viec/tim/?q={dossier.code[:12]}", ""),
        ("/ban-lam-viec/tim/?q=nguyen", "list:search"),
        ("/ban-lam-viec/lenh/?q=nguyen", "list:palette"),
        ("/ban-lam-viec/so-theo-doi/?in=1", "list:register"),
    ):
        desk.get(page)
        if what:
            row = AccessLog.objects.latest("id")
            assert row.what.startswith(what) and dossier.owner_id in row.people
    assert not AccessLog.objects.filter(what="list:none").exists()

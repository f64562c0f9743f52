"""Mobile teams as people see them: plans, the tablet's drafts, the counter's form that begins with them."""

import html
import json
import re
import uuid
from datetime import timedelta

import pytest

from motcua.city.acting.models import AssistedSession
from motcua.city.mobile.models import Brought, Outing
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.dossiers import inner_notes
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from motcua.sites.ways import linking
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.desk_people import MONDAY, RECEIVED, at_desk, filed
from tests.sites.test_ways_post import posted
from tests.sites.typed_boxes import day

pytestmark = pytest.mark.django_db
TEAMS, SEND = "/to-luu-dong/to/", "/to-luu-dong/may/gui"
THERE = hanoi("2026-03-04 09:00")


@pytest.fixture
def chief(city):
    return at_desk("leader")


@pytest.fixture
def reception(city):
    return at_desk("handover")


@pytest.fixture
def owner(city):
    return account_of("resident").person


def wanted(**more):
    return {
        "place": "Nhà văn hóa tổ 12", "day": "2026-03-04", "begins": "08:00", "ends": "11:30",
        "procedures": [people.BIRTH], "members": [account_of("handover").pk], "devices": "MTB-01\nMáy in cầm tay",
    } | more  # fmt: skip


@pytest.fixture
def outing(chief):
    assert chief.post(f"{TEAMS}moi/", wanted()).status_code == 302
    made = Outing.objects.get()
    assert chief.post(f"{TEAMS}{made.uuid}/cong-bo/").status_code == 302
    made.refresh_from_db()
    return made


def draft(outing, owner, **more):
    """What a tablet sends: the birth form as it was filled at the table."""
    by = people.resident(MONDAY)
    answers = {**people.BORN, **people.requester(by)}
    pairs = [["_asked", "child_name"], *posted(answers).items()]
    version = publishing.version_for(people.BIRTH, MONDAY)
    return {
        "uuid": str(uuid.uuid4()), "outing": str(outing.uuid), "code": people.BIRTH, "hash": version.content_hash,
        "base": "", "digest": "a" * 64, "entered_at": "2026-03-04T01:30:00Z", "answers": json.dumps(pairs),
        "pin": owner.pin, "name": owner.full_name, **day("born", owner.birth_date), "consent": "spoken",
        "seen": "yes",
    } | more  # fmt: skip


def carried():
    while outbox.drain(linking.DOSSIERS, clock.now()):
        pass


def test_a_plan_is_published_on_its_own_page_and_on_the_communes(outing, client):
    listed = client.get("/to-luu-dong/").content.decode()
    assert "Nhà văn hóa tổ 12" in listed
    page = client.get(f"/to-luu-dong/{outing.uuid}").content.decode()
    assert "Thứ Tư 04/03/2026, 08:00–11:30" in page
    assert "Đăng ký khai sinh" in page
    assert account_of("handover").display_name not in page
    assert "Nhà văn hóa tổ 12" in client.get("/phuong-xa/nghia-do").content.decode()


def test_every_fault_of_a_plan_stands_at_its_question_and_nothing_is_lost(chief):
    answer = chief.post(f"{TEAMS}moi/", wanted(place="", ends="07:00", members=[], devices="MTB-77"))
    page = answer.content.decode()
    assert answer.status_code == 422
    summary = page.split('class="mc-errors"')[1].split("</ul>")[0]
    assert set(re.findall(r'href="#([^"]+)"', summary)) == {"place", "ends", "members"}
    assert "MTB-77" in page
    assert f'id="p-{people.BIRTH}" name="procedures" value="{people.BIRTH}" checked' in page


def test_only_who_may_send_teams_plans(reception, outing):
    assert reception.get(f"{TEAMS}moi/").status_code == 403
    assert reception.post(f"{TEAMS}{outing.uuid}/huy/", {"reason": "x"}).status_code == 404
    assert at_desk("construction").get(f"{TEAMS}{outing.uuid}/").status_code == 404


def test_a_draft_without_a_line_becomes_a_dossier_with_the_clock_of_the_intake(reception, outing, owner):
    clock.set_for_test(THERE)
    sent = reception.post(SEND, draft(outing, owner))
    assert sent.status_code == 200, sent.content
    told = sent.json()
    row = Brought.objects.get()
    page = reception.get(told["href"]).content.decode()
    assert "/nhap/" in page
    opened = reception.post(f"{told['href']}nhap/", follow=True)
    form = opened.content.decode()
    assert "Thời hạn tính từ lúc tiếp nhận" in form
    assert f'value="{people.BORN["child_name"]}"' in form
    noon = THERE + timedelta(hours=2)
    clock.set_for_test(noon)
    by = people.resident(MONDAY)
    answers = posted({**people.BORN, **people.requester(by)})
    done = reception.post(opened.redirect_chain[-1][0], answers | {"paper.birth_notice": "1", **RECEIVED})
    assert done.status_code == 302, re.findall(r"mc-error.*?span>(.*?)<", done.content.decode())
    dossier = Dossier.objects.get(uuid=row.uuid)
    assert dossier.channel == "counter"
    assert dossier.accepted_at >= noon
    carried()
    row.refresh_from_db()
    assert (row.state, row.dossier_code, row.answers) == ("taken", dossier.code, {})
    figures = reception.get(f"{TEAMS}{outing.uuid}/").content.decode()
    assert dossier.code in figures
    again = reception.post(SEND, draft(outing, owner, uuid=str(row.uuid), digest="b" * 64))
    assert again.json()["outcome"] == "taken"
    assert Dossier.objects.filter(uuid=row.uuid).count() == 1


def test_the_person_reads_who_helped_and_that_consent_was_given(reception, outing, owner):
    clock.set_for_test(THERE)
    reception.post(SEND, draft(outing, owner))
    session = AssistedSession.objects.get()
    assert (session.client, session.consent, session.ended_at is not None) == (owner, "spoken", True)
    assert "Nhà văn hóa tổ 12" in session.purpose
    assert Message.objects.filter(person=owner, subject__contains="Tổ lưu động").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"name": "Người Khác"}, "Không có người nào khớp"), ({"consent": ""}, "sự đồng ý"), ({"seen": ""}, "đối chiếu"),
     ({"pin": "", "born-day": "hôm qua"}, "Cần số định danh")],
)  # fmt: skip
def test_nothing_is_kept_without_consent_and_the_right_person(reception, outing, owner, changed, words):
    clock.set_for_test(THERE)
    answer = reception.post(SEND, draft(outing, owner, **changed))
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert not Brought.objects.exists()


def test_a_tablet_of_another_team_or_nobody_is_refused(reception, outing, owner, client):
    clock.set_for_test(THERE)
    assert client.post(SEND, draft(outing, owner)).status_code == 403
    assert at_desk("counter", THERE).post(SEND, draft(outing, owner)).status_code == 404
    assert reception.post(SEND, draft(outing, owner, code="2.000815")).status_code == 404
    assert reception.post(SEND, draft(outing, owner, answers="{")).status_code == 400
    late = at_desk("handover", THERE + timedelta(days=9))
    assert late.post(SEND, draft(outing, owner)).status_code == 404


def test_a_changed_form_an_open_dossier_and_a_closed_procedure_are_said(reception, outing, owner):
    filed(MONDAY)
    clock.set_for_test(THERE)
    told = reception.post(SEND, draft(outing, owner, hash="0" * 64)).json()
    page = reception.get(told["href"]).content.decode()
    assert "Biểu mẫu đã đổi" in page
    assert "đang có hồ sơ cùng thủ tục" in page
    version = publishing.version_for(people.BIRTH, THERE)
    closing.close(version, vi="Chờ văn bản mới", en="Waiting", by=people.officer("issuer", THERE), at=THERE)
    clock.set_for_test(THERE + timedelta(minutes=5))
    page = reception.get(told["href"]).content.decode()
    assert "Chờ văn bản mới" in page
    assert "/nhap/" not in page
    refused = reception.post(f"{told['href']}nhap/")
    assert refused["Location"] == told["href"]


def test_two_states_of_one_draft_stand_side_by_side_until_somebody_chose(reception, outing, owner):
    clock.set_for_test(THERE)
    first = draft(outing, owner)
    told = reception.post(SEND, first).json()
    pairs = [*json.loads(first["answers"]), ["child_name", "x"]]
    other = [
        ["child_name", "Trần Khác Tên"] if name == "child_name" else [name, value]
        for name, value in pairs[:-1]
    ]
    apart = reception.post(
        SEND, first | {"digest": "c" * 64, "base": "unknown", "answers": json.dumps(other)}
    )
    assert apart.json()["outcome"] == "apart"
    page = reception.get(told["href"]).content.decode()
    assert "Trần Khác Tên" in page
    assert "/nhap/" not in page
    reception.post(f"{told['href']}chon/", {"keep": "tablet"})
    assert Brought.objects.get().answers["child_name"] == ["Trần Khác Tên"]
    assert "/nhap/" in reception.get(told["href"]).content.decode()


def test_the_tablets_page_shows_nobody_and_the_worker_keeps_it(reception, owner, client):
    page = client.get("/to-luu-dong/may").content.decode()
    assert "Máy của tổ lưu động" in page
    assert "csrfmiddlewaretoken" not in page
    kept = json.loads(
        client.get("/sw.js").content.decode().splitlines()[0].removeprefix("const KEPT = ").rstrip(";")
    )
    assert "/to-luu-dong/may" in kept["pages"]
    assert any("tablet" in one for one in kept["shell"])
    assert client.get("/to-luu-dong/may/viec").json()["outings"] == []


def test_the_officers_work_is_on_the_tablet_before_the_team_goes(reception, outing):
    found = reception.get("/to-luu-dong/may/viec").json()
    assert found["signed_on"]
    assert [one["place"] for one in found["outings"]] == ["Nhà văn hóa tổ 12"]
    assert found["outings"][0]["procedures"][0]["code"] == people.BIRTH


def test_the_teams_pages_ask_few_questions(chief, outing, django_assert_max_num_queries):
    for path, most in ((TEAMS, 8), (f"{TEAMS}{outing.uuid}/", 12)):
        chief.get(path)
        with django_assert_max_num_queries(most):
            chief.get(path)


def corrections_page(reception, outing, owner):
    clock.set_for_test(THERE)
    told = reception.post(SEND, draft(outing, owner)).json()
    return Brought.objects.get(), f"{told['href']}sua/"


def as_shown(page, **changed):
    """Every field of the correction's form as it stands, with some changed."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken" and ("radio" not in tag or " checked" in tag):
            fields[name[1]] = html.unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return fields | changed


def test_a_tablets_answer_is_put_right_with_a_reason_before_the_intake(reception, outing, owner):
    row, address = corrections_page(reception, outing, owner)
    page = reception.get(address).content.decode()
    assert people.BORN["child_name"] in page
    silent = reception.post(address, as_shown(page))
    assert silent.status_code == 422
    assert "Ghi lý do sửa." in silent.content.decode() and "Chưa có gì được sửa." in silent.content.decode()
    done = reception.post(address, as_shown(page, child_name="Trần Bảo Ân", _reason="Ghi sai dấu"))
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.corrections.get().changes == [["child_name", people.BORN["child_name"], "Trần Bảo Ân"]]
    assert row.answers["child_name"] == ["Trần Bảo Ân"]
    told = reception.get(done["Location"]).content.decode()
    for words in ("Ghi sai dấu", people.BORN["child_name"], "Trần Bảo Ân"):
        assert words in told
    heard = Message.objects.filter(person=owner, subject__contains="Đã sửa biểu mẫu").get()
    assert "Ghi sai dấu" in heard.body
    form = reception.post(done["Location"] + "nhap/", follow=True).content.decode()
    assert 'value="Trần Bảo Ân"' in form


def test_who_corrects_what_changed_meanwhile_sees_both_and_writes_over_nothing(reception, outing, owner):
    row, address = corrections_page(reception, outing, owner)
    page = reception.get(address).content.decode()
    assert reception.post(address, as_shown(page, child_name="Trần Bảo Ân", _reason="Dấu")).status_code == 302
    late = reception.post(address, as_shown(page, child_name="Trần Bảo Anh", _reason="Dấu"))
    told = late.content.decode()
    assert late.status_code == 409
    assert "Trần Bảo Anh" in told and "Trần Bảo Ân" in told
    row.refresh_from_db()
    assert row.answers["child_name"] == ["Trần Bảo Ân"]
    assert at_desk("counter", THERE).get(address).status_code == 404


def test_who_works_on_the_dossier_reads_that_it_was_corrected(reception, outing, owner):
    row, address = corrections_page(reception, outing, owner)
    page = reception.get(address).content.decode()
    reception.post(address, as_shown(page, child_name="Trần Bảo Ân", _reason="Ghi sai dấu"))
    opened = reception.post(address.replace("/sua/", "/nhap/"), follow=True)
    by = people.resident(MONDAY)
    answers = posted({**people.BORN, **people.requester(by), "child_name": "Trần Bảo Ân"})
    done = reception.post(opened.redirect_chain[-1][0], answers | {"paper.birth_notice": "1", **RECEIVED})
    assert done.status_code == 302, re.findall(r"mc-error.*?span>(.*?)<", done.content.decode())
    carried()
    dossier = Dossier.objects.get(uuid=row.uuid)
    note = inner_notes.of_dossier(dossier.pk)[0]
    assert "Ghi sai dấu" in note.words and "Trần Bảo Ân" not in note.words
    carried()
    assert len(inner_notes.of_dossier(dossier.pk)) == 1

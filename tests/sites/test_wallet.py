"""The document wallet: what the city issued, used again in a form, shared by a link that ends."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from pikepdf import Pdf

from motcua.city.models import Organisation
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Component, Draft
from motcua.project.demo import account_of
from motcua.records.papers import storing
from motcua.records.papers.models import Paper
from motcua.records.wallet import sharing
from motcua.records.wallet.models import Share
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.api_calls import officer_token

pytestmark = pytest.mark.django_db
NOW = hanoi("2026-11-23 09:00")
PERMIT = "1.013225"


def signed_on(key="resident"):
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def pdf(name):
    content = io.BytesIO()
    with Pdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Title"] = name
        made.save(content)
    return content.getvalue()


def paper(kind="planning-information", title="Thông tin quy hoạch", owner="resident", **more):
    """A paper of the store, with its file."""
    person = account_of(owner).person
    file = storing.store_made(pdf(title), name=f"{kind}.pdf", purpose="result", owner_id=person.pk, at=NOW)
    facts = {
        "number": "12/TTQH",
        "issued_on": date(2026, 3, 2),
        "issuer_id": None,
        "issuer_name": "UBND phường",
    }
    return storing.issue(kind=kind, title=title, owner_id=person.pk, file=file, at=NOW, **(facts | more))


@pytest.fixture(autouse=True)
def _morning(city):
    clock.set_for_test(NOW)
    yield
    clock.set_for_test(None)


@pytest.fixture
def me():
    return signed_on()


def wanted(paper, **changed):
    return {
        "id": "5f1c7a52-3b1d-4c6a-9a55-0c1c0de5a001",
        "papers": [str(paper.pk)],
        "receiver": "Trường Tiểu học Nghĩa Đô",
        "purpose": "Nộp hồ sơ nhập học lớp 1",
        "days": "7",
        "openings": "3",
    } | changed


def link(me, paper, **changed):
    """Make a link; its path."""
    answer = me.post("/giay-to/chia-se/moi/", wanted(paper, **changed))
    assert answer.status_code == 200
    return re.search(r"(/xem-giay-to/[\w-]+/)", answer.content.decode())[1]


def test_the_wallet_says_of_each_paper_whether_it_counts(me):
    paper()
    paper("marital-status-certificate", "Giấy xác nhận tình trạng hôn nhân", valid_until=date(2026, 12, 31))
    paper("residence-notice", "Thông báo cư trú", valid_until=date(2026, 11, 1))
    page = me.get("/giay-to/").content.decode()
    assert "Còn hiệu lực đến hết 31/12/2026" in page
    assert "Hết hạn ngày 01/11/2026" in page
    assert page.count("Còn hiệu lực<") == 1


def test_the_wallet_is_found_without_diacritics_and_by_kind(me):
    paper()
    paper("residence-notice", "Thông báo cư trú", number="7/TB")
    found = me.get("/giay-to/?q=quy hoach").content.decode()
    assert "Thông tin quy hoạch" in found and "Thông báo cư trú" not in found
    assert "Thông báo cư trú" in me.get("/giay-to/?q=7/tb").content.decode()
    of_kind = me.get("/giay-to/?loai=residence-notice").content.decode()
    assert "Thông báo cư trú" in of_kind and of_kind.count('wl-line"') == 1


def test_the_wallet_costs_few_queries_whatever_lies_in_it(me, django_assert_max_num_queries):
    for number in range(25):
        paper(title=f"Giấy số {number}", number=f"{number}/X")
    with django_assert_max_num_queries(7):
        page = me.get("/giay-to/").content.decode()
    assert "?truoc=" in page


def test_a_paper_of_somebody_else_is_not_found(me):
    theirs = paper(owner="resident-single")
    for path in (f"/giay-to/{theirs.pk}/", f"/giay-to/{theirs.pk}/tep/"):
        assert me.get(path).status_code == 404
    refused = me.post("/giay-to/chia-se/moi/", wanted(theirs))
    assert refused.status_code == 422 and not Share.objects.exists()


def test_a_replaced_paper_leads_to_what_replaced_it(me):
    old, new = paper(), paper(title="Thông tin quy hoạch mới", number="13/TTQH")
    storing.replace(old, new)
    page = me.get(f"/giay-to/{old.pk}/").content.decode()
    assert "Đã được thay thế" in page and f"/giay-to/{new.pk}/" in page


def test_an_unsigned_file_is_told_as_such_when_its_signatures_are_checked(me):
    page = me.get(f"/giay-to/{paper().pk}/?kiem-tra=co").content.decode()
    assert "Tệp này không có chữ ký số." in page


def test_who_acts_for_an_organisation_sees_its_papers_apart_from_the_own_ones(me):
    account = account_of("resident")
    firm = Organisation.objects.create(
        number="0100000001", name="Công ty Mẫu", kind="enterprise", representative=account.person
    )
    type(account).objects.filter(pk=account.pk).update(organisation=firm)
    mine, theirs = (
        paper(),
        paper("company-certificate", "Giấy chứng nhận doanh nghiệp", organisation_id=firm.pk),
    )
    own, firms = me.get("/giay-to/").content.decode(), me.get("/giay-to/?cua=to-chuc").content.decode()
    assert mine.title in own and theirs.title not in own
    assert theirs.title in firms and mine.title not in firms
    assert me.get(f"/giay-to/{theirs.pk}/tep/").status_code == 200


def test_a_paper_of_the_wallet_is_used_in_a_form_with_one_press_and_marked_as_such(me):
    lying = paper()
    draft = Draft.objects.get(id=me.post(f"/nop/{PERMIT}")["Location"].split("/")[3])
    page = me.get(f"/nop/ban-nhap/{draft.id}/giay-to").content.decode()
    press = f"_reuse-planning_information-{lying.pk}"
    assert press in page and "Dùng bản trong ví giấy tờ" in page
    me.post(f"/nop/ban-nhap/{draft.id}/giay-to", {press: "1"})
    draft.refresh_from_db()
    assert draft.papers["planning_information"]["source"] == Component.Source.REUSED
    assert draft.papers["planning_information"]["files"][0]["uuid"] == str(lying.file.uuid)


def test_a_paper_that_counts_no_longer_is_not_offered(me):
    lying = paper(valid_until=date(2026, 11, 22))
    draft = me.post(f"/nop/{PERMIT}")["Location"].split("/")[3]
    press = f"_reuse-planning_information-{lying.pk}"
    assert press not in me.get(f"/nop/ban-nhap/{draft}/giay-to").content.decode()
    assert me.post(f"/nop/ban-nhap/{draft}/giay-to", {press: "1"}).status_code == 404


def test_a_shared_paper_is_seen_after_a_notice_and_the_owner_reads_of_the_look(me):
    lying = paper()
    path, school = link(me, lying), Client()
    gate = school.get(path).content.decode()
    assert "Lần mở này được ghi lại" in gate and lying.title not in gate
    assert account_of("resident").person.full_name not in gate
    assert school.post(path).status_code == 302
    shown = school.get(path).content.decode()
    assert lying.title in shown and "Còn hiệu lực" in shown
    file = school.get(f"{path}{lying.pk}/")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    looks = me.get("/ca-nhan/du-lieu").content.decode()
    assert "Người có liên kết: Trường Tiểu học Nghĩa Đô" in looks
    assert "Liên kết chia sẻ: Nộp hồ sơ nhập học lớp 1" in looks
    assert AccessLog.objects.filter(person_id=account_of("resident").person_id).count() == 2


def test_no_table_holds_the_token_of_a_link(me):
    path = link(me, paper())
    token = path.strip("/").split("/")[1]
    row = Share.objects.values().get()
    assert token not in str(row) and row["token_hash"] == sharing.hash_of(token)


def test_a_preview_of_a_chat_program_uses_no_opening_up(me):
    path = link(me, paper(), openings="1")
    for _ in range(3):
        assert Client().get(path).status_code == 200
    assert Share.objects.get().opened == 0


def test_wrong_ended_used_up_and_revoked_links_say_the_same_words(me):
    path, guest = link(me, paper(), openings="1"), Client()
    wrong = Client().get("/xem-giay-to/khong-co/")
    assert wrong.status_code == 404
    assert guest.post(path).status_code == 302
    used_up = Client().post(path)
    other = link(me, paper(), id="5f1c7a52-3b1d-4c6a-9a55-0c1c0de5a002")
    assert me.post(f"/giay-to/chia-se/{Share.objects.latest('id').uuid}/thu-hoi/").status_code == 302
    revoked = Client().get(other)
    third = link(me, paper(), id="5f1c7a52-3b1d-4c6a-9a55-0c1c0de5a003", days="1")
    clock.set_for_test(NOW + timedelta(days=1, minutes=1))
    ended = Client().get(third)

    def said(answer):
        return re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]

    assert {answer.status_code for answer in (wrong, used_up, revoked, ended)} == {404}
    assert len({said(answer) for answer in (wrong, used_up, revoked, ended)}) == 1


def test_a_link_taken_back_closes_the_page_that_is_open(me):
    lying = paper()
    path, guest = link(me, lying), Client()
    guest.post(path)
    me.post(f"/giay-to/chia-se/{Share.objects.get().uuid}/thu-hoi/")
    assert guest.get(path).status_code == 404
    assert guest.get(f"{path}{lying.pk}/").status_code == 404


def test_one_opening_shows_the_papers_for_half_an_hour_to_one_browser(me):
    lying = paper()
    path, guest = link(me, lying), Client()
    guest.post(path)
    assert lying.title not in Client().get(path).content.decode()
    clock.set_for_test(NOW + sharing.LOOKING + timedelta(minutes=1))
    assert lying.title not in guest.get(path).content.decode()
    assert guest.get(f"{path}{lying.pk}/").status_code == 404


def test_a_link_opens_no_other_paper_of_its_owner(me):
    lying, other = paper(), paper(title="Giấy khác", number="9/X")
    path, guest = link(me, lying), Client()
    guest.post(path)
    assert guest.get(f"{path}{other.pk}/").status_code == 404


def test_who_tries_many_tokens_has_to_wait(me):
    cache.clear()
    guest = Client()
    answers = [guest.get(f"/xem-giay-to/thu-{number}/").status_code for number in range(12)]
    assert answers[:10] == [404] * 10 and answers[10:] == [429] * 2
    assert guest.get(link(me, paper())).status_code == 429


def test_all_faults_of_a_link_are_told_at_once_and_nothing_is_lost(me):
    answer = me.post("/giay-to/chia-se/moi/", wanted(paper(), papers=[], receiver="", purpose="", days="31"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('class="mc-error"') == 4
    again = me.post("/giay-to/chia-se/moi/", wanted(paper(), purpose="", receiver="Ngân hàng Mẫu"))
    assert 'value="Ngân hàng Mẫu"' in again.content.decode()


def test_sending_the_form_of_a_link_twice_makes_one(me):
    lying = paper()
    link(me, lying)
    assert me.post("/giay-to/chia-se/moi/", wanted(lying)).status_code == 302
    assert Share.objects.count() == 1


def test_nobody_takes_back_the_link_of_somebody_else(me):
    link(me, paper())
    stranger = signed_on("resident-single")
    assert stranger.post(f"/giay-to/chia-se/{Share.objects.get().uuid}/thu-hoi/").status_code == 404
    assert Share.objects.get().revoked_at is None


def test_the_links_one_made_stand_in_a_list_with_their_openings(me, django_assert_max_num_queries):
    path = link(me, paper())
    Client().post(path)
    with django_assert_max_num_queries(7):
        page = me.get("/giay-to/chia-se/").content.decode()
    assert "1/3" in page and "Thu hồi" in page
    assert path.split("/")[2] not in page


def test_a_paper_shared_and_replaced_since_is_shown_as_replaced(me):
    lying = paper()
    path, guest = link(me, lying), Client()
    storing.replace(Paper.objects.get(pk=lying.pk), paper(title="Bản mới", number="13/X"))
    guest.post(path)
    assert "Đã được thay thế" in guest.get(path).content.decode()


def test_what_data_stand_for_is_told_to_the_resident_the_officer_and_the_partner(me):
    dossier = people.filed_birth(NOW)
    told = "Đã có dữ liệu: Cơ sở dữ liệu quốc gia về dân cư, tra cứu lúc 09:00 23/11/2026"
    assert told in me.get(f"/ho-so/{dossier.uuid}").content.decode()
    assert told in signed_on("counter").get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    answer = Client().get(
        f"/api/v1/dossiers/{dossier.uuid}",
        headers={"Authorization": f"Bearer {officer_token('counter')}", "X-Purpose": "kiem tra"},
    )
    papers = {one["component"]: one for one in answer.json()["papers"]}
    assert papers["identity"]["data_source"] == "population.identity"
    assert papers["identity"]["looked_up_at"].startswith("2026-11-23T09:00")
    assert all((one["looked_up_at"] is None) == (one["source"] != "data") for one in papers.values())


def registered_birth(mother):
    """A birth from filing to the sealed certificate; its dossier."""
    told = {"mother_pin": mother.pin, "mother_name": mother.full_name}
    dossier = people.filed_birth(NOW, **told)
    for key, do, more in (
        ("counter", "", {}),
        (
            "justice",
            "submit",
            {"answers": {"proposal": "grant"}, "ticked": frozenset({"not_registered", "name_lawful"})},
        ),
        ("chair", "sign", {}),
        ("clerk", "entered", {}),
    ):
        by, task = people.officer(key, NOW), dossier.open_task_id
        if do:
            dossier = changes.act(task, do, by=by, at=NOW, **more)
        else:
            dossier = changes.accept(task, by=by, at=NOW, ticked=people.RECEIVED)
    return dossier


def test_a_registered_birth_stands_in_the_next_form_of_its_mother(me):
    born = registered_birth(account_of("resident").person)
    for code, choice in (("1.001939", "card_group"), ("1.014062", "")):
        draft = Draft.objects.get(id=me.post(f"/nop/{code}")["Location"].split("/")[3])
        path = f"/nop/ban-nhap/{draft.id}/person"
        if choice:
            me.post(
                path, {choice: "child", "with_birth": "no", "_asked": [choice, "with_birth"], "_next": "1"}
            )
        me.get(path)
        draft.refresh_from_db()
        assert draft.answers["person_name"] == born.answers["child_name"]
        assert draft.answers["person_sex"] == "female"
        assert draft.answers["birth_certificate_number"] == born.result_number
        page = me.get(path).content.decode()
        assert f"/du-lieu-sai/don/{draft.id}/person_name/" in page
    looks = AccessLog.objects.filter(what="population", reader__person_id=account_of("resident").person_id)
    assert looks.filter(purpose__startswith="Điền sẵn").exists(), (
        "the child can read who was shown the child's data"
    )

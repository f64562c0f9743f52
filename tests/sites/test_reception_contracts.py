"""A firm under contract staffs a counter: its people receive and give out, within term, place and procedures, nothing else."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.test import Client

from motcua.city import authority
from motcua.city.contracts import rules
from motcua.city.contracts.models import Placed, ReceptionContract
from motcua.city.contracts.rules import Terms
from motcua.city.models import Account, Agency, Appointment, Organisation, Post
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.desk_people import MONDAY, RECEIVED, at_desk, filed, ready
from tests.sites.test_ways_post import posted

pytestmark = pytest.mark.django_db
HERE = "/tiep-nhan-hop-dong/"
LAST = hanoi("2026-06-30 16:00")


def signed_on(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def holder(kind: str) -> Account:
    """Who holds a post of the centre."""
    return (
        Appointment.objects.filter(post__kind=kind, post__agency__kind="centre")
        .order_by("id")
        .first()
        .account
    )


@pytest.fixture
def branch(city):
    return Agency.objects.get(pk=people.officer("counter", MONDAY).agency_id)


@pytest.fixture
def firm(city):
    return Organisation.objects.create(number="0109999999", name="Công ty TNHH Một Quầy", kind="enterprise")


@pytest.fixture
def worker(city):
    return Account.objects.create_user("motquay.thu", kind="officer", display_name="Vũ Thị Thu")


def terms(branch, firm, **more):
    return {
        "organisation": firm.number, "number": "12/2026/HĐ-TN", "signed_on": "2026-02-20", "begins": "2026-03-02",
        "until": "2026-06-30", "points": [branch.pk], "procedures": [people.BIRTH],
    } | more  # fmt: skip


@pytest.fixture
def running(branch, firm, worker):
    """A contract that the deputy wrote and the director approved, with one person at the branch."""
    clock.set_for_test(MONDAY)
    made = signed_on(holder("deputy_leader")).post(f"{HERE}moi/", terms(branch, firm))
    assert made.status_code == 302, re.findall(r"mc-error.*?span>(.*?)<", made.content.decode())
    head = signed_on(holder("department_leader"))
    assert head.post(f"{made['Location']}duyet/").status_code == 302
    assert (
        head.post(f"{made['Location']}xep/", {"username": worker.username, "point": branch.pk}).status_code
        == 302
    )
    return ReceptionContract.objects.get()


@pytest.fixture
def counter(running, worker):
    return signed_on(worker)


def acts_as(worker, at=MONDAY) -> Actor:
    return authority.actor_for(worker, at)


def test_a_person_of_the_firm_takes_in_and_the_slip_says_for_whom(counter, running, worker, branch):
    page = counter.get("/ban-lam-viec/tiep-nhan/").content.decode()
    assert people.BIRTH in page
    assert people.COPY not in page
    assert "12/2026/HĐ-TN" in page and "Công ty TNHH Một Quầy" in page
    taken = counter.get(f"/ban-lam-viec/tiep-nhan/{people.BIRTH}/")
    number = taken["Location"]
    found = counter.post(
        f"{number}nguoi/", {"find": "applicant", "applicant.q": account_of("resident").person.pin}
    )
    assert found.status_code == 200 and "Nguyễn Thị Minh Anh" in found.content.decode()
    by = people.resident(MONDAY)
    done = counter.post(
        number, posted({**people.BORN, **people.requester(by)}) | {"paper.birth_notice": "1", **RECEIVED}
    )
    assert done.status_code == 302, re.findall(r"mc-error.*?span>(.*?)<", done.content.decode())
    dossier = Dossier.objects.latest("id")
    assert (dossier.intake_agency_id, dossier.status) == (branch.pk, 2)
    receipt = Document.objects.get(dossier=dossier, kind="receipt")
    agency = running.agency.name_vi
    assert receipt.data["receiver"]["name"] == "Vũ Thị Thu"
    assert (
        receipt.data["receiver_for"] == f"Công ty TNHH Một Quầy, theo hợp đồng số 12/2026/HĐ-TN với {agency}"
    )


def test_it_gives_a_result_out(counter, worker):
    dossier = ready(MONDAY)
    changes.hand_over(
        dossier.open_task_id,
        "signature",
        {"received_by": "Nguyễn Thị Minh Anh"},
        by=acts_as(worker),
        at=MONDAY,
    )
    dossier.refresh_from_db()
    assert dossier.status == 10


def test_what_decides_about_somebody_stays_with_officers(counter, worker):
    dossier = filed(MONDAY)
    page = counter.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Tiếp nhận hồ sơ" in page
    assert "Từ chối tiếp nhận" not in page and "Yêu cầu bổ sung" not in page
    by, at = acts_as(worker), MONDAY
    with pytest.raises(authority.NotAllowed):
        changes.refuse_intake(dossier.open_task_id, "not-eligible", "Thiếu", by=by, at=at)
    with pytest.raises(authority.NotAllowed):
        changes.ask_supplement(dossier.open_task_id, ["Giấy chứng sinh"], "Thiếu", by=by, at=at)
    with pytest.raises(authority.NotAllowed):
        changes.stop(dossier.id, "Người dân rút", by=by, at=at)
    accepted = changes.accept(dossier.open_task_id, by=by, at=at, ticked=people.RECEIVED)
    assert accepted.status == 2


def test_other_procedures_are_not_there_for_it(counter, worker):
    assert counter.get(f"/ban-lam-viec/tiep-nhan/{people.COPY}/").status_code == 403
    assert counter.get(f"/ban-lam-viec/tiep-nhan/{people.COPY}/{uuid.uuid4()}/").status_code == 403


def test_its_people_see_their_counter_and_no_other_site(counter):
    rail = counter.get("/ban-lam-viec/").context["desk_menu"]
    shown = {entry["href"] for entry in rail if "href" in entry}
    assert shown == {
        "/ban-lam-viec/", "/ban-lam-viec/cho-nhan/", "/ban-lam-viec/truc-tuyen/", "/ban-lam-viec/tiep-nhan/",
        "/ban-lam-viec/tat-ca/", "/ban-lam-viec/so-theo-doi/", "/ban-lam-viec/nhac-viec/", "/ban-lam-viec/nhac-toi-toi/",
        "/quay/", "/tai-khoan/dang-nhap/",
    }  # fmt: skip
    assert counter.get("/quay/").status_code == 200
    closed = ("/dan-cu/", "/soan-thu-tuc/", HERE, "/buu-chinh/co-quan/", "/quay/thu-tien/", "/to-luu-dong/to/",
              "/dot-luu-dong/", "/ho-tro/", "/quay/giay-to/", "/so-dang-ky/", "/dieu-hanh/")  # fmt: skip
    assert {path: counter.get(path).status_code for path in closed} == dict.fromkeys(closed, 403)


def test_people_are_found_by_their_card_and_never_by_a_name(counter):
    number = counter.get(f"/ban-lam-viec/tiep-nhan/{people.BIRTH}/")["Location"]
    named = counter.post(f"{number}nguoi/", {"find": "applicant", "applicant.q": "Nguyễn Thị Minh Anh"})
    assert account_of("resident").person.pin not in named.content.decode()


def test_it_ends_by_itself_on_the_day_after_its_last(counter, worker, branch):
    def may(at):
        return authority.holds(
            acts_as(worker, at), "receive", at=at, procedure_code=people.BIRTH, agency_id=branch.pk
        )

    authority.forget()
    assert may(MONDAY) and may(LAST)
    assert not may(LAST + timedelta(days=1))
    assert not may(MONDAY - timedelta(days=1))
    assert not authority.holds(
        acts_as(worker), "receive", at=MONDAY, procedure_code=people.COPY, agency_id=branch.pk
    )
    clock.set_for_test(LAST + timedelta(days=1))
    assert signed_on(worker).get("/ban-lam-viec/tiep-nhan/").status_code == 403


def test_it_holds_at_the_named_counters_only(counter, worker, branch):
    elsewhere = Agency.objects.filter(kind="commune").first()
    assert not authority.holds(
        acts_as(worker), "receive", at=MONDAY, procedure_code=people.BIRTH, agency_id=elsewhere.pk
    )


def test_ended_before_its_day_nobody_of_the_firm_acts_any_more(counter, running, worker):
    dossier = filed(MONDAY)
    by = acts_as(worker)
    head = signed_on(holder("department_leader"))
    silent = head.post(f"{HERE}{running.uuid}/cham-dut/", {"why": " "})
    assert silent.status_code == 422 and "Ghi lý do chấm dứt." in silent.content.decode()
    assert head.post(f"{HERE}{running.uuid}/cham-dut/", {"why": "Vi phạm hợp đồng"}).status_code == 302
    with pytest.raises(authority.NotAllowed):
        changes.accept(dossier.open_task_id, by=by, at=MONDAY, ticked=people.RECEIVED)
    assert counter.get("/ban-lam-viec/tiep-nhan/").status_code == 403
    assert head.post(f"{HERE}{running.uuid}/cham-dut/", {"why": "x"}).status_code == 409
    assert "Vi phạm hợp đồng" in head.get(f"{HERE}{running.uuid}/").content.decode()


def test_one_person_leaves_and_the_others_stay(counter, running, worker, branch):
    head = signed_on(holder("department_leader"))
    other = Account.objects.create_user("motquay.nam", kind="officer", display_name="Lê Văn Nam")
    head.post(f"{HERE}{running.uuid}/xep/", {"username": other.username, "point": branch.pk})
    placed = Placed.objects.get(account=worker)
    assert head.post(f"{HERE}{running.uuid}/bo/", {"placed": placed.pk}).status_code == 302
    assert counter.get("/ban-lam-viec/tiep-nhan/").status_code == 403
    assert signed_on(other).get("/ban-lam-viec/tiep-nhan/").status_code == 200
    assert head.post(f"{HERE}{running.uuid}/bo/", {"placed": 10**9}).status_code == 404


def test_nobody_sits_on_both_sides_of_the_counter(running, branch):
    head = signed_on(holder("department_leader"))
    said = head.post(
        f"{HERE}{running.uuid}/xep/", {"username": account_of("justice").username, "point": branch.pk}
    )
    assert said.status_code == 422
    assert "đang giữ một chức vụ khác" in said.content.decode()
    nobody = head.post(f"{HERE}{running.uuid}/xep/", {"username": "khong.co", "point": ""}).content.decode()
    assert "Không có tài khoản cán bộ nào tên như vậy." in nobody and "Chọn nơi tiếp nhận." in nobody


def test_who_writes_a_contract_does_not_approve_it_and_other_agencies_do_not_see_it(branch, firm):
    clock.set_for_test(MONDAY)
    head = signed_on(holder("department_leader"))
    made = head.post(f"{HERE}moi/", terms(branch, firm))["Location"]
    own = head.post(f"{made}duyet/")
    assert own.status_code == 409 and "Người lập không tự duyệt." in own.content.decode()
    assert not Post.objects.filter(kind=rules.POST_KIND).exists()
    for key in ("chair", "leader"):
        assert at_desk(key).get(made).status_code == 404
        assert at_desk(key).post(f"{made}duyet/").status_code == 404
    assert at_desk("counter").get(HERE).status_code == 403


def test_every_fault_is_told_at_once_and_nothing_is_lost(branch, firm):
    clock.set_for_test(MONDAY)
    client = signed_on(holder("deputy_leader"))
    answer = client.post(
        f"{HERE}moi/", {"organisation": "0000000000", "number": "7/HĐ", "until": "2026-01-01"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Không có doanh nghiệp nào", "Ghi ngày ký hợp đồng", "đã hết hạn", "Chọn thủ tục"):
        assert words in page
    assert 'value="7/HĐ"' in page


def test_terms_are_checked_on_paper():
    good = Terms(
        organisation="1", number="1", signed_on=date(2026, 1, 1), begins=date(2026, 1, 2), until=date(2026, 1, 3),
        points=(1,), procedures=("a",),
    )  # fmt: skip
    on = date(2026, 1, 1)
    assert rules.faults(good, on, {1}, {"a"}) == {}
    assert set(rules.faults(good, on, {2}, {"b"})) == {"points", "procedures"}
    days = [date(2026, 1, one) for one in (1, 2, 4)]
    states = [rules.state(True, False, date(2026, 1, 2), date(2026, 1, 4), one) for one in days]
    assert states == ["waiting", "running", "over"]
    assert rules.state(False, False, on, date(2026, 1, 4), on) == "draft"
    assert rules.state(True, True, on, date(2026, 1, 4), on) == "ended"


def test_the_list_and_a_contract_take_few_statements(running, django_assert_max_num_queries):
    head = signed_on(holder("department_leader"))
    head.get(HERE)
    with django_assert_max_num_queries(8):
        assert "12/2026/HĐ-TN" in head.get(HERE).content.decode()
    with django_assert_max_num_queries(12):
        assert "Vũ Thị Thu" in head.get(f"{HERE}{running.uuid}/").content.decode()

"""The post as people see it: from the slip to the record, the counter's form, the result on the doorstep."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.city.models import Person
from motcua.exchange.post.models import Enclosed, Record, Shipment
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from motcua.sites.ways import linking
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.desk_people import MONDAY, RECEIVED, accepted, at_desk, page_of, press, ready

pytestmark = pytest.mark.django_db
OFFICE, AGENCY = "/buu-chinh/diem/", "/buu-chinh/co-quan/"
NOON = hanoi("2026-03-02 11:00")


def carried():
    """Everything that waits for the ways' consumers is handed on."""
    for name in (linking.DOSSIERS, linking.SHIPMENTS, linking.DOSSIERS):
        while outbox.drain(name, clock.now()):
            pass


@pytest.fixture
def post(city):
    return at_desk("post")


@pytest.fixture
def branch(city):
    return at_desk("counter")


@pytest.fixture
def owner(city):
    return account_of("resident").person


def typed(owner, **more):
    """What the postman types for a birth."""
    counter = people.officer("counter", MONDAY)
    return {
        "name": owner.full_name, "pin": owner.pin, "phone": "0912345678", "address": "12 Nghĩa Tân",
        "agency": counter.agency_id, "at_home": "no", "result_by_post": "yes", "fee_path": "none", "seal": "NP-7",
        "postage": "30.000", "procedure": people.BIRTH, "d-0-owner": "", "d-0-birth_notice": "1",
        "d-0-birth_notice-o": "1", "d-0-birth_notice-c": "0", "save": "1",
    } | more  # fmt: skip


def taken(post, owner, **more):
    answer = post.post(f"{OFFICE}nhan-goi/", typed(owner, **more))
    assert answer.status_code == 302, re.findall(r"mc-error.*?span>(.*?)<", answer.content.decode())
    return Shipment.objects.latest("id")


def handed(post, branch, owner):
    """A pack that the branch has signed for at nine fifteen."""
    pack = taken(post, owner)
    post.post(f"{OFFICE}ban-giao/", {"agency": pack.agency_id, "codes": pack.code})
    record = Record.objects.latest("id")
    assert branch.post(f"/buu-chinh/bien-ban/{record.uuid}/ky/").status_code == 302
    return pack


def test_a_pack_becomes_a_dossier_filed_when_the_record_was_signed(post, branch, owner):
    pack = handed(post, branch, owner)
    inside = pack.enclosed.get()
    clock.set_for_test(NOON)
    assert pack.code in branch.get(AGENCY).content.decode()
    opened = branch.post(f"{AGENCY}nhap/{inside.uuid}/", follow=True)
    page = opened.content.decode()
    assert "Tính là nộp lúc 09:15 ngày 02/03/2026" in page
    assert owner.full_name in page
    form = opened.redirect_chain[-1][0]
    by = people.resident(MONDAY)
    answers = {**people.BORN, **people.requester(by)}
    done = branch.post(form, posted(answers) | {"paper.birth_notice": "1", "delivery": "post", **RECEIVED})
    assert done.status_code == 302, re.findall(r"mc-error.*?span>(.*?)<", done.content.decode())
    dossier = Dossier.objects.get(uuid=inside.uuid)
    assert (dossier.channel, dossier.delivery_by) == ("postal", "post")
    signed = Record.objects.get().signed_at
    assert signed < NOON - timedelta(hours=1)
    assert (dossier.submitted_at, dossier.accepted_at, dossier.clock_from) == (signed, signed, signed)
    carried()
    assert Enclosed.objects.get(pk=inside.pk).dossier_code == dossier.code
    assert pack.code not in branch.get(AGENCY).content.decode().split("past")[0]
    again = branch.post(f"{AGENCY}nhap/{inside.uuid}/")
    assert again["Location"].endswith(f"/ho-so/{dossier.code}/")
    mine = Client()
    mine.force_login(account_of("resident"), backend="django.contrib.auth.backends.ModelBackend")
    told = mine.get(f"/ho-so/{dossier.uuid}").content.decode()
    assert pack.code in told
    assert "Tính là nộp từ lúc ký" in told


def posted(answers, prefix=""):
    """Answers under the names of the counter's form."""
    found = {}
    for name, value in answers.items():
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, dict) and "unit" in value:
            found[f"{name}-commune"], found[f"{name}-line"] = value["unit"], value.get("line", "")
            found[f"{name}-province"] = "01"
        elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            found |= dict(
                zip((f"{name}-year", f"{name}-month", f"{name}-day"), value.split("-"), strict=True)
            )
        elif re.fullmatch(r"\d{5}", str(value)) and ("town" in name or "unit" in name):
            found[f"{name}-commune"], found[f"{name}-province"] = value, "01"
        else:
            found[name] = value
    return found


def test_a_result_goes_home_by_post_with_a_proof_and_the_dossier_ends_by_it(post, branch, owner):
    dossier = ready(MONDAY)
    Dossier.objects.filter(pk=dossier.pk).update(delivery_by="post", address="12 Nghĩa Tân")
    carried()
    shipment = Shipment.objects.get()
    assert (shipment.state, shipment.way, shipment.address) == ("requested", "return", "12 Nghĩa Tân")
    office = people.officer("post", MONDAY).agency_id
    made = branch.post(f"{AGENCY}giao/", {"rows": [shipment.pk], "office": office})
    assert made.status_code == 302
    assert post.post(f"{made['Location']}ky/").status_code == 302
    carried()
    dossier.refresh_from_db()
    assert (dossier.status, dossier.delivery) == (9, "on-the-way")
    here = f"{OFFICE}{shipment.uuid}/"
    post.post(f"{here}viec/di-phat/")
    bad = post.post(f"{here}viec/da-phat/", {"receiver": "Bố chồng", "relation": "family", "proof": ""})
    assert bad.status_code == 422
    assert "Bố chồng" in bad.content.decode()
    good = {"receiver": "Bố chồng", "relation": "family", "proof": "signature"}
    assert post.post(f"{here}viec/da-phat/", good).status_code == 302
    assert post.post(f"{here}viec/da-phat/", good).status_code == 409
    carried()
    dossier.refresh_from_db()
    assert (dossier.status, dossier.delivery) == (10, "delivered")
    assert dossier.delivery_proof["kind"] == "post"
    assert dossier.delivery_proof["received_by"] == "Bố chồng"
    assert dossier.delivery_proof["consignment"] == shipment.code


def test_a_result_that_is_fetched_at_the_counter_is_no_longer_waited_for(branch, owner):
    dossier = ready(MONDAY)
    Dossier.objects.filter(pk=dossier.pk).update(delivery_by="post")
    carried()
    assert (
        press(branch, dossier, "hand-over", proof="signature", received_by="Chị Minh Anh").status_code == 302
    )
    carried()
    assert Shipment.objects.get().state == "cancelled"


def test_a_postal_officer_sees_packs_of_the_own_office_and_no_dossier(post, branch, owner):
    dossier = accepted()
    assert post.get(page_of(dossier)).status_code == 404
    assert post.get("/ban-lam-viec/tiep-nhan/").status_code == 403
    assert post.get(AGENCY).status_code == 403
    pack = taken(post, owner)
    page = post.get(f"{OFFICE}{pack.uuid}/").content.decode()
    assert "Giấy chứng sinh" in page
    assert people.BORN["child_name"] not in page
    assert branch.get(f"{OFFICE}{pack.uuid}/").status_code == 403
    assert branch.get(OFFICE).status_code == 403


def test_typing_a_personal_number_at_the_post_tells_nothing(post, owner):
    other = Person.objects.exclude(pk=owner.pk).filter(pin__isnull=False).first()
    pack = taken(post, owner, pin=other.pin)
    assert pack.person is None
    page = post.get(f"{OFFICE}{pack.uuid}/").content.decode()
    assert other.full_name not in page
    assert taken(post, owner).person == owner


def test_every_fault_of_a_slip_is_said_at_once_and_nothing_typed_is_lost(post, owner):
    wrong = typed(owner, name="", address="", agency="", postage="ba mươi", **{"d-0-birth_notice-o": "x"})
    answer = post.post(f"{OFFICE}nhan-goi/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    summary = page.split('class="mc-errors"')[1].split("</ul>")[0]
    assert set(re.findall(r'href="#([^"]+)"', summary)) == {
        "id-name", "id-address", "id-agency", "id-postage", "d-0",
    }  # fmt: skip
    assert 'value="ba mươi"' in page
    assert 'value="NP-7"' in page
    assert not Shipment.objects.exists()


def test_one_more_dossier_is_added_to_a_pack_without_losing_what_was_typed(post, owner):
    answer = post.post(f"{OFFICE}nhan-goi/", typed(owner, _add="1", add="1.001193"))
    page = answer.content.decode()
    assert page.count('name="procedure" value="1.001193"') == 2
    assert 'value="NP-7"' in page
    refused = post.post(f"{OFFICE}nhan-goi/", typed(owner, _add="1", add="2.000815"))
    assert "không nhận qua bưu chính" in refused.content.decode()


def test_codes_that_cannot_go_are_named_one_by_one(post, owner):
    pack = taken(post, owner)
    answer = post.post(
        f"{OFFICE}ban-giao/", {"agency": pack.agency_id, "codes": f"{pack.code}\n{pack.code}\nBC-2222-2222"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "quét hai lần" in page
    assert "không có ở bưu cục này" in page
    assert pack.code in page.split("<textarea")[1]


def test_both_lists_are_public_and_no_procedure_stands_on_both(client, city):
    page = client.get("/buu-chinh/").content.decode()
    taken_by, not_taken = page.split("Không nhận qua bưu chính")
    codes = [set(re.findall(r"/thu-tuc/(\d\.\d{6})", part)) for part in (taken_by, not_taken)]
    assert people.BIRTH in codes[0]
    assert "2.000815" in codes[1]
    assert not codes[0] & codes[1]
    found = client.get("/buu-chinh/?q=khai sinh").content.decode()
    assert "2.000815" not in found


def test_anybody_follows_a_code_and_learns_nobodys_name(post, branch, owner, client):
    pack = handed(post, branch, owner)
    page = client.get(f"/buu-chinh/tra-cuu?ma={pack.code.lower()}").content.decode()
    assert "Đã bàn giao cơ quan" in page
    for private in (owner.full_name, "0912345678", "12 Nghĩa Tân", "khai sinh"):
        assert private not in page
    assert client.get("/buu-chinh/tra-cuu?ma=BC-2222-2222").status_code == 404


def test_a_resident_asks_the_postman_to_come_and_may_cancel(post, owner):
    mine = Client()
    mine.force_login(account_of("resident"), backend="django.contrib.auth.backends.ModelBackend")
    counter, office = (people.officer(key, MONDAY).agency_id for key in ("counter", "post"))
    wanted = {"procedure": people.BIRTH, "agency": counter, "office": office, "address": "12 Nghĩa Tân",
              "phone": "0912345678", "result_by_post": "yes"}  # fmt: skip
    assert mine.post("/buu-chinh/yeu-cau", wanted | {"procedure": "2.000815", "phone": ""}).status_code == 422
    assert mine.post("/buu-chinh/yeu-cau", wanted).status_code == 302
    asked = Shipment.objects.get()
    assert asked.code in mine.get("/ca-nhan").content.decode()
    listed = post.get(f"{OFFICE}?viec=can-nhan").content.decode()
    assert asked.code in listed
    door = post.get(f"{OFFICE}{asked.uuid}/nhan/").content.decode()
    assert "12 Nghĩa Tân" in door
    other = Client()
    other.force_login(account_of("resident-single"), backend="django.contrib.auth.backends.ModelBackend")
    assert other.post(f"/buu-chinh/yeu-cau/{asked.uuid}/huy").status_code == 404
    assert mine.post(f"/buu-chinh/yeu-cau/{asked.uuid}/huy").status_code == 302
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_the_counter_notes_who_saw_the_sender(post, branch, owner):
    pack = handed(post, branch, owner)
    branch.post(f"{AGENCY}nhap/{pack.enclosed.get().uuid}/")
    assert AccessLog.objects.filter(person_id=owner.pk, what="post").exists()


@pytest.mark.parametrize(("path", "most"), [(OFFICE, 9), (f"{OFFICE}ban-giao/", 9)])
def test_the_posts_pages_ask_few_questions(post, owner, path, most, django_assert_max_num_queries):
    for _ in range(4):
        taken(post, owner)
    post.get(path)
    with django_assert_max_num_queries(most):
        post.get(path)


def test_the_agencys_page_asks_few_questions(post, branch, owner, django_assert_max_num_queries):
    for _ in range(3):
        handed(post, branch, owner)
    branch.get(AGENCY)
    with django_assert_max_num_queries(11):
        branch.get(AGENCY)


def test_whoever_collects_for_the_owner_names_the_authorisation(branch, owner):
    dossier = ready(MONDAY)
    came = {"proof": "signature", "received_by": "Trần Văn Hộ", "receiver": "proxy"}
    refused = press(branch, dossier, "hand-over", **came)
    assert refused.status_code == 422
    assert "Ghi giấy ủy quyền" in refused.content.decode()
    assert press(branch, dossier, "hand-over", **came, proxy_paper="12/UQ, 01/03/2026").status_code == 302
    dossier.refresh_from_db()
    proof = dossier.delivery_proof
    assert (proof["received_by"], proof["receiver"], proof["authorisation"]) == (
        "Trần Văn Hộ", "proxy", "12/UQ, 01/03/2026",
    )  # fmt: skip

"""Pages of consents and of requests about one's own data, as residents, counters and the data-protection officer see them."""

import io
import json
import uuid

import pytest
from django.test import Client
from pikepdf import Pdf

from motcua.city.models import Person
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.records.consents import texts
from motcua.records.consents.models import Consent
from motcua.records.population.models import CitizenRecord
from motcua.records.subject_requests import marks
from motcua.records.subject_requests.models import SubjectRequest
from tests.conftest import hanoi
from tests.reading_pdf import text_of

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:00")


@pytest.fixture(autouse=True)
def morning(city):
    clock.set_for_test(AT)


@pytest.fixture
def me() -> Person:
    return Person.objects.get(id=account_of("resident").person_id)


def signed_on(key: str = "resident") -> Client:
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(**changed) -> dict:
    version = texts.newest("research").version
    return {"id": str(uuid.uuid4()), "version": version, "data": ["contact"], "days": "30"} | changed


def test_nothing_is_ticked_and_everything_is_said_before_one_agrees():
    page = signed_on().get("/dong-y/moi/research/").content.decode()
    assert "checked" not in page and "Nếu không đồng ý" in page and "365" in page and "rút lại" in page


def test_a_resident_agrees_sees_it_and_takes_it_back(me):
    client = signed_on()
    assert client.post("/dong-y/moi/research/", form(data=[], days="")).status_code == 422
    there = client.post("/dong-y/moi/research/", form())["Location"]
    page = client.get(there).content.decode()
    assert "Đang có hiệu lực" in page and "Thư điện tử, số điện thoại" in page
    assert "Đang có hiệu lực" in client.get("/dong-y/").content.decode()
    assert "Mời bạn tham gia" in client.get("/ca-nhan").content.decode()
    client.post(there + "rut/")
    assert "Đã rút lại" in client.get(there).content.decode()


def test_a_parent_agrees_for_a_child_of_ten_only_with_the_child(me):
    child = Person.objects.create(full_name="Nguyễn Bé Mười", birth_date="2016-01-01", sex="female")
    CitizenRecord.objects.create(person=child, mother=me, updated_at=AT)
    CitizenRecord.objects.get_or_create(person=me, defaults={"updated_at": AT})
    client = signed_on()
    refused = client.post("/dong-y/moi/research/", form(person=str(child.pk)))
    assert refused.status_code == 422 and "7 tuổi" in refused.content.decode()
    client.post("/dong-y/moi/research/", form(person=str(child.pk), child_agrees="yes"))
    consent = Consent.objects.get()
    assert (consent.person_id, consent.representative_id, consent.child_agreed) == (child.pk, me.pk, True)
    assert "Nguyễn Bé Mười" in client.get("/dong-y/").content.decode()


def test_somebody_elses_child_is_not_agreed_for(me):
    stranger = Person.objects.exclude(pk=me.pk).first()
    assert signed_on().post("/dong-y/moi/research/", form(person=str(stranger.pk))).status_code == 404
    assert not Consent.objects.exists()


def test_the_receipt_is_a_page_that_anybody_checks_by_its_code(me):
    client = signed_on()
    there = client.post("/dong-y/moi/research/", form())["Location"]
    consent = Consent.objects.get()
    answer = client.get(there + "bien-nhan/")
    with Pdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1
    words = text_of(answer.content)
    assert consent.code in words and me.full_name in words
    checked = Client().get(f"/kiem-tra-dong-y/{consent.code}").content.decode()
    assert "là thật" in checked and me.full_name not in checked
    client.post(there + "rut/")
    assert "không được dùng dữ liệu nữa" in Client().get(f"/kiem-tra-dong-y/{consent.code}").content.decode()


def paper() -> io.BytesIO:
    content = io.BytesIO()
    with Pdf.new() as made:
        made.add_blank_page()
        made.save(content)
    content.seek(0)
    content.name = "dong-y.pdf"
    return content


def at_counter(me: Person, **changed) -> dict:
    born = me.birth_date
    return form(
        pin=me.pin, full_name=me.full_name, paper=paper(),
        **{"birth_date-day": born.day, "birth_date-month": born.month, "birth_date-year": born.year}, **changed,
    )  # fmt: skip


def test_at_the_counter_the_signed_paper_is_scanned_and_the_person_takes_it_back_there(me):
    client = signed_on("counter")
    made = client.post("/ban-lam-viec/dong-y/?van-ban=research", at_counter(me))
    consent = Consent.objects.get()
    assert made.status_code == 302 and consent.channel == "counter" and consent.paper
    assert me.full_name in client.get(made["Location"]).content.decode()
    assert AccessLog.objects.filter(person_id=me.pk, what="consent").count() == 1
    client.post(made["Location"])
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_at_the_counter_a_name_alone_finds_nobody_and_no_paper_is_no_consent(me):
    client = signed_on("counter")
    for wrong in (
        {"full_name": "Người Khác"},
        {"birth_date-day": 1, "birth_date-month": 1},
        {"pin": "001099999999"},
    ):
        body = at_counter(me) | wrong
        assert client.post("/ban-lam-viec/dong-y/?van-ban=research", body).status_code == 422
    body = at_counter(me)
    del body["paper"]
    assert client.post("/ban-lam-viec/dong-y/?van-ban=research", body).status_code == 422
    assert not Consent.objects.exists()


def test_one_has_a_copy_of_ones_data_at_once_as_page_and_for_programs(me):
    client = signed_on()
    data = json.loads(client.get("/yeu-cau-du-lieu/ban-sao.json").content)["data"]
    assert {"label": "Số định danh", "value": me.pin} in data["identity"]["rows"]
    assert me.pin in text_of(client.get("/yeu-cau-du-lieu/ban-sao.pdf").content)


def test_an_objection_goes_to_the_officer_and_stops_that_use(me):
    client, dpo = signed_on(), signed_on("dpo")
    assert client.post("/yeu-cau-du-lieu/moi/object/", {}).status_code == 422
    body = {"id": str(uuid.uuid4()), "scope": ["credit-trust"], "words": "Tôi không muốn."}
    there = client.post("/yeu-cau-du-lieu/moi/object/", body)["Location"]
    request = SubjectRequest.objects.get()
    assert me.full_name in dpo.get("/ban-lam-viec/yeu-cau-du-lieu/").content.decode()
    desk = f"/ban-lam-viec/yeu-cau-du-lieu/{request.uuid}/"
    assert "Tôi không muốn." in dpo.get(desk).content.decode()
    assert dpo.post(desk, {"act": "refuse", "reason": "không"}).status_code == 422
    assert dpo.post(desk, {"act": "extend", "reason": ""}).status_code == 422
    dpo.post(desk, {"act": "take"})
    dpo.post(desk, {"act": "grant", "reason": "Đã dừng từ hôm nay."})
    assert "Đã dừng từ hôm nay." in client.get(there).content.decode()
    assert marks.restricted(me.pk, "credit-trust")
    assert "Trả lời ngân hàng" in client.get("/yeu-cau-du-lieu/").content.decode()
    client.post("/yeu-cau-du-lieu/cho-phep-lai/", {"purpose": "credit-trust"})
    assert not marks.restricted(me.pk, "credit-trust")
    outbox.drain("subject-request-notices", AT)
    told = Message.objects.filter(person=me, link__contains=str(request.uuid)).order_by("id")
    assert [one.subject for one in told] == [
        "Đã nhận yêu cầu về dữ liệu của bạn", "Yêu cầu của bạn đang được thực hiện",
        "Yêu cầu của bạn đã được thực hiện",
    ]  # fmt: skip
    assert not any("Tôi không muốn" in one.body for one in told)


@pytest.mark.parametrize(
    ("role", "address", "most"),
    [
        ("resident", "/dong-y/", 8),
        ("resident", "/dong-y/moi/research/", 9),
        ("resident", "/yeu-cau-du-lieu/", 7),
        ("resident", "/yeu-cau-du-lieu/moi/delete/", 5),
        ("counter", "/ban-lam-viec/dong-y/?van-ban=research", 6),
        ("dpo", "/ban-lam-viec/yeu-cau-du-lieu/", 8),
    ],
)
def test_pages_ask_few_questions(role, address, most, django_assert_max_num_queries):
    client = signed_on(role)
    client.get(address)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200

"""Pages about bodies outside: the owner pays or brings a receipt, an officer compares it, the IT office sees the lines."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from motcua.city import authority
from motcua.exchange.bodies.models import BodyMessage, Incoming
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.money import orders
from motcua.money.models import Attempt, Order
from motcua.procedures.duties.models import Duty
from motcua.project.demo import account_of
from motcua.sites.desk.officer import Officer
from tests.exchange import asked_outside, outside_world
from tests.exchange.conftest import MORNING, bodies, world  # noqa: F401
from tests.procedures.at_work import now
from tests.sandbox.running import switch

pytestmark = pytest.mark.django_db


@pytest.fixture
def notified(world):
    """A dossier that rests because the tax office has sent a notice."""
    dossier = asked_outside.at_tax(MORNING)
    world.hear()
    world.press(world.case(dossier), "duty")
    return now(dossier)


def signed_on(key: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def at_work(key: str) -> Officer:
    """The officer as a page of the desk gives it to the rooms."""
    account = account_of(key)
    held = authority.powers_of(account.id, MORNING)
    post = held.posts[0]
    actor = authority.actor_for(account, MORNING, post.post_id)
    return Officer(account, actor, held.in_post(post.post_id), held.posts, post, MORNING)


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def photo() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(made, "JPEG")
    return SimpleUploadedFile("chung-tu.jpg", made.getvalue(), "image/jpeg")


def test_the_owner_reads_what_is_owed_and_goes_to_the_gateway(notified):
    resident = signed_on("resident")
    page = words(resident.get(f"/ho-so/{notified.uuid}"))
    assert "Nộp nghĩa vụ tài chính theo thông báo" in page and "25.000.000" in page
    assert duty(notified).notice_number in page and "Thuế thành phố Hà Nội" in page
    ways = resident.get(f"/ho-so/{notified.uuid}/nghia-vu/thanh-toan")
    assert "Ví MoMo" in words(ways) and "25.000.000" in words(ways)
    gone = resident.post(f"/ho-so/{notified.uuid}/nghia-vu/thanh-toan", {"cach": "vnpay"})
    assert gone.status_code == 302 and "vnp_Amount=2500000000" in gone["Location"]
    assert Attempt.objects.get().order == duty(notified).order


def test_the_page_of_a_set_says_that_a_part_of_it_waits_for_the_owner(notified):
    from motcua.procedures.dossiers.models import Dossier
    from tests.services import dossiers
    from tests.services.linked_cases_b import LAND_SET

    whole = dossiers.filed(LAND_SET, MORNING)
    resident = signed_on("resident")
    assert "Nghĩa vụ tài chính" not in words(resident.get(f"/ho-so/{whole.uuid}"))
    Dossier.objects.filter(id=notified.id).update(part_of_id=whole.id)
    page = resident.get(f"/ho-so/{whole.uuid}")
    assert "Nộp nghĩa vụ tài chính theo thông báo" in words(page) and notified.code in words(page)
    assert f"/ho-so/{notified.uuid}/nghia-vu/thanh-toan" in page.content.decode()


def test_what_is_paid_is_shown_and_cannot_be_paid_again(notified):
    resident = signed_on("resident")
    orders.book(orders.lock(duty(notified).order_id), Order.Means.VNPAY, clock.now())
    page = words(resident.get(f"/ho-so/{notified.uuid}"))
    assert "Đã nhận lúc" in page and "Nộp trực tuyến" not in page
    again = resident.post(f"/ho-so/{notified.uuid}/nghia-vu/thanh-toan")
    assert again["Location"].endswith(f"/ho-so/{notified.uuid}") and not Attempt.objects.exists()
    assert resident.get(f"/ho-so/{notified.uuid}/nghia-vu/chung-tu").status_code == 302


def test_back_from_the_gateway_the_way_leads_to_the_dossier(notified, monkeypatch):
    from motcua.sites.portal.views.payments import _dossier_of

    assert _dossier_of(duty(notified).uuid) == notified.uuid
    other = uuid.uuid4()
    assert _dossier_of(other) == other


def test_a_receipt_needs_its_number_and_a_readable_file_and_all_faults_are_told_at_once(notified):
    resident = signed_on("resident")
    address = f"/ho-so/{notified.uuid}/nghia-vu/chung-tu"
    empty = resident.post(address, {"number": ""})
    assert empty.status_code == 422
    assert "Hãy ghi số chứng từ" in words(empty) and "Hãy chọn tệp chứng từ" in words(empty)
    bad = SimpleUploadedFile("a.pdf", b"MZ\x90", "application/pdf")
    wrong = resident.post(address, {"number": "KB-7", "file": bad})
    assert wrong.status_code == 422 and 'value="KB-7"' in wrong.content.decode()
    assert duty(notified).receipt_file is None


def test_the_officer_compares_what_the_owner_brought_and_the_dossier_goes_on(notified):
    resident, justice = signed_on("resident"), signed_on("justice")
    sent = resident.post(f"/ho-so/{notified.uuid}/nghia-vu/chung-tu", {"number": "KB-7", "file": photo()})
    assert sent.status_code == 302 and "Bạn đã gửi chứng từ" in words(resident.get(f"/ho-so/{notified.uuid}"))
    desk = justice.get(f"/ban-lam-viec/ho-so/{notified.code}/")
    assert "Người dân gửi chứng từ" in words(desk)
    counter = words(signed_on("counter").get(f"/ban-lam-viec/ho-so/{notified.code}/"))
    assert "Nghĩa vụ tài chính" in counter and "Đối chiếu chứng từ" not in counter
    address = f"/ban-lam-viec/nghia-vu/{duty(notified).uuid}/"
    assert "25.000.000" in words(justice.get(address))
    file = justice.get(address + "chung-tu")
    assert file.status_code == 200 and file["Content-Type"] == "image/jpeg"
    assert AccessLog.objects.filter(purpose="Đối chiếu chứng từ nộp tiền").count() == 1
    assert justice.post(address, {"number": " "}).status_code == 422
    done = justice.post(address, {"number": "KB-7"})
    assert done.status_code == 302 and now(notified).step == "finish"
    assert "Đã nộp lúc" in words(justice.get(f"/ban-lam-viec/ho-so/{notified.code}/"))


def test_the_duty_of_somebody_elses_dossier_is_not_found(notified):
    stranger, elsewhere = signed_on("resident-single"), signed_on("construction")
    for path in ("thanh-toan", "chung-tu"):
        assert stranger.post(f"/ho-so/{notified.uuid}/nghia-vu/{path}").status_code == 404
    address = f"/ban-lam-viec/nghia-vu/{duty(notified).uuid}/"
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.get(address + "chung-tu").status_code == 404
    assert signed_on("counter").get(address).status_code == 404  # receives, and decides nothing


def test_a_notice_on_paper_is_entered_by_the_officer_who_waits_for_it(world):
    dossier = asked_outside.at_tax(MORNING)
    justice, address = signed_on("justice"), f"/ban-lam-viec/ho-so/{dossier.code}/thong-bao-nop-tien/"
    assert address in justice.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    wrong = {"amount": "0", "pay_by-day": "31", "pay_by-month": "2", "pay_by-year": "2026"}
    faults = words(justice.post(address, wrong))
    assert "Hãy ghi số tiền" in faults and "Hãy ghi số thông báo" in faults
    assert "Ngày không hợp lệ" in faults
    typed = {"number": "12/TB", "amount": "1.500.000", "purpose": "Lệ phí trước bạ"}
    assert justice.post(address, typed).status_code == 302
    assert (duty(dossier).amount, duty(dossier).collector) == (1_500_000, "Thuế thành phố Hà Nội")
    assert justice.get(address).status_code == 404
    orders.book(orders.lock(duty(dossier).order_id), Order.Means.VNPAY, clock.now())
    # the step's own questions are not answered yet: its officer has it again, and the body is not asked anew
    assert now(dossier).step == "tax" and now(dossier).open_task_id is not None
    world.hear()
    assert not BodyMessage.objects.filter(dossier=dossier.uuid, system="tax-notice").exists()


def test_a_dossier_that_asks_nobody_costs_the_page_no_question(world, django_assert_num_queries):
    from motcua.sites.shell import dossier_page
    from tests.procedures.at_work import accepted_birth

    birth, asked = now(accepted_birth(MORNING)), asked_outside.at_police(MORNING)
    officer = at_work("justice")
    for one in (birth, asked):
        dossier_page.parts("officer", one, MORNING, officer)
    # one for each side asks whether somebody said that data are wrong
    with django_assert_num_queries(2):
        assert dossier_page.parts("resident", birth, MORNING) == []
        assert dossier_page.parts("officer", birth, MORNING, officer) == []
    with django_assert_num_queries(2):
        dossier_page.parts("resident", asked, MORNING)
    with django_assert_num_queries(3):
        dossier_page.parts("officer", asked, MORNING, officer)


def test_the_it_office_sees_a_body_that_does_not_answer_and_sends_again(world):
    switch(world.sandbox, "bodies", "down")
    first = asked_outside.at_police(MORNING)
    world.hear()
    editor = signed_on("editor")
    page = words(editor.get("/thong-diep/"))
    assert "không trả lời" in page and "HTTP 503" in page and first.code in page
    assert "Trần Bảo An" not in page
    switch(world.sandbox, "bodies", None)
    row = BodyMessage.objects.get(dossier=first.uuid)
    assert editor.post(f"/thong-diep/{row.uuid}/gui-lai").status_code == 302
    world.hear()
    row.refresh_from_db()
    assert row.state == "sent"
    assert "hoạt động" in words(editor.get("/thong-diep/"))
    assert editor.post(f"/thong-diep/{uuid.uuid4()}/gui-lai").status_code == 404


def test_messages_are_listed_by_body_and_state_and_page_by_page(world, django_assert_max_num_queries):
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    model = BodyMessage.objects.get(dossier=dossier.uuid)
    for number in range(60):
        model.pk, model.uuid, model.key = None, uuid.uuid4(), f"k{number}"
        model.dossier_code = f"H26.40.01-260302-{number:04d}"
        model.save(force_insert=True)
    editor = signed_on("editor")
    editor.get("/thong-diep/")
    with django_assert_max_num_queries(8):
        first = editor.get("/thong-diep/?noi=police-residence&trang-thai=sent")
    assert "260302-0059" in words(first) and "260302-0005" not in words(first)
    older = re.search(r'href="(\?[^"]*truoc=[^"]*)"', first.content.decode())[1].replace("&amp;", "&")
    assert "260302-0005" in words(editor.get(f"/thong-diep/{older}"))
    assert "260302" not in words(editor.get("/thong-diep/?noi=tax-notice"))
    assert editor.get("/thong-diep/?noi=nobody").status_code == 404


def test_what_was_not_taken_stands_there_with_the_reason(world):
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    message = {"dossier": str(dossier.uuid), "message_id": "x1", "answers": {}}
    outside_world.sends(world, "police-residence", message, at=clock.now() - timedelta(hours=1))
    assert Incoming.objects.get().verdict == "too-old"
    assert "ký quá lâu" in words(signed_on("editor").get("/thong-diep/"))


@pytest.mark.parametrize("key", ["counter", "justice", "chair", "construction"])
def test_whoever_does_not_keep_the_system_does_not_see_the_messages(world, key):
    assert signed_on(key).get("/thong-diep/").status_code == 403


def duty(dossier) -> Duty:
    return Duty.objects.select_related("order").get(dossier=dossier)

"""The halls as people see them: queues, numbers, bookings, the counter, supervision."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.city import authority
from motcua.city.acting import kiosks
from motcua.city.hall import calling, figures, layout, tickets
from motcua.city.hall.models import (
    Booking,
    Camera,
    CameraView,
    Counter,
    Group,
    Hall,
    Handled,
    SpotCheck,
    Task,
    Ticket,
)
from motcua.city.models import Appointment
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events import Delivered, outbox
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes
from motcua.project.demo import account_of
from motcua.sites.hall import linking, reminding
from motcua.sites.hall.setting_up import STANDARD
from tests.procedures import people
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def plan(city):
    clock.set_for_test(MONDAY)
    cache.clear()
    branch = authority.powers_of(account_of("counter").pk, MONDAY).posts[0]
    held = Appointment.objects.get(account=account_of("counter").pk, post=branch.post_id)
    made = layout.set_up(held.post.agency, STANDARD, 3, by=SYSTEM, at=MONDAY)
    return layout.plan(made.key, MONDAY)


@pytest.fixture
def here(plan):
    return f"/xep-hang/{plan.hall.key}"


@pytest.fixture
def officer(plan):
    """The counter officer, at counter 1."""
    client = at_desk("counter")
    assert client.post("/quay/ngoi/", {"counter": plan.counters[0].pk}).status_code == 302
    return client


def text(answer):
    return answer.content.decode()


def later(minutes):
    clock.set_for_test(MONDAY + timedelta(minutes=minutes))


def take(client, here, group="A"):
    answer = client.post(f"{here}/lay-so", {"group": group})
    assert answer.status_code == 302, text(answer)
    return Ticket.objects.order_by("-id").first(), answer["Location"]


class TestNumbersByPhone:
    def test_a_number_is_taken_without_signing_on_and_followed_to_the_counter(self, here, officer):
        phone = Client()
        ticket, address = take(phone, here)
        page = text(phone.get(address))
        assert ticket.label in page
        assert "Bạn là người tiếp theo" in page
        officer.post("/quay/lam/goi/")
        moving = text(Client().get(f"{address}?phan=1"))
        assert "Mời bạn đến" in moving
        assert "<html" not in moving

    def test_one_phone_takes_one_number(self, here):
        phone = Client()
        _, first = take(phone, here)
        assert phone.post(f"{here}/lay-so", {"group": "B"})["Location"] == first
        phone.post(f"{first}/bo")
        _, second = take(phone, here, "B")
        assert second != first

    def test_a_script_gets_no_more_than_a_dozen_an_hour(self, here):
        codes = [Client().post(f"{here}/lay-so", {"group": "A"}).status_code for _ in range(13)]
        assert codes == [302] * 12 + [422]

    def test_a_closed_hall_gives_none_and_says_when_it_opens(self, plan, here):
        clock.set_for_test(MONDAY.replace(hour=20))
        cache.clear()
        assert "mở cửa 08:00" in text(Client().get(here))
        refused = Client().post(f"{here}/lay-so", {"group": "A"})
        assert refused.status_code == 422

    def test_after_the_call_a_number_cannot_be_given_up(self, here, officer):
        _, address = take(Client(), here)
        officer.post("/quay/lam/goi/")
        assert Client().post(f"{address}/bo").status_code == 409

    def test_the_hall_s_page_stays_within_its_queries(self, here, django_assert_max_num_queries):
        Client().get(here)
        with django_assert_max_num_queries(2):  # only what the frame asks: the plan and the queues are kept
            Client().get(here)


class TestDisplay:
    def test_it_says_numbers_and_counters_and_nobody_s_name(self, here, officer, django_assert_num_queries):
        take(Client(), here)
        officer.post("/quay/lam/goi/")
        cache.clear()
        Client().get(here)
        with django_assert_num_queries(3):
            facts = Client().get(f"{here}/bang.json").json()
        assert facts["called"] == [["A001", 1, 1]]
        assert facts["waiting"] == {"A": 0, "B": 0, "C": 0, "D": 0}
        with django_assert_num_queries(0):
            Client().get(f"{here}/bang.json")
        page = text(Client().get(f"{here}/bang"))
        assert "A001" in page
        assert account_of("counter").display_name not in page

    def test_calling_again_is_told_anew(self, here, officer):
        take(Client(), here)
        officer.post("/quay/lam/goi/")
        officer.post("/quay/lam/goi-lai/")
        cache.clear()
        assert Client().get(f"{here}/bang.json").json()["called"] == [["A001", 1, 2]]


def book(client, plan, **changed):
    typed = {
        "nhom": "A", "ngay": "2026-03-03", "gio": "2026-03-03T09:00:00+07:00", "ten": "Nguyễn Thị An",
        "dien-thoai": "0912 345 678",
    } | changed  # fmt: skip
    return client.post(f"/dat-hen/{plan.hall.key}?nhom=A", typed)


class TestBookings:
    def test_a_booking_without_signing_on_is_found_again_by_code_and_phone(self, plan):
        answer = book(Client(), plan)
        assert answer.status_code == 302
        made = Booking.objects.get()
        assert (made.name, made.phone, made.person) == ("Nguyễn Thị An", "0912345678", None)
        other = Client()
        found = other.post("/dat-hen/tim", {"ma": made.code.lower(), "dien-thoai": "+84 912 345 678"})
        assert found["Location"] == answer["Location"]
        assert other.post("/dat-hen/tim", {"ma": made.code, "dien-thoai": "0912345679"}).status_code == 422

    def test_every_fault_is_said_at_once_and_nothing_is_lost(self, plan):
        answer = book(Client(), plan, gio="", **{"dien-thoai": "12", "ten": "  "})
        assert answer.status_code == 422
        page = text(answer)
        assert page.count("mc-field--wrong") == 3
        assert 'value="12"' in page
        assert not Booking.objects.exists()

    def test_a_full_time_is_refused_in_words(self, plan):
        for number in range(2):
            assert book(Client(), plan, **{"dien-thoai": f"091234567{number}"}).status_code == 302
        answer = book(Client(), plan, **{"dien-thoai": "0912345679"})
        assert answer.status_code == 422
        assert "hết chỗ" in text(answer)

    def test_a_procedure_leads_to_its_group(self, plan):
        page = text(Client().get(f"/dat-hen/{plan.hall.key}?thu-tuc=1.001193"))
        assert re.search(r'nhom=A"[^>]*aria-current="true"', page)

    def test_a_resident_finds_the_booking_on_the_own_page_and_is_reminded_once(self, plan):
        client = Client()
        account = account_of("resident")
        client.force_login(account, backend=BACKEND)
        assert book(client, plan).status_code == 302
        made = Booking.objects.get()
        assert made.person_id == account.person_id
        assert made.code in text(client.get("/ca-nhan"))
        assert reminding.remind(MONDAY - timedelta(hours=2)) == 0, "more than a day before"
        assert reminding.remind(MONDAY) == 1
        assert reminding.remind(MONDAY) == 0
        assert made.code in Message.objects.get(person=account.person_id, key__startswith="hall-booking").body

    def test_moving_and_cancelling(self, plan):
        client = Client()
        address = book(client, plan)["Location"]
        assert client.post(f"{address}/doi", {"gio": ""}).status_code == 422
        assert client.post(f"{address}/doi", {"gio": "2026-03-04T14:00:00+07:00"}).status_code == 302
        assert "14:00–14:30, Thứ Tư 04/03/2026" in text(client.get(address))
        assert client.post(f"{address}/huy").status_code == 302
        assert "Đã hủy" in text(client.get(address))
        assert client.post(f"{address}/doi", {"gio": "2026-03-05T14:00:00+07:00"}).status_code == 409

    def test_the_calendar_file_is_one_event_with_short_lines(self, plan):
        address = book(Client(), plan)["Location"]
        answer = Client().get(f"{address}/lich.ics")
        lines = text(answer).split("\r\n")
        assert answer["Content-Type"].startswith("text/calendar")
        assert "DTSTART:20260303T020000Z" in lines
        assert lines.count("BEGIN:VEVENT") == 1
        assert max(len(line.encode()) for line in lines) <= 75
        Client().post(f"{address}/huy")
        cancelled = text(Client().get(f"{address}/lich.ics"))
        assert "STATUS:CANCELLED" in cancelled
        assert "SEQUENCE:1" in cancelled


class TestKiosk:
    @pytest.fixture
    def device(self, plan):
        kiosks.register(
            "Cửa chính", agency_id=plan.hall.agency_id, token="token", by=account_of("counter").pk, at=MONDAY
        )
        client = Client()
        client.cookies["mc_kiosk"] = "token"
        return client

    def test_a_touch_gives_a_number_with_a_code_for_the_phone(self, device, plan):
        assert "/kiosk/lay-so" in text(device.get("/kiosk/"))
        assert "Hộ tịch, chứng thực" in text(device.get("/kiosk/lay-so"))
        answer = device.post("/kiosk/lay-so", {"group": "B", "uu-tien": "elderly"})
        slip = text(device.get(answer["Location"]))
        assert "B001" in slip
        assert "Người cao tuổi" in slip
        assert "data:image/svg+xml" in slip

    def test_a_booked_person_types_the_code(self, device, plan):
        book(Client(), plan)
        code = Booking.objects.get().code
        assert device.post("/kiosk/lay-so", {"ma": code}).status_code == 404, "it is for tomorrow"
        clock.set_for_test(MONDAY + timedelta(days=1))
        assert device.post("/kiosk/lay-so", {"ma": code.lower()}).status_code == 302
        assert Ticket.objects.get().source == "booking"

    def test_nothing_is_chosen(self, device):
        assert device.post("/kiosk/lay-so", {}).status_code == 422

    def test_an_unknown_device_and_another_hall_see_nothing(self, plan, device):
        assert Client().get("/kiosk/lay-so").status_code == 403
        ticket = tickets.issue(plan, plan.groups[0], "kiosk", at=MONDAY)
        assert Client().get(f"/kiosk/so/{ticket.uuid}").status_code == 403


class TestCounter:
    def test_one_key_calls_the_next_and_finishes_the_one_before(self, here, officer):
        take(Client(), here)
        take(Client(), here)
        later(3)
        officer.post("/quay/lam/goi/")
        page = text(officer.get("/quay/"))
        assert 'class="hl-now__label">A001' in page
        assert "A002" in page
        later(9)
        officer.post("/quay/lam/goi/")
        assert 'class="hl-now__label">A002' in text(officer.get("/quay/"))
        assert Ticket.objects.get(label="A001").served_s == pytest.approx(6 * 60, abs=10)

    def test_the_page_stays_within_its_queries(self, here, officer, django_assert_max_num_queries):
        for _ in range(4):
            take(Client(), here)
        officer.post("/quay/lam/goi/")
        officer.get("/quay/")
        with django_assert_max_num_queries(13):
            officer.get("/quay/")

    def test_pausing_missing_sending_on_and_coming_back(self, plan, here, officer):
        take(Client(), here)
        officer.post("/quay/lam/goi/")
        officer.post("/quay/lam/vang/")
        missing = Ticket.objects.get()
        assert "Đã quay lại" in text(officer.get("/quay/"))
        officer.post("/quay/lam/quay-lai/", {"ticket": missing.pk})
        officer.post("/quay/lam/goi/")
        officer.post("/quay/lam/chuyen/", {"group": plan.group("C").pk})
        missing.refresh_from_db()
        assert (missing.state, missing.group.letter, missing.label) == ("waiting", "C", "A001")
        officer.post("/quay/lam/nghi/", {"words": "Nghỉ ngắn"})
        assert "Đang tạm dừng" in text(officer.get("/quay/"))
        assert officer.post("/quay/lam/goi-lai/").status_code == 409
        assert officer.post("/quay/lam/bay/").status_code == 404

    def test_a_code_held_out_opens_the_booking_or_the_dossier(self, plan, officer):
        book(Client(), plan)
        code = Booking.objects.get().code
        assert officer.post("/quay/tim/", {"ma": code}).status_code == 422
        clock.set_for_test(MONDAY + timedelta(days=1))
        slip = officer.post("/quay/tim/", {"ma": code})
        assert "A001" in text(officer.get(slip["Location"]))
        officer.post("/quay/lam/goi/")
        assert "Nguyễn Thị An" in text(officer.get("/quay/"))
        assert (
            "/ban-lam-viec/ho-so/" in officer.post("/quay/tim/", {"ma": "H26.40.01-260302-0001"})["Location"]
        )

    def test_reception_gives_a_number_with_priority(self, officer):
        slip = officer.post("/quay/lay-so/", {"group": "D", "priority": "disabled"})
        assert "Người khuyết tật" in text(officer.get(slip["Location"]))

    def test_a_counter_elsewhere_is_not_found(self, plan):
        other = at_desk("handover")
        assert other.post("/quay/ngoi/", {"counter": plan.counters[0].pk}).status_code == 404
        assert other.post("/quay/tim/", {"ma": "X"}).status_code == 403
        ticket = tickets.issue(plan, plan.groups[0], "kiosk", at=MONDAY)
        assert other.get(f"/quay/so/{ticket.uuid}/").status_code == 404


def happened(kind, account, at, **data):
    actor = {"kind": "officer", "account_id": account}
    return Delivered(1, "dossier/x", 1, kind, at, actor, {"code": "H26.40.01-260302-0001"} | data)


def test_a_rating_counts_for_the_counter_that_handed_the_result_over(plan, here, officer):
    take(Client(), here)
    officer.post("/quay/lam/goi/")
    account = account_of("counter").pk
    at = MONDAY + timedelta(minutes=1)
    linking.keep([happened("returned", account, at), happened("returned", account, at)])
    assert Handled.objects.get().ticket == Ticket.objects.get()
    for stars in (2, 5):
        linking.keep([happened("rated", None, at + timedelta(days=1), stars=stars)])
    counter = figures.sums([plan.hall.pk], MONDAY.date(), MONDAY.date(), "counter_id")[plan.counters[0].pk]
    assert (counter.ratings, counter.stars, counter.satisfied) == (1, 5, 1)


def test_what_is_taken_in_for_a_ticket_is_noted_with_it_by_the_outbox(plan, here, officer):
    take(Client(), here)
    officer.post("/quay/lam/goi/")
    owner = people.resident(MONDAY)
    answers = dict(people.BORN) | people.requester(owner)
    papers = (people.upload("birth_notice"),)
    brought = people.submission(people.BIRTH, answers, owner, MONDAY, channel="counter", papers=papers,
                                intake_agency_id=plan.hall.agency_id)  # fmt: skip
    by, at = people.officer("counter", MONDAY), MONDAY + timedelta(minutes=1)
    dossier = changes.take_in(brought, by=by, at=at, ticked=people.RECEIVED)
    outbox.drain(linking.CONSUMER, at)
    assert Handled.objects.get().dossier_code == dossier.code
    assert dossier.code in text(officer.get("/quay/"))


def test_what_is_done_while_nobody_stands_there_belongs_to_no_ticket(plan, officer):
    linking.keep([happened("taken-in", account_of("counter").pk, MONDAY)])
    assert not Handled.objects.exists()


class TestSupervision:
    CAMERA = {
        "code": "CN-Q01", "place": "Trần nhà, trước quầy 1", "purpose": "Giám sát tiếp dân", "retention_days": "30",
        "viewers": ["centre_head", "department_leader"], "counter": "1", "stream": "",
    }  # fmt: skip

    @pytest.fixture
    def head(self, plan):
        held = Appointment.objects.select_related("account").get(
            post__agency=plan.hall.agency, post__kind="centre_head"
        )
        client = Client()
        client.force_login(held.account, backend=BACKEND)
        return client

    def test_figures_are_shown_to_leaders_and_to_the_hall_itself(self, plan, here, officer):
        take(Client(), here)
        officer.post("/quay/lam/goi/")
        later(5)
        officer.post("/quay/lam/xong/")
        assert "Theo quầy" in text(officer.get("/quay/so-lieu/"))
        city = at_desk("city")
        assert plan.hall.name_vi in text(city.get("/quay/so-lieu/?luc=7-ngay"))
        assert "Theo giờ" in text(city.get(f"/quay/so-lieu/?luc=7-ngay&sanh={plan.hall.key}"))
        assert plan.hall.name_vi not in text(at_desk("leader").get("/quay/so-lieu/"))

    def test_a_look_through_a_camera_is_asked_for_written_down_and_shown(self, plan, head, settings):
        settings.CAMERA_GATEWAY = "https://camera.example"
        typed = self.CAMERA | {"hall": plan.hall.key, "stream": "https://camera.example/q1"}
        address = head.post("/quay/camera/", typed)["Location"]
        assert head.post(address, {"purpose": "xem"}).status_code == 422
        assert not CameraView.objects.exists()
        look = head.post(address, {"purpose": "Kiểm tra quầy vắng người"})["Location"]
        answer = head.get(look)
        assert "https://camera.example/q1?code=CN-Q01" in text(answer)
        assert "img-src 'self' data: blob: https://camera.example" in answer["Content-Security-Policy"]
        assert "Kiểm tra quầy vắng người" in text(head.get(address)), "the hall reads who looked and why"
        assert Event.objects.filter(kind="camera-viewed", chain=plan.hall.chain).count() == 1
        assert at_desk("city").get(look).status_code == 404, "somebody else's look"
        later(11)
        assert head.get(look).status_code == 404

    def test_a_picture_of_elsewhere_does_not_play(self, plan, head, settings):
        settings.CAMERA_GATEWAY = "https://camera.example"
        typed = self.CAMERA | {"hall": plan.hall.key, "stream": "https://elsewhere.example/q1"}
        address = head.post("/quay/camera/", typed)["Location"]
        answer = head.get(head.post(address, {"purpose": "Kiểm tra quầy vắng người"})["Location"])
        assert "elsewhere.example" not in text(answer)
        assert "elsewhere" not in answer["Content-Security-Policy"]

    def test_faults_of_a_camera_are_said_at_their_fields(self, plan, head):
        answer = head.post("/quay/camera/", {"hall": "", "retention_days": "0", "viewers": []})
        assert answer.status_code == 422
        assert text(answer).count("mc-field--wrong") == 6
        assert not Camera.objects.exists()

    def test_a_spot_check_leads_to_a_task_that_another_closes(self, plan, head):
        city = at_desk("city")
        form = f"/quay/kiem-tra/{plan.hall.key}/moi/"
        keys = re.findall(r'<fieldset class="mc-field" id="(\w+)"', text(city.get(form)))
        assert len(keys) == 8
        found = dict.fromkeys(keys, "ok") | {"posted": "fault"}
        assert city.post(form, found).status_code == 422
        fault = {"posted-words": "Thiếu mức phí", "posted-due": "2026-03-06"}
        row = city.post(form, found | fault)["Location"]
        assert "Thiếu mức phí" in text(head.get(row))
        task = Task.objects.get()
        assert head.post(f"/quay/khac-phuc/{task.uuid}/bao-cao/", {"words": ""}).status_code == 422
        assert head.post(f"/quay/khac-phuc/{task.uuid}/bao-cao/", {"words": "Đã niêm yết"}).status_code == 302
        assert head.post(f"/quay/khac-phuc/{task.uuid}/xac-nhan/").status_code == 409, "not by who answered"
        assert city.post(f"/quay/khac-phuc/{task.uuid}/xac-nhan/").status_code == 302
        task.refresh_from_db()
        assert task.state == "closed"
        assert SpotCheck.objects.count() == 1
        assert at_desk("leader").get(row).status_code == 404


class TestSettingUp:
    def test_a_keeper_opens_a_hall_and_says_what_each_counter_serves(self, city):
        chair = at_desk("chair")
        page = text(chair.get("/quay/sanh/"))
        agency = re.search(r'<option value="(\d+)">', page).group(1)
        address = chair.post("/quay/sanh/moi/", {"agency": agency})["Location"]
        page = text(chair.get(address))
        counter = re.search(r'name="counter" value="(\d+)"', page).group(1)
        assert chair.post(f"{address}quay/", {"counter": counter}).status_code == 422
        group = re.search(r'name="groups" value="(\d+)"', page).group(1)
        assert chair.post(f"{address}quay/", {"counter": counter, "groups": [group]}).status_code == 302
        new = {"vi": "Cấp đổi", "en": "Renewals", "per_slot": "3"}
        assert chair.post(f"{address}nhom-moi/", new).status_code == 302
        assert chair.post(f"{address}nhom-moi/", new | {"per_slot": "many"}).status_code == 422
        assert "Cấp đổi" in text(chair.get(address))
        assert chair.post(f"{address}bo-quay/", {"counter": counter}).status_code == 302
        assert at_desk("construction").get(address).status_code == 404

    def test_a_counter_with_somebody_at_it_is_not_given_up(self, plan, officer):
        head = Appointment.objects.select_related("account").get(
            post__agency=plan.hall.agency, post__kind="centre_head"
        )
        client = Client()
        client.force_login(head.account, backend=BACKEND)
        answer = client.post(f"/quay/sanh/{plan.hall.key}/bo-quay/", {"counter": plan.counters[0].pk})
        assert answer.status_code == 422


def test_the_commune_s_page_says_how_long_the_lines_are(plan, here):
    take(Client(), here)
    cache.clear()
    page = text(Client().get("/phuong-xa/nghia-do"))
    assert "Xếp hàng lúc này" in page
    assert "1 người đang chờ" in page
    assert f'href="{here}"' in page


def test_the_list_of_places_says_where_few_people_wait(plan, here):
    cache.clear()
    assert "Không có ai chờ" in text(Client().get("/xep-hang"))
    take(Client(), here)
    cache.clear()
    assert "1 người đang chờ" in text(Client().get("/xep-hang"))


def test_more_halls_do_not_cost_the_list_of_places_more_queries(plan):
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert Client().get("/xep-hang").status_code == 200
        return len(queries)

    before = asked()
    for number in range(12):
        hall = Hall.objects.create(
            key=f"them-{number}", agency=plan.hall.agency, name_vi="Điểm thêm", name_en="One more"
        )
        group = Group.objects.create(hall=hall, letter="A", name_vi="Mọi việc", name_en="Everything")
        Counter.objects.create(hall=hall, number=1).groups.add(group)
    assert asked() == before


def test_the_procedure_s_page_leads_to_a_booking(plan):
    assert "/dat-hen?thu-tuc=1.001193" in text(Client().get("/thu-tuc/1.001193"))


def test_calling_reaches_the_board_of_the_same_hall_only(plan, here, officer):
    assert calling.sitting_of(account_of("counter").pk).counter.hall == plan.hall
    assert Client().get("/xep-hang/khong-co/bang.json").status_code == 404

"""A leader asks for the briefing by mail: it comes once a week or month, with a PDF, to those who still may see it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import requests
from django.test import Client, override_settings

from motcua.city import authority
from motcua.city.models import Agency, Appointment
from motcua.foundation import clock
from motcua.project.demo import account_of, history
from motcua.sites.console import jobs, letters
from motcua.sites.console.models import Letter, Subscription
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi, load_city
from tests.reading_pdf import text_of
from tests.sandbox.running import running_sandbox, switch

FRIDAY = hanoi("2026-11-20 10:00")
MONDAY = hanoi("2026-11-23 07:31")
FIRST = hanoi("2026-12-01 07:30")
TO = ""
ADDRESS = "/dieu-hanh/thu-bao-cao"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("mail")) as sandbox:
        yield sandbox


@pytest.fixture
def post_office(mailbox, settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": mailbox.config.smtp_port, "timeout": 5},
        }
    }
    settings.ROOT_URLCONF = "tests.sites.console_urls"
    global TO
    TO = f"lanh.dao.{uuid4().hex[:8]}@example.vn"  # a mailbox of the test's own
    clock.set_for_test(FRIDAY)
    yield mailbox
    switch(mailbox, "mail", None)


@pytest.fixture
def past(city):
    history.generate(300, 3, FRIDAY)


def arrived(mailbox) -> list[dict]:
    found = requests.get(f"{mailbox.url}/mail/api/messages", params={"to": TO}, timeout=5)
    return found.json()["messages"]


def signed_on(key: str) -> Client:
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def subscribed(key: str = "chair", rhythm: str = "weekly", agency: str = "") -> Subscription:
    answer = signed_on(key).post(ADDRESS, {"rhythm": rhythm, "agency": agency, "address": TO})
    assert answer.status_code == 302, answer.content.decode()
    return Subscription.objects.latest("id")


def test_on_monday_morning_the_briefing_is_in_the_mailbox_once_however_often_the_job_runs(post_office, past):
    subscribed()
    assert letters.send_due(lambda: hanoi("2026-11-23 07:29")) == 0
    clock.set_for_test(MONDAY)
    for _ in range(3):
        jobs.send_briefings(timestamp=0)
    assert letters.send_due(lambda: MONDAY + timedelta(days=1)) == 0
    (letter,) = arrived(post_office)
    assert letter["subject"] == "Báo cáo điều hành tháng 11/2026: Phường Nghĩa Đô"
    assert letter["attachments"] == ["bao-cao-2026-11.pdf"]
    assert "Tháng chưa hết" in letter["text"]
    assert "/dieu-hanh/thu-bao-cao" in letter["text"]
    assert Letter.objects.get().state == "sent"
    clock.set_for_test(MONDAY + timedelta(days=7))
    jobs.send_briefings(timestamp=0)
    assert len(arrived(post_office)) == 2


def test_the_monthly_briefing_tells_of_the_month_that_is_over(post_office, past):
    subscribed("city", "monthly")
    assert letters.send_due(lambda: FIRST) == 1
    (letter,) = arrived(post_office)
    assert letter["subject"] == "Báo cáo điều hành tháng 11/2026: Toàn thành phố"
    assert "Tháng chưa hết" not in letter["text"]


def test_an_english_reader_gets_english(post_office, past):
    account = account_of("city")
    account.language = "en"
    account.save()
    subscribed("city", agency="ubnd-phuong-ba-dinh")
    assert letters.send_due(lambda: MONDAY) == 1
    (letter,) = arrived(post_office)
    assert letter["subject"].startswith("Briefing, November 2026")
    assert "The month is not over" in letter["text"]


def test_whoever_lost_the_post_gets_nothing_more(post_office, past):
    wanted = subscribed()
    Appointment.objects.filter(account=wanted.account).update(valid_to=date(2026, 11, 21))
    authority.forget()
    assert letters.send_due(lambda: MONDAY) == 0
    assert arrived(post_office) == []
    assert Letter.objects.get().state == "not-allowed"


def test_whoever_was_moved_to_another_ward_gets_nothing_of_the_old_one(post_office, past):
    wanted = subscribed(agency="ubnd-phuong-nghia-do")
    appointment = Appointment.objects.filter(account=wanted.account).first()
    post = appointment.post
    elsewhere = Agency.objects.get(key="ubnd-phuong-ba-dinh").posts.filter(kind=post.kind).first()
    Appointment.objects.filter(account=wanted.account).update(post=elsewhere)
    authority.forget()
    assert letters.send_due(lambda: MONDAY) == 0
    assert arrived(post_office) == []


def test_after_stopping_nothing_comes(post_office, past):
    client, wanted = signed_on("chair"), subscribed()
    assert client.post(f"{ADDRESS}/ngung", {"subscription": wanted.id}).status_code == 302
    assert letters.send_due(lambda: MONDAY) == 0
    assert arrived(post_office) == []
    assert client.post(f"{ADDRESS}/ngung", {"subscription": wanted.id}).status_code == 404


def test_a_briefing_can_be_sent_at_once_and_a_second_press_sends_none(post_office, past):
    client, wanted = signed_on("chair"), subscribed()
    for _ in range(2):
        assert client.post(f"{ADDRESS}/gui-ngay", {"subscription": wanted.id}).status_code == 302
    letter = Letter.objects.get()
    for _ in range(2):
        jobs.send_briefing(letter_id=letter.id, month="2026-11-01")
    assert len(arrived(post_office)) == 1
    assert letters.send_due(lambda: MONDAY) == 1, "the letter of the week comes all the same"
    assert signed_on("city").post(f"{ADDRESS}/gui-ngay", {"subscription": wanted.id}).status_code == 404


def test_nobody_stops_the_letters_of_another(post_office, city):
    wanted = subscribed()
    assert signed_on("city").post(f"{ADDRESS}/ngung", {"subscription": wanted.id}).status_code == 404
    wanted.refresh_from_db()
    assert wanted.ended_at is None


def test_who_subscribes_after_monday_morning_waits_for_the_next(post_office, past):
    clock.set_for_test(hanoi("2026-11-23 09:00"))
    subscribed()
    assert letters.send_due(lambda: hanoi("2026-11-23 09:05")) == 0
    assert letters.send_due(lambda: hanoi("2026-11-30 07:30")) == 1


def test_a_mail_server_that_was_down_gets_the_letter_at_the_next_round(post_office, past):
    subscribed()
    switch(post_office, "mail", "refuse")
    with pytest.raises(OSError):
        letters.send_due(lambda: MONDAY)
    switch(post_office, "mail", None)
    assert letters.send_due(lambda: MONDAY + timedelta(minutes=5)) == 1
    assert len(arrived(post_office)) == 1


def test_problems_are_told_at_their_fields_all_at_once_and_nothing_is_lost(post_office, city):
    answer = signed_on("city").post(
        ADDRESS, {"rhythm": "hourly", "agency": "khong-co", "address": "khong phai thu"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Chọn khi nào nhận", "Chọn một cơ quan", "Nhập địa chỉ thư điện tử"):
        assert words in page
    assert 'value="khong phai thu"' in page
    assert not Subscription.objects.exists()


def test_the_chair_of_a_ward_cannot_subscribe_to_another_ward(post_office, city):
    answer = signed_on("chair").post(
        ADDRESS, {"rhythm": "weekly", "agency": "ubnd-phuong-ba-dinh", "address": TO}
    )
    assert answer.status_code == 422


def test_asking_twice_is_one_subscription_at_the_later_address(post_office, city):
    subscribed()
    signed_on("chair").post(ADDRESS, {"rhythm": "weekly", "agency": "", "address": "moi@example.vn"})
    assert [row.address for row in Subscription.objects.all()] == ["moi@example.vn"]
    assert "moi@example.vn" in signed_on("chair").get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("now", "periods"),
    [
        ("2026-11-23 07:29", []),
        ("2026-11-23 07:30", [("2026-W48", date(2026, 11, 1))]),
        ("2026-11-25 07:31", []),
        ("2026-11-02 08:00", [("2026-W45", date(2026, 10, 1)), ("2026-11", date(2026, 10, 1))]),
        ("2027-01-01 07:30", [("2027-01", date(2026, 12, 1))]),
        ("2027-01-04 07:30", [("2027-W01", date(2027, 1, 1)), ("2027-01", date(2026, 12, 1))]),
    ],
)
def test_what_is_due_when(now, periods):
    assert [(one.period, one.month) for one in letters.due(hanoi(now))] == periods


def test_the_pdf_says_what_the_page_says(post_office, past):
    client = signed_on("city")
    answer = client.get("/dieu-hanh/bao-cao.pdf?thang=2026-10")
    assert answer["Content-Type"] == "application/pdf"
    told = text_of(answer.content)
    assert "Báo cáo điều hành tháng 10/2026" in told
    page = client.get("/dieu-hanh/?thang=2026-10")
    for sentence in page.context["told"].sentences:
        assert " ".join(sentence.words.split())[:60] in " ".join(told.replace("\u00a0", " ").split())


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_one_letter(post_office):
    load_city()
    with override_settings(ROOT_URLCONF="tests.sites.console_urls"):
        for agency in ("", "ubnd-phuong-nghia-do"):
            subscribed(agency=agency)
        with Desk(2) as desk:
            sent = desk.together([lambda: letters.send_due(lambda: MONDAY)] * 2)
    assert sum(sent) == 2
    assert len(arrived(post_office)) == 2

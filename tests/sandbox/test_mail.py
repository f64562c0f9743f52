"""What the city writes arrives in the mailbox, readable; and the mailbox can be told to misbehave."""

import smtplib

import pytest
import requests
from django.core.mail import EmailMultiAlternatives

from sandbox.mail.app import with_links
from tests.sandbox.running import running_sandbox, switch

TO = "binh@nguoidan.example"


@pytest.fixture(scope="module")
def mail(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def connected(mail, settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": mail.config.smtp_port, "timeout": 1},
        }
    }
    yield
    switch(mail, "mail", None)


def write(to=TO, subject="Hồ sơ của bạn đã được tiếp nhận", html=""):
    letter = EmailMultiAlternatives(subject, "Xem tại http://localhost:8000/ho-so/1.", to=[to])
    if html:
        letter.attach_alternative(html, "text/html")
    return letter.send()


def messages(mail, to):
    return requests.get(f"{mail.url}/mail/api/messages", params={"to": to}, timeout=5).json()["messages"]


def test_a_notice_of_the_product_is_found_by_its_receiver(mail):
    write(to="mot@nguoidan.example", html="<p>Chào <b>bà Bình</b></p>")
    write(to="hai@nguoidan.example")
    (message,) = messages(mail, "MOT@nguoidan.example")
    assert message["subject"] == "Hồ sơ của bạn đã được tiếp nhận"
    assert message["text"].startswith("Xem tại http://localhost:8000/ho-so/1.")
    assert "<b>bà Bình</b>" in message["html"]
    assert "Một Cửa" in message["shown_from"]


def test_the_newest_letter_stands_first(mail):
    for subject in ("Thư thứ nhất", "Thư thứ hai"):
        write(to="ba@nguoidan.example", subject=subject)
    page = requests.get(f"{mail.url}/mail/", timeout=5).text
    assert page.index("Thư thứ hai") < page.index("Thư thứ nhất")


def test_a_letter_is_shown_with_its_links_and_without_its_scripts(mail):
    write(
        to="bon@nguoidan.example", subject="<script>1</script>", html="<script>alert(1)</script><p>Chào</p>"
    )
    id_ = messages(mail, "bon@nguoidan.example")[0]["id"]
    page = requests.get(f"{mail.url}/mail/{id_}", timeout=5)
    assert '<a href="http://localhost:8000/ho-so/1">' in page.text
    assert "<script>" not in page.text
    markup = requests.get(f"{mail.url}/mail/{id_}/html", timeout=5)
    policy = markup.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


def test_markup_in_a_text_letter_stays_text():
    assert with_links('<b>"') == "&lt;b&gt;&quot;"
    assert with_links("a http://x.example/?a=1&b=2, b") == (
        'a <a href="http://x.example/?a=1&amp;b=2">http://x.example/?a=1&amp;b=2</a>, b'
    )


def test_a_mailbox_that_refuses_is_noticed_and_works_again_afterwards(mail):
    switch(mail, "mail", "refuse", times=1)
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        write(to="nam@nguoidan.example")
    assert refusal.value.smtp_code == 451
    write(to="nam@nguoidan.example")
    assert len(messages(mail, "nam@nguoidan.example")) == 1


@pytest.mark.parametrize("fault", ["drop", "slow"])
def test_a_mailbox_that_hangs_up_or_hangs_is_noticed(mail, fault):
    switch(mail, "mail", fault, seconds=2)
    with pytest.raises((smtplib.SMTPServerDisconnected, TimeoutError)):
        write(to="sau@nguoidan.example")


def test_letters_survive_a_restart(tmp_path, settings):
    for _ in range(2):
        with running_sandbox(tmp_path) as sandbox:
            settings.MAILERS["default"]["OPTIONS"]["port"] = sandbox.config.smtp_port
            write(to="bay@nguoidan.example")
            count = len(messages(sandbox, "bay@nguoidan.example"))
    assert count == 2

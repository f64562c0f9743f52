"""What happens to a dossier is told to its people: once, in their language, in the inbox and by e-mail."""

import pytest
import requests

from motcua.exchange import jobs
from motcua.exchange.models import Message
from motcua.foundation.events import outbox
from motcua.foundation.models import Event, OutboxEntry
from motcua.procedures.dossiers import changes, notices
from motcua.procedures.dossiers.models import Dossier
from tests.conftest import hanoi
from tests.procedures.at_work import open_task, ready_birth, works_at_site_check
from tests.procedures.people import (
    BIRTH,
    BORN,
    RECEIVED,
    filed_birth,
    officer,
    requester,
    resident,
    submission,
)
from tests.sandbox.running import running_sandbox, switch

AT = hanoi("2026-03-02 08:30")
TO = "minh.anh@example.vn"
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
            "OPTIONS": {"host": "127.0.0.1", "port": mailbox.config.smtp_port, "timeout": 2},
        }
    }
    requests.post(f"{mailbox.url}/mail/clear", timeout=5)
    yield mailbox
    switch(mailbox, "mail", None)


def told() -> list[Message]:
    while outbox.drain(notices.CONSUMER, AT):
        pass
    return list(Message.objects.order_by("id"))


def arrived(mailbox, code: str) -> list[dict]:
    letters = requests.get(f"{mailbox.url}/mail/api/messages", params={"to": TO}, timeout=5).json()[
        "messages"
    ]
    return [letter for letter in letters if code in letter["subject"]]


def test_each_event_that_concerns_the_owner_is_one_message_however_often_it_is_delivered():
    dossier = filed_birth(AT)
    changes.accept(open_task(dossier).id, by=officer("counter", AT), at=AT, ticked=RECEIVED)
    first = told()
    assert [message.subject for message in first] == [
        f"[{dossier.code}] Đã nộp hồ sơ trực tuyến", f"[{dossier.code}] Hồ sơ được tiếp nhận",
    ]  # fmt: skip
    for event in Event.objects.filter(chain=dossier.chain):
        OutboxEntry.objects.create(event=event, consumer=notices.CONSUMER)
    assert told() == first, "a second delivery writes nothing"


def test_a_message_says_what_happened_what_to_do_and_where_and_no_more_than_that():
    dossier = works_at_site_check(AT)
    by = officer("counter", AT)
    birth = filed_birth(AT)
    changes.ask_supplement(open_task(birth).id, ["Giấy chứng sinh bản rõ"], "Ảnh mờ", by=by, at=AT)
    message = next(m for m in told() if m.dossier_code == birth.code and "Cần bổ sung" in m.subject)
    assert "Giấy chứng sinh bản rõ. Lý do: Ảnh mờ" in message.body
    assert "Việc cần làm" in message.body
    assert message.link.endswith(f"/ho-so/{birth.uuid}")
    assert "001196000011" not in message.body and by.name not in message.body
    assert dossier.code not in message.body


def test_people_are_told_in_the_language_they_chose():
    by = resident(AT)
    one = submission(BIRTH, {**BORN, **requester(by)}, by, AT, language="en")
    dossier = changes.file(one, by=by, at=AT)
    (message,) = told()
    assert message.language == "en"
    assert message.subject == f"[{dossier.code}] Request filed online"
    assert "Dear" in message.body and "Kính gửi" not in message.body


def test_steps_between_officers_are_not_told_to_the_owner():
    dossier = filed_birth(AT)
    changes.claim(open_task(dossier).id, by=officer("counter", AT), at=AT)
    changes.release(open_task(dossier).id, by=officer("counter", AT), at=AT)
    assert len(told()) == 1


def test_the_ready_result_is_told():
    dossier = ready_birth(AT)
    assert f"[{dossier.code}] Đã có kết quả" in [message.subject for message in told()]


def test_the_letter_arrives_once_even_when_the_job_runs_twice(post_office):
    dossier = filed_birth(AT)
    (message,) = told()
    jobs.send_mails.func([message.id])
    jobs.send_mails.func([message.id])
    message.refresh_from_db()
    assert message.mail == Message.Mail.SENT and message.mailed_at is not None
    (letter,) = arrived(post_office, dossier.code)
    assert f"/ho-so/{dossier.uuid}" in letter["text"]


def test_an_owner_without_an_address_has_the_message_in_the_inbox_only():
    dossier = filed_birth(AT)
    Dossier.objects.filter(id=dossier.id).update(email="")
    (message,) = told()
    assert (message.mail, message.person_id) == (Message.Mail.NONE, resident(AT).person_id)

"""Whoever keeps a copy of a civil-status fact is told of each event, answers it, or stands on the board."""

from datetime import date, timedelta

import pytest
from django.test import Client

from motcua.city import partners
from motcua.city.models import Account, Agency, Person
from motcua.exchange.event_notices import noting, reading
from motcua.exchange.event_notices.models import EventNotice
from motcua.exchange.event_notices.receivers import all_receivers
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events import outbox
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.records import registers
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:00")


@pytest.fixture(autouse=True)
def morning(city):
    clock.set_for_test(AT)
    partners.forget()


def token(*systems: str) -> dict[str, str]:
    account, _ = Account.objects.get_or_create(
        username="partner.copies",
        defaults={"display_name": "Nơi giữ bản sao", "kind": Account.Kind.PARTNER, "password": "!"},
    )
    clear, _ = partners.issue(
        "Báo hộ tịch",
        account,
        ["external:answer"],
        at=AT,
        valid_for=timedelta(days=90),
        systems=list(systems),
    )
    return {"HTTP_AUTHORIZATION": f"Bearer {clear}"}


def dead() -> Person:
    return Person.objects.exclude(pin="").order_by("id").last()


def death(**more):
    person = dead()
    return registers.enter(
        "deaths",
        agency_id=Agency.objects.get(key="ubnd-phuong-nghia-do").id,
        on=date(2026, 3, 2),
        data={
            "deceased_name": person.full_name, "deceased_pin": person.pin, "death_date": "2026-03-01",
            "deceased_birth_date": person.birth_date.isoformat(), "death_cause": "Bệnh tim", **more,
        },
        source=registers.Source("officer", ""),
        by=SYSTEM,
        at=AT,
    )  # fmt: skip


def heard() -> None:
    """The consumer sees what happened."""
    while outbox.drain(noting.CONSUMER, AT):
        pass


def officer(key: str = "justice") -> Client:
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_field_that_a_receiver_is_told_is_one_of_the_register():
    for one in all_receivers().values():
        for register, fields in one.events.items():
            known = {field.id for field in registers.definition_of(register).fields}
            assert set(fields) <= known, (one.system, register)


def test_a_death_is_told_to_those_who_are_connected_and_only_what_is_theirs():
    police = token("police-residence", "school-survey")
    entry = death()
    heard()
    heard()
    assert list(EventNotice.objects.values_list("receiver", flat=True)) == ["police-residence"]
    (told,) = Client().post("/api/v1/external/police-residence/notices", **police).json()["notices"]
    assert told["values"] == {
        "deceased_name": dead().full_name, "deceased_pin": dead().pin, "death_date": "2026-03-01",
    }  # fmt: skip
    assert (told["book"], told["record"], told["change"]) == ("deaths", entry.id, "entered")
    assert Client().post("/api/v1/external/police-residence/notices", **police).json() == {"notices": []}
    look = AccessLog.objects.get(code="event-notice")
    assert (look.person_id, look.purpose) == (dead().id, "Đăng ký, xóa đăng ký cư trú")


def test_a_correction_is_told_only_where_it_changes_what_was_told():
    token("police-residence", "insurance-card")
    entry = death(last_residence={"unit": "00160", "line": "Số 5"})
    for changed in ({"death_cause": "Không rõ"}, {"last_residence": {"unit": "00160", "line": "Số 7"}}):
        registers.correct(
            ("deaths", entry.id),
            changed,
            reason="Ghi sai",
            source=registers.Source("officer", ""),
            by=SYSTEM,
            at=AT,
        )
    heard()
    corrected = EventNotice.objects.filter(change="corrected")
    assert list(corrected.values_list("receiver", flat=True)) == ["police-residence"]


def test_an_answer_is_given_once_and_after_an_error_once_more():
    headers = token("insurance-card")
    death()
    heard()
    notice = EventNotice.objects.get()
    address = f"/api/v1/external/insurance-card/notices/{notice.uuid}"

    def says(answer: str, words: str = "") -> int:
        said = {"answer": answer, "words": words}
        return Client().post(address, said, content_type="application/json", **headers).status_code

    assert says("error") == 422
    assert says("error", "Không có số thẻ") == 200
    assert says("done") == 200 == says("done")
    assert says("not-concerned") == 409
    other = address.replace("insurance-card", "police-residence")
    assert (
        Client().post(other, {"answer": "done"}, content_type="application/json", **headers).status_code
        == 403
    )


def test_what_nobody_answers_for_three_days_stands_on_the_board_and_is_sent_again():
    headers = token("insurance-card", "police-residence")
    entry = death()
    heard()
    Client().post("/api/v1/external/insurance-card/notices", **headers)
    EventNotice.objects.filter(receiver="police-residence").update(
        answer="error", said="Không thấy người này", answered_at=AT, fetched_at=AT, times=1
    )
    page = officer().get("/so-dang-ky/bao-viec/").content.decode()
    assert "Không thấy người này" in page and "Bảo hiểm xã hội" not in page, (
        "errors at once, silence after three days"
    )
    clock.set_for_test(AT + timedelta(days=4))
    page = officer().get("/so-dang-ky/bao-viec/").content.decode()
    assert "Bảo hiểm xã hội" in page and registers.number_text(entry) in page and "4 ngày trước" in page
    assert dead().full_name not in page
    silent = EventNotice.objects.get(receiver="insurance-card")
    assert officer().post(f"/so-dang-ky/bao-viec/{silent.uuid}/gui-lai/").status_code == 302
    partners.forget()
    (told,) = Client().post("/api/v1/external/insurance-card/notices", **headers).json()["notices"]
    silent.refresh_from_db()
    assert (told["id"], silent.times, silent.again_by["name"]) == (
        str(silent.uuid),
        2,
        account_of("justice").display_name,
    )


def test_another_office_neither_sees_nor_sends_it(django_assert_num_queries):
    token("insurance-card")
    death()
    heard()
    EventNotice.objects.update(created_at=AT - timedelta(days=5))
    notice = EventNotice.objects.get()
    EventNotice.objects.update(agency_id=Agency.objects.get(key="ubnd-phuong-cau-giay").id)
    client = officer()
    assert "Bảo hiểm xã hội" not in client.get("/so-dang-ky/bao-viec/").content.decode()
    assert client.post(f"/so-dang-ky/bao-viec/{notice.uuid}/gui-lai/").status_code == 404
    with django_assert_num_queries(2):
        agencies = frozenset({notice.agency_id})
        assert reading.board(agencies, AT) == [] and reading.silent(agencies, AT) == []

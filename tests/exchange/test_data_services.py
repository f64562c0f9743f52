"""Another system asks a register: only under an agreement of two officers, only what it names, and the person sees it."""

import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta

import nats
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.city.models import Agency, PartnerToken, Person
from motcua.exchange.data_services import agreements, feed
from motcua.exchange.data_services.agreements import NotPossible, Terms
from motcua.exchange.data_services.models import Agreement, Call, Change
from motcua.foundation import clock, events
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events import outbox, subscribers
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.project.embedded import EmbeddedNats
from motcua.records import registers
from motcua.records.subject_requests import marks
from motcua.records.subject_requests.models import SubjectRequest
from motcua.sites.api import pace
from tests.conftest import hanoi
from tests.sites.api_calls import Caller, token_for

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 08:30")
FIELDS = ("child_name", "child_birth_date", "child_sex")


@pytest.fixture(autouse=True)
def morning(city):
    clock.set_for_test(AT)
    pace.forget()


@pytest.fixture
def bank() -> Caller:
    return Caller(token_for("registers:read", username="partner.bank"))


@pytest.fixture
def person() -> Person:
    return Person.objects.get(id=account_of("resident").person_id)


def officer(key: str):
    from motcua.city import authority

    return authority.actor_for(account_of(key), AT)


def terms(**changed) -> Terms:
    account = PartnerToken.objects.latest("id").account_id
    return replace(
        Terms(
            account, "births", "Xác minh khai sinh", FIELDS, ("query", "verify", "changes"), "Mở tài khoản cho trẻ",
            "Điều 17 Luật các tổ chức tín dụng", date(2026, 1, 1), date(2026, 12, 31),
        ),
        **changed,
    )  # fmt: skip


def agreed(**changed) -> Agreement:
    proposed = agreements.propose(terms(**changed), by=officer("organiser"), at=AT)
    return agreements.approve(proposed.id, by=officer("city"), at=AT)


@pytest.fixture
def birth(person):
    """The person is the mother of a registered child."""
    return registers.enter(
        "births",
        agency_id=Agency.objects.get(key="ubnd-phuong-cau-giay").id,
        on=AT.date(),
        data={
            "child_name": "Trần Thị Bé", "child_birth_date": "2026-02-20", "child_sex": "female",
            "mother_name": person.full_name, "mother_pin": person.pin, "situation": "ordinary",
        },
        people={"mother": person.id},
        source=registers.Source("officer", ""),
        by=SYSTEM,
        at=AT,
    )  # fmt: skip


def question(person: Person, **changed) -> dict:
    who = {"number": person.pin, "name": person.full_name, "birth_date": person.birth_date.isoformat()}
    return {
        "request_id": "yeu-cau-0001", "officer": "Giao dịch viên 12", "case_number": "TK-77",
        "person": who | changed,
    }  # fmt: skip


ASK = "/registers/births/query"


def test_without_an_agreement_nothing_is_told(bank, person, birth):
    answer = bank.post(ASK, question(person))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "no-agreement")
    agreements.propose(terms(), by=officer("organiser"), at=AT)
    assert bank.post(ASK, question(person)).status_code == 403
    assert not AccessLog.objects.filter(what="register:births").exists()


def test_who_proposes_an_agreement_does_not_decide_it(bank):
    proposed = agreements.propose(terms(), by=officer("organiser"), at=AT)
    with pytest.raises(NotPossible, match="does not decide"):
        agreements.approve(proposed.id, by=officer("organiser"), at=AT)


def test_everything_wrong_with_an_agreement_is_said_at_once(bank):
    wrong = terms(fields=("no_such",), uses=(), purpose="x", valid_to=date(2039, 1, 1), territory=("99999",))
    with pytest.raises(NotPossible) as refused:
        agreements.propose(wrong, by=officer("organiser"), at=AT)
    assert refused.value.problems.keys() == {"fields", "uses", "purpose", "valid_to", "territory"}


def test_only_what_the_agreement_names_leaves_and_the_person_sees_who_asked(bank, person, birth):
    agreed()
    told = bank.post(ASK, question(person)).json()
    assert told["found"]
    assert told["records"][0]["fields"] == {
        "child_name": "Trần Thị Bé", "child_birth_date": "2026-02-20", "child_sex": "female",
    }  # fmt: skip
    look = AccessLog.objects.get(person_id=person.id, what="register:births")
    assert look.purpose == "Mở tài khoản cho trẻ (căn cứ Điều 17 Luật các tổ chức tín dụng)"
    assert Call.objects.get().officer == "Giao dịch viên 12"


def test_a_mismatch_and_a_missing_person_get_the_same_answer(bank, person, birth):
    agreed()
    for changed in ({"name": "Nguyễn Khác"}, {"birth_date": "1950-01-01"}, {"number": "001190999999"}):
        assert bank.post(ASK, question(person, **changed) | {"request_id": f"q-{next(iter(changed)):_<8}"}).json() == {
            "found": False, "records": [],
        }  # fmt: skip
    assert not AccessLog.objects.filter(what="register:births").exists()


def test_a_verification_tells_yes_no_or_unknown_and_no_value(bank, person, birth):
    agreed()
    claims = {"child_name": "TRẦN THỊ BÉ", "child_birth_date": "2026-02-21"}
    told = bank.post("/registers/births/verify", question(person) | {"claims": claims})
    assert told.json() == {"verdicts": {"child_name": "yes", "child_birth_date": "no"}}
    beyond = question(person) | {"claims": {"mother_pin": person.pin}, "request_id": "yeu-cau-0002"}
    assert bank.post("/registers/births/verify", beyond).status_code == 403


def test_the_same_request_again_is_counted_once_and_its_id_is_good_for_no_other(bank, person, birth):
    agreement = agreed()
    first, again = bank.post(ASK, question(person)), bank.post(ASK, question(person))
    assert first.json() == again.json()
    assert agreement.days.get().asked == 1
    other = bank.post(ASK, question(person) | {"case_number": "TK-78"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "id-used")


def test_many_questions_have_their_answers_in_order_and_few_queries(bank, person, birth):
    agreed(per_minute=200)
    asked = [
        {"person": question(person)["person"]},
        {"person": question(person, name="Ai Khác")["person"]},
    ] * 40
    body = {key: value for key, value in question(person).items() if key != "person"} | {"questions": asked}
    bank.post(ASK, question(person) | {"request_id": "lam-nong-01"})
    with CaptureQueriesContext(connection) as done:
        answers = bank.post("/registers/births/batch", body).json()["answers"]
    assert [one["found"] for one in answers] == [True, False] * 40
    assert len([one for one in done if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 10


def test_the_pace_that_was_agreed_on_is_kept(bank, person, birth):
    agreement = agreed(per_minute=2, per_day=3)
    codes = [
        bank.post(ASK, question(person) | {"request_id": f"yeu-cau-{n:04}"}).status_code for n in range(3)
    ]
    assert codes == [200, 200, 429]
    clock.set_for_test(AT + timedelta(minutes=1))
    codes = [
        bank.post(ASK, question(person) | {"request_id": f"sau-do-{n:04}"}).status_code for n in range(2)
    ]
    assert codes == [200, 429]
    day = agreement.days.get()
    assert (day.asked, day.refused) == (3, 2)


def test_an_agreement_that_is_stopped_answers_no_more(bank, person, birth):
    agreement = agreed()
    agreements.stop(agreement.id, "Nghi lộ mã truy cập", by=officer("organiser"), at=AT)
    assert bank.post(ASK, question(person)).status_code == 403


def test_a_record_is_asked_for_by_its_own_number(bank, birth):
    agreed()
    agency = Agency.objects.get(id=birth.agency_id).code
    body = {
        "request_id": "yeu-cau-0009", "officer": "Giao dịch viên 12", "case_number": "TK-77",
        "key": {"agency": agency, "year": birth.year, "number": birth.number},
    }  # fmt: skip
    assert bank.post(ASK, body).json()["records"][0]["id"] == birth.id
    both = body | {"person": {"number": "001190000001", "name": "A", "birth_date": "1990-01-01"}}
    assert bank.post(ASK, both).status_code == 422


# ---- changes


def drained() -> None:
    while outbox.drain(feed.LIST, AT):
        pass


def test_changes_are_told_in_order_without_naming_anybody(bank, person, birth):
    agreed()
    registers.correct(
        birth, {"child_name": "Trần Thị Bé Na"}, reason="Viết thiếu chữ", source=registers.Source("officer", ""),
        by=SYSTEM, at=AT,
    )  # fmt: skip
    drained()
    page = bank.get("/registers/births/changes").json()
    assert [(one["change"], one["record"], one["fields"]) for one in page["changes"]] == [
        ("entered", birth.id, []), ("corrected", birth.id, ["child_name"]),
    ]  # fmt: skip
    assert person.full_name not in json.dumps(page, ensure_ascii=False)
    assert bank.get("/registers/births/changes", after=page["next"]).json() == {
        "changes": [],
        "next": page["next"],
    }


def test_an_event_that_is_handed_on_twice_is_one_change(birth):
    event = events.Delivered(
        9001, "register:births:1", 1, "register.entered", AT, {}, {"register": "births", "record": 1}
    )
    feed.note([event])
    feed.note([event])
    assert Change.objects.filter(event_id=9001).count() == 1


def test_changes_come_over_jetstream_once(tmp_path, settings, birth):
    server = EmbeddedNats(tmp_path)
    server.start()
    settings.NATS_URL = server.url()
    event = events.Delivered(
        77, "register:births:1", 1, "register.entered", AT, {}, {"register": "births", "record": birth.id}
    )
    try:
        feed.send([event])
        feed.send([event])
        messages = asyncio.run(_messages(server.url()))
    finally:
        server.stop()
    assert [(subject, json.loads(body)["record"]) for subject, body in messages] == [
        ("registers.births.entered", birth.id)
    ]


async def _messages(url: str) -> list[tuple[str, bytes]]:
    client = await nats.connect(url)
    try:
        stream = client.jetstream()
        state = (await stream.stream_info(feed.STREAM)).state
        found = [await stream.get_msg(feed.STREAM, n) for n in range(state.first_seq, state.last_seq + 1)]
        return [(one.subject, one.data) for one in found]
    finally:
        await client.close()


def test_the_list_of_changes_takes_part_in_the_outbox():
    assert feed.LIST in subscribers.names_for("register.corrected")
    assert feed.LIST not in subscribers.names_for("dossier.submitted")


def test_who_asked_that_data_are_not_shared_is_answered_for_like_nobody(bank, person, birth):
    agreed()
    request = SubjectRequest.objects.create(
        person=person, claimant=person, kind="restrict", scope=[marks.DATA_SHARING], opened_at=AT, receipt_due_at=AT,
        due_at=AT, agency=birth_agency(), state="done", ended_at=AT,
    )  # fmt: skip
    marks.put(request, AT)
    assert bank.post(ASK, question(person)).json() == {"found": False, "records": []}
    assert marks.lift(person.pk, marks.DATA_SHARING, AT) == 1
    assert bank.post(ASK, question(person) | {"request_id": "yeu-cau-0009"}).json()["found"]


def birth_agency() -> Agency:
    return Agency.objects.get(key="ubnd-phuong-cau-giay")

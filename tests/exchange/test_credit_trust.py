"""A lender is answered yes or no about a borrower who agrees, once; whatever else it tries, it learns nothing."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from motcua.city import authority
from motcua.city.models import Account, Agency, Person
from motcua.exchange.credit_trust import answering, asking, jobs
from motcua.exchange.credit_trust.answering import Call
from motcua.exchange.credit_trust.checks import SERVICE, Outcome, all_checks, not_for, outcome
from motcua.exchange.credit_trust.models import Check, Request
from motcua.exchange.data_services import agreements
from motcua.exchange.data_services.agreements import NotPossible, Terms
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.records.consents import texts
from motcua.records.consents.models import Consent
from motcua.records.subject_requests import marks
from motcua.records.subject_requests.models import SubjectRequest
from motcua.sites.api import pace
from tests.conftest import hanoi
from tests.sites.api_calls import Caller, token_for

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 08:30")
LENDER = "partner.bank"
WHAT_FOR = "Xét vay mua nhà, hợp đồng 77"


@pytest.fixture(autouse=True)
def morning(city):
    clock.set_for_test(AT)
    pace.forget()


@pytest.fixture
def person() -> Person:
    return Person.objects.get(id=account_of("resident").person_id)


def officer(key: str) -> Actor:
    return authority.actor_for(account_of(key), AT)


def lender(username: str = LENDER) -> Account:
    account, _ = Account.objects.get_or_create(
        username=username, defaults={"display_name": "Ngân hàng Mẫu", "kind": "partner", "password": "!"}
    )
    return account


def agreed(username: str = LENDER, fields=("identity", "resident"), **changed):
    terms = Terms(
        lender(username).pk, SERVICE, "Chấm điểm tín nhiệm", fields, ("verify",), "Chấm điểm, đánh giá tín nhiệm khi vay",
        "Nghị định 356/2025/NĐ-CP; sự đồng ý của người vay", date(2026, 1, 1), date(2026, 12, 31),
    )  # fmt: skip
    row = agreements.propose(replace(terms, **changed), by=officer("organiser"), at=AT)
    return agreements.approve(row.id, by=officer("city"), at=AT)


@pytest.fixture
def bank(city) -> Caller:
    agreed()
    return Caller(token_for("credit-trust:ask", username=LENDER))


def resident(key: str = "resident") -> Client:
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(bank: Caller, **changed) -> dict:
    body = {
        "request_id": "xin-dong-y-0001", "lender_code": LENDER, "what_for": WHAT_FOR,
        "checks": ["identity", "resident"], "days": 30,
    }  # fmt: skip
    answer = bank.post("/credit-trust/requests", body | changed)
    assert answer.status_code == 200, answer.content
    return answer.json()


def path_of(link: str) -> str:
    return "/dong-y/tin-nhiem/" + link.rsplit("/", 1)[1]


def agreed_by(client: Client, link: str, *data: str):
    form = {"id": str(uuid.uuid4()), "data": list(data), "answer": "agree"}
    return client.post(path_of(link), form)


@pytest.fixture
def consent(bank) -> Consent:
    """The resident of the demo agreed to both points."""
    made = asked(bank)
    assert agreed_by(resident(), made["link"], "identity", "resident").status_code == 302
    return Consent.objects.get()


def question(person: Person, consent: Consent, **changed) -> dict:
    return {
        "request_id": "hoi-00000001", "lender_code": LENDER, "consent_id": str(consent.uuid), "pin": person.pin,
        "full_name": person.full_name, "birth_date": person.birth_date.isoformat(), "checks": ["identity", "resident"],
    } | changed  # fmt: skip


def ask(bank: Caller, body: dict):
    return bank.post("/credit-trust/checks", body)


NOTHING = (False, [])


def told(answer) -> tuple[bool, list]:
    assert answer.status_code == 200, answer.content
    body = answer.json()
    return body["consent_valid"], body["results"]


def test_a_borrower_agrees_and_the_lender_is_answered_once(bank, person, consent):
    answer = ask(bank, question(person, consent)).json()
    assert answer["consent_valid"] and answer["results"] == [
        {"check": "identity", "outcome": "MATCH"}, {"check": "resident", "outcome": "MATCH"},
    ]  # fmt: skip
    assert answer["expires_at"].startswith("2026-04-01")
    assert told(ask(bank, question(person, consent, request_id="hoi-00000002"))) == NOTHING


def test_no_value_of_anybodys_data_leaves(bank, person, consent):
    text = ask(bank, question(person, consent)).content.decode()
    for value in (person.pin, person.full_name, person.birth_date.isoformat(), person.phone or "09"):
        assert value not in text.replace("hoi-00000001", "")


def test_the_person_sees_each_use_at_once_in_the_inbox_the_log_and_the_consent(bank, person, consent):
    ask(bank, question(person, consent))
    message = Message.objects.filter(person=person).latest("id")
    assert "Ngân hàng Mẫu" in message.body and str(consent.uuid) in message.link
    look = AccessLog.objects.filter(person_id=person.pk, what__startswith=SERVICE).get()
    assert consent.code in look.purpose and look.reader["kind"] == "partner"
    page = resident().get(f"/dong-y/{consent.uuid}/").content.decode()
    assert "Có cư trú tại thành phố" in page and "khớp" in page


def test_the_same_call_again_gets_the_same_answer_and_is_counted_once(bank, person, consent):
    first, second = (ask(bank, question(person, consent)) for _ in range(2))
    assert first.json() == second.json()
    assert Check.objects.count() == 1 and Message.objects.filter(key__startswith="credit-check/").count() == 1


def test_a_used_request_id_with_other_words_is_refused(bank, person, consent):
    ask(bank, question(person, consent))
    assert ask(bank, question(person, consent, checks=["resident"])).json()["error"]["code"] == "id-used"


def test_taken_back_in_between_even_the_same_call_tells_nothing(bank, person, consent):
    ask(bank, question(person, consent))
    resident().post(f"/dong-y/{consent.uuid}/rut/")
    assert told(ask(bank, question(person, consent))) == NOTHING
    assert told(ask(bank, question(person, consent, request_id="hoi-00000002"))) == NOTHING


def test_everything_wrong_with_consent_or_person_gets_one_and_the_same_answer(bank, person, consent):
    """Unknown consent, another person's number, nobody's number, a wrong name, a wrong day, too late."""
    other = Person.objects.exclude(pk=person.pk).exclude(pin="").first()
    wrong = (
        {"consent_id": str(uuid.uuid4())},
        {"pin": other.pin, "full_name": other.full_name, "birth_date": other.birth_date.isoformat()},
        {"pin": "001099999999"},
    )
    answers = []
    for number, changed in enumerate(wrong):
        body = ask(bank, question(person, consent, request_id=f"hoi-sai-{number:04}", **changed)).json()
        answers.append({key: value for key, value in body.items() if key not in ("request_id", "issued_at")})
    assert all(one == answers[0] for one in answers) and answers[0]["results"] == []
    Consent.objects.update(expires_at=clock.now())
    assert told(ask(bank, question(person, consent, request_id="hoi-tre-0001"))) == NOTHING
    consent.refresh_from_db()
    assert consent.used_at is None


def test_three_wrong_guesses_end_the_consent_and_the_person_hears_of_each(bank, person, consent):
    for number in range(3):
        body = question(person, consent, request_id=f"hoi-sai-{number:04}", full_name="Nguyễn Văn Khác")
        assert told(ask(bank, body)) == NOTHING
    assert told(ask(bank, question(person, consent))) == NOTHING
    consent.refresh_from_db()
    assert consent.barred_at is not None
    assert Message.objects.filter(person=person, key__startswith="credit-check/").count() == 3


def test_another_lender_cannot_use_it(bank, person, consent):
    agreed("partner.other-bank")
    other = Caller(token_for("credit-trust:ask", username="partner.other-bank"))
    assert told(ask(other, question(person, consent, lender_code="partner.other-bank"))) == NOTHING
    refused = ask(other, question(person, consent))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "no-agreement")


def test_more_than_was_agreed_to_is_refused_and_uses_nothing_up(bank, person):
    made = asked(bank)
    agreed_by(resident(), made["link"], "identity")
    consent = Consent.objects.get()
    refused = ask(bank, question(person, consent))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not-agreed-to")
    assert told(ask(bank, question(person, consent, checks=["identity"], request_id="hoi-00000002")))[0]


def test_calls_for_more_than_was_agreed_to_count_towards_the_pace(person, city):
    agreed(per_minute=2, per_day=2)
    bank = Caller(token_for("credit-trust:ask", username=LENDER))
    agreed_by(resident(), asked(bank)["link"], "identity")
    body = question(person, Consent.objects.get())
    codes = [ask(bank, body | {"request_id": f"hoi-them-{n:04}"}).status_code for n in range(3)]
    assert codes == [403, 403, 429]


def test_whoever_objects_is_not_told_of_again_and_neither_is_a_barred_consent(bank, person, consent):
    ask(bank, question(person, consent))
    request = SubjectRequest.objects.create(
        person=person, claimant=person, kind="object", scope=[SERVICE], opened_at=AT, receipt_due_at=AT, due_at=AT,
        agency_id=Agency.objects.first().pk, state="done", ended_at=AT,
    )  # fmt: skip
    marks.put(request, AT)
    assert told(ask(bank, question(person, consent))) == NOTHING
    marks.lift(person.pk, SERVICE, AT)
    assert told(ask(bank, question(person, consent)))[0]
    Consent.objects.update(barred_at=AT)
    assert told(ask(bank, question(person, consent))) == NOTHING


def test_a_birth_known_by_year_only_agrees_at_the_poorer_precision(bank, person, consent):
    Person.objects.filter(pk=person.pk).update(birth_precision=Person.Precision.YEAR)
    other_day = person.birth_date.replace(month=12, day=31)
    assert told(ask(bank, question(person, consent, birth_date=other_day.isoformat())))[0]
    other_year = question(
        person, consent, birth_date=other_day.replace(year=1950).isoformat(), request_id="hoi-00000009"
    )
    assert told(ask(bank, other_year)) == NOTHING


def test_what_the_agreement_does_not_name_cannot_be_asked_for(bank):
    body = {
        "request_id": "xin-0000001",
        "lender_code": LENDER,
        "what_for": WHAT_FOR,
        "checks": ["poor-household"],
    }
    assert bank.post("/credit-trust/requests", body).status_code == 403


def test_without_the_scope_or_after_the_agreement_ended_nothing_is_answered(bank, person, consent):
    assert Caller(token_for("registers:read", username=LENDER)).post(
        "/credit-trust/checks", question(person, consent)
    ).status_code == 403  # fmt: skip
    agreements.stop(
        agreements.in_effect(lender().pk, SERVICE, AT.date()).id, "Hết hợp tác", by=officer("city"), at=AT
    )
    assert ask(bank, question(person, consent)).json()["error"]["code"] == "no-agreement"


def test_a_lender_asks_at_the_pace_of_its_agreement(person, city):
    agreed(per_minute=2, per_day=2)
    bank = Caller(token_for("credit-trust:ask", username=LENDER))
    body = {**question(person, Consent(uuid=uuid.uuid4()))}
    codes = [ask(bank, body | {"request_id": f"hoi-nhanh-{n}"}).status_code for n in range(3)]
    assert codes == [200, 200, 429]


def test_a_link_answers_once_and_shows_who_asks_what_for(bank):
    link = path_of(asked(bank)["link"])
    page = resident().get(link)
    words = page.content.decode()
    assert "Ngân hàng Mẫu" in words and WHAT_FOR in words and "checked" not in words
    assert resident().post(link, {"answer": "agree"}).status_code == 422
    assert resident().post(link, {"answer": "refuse"}).status_code == 302
    assert resident().get(link).status_code == 404
    assert not Consent.objects.exists()
    request = Request.objects.get()
    assert asking.state_of(request, AT) == "refused"


def test_the_lender_learns_what_was_agreed_to_and_not_by_whom(bank):
    made = asked(bank)
    state = bank.get(f"/credit-trust/requests/{made['id']}").json()
    assert state == {"id": made["id"], "state": "waiting", "consent_id": None, "checks": []}
    agreed_by(resident(), made["link"], "resident")
    state = bank.get(f"/credit-trust/requests/{made['id']}").json()
    assert state["state"] == "agreed" and state["checks"] == ["resident"] and set(state) == {
        "id", "state", "consent_id", "checks",
    }  # fmt: skip
    agreed("partner.other-bank")
    other = Caller(token_for("credit-trust:ask", username="partner.other-bank"))
    assert other.get(f"/credit-trust/requests/{made['id']}").status_code == 404


def test_the_same_request_again_gets_the_same_link_another_one_is_refused(bank):
    assert asked(bank)["link"] == asked(bank)["link"]
    body = {
        "request_id": "xin-dong-y-0001",
        "lender_code": LENDER,
        "what_for": "Mục đích khác hẳn",
        "checks": ["identity"],
    }
    assert bank.post("/credit-trust/requests", body).status_code == 409


def test_a_link_waits_seven_days(bank):
    link = path_of(asked(bank)["link"])
    clock.set_for_test(AT + timedelta(days=7, hours=1))
    assert resident().get(link).status_code == 404


def test_lists_of_the_social_policy_bank_are_never_agreed_on_with_another(city):
    with pytest.raises(NotPossible, match="social policy bank"):
        agreed(fields=("identity", "poor-household"))
    assert agreed("partner.social-policy-bank", fields=("identity", "poor-household")).state == "active"


def test_an_agreement_on_answers_opens_no_register_and_no_changes(bank):
    with pytest.raises(NotPossible):
        agreed("partner.third-bank", uses=("query", "changes"))
    reader = Caller(token_for("registers:read", username=LENDER))
    body = {
        "request_id": "yeu-cau-0001", "officer": "A", "case_number": "B",
        "person": {"number": "001099999999", "name": "A", "birth_date": "1999-01-01"},
    }  # fmt: skip
    for address in ("query", "verify"):
        asked_for = body | ({"claims": {"identity": True}} if address == "verify" else {})
        assert reader.post(f"/registers/{SERVICE}/{address}", asked_for).status_code == 403


def test_answers_are_forgotten_when_they_count_no_more(bank, person, consent):
    ask(bank, question(person, consent))
    assert jobs.forget(AT + timedelta(days=29)) == 0
    assert jobs.forget(AT + timedelta(days=30, hours=1)) == 1
    assert Check.objects.get().outcomes is None and Check.objects.get().valid
    page = resident().get(f"/dong-y/{consent.uuid}/").content.decode()
    assert "nội dung không còn lưu" in page


@pytest.mark.parametrize(
    ("check", "in_city", "sources", "expected"),
    [
        ("identity", None, (), Outcome.MATCH),
        ("resident", True, (), Outcome.MATCH),
        ("resident", False, (), Outcome.NO_MATCH),
        ("resident", None, (), Outcome.NO_DATA),
        ("poor-household", True, ("social.poor_household",), Outcome.MATCH),
        ("poor-household", True, (), Outcome.NO_MATCH),
        ("poor-household", False, (), Outcome.NO_DATA),
        ("merit", True, ("social.merit",), Outcome.MATCH),
    ],
)
def test_an_answer_is_match_no_match_or_no_data(check, in_city, sources, expected):
    assert outcome(all_checks().named(check), in_city=in_city, sources=sources) == expected


def test_the_text_that_is_agreed_to_names_every_check_in_the_same_words_order():
    assert [one.id for one in texts.newest(SERVICE).data] == [one.id for one in all_checks().checks]
    assert not_for(LENDER, ["identity", "resident"]) == [] and not_for(LENDER, ["health"]) == ["health"]


def test_statements_of_one_answer(bank, person, consent, django_assert_max_num_queries):
    call = Call(
        "hoi-00000001", LENDER, consent.uuid, person.pin, person.full_name, person.birth_date, ["resident"]
    )
    bank_id = lender().pk
    with django_assert_max_num_queries(24):
        told_now = answering.answer(bank_id, call, by=Actor("partner", bank_id, name="A"), at=clock.now())
    assert told_now.consent_valid

"""What a person asks about their own data is carried out in time, or refused for a ground that the law knows."""

import uuid
from dataclasses import replace

import pytest

from motcua.city import authority
from motcua.city.models import Account, Person
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.project.demo import account_of
from motcua.records.consents import giving, holding, texts
from motcua.records.subject_requests import changes, holdings, marks, prefilling, reading, rules
from motcua.records.subject_requests.models import Mark, SubjectRequest
from motcua.records.wallet.models import Share
from tests.conftest import hanoi
from tests.records.pairs.doubtful import person as doubtful_person
from tests.records.pairs.test_merging import merged

AT = hanoi("2026-03-02 09:00")  # a Monday
State = SubjectRequest.State


@pytest.fixture
def me(city, db) -> Person:
    clock.set_for_test(AT)
    return Person.objects.get(id=account_of("resident").person_id)


@pytest.fixture
def dpo(me) -> Actor:
    return authority.actor_for(account_of("dpo"), AT)


def actor(person: Person) -> Actor:
    return Actor("resident", None, person.pk, person.full_name)


def asked(person: Person, kind: str, *scope: str, **more) -> SubjectRequest:
    wanted = changes.Wanted(uuid.uuid4(), kind, person.pk, scope, more.pop("words", ""))
    return changes.ask(replace(wanted, **more), by=actor(person), at=AT)


@pytest.mark.parametrize(
    ("kind", "third_party", "extended", "due"),
    [
        ("restrict", False, False, "2026-03-17 17:00"),
        ("restrict", True, False, "2026-03-23 17:00"),
        ("withdraw", False, True, "2026-04-01 17:00"),
        ("copy", False, False, "2026-03-12 17:00"),
        ("copy", False, True, "2026-03-23 17:00"),
        ("delete", False, False, "2026-03-23 17:00"),
        ("delete", True, True, "2026-04-21 17:00"),
    ],
)
def test_each_kind_has_its_own_limit(me, kind, third_party, extended, due):
    from motcua.foundation.worktime import Calendar

    calendar = Calendar.from_data(changes.responsible(AT).calendar.data)
    found = rules.due(kind, AT, calendar, third_party=third_party, extended=extended)
    assert found.date() == hanoi(due).date()


def test_the_receipt_is_due_after_two_working_days(me):
    request = asked(me, "object", "credit-trust")
    assert request.receipt_due_at.date() == hanoi("2026-03-04 09:00").date()


def test_an_objection_stops_that_use_from_the_moment_it_is_granted(me, dpo):
    request = asked(me, "object", "credit-trust")
    assert not marks.restricted(me.pk, "credit-trust")
    changes.take(request.uuid, by=dpo, at=AT)
    done = changes.grant(request.uuid, "Đã dừng.", by=dpo, at=AT)
    assert done.state == State.DONE and marks.restricted(me.pk, "credit-trust")
    assert not marks.restricted(me.pk, "research")
    assert marks.lift(me.pk, "credit-trust", AT) == 1 and not marks.restricted(me.pk, "credit-trust")


def test_the_same_use_is_stopped_once(me, dpo):
    for _ in range(2):
        changes.grant(asked(me, "restrict", "research").uuid, "", by=dpo, at=AT)
    assert Mark.objects.filter(person=me).count() == 1


def test_what_no_law_keeps_is_deleted_and_the_rest_is_named(me, dpo):
    Person.objects.filter(pk=me.pk).update(phone="0912345678")
    request = asked(me, "delete", "contact", "registers")
    done = changes.grant(request.uuid, "", by=dpo, at=AT)
    me.refresh_from_db()
    assert (me.phone, me.email, Account.objects.get(person=me).email) == ("", "", "")
    assert done.state == State.PARTLY and done.effect == {"deleted": {"contact": 1}, "kept": ["registers"]}


def test_taking_consent_back_by_request_ends_it(me, dpo):
    text = texts.newest("research")
    giving.give(
        giving.Wanted(uuid.uuid4(), "research", text.version, me.pk, ["contact"], 30), by=actor(me), at=AT
    )
    done = changes.grant(asked(me, "withdraw", "research").uuid, "", by=dpo, at=AT)
    assert done.effect == {"withdrawn": 1} and not holding.holds(me.pk, "research", AT)


def test_it_is_put_off_once_and_the_person_reads_why(me, dpo):
    request = asked(me, "object", "research")
    later = changes.extend(request.uuid, "Cần đối chiếu với ba đơn vị.", by=dpo, at=AT)
    assert later.due_at > request.due_at and "ba đơn vị" in later.extension_reason
    with pytest.raises(changes.OnlyOnce):
        changes.extend(request.uuid, "Cần thêm thời gian nữa.", by=dpo, at=AT)
    with pytest.raises(changes.CannotAsk):
        changes.extend(asked(me, "object", "research").uuid, "chờ", by=dpo, at=AT)


def test_a_late_request_cannot_be_put_off(me, dpo):
    request = asked(me, "object", "research")
    with pytest.raises(changes.OnlyOnce):
        changes.extend(request.uuid, "Cần thêm thời gian.", by=dpo, at=request.due_at)


def test_it_is_refused_only_for_a_ground_that_fits_its_kind(me, dpo):
    request = asked(me, "object", "research")
    with pytest.raises(changes.CannotAsk):
        changes.refuse(request.uuid, "archives", "Không xóa được.", by=dpo, at=AT)
    done = changes.refuse(request.uuid, "state-function", "Luật buộc xử lý.", by=dpo, at=AT)
    assert done.state == State.REFUSED and not Mark.objects.exists()
    with pytest.raises(changes.NotOpen):
        changes.grant(request.uuid, "", by=dpo, at=AT)


def test_nobody_else_decides_and_nobody_in_their_own_matter(me, dpo):
    request = asked(me, "object", "research")
    with pytest.raises(authority.NotAllowed):
        changes.grant(request.uuid, "", by=authority.actor_for(account_of("justice"), AT), at=AT)
    own = asked(Person.objects.get(pk=dpo.person_id), "object", "research")
    with pytest.raises(authority.NotAllowed):
        changes.grant(own.uuid, "", by=dpo, at=AT)


def test_the_person_takes_it_back_and_others_do_not(me):
    request = asked(me, "object", "research")
    other = Person.objects.exclude(pk=me.pk).first()
    with pytest.raises(SubjectRequest.DoesNotExist):
        changes.take_back(request.uuid, by=actor(other), at=AT)
    assert changes.take_back(request.uuid, by=actor(me), at=AT).state == State.WITHDRAWN


def test_a_request_that_names_nothing_is_not_asked(me):
    with pytest.raises(changes.CannotAsk, match="scope"):
        asked(me, "delete")
    with pytest.raises(changes.CannotAsk, match="words"):
        asked(me, "correct", words="sai")
    with pytest.raises(changes.CannotAsk, match="kind"):
        asked(me, "everything")


def test_words_of_both_sides_lie_sealed_and_events_hold_none(me, dpo):
    request = asked(me, "object", "research", words="Tôi từng bị làm phiền")
    changes.grant(request.uuid, "Xin lỗi bà", by=dpo, at=AT)
    (raw,) = SubjectRequest.objects.filter(pk=request.pk).values_list("words", flat=True)
    assert "phiền".encode() not in raw.envelope
    assert SubjectRequest.objects.get(pk=request.pk).words == "Tôi từng bị làm phiền"
    assert not any(
        "phiền" in body for body in Event.objects.filter(chain=request.chain).values_list("body", flat=True)
    )


def test_the_copy_holds_every_kind_of_data_and_nobody_elses(me):
    copy = holdings.copy_of(me.pk)
    assert {
        "identity",
        "contact",
        "registers",
        "papers",
        "consents",
        "requests",
        "dossiers",
        "drafts",
        "messages",
    } <= set(copy)
    assert {"label": "Số định danh", "value": me.pin} in copy["identity"]["rows"]
    other = Person.objects.exclude(pk=me.pk).exclude(pin="").first()
    assert other.pin not in str(copy["identity"]) + str(copy["papers"])


def test_sums_name_nobody_and_hide_what_is_few(me):
    for _ in range(5):
        asked(me, "object", "research")
    asked(me, "correct", words="Ngày sinh của tôi sai rồi")
    told = {row["kind"]: row["asked"] for row in reading.sums(AT.date())}
    assert told == {"object": 5, "correct": None}


def test_every_kind_has_limits_and_may_be_refused_for_something():
    for kind in rules.KINDS:
        assert rules.limits_on(AT.date()).of(kind).days >= 10
        assert any(kind in one.kinds for one in rules.grounds())


def test_links_taken_back_are_forgotten_open_ones_stay(me):
    shares = [
        Share.objects.create(
            owner=me, token_hash=uuid.uuid4().hex, receiver="Trường", purpose="Nhập học", created_at=AT,
            expires_at=AT, openings=1, revoked_at=revoked,
        )
        for revoked in (AT, None)
    ]  # fmt: skip
    deleting = next(one for one in holdings.deletable() if one.key == "links")
    assert deleting.delete(me.pk) == 1
    assert list(Share.objects.filter(owner=me)) == [shares[1]]


def stopped(person, dpo, purpose):
    request = asked(person, "restrict", purpose)
    changes.take(request.uuid, by=dpo, at=AT)
    changes.grant(request.uuid, "Đã dừng.", by=dpo, at=AT)


def test_whose_data_fill_no_form_is_left_out_of_a_relatives_form_and_keeps_the_own_name(me, dpo):
    other = Person.objects.exclude(pk=me.pk).order_by("pk").first()
    facts = {
        "population.full_name": me.full_name, "population.residence": "Số 2", "population.father_pin": "1",
        "population.father.person_id": other.pk, "population.father.full_name": "Cha", "population.mother_pin": "2",
    }  # fmt: skip
    assert prefilling.without(facts, prefilling.stopped(facts, me.pk)) == facts
    stopped(other, dpo, "prefill")
    told = prefilling.without(facts, prefilling.stopped(facts, me.pk))
    assert set(told) == {"population.full_name", "population.residence", "population.mother_pin"}
    stopped(me, dpo, "prefill")
    assert set(prefilling.without(facts, prefilling.stopped(facts, me.pk))) == {"population.full_name"}


def test_who_was_held_twice_sees_and_lifts_what_was_asked_under_the_former_record(me, dpo):
    former = doubtful_person("Nguyễn Thị Minh Anh", recorded=False)
    stopped(former, dpo, "research")
    merged(me, former)
    assert [one.purpose for one in marks.of_person(me.pk)] == ["research"]
    assert marks.restricted(me.pk, "research")
    assert marks.lift(me.pk, "research", AT) == 1
    assert not marks.restricted(me.pk, "research") and not marks.restricted(former.pk, "research")

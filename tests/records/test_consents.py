"""A consent is given by an act, for what was chosen, by whoever may; it counts until it is taken back."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction

from motcua.city.models import Person
from motcua.foundation import clock, sealing
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.foundation.sealing import rotation
from motcua.foundation.sealing.fields import Sealed
from motcua.foundation.sealing.ring import fresh_line
from motcua.project.demo import account_of
from motcua.records.consents import giving, holding, rules, texts
from motcua.records.consents.models import Consent
from tests.conftest import hanoi

AT = hanoi("2026-03-02 09:00")
TEXT = texts.newest("research")


@pytest.fixture
def me(db) -> Person:
    clock.set_for_test(AT)
    return Person.objects.get(id=account_of("resident").person_id)


def wanted(person: Person, **changed) -> giving.Wanted:
    return replace(
        giving.Wanted(
            uuid.uuid4(), "research", TEXT.version, person.pk, ["contact"], 30, evidence={"act": "button"}
        ),
        **changed,
    )


def actor(person: Person) -> Actor:
    return Actor("resident", None, person.pk, person.full_name)


def given(person: Person, **changed) -> Consent:
    return giving.give(wanted(person, **changed), by=actor(person), at=AT)


def test_a_consent_counts_for_what_was_chosen_until_its_day(me):
    given(me)
    assert holding.holds(me.pk, "research", AT)
    assert holding.holds(me.pk, "research", AT, datum="contact")
    assert not holding.holds(me.pk, "research", AT, datum="services")
    assert not holding.holds(me.pk, "publish-image", AT)
    assert not holding.holds(me.pk, "research", AT, receiver="partner.bank")
    assert not holding.holds(me.pk, "research", AT + timedelta(days=30))
    assert not holding.holds(me.pk, "research", AT - timedelta(seconds=1))


def test_what_is_taken_back_counts_no_more_at_once_and_twice_is_once(me):
    consent = given(me)
    for _ in range(2):
        giving.withdraw(consent.uuid, speaker_id=me.pk, by=actor(me), at=AT + timedelta(hours=1))
    assert not holding.holds(me.pk, "research", AT + timedelta(hours=1))
    told = Event.objects.filter(chain=consent.chain).order_by("seq").values_list("kind", flat=True)
    assert list(told) == ["consent.given", "consent.withdrawn"]


def test_nobody_takes_back_what_another_agreed_to(me):
    consent = given(me)
    other = Person.objects.exclude(pk=me.pk).first()
    with pytest.raises(Consent.DoesNotExist):
        giving.withdraw(consent.uuid, speaker_id=other.pk, by=actor(other), at=AT)


def test_nothing_chosen_is_no_consent_and_everything_wrong_is_said_at_once(me):
    with pytest.raises(giving.CannotAgree) as refused:
        given(me, data=[], days=4000, version=99)
    assert refused.value.faults.keys() == {"data", "days"}
    assert not Consent.objects.exists()


def test_who_read_an_older_text_reads_the_new_one_first(me):
    with pytest.raises(giving.CannotAgree, match="text has changed"):
        given(me, version=0)


def test_the_same_form_sent_twice_agrees_once(me):
    one = wanted(me)
    first, second = (giving.give(one, by=actor(me), at=AT) for _ in range(2))
    assert first.pk == second.pk and Consent.objects.count() == 1


def test_a_consent_proves_which_words_were_read(me):
    consent = given(me)
    assert consent.text_hash == TEXT.hash and len(TEXT.hash) == 64
    assert texts.version_of(consent.purpose, consent.version).title.vi == TEXT.title.vi


BORN = {"baby": date(2021, 1, 1), "child": date(2017, 1, 1), "adult": date(1990, 1, 1)}


@pytest.mark.parametrize(
    ("who", "represented", "child_agrees", "wrong"),
    [
        ("adult", False, False, set()),
        ("adult", True, False, {"person"}),
        ("baby", False, False, {"person"}),
        ("baby", True, False, set()),
        ("child", True, False, {"child_agrees"}),
        ("child", False, True, {"person"}),
        ("child", True, True, set()),
    ],
)
def test_a_child_agrees_through_its_parent_and_from_seven_on_itself_too(
    who, represented, child_agrees, wrong
):
    said = rules.Said(["contact"], 30, "", represented, child_agrees)
    assert rules.faults(TEXT, said, born=BORN[who], on=AT.date(), counter=False).keys() == wrong


def test_seven_is_reached_on_the_birthday():
    born = date(2019, 3, 2)
    assert rules.age(born, date(2026, 3, 1)) == 6 and rules.age(born, date(2026, 3, 2)) == 7


@pytest.mark.parametrize("on", ["2026-02-28", "2026-03-01", "2028-02-29", "2026-03-02"])
def test_the_search_for_minors_agrees_with_the_rule_on_every_birthday(on):
    day = date.fromisoformat(on)
    for born in (
        date(2008, 2, 28),
        date(2008, 2, 29),
        date(2008, 3, 1),
        date(2008, 3, 2),
        date(2010, 2, 28),
        date(2010, 3, 1),
    ):
        assert (born > rules.minors_are_born_after(day)) is rules.needs_representative(born, day), born


def test_what_a_parent_agreed_to_is_the_childs_own_from_eighteen_on(me):
    child = Person.objects.create(full_name="Nguyễn Gia Bảo", birth_date=date(2008, 3, 3), sex="male")
    consent = given(child, representative_id=me.pk, child_agrees=True)
    assert consent in holding.of_person(me.pk, AT)
    birthday = AT + timedelta(days=1)
    assert consent not in holding.of_person(me.pk, birthday)
    with pytest.raises(Consent.DoesNotExist):
        giving.withdraw(consent.uuid, speaker_id=me.pk, by=actor(me), at=birthday)
    assert consent in holding.of_person(child.pk, birthday)
    assert giving.withdraw(consent.uuid, speaker_id=child.pk, by=actor(child), at=birthday).withdrawn_at


def test_at_the_counter_the_signed_paper_is_the_proof(me):
    with pytest.raises(giving.CannotAgree, match="signed paper"):
        given(me, channel=Consent.Channel.COUNTER)
    assert given(me, channel=Consent.Channel.COUNTER, paper=uuid.uuid4()).channel == "counter"


def test_every_text_says_who_decides_who_gets_it_and_what_refusing_means():
    for text in texts.all_texts():
        for words in (text.title, text.what_for, text.controller, text.refusal, *text.data):
            assert words.vi and words.en
        assert text.longest_days > 0 and text.data


# ---- sealed columns, on the evidence of consents ----


def stored(consent: Consent) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("select evidence from consents_consent where id = %s", [consent.pk])
        return bytes(cursor.fetchone()[0])


def test_evidence_lies_sealed_in_the_table_and_reads_plainly(me):
    consent = given(me, evidence={"act": "button", "where": "Hà Nội"})
    assert "Hà Nội".encode() not in stored(consent)
    assert Consent.objects.get(pk=consent.pk).evidence == {"act": "button", "where": "Hà Nội"}


def test_a_row_read_and_saved_again_without_looking_keeps_its_seal(me, settings):
    consent = given(me)
    before = stored(consent)
    settings.SEALING_KEYS = fresh_line("other")
    row = Consent.objects.get(pk=consent.pk)
    row.language = "en"
    row.save()
    assert stored(consent) == before
    with pytest.raises(sealing.KeyMissing):
        assert row.evidence


def test_evidence_copied_into_another_row_does_not_open(me):
    first, second = given(me), given(me)
    with connection.cursor() as cursor:
        cursor.execute("update consents_consent set evidence = %s where id = %s", [stored(first), second.pk])
    with pytest.raises(sealing.NotWhole):
        assert Consent.objects.get(pk=second.pk).evidence


def test_a_sealed_column_is_neither_searched_nor_updated_in_one_statement(me):
    given(me)
    with pytest.raises(FieldError):
        Consent.objects.filter(evidence={"act": "button"}).exists()
    with pytest.raises(sealing.NoRow), transaction.atomic():
        Consent.objects.update(evidence={"act": "x"})
    (value,) = Consent.objects.values_list("evidence", flat=True)
    assert isinstance(value, Sealed) and "button" not in repr(value)


def test_a_turn_to_a_new_key_seals_every_row_anew_and_again_does_nothing(me, settings):
    rows = [given(me) for _ in range(5)]
    settings.SEALING_KEYS = f"{settings.SEALING_KEYS}\n{fresh_line('next')}"
    sums = []
    (turned,) = [one for one in rotation.rotate(sums.append, at_once=2) if one.column.startswith("consents_")]
    assert (turned.resealed, turned.whole) == (5, True)
    assert [one.resealed for one in sums if one.column.startswith("consents_")] == [2, 4, 5]
    assert all(
        row.evidence == {"act": "button"} for row in Consent.objects.filter(pk__in=[r.pk for r in rows])
    )
    assert rotation.waiting()["consents_consent.evidence"] == 0
    assert all(one.resealed == 0 for one in rotation.rotate())


def test_a_row_whose_key_is_lost_is_counted_and_left_as_it_is(me, settings):
    kept = given(me)
    lost = stored(kept)
    settings.SEALING_KEYS = fresh_line("next")
    turned = {one.column: one for one in rotation.rotate()}["consents_consent.evidence"]
    assert turned.resealed == 0 and sum(turned.missing.values()) == 1 and not turned.whole
    assert stored(kept) == lost

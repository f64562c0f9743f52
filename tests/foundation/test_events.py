"""What happened is written once, in order, and cannot be changed unseen."""

import importlib
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.events import outbox, subscribers
from motcua.foundation.models import Event, OutboxEntry

AT = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)
CLERK = Actor(kind="officer", name="Trần Thị Bưởi", account_id=7, post_id=3, agency_id=2)


@pytest.fixture
def consumer(monkeypatch):
    """A consumer that remembers what it got, alone in the registry."""
    got = []
    monkeypatch.setattr(subscribers, "consumers", {})
    monkeypatch.setattr(outbox, "consumers", subscribers.consumers)
    monkeypatch.setattr(subscribers, "_by_kind", {})
    subscribers.subscribe("memory", got.extend, frozenset({"filed", "signed"}))
    return got


def without_guard(sql, params=()):
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        cursor.execute("alter table foundation_event disable trigger event_append_only")
        cursor.execute(sql, params)
        cursor.execute("alter table foundation_event enable trigger event_append_only")


@pytest.fixture
def three_events(db):
    for kind in ("filed", "accepted", "signed"):
        events.record("dossier/1", kind, at=AT, actor=CLERK, data={"tên": "Nguyễn Thị Ổi"})


def test_a_chain_of_untouched_events_has_no_fault(three_events):
    assert events.verify_chain("dossier/1") == []
    assert list(events.verify_all()) == []


def test_the_database_refuses_to_change_or_delete_an_event(three_events):
    for change in (lambda: Event.objects.update(kind="x"), lambda: Event.objects.filter(seq=2).delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("update foundation_event set body = replace(body, 'Ổi', 'Mít') where seq = 2", "changed"),
        ("update foundation_event set kind = 'refused' where seq = 2", "changed"),
        ("update foundation_event set at = at + interval '1 hour' where seq = 3", "changed"),
        ("delete from foundation_event where seq = 2", "missing"),
        ("delete from foundation_event where seq = 3", "cut-off"),
        ("update foundation_event set seq = case seq when 1 then 9 else 1 end where seq in (1)", "missing"),
    ],
)
def test_an_event_changed_behind_our_back_is_found(three_events, deed, code):
    without_guard(deed)
    assert code in {fault.code for fault in events.verify_chain("dossier/1")}


def test_two_events_that_changed_places_are_found(three_events):
    without_guard("update foundation_event set seq = seq + 100 where seq in (1, 2)")
    without_guard("update foundation_event set seq = case seq when 101 then 2 else 1 end where seq > 100")
    assert {"changed", "reordered"} & {fault.code for fault in events.verify_all()}


def test_an_event_is_one_statement_with_its_outbox_row(db, consumer, django_assert_num_queries):
    with django_assert_num_queries(1):
        events.record("dossier/2", "filed", at=AT, actor=CLERK)
    assert list(OutboxEntry.objects.values_list("consumer", flat=True)) == ["memory"]


def test_a_consumer_gets_each_event_that_it_wants_once(db, consumer):
    for kind in ("filed", "unwanted", "signed"):
        events.record("dossier/3", kind, at=AT, actor=CLERK, data={"n": 1})
    assert outbox.drain("memory", AT) == 2
    assert outbox.drain("memory", AT) == 0
    assert [event.kind for event in consumer] == ["filed", "signed"]
    assert consumer[0].actor["name"] == "Trần Thị Bưởi"


def test_an_event_whose_change_is_rolled_back_never_happened(db, consumer):
    with pytest.raises(RuntimeError), transaction.atomic():
        events.record("dossier/4", "filed", at=AT, actor=CLERK)
        raise RuntimeError
    assert not Event.objects.filter(chain="dossier/4").exists()
    assert not OutboxEntry.objects.filter(consumer="memory").exists()


def test_one_bad_event_is_parked_and_does_not_stop_the_others(db, monkeypatch, consumer):
    def choosy(batch):
        if any(event.data.get("bad") for event in batch):
            raise ValueError("cannot read this")
        consumer.extend(batch)

    subscribers.consumers.clear()
    subscribers.subscribe("memory", choosy)
    for bad in (False, True, False):
        events.record("dossier/5", "filed", at=AT, actor=CLERK, data={"bad": bad})
    assert outbox.drain("memory", AT) == 2
    for day in range(outbox.MAX_ATTEMPTS):
        outbox.drain("memory", AT.replace(day=3 + day))
    parked = OutboxEntry.objects.get()
    assert parked.parked_at is not None
    assert "cannot read this" in parked.last_error
    assert len(consumer) == 2


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.datetimes(timezones=st.just(UTC)) | st.uuids()
    | st.dates() | st.floats(min_value=-1e6, max_value=1e6, width=32).map(lambda one: round(one, 2)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=6), _VALUES, max_size=5))
def test_the_quick_writing_of_an_event_is_the_standard_one(data):
    module = importlib.import_module("motcua.foundation.events.record")
    assert module._canonical(data) == module._slow(data)

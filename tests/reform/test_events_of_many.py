"""Events written many in a statement are those that as many single ones would write."""

import pytest

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import ChainHead, Event, OutboxEntry
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
AT = hanoi("2026-04-01 00:10")


def _written(prefix: str) -> list[tuple]:
    rows = Event.objects.filter(chain__startswith=prefix).order_by("chain", "seq")
    return [
        (row.chain.removeprefix(prefix), row.seq, row.kind, row.at, row.body.replace(prefix, ""))
        for row in rows
    ]


def _sent(prefix: str) -> list[tuple]:
    ids = dict(Event.objects.filter(chain__startswith=prefix).values_list("id", "chain"))
    rows = OutboxEntry.objects.filter(event_id__in=ids).order_by("id")
    return sorted((ids[row.event_id].removeprefix(prefix), row.consumer) for row in rows)


def test_many_at_once_equal_one_by_one():
    data = {name: {"code": name, "words": "Đường Láng", "due_at": AT} for name in ("a", "b", "c")}
    for prefix in ("one/", "many/"):
        events.record(f"{prefix}b", "submitted", at=AT, actor=SYSTEM, data={"code": "b"})
    for name, what in data.items():
        events.record(f"one/{name}", "agency-changed", at=AT, actor=SYSTEM, data=what)
    assert events.record_each(
        "agency-changed", ((f"many/{name}", what) for name, what in data.items()), at=AT, actor=SYSTEM
    ) == 3  # fmt: skip
    assert _written("many/") == _written("one/")
    assert _sent("many/") == _sent("one/")
    for name in data:
        assert events.verify_chain(f"many/{name}") == []
        head = ChainHead.objects.get(chain=f"many/{name}")
        assert head.seq == Event.objects.filter(chain=f"many/{name}").count()


def test_a_chain_is_named_once():
    with pytest.raises(ValueError, match="twice"):
        events.record_each("agency-changed", [("x", {}), ("x", {})], at=AT, actor=SYSTEM)

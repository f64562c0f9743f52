"""What the bank says of a batch: partly, late, twice, out of order, or about something that is not ours.

One message is booked once (its digest), in one transaction, by sets: lines move, and one entry of the ledger says how much
was paid. A line follows only the batch it stands in now, under the key of its present
payment; what an older batch says is kept as odd.
"""

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from motcua.foundation.amounts import Dong
from motcua.money.ledger import movements, rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source
from motcua.money.payouts import pain002
from motcua.money.payouts.client import genuine
from motcua.money.payouts.models import Answer, Batch, Line
from motcua.money.payouts.pain002 import Head, NotReadable, Told

SINGLE = {"00": "ACSC", "09": "ACSP", "12": "RJCT"}
"""Outcome codes of a single transfer: done, under way, refused."""
FEW = 500
"""A message with fewer lines is booked without an index and statistics of its own."""


class NotGenuine(Exception):
    """A message without the bank's signature."""


class Stranger(Exception):
    """A message about something that is not ours."""


def receive(body: bytes, signature: str, key: str, at: datetime) -> Answer:
    """A pain.002 that the bank sends by itself. Raises: NotGenuine, NotReadable, Stranger."""
    if not genuine(key, body, signature):
        raise NotGenuine
    return take(body, at, way="pushed")


def take(body: bytes, at: datetime, *, way: str, expected: Batch | None = None) -> Answer:
    """Book a genuine message once. Raises: NotReadable, Stranger (no batch of ours, or not the `expected` one)."""
    if b"<!DOCTYPE" in body[:4096] or len(body) > pain002.MOST_BYTES:
        raise NotReadable("document type, or too large")
    digest = hashlib.sha256(body).hexdigest()
    stream = pain002.read(io.BytesIO(body))
    head = next(stream)
    assert isinstance(head, Head)
    with transaction.atomic():
        batch = Batch.objects.select_for_update().select_related("run").filter(msg_id=head.original).first()
        if batch is None or (expected is not None and batch.pk != expected.pk):
            raise Stranger(head.original)
        known = Answer.objects.filter(digest=digest).first()
        if known is not None:
            return known
        answer = Answer.objects.create(
            batch=batch, message_id=head.msg_id, digest=digest, way=way, result="booked", at=at
        )
        _book(batch, answer, head.group, head.reason, (one for one in stream if isinstance(one, Told)), at)
    return answer


def take_single(batch: Batch, told: Mapping[str, Any], at: datetime, *, way: str) -> Answer:
    """The answer to a single transfer, booked as a message of one line. A code nobody knows leaves it unknown."""
    digest = hashlib.sha256(
        json.dumps([batch.msg_id, way, at.isoformat(), dict(told)], sort_keys=True, default=str).encode()
    )
    code = SINGLE.get(str(told.get("code")), "????")
    line = Told(
        str(told.get("end_to_end", "")), code, str(told.get("reason", "")), str(told.get("message", ""))[:200]
    )
    with transaction.atomic():
        locked = Batch.objects.select_for_update().select_related("run").get(pk=batch.pk)
        if str(told.get("msg_id")) != locked.msg_id:
            line = Told("", "????", "", "another message's answer")
        answer, made = Answer.objects.get_or_create(
            digest=digest.hexdigest(),
            defaults={"batch": locked, "message_id": locked.msg_id, "way": way, "result": "booked", "at": at},
        )
        if made:
            _book(locked, answer, "", "", [line], at)
    return answer


_STAGE = """
create temp table if not exists payouts_told (line_id bigint, returns int, outcome text, reason text, words text)
on commit drop"""
_LOOKED_UP = "create index if not exists payouts_told_line on payouts_told (line_id)"
"""Whatever the planner believes about lines, a row of the message is found by its line and not by reading the message again."""
_ALL = """
insert into payouts_told
select id, returns, %(outcome)s, %(reason)s, '' from payouts_line where
    batch_id = %(batch)s and state in ('sent', 'unknown')"""
_MOVE = """
with moved as (
    update payouts_line line set state = %(state)s, reason = told.reason, state_at = %(at)s
    from payouts_told told
    where line.id = told.line_id and line.batch_id = %(batch)s and line.returns = told.returns and told.outcome = %(outcome)s
        and line.state = any(%(before)s)
    returning line.id, line.total, told.reason, told.words
),
noted as (
    insert into payouts_step (line_id, at, state, words, by)
    select id, %(at)s, %(state)s, trim(reason || ' ' || words), '' from moved where %(note)s
)
select count(*), coalesce(sum(total), 0)::bigint from moved"""
_ODD = """
select told.outcome, count(*) from payouts_told told left join payouts_line line on line.id = told.line_id
where line.id is null or line.batch_id is distinct from %(batch)s or line.returns <> told.returns group by 1"""
_PAID_BESIDE = """
insert into payouts_step (line_id, at, state, words, by)
select line.id, %(at)s, 'odd', 'Ngân hàng báo đã chi theo lô cũ ' || %(msg_id)s, ''
from payouts_told told join payouts_line line on line.id = told.line_id
where told.outcome = 'done' and (line.batch_id is distinct from %(batch)s or line.returns <> told.returns)
    and line.run_id = %(run)s"""


def _book(batch: Batch, answer: Answer, group: str, reason: str, told: Iterable[Told], at: datetime) -> None:
    run = batch.run
    given: dict[str, Any] = {"batch": batch.pk, "at": at, "msg_id": batch.msg_id, "run": run.pk}
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        cursor.execute("truncate payouts_told")
        count = _stage(cursor, told)
        whole = pain002.outcome(group) if group else ""
        if not count and whole in ("done", "no"):
            cursor.execute(_ALL, given | {"outcome": whole, "reason": reason})
            count[whole] = cursor.rowcount
        if count.total() > FEW:
            cursor.execute(_LOOKED_UP)
            cursor.execute("analyze payouts_told")
        moves: dict[str, tuple[int, Dong]] = dict.fromkeys(("settled", "returned"), (0, 0))
        for name, outcome, state, before, note in (
            ("returned", "no", "returned", ["settled"], True),
            ("rejected", "no", "rejected", ["sent", "unknown"], True),
            ("settled", "done", "settled", ["sent", "unknown"], False),
            # apart from those before, which the index of what is on its way finds
            ("late", "done", "settled", ["rejected"], False),
            ("unknown", "unknown", "unknown", ["sent"], True),
        ):
            if not count[outcome]:
                continue
            cursor.execute(
                _MOVE, given | {"state": state, "outcome": outcome, "before": before, "note": note}
            )
            moves[name] = cursor.fetchone()
            count[outcome] -= moves[name][0]
        late = moves.pop("late", (0, 0))
        moves["settled"] = (moves["settled"][0] + late[0], moves["settled"][1] + late[1])
        odd: dict[str, int] = {}
        if count.total():  # a row that moved a line was about this batch: only the others can be odd
            cursor.execute(_ODD, given)
            odd = dict(cursor.fetchall())
        if odd.get("done"):
            cursor.execute(_PAID_BESIDE, given)
    answer.told = {name: number for name, (number, _) in moves.items() if number} | (
        {"odd": odd} if odd else {}
    )
    if group:
        answer.told["group"] = group
    answer.save(update_fields=["told"])
    _ledger(run, answer, moves["settled"][1], moves["returned"][1], at)
    _batch(batch, whole, moves["settled"][1] - moves["returned"][1])


def _stage(cursor: Any, told: Iterable[Told]) -> Counter[str]:
    """The lines of a message by COPY; how many of each outcome."""
    count: Counter[str] = Counter()
    with cursor.copy("copy payouts_told from stdin") as copy:
        for piece in batched(told, 2000, strict=False):
            rows = []
            for one in piece:
                line_id, returns = read_key(one.end_to_end)
                outcome = one.outcome
                count[outcome] += 1
                more = f"{_plain(one.reason[:20])}\t{_plain(one.words)}" if one.reason or one.words else "\t"
                rows.append(f"{line_id}\t{returns}\t{outcome}\t{more}\n")
            copy.write("".join(rows))
    return count


def _plain(text: str) -> str:
    """Text of a bank as COPY reads it."""
    return (
        text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ").replace("\0", "")
    )


_KEY = re.compile(r"[^-]*-([0-9]{1,18})(?:-.([0-9]{1,3}))?")


def read_key(text: str) -> tuple[int, int]:
    """The line and the number of returns that a key names; (0, 0) for one that is not ours."""
    found = _KEY.fullmatch(text)
    if found is None:
        return 0, 0
    return int(found[1]), int(found[2] or 0)


def _ledger(run: Any, answer: Answer, settled: Dong, returned: Dong, at: datetime) -> None:
    if settled:
        parts = rules.paid_to_people(settled, run.agency_id, run.programme)
        movements.payout(Source("payout_answer", answer.pk, "settled"), Entry.Kind.PAYOUT, parts, at)
    if returned:
        parts = rules.reversed_(rules.paid_to_people(returned, run.agency_id, run.programme))
        movements.payout(Source("payout_answer", answer.pk, "returned"), Entry.Kind.PAYOUT, parts, at)


def _batch(batch: Batch, group: str, settled: Dong) -> None:
    """The batch is answered when nothing of it is on its way any more."""
    waits = Line.objects.filter(batch=batch, state__in=["sent", "unknown"]).exists()
    if waits:
        unknown = group == "unknown"
        state = Batch.State.UNKNOWN if unknown else Batch.State.SENT
    else:
        state = Batch.State.REFUSED if group == "no" else Batch.State.ANSWERED
    Batch.objects.filter(pk=batch.pk).update(state=state, settled=F("settled") + settled)

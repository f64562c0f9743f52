"""Doubtful pairs given to one officer at a time, two blind opinions, a supervisor where they part, and what follows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import VN
from motcua.records.quality.models import Link, Opinion, Pair, Proposal, Source
from motcua.records.quality.pairs import deciding, proposing, same
from motcua.records.quality.pairs.errors import Faulty, NotPossible, SamePerson
from motcua.records.quality.pairs.models import Lease, Matter, Told

LEASE = timedelta(minutes=15)
"""So long nobody else is given a pair that somebody looks at; whoever went for coffee for longer may find it taken."""
LONGEST_REASON = 1000
TRIES = 5
# A lease that has run out is taken over; a live one of somebody else is not. Two who ask at once: the row decides.
_LEASE = """
insert into quality_lease (pair_id, account_id, name, until) values (%(pair)s, %(account)s, %(name)s, %(until)s)
on conflict (pair_id) do update set account_id = excluded.account_id, name = excluded.name, until = excluded.until
where quality_lease.account_id = excluded.account_id or quality_lease.until <= %(at)s
returning pair_id
"""


@dataclass(frozen=True, slots=True)
class Area:
    """Communes whose pairs an officer may see; `None`: every commune of the city."""

    codes: frozenset[str] | None

    def covers(self, unit_code: str) -> bool:
        return self.codes is None or unit_code in self.codes

    def narrowed(self, unit_code: str) -> "Area":
        """To one commune, if it lies within; otherwise as it was."""
        return Area(frozenset({unit_code})) if unit_code and self.covers(unit_code) else self

    @property
    def condition(self) -> Q:
        return Q() if self.codes is None else Q(unit_code__in=sorted(self.codes))


def to_look_at(area: Area, account_id: int) -> QuerySet[Pair]:
    """Pairs that wait for an opinion and that this officer has not spoken about, the likeliest first. By the to-do index."""
    mine = Opinion.objects.filter(pair=OuterRef("pk"), account_id=account_id)
    rows = Pair.objects.filter(area.condition, state__in=deciding.TO_LOOK_AT).filter(~Exists(mine))
    return rows.order_by("-probability", "id")


def page(area: Area, account_id: int, size: int, after: tuple[float, int] | None = None) -> list[Pair]:
    """A part of the list, behind the pair of that probability and id; without the records themselves. One query."""
    rows = to_look_at(area, account_id).select_related("lease").defer("left", "right")
    if after is not None:
        probability, number = after
        rows = rows.filter(Q(probability__lt=probability) | Q(probability=probability, id__gt=number))
    return list(rows[:size])


@transaction.atomic
def claim_next(
    area: Area, account_id: int, name: str, *, at: datetime, past: Collection[int] = ()
) -> Pair | None:
    """The likeliest pair that nobody else looks at, leased to this officer; None when there is none. Three statements.

    `past`: pairs that the officer has laid aside for now. Whoever claims gives back what it held before.
    """
    busy = Lease.objects.filter(pair=OuterRef("pk"), until__gt=at).exclude(account_id=account_id)
    rows = to_look_at(area, account_id).filter(~Exists(busy)).exclude(pk__in=list(past))
    for _ in range(TRIES):
        pair = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if pair is None:
            return None
        if _lease(pair.pk, account_id, name, at):
            Lease.objects.filter(account_id=account_id).exclude(pair=pair).delete()
            return pair
        # somebody leased it between our look and our lock
        rows = rows.exclude(pk=pair.pk)
    return None


@transaction.atomic
def claim(pair_id: int, area: Area, account_id: int, name: str, *, at: datetime) -> Pair | None:
    """This pair, leased to this officer; None when it is not theirs to see. Raises: NotPossible, SamePerson."""
    pair = Pair.objects.select_for_update().filter(area.condition, pk=pair_id).first()
    if pair is None:
        return None
    _still_open(pair)
    if Opinion.objects.filter(pair=pair, account_id=account_id).exists():
        raise _spoken()
    if not _lease(pair.pk, account_id, name, at):
        raise _busy()
    Lease.objects.filter(account_id=account_id).exclude(pair=pair).delete()
    return pair


def _lease(pair_id: int, account_id: int, name: str, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            _LEASE, {"pair": pair_id, "account": account_id, "name": name, "at": at, "until": at + LEASE}
        )
        return cursor.fetchone() is not None


def give_back(account_id: int) -> None:
    """The officer looks at nothing any more."""
    Lease.objects.filter(account_id=account_id).delete()


@transaction.atomic
def say(pair_id: int, verdict: str, reason: str, area: Area, *, by: Actor, at: datetime) -> Pair | None:
    """One officer's opinion; the pair moves where all opinions together take it. None: not theirs to see.

    Raises: Faulty, SamePerson (has spoken before), NotPossible (decided meanwhile, or somebody else looks at it now).
    """
    assert by.account_id is not None
    pair = Pair.objects.select_for_update().filter(area.condition, pk=pair_id).first()
    if pair is None:
        return None
    faults: dict[str, tuple[str, str]] = {}
    if verdict not in deciding.VERDICTS:
        faults["verdict"] = ("Chọn một câu trả lời.", "Choose an answer.")
    reason = _reason(reason, needed=verdict == deciding.UNKNOWN, faults=faults)
    if faults:
        raise Faulty(faults)
    _still_open(pair)
    if Opinion.objects.filter(pair=pair, account_id=by.account_id).exists():
        raise _spoken()
    if Lease.objects.filter(pair=pair, until__gt=at).exclude(account_id=by.account_id).exists():
        raise _busy()
    Opinion.objects.create(
        pair=pair, account_id=by.account_id, by=by.as_data(), verdict=verdict, reason=reason, at=at
    )
    Lease.objects.filter(pair=pair).delete()
    said = Opinion.objects.filter(pair=pair).order_by("id").values_list("verdict", flat=True)
    _move(pair, deciding.outcome(list(said)), by=by, at=at)
    return pair


@transaction.atomic
def settle(pair_id: int, verdict: str, reason: str, area: Area, *, by: Actor, at: datetime) -> Pair | None:
    """The supervisor decides where two officers part; has not spoken about the pair before. None: not theirs to see.

    Raises: Faulty, SamePerson, NotPossible.
    """
    assert by.account_id is not None
    pair = Pair.objects.select_for_update().filter(area.condition, pk=pair_id).first()
    if pair is None:
        return None
    faults: dict[str, tuple[str, str]] = {}
    if verdict not in deciding.VERDICTS:
        faults["verdict"] = ("Chọn một câu trả lời.", "Choose an answer.")
    reason = _reason(reason, needed=True, faults=faults)
    if faults:
        raise Faulty(faults)
    if pair.state != Pair.State.DISPUTED:
        raise NotPossible("Cặp này đã được quyết định.", "This pair has been decided.")
    if Opinion.objects.filter(pair=pair, account_id=by.account_id).exists():
        raise _spoken()
    Opinion.objects.create(
        pair=pair,
        account_id=by.account_id,
        by=by.as_data() | {"settles": True},
        verdict=verdict,
        reason=reason,
        at=at,
    )
    _move(pair, verdict, by=by, at=at)
    return pair


def _reason(reason: str, *, needed: bool, faults: dict[str, tuple[str, str]]) -> str:
    reason = reason.strip()
    if needed and not reason:
        faults["reason"] = ("Ghi lý do.", "Say why.")
    if len(reason) > LONGEST_REASON:
        faults["reason"] = (f"Tối đa {LONGEST_REASON} ký tự.", f"At most {LONGEST_REASON} characters.")
    return reason


def _move(pair: Pair, state: str, *, by: Actor, at: datetime) -> None:
    over = state in deciding.VERDICTS
    pair.state, pair.decided_at = state, at if over else None
    pair.save(update_fields=["state", "decided_at"])
    Matter.objects.filter(pair=pair).delete()
    if state == deciding.DISPUTED:
        Matter.objects.create(pair=pair, kind=Matter.Kind.DISPUTE, unit_code=pair.unit_code, since=at)
    if state == deciding.SAME:
        _joined(pair, at)
    if over:
        _propose(pair, by, at)
    events.record(chain(pair.pk), "pair-opinion", at=at, actor=by, data={"pair": pair.pk, "state": state})


def _joined(pair: Pair, at: datetime) -> None:
    """Both are one: two persons of the register wait to be merged; a source's record is linked with the one person."""
    people = people_of(pair)
    if len(people) == 2 and same.fresh(people[0])[1] != same.fresh(people[1])[1]:
        Matter.objects.create(pair=pair, kind=Matter.Kind.MERGE, unit_code=pair.unit_code, since=at)
    elif len(people) == 1:
        for side, source, record in (
            (pair.left, pair.left_source, pair.left_record), (pair.right, pair.right_source, pair.right_record)
        ):  # fmt: skip
            if side.get("person_id") is None and not _linked(source, record):
                Link.objects.create(
                    person_id=people[0], source=source, record=record, how=Link.How.REVIEW,
                    probability=pair.probability, run_id=pair.run_id, pair=pair, since=at,
                )  # fmt: skip


def _linked(source: str, record: str) -> bool:
    return Link.objects.filter(source=source, record=record, ended_at=None).exists()


def _propose(pair: Pair, by: Actor, at: datetime) -> None:
    left = pair.left | {"source": pair.left_source, "record": pair.left_record}
    right = pair.right | {"source": pair.right_source, "record": pair.right_record}
    on = at.astimezone(VN).date()
    Proposal.objects.bulk_create(
        Proposal(
            source=one.source, record=one.record, field=one.field, was=one.was, proposed=one.proposed,
            grounds=one.grounds, pair=pair, made_at=at, made_by=by.as_data(),
        )
        for one in proposing.of_pair(left, right, pair.state, on=on)
    )  # fmt: skip


def people_of(pair: Pair) -> list[int]:
    """The persons of the city's register that the two sides are, each once, the left one first."""
    ids = (pair.left.get("person_id"), pair.right.get("person_id"))
    return list(dict.fromkeys(int(one) for one in ids if one is not None))


def matters(kind: str, area: Area, size: int, after: int = 0) -> list[Matter]:
    """Pairs that wait for the supervisor, or for their merge; the oldest pair first. One query."""
    rows = Matter.objects.filter(area.condition, kind=kind, pair_id__gt=after).select_related("pair")
    return list(rows.defer("pair__left", "pair__right").order_by("pair_id")[:size])


def unseen(account_id: int) -> list[Told]:
    """Undone merges that this officer has to hear of. One query by index."""
    rows = Told.objects.filter(account_id=account_id, seen_at=None).select_related("merge")
    return list(rows.order_by("id")[:20])


def seen(account_id: int, at: datetime) -> None:
    Told.objects.filter(account_id=account_id, seen_at=None).update(seen_at=at)


def chain(pair_id: int) -> str:
    """The name of a pair's chain of events."""
    return f"pair/{pair_id}"


def _still_open(pair: Pair) -> None:
    if pair.state not in deciding.TO_LOOK_AT:
        raise NotPossible("Cặp này đã được quyết định.", "This pair has been decided.")


def _spoken() -> SamePerson:
    return SamePerson(
        "Anh/chị đã cho ý kiến về cặp này; cần một cán bộ khác.",
        "You have spoken about this pair; another officer is needed.",
    )


def _busy() -> NotPossible:
    return NotPossible("Một cán bộ khác đang xem cặp này.", "Another officer is looking at this pair.")


SOURCES = dict(Source.choices)

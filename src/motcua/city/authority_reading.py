"""Reads posts and powers of a day, and keeps only what still stands: a lent power counts while its lender has it.

Two queries for any number of accounts. A lent row is alive when the lender's post stood on the day and held the power
there itself, at least as wide, by its kind, by a decision, or by a loan that may be lent on and is alive in turn. So it
is never wider and never longer than what the lender has, it ends when the lender loses it, and a circle gives nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from motcua.city.agencies import TIME_ZONE
from motcua.city.authority_grants import Grant, HeldPost, Lender, PowerSet
from motcua.city.models import Agency, Appointment, Post, Power
from motcua.city.models.validity import valid_on

_LENDERS = """
with recursive lender(post_id) as (
    select delegated_by_id from city_power
    where post_id = any(%s) and delegated_by_id is not null
      and valid_from <= %s and (valid_to is null or valid_to > %s)
  union
    select p.delegated_by_id from city_power p join lender on p.post_id = lender.post_id
    where p.delegated_by_id is not null
      and p.valid_from <= %s and (p.valid_to is null or p.valid_to > %s))
select post_id from lender
"""
"""The posts from which these posts borrow, through any number of hands."""


_OF_COMMUNES = """
array(select agency.id from city_agency agency join city_unit unit on unit.id = agency.unit_id
      where cardinality(city_power.communes) > 0 and unit.level = 3 and unit.code = any(city_power.communes)
        and agency.valid_from <= %s and (agency.valid_to is null or agency.valid_to > %s))
"""
"""Agencies of the communes that a row names; a code meant another commune before 2025, hence the day."""


@dataclass(frozen=True, slots=True)
class _Root:
    """What a row rests on: the rows of the chain, who lent in turn, and the post whose own power it is at the end."""

    chain: tuple[int, ...]
    lenders: tuple[Lender, ...]
    stands_for: str
    ended_at: datetime | None
    agency_id: int
    agency_path: str
    below: frozenset[int]
    without: frozenset[str]


def read(account_ids: Iterable[int], on: date) -> dict[int, PowerSet]:
    """What each account may do on a day. Two queries, one when nobody holds a post.

    Grants revoked that day are in it with their moment (`PowerSet.at` leaves them out); earlier ones are not.
    """
    wanted = list(account_ids)
    held = _held(wanted, on)
    posts = [post for row in held.values() for post in row]
    if not posts:
        return {account_id: PowerSet(account_id, on) for account_id in wanted}
    rows = _rows({post.post_id for post in posts}, {post.kind for post in posts}, on)
    found = {}
    for account_id in wanted:
        own = held.get(account_id, [])
        grants = [
            grant
            for row in rows
            for post in own
            if row.account_id in (None, account_id)
            and _applies(row, post.post_id, post.kind, post.agency_kind)
            and (grant := _grant(row, post, rows, on)) is not None
        ]
        found[account_id] = PowerSet(account_id, on, tuple(own), tuple(grants))
    return found


def _held(account_ids: Sequence[int], on: date) -> dict[int, list[HeldPost]]:
    below = (
        Agency.objects.annotate(starts=StrIndex("path", OuterRef("post__agency__path")))
        .filter(starts=Value(1))
        .values("id")
    )
    found: dict[int, list[HeldPost]] = {}
    for row in (
        Appointment.objects.on(on)
        .filter(valid_on(on, "post__agency__"), account_id__in=account_ids, account__is_active=True)
        .select_related("post__agency")
        .annotate(below=ArraySubquery(below))
        .order_by("acting", "id")
    ):
        post, agency = row.post, row.post.agency
        found.setdefault(row.account_id, []).append(
            HeldPost(
                post_id=row.post_id,
                kind=post.kind,
                title_vi=post.title_vi,
                title_en=post.title_en,
                agency_id=post.agency_id,
                agency_key=agency.key,
                agency_kind=agency.kind,
                agency_name_vi=agency.name_vi,
                agency_name_en=agency.name_en,
                agency_path=agency.path,
                acting=row.acting,
                below=frozenset(row.below),
                since=row.valid_from,
                until=row.valid_to,
            )
        )
    return found


def alive(lent: Iterable[Power], on: date) -> frozenset[int]:
    """Ids of those lent rows that count on a day: in force, not revoked, and within what their lender holds. One query."""
    wanted = {row.pk for row in lent}
    rows = _rows({row.post_id for row in lent if row.post_id is not None}, set(), on)
    found = ((row, _root(row, rows, on, ())) for row in rows if row.pk in wanted)
    return frozenset(row.pk for row, root in found if root is not None and root.ended_at is None)


def _rows(ids: set[int], kinds: set[str], on: date) -> list[Power]:
    """Rows of these posts and of all that lend to them, withheld ones among them. One query."""
    lenders = RawSQL(_LENDERS, (sorted(ids), on, on, on, on))
    lending = Post.objects.filter(id__in=lenders)
    begins = datetime.combine(on, time.min, TIME_ZONE)
    below = (
        Agency.objects.annotate(starts=StrIndex("path", OuterRef("delegated_by__agency__path")))
        .filter(starts=Value(1))
        .values("id")
    )
    return list(
        Power.objects.on(on)
        .filter(
            Q(post_id__in=ids)
            | Q(post_kind__in=kinds)
            | Q(post_id__in=lending.values("id"))
            | Q(post_kind__in=lending.values("kind"))
        )
        .filter(Q(ended_at=None) | Q(ended_at__gte=begins))
        .select_related("delegated_by__agency")
        .annotate(
            lender_below=Case(
                # asked for where it is needed only: each answer looks at every agency
                When(delegated_by__isnull=False, reach=Power.Reach.SUBTREE, then=ArraySubquery(below)),
                default=Value([], output_field=ArrayField(BigIntegerField())),
                output_field=ArrayField(BigIntegerField()),
            ),
            places=RawSQL(_OF_COMMUNES, (on, on)),
        )
        .order_by("id")
    )


def _applies(row: Power, post_id: int, kind: str, agency_kind: str) -> bool:
    """Whether the row is for this post: named, or by its kind in this kind of agency."""
    if row.withheld:
        return False
    return row.post_id == post_id or (row.post_kind == kind and row.agency_kind in ("", agency_kind))


def _withheld(row: Power, kind: str, agency_kind: str, rows: Sequence[Power]) -> frozenset[str]:
    """Procedures that have moved away from the kind of post by which the row holds. Only rules over many procedures
    lose them: a row that names the procedure itself is the newer word."""
    if row.procedure_code:
        return frozenset()
    return frozenset(
        other.procedure_code
        for other in rows
        if other.withheld
        and other.ended_at is None
        and other.power == row.power
        and other.post_kind == kind
        and other.agency_kind in ("", agency_kind)
    )


def _grant(row: Power, post: HeldPost, rows: Sequence[Power], on: date) -> Grant | None:
    root = (
        _Root(
            chain=(row.id,),
            lenders=(),
            stands_for=post.kind,
            ended_at=row.ended_at,
            agency_id=post.agency_id,
            agency_path=post.agency_path,
            below=post.below,
            without=_withheld(row, post.kind, post.agency_kind, rows),
        )
        if row.delegated_by is None
        else _root(row, rows, on, ())
    )
    if root is None:
        return None
    return Grant(
        power=row.power,
        procedure_code=row.procedure_code,
        field=row.field,
        wide=row.reach == Power.Reach.SUBTREE,
        capacity=row.capacity,
        post=post,
        power_id=row.id,
        delegated_by_id=row.delegated_by_id,
        decision=row.decision,
        agency_id=root.agency_id,
        agency_path=root.agency_path,
        below=root.below,
        stands_for=root.stands_for,
        since=row.valid_from,
        until=row.valid_to,
        cases=frozenset(row.cases),
        only=frozenset(row.places) if row.communes else None,  # type: ignore[attr-defined]
        without=root.without,
        lenders=root.lenders,
        chain=root.chain,
        ended_at=root.ended_at,
        entrustment_id=row.entrustment_id,
        personal=row.account_id is not None,
    )


def _root(row: Power, rows: Sequence[Power], on: date, seen: tuple[int, ...]) -> _Root | None:
    """On what a lent row rests; None when its lender has not, or no longer, what it lends."""
    post = row.delegated_by
    if post is None or row.id in seen or not post.agency.in_force(on):
        return None
    lender = Lender(
        post.id,
        post.kind,
        post.title_vi,
        post.title_en,
        post.agency_id,
        post.agency.name_vi,
        post.agency.name_en,
    )
    best: _Root | None = None
    for source in rows:
        if source.account_id is not None or not _applies(source, post.id, post.kind, post.agency.kind):
            continue
        without = _withheld(source, post.kind, post.agency.kind, rows)
        if not _wide_enough(source, row) or row.procedure_code in without:
            continue
        if source.delegated_by is None:
            found: _Root | None = _Root(
                chain=(source.id,),
                lenders=(),
                stands_for=post.kind,
                ended_at=source.ended_at,
                agency_id=post.agency_id,
                agency_path=post.agency.path,
                below=frozenset(row.lender_below),  # type: ignore[attr-defined]
                without=without,
            )
        else:
            found = _root(source, rows, on, (*seen, row.id)) if source.may_lend_on else None
        if found is None:
            continue
        ends = [moment for moment in (row.ended_at, found.ended_at) if moment is not None]
        root = replace(
            found,
            chain=(row.id, *found.chain),
            lenders=(lender, *found.lenders),
            ended_at=min(ends, default=None),
        )
        if root.ended_at is None:
            return root
        if best is None or best.ended_at is None or root.ended_at > best.ended_at:
            best = root
    return best


def _wide_enough(source: Power, lent: Power) -> bool:
    """Whether what `lent` gives lies within what `source` holds."""
    return (
        source.power == lent.power
        and source.procedure_code in ("", lent.procedure_code)
        and source.field in ("", lent.field)
        and (source.reach == Power.Reach.SUBTREE or lent.reach == Power.Reach.AGENCY)
        and (not source.cases or (bool(lent.cases) and set(lent.cases) <= set(source.cases)))
        and (not source.communes or (bool(lent.communes) and set(lent.communes) <= set(source.communes)))
    )

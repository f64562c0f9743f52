"""Officers of a plan as rows: appointments end and begin, powers of single posts go along, lent powers end."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.db.models.base import ModelState

from motcua.city.models import Appointment, PartnerToken, Post, Power
from motcua.city.models.lending import Entrustment
from motcua.city.models.validity import valid_on
from motcua.city.reform.bodies import new_post
from motcua.city.reform.content import PostBegins
from motcua.city.reform.resolving import Change, Placement
from motcua.city.reform.work import Line, Tally


def preview(change: Change) -> Sequence[Tally]:
    """Officers, posts' own powers and lent powers that would move or end. Two queries."""
    return [tally for tally in [_people(change), *_powers(change, {}, write=False)] if tally.count]


def apply(change: Change, at: datetime) -> Sequence[Tally]:
    """Appointments at ending bodies end on the plan's day; who is placed begins the same day at the new post."""
    posts = _target_posts(change)
    placed = [one for one in change.placements if one.to_key]
    begun: dict[tuple[int, int], Appointment] = {}
    for one in placed:
        post_id = posts[one.to_key, one.to_kind, _title(change, one)]
        begun[one.account_id, post_id] = Appointment(
            account_id=one.account_id, post_id=post_id, acting=one.acting, valid_from=change.on
        )
    _end([one.appointment_id for one in change.placements], change.on)
    known = set(
        Appointment.objects.filter(valid_on(change.on), post_id__in={post for _, post in begun}).values_list(
            "account_id", "post_id"
        )
    )
    Appointment.objects.bulk_create(row for key, row in begun.items() if key not in known)
    successors: dict[int, set[int]] = defaultdict(set)
    for one in placed:
        successors[one.from_post_id].add(posts[one.to_key, one.to_kind, _title(change, one)])
    moved = {old: new.pop() for old, new in successors.items() if len(new) == 1}
    for old, new in moved.items():
        PartnerToken.objects.filter(post_id=old, revoked_at=None).update(post_id=new)
    return [tally for tally in [_people(change), *_powers(change, moved, write=True)] if tally.count]


def _end(appointment_ids: Sequence[int], on: date) -> None:
    """A post that was taken up on the day itself, or later, is ended the day after it began: no row without a day."""
    rows = Appointment.objects.filter(id__in=appointment_ids)
    rows.filter(valid_from__lt=on).update(valid_to=on)
    for row in rows.filter(valid_from__gte=on):
        row.valid_to = row.valid_from + timedelta(days=1)
        row.save(update_fields=["valid_to"])


def _title(change: Change, one: Placement) -> str:
    """The title asked for at the new post: the plan's, else the one held so far."""
    for move in change.content.people:
        if move.title_vi and move.to == one.to_key and move.post == one.to_kind:
            return move.title_vi
    return one.title


def _target_posts(change: Change) -> dict[tuple[str, str, str], int]:
    """The post for each placement: of the same title where there is one, else the first of the kind, else a new one."""
    wanted = {(one.to_key, one.to_kind, _title(change, one)) for one in change.placements if one.to_key}
    ids = {change.ids[key]: key for key, _, _ in wanted}
    there: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in Post.objects.filter(agency_id__in=ids).order_by("id"):
        there[ids[post.agency_id], post.kind].append(post)
    found = {}
    for key, kind, title in sorted(wanted):
        same = there.get((key, kind))
        if not same:
            post = new_post(change.ids[key], PostBegins(kind=kind, title_vi=title))
            post.save()
            there[key, kind] = same = [post]
        found[key, kind, title] = next((post.pk for post in same if post.title_vi == title), same[0].pk)
    return found


def _people(change: Change) -> Tally:
    counted = Counter((one.from_key, one.to_key, one.kind) for one in change.placements)
    lines = tuple(Line(old, new, kind, n, 0 if new else n) for (old, new, kind), n in sorted(counted.items()))
    return Tally(
        "officers", "Cán bộ", "Officers", lines,
        "Ai chưa có nơi đến thì thôi giữ chức vụ từ ngày hiệu lực.",
        "Whoever has no new place holds no post from that day.",
    )  # fmt: skip


def _at_new_post(row: Power, post_id: int, on: date) -> Power:
    """The same power, unsaved, for the post that its holder has from the day on."""
    again = copy(row)
    again.pk, again.id = None, None
    again._state = ModelState()
    again.post_id, again.valid_from = post_id, max(on, row.valid_from)
    return again


def _end_entrustments(change: Change) -> None:
    """The records of what was lent end with the body of whoever lent it, or of whoever had it."""
    rows = Entrustment.objects.exclude(kind=Entrustment.Kind.DECENTRALISATION).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=change.on),
        Q(lender__agency_id__in=change.endings) | Q(to_post__agency_id__in=change.endings),
    )
    rows.filter(valid_from__lt=change.on).update(valid_to=change.on)


def _powers(change: Change, moved: dict[int, int], *, write: bool) -> list[Tally]:
    """Powers of one post go with it; what was lent ends with the body: the new one decides anew."""
    rows = list(
        Power.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=change.on))
        .filter(Q(post__agency_id__in=change.endings) | Q(delegated_by__agency_id__in=change.endings))
        .select_related("post__agency", "delegated_by__agency")
        .order_by("id")
    )
    own, lent, carried = Counter[tuple[str, str]](), Counter[tuple[str, str]](), []
    for row in rows:
        assert row.post is not None
        key = row.post.agency.key
        if row.delegated_by_id is not None:
            lent[key, row.decision] += 1
            continue
        own[key, row.power] += 1
        if row.post_id in moved:
            carried.append((row, moved[row.post_id]))
    if write:
        ids = [row.pk for row in rows]
        Power.objects.bulk_create(_at_new_post(row, post_id, change.on) for row, post_id in carried)
        Power.objects.filter(id__in=ids, valid_from__lt=change.on).update(valid_to=change.on)
        Power.objects.filter(id__in=ids, valid_from__gte=change.on).delete()
        _end_entrustments(change)
    ending = {one.key: one.to for one in change.content.end}
    return [
        Tally("powers", "Quyền riêng của một chức danh", "Powers of single posts", tuple(
            Line(key, ending.get(key, ""), power, n) for (key, power), n in sorted(own.items()))),
        Tally("delegations", "Ủy quyền hết hiệu lực, cần quyết định mới", "Lent powers that end and need a new decision",
              tuple(Line(key, "", decision, n, n) for (key, decision), n in sorted(lent.items()))),
    ]  # fmt: skip

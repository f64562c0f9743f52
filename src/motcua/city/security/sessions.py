"""Sessions of officers: begun after both proofs, few at once, ended here or from another device."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from motcua.city import authority
from motcua.city.agencies import day
from motcua.city.models import Account, Appointment
from motcua.city.security.limits import limits_on
from motcua.city.security.models import Device, OfficerSession, Standing
from motcua.foundation import events
from motcua.foundation.actor import Actor

OWN, OTHERS, MANY, CLOSED, NO_POST, LEFT = "own", "others", "many", "closed", "no-post", "left"
"""Why a session ended: by its owner from a list, with all others, too many, account closed, no post any more, signed out."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has begun. `new_device`: this browser was not known, though the account had others before."""

    row: OfficerSession
    new_device: bool
    ended: int


def chain_of(account_id: int) -> str:
    """The chain of events of an account's sign-ons."""
    return f"account:{account_id}"


@transaction.atomic
def begin(
    account: Account,
    *,
    session_key: str,
    how: str,
    label: str,
    address: str | None,
    mark: str,
    at: datetime,
) -> Begun:
    """Keep that a session has begun; the oldest end beyond the number allowed. About ten statements, once a sign-on.

    `mark` is the browser's own random mark, kept as a hash.
    """
    Standing.objects.get_or_create(account=account)
    Standing.objects.select_for_update().get(account=account)
    had_devices = Device.objects.filter(account=account).exists()
    device, fresh = Device.objects.get_or_create(
        account=account,
        mark=hash_of(mark),
        defaults={"label": label, "first_seen_at": at, "last_seen_at": at, "first_address": address},
    )
    if not fresh:
        Device.objects.filter(pk=device.pk).update(last_seen_at=at, label=label)
    OfficerSession.objects.filter(session_key=session_key).delete()
    row = OfficerSession.objects.create(
        account=account, device=device, session_key=session_key, how=how, label=label, address=address,
        began_at=at, seen_at=at,
    )  # fmt: skip
    open_ones = list(_open(account.pk).order_by("-began_at", "-pk").values_list("pk", flat=True))
    ended = _end(open_ones[limits_on(day(at)).sessions :], MANY, at)
    _told(account.pk, "signed-in", at, actor_of(account), how=how, new_device=fresh, ended=ended)
    return Begun(row, fresh and had_devices, ended)


def touch(session_key: str, address: str | None, at: datetime) -> None:
    """The session was used. One statement; callers do it once a minute."""
    OfficerSession.objects.filter(session_key=session_key, ended_at=None).update(seen_at=at, address=address)


def moved(old_key: str, new_key: str) -> None:
    """The session got another number, as it does with a new password. One statement."""
    OfficerSession.objects.filter(session_key=old_key, ended_at=None).update(session_key=new_key)


def of(account_id: int) -> Sequence[OfficerSession]:
    """The open sessions of an account, the latest used first. One statement."""
    return list(_open(account_id).select_related("device").order_by("-seen_at", "-pk"))


def counts(account_ids: Sequence[int]) -> dict[int, int]:
    """How many sessions of each account are open. One statement."""
    rows = OfficerSession.objects.filter(account_id__in=account_ids, ended_at=None)
    return dict(rows.values_list("account_id").annotate(Count("pk")))


@transaction.atomic
def end_one(account_id: int, pk: int, *, by: Actor, at: datetime) -> bool:
    """End one session of this account; False when there is no such open one."""
    found = list(_open(account_id).filter(pk=pk).values_list("pk", flat=True))
    ended = _end(found, OWN, at)
    if ended:
        _told(account_id, "sessions-ended", at, by, why=OWN, count=ended)
    return bool(ended)


@transaction.atomic
def end_all(account_id: int, *, why: str, by: Actor, at: datetime, but: str = "") -> int:
    """End every session of an account, except the one with the key `but`; how many."""
    found = list(_open(account_id).exclude(session_key=but).values_list("pk", flat=True))
    ended = _end(found, why, at)
    if ended:
        _told(account_id, "sessions-ended", at, by, why=why, count=ended)
    return ended


@transaction.atomic
def left(session_key: str, at: datetime) -> None:
    """The officer signed out."""
    _end(
        list(
            OfficerSession.objects.filter(session_key=session_key, ended_at=None).values_list("pk", flat=True)
        ),
        LEFT,
        at,
    )


def without_ground(at: datetime, at_most: int = 500) -> QuerySet[OfficerSession]:
    """Open sessions of accounts that are closed, or that hold no post on this day."""
    today = day(at)
    holds = Appointment.objects.filter(account_id=OuterRef("account_id"), valid_from__lte=today).exclude(
        valid_to__lt=today
    )
    open_ones = OfficerSession.objects.filter(ended_at=None)
    bare = open_ones.filter(account__is_active=False) | open_ones.filter(~Exists(holds))
    return bare.order_by("pk")[:at_most]


@transaction.atomic
def sweep(at: datetime) -> int:
    """End sessions without ground, and those long unused; how many. For the job."""
    bare = list(without_ground(at))
    closed = {
        one.pk for one in bare if not Account.objects.filter(pk=one.account_id, is_active=True).exists()
    }
    ended = _end([one.pk for one in bare if one.pk in closed], CLOSED, at)
    return ended + _end([one.pk for one in bare if one.pk not in closed], NO_POST, at)


def may_go_on(account_id: int, at: datetime) -> bool:
    """Whether the account still holds a post. What `authority.powers_of` costs, which each page of the desk asks anyway."""
    return bool(authority.powers_of(account_id, at).posts)


def hash_of(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()


def _open(account_id: int) -> QuerySet[OfficerSession]:
    return OfficerSession.objects.filter(account_id=account_id, ended_at=None)


def _end(rows: Sequence[int], why: str, at: datetime) -> int:
    """The sessions' own rows go with it: the very next request of that browser is a visitor's."""
    if not rows:
        return 0
    keys = OfficerSession.objects.filter(pk__in=rows).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    return OfficerSession.objects.filter(pk__in=rows, ended_at=None).update(ended_at=at, ended_why=why)


def actor_of(account: Account) -> Actor:
    return Actor("officer", account.pk, account.person_id, account.display_name)


def _told(account_id: int, kind: str, at: datetime, by: Actor, **data: object) -> None:
    events.record(chain_of(account_id), kind, at=at, actor=by, data=data)

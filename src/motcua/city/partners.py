"""Tokens of partner systems: issued once in clear, found again by their hash, kept in memory for five seconds."""

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.city import authority
from motcua.city.models import Account, PartnerToken, Post
from motcua.foundation.actor import Actor

PREFIX = "mc_"
KEPT_S = 5.0
"""A revoked token works for so long in a process that used it a moment ago."""
_KEPT_AT_MOST = 1000


class NoSuchToken(LookupError):
    """Unknown, expired or revoked: a caller is not told which."""


class PostNotHeld(Exception):
    """The officer to whom a token is bound does not hold its post any more."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A system that has shown a valid token, and what the token allows."""

    token_id: int
    name: str
    account_id: int
    kind: str
    account_name: str
    post_id: int | None
    scopes: frozenset[str]
    procedures: frozenset[str]
    valid_to: datetime
    systems: frozenset[str] = frozenset()

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    def may_submit(self, procedure_code: str) -> bool:
        """Whether the token is good for this procedure; an empty list means every one."""
        return not self.procedures or procedure_code in self.procedures

    @property
    def bound_to_officer(self) -> bool:
        return self.post_id is not None

    def actor(self, at: datetime) -> Actor:
        """Who the events name: the partner's system, or the officer in the post of the token.

        Raises PostNotHeld. No query for a partner; for an officer what `authority.powers_of` costs.
        """
        if self.post_id is None:
            return Actor("partner", self.account_id, None, self.account_name)
        account = _Named(self.account_id, self.account_name)
        actor = authority.actor_for(account, at, self.post_id)
        if actor.post_id != self.post_id:
            raise PostNotHeld(self.name)
        return actor


@dataclass(frozen=True, slots=True)
class _Named:
    """What `authority.actor_for` asks of an officer's account, without reading the row again."""

    id: int
    display_name: str
    is_officer: bool = True
    person_id: int | None = None


def issue(
    name: str,
    account: Account,
    scopes: list[str],
    *,
    at: datetime,
    valid_for: timedelta,
    post: Post | None = None,
    procedures: list[str] | None = None,
    systems: list[str] | None = None,
) -> tuple[str, PartnerToken]:
    """A new token in clear, shown this once, and its row. Raises ValueError for a scope that does not exist,
    or for tasks without a post."""
    unknown = set(scopes) - set(PartnerToken.Scope.values)
    if unknown or not scopes:
        raise ValueError(f"unknown scopes: {', '.join(sorted(unknown)) or 'none given'}")
    if post is None and any(scope.startswith("tasks:") for scope in scopes):
        raise ValueError("scopes over tasks need a post: only officers do tasks")
    if post is not None and not account.is_officer:
        raise ValueError("a token with a post belongs to an officer's account")
    clear = PREFIX + secrets.token_urlsafe(32)
    row = PartnerToken.objects.create(
        hash=_hash(clear),
        name=name,
        account=account,
        post=post,
        scopes=list(dict.fromkeys(scopes)),
        procedures=procedures or [],
        systems=systems or [],
        created_at=at,
        valid_to=at + valid_for,
    )
    return clear, row


def partner_of(token: str, at: datetime) -> Partner:
    """Who shows this token. One query, none for five seconds after. Raises NoSuchToken."""
    # 256 random bits need no slow hash; finding the row by the hash gives away nothing about the token.
    digest = _hash(token)
    found = _kept.get(digest)
    if found is None or found[0] < time.monotonic():
        found = (time.monotonic() + KEPT_S, _read(digest))
        with _lock:
            if len(_kept) >= _KEPT_AT_MOST:
                _kept.clear()
            _kept[digest] = found
    if found[1].valid_to <= at:
        raise NoSuchToken
    return found[1]


def forget() -> None:
    """Ask the database again for every token: after a revocation here, and between tests."""
    with _lock:
        _kept.clear()


_kept: dict[str, tuple[float, Partner]] = {}
_lock = threading.Lock()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _read(digest: str) -> Partner:
    row = PartnerToken.objects.select_related("account").filter(hash=digest, revoked_at=None).first()
    if row is None or not hmac.compare_digest(row.hash, digest) or not row.account.is_active:
        raise NoSuchToken
    return Partner(
        token_id=row.id,
        name=row.name,
        account_id=row.account_id,
        kind=row.account.kind,
        account_name=row.account.display_name,
        post_id=row.post_id,
        scopes=frozenset(row.scopes),
        procedures=frozenset(row.procedures),
        valid_to=row.valid_to,
        systems=frozenset(row.systems),
    )


def systems_connected(at: datetime) -> frozenset[str]:
    """The outside systems for which some valid token speaks. One query."""
    rows = PartnerToken.objects.filter(revoked_at=None, valid_to__gt=at).exclude(systems=[])
    return frozenset(system for systems in rows.values_list("systems", flat=True) for system in systems)

"""New passwords, and what the IT office does for officers who lost their proofs."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.db import transaction

from motcua.city.agencies import day
from motcua.city.models import Account
from motcua.city.security import passwords, sessions
from motcua.city.security.limits import limits_on
from motcua.city.security.models import PastPassword, Standing
from motcua.foundation import events
from motcua.foundation.actor import Actor

SETUP_GOOD = timedelta(hours=24)
LETTERS = "abcdefghjkmnpqrstuvwxyz"
"""Without those that look like another."""


class NotThisPassword(ValueError):
    """The new password will not do; `faults` says everything that is wrong, in both languages."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults[0][1])
        self.faults = faults


@transaction.atomic
def new_password(account: Account, password: str, *, at: datetime) -> None:
    """Replace the password. Raises: NotThisPassword. Checking the earlier ones takes a slow hash each."""
    Standing.objects.get_or_create(account=account)
    row = Standing.objects.select_for_update().get(account=account)
    limits = limits_on(day(at)).password
    found = passwords.faults(password, account.username, limits)
    past = PastPassword.objects.filter(account=account).order_by("-replaced_at")
    earlier = [account.password, *past.values_list("hash", flat=True)[: limits.history - 1]]
    if any(check_password(password, one) for one in earlier):
        found.append(
            (f"Không dùng lại {limits.history} mật khẩu gần nhất.", f"Not one of the last {limits.history}.")
        )
    if found:
        raise NotThisPassword(found)
    PastPassword.objects.create(account=account, hash=account.password, replaced_at=at)
    kept = past.values_list("pk", flat=True)[: limits.history]
    PastPassword.objects.filter(account=account).exclude(pk__in=list(kept)).delete()
    account.set_password(password)
    account.save(update_fields=["password"])
    row.password_set_at = at
    row.save(update_fields=["password_set_at"])
    events.record(sessions.chain_of(account.pk), "password-changed", at=at, actor=_self(account))


def standing_of(account: Account, at: datetime) -> Standing:
    """How the account stands; the first sight of a password counts as its first day. One or two statements."""
    row, _ = Standing.objects.get_or_create(account=account, defaults={"password_set_at": at})
    if row.password_set_at is None:
        row.password_set_at = at
        row.save(update_fields=["password_set_at"])
    return row


@transaction.atomic
def take_factors_away(account: Account, *, by: Actor, at: datetime) -> str:
    """Everything that proves the account is taken away, sessions end; the code with which a new factor is set up, shown once.

    For an officer who lost telephone and recovery codes and came in person.
    """
    Standing.objects.get_or_create(account=account)
    row = Standing.objects.select_for_update().get(account=account)
    Authenticator.objects.filter(user_id=account.pk).delete()
    code = "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))
    row.setup_hash, row.setup_until = _hash(code), at + SETUP_GOOD
    row.save(update_fields=["setup_hash", "setup_until"])
    sessions.end_all(account.pk, why=sessions.CLOSED, by=by, at=at)
    events.record(sessions.chain_of(account.pk), "factors-taken-away", at=at, actor=by)
    return code


@transaction.atomic
def give_password(account: Account, *, by: Actor, at: datetime) -> str:
    """A first password, shown once and replaced by its owner at the next sign-in; sessions end."""
    Standing.objects.get_or_create(account=account)
    row = Standing.objects.select_for_update().get(account=account)
    password = (
        "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
        + f"-{secrets.randbelow(90) + 10}"
    )
    account.set_password(password)
    account.save(update_fields=["password"])
    row.password_set_at = at - timedelta(days=limits_on(day(at)).password.days)
    row.save(update_fields=["password_set_at"])
    sessions.end_all(account.pk, why=sessions.CLOSED, by=by, at=at)
    events.record(sessions.chain_of(account.pk), "password-given", at=at, actor=by)
    return password


@transaction.atomic
def open_or_close(account: Account, active: bool, *, by: Actor, at: datetime) -> None:
    """Close an account, which ends its sessions at once, or open it again."""
    Account.objects.filter(pk=account.pk).update(is_active=active)
    if not active:
        sessions.end_all(account.pk, why=sessions.CLOSED, by=by, at=at)
    kind = "account-opened" if active else "account-closed"
    events.record(sessions.chain_of(account.pk), kind, at=at, actor=by)


def may_set_up(row: Standing, code: str, at: datetime) -> bool:
    """Whether a first factor may be set up: a new account by its password, any other by the code of the IT office."""
    if row.enrolled_at is None:
        return True
    good = bool(row.setup_hash) and row.setup_until is not None and row.setup_until > at
    typed = "".join(char for char in code if char.isdecimal())
    return good and hmac.compare_digest(row.setup_hash, _hash("-".join((typed[:4], typed[4:8], typed[8:]))))


def enrolled(account: Account, kind: str, *, at: datetime) -> None:
    """A factor was added. Two statements."""
    Standing.objects.get_or_create(account=account)
    Standing.objects.filter(account=account).update(enrolled_at=at, setup_hash="", setup_until=None)
    events.record(
        sessions.chain_of(account.pk), "factor-added", at=at, actor=_self(account), data={"factor": kind}
    )


def removed(account: Account, kind: str, *, at: datetime) -> None:
    events.record(
        sessions.chain_of(account.pk), "factor-removed", at=at, actor=_self(account), data={"factor": kind}
    )


def _self(account: Account) -> Actor:
    return Actor("officer", account.pk, account.person_id, account.display_name)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()

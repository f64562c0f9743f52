"""One place decides each access: what an account may do is what its posts may do on that day.

Nothing here knows a role by name. A reorganisation, a new appointment or a delegation changes rows with
dates; the answer for an earlier day stays what it was.
"""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from motcua.city import authority_reading
from motcua.city.agencies import day
from motcua.city.authority_grants import ANY_CASE, NOBODY, Grant, HeldPost, PowerSet, Reason
from motcua.city.models import Power
from motcua.foundation.actor import Actor

__all__ = [
    "ANY_CASE", "KEPT_SECONDS", "NOBODY", "Grant", "HeldPost", "NotAllowed", "PowerSet", "Reason", "actor_for", "forget",
    "holds", "powers_of", "require", "scope_condition", "still_lent",
]  # fmt: skip

KEPT_SECONDS = 5.0
"""How long another process may go on with an outdated answer after a change of posts or powers."""
_KEPT_AT_MOST = 5000


class NotAllowed(PermissionError):
    """The act needs a power that the actor does not hold; `vi` and `en` say why, for the person refused."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def powers_of(account_id: int | None, at: date | datetime) -> PowerSet:
    """What the account may do at a moment. Two queries at most, none for a few seconds after.

    No account (a visitor) and an account without a post on that day may do nothing.
    """
    if account_id is None:
        return NOBODY
    on = day(at)
    kept = _kept.get((account_id, on), lambda: authority_reading.read([account_id], on)[account_id])
    return kept.at(at)


def holds(
    actor: Actor,
    power: str,
    *,
    at: date | datetime,
    procedure_code: str = "",
    field: str = "",
    agency_id: int | None = None,
    case: str = ANY_CASE,
) -> bool:
    """Whether the actor may do it, in the post it acts in."""
    powers = powers_of(actor.account_id, at).in_post(actor.post_id)
    return powers.holds(power, procedure_code, field, agency_id, case)


def require(
    actor: Actor,
    power: str,
    *,
    at: date | datetime,
    procedure_code: str = "",
    field: str = "",
    agency_id: int | None = None,
    case: str = ANY_CASE,
) -> Grant:
    """The grant by which the actor may do it (its capacity and decision go onto what is signed).

    One statement when the power is lent (`still_lent`). Raises: NotAllowed, with the reason in both languages.
    """
    powers = powers_of(actor.account_id, at).in_post(actor.post_id)
    reason = powers.why(power, procedure_code, field, agency_id, case)
    if reason.grant is None:
        raise NotAllowed(reason.vi, reason.en)
    return still_lent(reason.grant)


def still_lent(grant: Grant) -> Grant:
    """The grant itself, after a look whether what was lent has been revoked a moment ago, perhaps in another process.

    Answers are kept for `KEPT_SECONDS`; a revocation must count for the very next act. So whoever acts by a lent power
    pays one statement by primary keys; whoever acts by an own power pays none. Raises: NotAllowed.
    """
    if grant.lent:
        rows = set(grant.chain)
        if Power.objects.filter(id__in=rows, ended_at=None).count() < len(rows):
            forget()
            raise NotAllowed(
                f"Quyền được giao theo {grant.decision} đã bị thu hồi.",
                f"The power lent by {grant.decision} has been revoked.",
            )
    return grant


def scope_condition(
    powers: PowerSet,
    power: str | Iterable[str],
    *,
    agency: str = "agency",
    procedure: str | None = "procedure_code",
    field: str | None = "field",
    case: str | None = None,
) -> Q:
    """The rows over which `power` (or one of several) is held, as one SQL condition. No query.

    `agency` is the lookup path of the agency relation, `procedure`, `field` and `case` of the columns; None when
    the rows have no such column, then only grants over everything count for it. Gives exactly the rows for
    which `powers.holds(power, row.procedure, row.field, row.agency_id, row.case)`.
    """
    wanted = {power} if isinstance(power, str) else set(power)
    places: dict[tuple[str, str, frozenset[str], frozenset[str]], Q] = {}
    whole: dict[tuple[str, str, frozenset[str], frozenset[str]], set[int]] = {}
    for grant in powers.grants:
        if grant.power not in wanted:
            continue
        if (procedure is None and grant.procedure_code) or (field is None and grant.field):
            continue
        if case is None and grant.cases:
            continue
        about = (grant.procedure_code, grant.field, grant.cases, grant.without)
        if grant.wide and grant.only is None:
            below = Q(**{f"{agency}__path__startswith": grant.agency_path})
            places[about] = places[about] | below if about in places else below
        else:
            whole.setdefault(about, set()).update(grant.agencies)
    condition = Q(pk__in=[])
    for about in sorted(places.keys() | whole.keys(), key=repr):
        here = Q(**{f"{agency}_id__in": sorted(whole[about])}) if about in whole else Q(pk__in=[])
        here |= places.get(about, Q(pk__in=[]))
        code, subject, cases, without = about
        if code:
            here &= Q(**{f"{procedure}": code})
        if subject:
            here &= Q(**{f"{field}": subject})
        if cases:
            here &= Q(**{f"{case}__in": sorted(cases)})
        if without and procedure is not None:
            here &= ~Q(**{f"{procedure}__in": sorted(without)})
        condition |= here
    return condition


def actor_for(account, at: date | datetime, post_id: int | None = None) -> Actor:
    """The actor that an account is at a moment; an officer without a chosen post acts in the first held."""
    if not account.is_officer:
        return Actor(account.kind, account.id, account.person_id, account.display_name)
    posts = powers_of(account.id, at).posts
    post = next((post for post in posts if post_id is None or post.post_id == post_id), None)
    return Actor(
        "officer",
        account.id,
        account.person_id,
        account.display_name,
        post.post_id if post else None,
        post.agency_id if post else None,
    )


def forget() -> None:
    """Drop the kept answers of this process, now and when the open transaction commits.

    Called by signals when posts, appointments, powers or agencies are saved; after bulk changes, call it
    yourself.
    """
    _kept.clear()
    transaction.on_commit(_kept.clear)


class _Kept:
    """Answers of the last seconds. A change while one is being read must not keep the outdated one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = 0
        self._answers: dict[tuple[int, date], tuple[float, PowerSet]] = {}

    def get(self, key: tuple[int, date], read: Callable[[], PowerSet]) -> PowerSet:
        found = self._answers.get(key)
        if found and found[0] > time.monotonic():
            return found[1]
        version = self._version
        answer = read()
        with self._lock:
            if version == self._version:
                if len(self._answers) >= _KEPT_AT_MOST:
                    self._answers.clear()
                self._answers[key] = (time.monotonic() + KEPT_SECONDS, answer)
        return answer

    def clear(self) -> None:
        with self._lock:
            self._version += 1
            self._answers = {}


_kept = _Kept()

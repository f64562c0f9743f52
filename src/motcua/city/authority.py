"""One place decides each access: what an account may do is what its posts may do on that day.

Nothing here knows a role by name. A reorganisation, a new appointment or a delegation changes rows with
dates; the answer for an earlier day stays what it was.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import StrIndex

from motcua.city.agencies import day
from motcua.city.models import Agency, Appointment, Power
from motcua.city.models.validity import valid_on
from motcua.foundation.actor import Actor

KEPT_SECONDS = 5.0
"""How long another process may go on with an outdated answer after a change of posts or powers."""
_KEPT_AT_MOST = 5000


class NotAllowed(PermissionError):
    """The act needs a power that the actor does not hold; `vi` and `en` say why, for the person refused."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that the account holds on the day."""

    post_id: int
    kind: str
    title_vi: str
    title_en: str
    agency_id: int
    agency_key: str
    agency_kind: str
    agency_name_vi: str
    agency_name_en: str
    agency_path: str
    acting: bool
    below: frozenset[int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """One power, held through one post: where it reaches and in which capacity its holder signs."""

    power: str
    procedure_code: str
    field: str
    wide: bool
    capacity: str
    post: HeldPost
    power_id: int
    delegated_by_id: int | None
    decision: str

    def covers(self, procedure_code: str, field: str, agency_id: int | None) -> bool:
        """Whether it is about that procedure and field in that agency (`None`: any that it reaches)."""
        return (
            self.procedure_code in ("", procedure_code)
            and self.field in ("", field)
            and (
                agency_id is None
                or agency_id == self.post.agency_id
                or (self.wide and agency_id in self.post.below)
            )
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an act is allowed (`grant` names by what) or not (`grant` is None), in words."""

    vi: str
    en: str
    grant: Grant | None = None


@dataclass(frozen=True)
class PowerSet:
    """Everything that one account may do on one day."""

    account_id: int | None
    on: date
    posts: tuple[HeldPost, ...] = ()
    grants: tuple[Grant, ...] = ()

    def in_post(self, post_id: int | None) -> "PowerSet":
        """Only what one of the posts gives: an officer with two posts acts in one at a time."""
        if post_id is None:
            return self
        return PowerSet(
            self.account_id,
            self.on,
            tuple(post for post in self.posts if post.post_id == post_id),
            tuple(grant for grant in self.grants if grant.post.post_id == post_id),
        )

    def grant(
        self, power: str, procedure_code: str = "", field: str = "", agency_id: int | None = None
    ) -> Grant | None:
        """The grant that allows it; one held by the post itself before a delegated one."""
        found = [
            grant
            for grant in self.grants
            if grant.power == power and grant.covers(procedure_code, field, agency_id)
        ]
        return min(found, key=lambda grant: grant.delegated_by_id is not None, default=None)

    def holds(
        self, power: str, procedure_code: str = "", field: str = "", agency_id: int | None = None
    ) -> bool:
        """Whether the act is allowed. An empty procedure or field asks for a power over all of them."""
        return self.grant(power, procedure_code, field, agency_id) is not None

    def holds_any(self, power: str) -> bool:
        """Whether the power is held for anything at all: decides which menus and pages are shown."""
        return any(grant.power == power for grant in self.grants)

    def agency_ids(self, power: str) -> frozenset[int]:
        """Agencies in which the power is held for something."""
        found: set[int] = set()
        for grant in self.grants:
            if grant.power == power:
                found.add(grant.post.agency_id)
                if grant.wide:
                    found |= grant.post.below
        return frozenset(found)

    def why(
        self, power: str, procedure_code: str = "", field: str = "", agency_id: int | None = None
    ) -> Reason:
        """The reason of the answer that `holds` gives."""
        label, english = Power.Name(power).label, power.replace("_", " ")
        grant = self.grant(power, procedure_code, field, agency_id)
        if grant:
            post = grant.post
            act_vi = f", theo {grant.decision}" if grant.decision else ""
            act_en = f", by {grant.decision}" if grant.decision else ""
            return Reason(
                f"{grant.capacity + ' ' if grant.capacity else ''}{post.title_vi}, {post.agency_name_vi}: "
                f"quyền {label.lower()}{act_vi}",
                f"{post.title_en}, {post.agency_name_en}: may {english}{act_en}",
                grant,
            )
        if not self.posts:
            return Reason(
                f"Không giữ chức vụ nào vào ngày {self.on:%d/%m/%Y}",
                f"Holds no post on {self.on.isoformat()}",
            )
        same = [grant for grant in self.grants if grant.power == power]
        if not same:
            return Reason(f"Không có quyền {label.lower()}", f"May not {english}")
        if not any(grant.covers(procedure_code, field, None) for grant in same):
            return Reason(
                f"Quyền {label.lower()} không bao gồm thủ tục hoặc lĩnh vực này",
                f"The power to {english} does not include this procedure or field",
            )
        return Reason(
            f"Quyền {label.lower()} không có tại cơ quan này", f"May not {english} in this agency"
        )  # fmt: skip


NOBODY = PowerSet(None, date.min)


def powers_of(account_id: int | None, at: date | datetime) -> PowerSet:
    """What the account may do at a moment. Two queries at most, none for a few seconds after.

    No account (a visitor) and an account without a post on that day may do nothing.
    """
    if account_id is None:
        return NOBODY
    return _kept.get((account_id, day(at)), lambda: _read(account_id, day(at)))


def holds(
    actor: Actor,
    power: str,
    *,
    at: date | datetime,
    procedure_code: str = "",
    field: str = "",
    agency_id: int | None = None,
) -> bool:
    """Whether the actor may do it, in the post it acts in."""
    return (
        powers_of(actor.account_id, at).in_post(actor.post_id).holds(power, procedure_code, field, agency_id)
    )


def require(
    actor: Actor,
    power: str,
    *,
    at: date | datetime,
    procedure_code: str = "",
    field: str = "",
    agency_id: int | None = None,
) -> Grant:
    """The grant by which the actor may do it (its capacity and decision go onto what is signed).

    Raises: NotAllowed, with the reason in both languages.
    """
    powers = powers_of(actor.account_id, at).in_post(actor.post_id)
    reason = powers.why(power, procedure_code, field, agency_id)
    if reason.grant is None:
        raise NotAllowed(reason.vi, reason.en)
    return reason.grant


def scope_condition(
    powers: PowerSet,
    power: str | Iterable[str],
    *,
    agency: str = "agency",
    procedure: str | None = "procedure_code",
    field: str | None = "field",
) -> Q:
    """The rows over which `power` (or one of several) is held, as one SQL condition. No query.

    `agency` is the lookup path of the agency relation, `procedure` and `field` of the two columns; None when
    the rows have no such column, then only grants over everything count for it. Gives exactly the rows for
    which `powers.holds(power, row.procedure, row.field, row.agency_id)`.
    """
    wanted = {power} if isinstance(power, str) else set(power)
    whole: dict[tuple[str, str], set[int]] = {}
    below: dict[tuple[str, str], set[str]] = {}
    for grant in powers.grants:
        if grant.power not in wanted:
            continue
        if (procedure is None and grant.procedure_code) or (field is None and grant.field):
            continue
        about = (grant.procedure_code, grant.field)
        if grant.wide:
            below.setdefault(about, set()).add(grant.post.agency_path)
        else:
            whole.setdefault(about, set()).add(grant.post.agency_id)
    condition = Q(pk__in=[])
    for about in whole.keys() | below.keys():
        place = Q(**{f"{agency}_id__in": sorted(whole[about])}) if about in whole else Q(pk__in=[])
        for path in sorted(below.get(about, ())):
            place |= Q(**{f"{agency}__path__startswith": path})
        code, subject = about
        if code:
            place &= Q(**{f"{procedure}": code})
        if subject:
            place &= Q(**{f"{field}": subject})
        condition |= place
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


def _read(account_id: int, on: date) -> PowerSet:
    below = (
        Agency.objects.annotate(starts=StrIndex("path", OuterRef("post__agency__path")))
        .filter(starts=Value(1))
        .values("id")
    )
    held = [
        HeldPost(
            post_id=row.post_id,
            kind=row.post.kind,
            title_vi=row.post.title_vi,
            title_en=row.post.title_en,
            agency_id=row.post.agency_id,
            agency_key=row.post.agency.key,
            agency_kind=row.post.agency.kind,
            agency_name_vi=row.post.agency.name_vi,
            agency_name_en=row.post.agency.name_en,
            agency_path=row.post.agency.path,
            acting=row.acting,
            below=frozenset(row.below),
        )
        for row in Appointment.objects.on(on)
        .filter(valid_on(on, "post__agency__"), account_id=account_id, account__is_active=True)
        .select_related("post__agency")
        .annotate(below=ArraySubquery(below))
        .order_by("acting", "id")
    ]
    if not held:
        return PowerSet(account_id, on)
    rows = Power.objects.on(on).filter(
        Q(post_id__in=[post.post_id for post in held]) | Q(post_kind__in={post.kind for post in held})
    )
    grants = [
        Grant(
            power=row.power,
            procedure_code=row.procedure_code,
            field=row.field,
            wide=row.reach == Power.Reach.SUBTREE,
            capacity=row.capacity,
            post=post,
            power_id=row.id,
            delegated_by_id=row.delegated_by_id,
            decision=row.decision,
        )
        for row in rows.order_by("id")
        for post in held
        if row.post_id == post.post_id
        or (row.post_kind == post.kind and row.agency_kind in ("", post.agency_kind))
    ]
    return PowerSet(account_id, on, tuple(held), tuple(grants))

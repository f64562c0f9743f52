"""Words to officers about work that stays open, and days on which an officer gets no new work by itself."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.city.authority import PowerSet
from motcua.city.delegation import changes as lending
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.concern import LEADING
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Absence, Alert

KEPT = timedelta(days=7)
"""How long a leader reads of a body that stayed silent; every other word ends with the work it is about."""
LONGEST_ABSENCE = timedelta(days=366)


def of_officer(powers: PowerSet, now: datetime) -> QuerySet[Alert]:
    """What this officer is told, newest first: by name, by post, or because they lead the agency."""
    mine = Q(account_id=powers.account_id)
    for post in powers.posts:
        kinds = set(posts.serves(post.kind))
        if any(grant.power in LEADING and grant.post.post_id == post.post_id for grant in powers.grants):
            kinds.add("")
        mine |= Q(account=None, agency_id=post.agency_id, post_kind__in=sorted(kinds))
    silent = Q(kind=Alert.Kind.SILENT, at__gte=now - KEPT)
    return (
        Alert.objects.filter(mine)
        .filter(Q(task__closed_at=None) & ~Q(kind=Alert.Kind.SILENT) | silent)
        .select_related("dossier", "task", "agency")
        .order_by("-id")
    )


def absences_of(account_id: int, on: date) -> QuerySet[Absence]:
    """Present and coming absences of an officer, the nearest first."""
    return Absence.objects.filter(account_id=account_id, last_day__gte=on).order_by("first_day", "id")


@transaction.atomic
def be_away(first: date | None, last: date | None, *, by: Actor, at: datetime) -> Absence:
    """Say that one is away on these days, both included. Raises NotComplete with every fault."""
    faults: dict[str, tuple[str, str]] = {}
    if first is None:
        faults["first"] = ("Ghi ngày bắt đầu.", "Give the first day.")
    if last is None:
        faults["last"] = ("Ghi ngày kết thúc.", "Give the last day.")
    if first is not None and last is not None:
        if last < first:
            faults["last"] = ("Ngày kết thúc trước ngày bắt đầu.", "The last day is before the first.")
        elif last < at.date():
            faults["last"] = ("Những ngày này đã qua.", "These days have passed.")
        elif last - first > LONGEST_ABSENCE:
            faults["last"] = ("Tối đa một năm.", "A year at most.")
    if faults:
        raise NotComplete(faults)
    assert by.account_id is not None and first is not None and last is not None
    row, _ = Absence.objects.get_or_create(
        account_id=by.account_id, first_day=first, last_day=last, defaults={"told_by": by.name}
    )
    return row


@transaction.atomic
def be_back(absence_id: int, *, by: Actor, at: datetime) -> bool:
    """Take one's own absence back; whoever was to stand in on those days no longer does. False when there is none."""
    assert by.account_id is not None
    row = Absence.objects.select_for_update().filter(id=absence_id, account_id=by.account_id).first()
    if row is None:
        return False
    lending.end_substitution(by.account_id, row.first_day, row.last_day, by=by, at=at)
    row.delete()
    return True

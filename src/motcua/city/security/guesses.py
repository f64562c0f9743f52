"""Wrong second factors are counted for each account; too many, and it rests for a while."""

from datetime import datetime, timedelta

from django.db import transaction

from motcua.city.agencies import day
from motcua.city.models import Account
from motcua.city.security.limits import limits_on
from motcua.city.security.models import Standing


def paused_until(account: Account, at: datetime) -> datetime | None:
    """Until when no second factor of this account is looked at. One statement."""
    until = Standing.objects.filter(account=account).values_list("paused_until", flat=True).first()
    return until if until is not None and until > at else None


@transaction.atomic
def wrong(account: Account, at: datetime) -> datetime | None:
    """Count a wrong one; the moment until which the account rests, once there were too many."""
    Standing.objects.get_or_create(account=account)
    row = Standing.objects.select_for_update().get(account=account)
    limits = limits_on(day(at))
    row.failures += 1
    if row.failures >= limits.failures:
        row.failures, row.paused_until = 0, at + timedelta(minutes=limits.pause_minutes)
    row.save(update_fields=["failures", "paused_until"])
    return row.paused_until if row.paused_until and row.paused_until > at else None


def right(account: Account) -> None:
    """Begin to count anew. One statement."""
    Standing.objects.filter(account=account).exclude(failures=0).update(failures=0)

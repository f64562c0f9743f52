"""A day's row: made when first asked for, locked before anything of it changes."""

from datetime import date

from motcua.money.reconciliation.errors import DayIsSigned
from motcua.money.reconciliation.models import Day


def lock(day: date) -> Day:
    """The open day, its row locked until the caller's transaction ends. Raises DayIsSigned. Two or three statements."""
    Day.objects.get_or_create(day=day)
    row = Day.objects.select_for_update().get(day=day)
    if row.state == Day.State.SIGNED:
        raise DayIsSigned
    return row

"""Who is visited at home, by which team, on which half day: routes over the invitations of a drive."""

from datetime import date, datetime

from django.db import transaction

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.drives import rules
from motcua.records.drives.errors import Refused
from motcua.records.drives.models import Drive, Invitation

AT_HOME = "at_home"
MOST_TEAMS = 20


@transaction.atomic
def plan(drive_id: int, days: list[date], teams: int, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Lay all home visits of a drive out anew; how many are planned and how many are left over. Raises: Refused."""
    drive = Drive.objects.select_for_update().get(pk=drive_id)
    if not days or any(not drive.starts_on <= day <= drive.ends_on for day in days):
        raise Refused("Chọn ngày trong đợt.", "Choose days of the drive.", "days")
    if not 1 <= teams <= MOST_TEAMS:
        raise Refused(f"Từ 1 đến {MOST_TEAMS} tổ.", f"From 1 to {MOST_TEAMS} teams.", "teams")
    rows = {
        one.pk: one
        for one in Invitation.objects.select_related("person__unit").filter(drive=drive, why=AT_HOME)
    }
    homes = [
        (one.pk, one.person.unit.code if one.person.unit else "", one.person.address_line)
        for one in rows.values()
    ]
    halves, left = rules.routes(homes, sorted(set(days)), teams)
    for one in rows.values():
        one.visit_on = one.visit_morning = one.visit_team = one.visit_place = None
    for half in halves:
        for place, number in enumerate(half.people, 1):
            one = rows[number]
            one.visit_on, one.visit_morning, one.visit_team, one.visit_place = (
                half.day,
                half.morning,
                half.team,
                place,
            )
    fields = ["visit_on", "visit_morning", "visit_team", "visit_place"]
    Invitation.objects.bulk_update(rows.values(), fields, batch_size=500)
    data = {"planned": len(rows) - len(left), "left": len(left)}
    events.record(drive.chain, "drive-visits", at=at, actor=by, data=data)
    return len(rows) - len(left), len(left)


def of_day(drive: Drive, on: date) -> list[Invitation]:
    """The visits of a day, by team and in order. One query."""
    rows = Invitation.objects.select_related("person__unit").filter(drive=drive, visit_on=on)
    return list(rows.order_by("visit_team", "-visit_morning", "visit_place"))


def days_of(drive: Drive) -> list[date]:
    """Days with visits. One query by index."""
    rows = Invitation.objects.filter(drive=drive, visit_on__isnull=False).order_by("visit_on")
    return [day for day in rows.values_list("visit_on", flat=True).distinct() if day is not None]

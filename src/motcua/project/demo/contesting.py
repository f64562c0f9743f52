"""What a resident of the demo says is wrong in the city's data: it waits with the ward's police and civil-status officer."""

from datetime import datetime, timedelta
from typing import Any

from motcua.foundation.actor import Actor
from motcua.project.demo.identities import account_of
from motcua.records.contests import changes, values
from motcua.records.contests.models import Contest
from motcua.records.contests.values import Population


def fill(now: datetime) -> int:
    """Two reports of the second resident, if there is none yet; how many. A dozen statements."""
    if Contest.objects.exists():
        return 0
    account = account_of("resident-single")
    person = account.person
    assert person is not None
    by = Actor("resident", account.pk, person.pk, person.full_name)
    home = Population().read(person.pk, "residence")
    told: list[tuple[str, Any, str, int]] = [
        ("home_town", "Xã Hải Hậu, tỉnh Ninh Bình", "Giấy khai sinh của tôi ghi quê quán khác.", 6)
    ]
    if home:
        line = f"{home['line']}, tầng 2".lstrip(", ")
        told.append(("residence", {**home, "line": line}, "Địa chỉ thiếu số tầng, thư hay bị trả lại.", 1))
    made = 0
    for subject, right, why, days in told:
        try:
            changes.open_contest(
                changes.Said(subject, person.pk, right, why), by=by, at=now - timedelta(days=days)
            )
        except (changes.NobodyKeeps, values.NotAValue):  # a city cut down to a few wards
            continue
        made += 1
    return made

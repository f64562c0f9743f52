"""Reading the log of looks: a person's own, by day and reader. Grouping is pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from motcua.city import identities
from motcua.foundation.models import AccessLog
from motcua.foundation.worktime import VN

AT_ONCE = 400


@dataclass(slots=True)
class Group:
    """Looks of one reader on one day in one matter: shown as one line."""

    day: date
    first: AccessLog
    rows: list[AccessLog] = field(default_factory=list)

    @property
    def whats(self) -> list[str]:
        """Which data were shown, each once, in the order in which they were first looked at."""
        return list(dict.fromkeys(row.what for row in reversed(self.rows)))

    @property
    def since(self) -> datetime:
        return min(row.at for row in self.rows)

    @property
    def until(self) -> datetime:
        return max(row.at for row in self.rows)

    @property
    def ids(self) -> list[int]:
        return [row.id for row in self.rows]


type Key = tuple[object, ...]


def key_of(row: AccessLog) -> Key:
    """What makes two looks of a day one line: reader and for whom, purpose, dossier, whether it was shown. Where there is no
    code, words count."""
    who = row.reader_account_id or row.reader_name
    return (
        day_of(row),
        who,
        row.reader_post_id,
        organisation_of(row),
        row.code or row.purpose,
        row.dossier_code,
        row.result,
    )


def organisation_of(row: AccessLog) -> int:
    """The organisation for which somebody looked; 0 for none."""
    return int(row.reader.get("for_organisation_id") or 0)


def day_of(row: AccessLog) -> date:
    return row.at.astimezone(VN).date()


def grouped(rows: Iterable[AccessLog]) -> list[tuple[date, list[Group]]]:
    """Days, newest first, each with its groups, the latest look first. Rows come newest first."""
    days: dict[date, dict[Key, Group]] = {}
    for row in rows:
        day = day_of(row)
        days.setdefault(day, {}).setdefault(key_of(row), Group(day, row)).rows.append(row)
    return [(day, list(days[day].values())) for day in sorted(days, reverse=True)]


def of_person(
    person_id: int, before: int | None = None, size: int = AT_ONCE
) -> tuple[list[AccessLog], int | None]:
    """Looks at a person's data, newest first, and the id under which older ones begin. Two queries.

    A page ends with a whole day where it can, so that no day is divided.
    """
    rows = AccessLog.objects.filter(person_id__in=identities.together(person_id)).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, None
    whole: Sequence[AccessLog] = [row for row in found if day_of(row) != day_of(found[-1])]
    kept = list(whole) or found[:size]
    return kept, kept[-1].id


def group_with(person_id: int, look_id: int) -> Group | None:
    """The line of the person's page that this look stands in; None for a look at somebody else. Two queries."""
    row = AccessLog.objects.filter(person_id__in=identities.together(person_id), id=look_id).first()
    if row is None:
        return None
    begin = datetime.combine(day_of(row), datetime.min.time(), VN)
    near = AccessLog.objects.filter(
        person_id__in=identities.together(person_id),
        at__gte=begin,
        at__lte=begin.replace(hour=23, minute=59, second=59, microsecond=999999),
    ).order_by("-id")[:AT_ONCE]
    same = [one for one in near if key_of(one) == key_of(row)]
    return Group(day_of(row), same[0], same) if same else None

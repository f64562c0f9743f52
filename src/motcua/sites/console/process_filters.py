"""What a leader chose to see of processes, as it stands in the address: months, agency, version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from motcua.foundation import worktime
from motcua.foundation.text import sort_key
from motcua.insight import names, reading
from motcua.insight.names import City
from motcua.insight.process.reading import Stretch
from motcua.insight.process.sight import Sight, sight
from motcua.insight.scope import EVERYTHING, Reach, Scope
from motcua.sites.console.leader import EDIT, Leader
from motcua.sites.shell.typed import whole_number

MONTHS_BACK = 12
LENGTHS = {
    "1": (1, "Một tháng", "One month"),
    "3": (3, "Ba tháng", "Three months"),
    "12": (12, "Mười hai tháng", "Twelve months"),
}
SHOWN_AGENCIES = ("commune", "centre_branch", "department")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The last month, how many months, one agency (empty: all that the powers allow), one version (0: the newest)."""

    month: date
    length: str
    agency: str
    version: int
    city: City

    @property
    def first(self) -> date:
        return reading.later(self.month, 1 - LENGTHS[self.length][0])

    def stretch(self, version_id: int = 0) -> Stretch:
        return Stretch(self.first, self.month, version_id)

    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment of the first month to the end of the last."""
        return _midnight(self.first), _midnight(reading.later(self.month, 1))

    def scope(self, leader: Leader) -> Scope:
        """What was chosen, within what the leader may see. No query."""
        places = self.city.under(self.agency) if self.agency else None
        return _reach(leader).narrowed(Reach(places))

    def sight(self, leader: Leader, code: str) -> Sight | None:
        """Whose figures of a procedure are shown; None when nothing of it may be seen."""
        kinds = {i: agency.kind for i, agency in self.city.agencies.items()}
        return sight(self.scope(leader), code, self.city.fields.get(code, ""), kinds)

    def query(self, **changed: Any) -> str:
        """The query string of this choice, with parts of it changed; what is empty is left out."""
        now = {
            "thang": f"{self.month:%Y-%m}",
            "ky": self.length,
            "co-quan": self.agency,
            "phien-ban": self.version or "",
        }
        return urlencode({key: value for key, value in {**now, **changed}.items() if value})

    def words(self) -> list[dict[str, str]]:
        """What is looked at, in words: shown above the figures and on paper."""
        agency = self.city.agency(self.agency) if self.agency else None
        _, vi, en = LENGTHS[self.length]
        return [
            {"vi": f"{vi} đến {self.month:%m/%Y}", "en": f"{en} up to {self.month:%B %Y}"},
            agency.short
            if agency
            else {"vi": "Mọi cơ quan trong phạm vi", "en": "All agencies in your scope"},
        ]


def reads_processes(leader: Leader) -> bool:
    """Leaders who see statistics, and editors of procedures: these figures name nobody."""
    return leader.sees or leader.powers.holds_any(EDIT)


def _reach(leader: Leader) -> Scope:
    """Editors work on the procedures of the whole city."""
    return leader.scope if leader.sees else EVERYTHING


def read(query: Mapping[str, str], leader: Leader) -> Chosen:
    """The choice of an address. What is not understood counts as not chosen."""
    known = names.city()
    this = leader.now.astimezone(worktime.VN).date().replace(day=1)
    month = this
    year, _, number = query.get("thang", "").partition("-")
    if year.isdecimal() and number.isdecimal() and len(year) == 4 and 1 <= int(number) <= 12 and int(year):
        month = min(this, max(date(int(year), int(number), 1), date(2000, 1, 1)))
    length = query.get("ky", "")
    agency = query.get("co-quan", "")
    version = query.get("phien-ban", "")
    return Chosen(
        month=month,
        length=length if length in LENGTHS else "3",
        agency=agency if known.agency(agency) else "",
        version=whole_number(version, 14) or 0,
        city=known,
    )


def controls(
    chosen: Chosen, leader: Leader, versions: list[tuple[int, int]] | None = None
) -> list[dict[str, Any]]:
    """The selects of the filter form; `versions` are those that have figures."""
    this = leader.now.astimezone(worktime.VN).date().replace(day=1)
    months = reading.month_range(reading.later(this, -MONTHS_BACK), this)
    places = not leader.places
    agencies = sorted(
        (
            agency
            for i, agency in chosen.city.agencies.items()
            if agency.kind in SHOWN_AGENCIES and (places or i in leader.places)
        ),
        key=lambda agency: sort_key(agency.short_vi),
    )
    found = [
        _select("thang", "Tháng cuối", "Last month", f"{chosen.month:%Y-%m}", [
            (f"{m:%Y-%m}", {"vi": f"Đến tháng {m:%m/%Y}", "en": f"Up to {m:%B %Y}"}) for m in reversed(months)
        ]),
        _select("ky", "Kỳ", "Period", chosen.length, [
            (key, {"vi": vi, "en": en}) for key, (_, vi, en) in LENGTHS.items()
        ]),
        _select("co-quan", "Mọi cơ quan", "All agencies", chosen.agency, [
            ("", {"vi": "Mọi cơ quan", "en": "All agencies"}), *((a.key, a.short) for a in agencies)
        ]),
    ]  # fmt: skip
    if versions and len(versions) > 1:
        options = [
            (str(version), {"vi": f"Phiên bản số {version}", "en": f"Version no. {version}"})
            for version, _ in versions
        ]
        found.append(
            _select("phien-ban", "Phiên bản", "Version", str(chosen.version or versions[0][0]), options)
        )
    return found


def _select(name: str, vi: str, en: str, value: str, options: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "label": {"vi": vi, "en": en},
        "value": value,
        "must": True,
        "options": [{"value": key, "label": words} for key, words in options],
    }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=worktime.VN)

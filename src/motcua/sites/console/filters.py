"""What a leader chose to see, as it stands in the address: month, agency, field, procedure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from motcua.foundation import worktime
from motcua.foundation.text import sort_key
from motcua.insight import names, reading
from motcua.insight.names import City
from motcua.insight.scope import Reach, Scope
from motcua.sites.console.leader import Leader

MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means everything that the powers allow."""

    month: date
    city: City
    agency: str = ""
    field: str = ""
    procedure: str = ""

    def scope(self, leader: Leader) -> Scope:
        """The figures and dossiers looked at, within those of the leader. No query."""
        return self.within(leader.scope)

    def within(self, scope: Scope) -> Scope:
        """What was chosen, within a scope."""
        places = self.city.under(self.agency) if self.agency else None
        return scope.narrowed(Reach(places, self.procedure, self.field))

    @property
    def kind(self) -> str:
        """The kind of the agency looked at; empty when it is not one agency."""
        chosen = self.city.agency(self.agency) if self.agency else None
        return chosen.kind if chosen else ""

    def query(self, **changed: str) -> str:
        """The query string of this choice, with parts of it changed; what is empty is left out."""
        now = {
            "thang": f"{self.month:%Y-%m}",
            "co-quan": self.agency,
            "linh-vuc": self.field,
            "thu-tuc": self.procedure,
        }
        return urlencode({key: value for key, value in {**now, **changed}.items() if value})

    def cleared(self) -> "Filters":
        """The same month, everything within the scope."""
        return Filters(self.month, self.city)


def read(query: Mapping[str, str], leader: Leader) -> Filters:
    """The filters of an address. What is not understood counts as not chosen."""
    known = names.city()
    this = leader.now.astimezone(worktime.VN).date().replace(day=1)
    month = this
    year, _, number = query.get("thang", "").partition("-")
    if year.isdecimal() and number.isdecimal() and len(year) == 4 and 1 <= int(number) <= 12:
        month = min(this, date(int(year), int(number), 1))
    agency = query.get("co-quan", "")
    procedure = query.get("thu-tuc", "")
    return Filters(
        month=month,
        agency=agency if any(a.key == agency for a in known.agencies.values()) else "",
        field=query.get("linh-vuc", "")[:80],
        procedure=procedure if procedure in known.procedures else "",
        city=known,
    )


def controls(filters: Filters, leader: Leader, seen: set[int]) -> list[dict[str, Any]]:
    """The selects of the filter form; `seen` are the agencies that have figures in the scope."""
    this = leader.now.astimezone(worktime.VN).date().replace(day=1)
    months = reading.month_range(reading.later(this, -MONTHS_BACK), this)
    agencies = sorted(
        (filters.city.agencies[i] for i in seen if i in filters.city.agencies),
        key=lambda a: sort_key(a.short_vi),
    )
    fields = sorted({key for key in filters.city.fields.values() if key})
    named = [(key, filters.city.field_name(key)) for key in fields]
    offices = [(agency.key, agency.short) for agency in agencies]
    return [
        _select("thang", "Tháng", "Month", f"{filters.month:%Y-%m}", [
            (f"{m:%Y-%m}", {"vi": f"Tháng {m:%m/%Y}", "en": f"{m:%B %Y}"}) for m in reversed(months)
        ], must=True),
        _select("co-quan", "Mọi cơ quan", "All agencies", filters.agency, offices),
        _select("linh-vuc", "Mọi lĩnh vực", "All fields", filters.field, named),
        _select("thu-tuc", "Mọi thủ tục", "All procedures", filters.procedure, [
            (p.key, p.short) for p in sorted(filters.city.procedures.values(), key=lambda p: sort_key(p.vi))
        ]),
    ]  # fmt: skip


def _select(name: str, vi: str, en: str, value: str, options: list, must: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "label": {"vi": vi, "en": en},
        "value": value,
        "must": must,
        "options": [{"value": key, "label": words} for key, words in options],
    }

"""What a leader chose to see, as it stands in the address: month, agency, field, procedure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from motcua.city.models import Agency
from motcua.foundation import worktime
from motcua.foundation.text import sort_key
from motcua.insight import reading
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.console.leader import Leader

MONTHS_BACK = 12
_FIELDS = {
    "civil-status": ("Hộ tịch", "Civil status"),
    "certification": ("Chứng thực", "Certification"),
    "household-business": ("Hộ kinh doanh", "Household business"),
    "construction": ("Xây dựng", "Construction"),
    "education": ("Giáo dục", "Education"),
    "social-protection": ("Bảo trợ xã hội", "Social protection"),
    "roads": ("Đường bộ", "Roads"),
}
"""Short names of the fields that can be executed; another field shows its key."""


KINDS = ("commune", "centre_branch", "centre", "people_committee", "department")
"""Kinds of agencies that are named on the console: those that receive, decide or look on."""


@dataclass(frozen=True, slots=True)
class Named:
    """An agency or procedure as the console names it. `short` leaves out what all of them begin with."""

    key: str
    vi: str
    en: str
    short_vi: str = ""
    short_en: str = ""
    path: str = ""
    kind: str = ""

    @property
    def short(self) -> dict[str, str]:
        return {"vi": self.short_vi or self.vi, "en": self.short_en or self.en}


@dataclass(frozen=True, slots=True)
class City:
    """The names that a page needs: agencies in force by id, procedures by code. Two queries."""

    agencies: Mapping[int, Named]
    procedures: Mapping[str, Named]
    fields: Mapping[str, str]

    def field_name(self, key: str) -> dict[str, str]:
        vi, en = _FIELDS.get(key, (key, key))
        return {"vi": vi, "en": en}


def city() -> City:
    agencies = {
        row[0]: Named(row[1], row[2], row[3], _short(row[2]), _short(row[3]), row[4], row[5])
        for row in Agency.objects.filter(kind__in=KINDS)
        .values_list("id", "key", "name_vi", "name_en", "path", "kind")
    }  # fmt: skip
    procedures, fields = {}, {}
    rows = Procedure.objects.filter(executable=True).only(
        "code", "name_vi", "name_en", "also_named", "executable", "field_key"
    )
    for row in rows:
        short = row.short
        procedures[row.code] = Named(
            row.code, row.name_vi, row.name_en or row.name_vi, short["vi"], short["en"]
        )
        fields[row.code] = row.field_key
    return City(agencies, procedures, fields)


def _short(name: str) -> str:
    for start in ("Ủy ban nhân dân ", "People's Committee of "):
        if name.startswith(start):
            rest = name.removeprefix(start)
            return rest[0].upper() + rest[1:]
    return name.replace("Chi nhánh Trung tâm Phục vụ hành chính công số", "Chi nhánh số")


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means everything that the powers allow."""

    month: date
    city: City
    agency: str = ""
    field: str = ""
    procedure: str = ""

    def where(self, leader: Leader) -> Q:
        """The rows of figures and courses, within the leader's scope. No query."""
        condition = leader.scope
        if self.agency:
            chosen = next((a for a in self.city.agencies.values() if a.key == self.agency), None)
            ids = [i for i, a in self.city.agencies.items() if chosen and a.path.startswith(chosen.path)]
            condition &= Q(agency_id__in=ids) | Q(intake_id__in=ids)
        if self.field:
            condition &= Q(field_key=self.field)
        if self.procedure:
            condition &= Q(procedure_code=self.procedure)
        return condition

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
    names = city()
    this = leader.now.astimezone(worktime.VN).date().replace(day=1)
    month = this
    year, _, number = query.get("thang", "").partition("-")
    if year.isdigit() and number.isdigit() and len(year) == 4 and 1 <= int(number) <= 12:
        month = min(this, date(int(year), int(number), 1))
    agency = query.get("co-quan", "")
    procedure = query.get("thu-tuc", "")
    return Filters(
        month=month,
        agency=agency if any(a.key == agency for a in names.agencies.values()) else "",
        field=query.get("linh-vuc", "")[:80],
        procedure=procedure if procedure in names.procedures else "",
        city=names,
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

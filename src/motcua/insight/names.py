"""What figures are called: agencies and procedures by the ids and codes that figures carry. Kept for half a minute."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from motcua.city.models import Agency
from motcua.procedures.catalogue.models import Procedure

KEEP_S = 30.0
"""A process shows a renamed agency after this many seconds at the latest."""
KINDS = ("commune", "centre_branch", "centre", "people_committee", "department")
"""Kinds of agencies that have figures or look at them: those that receive, decide or look on."""

_FIELDS = {
    "civil-status": ("Hộ tịch", "Civil status"),
    "certification": ("Chứng thực", "Certification"),
    "household-business": ("Hộ kinh doanh", "Household business"),
    "construction": ("Xây dựng", "Construction"),
    "education": ("Giáo dục", "Education"),
    "social-protection": ("Bảo trợ xã hội", "Social protection"),
    "roads": ("Đường bộ", "Roads"),
    "land": ("Đất đai", "Land"),
    "dat-dai": ("Sang tên nhà đất (liên thông)", "Transfer of land (linked)"),
    "cong-chung": ("Công chứng", "Notaries"),
    "tax": ("Thuế", "Tax"),
    "investment": ("Đầu tư", "Investment"),
    "dau-tu-tai-viet-nam": ("Đầu tư nước ngoài (liên thông)", "Foreign investment (linked)"),
    "enterprise": ("Doanh nghiệp", "Companies"),
    "culture": ("Văn hóa", "Culture"),
    "van-hoa": ("Karaoke (liên thông)", "Karaoke (linked)"),
    "public-order": ("An ninh, trật tự", "Security and order"),
    "bao-tro-xa-hoi": ("Khuyết tật (liên thông)", "Disability (linked)"),
}
"""Short names of the fields that can be executed; another field shows its key."""


@dataclass(frozen=True, slots=True)
class Named:
    """An agency or procedure as figures name it. `short` leaves out what all of them begin with."""

    key: str
    vi: str
    en: str
    short_vi: str = ""
    short_en: str = ""
    path: str = ""
    kind: str = ""
    unit: str = ""

    @property
    def short(self) -> dict[str, str]:
        return {"vi": self.short_vi or self.vi, "en": self.short_en or self.en}


@dataclass(frozen=True, slots=True)
class City:
    """Agencies in force by id, procedures by code, and the field of each procedure. `others`: agencies without figures that
    were asked for by name."""

    agencies: Mapping[int, Named]
    procedures: Mapping[str, Named]
    fields: Mapping[str, str]
    others: dict[int, Named | None] = field(default_factory=dict)

    def field_name(self, key: str) -> dict[str, str]:
        vi, en = _FIELDS.get(key, (key, key))
        return {"vi": vi, "en": en}

    def agency(self, key: str) -> Named | None:
        return next((agency for agency in self.agencies.values() if agency.key == key), None)

    def under(self, key: str) -> frozenset[int]:
        """The agency with this key and those below it; empty when there is none."""
        top = self.agency(key)
        return frozenset(i for i, a in self.agencies.items() if top and a.path.startswith(top.path))


_kept: tuple[float, City] | None = None


def city() -> City:
    """The names. Two queries, none for half a minute after."""
    global _kept
    if _kept is None or _kept[0] <= time.monotonic():
        _kept = (time.monotonic() + KEEP_S, _read())
    return _kept[1]


def agency_of(agency_id: int) -> Named | None:
    """An agency of any kind: schools collect, too. A query for one without figures, none for half a minute after."""
    known = city()
    if agency_id in known.agencies:
        return known.agencies[agency_id]
    if agency_id not in known.others:
        known.others[agency_id] = next(iter(_named(Agency.objects.filter(id=agency_id)).values()), None)
    return known.others[agency_id]


def forget() -> None:
    """Read anew: after agencies or procedures were written, and between tests."""
    global _kept
    _kept = None


def _read() -> City:
    agencies = _named(Agency.objects.filter(kind__in=KINDS))
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


def _named(rows: QuerySet[Agency]) -> dict[int, Named]:
    return {
        row[0]: Named(row[1], row[2], row[3], _short(row[2]), _short(row[3]), row[4], row[5], row[6] or "")
        for row in rows.values_list("id", "key", "name_vi", "name_en", "path", "kind", "unit__code")
    }


def _short(name: str) -> str:
    for start in ("Ủy ban nhân dân ", "People's Committee of "):
        if name.startswith(start):
            rest = name.removeprefix(start)
            return rest[0].upper() + rest[1:]
    return name.replace("Chi nhánh Trung tâm Phục vụ hành chính công số", "Chi nhánh số")

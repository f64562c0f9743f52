"""The commune in which made-up dossiers of the editor live, its offices, and a made-up applicant."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from motcua.city import posts
from motcua.city.agencies import NoCompetentAgency
from motcua.city.models import Agency
from motcua.city.units import SeveralSuccessors, UnknownUnit
from motcua.foundation.worktime import VN
from motcua.procedures.applicant import applicant_facts
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.definition import CONSULTED_KINDS, Limit
from motcua.procedures.dossiers.office import (
    Office,
    competent_office,
    office,
    office_by_key,
    office_for,
    office_in_force,
)
from motcua.procedures.trial import Offices, Where
from motcua.sites.shell.language import pick

PIN = "001190999001"
"""Of the right shape, and nobody's."""

POSTS = {key: (kind.vi, kind.en) for key, kind in posts.KINDS.items()}


@dataclass(frozen=True, slots=True)
class Example:
    """Where the made-up dossier is filed: code of the commune, its offices, the applicant's facts."""

    place: str
    competent: Office
    offices: Offices
    applicant: dict[str, Any]


def example_for(request: HttpRequest, compiled: CompiledProcedure, at: datetime) -> Example | None:
    """The first commune of the city by key; None in a city without any. A query or two, the rest is in memory."""
    home = (
        Agency.objects.filter(kind=Agency.Kind.COMMUNE, unit__isnull=False)
        .order_by("key")
        .values_list("id", "unit__code")
        .first()
    )
    if home is None:
        return None
    agency_id, place = home
    competent, intake = office(agency_id), office(agency_id)
    try:
        rule = compiled.definition.competent
        competent = (
            office_in_force(rule.agency, at) if rule.agency else competent_office(rule.agency_kind, place, at)
        )
        intake = office_for("centre_branch", place, at)
    except (NoCompetentAgency, Agency.DoesNotExist):
        pass  # the trial then runs at the commune itself; publication asks for the right agency

    def named(agency: str, unit: str | None) -> Where:
        try:
            if agency in CONSULTED_KINDS:
                return _where(competent_office(agency, unit or place, at))
            return _where(office_by_key(agency))
        except (Agency.DoesNotExist, NoCompetentAgency, UnknownUnit, SeveralSuccessors):
            return Where(agency, competent.calendar)

    facts = applicant(at.astimezone(VN).date(), place)
    return Example(place, competent, Offices(_where(intake), _where(competent), named, POSTS), facts)


def applicant(on: date, place: str) -> dict[str, Any]:
    """An adult citizen who lives in the commune and has no exemption."""
    return applicant_facts(
        "Nguyễn Thị Mẫu", on=on, pin=PIN, birth_date=date(1990, 5, 4), sex="female", residence_unit=place
    )


def _where(found: Office) -> Where:
    return Where(pick({"vi": found.name_vi, "en": found.name_en}), found.calendar)


_UNITS = {
    "working_day": ("ngày làm việc", "working days"),
    "working_hour": ("giờ làm việc", "working hours"),
    "day": ("ngày", "days"),
    "month": ("tháng", "months"),
}


def limit_words(limit: Limit) -> dict[str, str]:
    """A legal limit in words."""
    if limit.unit == "same_day":
        return {"vi": "trong ngày", "en": "the same day"}
    vi, en = _UNITS[limit.unit]
    return {
        "vi": f"{limit.amount} {vi}",
        "en": f"{limit.amount} {en.removesuffix('s') if limit.amount == 1 else en}",
    }

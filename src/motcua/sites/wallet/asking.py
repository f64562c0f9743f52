"""The questions by which a right value is told: one field for each kind of fact, read back into a plain value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.records.contests.facts import Fact
from motcua.records.contests.values import SEX
from motcua.records.population.models import CitizenRecord
from motcua.sites.portal.answer_words import ETHNIC_GROUPS
from motcua.sites.portal.places import Places, own_province
from motcua.sites.shell.countries import COUNTRIES
from motcua.sites.shell.fields import Field, Option

NAME = "claimed"
MARITAL = {
    "single": {"vi": "Chưa kết hôn", "en": "Never married"},
    "married": {"vi": "Đang có vợ hoặc chồng", "en": "Married"},
    "divorced": {"vi": "Đã ly hôn", "en": "Divorced"},
    "widowed": {"vi": "Vợ hoặc chồng đã chết", "en": "Widowed"},
}
KINDS = {
    "person_name": "text",
    "text": "text",
    "date": "date",
    "sex": "choice",
    "marital": "choice",
    "ethnic_group": "select",
    "country": "select",
    "residence": "address",
}


def field_for(fact: Fact, value: Any, label: Any, places: Places, error: Any = "") -> Field:
    """The question for the right value. Two queries for an address, none else."""
    shown = Field(NAME, KINDS[fact.kind], label, value=value, error=error, max_length=200)
    match fact.kind:
        case "sex":
            english = {"male": "Male", "female": "Female"}
            shown.options = [Option(key, {"vi": vi, "en": english[key]}) for key, vi in SEX.items()]
        case "marital":
            shown.options = [Option(key, MARITAL[key]) for key in CitizenRecord.MaritalStatus.values if key]
        case "ethnic_group":
            shown.options = ETHNIC_GROUPS
        case "country":
            shown.options = COUNTRIES
        case "residence":
            given = value if isinstance(value, Mapping) else {}
            unit = given.get("unit", "")
            province = given.get("province") or (places.province_of(unit) if unit else "") or own_province()
            shown.provinces, shown.communes = places.provinces(), places.communes(province)
            shown.communes_url = "/xa-phuong"
            shown.value = {"province": province, "commune": unit, "line": given.get("line", "")}
    return shown


def read(fact: Fact, post: Mapping[str, str]) -> Any:
    """What was typed, as a plain value: right or wrong, `values.checked` decides."""
    if fact.kind == "date":
        pieces = [post.get(f"{NAME}-{part}", "").strip() for part in ("year", "month", "day")]
        if not any(pieces):
            return ""
        try:
            return date(*(int(piece) for piece in pieces)).isoformat()
        except (ValueError, OverflowError):
            return "-".join(pieces)
    if fact.kind == "residence":
        return {
            "province": post.get(f"{NAME}-province", ""),
            "unit": post.get(f"{NAME}-commune", ""),
            "line": post.get(f"{NAME}-line", "").strip(),
        }
    return post.get(NAME, "").strip()

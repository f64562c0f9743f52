"""Which facts may be contested, how a right one is given, and whose they are. Pure: names and words only.

Personal numbers are given by the police and are what a person signs on with: they are not corrected here. Phone and
e-mail are a person's own to say. Owners: Luật Hộ tịch 2014 (civil status), Luật Cư trú 2020 (residence).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Words = Mapping[str, str]

SELF = "self"
RELATIVES: Mapping[str, Words] = {
    "father": {"vi": "cha", "en": "father"},
    "mother": {"vi": "mẹ", "en": "mother"},
    "spouse": {"vi": "vợ hoặc chồng", "en": "spouse"},
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who keeps a kind of data: a kind of agency, the post in it that corrects, and how people call the data."""

    agency_kind: str
    post_kind: str
    name: Words


POLICE = Owner(
    "police", "police_officer", {"vi": "dữ liệu dân cư (Công an)", "en": "population data (police)"}
)
CIVIL_STATUS = Owner(
    "commune",
    "justice_officer",
    {"vi": "sổ hộ tịch (UBND xã, phường)", "en": "civil-status register (commune)"},
)
SOCIAL = Owner(
    "commune",
    "culture_society_officer",
    {"vi": "dữ liệu trợ giúp xã hội (UBND xã, phường)", "en": "social protection data (commune)"},
)
BUILDING = Owner(
    "commune",
    "land_officer",
    {"vi": "sổ giấy phép xây dựng (UBND xã, phường)", "en": "building permits (commune)"},
)
BUSINESS = Owner(
    "commune_office",
    "economic_officer",
    {"vi": "sổ hộ kinh doanh (UBND xã, phường)", "en": "household businesses (commune)"},
)
LAND = Owner("land_office", "liaison_officer", {"vi": "dữ liệu đất đai", "en": "land data"})
INSURANCE = Owner("insurance", "liaison_officer", {"vi": "dữ liệu bảo hiểm", "en": "insurance data"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about a person. `kind`: how the right value is asked, as kinds of questions in forms."""

    key: str
    name: Words
    kind: Literal["person_name", "text", "date", "sex", "ethnic_group", "country", "residence", "marital"]
    owner: Owner


FACTS: Mapping[str, Fact] = {
    fact.key: fact
    for fact in (
        Fact("full_name", {"vi": "Họ, chữ đệm, tên", "en": "Full name"}, "person_name", CIVIL_STATUS),
        Fact("birth_date", {"vi": "Ngày sinh", "en": "Date of birth"}, "date", CIVIL_STATUS),
        Fact("sex", {"vi": "Giới tính", "en": "Sex"}, "sex", CIVIL_STATUS),
        Fact("ethnic_group", {"vi": "Dân tộc", "en": "Ethnic group"}, "ethnic_group", CIVIL_STATUS),
        Fact("nationality", {"vi": "Quốc tịch", "en": "Nationality"}, "country", CIVIL_STATUS),
        Fact("birth_place", {"vi": "Nơi sinh", "en": "Place of birth"}, "text", CIVIL_STATUS),
        Fact("home_town", {"vi": "Quê quán", "en": "Home town"}, "text", CIVIL_STATUS),
        Fact(
            "marital_status", {"vi": "Tình trạng hôn nhân", "en": "Marital status"}, "marital", CIVIL_STATUS
        ),
        Fact("residence", {"vi": "Nơi cư trú", "en": "Residence"}, "residence", POLICE),
    )
}
_OF_SOURCE = {
    "applicant.full_name": "full_name",
    "applicant.birth_date": "birth_date",
    "applicant.sex": "sex",
    "applicant.ethnic_group": "ethnic_group",
    "applicant.nationality": "nationality",
    "population.birth_place": "birth_place",
    "population.home_town": "home_town",
    "population.marital_status": "marital_status",
    "population.married": "marital_status",
    "population.residence": "residence",
    "population.residence_unit": "residence",
}
_OF_A_RELATIVE = {
    "name": "full_name",
    "birth_date": "birth_date",
    "sex": "sex",
    "ethnic_group": "ethnic_group",
    "nationality": "nationality",
    "residence": "residence",
    "home_town": "home_town",
}
LACKING: Mapping[str, tuple[Owner, Words]] = {
    "population.residence": (POLICE, {"vi": "Nơi cư trú", "en": "Residence"}),
    "population.family": (POLICE, {"vi": "Quan hệ gia đình, hộ", "en": "Family and household"}),
    "civil_status.birth": (CIVIL_STATUS, {"vi": "Đăng ký khai sinh", "en": "Registration of birth"}),
    "civil_status.death": (CIVIL_STATUS, {"vi": "Đăng ký khai tử", "en": "Registration of death"}),
    "civil_status.marriage": (CIVIL_STATUS, {"vi": "Đăng ký kết hôn", "en": "Registration of marriage"}),
    "civil_status.marital_status": (
        CIVIL_STATUS,
        {"vi": "Tình trạng hôn nhân", "en": "Marital status"},
    ),
    "health.insurance_card": (INSURANCE, {"vi": "Thẻ bảo hiểm y tế", "en": "Health insurance card"}),
    "land.certificate": (
        LAND,
        {"vi": "Giấy chứng nhận quyền sử dụng đất", "en": "Land-use certificate"},
    ),
    "construction.permit": (BUILDING, {"vi": "Giấy phép xây dựng", "en": "Building permit"}),
    "business.registration": (BUSINESS, {"vi": "Đăng ký kinh doanh", "en": "Business registration"}),
    "social.poor_household": (SOCIAL, {"vi": "Hộ nghèo, cận nghèo", "en": "Poor household"}),
    "social.disability": (SOCIAL, {"vi": "Giấy xác nhận khuyết tật", "en": "Disability certificate"}),
    "social.merit": (SOCIAL, {"vi": "Người có công", "en": "Person of merit"}),
    "social.monthly_allowance": (SOCIAL, {"vi": "Trợ cấp hằng tháng", "en": "Monthly allowance"}),
}
"""Data that may be missing though the person says it was registered: who puts it in, and what it is called."""


def fact_of(source: str) -> tuple[str, Fact] | None:
    """Whose fact a prefill source is (`self`, `father`, `mother`, `spouse`), and which; None: not corrected here."""
    if source in _OF_SOURCE:
        return SELF, FACTS[_OF_SOURCE[source]]
    who, _, what = source.removeprefix("population.").partition("_")
    if who in RELATIVES and what in _OF_A_RELATIVE:
        return who, FACTS[_OF_A_RELATIVE[what]]
    return None

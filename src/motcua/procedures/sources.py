"""Names of the data that forms are prefilled from and that stand in for papers.

Those of the population are written here; those of the registers are learnt from their definitions, once a process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RELATIVES = ("father", "mother", "spouse")
OF_A_RELATIVE = (
    "name",
    "pin",
    "birth_date",
    "sex",
    "ethnic_group",
    "nationality",
    "residence",
    "home_town",
)
"""What forms ask about a relative whom the register names: `population.mother_residence`."""

OF_THE_HEAD = ("name", "pin")
"""What forms ask about the head of one's household: `population.head_name`."""

PREFILL_SOURCES = frozenset(
    {
        "applicant.full_name",
        "applicant.pin",
        "applicant.birth_date",
        "applicant.sex",
        "applicant.nationality",
        "applicant.ethnic_group",
        "applicant.phone",
        "applicant.email",
        "population.residence",
        "population.residence_unit",
        "population.birth_place",
        "population.home_town",
        "population.marital_status",
        "population.married",
        *(f"population.{who}_{what}" for who in RELATIVES for what in OF_A_RELATIVE),
        *(f"population.head_{what}" for what in OF_THE_HEAD),
        "organisation.name",
        "organisation.tax_code",
        "organisation.address",
    }
)
"""What is known of every person; the values are resolved by `records.population`. All there is: `prefill_sources`."""

PAPER_SOURCES = frozenset(
    {
        "population.identity",
        "population.residence",
        "population.family",
        "civil_status.birth",
        "civil_status.death",
        "civil_status.marriage",
        "civil_status.marital_status",
        "health.birth_notice",
        "health.death_notice",
        "health.insurance_card",
        "health.examination",
        "land.certificate",
        "construction.permit",
        "business.registration",
        "social.poor_household",
        "social.disability",
        "social.merit",
        "social.monthly_allowance",
        "judicial.record",
    }
)
"""Data that stands in for a paper (NQ 66.7/2025/NQ-CP): a known source means the paper is not asked for."""


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """What definitions may say of a register: its fields, and what it answers. Words are (Vietnamese, English)."""

    fields: frozenset[str]
    answers: Mapping[str, tuple[str, str]]
    stands_for: frozenset[str]


_registers: dict[str, RegisterWords] = {}


def learn(registers: Mapping[str, RegisterWords]) -> None:
    """The packs tell which registers there are, before definitions are read. Each time all of them."""
    _registers.clear()
    _registers.update(registers)


def prefill_sources() -> frozenset[str]:
    """Where a form field may take its first value from."""
    return PREFILL_SOURCES | register_answers().keys()


def paper_sources() -> frozenset[str]:
    """Data that stands in for a paper."""
    return PAPER_SOURCES.union(*(one.stands_for for one in _registers.values()))


def register_answers() -> dict[str, tuple[str, str]]:
    """What the registers answer, by source, in words."""
    return {source: words for one in _registers.values() for source, words in one.answers.items()}


def register_fields(register: str) -> frozenset[str] | None:
    """The fields of a register; None when there is none of this key, or none was told."""
    known = _registers.get(register)
    return known.fields if known else None


def registers_known() -> Iterable[str]:
    """Keys of the registers that were told; none where nobody told any."""
    return _registers.keys()


_NAMES = {
    "population": ("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
    "population.residence": ("Cơ sở dữ liệu về cư trú", "Residence database"),
    "civil_status": ("Cơ sở dữ liệu hộ tịch điện tử", "Civil status register"),
    "health": ("Dữ liệu của ngành y tế", "Health data"),
    "health.insurance_card": ("Cơ sở dữ liệu bảo hiểm", "Insurance database"),
    "health.examination": ("Sổ sức khỏe điện tử", "Electronic health record"),
    "land": ("Cơ sở dữ liệu đất đai", "Land database"),
    "construction": ("Dữ liệu cấp phép xây dựng", "Building permit register"),
    "business": ("Cơ sở dữ liệu đăng ký kinh doanh", "Business register"),
    "social": ("Cơ sở dữ liệu trợ giúp xã hội", "Social protection register"),
    "acting.mandate": ("Ủy quyền điện tử của chủ hồ sơ", "The owner's electronic authorisation"),
    "judicial": ("Cơ sở dữ liệu lý lịch tư pháp", "Judicial records"),
}


def source_name(source: str) -> dict[str, str]:
    """What people call the data that a source stands for, by the source or its first part; `vi` and `en`."""
    vi, en = _NAMES.get(source) or _NAMES.get(source.split(".")[0]) or ("Dữ liệu của thành phố", "City data")
    return {"vi": vi, "en": en}

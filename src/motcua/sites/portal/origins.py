"""Where a value that stands in a form comes from, in words, and where to say that it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.records.contests.facts import RELATIVES, SELF, fact_of
from motcua.records.contests.registered import subject_of
from motcua.sites.shell import contesting

CONTACT = frozenset({"applicant.phone", "applicant.email"})


@dataclass(frozen=True, slots=True)
class Origins:
    """What is known of the values' sources. `updated`: by whose record (`self`, `father` …), when it was last written.

    `registered`: the entries of registers behind values, by source. `form`: the draft in which something may be
    contested; None where nobody may (a helper at the keyboard).
    """

    updated: Mapping[str, datetime] = field(default_factory=dict)
    registered: Mapping[str, registers.Answered] = field(default_factory=dict)
    form: UUID | None = None

    def words(self, source: str) -> dict[str, str]:
        """ "Lấy từ dữ liệu dân cư, cập nhật 03/2026"; without the month where nobody knows it."""
        if source in CONTACT:
            return {"vi": "Lấy từ liên hệ bạn đã cho thành phố", "en": "From the contact you gave the city"}
        if source.startswith("organisation."):
            return {"vi": "Lấy từ dữ liệu đăng ký kinh doanh", "en": "From the business register"}
        if source in self.registered:
            return _entry_words(self.registered[source])
        at = self.updated.get(whose(source))
        if at is None:
            return {"vi": "Lấy từ dữ liệu dân cư", "en": "From the population data"}
        month = f"{at.astimezone(VN):%m/%Y}"
        return {
            "vi": f"Lấy từ dữ liệu dân cư, cập nhật {month}",
            "en": f"From the population data, updated {month}",
        }

    def contest(self, source: str, field_id: str) -> str:
        """Where to say that it is wrong; empty where the city cannot have it corrected."""
        answer = self.registered.get(source)
        known = fact_of(source) is not None if answer is None else bool(subject_of(answer))
        if self.form is None or not known:
            return ""
        return contesting.address_of_field(self.form, field_id)


def _entry_words(answered: registers.Answered) -> dict[str, str]:
    """ "Lấy từ Sổ đăng ký khai sinh, số 08/2026": the register by its name, the entry by its number."""
    name = registers.definition_of(answered.register).name
    month = f"{answered.recorded_at.astimezone(VN):%m/%Y}"
    return {
        "vi": f"Lấy từ {name.vi}, số {answered.number}, cập nhật {month}",
        "en": f"From the {name.en[:1].lower()}{name.en[1:]}, entry {answered.number}, updated {month}",
    }


def whose(source: str) -> str:
    """Whose record a source reads: the applicant's own, or that of a relative."""
    who = source.removeprefix("population.").partition("_")[0]
    return who if who in RELATIVES else SELF

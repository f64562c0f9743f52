"""What legal notices and announcements say besides their words: numbers and days, typed. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

SUBJECTS: dict[str, tuple[str, str]] = {
    "hanh-chinh": ("Hành chính, tư pháp", "Administration and justice"),
    "dat-dai-xay-dung": ("Đất đai, xây dựng, đô thị", "Land, construction, urban matters"),
    "kinh-te": ("Kinh tế, tài chính", "Economy and finance"),
    "giao-duc": ("Giáo dục, đào tạo", "Education"),
    "y-te": ("Y tế, an sinh xã hội", "Health and social security"),
    "giao-thong": ("Giao thông, trật tự", "Traffic and public order"),
    "moi-truong": ("Môi trường, nông nghiệp", "Environment and agriculture"),
    "van-hoa": ("Văn hóa, thể thao, du lịch", "Culture, sports, tourism"),
}
"""Fields of legal notices: key to words."""


@dataclass(frozen=True, slots=True)
class Legal:
    """A legal notice: `replaces` holds the numbers of earlier ones that end when this one takes effect."""

    number: str
    issuer: str
    issued_on: date
    effect_from: date
    effect_to: date | None = None
    subject: str = "hanh-chinh"
    replaces: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "issuer": self.issuer,
            "issued_on": self.issued_on.isoformat(),
            "effect_from": self.effect_from.isoformat(),
            "effect_to": self.effect_to.isoformat() if self.effect_to else None,
            "subject": self.subject,
            "replaces": list(self.replaces),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Legal":
        return cls(
            data["number"],
            data["issuer"],
            date.fromisoformat(data["issued_on"]),
            date.fromisoformat(data["effect_from"]),
            date.fromisoformat(data["effect_to"]) if data["effect_to"] else None,
            data["subject"],
            tuple(data["replaces"]),
        )


@dataclass(frozen=True, slots=True)
class Validity:
    """From when to when an announcement counts; `urgent` puts it above every page of the portal meanwhile."""

    begins: datetime
    ends: datetime
    urgent: bool = False

    def as_data(self) -> dict[str, Any]:
        return {"begins": self.begins.isoformat(), "ends": self.ends.isoformat(), "urgent": self.urgent}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Validity":
        return cls(
            datetime.fromisoformat(data["begins"]), datetime.fromisoformat(data["ends"]), data["urgent"]
        )


@dataclass(frozen=True, slots=True)
class Words:
    """What an editor hands in for a version or a translation. `source` is light markup (see `markup`)."""

    title: str
    summary: str
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole version: words, the kind's facts, why it was written, when it is taken off the pages by itself."""

    words: Words
    why: str
    legal: Legal | None = None
    validity: Validity | None = None
    expires_at: datetime | None = None

    def facts(self) -> dict[str, Any]:
        if self.legal:
            return self.legal.as_data()
        return self.validity.as_data() if self.validity else {}


def in_force(effect_from: date | None, effect_to: date | None, on: date) -> bool:
    """Whether a notice has effect on a day: from its first day to the day before `effect_to`."""
    return effect_from is not None and effect_from <= on and (effect_to is None or on < effect_to)

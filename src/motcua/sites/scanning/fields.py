"""The fields of a scanned paper on the screen: proposed by the machine, typed and confirmed by an officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from motcua.foundation.text import fold
from motcua.procedures.dossiers.models import Dossier
from motcua.records.scanning import working
from motcua.records.scanning.closing import Confirmed
from motcua.records.scanning.models import Scan, ScanPage
from motcua.records.scanning.proposals import Proposal
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import say

LABELS = {
    "title": ("Tên giấy tờ", "What the paper is called"),
    "number": ("Số, ký hiệu", "Number"),
    "issued_on": ("Ngày cấp", "Day of issue"),
    "issuer": ("Cơ quan cấp", "Issued by"),
    "valid_until": ("Có giá trị đến", "Valid until"),
    "name": ("Người được ghi trên giấy", "Person named on it"),
}
DAYS = ("issued_on", "valid_until")
LENGTHS = {"title": 200, "number": 60, "issuer": 200, "name": 120}
MOST_SIDES = 200


@dataclass(slots=True)
class Form:
    """What stands in the fields, what the machine had read, and what was wrong at the last try."""

    values: dict[str, Any]
    read: Mapping[str, Proposal]
    owner_name: str
    sides: str = ""
    compared: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    faults: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def proposed(cls, scan: Scan, pages: Sequence[ScanPage], dossier: Dossier, today: date) -> "Form":
        """As first shown: the machine's proposals, the component's own name where no title was read."""
        read = working.proposed(pages)
        values: dict[str, Any] = {name: read[name].value if name in read else "" for name in LABELS}
        values["title"] = values["title"] or scan.title
        return cls(values, read, dossier.owner_name, sides=str(sum(1 for row in pages if not row.with_note)))

    @classmethod
    def typed(cls, posted: QueryDict, pages: Sequence[ScanPage], dossier: Dossier) -> "Form":
        """As posted, right or wrong."""
        values: dict[str, Any] = {
            name: " ".join(posted.get(name, "").split())[: LENGTHS[name]]
            for name in LABELS
            if name not in DAYS
        }
        for name in DAYS:
            values[name] = {
                part: posted.get(f"{name}-{part}", "").strip()[:4] for part in ("day", "month", "year")
            }
        return cls(
            values,
            working.proposed(pages),
            dossier.owner_name,
            sides=posted.get("sides", "").strip()[:4],
            compared=frozenset(posted.getlist("compared")),
            sure=frozenset(posted.getlist("sure")),
        )

    def confirmed(self) -> Confirmed:
        """The typed values as the rules want them; what cannot be understood is told with the other faults."""
        unreadable: dict[str, tuple[str, str]] = {}
        days: dict[str, date | None] = {}
        for name in DAYS:
            try:
                days[name] = _day(self.values[name])
            except ValueError:
                days[name] = None
                unreadable[name] = ("Ngày này không có trong lịch.", "There is no such day.")
        sides = int(self.sides) if self.sides.isdecimal() and 0 < int(self.sides) <= MOST_SIDES else None
        return Confirmed(
            title=self.values["title"],
            number=self.values["number"],
            issued_on=days["issued_on"],
            issuer=self.values["issuer"],
            valid_until=days["valid_until"],
            name=self.values["name"],
            sides=sides,
            compared=self.compared,
            sure=self.sure,
            unreadable=unreadable,
        )

    def rows(self, pages: Sequence[ScanPage]) -> list[dict[str, Any]]:
        """Each field with the place of the picture where it was read."""
        return [self._row(name, pages) for name in LABELS]

    def _row(self, name: str, pages: Sequence[ScanPage]) -> dict[str, Any]:
        read = self.read.get(name)
        vi, en = LABELS[name]
        fault = self.faults.get(name)
        return {
            "name": name,
            "f": Field(
                name,
                "date" if name in DAYS else "text",
                {"vi": vi, "en": en},
                value=self.values[name],
                required=name == "title",
                max_length=LENGTHS.get(name),
                error={"vi": fault[0], "en": fault[1]} if fault else "",
            ),
            "read": read,
            "page": pages[read.page] if read and read.page < len(pages) else None,
            "box": ",".join(str(one) for one in read.box) if read else "",
            "doubtful": read is not None and read.doubtful,
            "sure": name in self.sure,
        }

    @property
    def other_name(self) -> bool:
        """Whether the paper names somebody else than the dossier's owner: said, not refused."""
        name = self.values["name"]
        return bool(name and self.owner_name) and fold(name) != fold(self.owner_name)

    @property
    def sides_fault(self) -> dict[str, str] | None:
        fault = self.faults.get("sides")
        return {"vi": fault[0], "en": fault[1]} if fault else None

    def errors(self, pages: Sequence[ScanPage]) -> list[dict[str, str]]:
        """Every fault with the link to its place."""
        anchors = {name: f"#id-{name}-day" if name in DAYS else f"#id-{name}" for name in LABELS}
        anchors |= {"sides": "#id-sides", "pages": "#trang"}
        anchors |= {f"page-{row.place}": f"#doi-chieu-{row.place}" for row in pages}
        return [
            {"href": anchors.get(name, "#trang"), "text": say(vi, en)}
            for name, (vi, en) in self.faults.items()
        ]


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value) if value else None
    if not any(value.values()):
        return None
    return date(*(int(value[part]) for part in ("year", "month", "day")))

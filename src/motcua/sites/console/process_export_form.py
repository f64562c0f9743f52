"""The form by which a leader takes the event log of a procedure along."""

from dataclasses import dataclass

from django.urls import reverse

from motcua.insight.process import ocel, xes
from motcua.sites.console.process_filters import Chosen
from motcua.sites.shell.fields import Field, Option

SHORTEST_PURPOSE = 10
FORMATS = {
    "xes": ("XES (IEEE 1849-2023)", "XES (IEEE 1849-2023)", "xes", xes.MEDIA_TYPE),
    "ocel-json": ("OCEL 2.0, JSON", "OCEL 2.0, JSON", "jsonocel", ocel.JSON_TYPE),
    "ocel-xml": ("OCEL 2.0, XML", "OCEL 2.0, XML", "xmlocel", ocel.XML_TYPE),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed into the form."""

    form: str = "xes"
    purpose: str = ""

    def problems(self) -> dict[str, dict[str, str]]:
        found = {}
        if self.form not in FORMATS:
            found["dinh-dang"] = {"vi": "Chọn một định dạng.", "en": "Choose a format."}
        if len(self.purpose) < SHORTEST_PURPOSE:
            found["muc-dich"] = {
                "vi": "Ghi rõ dùng để làm gì, ít nhất mười chữ cái.",
                "en": "Say what it is for, in ten letters at least.",
            }
        return found


def fields(wish: Wish | None = None, problems: dict[str, dict[str, str]] | None = None) -> list[Field]:
    """The questions of the form."""
    wish, problems = wish or Wish(), problems or {}
    return [
        Field(
            "dinh-dang", "choice", {"vi": "Định dạng", "en": "Format"}, value=wish.form,
            options=[Option(key, {"vi": vi, "en": en}) for key, (vi, en, _, _) in FORMATS.items()],
            error=problems.get("dinh-dang", ""),
        ),
        Field(
            "muc-dich", "text", {"vi": "Dùng để làm gì", "en": "What it is for"}, value=wish.purpose,
            hint={"vi": "Được ghi lại cùng tên bạn và thời điểm.", "en": "Written down with your name and the time."},
            example={"vi": "Đánh giá quy trình cấp phép quý III", "en": "Review of permits, third quarter"},
            max_length=300, error=problems.get("muc-dich", ""),
        ),
    ]  # fmt: skip


def address(chosen: Chosen, code: str) -> str:
    """Where the form goes: with the period and agency that are looked at."""
    return f"{reverse('console:process-export', args=[code])}?{chosen.query()}#xuat"

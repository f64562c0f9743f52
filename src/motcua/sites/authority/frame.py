"""The frame around the pages of authority, what may be lent in words, and who keeps the books."""

from functools import lru_cache
from typing import Any

import msgspec
from django.db.models import Max
from django.urls import reverse

from motcua.city.models import Power
from motcua.foundation.definitions.shapes import prepared
from motcua.foundation.text import sort_key
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.certification.rules import FIELD as CERTIFICATION
from motcua.sites.desk.officer import Officer, page_context

JUSTICE = "justice_officer"
SEES, MOVES = "see_statistics", "reorganise"
TABS: tuple[tuple[str, str, str, str], ...] = (
    ("authority:mine", "Quyền của tôi", "My powers", ""),
    ("authority:decisions", "Quyết định của cơ quan", "Decisions here", ""),
    ("authority:away", "Vắng mặt, người thay", "Leave and substitutes", ""),
    ("authority:moved", "Phân cấp", "Moved powers", ""),
    ("authority:report", "Báo cáo ủy quyền", "Report of delegations", SEES),
)
POWERS = {
    "receive": ("tiếp nhận", "receive"), "assign": ("phân công", "assign"), "process": ("xử lý", "process"),
    "review": ("thẩm định", "review"), "approve": ("phê duyệt", "approve"), "sign": ("ký", "sign"),
    "number": ("cấp số, đóng dấu", "number and seal"), "return": ("trả kết quả", "hand over results"),
    "consult": ("cho ý kiến", "give opinions"),
}  # fmt: skip
"""Powers that can be lent, as they stand in a sentence."""


def frame(officer: Officer, here: str, **more: Any) -> dict[str, Any]:
    """What every page of the room shows around its content. `here`: the route of the present tab."""
    tabs = [
        {"href": reverse(route), "label": {"vi": vi, "en": en}, "current": route == here}
        for route, vi, en, power in TABS
        if not power or officer.powers.holds_any(power)
    ]
    return page_context(officer, reverse("authority:mine"), tabs=tabs, **more)


def power_words(powers: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Several powers in one phrase, in both languages."""
    known = [(Power.Name(one).label.lower(), one.replace("_", " ")) for one in powers]
    pairs = [POWERS.get(one, words) for one, words in zip(powers, known, strict=True)]
    return {"vi": ", ".join(vi for vi, _ in pairs), "en": ", ".join(en for _, en in pairs)}


def certifies(officer: Officer) -> bool:
    """Whether the post keeps the books of its ward: it signs or numbers there, or is the justice officer. No query."""
    post = officer.post
    return post.agency_kind == "commune" and (
        post.kind == JUSTICE
        or any(officer.powers.holds(power, "", CERTIFICATION, post.agency_id) for power in ("sign", "number"))
    )


class Named(msgspec.Struct, frozen=True):
    vi: str
    en: str


class OneCase(msgspec.Struct, frozen=True):
    id: str
    name: Named


@prepared
class Executable(msgspec.Struct, frozen=True):
    """A procedure that runs here: its code, name, field, and the cases a loan may be limited to."""

    code: str
    name: Named
    field: str
    cases: list[OneCase] = []


def executable() -> tuple[Executable, ...]:
    """The newest version of every procedure that runs here, in the order of names. One query, two when one is new."""
    newest = ProcedureVersion.objects.aggregate(newest=Max("id"))["newest"] or 0
    return _executable(newest)


@lru_cache(maxsize=2)
def _executable(newest: int) -> tuple[Executable, ...]:
    rows = ProcedureVersion.objects.filter(id__lte=newest).order_by("procedure_id", "-number")
    texts = rows.distinct("procedure_id").values_list("definition", flat=True)
    found = [msgspec.json.decode(text, type=Executable) for text in texts]
    return tuple(sorted(found, key=lambda one: sort_key(one.name.vi)))


def field_words(fields: list[str]) -> str:
    """Fields by their key; their names are the business of the catalogue."""
    return ", ".join(FIELD_NAMES.get(one, one) for one in fields)


FIELD_NAMES = {
    "certification": "Chứng thực", "civil-status": "Hộ tịch", "construction": "Xây dựng", "business": "Đăng ký kinh doanh",
    "social-protection": "Bảo trợ xã hội", "education": "Giáo dục", "transport": "Giao thông", "land": "Đất đai",
}  # fmt: skip

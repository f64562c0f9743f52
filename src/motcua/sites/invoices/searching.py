"""The officer's list: what is typed is a number, a symbol, a dossier's code or a payer's name; narrowed by day and state."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.foundation import audit
from motcua.foundation.text import fold
from motcua.money.invoices.looking_up import SERIAL
from motcua.money.invoices.models import Document
from motcua.sites.invoices.frame import CODE, PURPOSE, Keeper, frame, keeper_page, row_of
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field, errors_of

PAGE = 30
STATES = (
    ("", "Tất cả", "All"),
    ("can-sua", "Cần sửa", "To mend"),
    ("cho-lap", "Chờ lập", "To be made"),
    ("hieu-luc", "Còn hiệu lực", "In force"),
    ("het-hieu-luc", "Hủy, thay thế", "Cancelled, replaced"),
)
CONDITIONS = {
    "can-sua": Q(state="faulty") | Q(tax__in=("refused", "unproven")),
    "cho-lap": Q(state="waiting"),
    "hieu-luc": Q(state="issued"),
    "het-hieu-luc": Q(state__in=("cancelled", "replaced")),
}


@dataclass(slots=True)
class Asked:
    """What the list is narrowed by. `faults` by field, for a message there."""

    q: str = ""
    state: str = ""
    day: date | None = None
    day_text: str = ""
    faults: dict[str, dict[str, str]] = field(default_factory=dict)
    question: Field | None = None

    @property
    def kept(self) -> dict[str, str]:
        pairs = {"q": self.q, "trang-thai": self.state, "ngay": self.day_text if self.day else ""}
        return {name: value for name, value in pairs.items() if value}


def asked_of(request: HttpRequest) -> Asked:
    """What stands in the address; a day that is none is said at its field."""
    found = Asked(q=request.GET.get("q", "").strip()[:200], day=typed.any_day(request.GET, "ngay"))
    state = request.GET.get("trang-thai", "")
    found.state = state if state in CONDITIONS else ""
    asked = [request.GET.get(name, "").strip() for name in ("ngay", "ngay-day", "ngay-month", "ngay-year")]
    found.day_text = found.day.isoformat() if found.day else "".join(asked)[:10]
    if found.day is None and found.day_text:
        found.faults["ngay"] = {"vi": "Ngày chưa đúng.", "en": "This is no day."}
    found.question = Field(
        "ngay", "date", {"vi": "Ngày lập", "en": "Day"}, value=typed.day_as_typed(request.GET, "ngay"), required=False,
        error=found.faults.get("ngay", ""),
    )  # fmt: skip
    return found


def condition_of(words: str) -> Q:
    """One condition by what is typed; each way has its index."""
    plain = "".join(words.upper().split())
    if not plain:
        return Q()
    if plain.isascii() and plain.isdecimal() and len(plain) <= 8:
        return Q(number=int(plain))
    serial = SERIAL.search(plain)
    if serial is not None:
        return Q(serial=serial[0].replace("/", "-"))
    if re.fullmatch(r"H\d\d[\d.]*-\d{6}-\d{4}", plain):
        return Q(subject=plain)
    return Q(payer_key__startswith=fold(words))


def rows_of(keeper: Keeper, asked: Asked, before: int | None) -> QuerySet[Document]:
    rows = Document.objects.filter(keeper.documents, condition_of(asked.q)).defer("xml").order_by("-id")
    if asked.state:
        rows = rows.filter(CONDITIONS[asked.state])
    if asked.day is not None:
        rows = rows.filter(day=asked.day)
    return rows.filter(id__lt=before) if before is not None else rows


@require_safe
@keeper_page
def listing(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Documents, the newest first. Four queries: the menu's, the list, whom it names, whether something is to be mended."""
    asked, before = asked_of(request), typed.whole_number(request.GET.get("truoc", ""))
    found = [] if asked.faults else list(rows_of(keeper, asked, before)[: PAGE + 1])
    shown = found[:PAGE]
    officer = keeper.officer
    audit.log_list(
        officer.actor,
        [row.person_id for row in shown],
        purpose=PURPOSE,
        what="invoices",
        at=officer.now,
        code=CODE,
    )
    here = reverse("invoices:listing")
    kept = asked.kept
    mend = Document.objects.filter(keeper.documents, CONDITIONS["can-sua"]).exists()
    states = [
        {
            "href": here + _query(kept | {"trang-thai": key}),
            "label": {"vi": vi, "en": en},
            "current": key == asked.state,
            "mend": key == "can-sua" and mend,
        }
        for key, vi, en in STATES
    ]
    context: dict[str, Any] = frame(
        keeper, "invoices:listing", lines=[row_of(row) for row in shown], asked=asked, states=states, mend=mend,
        older=here + _query(kept | {"truoc": str(shown[-1].pk)}) if len(found) > PAGE else "",
        newer=here + _query(kept) if before is not None else "",
        errors=errors_of([asked.question] if asked.question else []),
    )  # fmt: skip
    return render(request, "invoices/listing.html", context, status=422 if asked.faults else 200)


def _query(pairs: dict[str, str]) -> str:
    told = urlencode({name: value for name, value in pairs.items() if value})
    return f"?{told}" if told else ""

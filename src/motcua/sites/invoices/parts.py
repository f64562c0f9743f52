"""What other pages say of documents: the dossier's page for both sides, and a card of "my page"."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.money.invoices.models import Document
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Finance
from motcua.records.quality.pairs import same_person
from motcua.sites.invoices.frame import KINDS, row_of, takes_part
from motcua.sites.invoices.mine import SEEN
from motcua.sites.shell.dossier_page import Part
from motcua.sites.shell.my_page import Card, Line

MOST = 10
NEWEST = 3


def of_dossier(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """The documents of a dossier that was paid for. One query, none where nothing was paid."""
    if dossier.finance not in (Finance.PAID, Finance.REFUND_DUE):
        return None
    rows = (
        Document.objects.filter(subject_id=dossier.uuid)
        .exclude(state="void")
        .defer("xml")
        .order_by("id")[:MOST]
    )
    found = [row_of(row) for row in rows]
    if not found or (officer is not None and not takes_part(officer)):
        return None
    return Part("invoices/_part.html", {"rows": found, "officer": officer is not None})


def card_of(person_id: int, at: datetime) -> Card | None:
    """The newest documents of a person. Two queries."""
    rows = (
        Document.objects.filter(person_id__in=same_person(person_id), state__in=SEEN)
        .defer("xml")
        .order_by("-id")
    )
    found = list(rows[:NEWEST])
    if not found:
        return None
    here = reverse("invoices:mine")
    return Card(
        key="invoices",
        title={"vi": "Hóa đơn, biên lai", "en": "Invoices, receipts"},
        lines=[
            Line(
                {lang: f"{KINDS[row.kind][lang]} {row.symbol} {row.number_text}" for lang in ("vi", "en")},
                reverse("invoices:my-file", args=[row.uuid, "pdf"]),
                {"vi": row.subject, "en": row.subject},
            )
            for row in found
        ],
        empty={"vi": "", "en": ""},
        href=here,
        more={"vi": "Xem tất cả", "en": "See all"},
    )

"""The card of "my page" on reports of wrong data."""

from datetime import datetime

from django.urls import reverse

from motcua.records.contests import reading
from motcua.sites.shell.my_page import Card, Line
from motcua.sites.wallet import words

NEWEST = 3


def contests_of(person_id: int, at: datetime) -> Card | None:
    """What was reported and what became of it; no card for who never did. One query."""
    rows = reading.of_claimant(person_id, size=NEWEST)
    if not rows:
        return None
    return Card(
        key="contests",
        title={"vi": "Dữ liệu tôi báo chưa đúng", "en": "Data I said are wrong"},
        lines=[
            Line(words.subject(one), reverse("wallet:contest", args=[one.uuid]), words.STATES[one.state][0])
            for one in rows
        ],
        empty={"vi": "", "en": ""},
        href=reverse("wallet:contests"),
        more={"vi": "Tất cả đề nghị", "en": "All reports"},
    )

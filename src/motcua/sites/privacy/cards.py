"""The card of "my page" on questions about looks."""

from datetime import datetime

from django.urls import reverse

from motcua.city import identities
from motcua.records.privacy.models import LookQuestion
from motcua.sites.shell.my_page import Card, Line

NEWEST = 3
STATES = {
    "open": {"vi": "chờ trả lời", "en": "waits for an answer"},
    "answered": {"vi": "đã trả lời", "en": "answered"},
}


def questions_of(person_id: int, at: datetime) -> Card | None:
    """What was asked and answered; no card for who never asked. One query."""
    rows = list(
        LookQuestion.objects.filter(person_id__in=identities.together(person_id)).order_by("-id")[:NEWEST]
    )
    if not rows:
        return None
    return Card(
        key="look-questions",
        title={"vi": "Câu hỏi về lượt xem dữ liệu", "en": "Questions about looks"},
        lines=[
            Line(
                {"vi": one.about, "en": one.about},
                reverse("privacy:question", args=[one.uuid]),
                STATES[one.state],
            )
            for one in rows
        ],
        empty={"vi": "", "en": ""},
        href=reverse("privacy:looks"),
        more={"vi": "Ai đã xem dữ liệu của tôi", "en": "Who looked at my data"},
    )

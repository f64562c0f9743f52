"""The card of "my page" on consents and requests."""

from datetime import datetime

from django.urls import reverse

from motcua.records.consents import holding
from motcua.records.subject_requests import reading
from motcua.sites.consents import request_words, words
from motcua.sites.shell.my_page import Card, Line

NEWEST = 3


def own_data(person_id: int, at: datetime) -> Card | None:
    """Consents that stand and open requests; no card for who has neither. Two queries."""
    standing = holding.standing(at).filter(person_id=person_id).select_related("person").order_by("-id")
    lines = [
        Line(one["text"].title, reverse("consents:one", args=[one["consent"].uuid]), one["state"]["words"])
        for one in (words.line(row, at) for row in standing[:NEWEST])
    ]
    lines += [
        Line(one["name"], reverse("consents:request", args=[one["asked"].uuid]), one["state"])
        for one in (request_words.line(row, at) for row in reading.of_claimant(person_id, size=NEWEST))
    ]
    if not lines:
        return None
    return Card(
        key="own-data",
        title={"vi": "Đồng ý và yêu cầu về dữ liệu", "en": "Consents and requests about data"},
        lines=lines,
        empty={"vi": "", "en": ""},
        href=reverse("consents:mine"),
        more={"vi": "Tôi đã đồng ý những gì", "en": "What I agreed to"},
    )

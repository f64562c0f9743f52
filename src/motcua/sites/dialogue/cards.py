"""The card of reports and questions on a resident's own page."""

from datetime import datetime

from django.urls import reverse

from motcua.exchange.dialogue import reading
from motcua.exchange.dialogue.kinds import kind
from motcua.exchange.dialogue.models import Report
from motcua.sites.dialogue import showing
from motcua.sites.shell.my_page import Card, Line
from motcua.sites.shell.wording import shortened

NEWEST = 4
_ASKED = {"supplement_asked": ("Cần bạn bổ sung thông tin", "More information is needed from you")}


def of_person(person_id: int, at: datetime) -> Card:
    """The newest messages of a person, first those that wait for an answer of the person. One query."""
    rows = list(Report.objects.filter(reporter_id=person_id).order_by("-id")[:20])
    rows.sort(key=lambda row: (row.state not in _ASKED, -row.id))
    return Card(
        key="reports",
        title={"vi": "Phản ánh và câu hỏi của tôi", "en": "My reports and questions"},
        lines=[_line(row) for row in rows[:NEWEST]],
        empty={"vi": "Bạn chưa gửi phản ánh hay câu hỏi nào.", "en": "You have sent no report or question."},
        href=reverse("dialogue:mine") if rows else reverse("dialogue:index"),
        more={"vi": "Xem tất cả", "en": "See all"}
        if rows
        else {"vi": "Phản ánh, hỏi đáp", "en": "Reports, questions"},
    )


def about_procedure(code: str) -> Card:
    """Answered questions about a procedure, and the way to ask. One query."""
    rows = reading.about_procedure(code, 3)
    return Card(
        key="questions",
        title={"vi": "Hỏi đáp", "en": "Questions and answers"},
        lines=[_answered(row) for row in rows],
        empty={
            "vi": "Chưa có câu hỏi nào về thủ tục này.",
            "en": "Nobody has asked about this procedure yet.",
        },
        href=f"{reverse('dialogue:ask')}?thu-tuc={code}",
        more={"vi": "Đặt câu hỏi về thủ tục này", "en": "Ask about this procedure"},
    )


def _answered(row: Report) -> Line:
    reply = shortened(row.public_reply, 160)
    words = {"vi": row.public_text, "en": row.public_text}
    return Line(words, showing.address_of(row), {"vi": reply, "en": reply})


def _line(row: Report) -> Line:
    state = kind(row.kind).states[row.state]
    text = shortened(row.text, 70)
    note = {"vi": state.vi, "en": state.en}
    if row.state in _ASKED:
        vi, en = _ASKED[row.state]
        return Line(
            {"vi": f"{vi}: {text}", "en": f"{en}: {text}"}, showing.address_of(row), note, urgent=True
        )
    return Line({"vi": text, "en": text}, showing.address_of(row), note)

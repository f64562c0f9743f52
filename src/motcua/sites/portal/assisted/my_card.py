"""The part of "my page" about acting for one another."""

from datetime import datetime

from motcua.city.acting import mandates
from motcua.city.models import Person
from motcua.sites.shell.my_page import Card, Line

HREF = "/lam-thay"


def card(person_id: int, at: datetime) -> Card:
    """Invitations that wait for an answer, and for whom one may act. Two queries."""
    person = Person.objects.get(pk=person_id)
    lines = [
        Line(
            {
                "vi": f"{one.client.full_name} nhờ bạn làm thay"
                if one.accepted_at is None
                else f"Bạn làm thay được cho {one.client.full_name}",
                "en": f"{one.client.full_name} asks you to act for them"
                if one.accepted_at is None
                else f"You may act for {one.client.full_name}",
            },
            HREF,
            urgent=one.accepted_at is None,
        )
        for one in mandates.held_by(person, at.date())[:5]
    ]
    return Card(
        "relatives",
        {"vi": "Làm thay người thân", "en": "Acting for relatives"},
        lines,
        {
            "vi": "Con cháu làm thủ tục thay ông bà, cha mẹ: mời ở đây, dừng lúc nào cũng được.",
            "en": "Let a relative do it for you: invite here, end it at any time.",
        },
        href=HREF,
        more={"vi": "Mời hoặc làm thay", "en": "Invite or act"},
    )

"""The part of "my page" about organisations."""

from datetime import datetime

from motcua.city.mandates import reading
from motcua.sites.shell.my_page import Card, Line

HREF = "/to-chuc-cua-toi/"
SHOWN = 5


def card(person_id: int, at: datetime) -> Card | None:
    """Mandates that wait for an answer, and for whom one may act; nothing for whoever has to do with none. Two queries."""
    held, own = reading.held_by(person_id, at.date()), reading.represented_by(person_id)
    lines = [
        Line(
            {
                "vi": f"{one.organisation.name} muốn ủy quyền cho bạn",
                "en": f"{one.organisation.name} wants to authorise you",
            },
            HREF,
            urgent=True,
        )
        for one in held
        if one.accepted_at is None
    ]
    names = {one.pk: one.name for one in own} | {
        one.organisation_id: one.organisation.name for one in held if one.accepted_at is not None
    }
    lines += [Line({"vi": name, "en": name}, HREF) for name in names.values()]
    if not lines:
        return None
    return Card(
        "organisations",
        {"vi": "Tổ chức của tôi", "en": "My organisations"},
        lines[:SHOWN],
        {"vi": "", "en": ""},
        href=HREF,
        more={"vi": "Thay mặt, ủy quyền", "en": "Act for one, authorise others"},
    )

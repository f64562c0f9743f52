"""What other pages say of the ways in and out: a dossier's shipments, one's own, the post on a procedure's page."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.exchange.post import reading
from motcua.exchange.post.rules import Way
from motcua.foundation import clock
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.shell.dossier_page import Part
from motcua.sites.shell.my_page import Card, Line
from motcua.sites.ways import by_post, post_words

NOBODY = {"vi": "", "en": ""}


def of_dossier(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """Its shipments, in and out. Two queries, only for dossiers that came or go by post."""
    if dossier.channel != "postal" and dossier.delivery_by != "post":
        return None
    rows = reading.of_dossier(dossier.uuid)
    if not rows:
        return None
    return Part(
        "ways/_part_post.html",
        {
            "rows": [
                {"row": one, "state": post_words.state_of(one), "way": post_words.WAYS[one.way]}
                for one in rows
            ],
            "filed": next(
                (one.record for one in rows if one.way == Way.SEND and one.record and one.record.signed_at),
                None,
            ),
            "officer": officer is not None,
        },
    )


def of_person(person_id: int, at: datetime) -> Card | None:
    """A person's shipments under way. One query. None where there are none: most people never use the post."""
    rows = reading.of_person(person_id)
    if not rows:
        return None
    lines = []
    for one in rows:
        state, way = post_words.state_of(one), post_words.WAYS[one.way]
        lines.append(
            Line(
                {"vi": f"{one.code}: {way['vi']}", "en": f"{one.code}: {way['en']}"},
                f"{reverse('ways:post-track')}?ma={one.code}",
                {"vi": state["vi"], "en": state["en"]},
            )
        )
    return Card(
        "post", {"vi": "Bưu chính", "en": "By post"}, lines, NOBODY, href=reverse("ways:post"),
        more={"vi": "Gửi hồ sơ, nhận kết quả qua bưu chính", "en": "Send and receive by post"},
    )  # fmt: skip


def of_procedure(code: str) -> Card | None:
    """Whether a procedure is taken by post. No query once the lists are known."""
    one = next((row for row in by_post.all_of_them(clock.now()) if row.code == code), None)
    if one is None:
        return None
    if one.postal and not one.closed:
        words = {
            "vi": "Gửi hồ sơ và nhận kết quả qua bưu chính, không phải đi lại.",
            "en": "Send it and get the result by post.",
        }
        href, more = (
            f"{reverse('ways:post-ask')}?thu-tuc={code}",
            {"vi": "Mời bưu chính đến nhận", "en": "Ask for collection"},
        )
    else:
        words = {
            "vi": "Thủ tục này không nhận qua bưu chính.", "en": "This is not taken by post.",
        }  # fmt: skip
        href, more = reverse("ways:post"), {"vi": "Danh sách thủ tục", "en": "Which ones are"}
    return Card("post", {"vi": "Qua bưu chính", "en": "By post"}, [], words, href=href, more=more)

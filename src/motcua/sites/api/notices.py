"""Notices of civil-status events for receivers: take what is new, answer each."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Path, Router, Schema

from motcua.city.partners import Partner
from motcua.exchange.event_notices import delivering
from motcua.foundation import clock
from motcua.sites.api.answers import NOT_IN_SCOPE, Refusal
from motcua.sites.api.caller import actor_of, scope
from motcua.sites.api.shapes import REFUSALS, Strict, upto

router = Router(tags=["Cơ quan bên ngoài · Outside bodies"])
System = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
OTHER = ("Thông báo này đã được trả lời khác.", "This notice has another answer already.")
NEEDS_WORDS = ("Lỗi thì phải nói rõ.", "An error has to be said in words.")


class NoticeOut(Schema):
    id: UUID
    book: str
    record: int
    change: str
    at: datetime
    values: dict[str, Any]


class NoticesOut(Schema):
    notices: list[NoticeOut]


class AnswerIn(Strict):
    answer: Literal["done", "not-concerned", "error"]
    words: Annotated[str, upto(delivering.LONGEST_SAID)] = ""


class AnswerOut(Schema):
    id: UUID
    answer: str


@router.post(
    "/external/{system}/notices",
    response={200: NoticesOut, **REFUSALS},
    summary="Nhận thông báo · Take notices",
)
@scope("external:answer")
def take_notices(request: HttpRequest, system: System):
    """Up to 100 notices that your system has not taken yet; call again until none comes. Taken is not answered: what has
    no answer after three days stands on the board of the office, which may send it again under the same id."""
    partner, at = _speaker(request, system), clock.now()
    told = delivering.fetch(system, by=actor_of(partner, at), at=at)
    return {
        "notices": [
            {
                "id": one.notice.uuid, "book": one.notice.register, "record": one.notice.record_id,
                "change": one.notice.change, "at": one.notice.created_at,
                "values": {name: _plain(value) for name, value in one.values.items()},
            }
            for one in told
        ]
    }  # fmt: skip


@router.post(
    "/external/{system}/notices/{notice}",
    response={200: AnswerOut, **REFUSALS},
    summary="Trả lời thông báo · Answer a notice",
)
@scope("external:answer")
def answer_notice(request: HttpRequest, system: System, notice: UUID, body: AnswerIn):
    """`done`, `not-concerned`, or `error` with words. The same answer twice is one; after an error another may follow."""
    _speaker(request, system)
    if body.answer == "error" and not body.words.strip():
        raise Refusal(422, "not-valid", NEEDS_WORDS, {"words": NEEDS_WORDS})
    try:
        row = delivering.answer(system, notice, body.answer, body.words.strip(), clock.now())
    except delivering.NoSuchNotice:
        raise Http404 from None
    except delivering.AnsweredOtherwise:
        raise Refusal(409, "wrong-state", OTHER) from None
    return {"id": row.uuid, "answer": row.answer}


def _speaker(request: HttpRequest, system: str) -> Partner:
    """The partner, when its token speaks for this system. Raises Refusal 403."""
    partner: Partner = request.auth  # type: ignore[attr-defined]
    if system not in partner.systems:
        raise Refusal(403, "not-in-scope", NOT_IN_SCOPE)
    return partner


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

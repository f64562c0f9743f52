"""Registers for other systems: look up, verify, follow changes. Only under an agreement, and only what it names."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from motcua.exchange.data_services import agreements, asking, feed
from motcua.exchange.data_services.models import Agreement
from motcua.foundation import clock
from motcua.foundation.worktime import VN
from motcua.sites.api.answers import TOO_FAST, Refusal, ok
from motcua.sites.api.caller import actor_of, scope
from motcua.sites.api.shapes import REFUSALS

router = Router(tags=["Sổ đăng ký · Registers"])
NO_MATCH = ("Không tìm thấy thông tin trùng khớp.", "No matching information was found.")
NO_AGREEMENT = (asking.NotAllowedHere.vi, asking.NotAllowedHere.en)
USED_ID = (asking.OtherQuestion.vi, asking.OtherQuestion.en)

Register = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$", description="key of the register: births")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
RequestId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._-]{8,80}$"),
    Field(description="made by the caller; the same id again is the same call, counted once"),
]


class PersonIn(Schema):
    """All three must agree with the population data."""

    number: Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
    name: Words
    birth_date: date


class WhoIn(Schema):
    """By person, or by the identity of a record; exactly one of the two."""

    person: PersonIn | None = None
    key: dict[str, str | int] | None = Field(
        None, description="agency (code), year, book, page, number, and fields of the identity"
    )

    def question(self, claims: dict[str, Any] | None = None) -> asking.Question:
        if (self.person is None) == (self.key is None):
            raise Refusal(422, "not-valid", ONE_OF, {"person": ONE_OF})
        if self.person is not None:
            person = self.person
            who: asking.ByPerson | asking.ByKey = asking.ByPerson(
                person.number, person.name, person.birth_date
            )
        else:
            who = asking.ByKey(self.key or {})
        return asking.Question(who, claims or {})


ONE_OF = ("Nêu một trong hai: person hoặc key.", "Name one of the two: person or key.")


class Matter(Schema):
    """In which matter, and by whose hand, a system asks."""

    request_id: RequestId
    officer: Annotated[Words, Field(description="the officer who asks, as your system names them")]
    case_number: Annotated[Words, Field(description="your dossier")]


class QueryIn(Matter, WhoIn):
    pass


class BatchIn(Matter):
    questions: Annotated[list[WhoIn], Field(min_length=1, max_length=asking.AT_ONCE)]


class VerifyIn(Matter, WhoIn):
    claims: Annotated[
        dict[str, str | int | bool | dict[str, str]],
        Field(
            min_length=1, max_length=20, description="values by field; each is answered yes, no or unknown"
        ),
    ]


class RecordOut(Schema):
    id: int
    revision: int
    number: str
    entered_on: date
    valid_from: date
    valid_to: date | None
    fields: dict[str, Any]


class QueryOut(Schema):
    found: bool
    records: list[RecordOut]


class BatchOut(Schema):
    answers: list[QueryOut]


class VerifyOut(Schema):
    verdicts: dict[str, Literal["yes", "no", "unknown"]]


class ChangesOut(Schema):
    changes: list[dict[str, Any]]
    next: int


def _ask(
    request: HttpRequest, register: str, questions: Sequence[asking.Question], use: str, matter: Matter
) -> list[asking.Told]:
    partner, at = request.auth, clock.now()  # type: ignore[attr-defined]
    asked = asking.Asked(
        matter.request_id, matter.officer, matter.case_number, request.path.encode() + request.body
    )
    try:
        return asking.ask(
            partner.account_id, register, questions, use=use, asked=asked, by=actor_of(partner, at), at=at
        )
    except asking.NotAllowedHere:
        raise Refusal(403, "no-agreement", NO_AGREEMENT) from None
    except asking.OtherQuestion:
        raise Refusal(409, "id-used", USED_ID) from None
    except asking.TooMuch as limit:
        asking.count_refused(partner.account_id, register, at)
        raise Refusal(429, "too-fast", TOO_FAST, retry_after=limit.retry_after) from None


@router.post(
    "/registers/{register}/query", response={200: QueryOut, **REFUSALS}, summary="Tra cứu một sổ · Look up"
)
@scope("registers:read")
def query(request: HttpRequest, register: Register, body: QueryIn) -> HttpResponse:
    """The records in force of one person, or the record with this identity. A mismatch and a missing person are both
    `found: false`. The person can read who asked, what for and on which ground."""
    (told,) = _ask(request, register, [body.question()], Agreement.Use.QUERY, body)
    return ok({"found": told.found, "records": list(told.records)})


@router.post(
    "/registers/{register}/batch",
    response={200: BatchOut, **REFUSALS},
    summary="Tra cứu nhiều · Many at once",
)
@scope("registers:read")
def batch(request: HttpRequest, register: Register, body: BatchIn) -> HttpResponse:
    """Up to 1,000 questions; each has its own answer, in the order asked. Each counts towards the pace agreed on."""
    told = _ask(request, register, [one.question() for one in body.questions], Agreement.Use.QUERY, body)
    return ok({"answers": [{"found": one.found, "records": list(one.records)} for one in told]})


@router.post(
    "/registers/{register}/verify",
    response={200: VerifyOut, **REFUSALS},
    summary="Xác minh đúng, sai · Verify",
)
@scope("registers:read")
def verify(request: HttpRequest, register: Register, body: VerifyIn) -> HttpResponse:
    """Whether values agree with the register: yes, no or unknown for each. No value of the register is told."""
    (told,) = _ask(request, register, [body.question(dict(body.claims))], Agreement.Use.VERIFY, body)
    return ok({"verdicts": told.verdicts})


@router.get(
    "/registers/{register}/changes", response={200: ChangesOut, **REFUSALS}, summary="Thay đổi · Changes"
)
@scope("registers:read")
def changes(
    request: HttpRequest,
    register: Register,
    after: Annotated[
        int, Query(ge=0, le=2**62, description="`next` of the page before; 0 from the beginning")
    ] = 0,
) -> HttpResponse:
    """What changed since a position, up to 500 at once; the same position again gives the same page. The same changes
    come as messages at `registers.<register>.<change>` of JetStream."""
    partner, at = request.auth, clock.now()  # type: ignore[attr-defined]
    agreement = agreements.in_effect(partner.account_id, register, at.astimezone(VN).date())
    if agreement is None or Agreement.Use.CHANGES not in agreement.uses:
        raise Refusal(403, "no-agreement", NO_AGREEMENT)
    told, following = feed.changes_after(agreement, after)
    return ok({"changes": told, "next": following})

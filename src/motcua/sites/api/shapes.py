"""Shapes of what comes in and goes out, as the OpenAPI document tells them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("no NUL characters")
    return text


Text = Annotated[str, AfterValidator(_no_nul)]
"""Text that PostgreSQL can keep; every use states how long it may be."""


def upto(longest: int, shortest: int = 0) -> StringConstraints:
    return StringConstraints(min_length=shortest, max_length=longest)


RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[Text, upto(20, 1)]
Note = Annotated[Text, upto(2000)]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class FieldFault(Schema):
    vi: str
    en: str


class Fault(Schema):
    code: str = Field(description="stable; programs decide by it")
    vi: str
    en: str
    fields: dict[str, FieldFault] | None = None


class Refused(Schema):
    error: Fault


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503), Refused)


class ProcedureLine(Schema):
    code: str
    name_vi: str
    name_en: str
    field: str
    levels: list[str]
    executable: bool = Field(description="whether it can be filed here")


class ProcedurePage(Schema):
    items: list[ProcedureLine]
    next: str | None = Field(description="`after` of the next page; null on the last")


class ProcedureFacts(Schema):
    code: str
    name_vi: str
    name_en: str
    facts: dict[str, Any] = Field(description="what the national portal publishes")
    version: int | None = Field(description="number of the version that new dossiers are received on")
    definition: dict[str, Any] | None = Field(description="the whole definition: form, papers, fees, steps")
    definition_hash: str | None = Field(description="SHA-256 of the canonical JSON of the definition")


class PlaceLine(Schema):
    code: str = Field(description="code of the unit; it means this unit only between the two days")
    name: str = Field(description="with the units above it")
    level: int = Field(description="1 province, 2 district (until 2025-06-30), 3 commune")
    valid_from: str
    valid_to: str | None = Field(description="the first day on which it was no more")


class PlaceNow(PlaceLine):
    whole: bool = Field(description="whether all of the old place lies here")
    largest_part: bool | None = Field(description="whether this one took most of the area; null: unknown")


class PlaceFate(PlaceLine):
    certain: bool
    now: list[PlaceNow]


class PlacePage(Schema):
    items: list[PlaceFate]


class PartyIn(Strict):
    """A person: known by number and name together; a name alone is allowed and checked at the counter."""

    full_name: Annotated[Text, upto(100, 1)]
    pin: Annotated[Text, upto(12)] = ""
    birth_date: str | None = Field(None, description="YYYY-MM-DD; must agree with the register when given")
    unit: Annotated[Text, upto(5)] = Field("", description="code of the commune of residence")
    address: Annotated[Text, upto(200)] = ""
    phone: Annotated[Text, upto(20)] = ""
    email: Annotated[Text, upto(254)] = ""


class PaperIn(Strict):
    component: Annotated[Text, upto(64, 1)] = Field(description="id of the paper in the definition")
    files: list[UUID] = Field(min_length=1, max_length=50, description="ids that POST /files gave")


class DossierIn(Strict):
    id: UUID = Field(description="made by the caller; the same id again is the same dossier")
    procedure: Code
    answers: dict[str, Any] = Field(description="by field id of the definition's form")
    applicant: PartyIn
    owner: PartyIn | None = Field(
        None, description="whose dossier it is, when the applicant files for another"
    )
    papers: list[PaperIn] = Field([], max_length=50)
    delivery_by: Annotated[Text, upto(20)] = Field(
        "", description="online, counter, post; else the first allowed"
    )
    language: Annotated[Text, upto(2)] = "vi"


class Filed(Schema):
    id: UUID
    code: str
    status: int
    answer_due_at: datetime | None
    fee: int = Field(description="đồng to pay")


class StoredOut(Schema):
    id: UUID
    name: str
    media_type: str
    size: int
    pages: int


class Words(Schema):
    vi: str
    en: str


class StatusOut(Schema):
    number: int = Field(description="1 to 10, as the national portal counts them")
    vi: str
    en: str


class PartOut(Schema):
    """One part of a linked set: a dossier of its own."""

    part: str
    state: str = Field(description="waiting, open, done, failed, halted or dropped")
    id: UUID
    code: str
    procedure: str
    competent: Words
    status: StatusOut
    needs: list[str]
    due_at: datetime | None
    expected_at: datetime | None
    reason: str
    result_number: str


class PaperOut(Schema):
    component: str
    name: str
    source: str = Field(description="upload, scan, reused (from the store), data, shown or missing")
    data_source: str = Field(
        description="what stands in for the paper, such as civil_status.birth; else empty"
    )
    data: Words | None = Field(description="what people call that data")
    looked_up_at: datetime | None = Field(description="when the data were found")
    national: dict[str, int] = Field(
        description="as the national synchronisation names it: DuocSoHoa, DuocTaiSuDung, DuocLayTuKhoDMQG"
    )


class DossierOut(Schema):
    id: UUID
    code: str
    procedure: str
    status: StatusOut
    step: str
    finance: str
    fee: int
    delivery: str
    applicant_name: str
    owner_name: str
    intake: Words
    competent: Words
    submitted_at: datetime
    answer_due_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    result_number: str
    open_task: int | None = Field(description="for officers' tokens: the task that is open")
    answers: dict[str, Any] | None = Field(description="for officers' tokens: what was answered")
    officer_answers: dict[str, Any] | None
    part_of: str | None = Field(None, description="code of the linked set whose part this is")
    papers: list[PaperOut] = Field([], description="what stands for each paper that was needed")
    parts: list[PartOut] | None = Field(None, description="of a linked set: its parts")
    expected_at: datetime | None = Field(None, description="of a linked set: when its last part is expected")


class TaskOut(Schema):
    id: int
    step: str
    kind: str
    dossier: UUID
    code: str
    procedure: str
    status: int
    channel: str
    opened_at: datetime
    due_at: datetime
    branch: str = Field(
        "", description="one of several opinions asked at once: its id; act with agree, conditions or object"
    )
    claimed: bool
    claimed_by: str | None


class TaskPage(Schema):
    items: list[TaskOut]
    next: str | None


class Done(Schema):
    dossier: UUID
    code: str
    status: int
    step: str
    due_at: datetime | None
    open_task: int | None


Ticked = Annotated[
    list[Annotated[Text, upto(64)]], Field(max_length=200, description="ids of confirmed points")
]


class ActIn(Strict):
    action: Annotated[Text, upto(64, 1)]
    note: Note = ""
    answers: dict[Annotated[Text, upto(64)], Any] = {}
    ticked: Ticked = []
    ground: Annotated[Text, upto(64)] = Field(
        default="", description="the ground for refusing, where the law lists them"
    )


class ConfirmedIn(Strict):
    ticked: Ticked = []


class RefuseIn(Strict):
    reason: Annotated[Text, upto(40, 1)] = Field(
        description="not-competent, not-eligible, wrong-procedure, duplicate, false-papers"
    )
    words: Note


class SupplementIn(Strict):
    items: list[Annotated[Text, upto(500)]] = Field(min_length=1, max_length=50)
    reason: Note


class HandOverIn(Strict):
    proof: Annotated[Text, upto(20, 1)] = Field(description="signature, post or electronic")
    details: dict[Annotated[Text, upto(40)], Annotated[Text, upto(200)]]


class AssignIn(Strict):
    account: RowId

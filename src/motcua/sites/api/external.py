"""What bodies outside the city say: each token speaks for its own systems, each message is signed and counts once."""

import base64
import binascii
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpRequest
from ninja import Path, Router
from pydantic import Field

from motcua.city.partners import Partner
from motcua.exchange.bodies import connectors, receiving, sending, signatures
from motcua.exchange.bodies.models import BodyMessage, Incoming
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.changes.duties import MOST, Notice
from motcua.procedures.dossiers.changes.outside import Said
from motcua.procedures.dossiers.errors import ChangeRefused, NotComplete
from motcua.procedures.dossiers.models import Dossier
from motcua.records import papers
from motcua.sites.api.answers import NOT_IN_SCOPE, Refusal, ok
from motcua.sites.api.caller import actor_of, scope
from motcua.sites.api.shapes import REFUSALS, Done, Note, Strict, Text, upto

router = Router(tags=["Cơ quan bên ngoài · Outside bodies"])
FORGED = ("Chữ ký của thông điệp không đúng.", "The signature of the message is wrong.")
TOO_OLD = ("Thông điệp được ký quá lâu.", "The message was signed too long ago.")
USED = ("Mã thông điệp này đã dùng cho nội dung khác.", "This message id was used for something else.")
NOT_BASE64 = ("Tệp không phải base64.", "The file is not base64.")
Verdict = Incoming.Verdict
STATES = {
    "answered": BodyMessage.State.ANSWERED,
    "refused": BodyMessage.State.ANSWERED,
    "returned": BodyMessage.State.ANSWERED,
    "acknowledged": BodyMessage.State.ACKNOWLEDGED,
}


class PaymentIn(Strict):
    amount: int = Field(ge=1, le=MOST, description="đồng")
    purpose: Annotated[Text, upto(300, 1)]
    number: Annotated[Text, upto(60)] = Field("", description="of the notice")
    pay_by: date | None = Field(None, description="the last day on which it is in time")


class ReceiptIn(Strict):
    number: Annotated[Text, upto(60, 1)] = Field(description="of the treasury's or the bank's receipt")
    amount: int = Field(ge=1, le=MOST, description="đồng")


class AttachmentIn(Strict):
    name: Annotated[Text, upto(100, 1)]
    content: str = Field(description="base64 of a PDF, JPEG or PNG")


class ExternalIn(Strict):
    dossier: UUID = Field(description="id of the dossier that waits")
    message_id: Annotated[Text, upto(120, 1)] = Field(
        description="made by the caller; the same one again changes nothing"
    )
    outcome: Literal["answered", "acknowledged", "refused", "returned", "paid"] = Field(
        "answered",
        description="answered: here is what was asked; acknowledged: taken up; refused: declined, with `reason`; "
        "returned: something we said is wrong, `reason` says what; paid: the duty was paid at the treasury",
    )
    answers: dict[Annotated[Text, upto(64)], Any] = Field({}, description="by field id of the step")
    reason: Note = ""
    reference: Annotated[Text, upto(120)] = Field("", description="the caller's own number for the matter")
    payment: PaymentIn | None = Field(
        None, description="with answered: what the owner has to pay before work goes on"
    )
    receipt: ReceiptIn | None = Field(None, description="with paid")
    attachments: list[AttachmentIn] = Field([], max_length=5)


@router.post(
    "/external/{system}",
    response={200: Done, **REFUSALS},
    summary="Trả lời hồ sơ đang chờ · Answer a waiting dossier",
)
@scope("external:answer")
def answer(request: HttpRequest, system: Annotated[str, upto(80, 1), Path()], body: ExternalIn):
    """What an outside system says to a dossier that waits for it: the dossier goes on.

    Only systems that the token names; a system that gets messages from us signs its own in the same way (headers
    `X-MotCua-Time`, `X-MotCua-Signature`). 404 for a dossier that has nothing to do with the system, 409 when it
    does not wait any more. After a lost connection, send the same message again. What comes after the dossier has
    ended is kept and changes nothing.
    """
    partner = _speaker(request, system)
    at, remote = clock.now(), request.META.get("REMOTE_ADDR", "")
    said = body.model_dump(mode="json")
    digest = receiving.digest_of(said)

    def note(verdict: Incoming.Verdict, detail: str = "") -> None:
        receiving.note(
            system, body.message_id, verdict, at, dossier=body.dossier, outcome=body.outcome, digest=digest,
            detail=detail, remote=remote,
        )  # fmt: skip

    try:
        receiving.check_signature(system, request.headers, request.body, at)
    except signatures.Forged:
        note(Verdict.FORGED)
        raise Refusal(403, "bad-signature", FORGED) from None
    except signatures.TooOld:
        note(Verdict.TOO_OLD)
        raise Refusal(403, "too-old", TOO_OLD) from None
    found = Dossier.objects.filter(uuid=body.dossier).first()
    if (
        found is None
        or not changes.external.concerned(found, system)
        or (partner.procedures and found.procedure_code not in partner.procedures)
    ):
        note(Verdict.UNKNOWN)
        raise Http404
    try:
        if receiving.known(system, body.message_id, body.dossier, digest):
            note(Verdict.REPEATED)
            return _state(found)
        by = actor_of(partner, at)
        with transaction.atomic():
            receiving.taken(system, body.message_id, body.dossier, body.outcome, digest, at, remote=remote)
            done = changes.outside.take(
                found.id, system, _said(body, found, by, at), by=by, at=at
            )  # fmt: skip
            if done.late:
                receiving.was_late(system, body.message_id)
            elif body.outcome in STATES:
                receiving.spoke(system, body.dossier, STATES[body.outcome], at, body.reference)
    except receiving.OtherContent:
        note(Verdict.CONFLICT)
        raise Refusal(409, "wrong-state", USED) from None
    except IntegrityError:
        # the same message twice at one moment: the other one was faster
        if not receiving.known(system, body.message_id, body.dossier, digest):
            raise Refusal(409, "wrong-state", USED) from None
        note(Verdict.REPEATED)
        return _state(Dossier.objects.get(id=found.id))
    except (NotComplete, papers.RefusedFile) as error:
        note(Verdict.NOT_VALID, str(error))
        raise
    except ChangeRefused as error:
        note(Verdict.NOT_AWAITED, str(error))
        raise
    return _state(done.dossier)


@router.get(
    "/external/{system}/papers/{token}",
    response=REFUSALS,
    summary="Tải giấy tờ của câu hỏi · A paper of a question",
)
@scope("external:answer")
def paper(
    request: HttpRequest,
    system: Annotated[str, upto(80, 1), Path()],
    token: Annotated[str, upto(600, 1), Path()],
):
    """A file that a message to this system names by its address: for that system, for two days. The look is noted."""
    partner = _speaker(request, system)
    at = clock.now()
    found = sending.paper_of(token, system, at)
    connector = connectors.of(system)
    stored = papers.StoredFile.objects.filter(uuid=found[1]).first() if found else None
    if found is None or stored is None or connector is None:
        raise Http404
    reader = Actor("partner", partner.account_id, None, connector.name.vi)
    file = papers.open_for(
        stored,
        reader=reader,
        purpose=connector.purpose.vi,
        code="outside-body",
        at=at,
        dossier_code=found[0].dossier_code,
    )
    return FileResponse(
        file, as_attachment=True, filename=stored.name, content_type=stored.media_type,
        headers={"Cache-Control": "no-store"},
    )  # fmt: skip


def _speaker(request: HttpRequest, system: str) -> Partner:
    """The partner, when its token speaks for this system. Raises Refusal 403."""
    partner: Partner = request.auth  # type: ignore[attr-defined]
    if system not in partner.systems:
        raise Refusal(403, "not-in-scope", NOT_IN_SCOPE)
    return partner


def _said(body: ExternalIn, dossier: Dossier, by: Actor, at) -> Said:
    """The message for the room of dossiers; its files pass the checks of uploads. Raises RefusedFile, NotComplete."""
    return Said(
        outcome=body.outcome,
        message_id=body.message_id,
        answers=body.answers,
        reason=body.reason,
        reference=body.reference,
        notice=Notice(body.payment.amount, body.payment.purpose, body.payment.number, body.payment.pay_by)
        if body.payment
        else None,
        receipt_number=body.receipt.number if body.receipt else "",
        receipt_amount=body.receipt.amount if body.receipt else 0,
        attached=[
            papers.store(
                _bytes(one.content, f"attachments.{number}.content"),
                purpose=papers.StoredFile.Purpose.RESULT, owner_id=dossier.owner_id, by=by.account_id, at=at,
                name=one.name,
            )
            for number, one in enumerate(body.attachments)
        ],
    )  # fmt: skip


def _bytes(text: str, path: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotComplete({path: NOT_BASE64}) from None


def _state(dossier: Dossier):
    """An outside body is told that it was heard, not how the city goes on."""
    return ok(
        {
            "dossier": dossier.uuid,
            "code": dossier.code,
            "status": int(dossier.status),
            "step": dossier.step,
            "due_at": dossier.due_at,
            "open_task": None,
        }
    )

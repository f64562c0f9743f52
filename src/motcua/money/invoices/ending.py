"""A document is over (cancelled, replaced, never made), and the tax authority hears of it if it knew."""

import uuid
from datetime import datetime

from motcua.foundation import numbering
from motcua.foundation.worktime import VN
from motcua.money.invoices import envelope
from motcua.money.invoices.content import REASON, clean
from motcua.money.invoices.envelope import Matter, Wrong
from motcua.money.invoices.models import CollectingUnit, Document, TaxMessage

State = Document.State
NOT_YET = (State.WAITING, State.FAULTY)


def end(locked: Document, state: str, reason: str, at: datetime, by: str = "", *, told: bool = True) -> None:
    """Write that a locked document is over. One that was never signed becomes `void`; a receipt's number stays with the receipt.

    `told`: the tax authority hears of it now, if it knew the document. One or three statements.
    """
    if locked.state in NOT_YET:
        locked.state = State.VOID
    else:
        locked.state = state
    locked.ended_at, locked.ended_by, locked.ended_reason = at, by[:200], reason[:300]
    if locked.mail == Document.Mail.WAITING:
        locked.mail = Document.Mail.NONE
    locked.save(update_fields=["state", "ended_at", "ended_by", "ended_reason", "mail"])
    if told:
        tell_ended(locked, at)


def tell_ended(document: Document, at: datetime) -> None:
    """The notice of a cancelled or replaced document that is on its way to the authority, or there; nothing for any other.

    One that nobody was told of yet is told first, with its package, and its end when that was answered (`receiving`).
    """
    if document.state in (State.CANCELLED, State.REPLACED) and document.message_id is not None:
        matter = Matter.CANCELLED if document.state == State.CANCELLED else Matter.REPLACED
        tell(document, matter, document.ended_reason, at)


def tell(document: Document, matter: Matter, reason: str, at: datetime) -> None:
    """Queue a notice of errors (300) about one document that the authority knows. Two statements."""
    unit = document.unit
    if unit is None or document.day is None or document.number is None:
        return
    wrong = Wrong(
        document.form, document.serial, document.number, document.day, matter,
        clean(reason)[:REASON] or "Có sai sót", document.tax_given_code,
    )  # fmt: skip
    day = at.astimezone(VN).date()
    number = numbering.take(f"tax notice {unit.tax_code} {day.year}")
    body = envelope.error_notice(clean(unit.name), unit.tax_code, number, day, [wrong])
    queue(unit, envelope.Kind.ERROR_NOTICE, body, at, about=str(document.uuid))


def queue(unit: CollectingUnit, kind: envelope.Kind, body: str, at: datetime, about: str = "") -> TaxMessage:
    """A message that waits to be sent. One statement."""
    return TaxMessage.objects.create(
        unit=unit, kind=int(kind), code=envelope.message_id(unit.tax_code, uuid.uuid4().hex), body=body,
        about=about, created_at=at, next_at=at,
    )  # fmt: skip

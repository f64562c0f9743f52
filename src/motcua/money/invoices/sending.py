"""Messages to the tax authority: documents are put into packages, packages go out, what stays without an answer goes again.

A message keeps its id (MTDiep) at every try, so that the authority takes it once. While the gate is away everything waits.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography import x509
from django.db import transaction
from django.db.models import Q

from motcua.foundation.worktime import VN
from motcua.money.invoices import answers, envelope, symbols, units
from motcua.money.invoices.client import TaxAway, TaxClient
from motcua.money.invoices.envelope import BadMessage, Kind
from motcua.money.invoices.issuing import signer_of
from motcua.money.invoices.models import CollectingUnit, Document, TaxLine, TaxMessage

State = TaxMessage.State
PACKAGES = (Kind.FOR_CODE, Kind.WITHOUT_CODE)
CODED = Q(kind=Document.Kind.INVOICE, serial__startswith="C")
ENDED = (Document.State.CANCELLED, Document.State.REPLACED)
TO_TELL = Q(tax=Document.Tax.NONE, message=None) & (
    Q(state=Document.State.ISSUED) | Q(state__in=ENDED) & ~CODED
)
"""Documents that the authority has yet to hear of. One that ended before it got a code is not sent for one."""
CLAIMED_FOR = timedelta(seconds=60)
ANSWER_WITHIN = timedelta(minutes=30)
"""A message that nobody answered is sent again after this time, with the same id."""
MOST_TRIES = 8


def delay_after(failures: int) -> timedelta:
    """20 s, 60 s, 3 minutes … and no longer than an hour, after so many failures in a row."""
    return timedelta(seconds=min(20 * 3 ** min(max(failures, 1) - 1, 6), 3600))


@transaction.atomic
def register(unit_id: int, at: datetime) -> TaxMessage:
    """Queue the registration (100) of a unit with its symbols of this year and its certificate. Raises: NoKey."""
    unit = CollectingUnit.objects.select_for_update().get(pk=unit_id)
    local = at.astimezone(VN)
    certificate = x509.load_der_x509_certificate(signer_of(unit).certificate)
    told = envelope.Registration(
        name=unit.name,
        tax_code=unit.tax_code,
        address=unit.address,
        email=unit.email,
        day=local.date(),
        coded=unit.invoice_coded,
        symbols=(
            (unit.receipt_form, symbols.receipt_serial(unit.receipt_letters, local.date())),
            units.invoice_symbol(unit, local),
        ),
        certificate_serial=f"{certificate.serial_number:X}",
        certificate_issuer=certificate.issuer.rfc4514_string(),
        valid_from=certificate.not_valid_before_utc.date(),
        valid_until=certificate.not_valid_after_utc.date(),
    )
    unit.registration, unit.registration_words = CollectingUnit.Registration.SENT, ""
    unit.save(update_fields=["registration", "registration_words"])
    return _queued(unit, Kind.REGISTER, envelope.registration(told), at)


def _queued(unit: CollectingUnit, kind: Kind, body: str, at: datetime) -> TaxMessage:
    return TaxMessage.objects.create(
        unit=unit, kind=int(kind), code=envelope.message_id(unit.tax_code, uuid.uuid4().hex), body=body,
        created_at=at, next_at=at,
    )  # fmt: skip


def pack(at: datetime, most_packages: int = 200) -> int:
    """Put signed documents that nobody was told of into packages of their unit; how many packages. Only of registered units.

    An invoice that is to get a code goes alone (200); all others go by the hundred (203), those too that were cancelled or
    replaced meanwhile: their numbers are used.
    """
    made = 0
    for _ in range(most_packages):
        with transaction.atomic():
            first = (
                Document.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(TO_TELL)
                .filter(unit__registration=CollectingUnit.Registration.ACCEPTED)
                .select_related("unit")
                .defer("xml")
                .order_by("id")
                .first()
            )
            if first is None or first.unit is None:
                return made
            ids = [first.pk]
            coded = not first.is_receipt and symbols.is_coded(first.serial)
            if not coded:
                rows = Document.objects.select_for_update(skip_locked=True).filter(TO_TELL, unit=first.unit)
                found = rows.exclude(CODED).order_by("id")
                ids = list(found.values_list("id", flat=True)[: envelope.MOST_DOCUMENTS])
            message = _queued(first.unit, Kind.FOR_CODE if coded else Kind.WITHOUT_CODE, "", at)
            Document.objects.filter(pk__in=ids).update(message=message)
        made += 1
    return made


def send_waiting(client: TaxClient, now: Callable[[], datetime], most: int = 200) -> int:
    """Send what is due, oldest first; how many were taken. Stops when the gate is away."""
    sent = 0
    for _ in range(most):
        at = now()
        if TaxLine.objects.filter(try_at__gt=at).exists():
            return sent
        row = _claim(at)
        if row is None:
            return sent
        try:
            heard = envelope.read(client.send(_content(row)))
        except (TaxAway, BadMessage) as error:
            away(str(error), now())
            return sent
        here(now())
        sent += _heard(row, answers.technical(heard), now())
    return sent


@transaction.atomic
def _claim(at: datetime) -> TaxMessage | None:
    row = (
        TaxMessage.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("unit")
        .filter(state__in=(State.WAITING, State.SENT), next_at__lte=at)
        .order_by("next_at", "id")
        .first()
    )
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        row.state, row.next_at, row.words = State.FAILED, None, row.words or "không có trả lời"
        row.save(update_fields=["state", "next_at", "words"])
        return _claim(at)
    row.tries += 1
    row.next_at = at + CLAIMED_FOR
    row.save(update_fields=["tries", "next_at"])
    return row


def _content(row: TaxMessage) -> bytes:
    assert row.unit is not None
    kind, body, count = Kind(row.kind), row.body, 1
    if kind in PACKAGES:
        files = list(row.documents.order_by("id").values_list("xml", flat=True))
        body, count = "".join(envelope.without_declaration(file) for file in files), len(files)
    return envelope.wrapped(kind, row.code, row.unit.tax_code, body, count=count)


@transaction.atomic
def _heard(row: TaxMessage, said: answers.Answer, at: datetime) -> bool:
    """The gate took the message, or says at once that its form is wrong."""
    current = TaxMessage.objects.select_for_update().get(pk=row.pk)
    if current.state == State.ANSWERED:
        return True
    if not said.accepted:
        refused(current, said.words)
        return False
    current.state, current.sent_at, current.next_at = State.SENT, current.sent_at or at, at + ANSWER_WITHIN
    current.save(update_fields=["state", "sent_at", "next_at"])
    if current.kind in PACKAGES:
        current.documents.filter(tax=Document.Tax.NONE).update(tax=Document.Tax.SENT)
    return True


def refused(locked: TaxMessage, words: str) -> None:
    """A locked message was not even read (999 with a refusal, -1): an officer has to look."""
    locked.state, locked.accepted, locked.words, locked.next_at = State.FAILED, False, words[:600], None
    locked.save(update_fields=["state", "accepted", "words", "next_at"])
    if locked.kind in PACKAGES:
        locked.documents.filter(tax__in=(Document.Tax.NONE, Document.Tax.SENT)).update(
            tax=Document.Tax.REFUSED, problem=f"Cơ quan thuế không đọc được: {words}"[:600]
        )


@transaction.atomic
def send_again(message_id: int, at: datetime) -> bool:
    """An officer has a message sent again that could not be delivered; its documents count as not told. False: nothing to do."""
    row = TaxMessage.objects.select_for_update().filter(pk=message_id, state=State.FAILED).first()
    if row is None:
        return False
    row.state, row.tries, row.next_at, row.words, row.accepted = State.WAITING, 0, at, "", None
    row.save(update_fields=["state", "tries", "next_at", "words", "accepted"])
    row.documents.filter(tax__in=(Document.Tax.REFUSED, Document.Tax.UNPROVEN)).update(
        tax=Document.Tax.NONE, problem=""
    )
    TaxLine.objects.update(try_at=None)
    return True


@transaction.atomic
def away(words: str, at: datetime) -> None:
    """The gate did not answer: leave it alone for a growing time."""
    line, _ = TaxLine.objects.select_for_update().get_or_create(pk=1)
    line.failures = min(line.failures + 1, 1000)
    line.try_at = at + delay_after(line.failures)
    line.save(update_fields=["failures", "try_at"])


def here(at: datetime) -> None:
    """The gate answered. One statement."""
    if not TaxLine.objects.filter(pk=1).update(failures=0, try_at=None, heard_at=at):
        TaxLine.objects.get_or_create(pk=1, defaults={"heard_at": at})

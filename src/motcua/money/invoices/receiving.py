"""Answers of the tax authority: each is kept once under its own id, and moves the documents that it speaks of.

An answer that comes twice, late, or before we have noted our own sending does no harm. One that cannot be read is kept with
its fault, and the next one is fetched.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from motcua.money.invoices import answers, coded, ending, envelope, sending
from motcua.money.invoices.answers import About, Answer, Verdict
from motcua.money.invoices.client import TaxAway, TaxClient
from motcua.money.invoices.coded import Authority, NotProven
from motcua.money.invoices.envelope import BadMessage, Kind, Message
from motcua.money.invoices.models import CodedInvoice, CollectingUnit, Document, TaxLine, TaxMessage

State = TaxMessage.State
Tax = Document.Tax
UNDECIDED = (Tax.NONE, Tax.SENT, Tax.UNPROVEN)
NOBODY = coded.pinned(frozenset())


def fetch(client: TaxClient, now: Callable[[], datetime], most: int = 500) -> int:
    """Fetch answers after the mark that was read last; how many were new."""
    new = 0
    line, _ = TaxLine.objects.get_or_create(pk=1)
    if line.try_at is not None and line.try_at > now():
        return 0
    cursor, authority = line.cursor, coded.pinned(client.gate.certificates)
    for _ in range(most):
        try:
            found = client.answers(cursor)
        except TaxAway as error:
            sending.away(str(error), now())
            return new
        sending.here(now())
        if found is None:
            return new
        content, cursor = found
        new += take(content, now(), cursor, authority)
    return new


@transaction.atomic
def take(content: bytes, at: datetime, cursor: str = "", authority: Authority = NOBODY) -> bool:
    """Take one answer in; False when it is known already. The mark moves in the same transaction.

    A code counts only with the signature of `authority`; one without it is kept beside and changes no invoice's validity.
    """
    if cursor:
        TaxLine.objects.update_or_create(pk=1, defaults={"cursor": cursor})
    try:
        message = envelope.read(content)
    except BadMessage as error:
        return _unreadable(content, str(error), at)
    question = (
        TaxMessage.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(code=message.answers)
        .exclude(state=State.RECEIVED)
        .first()
    )
    try:
        _proven(message, content, question, authority, at)
    except NotProven as doubt:
        return _doubted(content, message, question, doubt, at)
    row, created = TaxMessage.objects.get_or_create(
        code=message.id,
        defaults={
            "kind": message.kind, "unit": question.unit if question else _unit(message.tax_code),
            "answers": question, "body": content.decode("utf-8", "replace"), "state": State.RECEIVED, "created_at": at,
        },
    )  # fmt: skip
    if not created:
        return False
    try:
        _apply(message, question, row, at)
    except BadMessage as error:
        row.words = str(error)[:600]
        row.save(update_fields=["words"])
    return True


def _unit(tax_code: str) -> CollectingUnit | None:
    return CollectingUnit.objects.filter(tax_code=tax_code).first()


def _unreadable(content: bytes, words: str, at: datetime) -> bool:
    """Kept under its digest, so that it is kept once."""
    _, created = TaxMessage.objects.get_or_create(
        code="?" + hashlib.sha256(content).hexdigest()[:40],
        defaults={
            "kind": -1, "body": content[:100_000].decode("utf-8", "replace").replace("\x00", ""), "words": words[:600],
            "state": State.RECEIVED, "created_at": at,
        },
    )  # fmt: skip
    return created


def _proven(
    message: Message, content: bytes, question: TaxMessage | None, authority: Authority, at: datetime
) -> None:
    """Whether the code of a 202 is the authority's, on the invoice that we sent. Raises: NotProven."""
    if message.kind != Kind.CODED or question is None:
        return
    sent = question.documents.values_list("xml", flat=True).first()
    coded.check(coded.taken_out(content), authority, at, sent.encode() if sent else None)


def _doubted(
    content: bytes, message: Message, question: TaxMessage | None, doubt: NotProven, at: datetime
) -> bool:
    """Kept under its digest, so that the true answer is still taken; the invoice waits among those to look at."""
    words = f"Mã chưa được nhận: {doubt.vi}"
    _, created = TaxMessage.objects.get_or_create(
        code="?" + hashlib.sha256(content).hexdigest()[:40],
        defaults={
            "kind": message.kind, "unit": question.unit if question else None, "answers": question,
            "body": content.decode("utf-8", "replace"), "words": words, "accepted": False, "state": State.RECEIVED,
            "created_at": at,
        },
    )  # fmt: skip
    if question is not None:
        question.documents.filter(tax__in=UNDECIDED).update(tax=Tax.UNPROVEN, problem=words)
    return created


def _apply(message: Message, question: TaxMessage | None, row: TaxMessage, at: datetime) -> None:
    match message.kind:
        case Kind.REGISTRATION_TAKEN | Kind.REGISTRATION_DECIDED:
            _registered(message, _needed(question, message), row, at)
        case Kind.CODED:
            _coded(message, _needed(question, message), row, at)
        case Kind.CHECKED:
            _checked(*answers.checked(message), _needed(question, message), row, at)
        case Kind.NOTICE_DECIDED:
            said = answers.notice_decided(message)
            words = said.words or "; ".join(one.reasons for one in said.about if not one.accepted)
            _close(_needed(question, message), row, Answer(said.accepted, words), at)
        case Kind.TO_REVIEW:
            _to_review(answers.to_review(message), row)
        case Kind.TECHNICAL | Kind.BAD_FORMAT:
            said = answers.technical(message)
            row.accepted, row.words = said.accepted, said.words[:600]
            row.save(update_fields=["accepted", "words"])
            if question is not None and not said.accepted and question.state != State.ANSWERED:
                sending.refused(question, said.words)
        case _:
            raise BadMessage(f"a message of kind {message.kind} is not for us")


def _needed(question: TaxMessage | None, message: Message) -> TaxMessage:
    if question is None:
        raise BadMessage(f"answers {message.answers or 'nothing'}, which is no message of ours")
    return question


def _close(question: TaxMessage, row: TaxMessage, said: Answer, at: datetime) -> None:
    for one in (question, row):
        one.accepted, one.words = said.accepted, said.words[:600]
    question.state, question.answered_at, question.next_at = State.ANSWERED, at, None
    question.sent_at = question.sent_at or at
    question.save(update_fields=["accepted", "words", "state", "answered_at", "next_at", "sent_at"])
    row.save(update_fields=["accepted", "words"])


def _registered(message: Message, question: TaxMessage, row: TaxMessage, at: datetime) -> None:
    """102 says that it came, 103 whether it counts. A refusal at reception is final as well."""
    said = answers.registration(message)
    if message.kind == Kind.REGISTRATION_TAKEN and said.accepted:
        row.accepted = True
        row.save(update_fields=["accepted"])
        return
    if question.state == State.ANSWERED:
        return
    if question.unit_id is None:
        raise BadMessage("a registration of no unit")
    unit = CollectingUnit.objects.select_for_update().get(pk=question.unit_id)
    unit.registration = (
        CollectingUnit.Registration.ACCEPTED if said.accepted else CollectingUnit.Registration.REFUSED
    )
    unit.registered_at = at if said.accepted else unit.registered_at
    unit.registration_words = said.words[:500]
    unit.save(update_fields=["registration", "registered_at", "registration_words"])
    _close(question, row, said, at)


def _coded(message: Message, question: TaxMessage, row: TaxMessage, at: datetime) -> None:
    """The authority put its code on the invoice, and signed: now it may go to the buyer, as the authority gave it back."""
    said = answers.coded(message)
    one = said.about[0]
    found = question.documents.select_for_update().filter(form=one.form, serial=one.serial, number=one.number)
    document = found.defer("xml").first()
    if document is None:
        raise BadMessage("the coded invoice is not the one that we sent")
    if document.tax in UNDECIDED or document.tax == Tax.REFUSED:
        document.tax, document.tax_given_code, document.problem = Tax.CODED, one.code, ""
        if document.email and document.state == Document.State.ISSUED and document.mail == Document.Mail.NONE:
            document.mail = Document.Mail.WAITING
        document.save(update_fields=["tax", "tax_given_code", "problem", "mail"])
        file = coded.taken_out(row.body.encode())
        CodedInvoice.objects.get_or_create(
            document=document,
            defaults={"xml": file.decode(), "sha256": hashlib.sha256(file).hexdigest(), "at": at},
        )
    _close(question, row, said, at)


def _checked(verdict: Verdict, said: Answer, question: TaxMessage, row: TaxMessage, at: datetime) -> None:
    """Result of the check: a whole package is valid, or single documents are not, or the invoice gets no code."""
    documents = question.documents.filter(tax__in=UNDECIDED)
    kept = verdict in (Verdict.PACKAGE_VALID, Verdict.SUMMARY_INVALID)
    if not kept and not said.about:
        documents.update(tax=Tax.REFUSED, problem=_problem(said.words))
    else:
        for one, row_ in _found(said.about, question):
            if row_.tax in UNDECIDED:
                row_.tax, row_.problem = Tax.REFUSED, _problem(one.reasons or said.words)
                row_.save(update_fields=["tax", "problem"])
        documents.update(tax=Tax.ACCEPTED)
    ended = question.documents.filter(state__in=sending.ENDED, ended_at__lte=question.created_at)
    if question.state != State.ANSWERED:
        for document in ended.select_related("unit").defer("xml").order_by("id"):
            ending.tell_ended(document, at)
    _close(question, row, said, at)


def _found(about: Iterable[About], question: TaxMessage) -> list[tuple[About, Document]]:
    rows = {
        (row.form, row.serial, row.number): row
        for row in question.documents.select_for_update().defer("xml").order_by("id")
    }
    return [
        (one, rows[one.form, one.serial, one.number])
        for one in about
        if (one.form, one.serial, one.number) in rows
    ]


def _to_review(said: Answer, row: TaxMessage) -> None:
    """302: the documents stand among those to mend until somebody adjusts, replaces or explains."""
    for one in said.about:
        Document.objects.filter(
            unit=row.unit, form=one.form, serial=one.serial, number=one.number, state=Document.State.ISSUED
        ).update(tax=Tax.REFUSED, problem=f"Cơ quan thuế đề nghị rà soát: {one.reasons}"[:600])
    row.words = said.words[:600]
    row.save(update_fields=["words"])


def _problem(words: str) -> str:
    return f"Cơ quan thuế: {words or 'không hợp lệ'}"[:600]

"""What belongs to one resident beside the dossiers' own pages: what waits, papers, payments, who looked. Reading only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from motcua.city.models import Agency, Person
from motcua.foundation.models import AccessLog
from motcua.money.models import Order, Receipt
from motcua.procedures.dossiers.models import Dossier, Draft
from motcua.procedures.dossiers.status import Finance, Status
from motcua.records.papers.models import Paper
from motcua.records.quality.pairs import same_person
from motcua.sites.portal.own_dossiers import Entry, own_rows
from motcua.sites.portal.payment_shown import owes
from motcua.sites.portal.resident import Resident
from motcua.sites.shell.my_page import Card

type Words = Mapping[str, str]

MOST_WAITING = 20
TONES = {"due": "warn", "paid": "ok", "held": "info", "none": "quiet"}
ORDER_WORDS: dict[str, Words] = {
    Order.Status.PENDING: {"vi": "Chờ thanh toán", "en": "To be paid"},
    Order.Status.PAID: {"vi": "Đã thanh toán", "en": "Paid"},
    Order.Status.FAILED: {"vi": "Chưa thành công, cần trả lại từ đầu", "en": "Failed: please pay again"},
    Order.Status.HELD: {"vi": "Đang được kiểm tra, không phải trả lần nữa", "en": "Being checked"},
    Order.Status.REFUNDED: {"vi": "Đã hoàn tiền", "en": "Given back"},
    Order.Status.PARTLY_REFUNDED: {"vi": "Đã hoàn một phần", "en": "Partly given back"},
    Order.Status.EXPIRED: {"vi": "Lần trả trước đã quá giờ, cần trả lại", "en": "Ran out: please pay again"},
    Order.Status.CANCELLED: {"vi": "Không phải trả nữa", "en": "No longer owed"},
    Order.Status.ZERO: {"vi": "Không phải nộp", "en": "Nothing to pay"},
}
PAPER_WORDS: dict[str, Words] = {
    Paper.Source.ISSUED: {"vi": "Kết quả đã cấp", "en": "Issued by the city"},
    Paper.Source.SCANNED: {"vi": "Số hóa từ bản giấy", "en": "Scanned from paper"},
    Paper.Source.CERTIFIED_COPY: {"vi": "Bản sao chứng thực điện tử", "en": "Certified electronic copy"},
    Paper.Source.DECLARED: {"vi": "Bạn đã khai báo", "en": "Declared by you"},
}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for this person. `note` says of what it is a part."""

    title: Any
    note: Any
    href: str
    tone: str = "warn"
    code: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the resident's: `counts` while it may be used again instead of being handed in."""

    paper: Paper
    name: str
    source: Words
    state: Words
    tone: str
    counts: bool
    href: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """What was or is to be paid for one dossier."""

    name: Any
    dossier: Dossier
    amount: int
    state: Words
    tone: str
    on: datetime
    due: bool
    receipt: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the person's data."""

    look: AccessLog
    agency: Agency | None


def waiting(resident: Resident) -> list[Dossier]:
    """Dossiers that may wait for their owner: a supplement, a fee, a result to fetch. One query."""
    awaited = Q(status__in=(Status.SUPPLEMENT, Status.DONE)) | Q(finance=Finance.DUE)
    rows = Dossier.objects.select_related("return_agency").filter(own_rows(resident), awaited)
    return list(rows.order_by("-id")[:MOST_WAITING])


def todo(entries: Sequence[Entry], unsent: Sequence[Draft], cards: Sequence[Card]) -> list[Todo]:
    """Everything that waits for the person: what has a limit first, then other rooms' matters, then unsent forms."""
    found = [
        Todo(
            entry.action.title,
            entry.name,
            entry.action.href or reverse("portal:dossier", args=[entry.dossier.uuid]),
            entry.action.tone,
            entry.dossier.code,
        )
        for entry in entries
        if entry.action.todo
    ]
    found.sort(key=lambda one: one.tone != "warn")
    for card in cards:
        found += [Todo(line.words, line.note or card.title, line.href) for line in card.lines if line.urgent]
    found += [
        Todo(
            {"vi": "Điền tiếp và nộp", "en": "Go on and send"},
            draft.version.procedure.short,
            reverse("portal:draft", args=[draft.id]),
            "info",
        )
        for draft in unsent
    ]
    return found


def papers(person_id: int, on: date, before: int | None, size: int) -> list[PaperLine]:
    """Papers issued to the person or digitised, newest first. One query."""
    rows = (
        Paper.objects.filter(owner_id__in=same_person(person_id))
        .select_related("file", "issuer")
        .order_by("-id")
    )
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_paper_line(paper, on) for paper in rows[:size]]


def _paper_line(paper: Paper, on: date) -> PaperLine:
    ended = paper.valid_until is not None and paper.valid_until < on
    if paper.status == Paper.Status.REVOKED:
        state, tone = {"vi": "Đã thu hồi", "en": "Revoked"}, "danger"
    elif paper.status == Paper.Status.REPLACED:
        state, tone = {"vi": "Đã có bản mới", "en": "Replaced"}, "quiet"
    elif ended:
        state, tone = {"vi": "Hết hạn", "en": "No longer valid"}, "warn"
    else:
        state, tone = {"vi": "Còn hiệu lực", "en": "Valid"}, "ok"
    return PaperLine(
        paper,
        paper.title or str(paper),
        PAPER_WORDS[paper.source],
        state,
        tone,
        tone == "ok" and paper.file is not None,
        reverse("portal:file", args=[paper.file.uuid]) if paper.file else "",
    )


def payments(
    resident: Resident, names: Any, before: int | None, size: int
) -> tuple[list[PaymentLine], Dossier | None]:
    """What was paid and what is due, newest dossier first, and the last dossier looked at if more may follow.

    `names`: gives the procedure's name for a dossier. Three queries at most.
    """
    rows = Dossier.objects.filter(own_rows(resident)).exclude(finance=Finance.NONE).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    newest: dict[Any, Order] = {}
    for order in Order.objects.filter(subject_id__in=[one.uuid for one in found]).order_by("id"):
        newest[order.subject_id] = order
    paid = [order.pk for order in newest.values() if order.paid_at]
    receipts = set(
        Receipt.objects.filter(order_id__in=paid, cancelled_at=None).values_list("order_id", flat=True)
        if paid
        else ()
    )
    lines = [
        _payment_line(dossier, newest[dossier.uuid], names(dossier), receipts)
        for dossier in found
        if dossier.uuid in newest
    ]
    return lines, found[-1] if more else None


def _payment_line(dossier: Dossier, order: Order, name: Any, receipts: set[int]) -> PaymentLine:
    due = owes(dossier) and order.status in (
        Order.Status.PENDING,
        Order.Status.FAILED,
        Order.Status.EXPIRED,
    )
    kind = "due" if due else "paid" if order.paid_at else "held" if order.status == "held" else "none"
    return PaymentLine(
        name,
        dossier,
        order.payer_amount,
        ORDER_WORDS[order.status],
        TONES[kind],
        order.paid_at or order.created_at,
        due,
        reverse("portal:receipt", args=[dossier.uuid]) if order.pk in receipts else "",
    )


def looks(person: Person, before: int | None, size: int) -> list[Look]:
    """Who read this person's data, newest first. Two queries at most."""
    rows = AccessLog.objects.filter(person_id__in=same_person(person.pk), result="shown").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[:size])
    ids = {look.reader_agency_id for look in found if look.reader_agency_id}
    agencies = Agency.objects.in_bulk(ids) if ids else {}
    return [Look(look, agencies.get(look.reader_agency_id or 0)) for look in found]

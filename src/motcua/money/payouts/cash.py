"""Cash for those without an account: handed over against a signature, what is left goes back, who never comes is looked for."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.text import fold
from motcua.money.ledger import movements, rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source
from motcua.money.payouts import listing
from motcua.money.payouts.errors import NotYours, Refused, Several
from motcua.money.payouts.models import LifeSign, Line, Receipt, Run, Step
from motcua.money.payouts.naming import same_name


@dataclass(frozen=True, slots=True)
class Shown:
    """Who stands at the payment point: name and number of the card shown, and the mandate where it is not the beneficiary."""

    name: str
    pin: str
    mandate: str = ""


def due(run: Run, wanted: str, most: int = 20) -> list[Line]:
    """Lines that wait for their person at the point: by number or name; the first ones without a word. One query."""
    rows = Line.objects.filter(run=run, state=Line.State.CASH_DUE)
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= 9:
        rows = rows.filter(pin=digits)
    elif wanted.strip():
        for word in fold(wanted).split():
            rows = rows.filter(search_key__contains=word)
    return list(rows.order_by("search_key", "pk")[:most])


def waiting(run: Run) -> tuple[int, int]:
    """How many lines wait for cash, and their sum in đồng. One query."""
    from django.db.models import Count

    found = Line.objects.filter(run=run, state=Line.State.CASH_DUE).aggregate(
        number=Count("pk"), sum=Sum("total")
    )
    return found["number"], found["sum"] or 0


WITHOUT_FILE = frozenset({Receipt.Proof.THUMB, Receipt.Proof.NAMED})
"""Proofs that stand by the words of people: a witness, or the officer who has compared the card."""


def faults(line: Line, shown: Shown, proof: str, signed: bool, words: str = "") -> list[Refused]:
    """What is missing before the money may go, each at its question. `signed`: a picture or scan is there. Pure."""
    found = []
    pin, own = re.sub(r"\D", "", shown.pin), is_own(line, shown)
    if len(pin) not in (9, 12):
        found.append(
            Refused("Nhập số trên thẻ của người nhận.", "Enter the number on the receiver's card.", "pin")
        )
    elif not own and len(shown.mandate.strip()) < 3:
        found.append(Refused(
            "Thẻ không phải của người hưởng: ghi giấy ủy quyền hoặc quyết định giám hộ.",
            "The card is not the beneficiary's: name the mandate or the guardian's decision.", "mandate",
        ))  # fmt: skip
    if len(pin) in (9, 12) and not own and len(shown.name.strip()) < 2:
        found.append(Refused("Ghi họ tên người nhận thay.", "Name who receives it.", "name"))
    if proof not in Receipt.Proof.values:
        found.append(Refused("Chọn cách ký nhận.", "Choose how it is signed for.", "proof"))
    elif proof in (Receipt.Proof.TABLET, Receipt.Proof.PAPER) and not signed:
        found.append(
            Refused("Cần chữ ký của người nhận.", "The receiver's signature is needed.",
                    "signature" if proof == Receipt.Proof.TABLET else "file")
        )  # fmt: skip
    elif proof == Receipt.Proof.THUMB and len(words.strip()) < 2:
        found.append(Refused("Ghi họ tên người làm chứng.", "Name the witness.", "witness"))
    elif proof == Receipt.Proof.NAMED and not same_name(words, line.full_name if own else shown.name):
        found.append(
            Refused("Gõ đúng họ tên người nhận để xác nhận.", "Type the receiver's name to confirm.", "typed")
        )
    return found


def is_own(line: Line, shown: Shown) -> bool:
    """Whether the card shown is the beneficiary's."""
    return bool(line.pin) and re.sub(r"\D", "", shown.pin) == line.pin


@transaction.atomic
def hand_out(
    line_id: int, run_id: int, shown: Shown, proof: str, file: Any, *, words: str = "", by: Actor, at: datetime
) -> Receipt:  # fmt: skip
    """Hand the money of a line over, once, against a signed receipt. The receiver has shown a card.

    `words`: the witness of a thumb print, or the name typed for somebody who cannot sign.
    Raises: NotYours, Refused (paid already), Several (card of somebody else without a mandate, no signature).
    """
    run = listing.lock(run_id)
    line = Line.objects.select_for_update().filter(pk=line_id, run=run).first()
    if line is None:
        raise NotYours
    if line.state != Line.State.CASH_DUE:
        raise Refused(
            "Khoản này không chờ chi tiền mặt: có thể đã chi.", "Nothing waits here: it may be paid already."
        )
    if found := faults(line, shown, proof, file is not None, words):
        raise Several(found)
    own, pin = is_own(line, shown), re.sub(r"\D", "", shown.pin)
    name = line.full_name if own else shown.name.strip()
    receipt = Receipt.objects.create(
        line=line, agency_id=by.agency_id or run.agency_id, amount=line.total, proof=proof, file=file, receiver_name=name[:120],
        words=words.strip()[:200] if proof in WITHOUT_FILE else "", receiver_pin=pin,
        mandate="" if own else shown.mandate.strip()[:200], at=at, by=by.as_data(),
    )  # fmt: skip
    line.state, line.state_at = Line.State.CASH_PAID, at
    line.save(update_fields=["state", "state_at"])
    if own:
        LifeSign.objects.update_or_create(
            person_id=line.person_id, defaults={"on": at.date(), "source": "cash"}
        )
    parts = rules.handed_to_people(line.total, run.agency_id, run.programme)
    movements.payout(Source("payout_receipt", receipt.pk, "handed"), Entry.Kind.PAYOUT, parts, at, by=by.name)
    events.record(
        listing.chain(run), "payout_cash_handed", at=at, actor=by,
        data={"line": line.pk, "amount": line.total, "proxy": not own, "proof": proof},
    )  # fmt: skip
    return receipt


@transaction.atomic
def close(run_id: int, *, by: Actor, at: datetime) -> Run:
    """End the month: cash that nobody fetched goes back to the account and comes with a later month.

    Raises: NotYours, Refused (money on its way or refused lines that nobody has dealt with).
    """
    run = listing.lock(run_id)
    if run.state != Run.State.SENT:
        raise Refused("Danh sách chưa gửi hoặc đã khóa.", "The list was not sent yet, or is closed.")
    open_ = Line.objects.filter(run=run, state__in=["sent", "unknown"]).count()
    if open_:
        raise Refused(f"Còn {open_} dòng chưa rõ kết quả.", f"{open_} lines have no result yet.")
    rows = Line.objects.filter(run=run)
    left = rows.filter(state=Line.State.CASH_DUE).aggregate(sum=Sum("total"))["sum"] or 0
    Step.objects.bulk_create(
        [
            Step(line_id=pk, at=at, state="unpaid", by=by.name)
            for pk in rows.filter(Q(state="cash_due") | Q(state="rejected") | Q(state="returned")).values_list("pk", flat=True)
        ],
        batch_size=5000,
    )  # fmt: skip
    rows.filter(state__in=["cash_due", "rejected", "returned"]).update(state=Line.State.UNPAID, state_at=at)
    if left:
        parts = rules.reversed_(rules.cash_for_people(left, run.agency_id))
        movements.payout(Source("payout_run", run.pk, "cash back"), Entry.Kind.PAYOUT, parts, at, by=by.name)
    run.state, run.closed_at = Run.State.CLOSED, at
    run.save(update_fields=["state", "closed_at"])
    events.record(listing.chain(run), "payout_closed", at=at, actor=by, data={"cash_back": left})
    return run

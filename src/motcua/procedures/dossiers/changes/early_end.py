"""An end before a result: refused, withdrawn, stopped, expired. What it does to the task and to the money."""

from datetime import datetime

from motcua.foundation.actor import Actor
from motcua.procedures.dossiers.changes import tasks
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Document
from motcua.procedures.dossiers.status import Finance

REFUSE = "refuse"
"""The action of the officer who holds the task; all other early ends come from outside of it."""


def close(
    held: Held, words: str, by: Actor, at: datetime, action: str, *, work_was_done: bool = False
) -> None:
    """End the dossier with `words` as its reason and save it; no task stays open.

    What was not paid is no longer owed (the order itself is cancelled by the consumer in `unpaid`). What was
    paid is owed back, unless the work that the fee is for was done (a refusal after appraisal).
    """
    dossier = held.dossier
    dossier.ended_at = at
    dossier.end_reason = words
    if dossier.finance == Finance.DUE:
        dossier.finance = Finance.NONE.value
    elif dossier.finance == Finance.PAID and not work_was_done:
        dossier.finance = Finance.REFUND_DUE.value
    tasks.close(held, at, by, action, words, whoever_holds_it=action != REFUSE)
    dossier.save()


def refuse_decided(held: Held) -> None:
    """Raises WrongState once a decision has been signed, even one that is being corrected.

    Source: TT 03/2025/TT-VPCP Đ7 (a request is taken back only while nothing has been decided).
    """
    if held.compiled.linked is not None and _part_decided(held):
        raise WrongState(
            "Một phần của hồ sơ liên thông đã có kết quả được ký: có thể bỏ các phần còn lại, không rút cả hồ sơ.",
            "A part of this set has a signed decision: the other parts can be left out, not the whole taken back.",
        )
    if Document.objects.filter(dossier=held.dossier, kind="result").exists():
        raise WrongState(
            "Hồ sơ đã có kết quả được ký, không thể rút hoặc dừng.",
            "A decision has been signed: the request can no longer be taken back.",
        )


def _part_decided(held: Held) -> bool:
    return Document.objects.filter(dossier__part_of_id=held.dossier.id, kind="result").exists()

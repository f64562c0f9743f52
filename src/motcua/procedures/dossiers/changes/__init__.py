"""Every change of a dossier: one function, one transaction, one event.

Locks are taken in one order everywhere: first the dossier's row, then whatever hangs on it.
"""

from motcua.procedures.dossiers.changes import duties, external, opinions, outside
from motcua.procedures.dossiers.changes.asking import (
    answer_supplement,
    ask_supplement,
    confirm_supplement,
    expire_supplement,
)
from motcua.procedures.dossiers.changes.digitising import begin_scan, digitise, reuse
from motcua.procedures.dossiers.changes.ending import correct, extend, hand_over, rate, stop, withdraw
from motcua.procedures.dossiers.changes.filing import file
from motcua.procedures.dossiers.changes.intake import accept, refuse_intake, take_in
from motcua.procedures.dossiers.changes.paying import fees_paid, wait_for_payment
from motcua.procedures.dossiers.changes.undoing import undo
from motcua.procedures.dossiers.changes.work import act, assign, claim, release

__all__ = [
    "accept",
    "act",
    "answer_supplement",
    "ask_supplement",
    "assign",
    "begin_scan",
    "claim",
    "confirm_supplement",
    "correct",
    "digitise",
    "duties",
    "expire_supplement",
    "extend",
    "external",
    "fees_paid",
    "file",
    "hand_over",
    "opinions",
    "outside",
    "rate",
    "refuse_intake",
    "release",
    "reuse",
    "stop",
    "take_in",
    "undo",
    "wait_for_payment",
    "withdraw",
]

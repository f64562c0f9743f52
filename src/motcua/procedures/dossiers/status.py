"""The ten statuses of a dossier and the moves between them: one table, used by every change.

Source: status list synchronised to the national portal; NĐ 61/2018 Đ17, Đ19, Đ21; NQ 66.7/2025; NĐ 297/2025;
TT 03/2025/TT-VPCP Đ7.
"""

from enum import IntEnum, StrEnum


class Status(IntEnum):
    """Codes of the national portal. `words` are what people read."""

    REGISTERED = 1
    ACCEPTED = 2
    REFUSED = 3
    IN_PROGRESS = 4
    SUPPLEMENT = 5
    PAYMENT_DUTY = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.DONE, Status.RETURNED})
OPEN = frozenset(Status) - ENDED


class Move(StrEnum):
    """Why a status changes. One move is one event kind of the dossier's chain."""

    SUBMIT = "submitted"
    TAKE_IN = "taken-in"  # paper dossier, entered and accepted at the counter in one go
    ACCEPT = "accepted"
    ASK_SUPPLEMENT = "supplement-asked"
    SUPPLEMENT_GIVEN = "supplement-given"
    SUPPLEMENT_EXPIRED = "supplement-expired"
    REFUSE_INTAKE = "refused"
    START_WORK = "work-started"
    WAIT_FOR_PAYMENT = "payment-awaited"
    PAYMENT_ARRIVED = "payment-arrived"
    WITHDRAW = "withdrawn"
    STOP = "stopped"
    REFUSE = "refused-after-appraisal"
    FINISH = "finished"
    RETURN = "returned"
    REOPEN = "reopened"


S = Status
MOVES: dict[Move, dict[Status | None, Status]] = {
    Move.SUBMIT: {None: S.REGISTERED},
    Move.TAKE_IN: {None: S.ACCEPTED},
    Move.ACCEPT: {S.REGISTERED: S.ACCEPTED},
    Move.ASK_SUPPLEMENT: {S.REGISTERED: S.SUPPLEMENT, S.IN_PROGRESS: S.SUPPLEMENT},
    # A dossier that was never accepted goes back to the counter; an accepted one goes on.
    Move.SUPPLEMENT_GIVEN: {S.SUPPLEMENT: S.IN_PROGRESS},
    Move.SUPPLEMENT_EXPIRED: {S.SUPPLEMENT: S.STOPPED},
    Move.REFUSE_INTAKE: {S.REGISTERED: S.REFUSED},
    Move.START_WORK: {S.ACCEPTED: S.IN_PROGRESS},
    Move.WAIT_FOR_PAYMENT: {S.IN_PROGRESS: S.PAYMENT_DUTY},
    Move.PAYMENT_ARRIVED: {S.PAYMENT_DUTY: S.IN_PROGRESS},
    Move.WITHDRAW: {
        S.REGISTERED: S.WITHDRAWN,
        S.ACCEPTED: S.WITHDRAWN,
        S.IN_PROGRESS: S.WITHDRAWN,
        S.SUPPLEMENT: S.WITHDRAWN,
        S.PAYMENT_DUTY: S.WITHDRAWN,
    },
    Move.STOP: {
        S.ACCEPTED: S.STOPPED,
        S.IN_PROGRESS: S.STOPPED,
        S.SUPPLEMENT: S.STOPPED,
        S.PAYMENT_DUTY: S.STOPPED,
    },
    Move.REFUSE: {S.IN_PROGRESS: S.STOPPED},
    Move.FINISH: {S.IN_PROGRESS: S.DONE},
    Move.RETURN: {S.DONE: S.RETURNED},
    Move.REOPEN: {S.DONE: S.IN_PROGRESS, S.RETURNED: S.IN_PROGRESS},
}


ONLY_WITHOUT_DECISION = frozenset({Move.WITHDRAW, Move.STOP, Move.REFUSE, Move.ASK_SUPPLEMENT})
"""Moves that are possible only while no decision has been issued. Source: TT 03/2025/TT-VPCP Đ7."""


class IllegalMove(ValueError):
    """The table has no such move from this status."""

    def __init__(self, move: Move, status: Status | None) -> None:
        super().__init__(f"no move {move} from {status!r}")
        self.move, self.status = move, status


def after(move: Move, status: Status | None) -> Status:
    """The status that `move` leads to from `status`; raises IllegalMove where the table has none."""
    try:
        return MOVES[move][status]
    except KeyError:
        raise IllegalMove(move, status) from None


def allowed(status: Status) -> frozenset[Move]:
    """The moves that the table has from `status`."""
    return frozenset(move for move, table in MOVES.items() if status in table)


class Finance(StrEnum):
    """The money of a dossier, apart from its business status."""

    NONE = "none"
    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"
    REFUND_DUE = "refund-due"


class Delivery(StrEnum):
    """Where the result is."""

    NOT_READY = "not-ready"
    READY = "ready"
    ON_THE_WAY = "on-the-way"
    DELIVERED = "delivered"


class Sync(StrEnum):
    """Whether the outside world has been told of the last event."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"

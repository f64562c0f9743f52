"""What may become of a shipment, and its code. No clock, no database.

Source: QĐ 45/2016/QĐ-TTg (taking, handing over by a signed record, delivery, loss); states as the city tracks them.
"""

from enum import StrEnum

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Characters of a code: none that a person reads as another one."""
CODE_LENGTH = 8
MOST_ATTEMPTS = 3
"""Tries to deliver before the result goes back to the agency. A default of the city, not a rule of law."""


class Way(StrEnum):
    """Towards the agency, or back from it."""

    SEND = "send"
    RETURN = "return"


class State(StrEnum):
    REQUESTED = "requested"
    COLLECTED = "collected"
    HANDED = "handed"
    RESULT_COLLECTED = "result-collected"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """Why a state changes; each is one kind of event of the shipment's chain."""

    COLLECT = "post-collected"
    HAND = "post-handed"
    TURN_BACK = "post-turned-back"
    COLLECT_RESULT = "post-result-collected"
    SET_OUT = "post-delivering"
    DELIVER = "post-delivered"
    FAIL = "post-failed"
    GIVE_BACK = "post-returned"
    LOSE = "post-lost"
    CANCEL = "post-cancelled"


S = State
MOVES: dict[Way, dict[Move, dict[State, State]]] = {
    Way.SEND: {
        Move.COLLECT: {S.REQUESTED: S.COLLECTED},
        Move.HAND: {S.COLLECTED: S.HANDED},
        Move.TURN_BACK: {S.COLLECTED: S.COLLECTED},
        Move.LOSE: {S.COLLECTED: S.LOST},
        Move.CANCEL: {S.REQUESTED: S.CANCELLED, S.COLLECTED: S.CANCELLED},
    },
    Way.RETURN: {
        Move.COLLECT_RESULT: {S.REQUESTED: S.RESULT_COLLECTED},
        Move.SET_OUT: {S.RESULT_COLLECTED: S.DELIVERING, S.FAILED: S.DELIVERING},
        Move.DELIVER: {S.DELIVERING: S.DELIVERED},
        Move.FAIL: {S.DELIVERING: S.FAILED},
        Move.GIVE_BACK: {S.RESULT_COLLECTED: S.RETURNED, S.FAILED: S.RETURNED},
        Move.LOSE: {S.RESULT_COLLECTED: S.LOST, S.DELIVERING: S.LOST, S.FAILED: S.LOST},
        Move.CANCEL: {S.REQUESTED: S.CANCELLED},
    },
}
ENDED = frozenset({S.HANDED, S.DELIVERED, S.RETURNED, S.LOST, S.CANCELLED})
WITH_THE_POST = frozenset({S.COLLECTED, S.RESULT_COLLECTED, S.DELIVERING, S.FAILED})


class IllegalMove(ValueError):
    """The table has no such move from this state."""


def after(way: Way, move: Move, state: State, attempts: int = 0) -> State:
    """The state that `move` leads to. Raises: IllegalMove; also for one more try after the last one."""
    if move is Move.SET_OUT and attempts >= MOST_ATTEMPTS:
        raise IllegalMove(move)
    try:
        return MOVES[way][move][state]
    except KeyError:
        raise IllegalMove(move) from None


def possible(way: Way, state: State, attempts: int = 0) -> frozenset[Move]:
    """The moves that the table has from here."""
    found = {move for move, table in MOVES[way].items() if state in table}
    return frozenset(found - ({Move.SET_OUT} if attempts >= MOST_ATTEMPTS else set()))


def code_of(letters: str) -> str:
    """A shipment's code as printed: `BC-7K4M-9QXD`. Raises ValueError for letters outside the list."""
    if len(letters) != CODE_LENGTH or set(letters) - set(LETTERS):
        raise ValueError(letters)
    return f"BC-{letters[:4]}-{letters[4:]}"


def read_code(typed: str) -> str:
    """The code that somebody typed or scanned, whatever dashes and blanks are in it; "" when it is none."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    letters = plain.removeprefix("BC")
    if len(letters) != CODE_LENGTH or set(letters) - set(LETTERS):
        return ""
    return code_of(letters)

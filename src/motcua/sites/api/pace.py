"""How fast one token may call: a bucket for each, in the memory of each process.

In memory, because a row for every call would cost the hot path a statement; so that with n web processes a token may
call up to n times as often. It keeps a partner's endless loop from taking the threads of everybody else; it is no
accounting. By token and never by address: a hospital's hundred machines behind one address are one partner anyway,
and a province's many partners behind one proxy are not.
"""

import threading
from math import ceil

_buckets: dict[int, tuple[float, float]] = {}
_lock = threading.Lock()


def take(token_id: int, per_minute: int, now: float) -> int:
    """One call of a token at `now` (seconds of a clock that only goes forward): 0 when it may go on, else the whole
    seconds after which the next one may.

    A bucket holds a minute's calls and fills evenly. A refused call takes nothing out.
    """
    with _lock:
        left, seen = _buckets.get(token_id, (float(per_minute), now))
        left = min(float(per_minute), left + (now - seen) * per_minute / 60)
        if left < 1:
            _buckets[token_id] = (left, now)
            return max(1, ceil((1 - left) * 60 / per_minute))
        _buckets[token_id] = (left - 1, now)
        return 0


def forget() -> None:
    """Every bucket is full again: for tests."""
    with _lock:
        _buckets.clear()

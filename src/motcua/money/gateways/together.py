"""What arrives while something is being done is done together next: for work that costs almost the same for many as for one.

Whoever comes when nothing is under way begins at once, alone. Whoever comes later waits in line; when the work ends, the first in
line leads, and does in its own thread all that wait, at most so many. One whose thread has led before goes first: it has at hand
what the work needs (a connection, and what the server has planned on it). The leader gives those who have just been answered a
moment to be there again: callers in a burst come back, and two half groups that take turns cost more than one whole. Plain
threads only.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence

PATIENCE_S = 5.0
MOMENT_S = 0.02
"""Ends as soon as all are there who are expected: it is spent in full only when a burst has just become smaller."""


class _Place[T, A]:
    """Somebody in line. `leads` and `taken` change under the line's door only; `turn` is opened when there is an answer or the
    lead is theirs. `knows`: its thread has led before."""

    __slots__ = ("answer", "knows", "leads", "taken", "thing", "turn")

    def __init__(self, thing: T, knows: bool) -> None:
        self.thing, self.knows = thing, knows
        self.answer: A | None = None
        self.leads = self.taken = False
        self.turn = threading.Lock()
        self.turn.acquire()


class Line[T, A]:
    """Things that `do` does, up to `most` at once, each for a thread that waits for its answer."""

    def __init__(
        self,
        do: Callable[[Sequence[T]], Sequence[A | None]],
        most: int,
        patience_s: float = PATIENCE_S,
        moment_s: float = MOMENT_S,
    ) -> None:
        self._do, self._most, self._patience_s, self._moment_s = do, most, patience_s, moment_s
        self._door = threading.Condition()
        self._expected = 1
        self._waiting: deque[_Place[T, A]] = deque()
        self._thread = threading.local()
        self._under_way = False

    def take(self, thing: T) -> A | None:
        """The answer that `do` gave for this thing. None: it must be done alone, because `do` left it out or failed, or because
        those before did not come to an end in time."""
        place = _Place[T, A](thing, hasattr(self._thread, "led"))
        with self._door:
            self._waiting.append(place)
            place.leads = not self._under_way
            alone = place.leads
            self._under_way = True
            if len(self._waiting) >= self._expected:
                self._door.notify()
        if not place.leads and not place.turn.acquire(timeout=self._patience_s) and self._leaves(place):
            return None
        if place.leads:
            self._lead(at_once=alone)
        return place.answer

    def _leaves(self, place: _Place[T, A]) -> bool:
        """Out of patience: gone from the line, unless it leads by now. What is being done is waited for: it may be done."""
        with self._door:
            if place.leads:
                return False
            if not place.taken:
                self._waiting.remove(place)
                return True
        place.turn.acquire()
        return False

    def _lead(self, *, at_once: bool) -> None:
        batch: list[_Place[T, A]] = []
        self._thread.led = True
        try:
            with self._door:
                if not at_once:
                    self._door.wait_for(lambda: len(self._waiting) >= self._expected, self._moment_s)
                while self._waiting and len(batch) < self._most:
                    batch.append(self._waiting.popleft())
                    batch[-1].taken = True
            answers = self._do([place.thing for place in batch])
            for place, answer in zip(batch, answers, strict=True):
                place.answer = answer
        finally:
            with self._door:
                following = self._next()
                if following is not None:
                    following.leads = True
                self._under_way = following is not None
                self._expected = min(self._most, len(batch) + len(self._waiting))
            if following is not None:
                following.turn.release()
            for place in batch[1:]:  # the first is the leader itself
                place.turn.release()

    def _next(self) -> _Place[T, A] | None:
        """Who leads next, now the first in line."""
        if not self._waiting:
            return None
        place = next((one for one in self._waiting if one.knows), self._waiting[0])
        self._waiting.remove(place)
        self._waiting.appendleft(place)
        return place

"""Two people press at the same moment: threads, a barrier, and what came of it."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


class Desk:
    """Threads that keep their database connection, so that a try costs milliseconds."""

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size)
        self._size = size

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *error: object) -> None:
        self.together([connections.close_all] * self._size)
        self._pool.shutdown()

    def together(self, works: Sequence[Callable[[], object]]) -> list[object]:
        """Do all `works` at once; their answers in order, an error being the answer of its work.

        A work that does not end within twenty seconds (a deadlock) raises TimeoutError.
        """
        assert len(works) <= self._size
        barrier = threading.Barrier(len(works))

        def press(work: Callable[[], object]) -> object:
            barrier.wait(timeout=20)
            try:
                return work()
            except Exception as error:
                return error

        return [future.result(timeout=20) for future in [self._pool.submit(press, work) for work in works]]

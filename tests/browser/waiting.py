"""Waiting for what other processes do."""

import time
from collections.abc import Callable


def wait_for(happened: Callable[[], object], seconds: float = 15) -> None:
    """Until it is true; an assertion fails when it never is."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.2)

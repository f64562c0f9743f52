"""Work that may wait: Procrastinate jobs in our PostgreSQL, enqueued in the caller's transaction.

A room declares its jobs in `jobs.py` and imports that module when its app is ready.
"""

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


# Asked anew each time: before Django is ready `app` stands for another object than after, and a job that is
# declared with the earlier one later on is known to nobody.
def task(*args: Any, **options: Any) -> Any:
    """Procrastinate's `app.task`."""
    return app.task(*args, **options)


def periodic(*args: Any, **options: Any) -> Any:
    """Procrastinate's `app.periodic`."""
    return app.periodic(*args, **options)


def backoff(attempts: int) -> RetryStrategy:
    """Try again after 2, 4, 8 … seconds; `attempts` times in all."""
    return RetryStrategy(max_attempts=attempts, exponential_wait=2)


__all__ = ["app", "backoff", "periodic", "task"]

"""Work that may wait: Procrastinate jobs in our PostgreSQL, enqueued in the caller's transaction.

A room declares its jobs in `jobs.py` and imports that module when its app is ready.
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

task = app.task
periodic = app.periodic


def backoff(attempts: int) -> RetryStrategy:
    """Try again after 2, 4, 8 … seconds; `attempts` times in all."""
    return RetryStrategy(max_attempts=attempts, exponential_wait=2)


__all__ = ["app", "backoff", "periodic", "task"]

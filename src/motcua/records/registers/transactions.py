"""One transaction a change: the caller's, or one of its own.

Changes of records refuse before they write, or undo what little they wrote; so within a caller's transaction no savepoint is
needed, and a refusal does not spoil it.
"""

from collections.abc import Callable
from functools import wraps

from django.db import connection, transaction


def in_one[**P, T](change: Callable[P, T]) -> Callable[P, T]:
    """Run `change` in the open transaction, or in a new one when there is none."""

    @wraps(change)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            return change(*args, **kwargs)
        with transaction.atomic():
            return change(*args, **kwargs)

    return run

"""What a file of tests makes once: each of its tests goes back to it instead of making it again.

For files whose tests all run inside a transaction; one that needs transactions of its own would find this one open.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written inside stands until the end, and is gone afterwards."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)

"""A thread that ends takes its database connections with it.

Django's connection refers to itself in a ring: without this it stays open until the collector walks by, and in a web process
whose threads come and go with the load that may be never. Assumes that the thread that opens a connection is the one that
uses it.
"""

import threading
from typing import Any

from django.db.backends.signals import connection_created


class _Opened:
    """A connection, closed when nobody refers to this any more: its thread has ended, or has opened another."""

    def __init__(self, line: Any) -> None:
        self.line = line

    def __del__(self) -> None:
        self.line.close()


_of_thread = threading.local()


def _keep(sender: Any, connection: Any, **_: Any) -> None:
    opened = _of_thread.__dict__.setdefault("opened", {})
    # a thread in which an event loop runs has one for either side
    opened[id(connection)] = _Opened(connection.connection)


def watch() -> None:
    """Called once, when the applications are ready."""
    connection_created.connect(_keep, dispatch_uid="motcua.foundation.leaving")

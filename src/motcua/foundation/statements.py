"""Statements that the server plans once for a connection: for the few places where a whole city knocks at once."""

import re
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.numeric import Int8

ONLY_WHEN_ASKED = 1_000_000
"""Executions after which psycopg would prepare by itself. Django switches preparing off altogether (None), also
where it is asked for; this lets our statements be prepared and leaves Django's own as they are."""


class Prepared:
    """A statement with `%(name)s` marks.

    psycopg plans anew for every combination of parameter types, and gives small and large numbers different
    types: all whole numbers are sent as one type.
    """

    def __init__(self, text: str) -> None:
        self._order: list[str] = []
        self.text = re.sub(r"%\((\w+)\)s", self._numbered, text)

    def _numbered(self, mark: re.Match[str]) -> str:
        if mark[1] not in self._order:
            self._order.append(mark[1])
        return f"${self._order.index(mark[1]) + 1}"

    def first(self, values: dict[str, Any]) -> tuple[Any, ...] | None:
        """Run it in the caller's transaction, or as one of its own; the first row. Errors are Django's."""
        connection.ensure_connection()
        line = connection.connection
        if line.prepare_threshold is None:
            line.prepare_threshold = ONLY_WHEN_ASKED
        sent = [values[name] for name in self._order]
        # Django's cursor binds on the client side, where nothing can be prepared.
        with connection.wrap_database_errors, psycopg.RawCursor(line) as cursor:
            cursor.execute(self.text, [Int8(v) if isinstance(v, int) else v for v in sent], prepare=True)
            return cursor.fetchone()

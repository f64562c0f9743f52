"""Statements that the server plans once for a connection: for the few places where a whole city knocks at once."""

import re
from collections.abc import Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg import abc, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.types.numeric import Int8


class Prepared:
    """A statement with `%(name)s` marks.

    A plan belongs to a combination of parameter types, and psycopg gives small and large numbers different types:
    all whole numbers are sent as one type.
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
        packing, rows = self._run(values)
        return packing.load_row(0, tuple) if rows else None

    def every(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        """As `first`: all rows."""
        packing, rows = self._run(values)
        return packing.load_rows(0, rows, tuple)

    def _run(self, values: dict[str, Any]) -> tuple[abc.Transformer, int]:
        """What reads the rows of the answer, and how many there are."""
        connection.ensure_connection()
        line = connection.connection
        sent = [values[name] for name in self._order]
        sent = [[_sent(one) for one in v] if isinstance(v, list) else _sent(v) for v in sent]
        with connection.wrap_database_errors:
            if not line.autocommit and line.pgconn.transaction_status == pq.TransactionStatus.IDLE:
                # Begun as psycopg does. Its own prepared statements are not used beside ours: after a rollback it
                # would drop all that the connection has planned.
                _fine(line, line.pgconn.exec_(line._get_tx_start_command()))
            return self._at_once(line, sent)

    def _at_once(self, line: psycopg.Connection[Any], sent: Sequence[Any]) -> tuple[abc.Transformer, int]:
        """Straight to libpq, whose call waits without holding other threads: a cursor takes twice the processor time.

        Assumes that nobody else uses the connection meanwhile, as Django's are used by one thread.
        """
        packing = Transformer(line)
        parameters = packing.dump_sequence(sent, [PyFormat.AUTO] * len(sent))
        names = _planned.setdefault(line, {})
        name = names.get(key := (self.text, packing.types))
        if name is None:
            name = f"motcua_{len(names)}".encode()
            _fine(line, line.pgconn.prepare(name, self.text.encode(), packing.types))
            names[key] = name
        run = line.pgconn.exec_prepared
        result = _fine(line, run(name, cast(Any, parameters), packing.formats))  # its type forgets NULL
        packing.set_pgresult(result)
        return packing, result.ntuples


def whole(numbers: Sequence[int]) -> list[Int8]:
    """Whole numbers for an array mark: of one type, however large they are."""
    return [Int8(number) for number in numbers]


_planned: WeakKeyDictionary[Any, dict[tuple[str, Any], bytes]] = WeakKeyDictionary()
"""What each connection has planned: name by text and parameter types."""


def _fine(line: psycopg.Connection[Any], result: Any) -> Any:
    """The result. Raises psycopg's error for what the server refused, OperationalError when it is gone."""
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return result
    if line.pgconn.status != pq.ConnStatus.OK:
        raise psycopg.OperationalError(line.pgconn.get_error_message())
    raise error_from_result(result)


def _sent(value: Any) -> Any:
    return Int8(value) if isinstance(value, int) and not isinstance(value, bool) else value

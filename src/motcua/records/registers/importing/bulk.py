"""A first load into a register that is all but empty: its indexes for search are made once at the end, not row by row.

What keeps the register right (keys, unique values, overlaps) stays. Whoever searches it meanwhile reads the table instead. An
import that breaks off leaves it so until somebody goes on with it or takes it back; `motcua registers` makes the indexes too.
"""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import OperationalError, connection, transaction

from motcua.records.registers import storage
from motcua.records.registers.definition import RegisterDefinition

FROM_ROWS = 100_000
"""Rows of a file from which it is worth while."""
SHARE = 10
"""The register must hold less than a tenth of the file's rows: then nobody works with it yet."""
MEMORY = "512MB"
MEMORY_WORDS = "64MB"
"""For the index over words, less is quicker: what two processes gather (32 MB each) stays in the processor's own memory. At a
million births 18 s of processor instead of 28 with 512 MB."""
HELPERS = 1
"""Processes that help a line with an index; two lines make them."""
_log = logging.getLogger(__name__)


def lift(kept: RegisterDefinition, rows: int) -> bool:
    """Drop the indexes for search before a first load; false, and nothing done, when it is none."""
    if rows < FROM_ROWS:
        return False
    table = storage.record_table(kept.register)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from (select 1 from {table} limit {rows // SHARE}) held")
            if cursor.fetchone()[0] >= rows // SHARE:
                return False
            cursor.execute("set local lock_timeout = '3s'")
            for name, statement in storage.wanted(kept).items():
                if statement.startswith("create index"):
                    cursor.execute(f"drop index if exists {name}")
    except OperationalError:
        _log.info("%s is being read: its indexes stay while a file comes in", kept.register)
        return False
    return True


def restore(kept: RegisterDefinition) -> None:
    """Make the indexes that are missing. Writers of the register wait meanwhile: some ten seconds for a million records.

    The index over words takes as long as all others together: it is made on a line of its own, beside them.
    """
    apart = {} if connection.in_atomic_block else storage.lacking(kept, "using gin")
    with ThreadPoolExecutor(1, thread_name_prefix="register-index") as beside:
        words = beside.submit(_made_apart, apart) if apart else None
        with transaction.atomic(), connection.cursor() as cursor:
            _set(cursor, MEMORY)
            storage.make(kept, but=apart.keys())
        if words is not None:
            words.result()


def _set(cursor: Any, memory: str) -> None:
    cursor.execute(
        f"set local maintenance_work_mem = '{memory}'; set local max_parallel_maintenance_workers = {HELPERS}"
    )


def _made_apart(statements: Mapping[str, str]) -> None:
    """On a connection of its own, which is closed again."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _set(cursor, MEMORY_WORDS)
            for statement in statements.values():
                cursor.execute(statement)
    finally:
        connection.close()

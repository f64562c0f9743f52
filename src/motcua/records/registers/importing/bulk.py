"""A first load into a register that is all but empty: its indexes for search are made once at the end, not row by row.

What keeps the register right (keys, unique values, overlaps) stays. Whoever searches it meanwhile reads the table instead. An
import that breaks off leaves it so until somebody goes on with it or takes it back; `motcua registers` makes the indexes too.
"""

import logging

from django.db import OperationalError, connection, transaction

from motcua.records.registers import storage
from motcua.records.registers.definition import RegisterDefinition

FROM_ROWS = 100_000
"""Rows of a file from which it is worth while."""
SHARE = 10
"""The register must hold less than a tenth of the file's rows: then nobody works with it yet."""
MEMORY = "512MB"
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
    """Make the indexes that are missing. Writers of the register wait meanwhile: some ten seconds for a million records."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local maintenance_work_mem = '{MEMORY}'")
        storage.make(kept)

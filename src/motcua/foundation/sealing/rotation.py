"""New keys take over: what older ones sealed is sealed anew, in batches, while the city goes on working.

Nothing says how far a rotation has come but the envelopes themselves, so it can be killed at any moment and begun again. A row
that somebody changes meanwhile is left to them: their write used the newest key. A row whose key is missing, or that does
not open, stays as it is and is counted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from motcua.foundation.sealing import envelope
from motcua.foundation.sealing.errors import KeyMissing, NotWhole
from motcua.foundation.sealing.fields import Sealed, SealedField
from motcua.foundation.sealing.keys import ring

AT_ONCE = 1000
"""Rows in one transaction: some 50 ms."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What became of one sealed column: rows sealed anew, rows whose key is missing (by its id), rows that do not open."""

    column: str
    resealed: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)
    broken: int = 0

    @property
    def whole(self) -> bool:
        return not self.missing and not self.broken


type Turn = Callable[[Callable[[Turned], None]], Turned]
_others: dict[str, Turn] = {}


def offer(column: str, turn: Turn) -> None:
    """A room that seals by hand (`keys.seal_text`) re-seals by itself; `turn` gets what to call after each batch."""
    _others[column] = turn


def rotate(tell: Callable[[Turned], None] = lambda turned: None, at_once: int = AT_ONCE) -> Iterator[Turned]:
    """Seal everything with the newest key, column by column; `tell` hears the sums after each batch.

    One transaction a batch: one statement to read and lock it, one a row to write it.
    """
    for sealed_field in sealed_fields():
        yield _column(sealed_field, tell, at_once)
    for turn in _others.values():
        yield turn(tell)


def sealed_fields() -> list[SealedField]:
    """Every sealed column of every room, by its place."""
    found = [
        one
        for model in apps.get_models()
        if model._meta.managed
        for one in model._meta.local_concrete_fields
        if isinstance(one, SealedField)
    ]
    return sorted(found, key=lambda one: one.place)


def waiting() -> dict[str, int]:
    """Values that an older key sealed, by column. One statement a column, reading all of it."""
    head = envelope.header(ring().newest)
    counts = {}
    with connection.cursor() as cursor:
        for sealed_field in sealed_fields():
            table, column = _quoted(sealed_field)
            cursor.execute(
                f"select count(*) from {table} where length({column}) > 0 and substr({column}, 1, %s) <> %s",
                [len(head), head],
            )
            counts[sealed_field.place] = cursor.fetchone()[0]
    return counts


def _column(field: SealedField, tell: Callable[[Turned], None], at_once: int) -> Turned:
    """Twice through the column: first what nobody holds at the moment, then the rest, waiting for it."""
    first, _, _ = _through(field, tell, at_once, 0, wait=False)
    resealed, missing, broken = _through(field, tell, at_once, first, wait=True)
    return Turned(field.place, resealed, missing, broken)


def _through(
    field: SealedField, tell: Callable[[Turned], None], at_once: int, resealed: int, *, wait: bool
) -> tuple[int, dict[str, int], int]:
    missing, broken, last = dict[str, int](), 0, None
    while True:
        with transaction.atomic():
            rows = _older(field, last, at_once, wait=wait)
            anew: list[tuple[bytes, Any]] = []
            for key, row, sealed in rows:
                try:
                    plain = Sealed(sealed, field.place).opened(row)
                except KeyMissing as error:
                    missing[error.key_id] = missing.get(error.key_id, 0) + 1
                except NotWhole:
                    broken += 1
                else:
                    anew.append((envelope.seal(ring(), plain, field.place, str(row)), key))
            _write(field, anew)
        if not rows:
            return resealed, missing, broken
        resealed += len(anew)
        last = rows[-1][0]
        tell(Turned(field.place, resealed, missing, broken))


def _older(field: SealedField, after: Any, at_once: int, *, wait: bool) -> list[tuple[Any, Any, bytes]]:
    """The next rows that an older key sealed: primary key, what the envelope is bound to, envelope. They are locked."""
    table, column = _quoted(field)
    quote = connection.ops.quote_name
    key, row = quote(_key_column(field)), quote(_bound_column(field))
    head = envelope.header(ring().newest)
    beyond = f"{key} > %s and " if after is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {key}, {row}, {column} from {table} where {beyond}length({column}) > 0"  # our names
            f" and substr({column}, 1, %s) <> %s order by {key} limit %s"
            f" for no key update{'' if wait else ' skip locked'}",
            [*([after] if after is not None else []), len(head), head, at_once],
        )
        return [(pk, bound, bytes(sealed)) for pk, bound, sealed in cursor.fetchall()]


def _write(field: SealedField, anew: list[tuple[bytes, Any]]) -> None:
    table, column = _quoted(field)
    key = connection.ops.quote_name(_key_column(field))
    if anew:
        with connection.cursor() as cursor:
            cursor.executemany(f"update {table} set {column} = %s where {key} = %s", anew)


def _key_column(field: SealedField) -> str:
    key = field.model._meta.pk
    assert key is not None  # every table of ours has one
    return str(key.column)


def _quoted(field: SealedField) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(field.model._meta.db_table), quote(str(field.column))


def _bound_column(field: SealedField) -> str:
    """The column of the attribute that the field is bound to (`owner_id` is the attribute of `owner`)."""
    if field.row == "pk":
        return _key_column(field)
    return next(
        str(one.column) for one in field.model._meta.concrete_fields if field.row in (one.attname, one.name)
    )

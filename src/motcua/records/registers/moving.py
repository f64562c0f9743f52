"""Records of older versions brought under the newest by rule, a batch at a time, behind the pages.

Until then they read the same: `versions.split` applies the same rules. What a record was stays as its revision; one that no
rule can bring along stays as it is, readable, and is counted.
"""

from datetime import datetime

import orjson
from django.db import IntegrityError, connection, transaction

from motcua.foundation import events, worktime
from motcua.foundation.actor import SYSTEM
from motcua.records.registers import definitions, storage
from motcua.records.registers.check import check, units_of
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.identity import key_of
from motcua.records.registers.models import Origin, Record, RegisterVersion
from motcua.records.registers.places import today_of, unit_days
from motcua.records.registers.rows import COLUMNS, record_of
from motcua.records.registers.versions import data_now
from motcua.records.registers.words import words_for

AT_ONCE = 500


def waiting() -> list[str]:
    """Registers whose newest version has not met all older records yet. One query."""
    newest: dict[str, RegisterVersion] = {}
    for row in RegisterVersion.objects.order_by("version").defer("document"):
        newest[row.register] = row
    return sorted(register for register, row in newest.items() if row.moved_at is None)


@transaction.atomic
def move(register: str, *, at: datetime, size: int = AT_ONCE) -> bool:
    """Bring the next batch under the newest version; false when the last record has been met.

    Two that run at once take turns: the version's row is locked. One event a batch.
    """
    kept = definitions.definition_of(register)
    row = RegisterVersion.objects.select_for_update().get(register=register, version=kept.version)
    if row.moved_at is not None:
        return False
    records = _after(register, row.moved_through, size)
    moved = left = 0
    for record in records:
        if record.schema < kept.version:
            if _moved(kept, record, at):
                moved += 1
            else:
                left += 1
    row.left_behind += left
    if records:
        row.moved_through = records[-1].id
    if len(records) < size:
        row.moved_at = at
    row.save(update_fields=["moved_through", "moved_at", "left_behind"])
    if moved:
        events.record(
            f"register:{register}",
            "register.moved",
            at=at,
            actor=SYSTEM,
            data={"register": register, "version": kept.version, "records": moved, "left_behind": left},
        )
    return row.moved_at is None


def _after(register: str, pk: int, size: int) -> list[Record]:
    """The next records by id, whatever their version: the primary key leads there without an index of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from {storage.record_table(register)} where register = %s and id > %s"
            " order by id limit %s for update",
            [register, pk, size],
        )
        return [record_of(row) for row in cursor.fetchall()]


_KEEP = """
insert into {revisions} (register, record_id, revision, data, schema, valid_from, valid_to, state, recorded_at,
                         replaced_at, origin, origin_ref, reason, by)
select register, id, revision, data, schema, valid_from, valid_to, state, recorded_at, %s, origin, origin_ref, reason, by
from {records} where register = %s and id = %s
"""
_MOVE = """
update {records} set data = %s, schema = %s, key = %s, words = %s, unit_code = %s, revision = revision + 1,
       recorded_at = %s, origin = %s, origin_ref = %s, reason = %s, by = %s
where register = %s and id = %s
"""


def _moved(kept: RegisterDefinition, record: Record, at: datetime) -> bool:
    """Write one record under the newest version; false when its values do not fit there."""
    found = check(kept, data_now(kept, record), on=record.entered_on)
    if found.problems:
        return False
    named = units_of(kept, found.data)
    known = unit_days(set(named.values()))
    place = named.get(kept.place or "")
    today = at.astimezone(worktime.VN).date()
    unit = today_of(known[place], record.entered_on, today) if place in known else ""
    key = key_of(
        kept, found.data, agency_id=record.agency_id, year=record.year, volume=record.volume, page=record.page,
        number=record.number,
    )  # fmt: skip
    moment = max(at, record.recorded_at)
    where: tuple[str, int] = (record.register, record.id)
    records = storage.record_table(record.register)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                _KEEP.format(revisions=storage.table("registers_revision", record.register), records=records),
                [moment, *where],
            )
            cursor.execute(
                _MOVE.format(records=records),
                [
                    orjson.dumps(found.data).decode(), kept.version, key, words_for(kept, found.data), unit, moment,
                    Origin.RULE, f"{record.register} v{kept.version}", f"Chuyển sang phiên bản {kept.version} của sổ",
                    orjson.dumps(SYSTEM.as_data()).decode(), *where,
                ],
            )  # fmt: skip
    except IntegrityError:
        return False
    return True

"""What became of every row of an import, as a table that a spreadsheet opens: the sender corrects the file by it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from motcua.records.registers import definitions, storage
from motcua.records.registers.importing.classes import CLASSES, Level
from motcua.records.registers.importing.mapping import OWN
from motcua.records.registers.importing.models import ImportRun

HEADINGS = (
    "Dòng", "Kết quả", "Số bản ghi", "Khóa", "Loại", "Mục", "Giá trị trong tệp", "Giá trị nhận hoặc đề nghị", "Giải thích",
    "In English",
)  # fmt: skip
RESULTS = {
    Level.REFUSED: "Không nhận",
    Level.DOUBTFUL: "Nhận, cần xem lại",
    Level.CORRECTED: "Nhận, đã chỉnh",
}
TAKEN = "Nhận"


def blocks(run: ImportRun, *, only_odd: bool = False) -> Iterator[bytes]:
    """The report in blocks, a chunk of the import each. `only_odd`: without the rows of which nothing is to be said."""
    kept = definitions.definition_of(run.register)
    labels = {own.target: own.vi for own in OWN} | {field.id: field.label.vi for field in kept.fields}
    yield ("\ufeff" + _lines([HEADINGS])).encode()
    for chunk in run.chunks.order_by("number").iterator(chunk_size=4):
        records = _records(run, chunk.first_id, chunk.last_id)
        said: dict[int, list[list[str]]] = {}
        for row, level, code, target, raw, shown, vi, en in chunk.issues:
            pk, key = records.get(row, ("", ""))
            known = CLASSES[code]
            named = ", ".join(labels.get(one, one) for one in target.split(","))
            said.setdefault(row, []).append(
                [
                    str(row),
                    RESULTS[Level(level)],
                    str(pk),
                    key,
                    code,
                    named,
                    raw,
                    shown,
                    vi or f"{known.vi}.",
                    en or f"{known.en}.",
                ]
            )
        lines = [line for row in sorted(said) for line in said[row]]
        if not only_odd:
            lines += [
                [str(row), TAKEN, str(pk), key, "", "", "", "", "", ""]
                for row, (pk, key) in records.items()
                if row not in said
            ]
            lines.sort(key=lambda line: int(line[0]))
        yield _lines([[_guarded(cell) for cell in line] for line in lines]).encode()


def _records(run: ImportRun, first: int | None, last: int | None) -> dict[int, tuple[int, str]]:
    """(id, key) of what a chunk brought in, by its row in the file; as it was brought in."""
    if first is None:
        return {}
    table, revisions = storage.record_table(run.register), storage.table("registers_revision", run.register)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select r.id, r.key, coalesce(v.origin_ref, r.origin_ref) from {table} r"
            f" left join {revisions} v on v.register = r.register and v.record_id = r.id and v.revision = 1"
            " where r.register = %s and r.id between %s and %s",
            [run.register, first, last],
        )
        found: dict[int, tuple[int, str]] = {}
        for pk, key, ref in cursor.fetchall():
            of, _, row = ref.rpartition(":")
            if of == str(run.uuid) and row.isdecimal():
                found[int(row)] = (pk, key)
        return found


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _guarded(cell: str) -> str:
    """What a spreadsheet would compute is text here: the cells are a stranger's."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

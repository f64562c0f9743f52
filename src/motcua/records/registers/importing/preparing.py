"""Before anything is written: the file is kept, read as it will be read, looked over as a whole, and released.

Who uploads a file into a register that names persons does not release it: four eyes.
"""

import contextlib
import hashlib
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

import orjson
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from motcua.city import authority
from motcua.city.models import Agency
from motcua.foundation import events, worktime
from motcua.foundation.actor import Actor
from motcua.foundation.text import fold
from motcua.records.registers import definitions
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.importing import mapping, tables
from motcua.records.registers.importing.classes import CLASSES, PROPOSALS, Level
from motcua.records.registers.importing.made import Setting
from motcua.records.registers.importing.models import ColumnMapping, ImportRun
from motcua.records.registers.importing.rows import Assembler
from motcua.records.registers.importing.units import units

UPLOAD, RELEASE = "process", "approve"
"""Powers in the register's field by which files are brought, and released."""
LARGEST = 2_000_000_000
"""Bytes of a file: ten million births."""
CHUNK = 5_000
"""Rows of one transaction: a quarter of a second of work, some 6 MB, which the processor's own memory half holds."""
LOOKED_OVER = 50_000
"""Rows of the preview that are compared with one another."""
SHOWN_ROWS = 20
EXAMPLES = 5
SHIFTED = 0.5
"""Share of a column's filled cells that do not fit, from which the column is taken for another one."""
SHIFTED_FROM = 20
"""Filled cells of a column below which nothing is concluded."""
WRONG_WIDTH = 0.2
"""Share of rows with too few or too many cells, from which the file is taken for broken."""
FILLER_SHARE = 0.03
"""Share of first-of-January birth dates above which they are fillers for a year (DQ08)."""


class Refused(ValueError):
    """The step cannot be taken now; says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


@dataclass(slots=True)
class Profile:
    """A whole file looked over: `classes` by code: rows, examples; `stops`: what must be put right before it can run."""

    rows: int = 0
    accepted: int = 0
    corrected: int = 0
    doubtful: int = 0
    refused: int = 0
    classes: dict[str, dict[str, Any]] = field(default_factory=dict)
    stops: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def upload(
    register: str,
    file: IO[bytes] | Path,
    *,
    name: str,
    agency: Agency | None,
    by: Actor,
    at: datetime,
    says: str = "",
    encoding: str = "",
    sheet: str = "",
) -> ImportRun:
    """Keep a file for a register and propose how to read it; nothing is written into the register.

    `agency`: whose rows they are; None when a column says so. Raises: NotAllowed, NoSuchRegister, tables.Unreadable.
    """
    kept = definitions.definition_of(register)
    authority.require(by, UPLOAD, at=at, field=kept.field, agency_id=agency.pk if agency else None)
    path, size, digest = _keep(file, name)
    try:
        with opened(path) as local:
            how = _layout(kept, local, name, encoding, sheet)
    except tables.Unreadable:
        default_storage.delete(path)
        raise
    remembered = ColumnMapping.objects.filter(
        register=register, headings_hash=mapping.headings_hash(how.columns)
    ).first()
    known = [one.id for one in kept.fields] + list(mapping.OWN_TARGETS)
    targets = remembered.targets if remembered else mapping.propose(kept, how.columns)
    return ImportRun.objects.create(
        register=register, agency=agency, file_name=name[:200], path=path, size=size, sha256=digest, says=says[:300],
        layout=_layout_data(how), targets=[target if target in known else "" for target in targets],
        uploader_id=by.account_id, uploaded_by=by.as_data(), uploaded_at=at,
    )  # fmt: skip


def read_as(run: ImportRun, *, encoding: str = "", sheet: str = "") -> ImportRun:
    """Read the file in another encoding, or another sheet of it; the mapping is proposed anew. Raises: Refused, Unreadable."""
    _must_be(run, ImportRun.State.PREPARED)
    kept = definitions.definition_of(run.register)
    with opened(run.path) as local:
        how = _layout(kept, local, run.file_name, encoding, sheet)
    run.layout, run.targets, run.profile = _layout_data(how), list(mapping.propose(kept, how.columns)), {}
    run.save(update_fields=["layout", "targets", "profile"])
    return run


def choose(run: ImportRun, *, targets: Sequence[str], agreed: Iterable[str] = ()) -> list[mapping.Fault]:
    """Set which column is what, and which classes of proposals are taken. Faults, when there are any: nothing is changed."""
    _must_be(run, ImportRun.State.PREPARED)
    kept = definitions.definition_of(run.register)
    how = layout_of(run)
    found = mapping.faults(kept, how.columns, targets, agency_given=run.agency_id is not None)
    if found:
        return found
    run.targets, run.agreed, run.profile = list(targets), sorted(set(agreed) & PROPOSALS), {}
    run.save(update_fields=["targets", "agreed", "profile"])
    return []


def first_rows(run: ImportRun, count: int = SHOWN_ROWS) -> list[tuple[int, list[str]]]:
    """The first rows as they are read, with their line numbers."""
    with opened(run.path) as local:
        return list(islice(tables.rows(local, layout_of(run)), count))


def look_over(run: ImportRun, *, at: datetime) -> Profile:
    """Read the whole file as it would be imported, and write nothing but the profile: classes, counts, examples, stops.

    What stands in the register already is only found when the file is run. Some 50,000 rows a second.
    """
    assembler = Assembler(setting_of(run, at=at))
    profile = Profile()
    counts, examples = Counter[str](), dict[str, list[dict[str, Any]]]()
    fields: dict[str, Counter[str]] = {}
    first_days = Counter[str]()
    births = {part.birth for part in assembler.definition.people}

    def counted(block: list[tables.Row]) -> list[tables.Row]:
        whole = [cells for _, cells in block if len(cells) == len(run.targets)]
        for target, column in zip(run.targets, zip(*whole, strict=True), strict=False):
            if target:
                fields.setdefault(target, Counter())["filled"] += len(column) - column.count("")
                if target in births:
                    first_days[target] += sum(map(_first_day, column))
        return block

    with opened(run.path) as local:
        found = tables.blocks(local, layout_of(run), size=LOOKED_OVER)
        for _, chunk in groupby(found, itemgetter(0)):
            made = assembler.chunk(counted(block) for _, block in chunk)
            profile.rows += made.rows
            levels: dict[Level, set[int]] = {level: set() for level in Level}
            bad = dict[str, set[int]]()
            for one in made.issues:
                levels[one.level].add(one.row)
                counts[one.code] += 1
                kept = examples.setdefault(one.code, [])
                if len(kept) < EXAMPLES:
                    kept.append(
                        {
                            "row": one.row,
                            "field": one.field,
                            "raw": one.raw,
                            "shown": one.shown,
                            "vi": one.vi,
                            "en": one.en,
                        }
                    )
                if one.level is Level.REFUSED and one.field and one.code not in ("MISSING", "AGENCY"):
                    bad.setdefault(one.field, set()).add(one.row)
            refused = levels[Level.REFUSED]
            profile.refused += len(refused)
            profile.corrected += len(levels[Level.CORRECTED] - refused)
            profile.doubtful += len(levels[Level.DOUBTFUL] - refused)
            for target, rows in bad.items():
                fields.setdefault(target, Counter())["bad"] += len(rows)
    profile.accepted = profile.rows - profile.refused
    profile.classes = {
        code: {"count": counts[code], "examples": examples[code]} for code in CLASSES if code in counts
    }
    profile.stops = list(_stops(run, profile, fields, first_days, counts["WIDTH"]))
    run.profile = asdict(profile)
    run.save(update_fields=["profile"])
    return profile


def _first_day(cell: str) -> bool:
    return cell.startswith(("01/01/", "1/1/", "01-01-")) or cell.endswith("-01-01")


def _stops(
    run: ImportRun,
    profile: Profile,
    fields: Mapping[str, Counter[str]],
    first_days: Counter[str],
    broken: int,
) -> Iterator[dict[str, str]]:
    kept = definitions.definition_of(run.register)
    how = layout_of(run)
    if not how.sure:
        yield {
            "field": "",
            "vi": f"Chưa chắc bảng mã. {how.evidence_vi}",
            "en": f"The encoding is not certain. {how.evidence_en}",
        }
    if not profile.rows:
        yield {"field": "", "vi": "Tệp không có dòng dữ liệu.", "en": "The file has no rows."}
    if broken >= 5 and broken > WRONG_WIDTH * profile.rows:
        yield {
            "field": "",
            "vi": f"{broken} dòng thiếu hoặc thừa ô: tệp bị lệch cột hoặc sai dấu phân cách.",
            "en": f"{broken} rows have too few or too many cells: columns are shifted, or the separator is another.",
        }
    for target, column in fields.items():
        known = kept.named(target)
        label = known.label.vi if known else target
        english = known.label.en if known else target
        if column["filled"] >= SHIFTED_FROM and column["bad"] > SHIFTED * column["filled"]:
            bad, filled = column["bad"], column["filled"]
            yield {
                "field": target,
                "vi": f"Cột “{label}”: {bad}/{filled} giá trị không hợp. Có thể bị lệch cột.",
                "en": f'Column "{english}": {bad} of {filled} values do not fit. It may be shifted.',
            }
        births = {part.birth for part in kept.people}
        if (
            target in births
            and column["filled"] >= SHIFTED_FROM
            and first_days[target] > FILLER_SHARE * column["filled"]
        ):
            profile.classes["DQ08"] = {
                "count": first_days[target],
                "examples": [{"row": 0, "field": target, "raw": "01/01/…", "shown": "",
                              "vi": f"{first_days[target]} ngày sinh là 01/01: có thể chỉ biết năm.",
                              "en": f"{first_days[target]} birth dates are 1 January: perhaps only the year is known."}],
            }  # fmt: skip


@transaction.atomic
def ask(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """The uploader has looked at the preview and asks for the release; how the columns were read is remembered.

    Raises: Refused while the file has not been looked over under this mapping, or must not run.
    """
    run = _locked(run)
    _must_be(run, ImportRun.State.PREPARED)
    kept = definitions.definition_of(run.register)
    authority.require(by, UPLOAD, at=at, field=kept.field, agency_id=run.agency_id)
    if not run.profile:
        raise Refused("Hãy xem lại toàn tệp trước.", "Look over the whole file first.")
    if run.profile["stops"]:
        raise Refused(run.profile["stops"][0]["vi"], run.profile["stops"][0]["en"])
    columns = list(layout_of(run).columns)
    ColumnMapping.objects.update_or_create(
        register=run.register, headings_hash=mapping.headings_hash(columns),
        defaults={"columns": columns, "targets": run.targets, "saved_by": by.as_data(), "saved_at": at},
    )  # fmt: skip
    run.state = ImportRun.State.ASKED
    run.save(update_fields=["state"])
    return run


@transaction.atomic
def release(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Let the import run: by somebody else than the uploader where the register names persons.

    Raises: Refused, NotAllowed.
    """
    run = _locked(run)
    _must_be(run, ImportRun.State.ASKED)
    kept = definitions.definition_of(run.register)
    authority.require(by, RELEASE, at=at, field=kept.field, agency_id=run.agency_id)
    if kept.people and (by.account_id is None or by.account_id == run.uploader_id):
        raise Refused(
            "Người tải tệp lên không tự duyệt: sổ này có dữ liệu cá nhân.",
            "Who uploaded the file does not release it: this register names persons.",
        )
    run.state = ImportRun.State.RUNNING
    run.releaser_id, run.released_by, run.released_at = by.account_id, by.as_data(), at
    run.save(update_fields=["state", "releaser", "released_by", "released_at"])
    events.record(f"register-import:{run.uuid}", "register.import-released", at=at, actor=by,
                  data={"register": run.register, "file": run.file_name, "sha256": run.sha256})  # fmt: skip
    return run


@transaction.atomic
def give_up(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """An import that was not released is put aside, and its file deleted. Raises: Refused, NotAllowed."""
    run = _locked(run)
    _must_be(run, ImportRun.State.PREPARED, ImportRun.State.ASKED)
    kept = definitions.definition_of(run.register)
    if by.account_id != run.uploader_id:
        authority.require(by, RELEASE, at=at, field=kept.field, agency_id=run.agency_id)
    run.state, run.ended_at = ImportRun.State.GIVEN_UP, at
    run.save(update_fields=["state", "ended_at"])
    transaction.on_commit(lambda: default_storage.delete(run.path))
    return run


def setting_of(run: ImportRun, *, at: datetime) -> Setting:
    """What the rows of this import are put together with. The same for the preview and every run of it."""
    kept = definitions.definition_of(run.register)
    how = layout_of(run)
    today = at.astimezone(worktime.VN).date()
    return Setting(
        definition=kept, targets=tuple(run.targets), units=units(today), agency_id=run.agency_id,
        agencies=_agencies(run, kept, at) if "@agency" in run.targets else {}, today=today, import_id=str(run.uuid),
        recorded_at=(run.released_at or at).isoformat(), by_json=orjson.dumps(run.released_by or run.uploaded_by).decode(),
        reason=run.says, agreed=frozenset(run.agreed), computed=how.kind == "xlsx",
        from_1904=how.from_1904, formulas=how.formulas,
        merged={
            (line, column): value
            for top, left, bottom, right, value in how.merged
            for line in range(top, bottom + 1) for column in range(left, right + 1)
        },
    )  # fmt: skip


def _agencies(run: ImportRun, kept: RegisterDefinition, at: datetime) -> dict[str, int]:
    """Offices by folded code, key and name, and the commune's code: those for which the uploader may bring rows."""
    actor = Actor(**run.uploaded_by)
    found: dict[str, int] = {}
    rows = Agency.objects.on(at.astimezone(worktime.VN).date()).select_related("unit")
    for agency in rows:
        if not authority.holds(actor, UPLOAD, at=at, field=kept.field, agency_id=agency.pk):
            continue
        for name in (agency.code, agency.key, agency.name_vi, agency.unit.code if agency.unit else ""):
            if name:
                found[fold(name)] = agency.pk
    return found


def layout_of(run: ImportRun) -> tables.Layout:
    data = dict(run.layout)
    data["formulas"] = frozenset((line, column) for line, column in data["formulas"])
    data["merged"] = tuple(
        (top, left, bottom, right, value) for top, left, bottom, right, value in data["merged"]
    )
    for name in ("columns", "sheets"):
        data[name] = tuple(data[name])
    return tables.Layout(**data)


def _layout(kept: RegisterDefinition, local: Path, name: str, encoding: str, sheet: str) -> tables.Layout:
    return tables.layout(local, name=name, encoding=encoding, sheet=sheet, known=mapping.known_headings(kept))


def _layout_data(how: tables.Layout) -> dict[str, Any]:
    data = asdict(how)
    return data | {"formulas": sorted(how.formulas), "merged": [list(one) for one in how.merged]}


@contextlib.contextmanager
def opened(path: str) -> Iterator[Path]:
    """A kept file as one of this machine: itself, or a copy when the storage lies elsewhere."""
    if isinstance(default_storage, FileSystemStorage):  # a lazy object tells the class of what it stands for
        yield Path(default_storage.path(path))
        return
    with (
        tempfile.NamedTemporaryFile(suffix=Path(path).suffix) as copy,
        default_storage.open(path, "rb") as kept,
    ):
        while block := kept.read(1 << 20):
            copy.write(block)
        copy.flush()
        yield Path(copy.name)


def _keep(file: IO[bytes] | Path, name: str) -> tuple[str, int, str]:
    """Keep the bytes under a random name: (path, size, sha256). Raises: tables.Unreadable for a file that is too large."""
    digest = hashlib.sha256()
    size = 0
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(file.open("rb")) if isinstance(file, Path) else file
        while block := source.read(1 << 20):
            size += len(block)
            if size > LARGEST:
                raise tables.Unreadable("Tệp quá lớn (trên 2 GB).", "The file is too large (over 2 GB).")
            digest.update(block)
        source.seek(0)
        ending = Path(name).suffix.lower()[:8]
        path = default_storage.save(f"imports/{uuid.uuid4().hex}{ending}", File(source))
    return path, size, digest.hexdigest()


def _locked(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)


def _must_be(run: ImportRun, *states: str) -> None:
    if run.state not in states:
        raise Refused(
            f"Lần nhập này đang ở trạng thái “{run.get_state_display()}”.",
            f"This import is {run.state} by now.",
        )


__all__ = [
    "CHUNK", "RELEASE", "UPLOAD", "Profile", "Refused", "ask", "choose", "first_rows", "give_up",
    "layout_of", "look_over", "opened", "read_as", "release", "setting_of", "upload",
]  # fmt: skip

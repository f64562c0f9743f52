"""Which column of a file is which part of a record: proposed by headings, changed by hand. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from motcua.foundation.text import fold
from motcua.records.registers.definition import RegisterDefinition


@dataclass(frozen=True, slots=True)
class Own:
    """A part of a record that stands beside its fields. `names`: how headings of the national forms call it."""

    target: str
    vi: str
    en: str
    names: tuple[str, ...]


OWN = (
    Own("@number", "Số đăng ký", "Number of the entry", ("so", "so dang ky", "so vao so", "so thu tu", "entry number", "number")),
    Own("@year", "Năm", "Year", ("nam", "nam dang ky", "year")),
    Own("@book", "Quyển số", "Book", ("quyen", "quyen so", "so quyen", "book", "volume")),
    Own("@page", "Trang", "Page", ("trang", "trang so", "so trang", "page")),
    Own("@entered_on", "Ngày đăng ký", "Day of the entry", ("ngay dang ky", "ngay vao so", "entered on", "registered on")),
    Own("@valid_from", "Có hiệu lực từ", "In force from", ("hieu luc tu", "tu ngay", "valid from")),
    Own("@valid_to", "Hết hiệu lực từ", "No longer in force from", ("hieu luc den", "het hieu luc", "valid to")),
    Own("@agency", "Cơ quan giữ sổ", "Keeping agency", ("co quan", "ma co quan", "agency")),
)  # fmt: skip
OWN_TARGETS = frozenset(one.target for one in OWN)


def known_headings(definition: RegisterDefinition) -> dict[str, str]:
    """Folded headings that say for themselves which target they are."""
    found: dict[str, str] = {}
    for own in OWN:
        for name in (own.target.removeprefix("@").replace("_", " "), *own.names):
            found.setdefault(name, own.target)
    for field in definition.fields:
        for name in (*field.columns, field.id, field.label.vi, field.label.en):
            found[fold(name)] = field.id
    # What only the registers' own forms use goes before a field of the same heading in none of them.
    return found


def propose(definition: RegisterDefinition, columns: Sequence[str]) -> tuple[str, ...]:
    """A target for each column, empty where none is sure; no target twice."""
    known = known_headings(definition)
    used = set[str]()
    chosen = []
    for heading in columns:
        target = known.get(fold(heading), "")
        if target in used:
            target = ""
        used.add(target)
        chosen.append(target)
    return tuple(chosen)


def headings_hash(columns: Iterable[str]) -> str:
    """The name under which a mapping is remembered: the same headings in the same order."""
    return sha256("\n".join(fold(one) for one in columns).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands against a mapping; `column` from 0, or None when a target is missing."""

    column: int | None
    vi: str
    en: str


def faults(
    definition: RegisterDefinition, columns: Sequence[str], targets: Sequence[str], *, agency_given: bool
) -> list[Fault]:
    """Everything that is wrong with a mapping, at once."""
    found: list[Fault] = []
    seen = dict[str, int]()
    if len(targets) != len(columns):
        return [Fault(None, "Số cột không khớp với tệp.", "The number of columns differs from the file's.")]
    for at, target in enumerate(targets):
        if not target:
            continue
        if target not in OWN_TARGETS and definition.named(target) is None:
            found.append(Fault(at, f"Sổ không có mục “{target}”.", f'The register has no field "{target}".'))
        elif target in seen:
            other = columns[seen[target]]
            found.append(Fault(at, f"Đã dùng cho cột “{other}”.", f'Used for the column "{other}" already.'))
        seen.setdefault(target, at)
    wanted: list[tuple[str, str, str]] = [
        (field.id, field.label.vi, field.label.en) for field in definition.fields if field.required
    ]
    wanted += [("@entered_on", "Ngày đăng ký", "Day of the entry")]
    if "number" in definition.identity or definition.numbering == "year":
        wanted += [("@number", "Số đăng ký", "Number of the entry")]
    if "book" in definition.identity:
        wanted += [("@book", "Quyển số", "Book")]
    if not agency_given:
        wanted += [("@agency", "Cơ quan giữ sổ", "Keeping agency")]
    found += [
        Fault(None, f"Chưa có cột cho “{vi}”.", f'No column for "{en}".')
        for target, vi, en in wanted
        if target not in seen
    ]
    return found

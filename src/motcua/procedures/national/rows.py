"""Lines of a crawl of the national database: what a row must be, and in words what is wrong with one. Pure.

A row may lack most attributes and carry ones that nobody knows; it must have a code, a name and a field, and what it has must
be of the right kind.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Annotated, Any

import msgspec

from motcua.procedures.catalogue.packing import packed
from motcua.procedures.national.questions import digest

LONGEST_LINE = 4_000_000
MOST_LINES = 100_000
MOST_BYTES = 1_500_000_000
"""Of the unpacked file: more is a bomb, not a record (the whole country is 40 million)."""

Text = str | None
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000)] | None


class _Limit(msgspec.Struct):
    value: Annotated[int, msgspec.Meta(ge=0)] | Annotated[float, msgspec.Meta(ge=0)] | None = None
    unit: Text = None
    text: Text = None


class _Fee(msgspec.Struct):
    amount: Annotated[int, msgspec.Meta(ge=0, le=10**13)] | None = None
    currency: Text = None
    note: Text = None


class _Method(msgspec.Struct):
    channel: str
    time_limit: _Limit | None = None
    fees: list[_Fee] = []
    description: Text = None


class _Component(msgspec.Struct):
    name: Text = None
    case: Text = None
    original: Count = None
    copy: Count = None
    forms: list[str] | None = None


class _Act(msgspec.Struct):
    number: Text = None
    title: Text = None


class Row(msgspec.Struct):
    """One published procedure as a crawl writes it."""

    code: Annotated[str, msgspec.Meta(pattern=r"^\d\.\d{6}[\w.-]{0,12}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    field: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    levels: list[str] = []
    kind: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    decision: Text = None
    agency: Text = None
    competent_authority: Text = None
    reception_address: Text = None
    delegated_agency: Text = None
    coordinating_agency: Text = None
    audience: list[str] = []
    steps: Text = None
    methods: list[_Method] = []
    components: list[_Component] = []
    result: Text = None
    conditions: Text = None
    legal_bases: list[_Act] = []
    keywords: Text = None
    description: Text = None
    portal_url: Text = None
    source: Annotated[str, msgspec.Meta(max_length=20)] = ""
    as_of: Annotated[str, msgspec.Meta(max_length=10)] = ""
    defects: list[str] = []


USUAL_CODE = re.compile(r"^\d\.\d{6,7}$")
"""The record holds a few others, such as 1.014955-Xoa (deleted): they come in with a mark."""
KNOWN = frozenset(Row.__struct_fields__)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be read, and why."""

    line: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Read:
    """A line that was read: the facts that pages show, the row as published, attributes that nobody knows."""

    line: int
    code: str
    facts: dict[str, Any]
    original: dict[str, Any]
    source_hash: str
    strange: tuple[str, ...]


class NotACrawl(ValueError):
    """The file as a whole is no crawl; `vi` and `en` say why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def lines_of(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines of a crawl, packed by gzip or not, with their numbers; empty ones are left out. Raises: NotACrawl."""
    head = file.read(2)
    file.seek(0)
    if not head:
        raise NotACrawl("Tệp trống.", "The file is empty.")
    stream: Any = gzip.GzipFile(fileobj=file) if head == b"\x1f\x8b" else file
    number = size = 0
    try:
        while line := stream.readline(LONGEST_LINE + 1):
            number, size = number + 1, size + len(line)
            if len(line) > LONGEST_LINE:
                raise NotACrawl(f"Dòng {number} dài quá mức.", f"Line {number} is too long.")
            if number > MOST_LINES or size > MOST_BYTES:
                raise NotACrawl("Tệp lớn quá mức.", "The file is too large.")
            if line.strip():
                yield number, line
    except (EOFError, OSError, zlib.error) as error:
        raise NotACrawl(
            f"Tệp nén hỏng sau dòng {number}.", f"The packed file is broken after line {number}."
        ) from error


def read(number: int, line: bytes) -> Read | Fault:
    """One line. What it lacks is empty; a wrong kind of value is a fault."""
    try:
        raw = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Fault(number, "Không phải một dòng JSON.", f"Not a line of JSON: {error}")
    if not isinstance(raw, dict):
        return Fault(
            number, "Không phải một bản ghi (cần một đối tượng JSON).", "Not a record (a JSON object)."
        )
    try:
        row = msgspec.to_builtins(msgspec.convert(raw, Row))
        if not USUAL_CODE.match(row["code"]):
            row["defects"] = [*row["defects"], "code-unusual"]
        facts = packed(row)
    except (msgspec.ValidationError, RecursionError) as error:
        return Fault(number, _in_vietnamese(str(error)), str(error))
    rest = {key: value for key, value in raw.items() if key not in ("as_of", "source", "defects")}
    return Read(
        number, facts["code"], facts, raw, digest(rest), tuple(sorted(key for key in raw if key not in KNOWN))
    )


_KIND = {"str": "chữ", "int": "số nguyên", "float": "số", "array": "danh sách", "object": "đối tượng", "null": "trống",
         "bool": "đúng/sai"}  # fmt: skip


def _in_vietnamese(error: str) -> str:
    """The library's message in Vietnamese; `$.a.b` names the place."""
    words, _, place = error.partition(" - at ")
    if missing := re.search(r"missing required field `(\w+)`", words):
        return f"Thiếu mục “{missing[1]}”."
    where = f" ở {place.strip('`')}" if place else ""
    if kinds := re.match(r"Expected `([^`]+)`, got `([^`]+)`", words):
        wanted, got = (
            " hoặc ".join(_KIND.get(one.strip(), one.strip()) for one in kinds[i].split("|")) for i in (1, 2)
        )
        return f"Cần {wanted} nhưng lại là {got}{where}."
    return f"Giá trị ngoài khuôn khổ{where}: {words}."

"""One cell of a file as one value of a record: read, put right where that is no guess, or refused with words. Pure.

A million rows repeat themselves: every different text of a column is read once, by the same `values.read` that a form's
answer goes through, and its JSON is made once.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import orjson

from motcua.foundation import legacy_text
from motcua.foundation.identifier_tables import PIN_PROVINCES
from motcua.foundation.identifiers import PinKind, parse_pin
from motcua.foundation.legacy_text import decode_legacy, repair_mojibake
from motcua.foundation.text import LOOKALIKE_D, fold, nfc
from motcua.records.registers.definition import RegisterField
from motcua.records.registers.importing import texts
from motcua.records.registers.importing.classes import Level, Note
from motcua.records.registers.values import Wrong, read

KEPT_AT_MOST: Final = 100_000
"""Texts of one column that are remembered: beyond that a column hardly repeats itself, and is forgotten and begun anew."""

FILLERS = (legacy_text.FILLERS | {fold(one) for one in legacy_text.FILLERS}) - {"không", "khong", "test"}
"""With marks and without. "Không" and "test" may be an answer in a register."""
_NOT_IN_BOOK = frozenset(["khong_co_trong_so", "không có trong sổ", "khong co trong so"])
_UNREADABLE = frozenset(["không đọc được", "khong doc duoc", "khong_doc_duoc"])
_INVISIBLE = re.compile("[\u200b-\u200d\ufeff\u00a0\u2007\u202f]|  |^\\s|\\s$|\t|\r|\n")

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_DAY_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2}")
_MONTH = re.compile(r"(?:0{1,2}[/.\-]|[/.\-]{1,2})?\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_YEAR_ONLY = re.compile(r"(?:[0\s]{0,2}[/.\-][0\s]{0,2}[/.\-]\s*)?(\d{4})")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_EXCEL_DAY_0: Final = date(1899, 12, 30)
_EXCEL_DAY_0_OF_1904: Final = date(1904, 1, 1)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*")


@dataclass(slots=True)
class Cell:
    """A value as it will be kept; `copied`: `"id":value,` as it stands in the record's data, as COPY wants it; empty without a
    value. Of a part of the record that is no field, the value alone.

    `words`: the quoted keys by which it is found, a comma behind each; `begun`: how the key of a name with a year begins. Never
    changed once made; not frozen, for that makes a cell four times dearer.
    """

    value: Any = None
    copied: bytes = b""
    words: bytes = b""
    begun: bytes = b""
    notes: tuple[Note, ...] = ()
    refused: bool = False


EMPTY = Cell()


class Column(dict[str, Cell]):
    """The cells of one field, by the text they were written with; a text that is new is read."""

    def __init__(
        self,
        field: RegisterField,
        *,
        on: date,
        agreed: Collection[str] = (),
        unit_named: Callable[[str], str | None] = lambda name: None,
        computed: bool = False,
        from_1904: bool = False,
        own: bool = False,
        words: Callable[[Any], tuple[bytes, bytes]] | None = None,
    ) -> None:
        """`on`: the day of the import. `unit_named`: the code of the one unit that a name means. `computed`: numbers of a
        sheet, whose point is a point. `from_1904`: its days as numbers begin then. `own`: a part of the record that is no
        field. `words`: `words` and `begun` of a value."""
        super().__init__({"": EMPTY})
        self.noted = False
        """Whether there was ever something to be said about a cell of this column."""
        # "today" is asked of each row with its own day, by whoever puts rows together.
        self.field = replace_today(field)
        self._on, self._agreed, self._unit_named, self._computed = on, frozenset(agreed), unit_named, computed
        self._labels = {
            fold(name): option.value
            for option in field.options
            for name in (option.vi, option.en, option.value)
        }

        # A field without a form of its own takes a plain name as it stands, up to its length.
        self._plain_names = (field.max_length or 120) if field.kind == "name" and not field.pattern else 0

        self._plain_text = (field.max_length or 400) if field.kind == "text" and not field.pattern else 0
        self._is_pin = field.kind == "pin"
        self._own, self._words = own, words
        self._day_0 = _EXCEL_DAY_0_OF_1904 if from_1904 else _EXCEL_DAY_0
        self._begins = b"" if own else f'"{field.id}":"'.encode()
        self._ends = b"" if own else b'",'

    def __missing__(self, raw: str) -> Cell:
        # Numbers of persons hardly repeat themselves: those that are plainly in order are read and not remembered.
        if self._is_pin and plain_pin(raw):
            return self._plain(raw)
        if len(self) > KEPT_AT_MOST:
            self.clear()
            self[""] = EMPTY
        if self._plain_names >= len(raw) and plain_name(raw):
            cell = self._plain(raw)
        elif self._plain_text >= len(raw) > 8 and _PLAIN_TEXT.fullmatch(raw):
            return self._plain(
                raw
            )  # papers and their numbers: of one person each, and read as quickly as found
        else:
            cell = self._read(raw)
            if cell.value is not None:
                cell.copied = self._copied(cell.value)
                if self._words is not None:
                    cell.words, cell.begun = self._words(cell.value)
            if cell.notes or cell.refused:
                self.noted = True
        self[raw] = cell
        return cell

    def _plain(self, raw: str) -> Cell:
        copied = self._begins + raw.encode() + self._ends
        return Cell(raw, copied) if self._words is None else Cell(raw, copied, *self._words(raw))

    def _copied(self, value: Any) -> bytes:
        if self._own:
            return escaped(str(value)).encode()
        return escaped(f'"{self.field.id}":{orjson.dumps(value).decode()},').encode()

    def _read(self, raw: str) -> Cell:
        text, notes = cleaned(raw, letters_matter=self.field.kind == "name")
        if any(note.level is Level.REFUSED for note in notes):
            return Cell(notes=notes, refused=True)
        if not text:
            return Cell(notes=notes)
        try:
            prepared, more = self._prepared(text)
            notes += more
            if any(note.level is Level.REFUSED for note in more):
                return Cell(notes=notes, refused=True)
            value = read(self.field, prepared, self._on)
        except Wrong as wrong:
            return Cell(notes=(*notes, Note(Level.REFUSED, "VALUE", "", wrong.vi, wrong.en)), refused=True)
        if value is None:
            return Cell(notes=notes)
        return Cell(value, notes=notes)

    def _prepared(self, text: str) -> tuple[Any, tuple[Note, ...]]:
        match self.field.kind:
            case "date" | "partial_date":
                partial = self.field.kind == "partial_date"
                return read_date(text, partial=partial, agreed=self._agreed, day_0=self._day_0)
            case "pin":
                return self._pin(text)
            case "choice":
                return self._labels.get(fold(text), text), ()
            case "yes_no":
                return _YES_NO.get(fold(text), text), ()
            case "integer" | "money":
                return _whole(text), ()
            case "decimal":
                return self._decimal(text)
            case "unit":
                return self._unit(text)
            case "country":
                return _COUNTRIES.get(fold(text), text), ()
            case "address" | "point" | "area" | "rows":
                return _structured(text), ()
            case _:
                return text, ()

    def _pin(self, text: str) -> tuple[Any, tuple[Note, ...]]:
        digits = text.removeprefix("'")
        if digits.strip("0") == "" and len(digits) > 5:
            return "", (Note(Level.CORRECTED, "DQ24"),)
        found = parse_pin(digits, date.max)
        if found.kind is PinKind.CMND9:
            return found.value, (Note(Level.DOUBTFUL, "DQ01"),)
        if found.repair:
            return _proposed("DQ23", found.repair, self._agreed)
        return digits, ()

    def _decimal(self, text: str) -> tuple[Any, tuple[Note, ...]]:
        bare = text.replace(" ", "")
        if self._computed or not re.search("[.,]", bare):
            return bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare, ()
        points, commas = bare.count("."), bare.count(",")
        if points and commas:
            last = max(bare.rfind("."), bare.rfind(","))
            whole = re.sub("[.,]", "", bare[:last])
            return f"{whole}.{bare[last + 1 :]}", ()
        if points + commas > 1:
            return re.sub("[.,]", "", bare), ()
        whole, _, part = bare.replace(",", ".").partition(".")
        if len(part) == 3 and whole.strip("-0"):
            return "", (Note(Level.REFUSED, "AMBIGUOUS"),)
        return f"{whole}.{part}", ()

    def _unit(self, text: str) -> tuple[Any, tuple[Note, ...]]:
        if text.isdecimal():
            return text, ()
        code = self._unit_named(text)
        if code is None:
            return "", (Note(Level.REFUSED, "UNIT"),)
        return code, ()


def escaped(text: str) -> str:
    """As COPY wants it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


_LOW = "a-zàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ"
_HIGH = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(n) for n in range(0x1EA0, 0x1EF9, 2))
_PLAIN_NAME = re.compile(rf"[{_HIGH}][{_LOW}]+(?: [{_HIGH}][{_LOW}]*){{1,5}}")


_PLAIN_TEXT = re.compile(r"[A-Za-z0-9,./()]+(?: [A-Za-z0-9,./()]+)*[0-9]")
"""Unmarked text that ends in a digit (papers and their numbers): nothing in it is put right, and it is no filler."""


def plain_name(text: str) -> bool:
    """Whether a name is written as it will be kept: composed letters of ours, capitals first, single blanks, two words at least.

    Such a name is neither a filler nor old-font text: none of its letters makes it one (`legacy_text`).
    """
    return _PLAIN_NAME.fullmatch(text) is not None


def plain_pin(text: str) -> bool:
    """Whether a personal number is in order as it stands; the others are looked at closely."""
    if len(text) != 12 or not (text.isascii() and text.isdecimal()):
        return False
    province = text[:3]
    return province in PIN_PROVINCES or "101" <= province <= "399"


def replace_today(field: RegisterField) -> RegisterField:
    """The field without a bound that moves with the day."""
    if "today" not in (field.min, field.max):
        return field
    kept = {name: None for name in ("min", "max") if getattr(field, name) == "today"}
    values = {name: getattr(field, name) for name in field.__struct_fields__} | kept
    return RegisterField(**values)


def cleaned(raw: str, letters_matter: bool = False) -> tuple[str, tuple[Note, ...]]:
    """A cell's text with everything put right that is no guess, and what was put right. Fillers are no value."""
    if raw[:1] == "'" and raw[1:2] in _COMPUTES:
        raw = raw[1:]  # the apostrophe by which our own exports say that a cell is text
    if raw.isascii() and raw.isprintable() and not _INVISIBLE.search(raw):
        return _without_filler(raw, ())
    if not texts.readable(raw):
        return "", (Note(Level.REFUSED, "ENCODING"),)
    notes: list[Note] = []
    text = raw.replace("\x00", "")
    for decoded in (decode_legacy(text), repair_mojibake(text)):
        if decoded.flags and decoded.text != text:
            text = decoded.text
            notes.append(Note(Level.CORRECTED, decoded.flags[0], text))
            break
    composed = nfc(text)
    if composed != text:
        text = composed
        notes.append(Note(Level.CORRECTED, "DQ10"))
    if letters_matter and (right := text.translate(LOOKALIKE_D)) != text:
        text = right
        notes.append(Note(Level.CORRECTED, "DQ13", text))
    if _INVISIBLE.search(text):
        single = "\n".join(
            " ".join(line.split()) for line in text.translate(legacy_text.UNSEEN).split("\n")
        ).strip()
        if single != text.strip():
            notes.append(Note(Level.CORRECTED, "DQ16"))
        text = single
    return _without_filler(text, tuple(notes))


def _without_filler(text: str, notes: tuple[Note, ...]) -> tuple[str, tuple[Note, ...]]:
    if len(text) > 20:
        return text, notes
    if text.startswith("#") and text.rstrip("!?").upper() in _ERRORS:
        return "", (*notes, Note(Level.REFUSED, "NO_RESULT"))
    low = text.casefold().strip()
    if low in _NOT_IN_BOOK:
        return "", notes
    if low in _UNREADABLE:
        return "", (*notes, Note(Level.DOUBTFUL, "UNREADABLE"))
    if low in FILLERS or (low and len(low) < 6 and not any(map(str.isalnum, low))):
        return "", (*notes, Note(Level.CORRECTED, "DQ24"))
    return (text, notes) if low else ("", notes)


_COMPUTES = frozenset("=+-@")
_ERRORS = frozenset({"#N/A", "#REF", "#VALUE", "#DIV/0", "#NAME", "#NUM", "#NULL"})
_YES_NO = {"true": True, "co": True, "x": True, "1": True, "yes": True, "dung": True,
           "false": False, "khong": False, "0": False, "no": False, "sai": False}  # fmt: skip
_COUNTRIES = {"viet nam": "VN", "vietnam": "VN", "vn": "VN", "vnm": "VN"}


def read_date(
    text: str, *, partial: bool, agreed: Collection[str], day_0: date = _EXCEL_DAY_0
) -> tuple[str, tuple[Note, ...]]:
    """A day as people write it here (day first), as ISO text; with `partial` also a month or a year. `day_0`: from which a sheet
    counts days that are plain numbers."""
    if found := _ISO.fullmatch(text):
        return found[1], ()
    if found := _DAY.fullmatch(text) or _DAY_IN_WORDS.fullmatch(fold(text)):
        day, month, year = int(found[1]), int(found[2]), found[3]
        if day == 0 and partial:
            return (f"{year}-{month:02d}" if month else year), (Note(Level.CORRECTED, "DQ08"),)
        if month > 12 >= day:
            return _proposed("DQ09", f"{year}-{day:02d}-{month:02d}", agreed)
        return f"{year}-{month:02d}-{day:02d}", ()
    if _SHORT_YEAR.fullmatch(text):
        return "", (Note(Level.REFUSED, "YEAR2"),)
    if partial:
        if found := _YEAR_ONLY.fullmatch(text):
            return found[1], () if text == found[1] else (Note(Level.CORRECTED, "DQ08"),)
        if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
            return f"{found[2]}-{int(found[1]):02d}", ()
    if _SERIAL.fullmatch(text):
        return _proposed("XLDATE", (day_0 + timedelta(days=int(float(text)))).isoformat(), agreed)
    return text, ()


def _proposed(code: str, value: str, agreed: Collection[str]) -> tuple[str, tuple[Note, ...]]:
    """A reading that changes what was written: taken when a person has agreed to its class, else only shown."""
    if code in agreed:
        return value, (Note(Level.CORRECTED, code, value),)
    return "", (Note(Level.REFUSED, code, value),)


def _whole(text: str) -> str:
    """A whole number with its groups of three closed up: `1.200.000 đ` -> `1200000`."""
    bare = re.sub(r"\s*(?:đồng|đ|vnđ|vnd)\.?$", "", text.strip(), flags=re.IGNORECASE)
    if _THOUSANDS.fullmatch(bare):
        bare = re.sub(r"[.,\s]", "", bare)
    return bare.removesuffix(".0")


def _structured(text: str) -> Any:
    if text[:1] not in "{[":
        return text
    try:
        return orjson.loads(text)
    except ValueError:
        raise Wrong("Không đọc được JSON trong ô.", "The JSON in the cell cannot be read.") from None

"""XML that strangers send, read without danger: no document type, no entities, bounded size, depth and number.

Every element keeps its line, so that what is wrong can be named. Comments and processing instructions are passed over,
white space between elements too.
"""

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

MOST_BYTES = 5_000_000
MOST_ELEMENTS = 60_000
MOST_DEPTH = 60
MOST_TEXT = 200_000


class NotReadable(Exception):
    """The file is no XML that may be read. `vi`, `en` say why, `line` where (0: the whole file)."""

    def __init__(self, line: int, vi: str, en: str) -> None:
        super().__init__(f"line {line}: {en}")
        self.line, self.vi, self.en = line, vi, en


@dataclass(slots=True)
class Element:
    """`name` without name space, `space` its URI. Attributes of the element's own vocabulary bear their plain name,
    others `{URI}name`."""

    space: str
    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, space: str, name: str = "") -> list["Element"]:
        return [one for one in self.children if one.space == space and (not name or one.name == name)]

    def first(self, space: str, name: str) -> "Element | None":
        return next(iter(self.all(space, name)), None)


def read_xml(source: bytes, *, most_bytes: int = MOST_BYTES, most_elements: int = MOST_ELEMENTS) -> Element:
    """The root element. Raises: NotReadable."""
    if len(source) > most_bytes:
        size = most_bytes // 1_000_000
        raise NotReadable(0, f"Tệp lớn hơn {size} MB.", f"The file is larger than {size} MB.")
    reading = _Reading(most_elements)
    try:
        reading.parser.Parse(source, True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        raise NotReadable(
            error.lineno, f"XML sai cấu trúc ở dòng {error.lineno}.", f"Malformed XML: {words}."
        ) from None
    except (LookupError, ValueError):
        raise NotReadable(1, "Bảng mã của tệp không đọc được; hãy lưu tệp bằng UTF-8.",
                          "The file's encoding cannot be read; save it as UTF-8.") from None  # fmt: skip
    if reading.root is None:
        raise NotReadable(1, "Tệp trống.", "The file is empty.")
    return reading.root


class _Reading:
    def __init__(self, most_elements: int) -> None:
        self.most_elements = most_elements
        self.parser = expat.ParserCreate(namespace_separator="\n")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def doctype(self, *_: Any) -> None:
        raise NotReadable(
            self.parser.CurrentLineNumber,
            "Tệp khai báo kiểu tài liệu hoặc thực thể (DOCTYPE, ENTITY): không được phép.",
            "The file declares a document type or entities (DOCTYPE, ENTITY): not allowed.",
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if self.count > self.most_elements or len(self.stack) >= MOST_DEPTH:
            raise NotReadable(line, "Tệp có quá nhiều phần tử hoặc lồng quá sâu.",
                              "The file has too many elements or nests too deeply.")  # fmt: skip
        space, _, local = name.rpartition("\n")
        known = {_attribute(key): value for key, value in attributes.items()}
        element = Element(space, local, line, known)
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def end(self, _: str) -> None:
        element = self.stack.pop()
        if element.children and not element.text.strip():
            element.text = ""

    def words(self, text: str) -> None:
        element = self.stack[-1]
        if len(element.text) + len(text) > MOST_TEXT:
            raise NotReadable(
                self.parser.CurrentLineNumber,
                "Một phần tử chứa quá nhiều chữ.",
                "An element holds too much text.",
            )
        element.text += text


def _attribute(key: str) -> str:
    space, _, local = key.rpartition("\n")
    return f"{{{space}}}{local}" if space else local

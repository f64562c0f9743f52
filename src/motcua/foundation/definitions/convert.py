"""From a document tree to typed msgspec Structs, with every problem at its file and line, all at once."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect as mi

from .document import Node
from .problems import Problem, did_you_mean

_INT = re.compile(r"-?\d+(_\d{3})*$")
_FLOAT = re.compile(r"-?\d+(\.\d+)?$")
_BOOL = {"true": True, "false": False}


class _Wrong:
    """Stands where a value could not be read; its problem is already noted."""


WRONG = _Wrong()


MOST_PROBLEMS = 500
"""More are not told: such a document is not a definition with slips of the pen."""
MOST_SUGGESTIONS = 50
"""Looking for a similar name takes time."""


class Converter:
    """`positions` maps each path of the document to its (file, line)."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.positions: dict[str, tuple[str, int]] = {}

    def convert(self, node: Node, type_: Any) -> Any:
        value = self._value(node, mi.type_info(type_), "")
        return None if value is WRONG else value

    def _value(self, node: Node, kind: mi.Type, path: str) -> Any:
        self.positions.setdefault(path, (node.file, node.line))
        if isinstance(kind, mi.Metadata):
            return self._value(node, kind.type, path)
        if isinstance(kind, mi.UnionType):
            return self._union(node, kind, path)
        if isinstance(kind, mi.StructType):
            return self._struct(node, kind, path)
        if isinstance(kind, (mi.VarTupleType, mi.ListType)):
            return self._list(node, kind, path)
        if isinstance(kind, mi.DictType):
            return self._dict(node, kind, path)
        return self._scalar(node, kind, path)

    def _union(self, node: Node, kind: mi.UnionType, path: str) -> Any:
        types = [t.type if isinstance(t, mi.Metadata) else t for t in kind.types]
        nullable = any(isinstance(t, mi.NoneType) for t in types)
        if nullable and node.is_null:
            return None
        rest = [t for t in types if not isinstance(t, mi.NoneType)]
        if len(rest) == 1:
            return self._value(node, rest[0], path)
        if node.kind == "scalar" and node.plain:
            if node.text in _BOOL and any(isinstance(t, mi.BoolType) for t in rest):
                return _BOOL[node.text]
            if _INT.match(node.text) and any(isinstance(t, mi.IntType) for t in rest):
                return int(node.text)
        wanted: dict[str, Any] = {
            "map": mi.StructType,
            "list": (mi.VarTupleType, mi.ListType),
            "scalar": mi.StrType,
        }
        for t in rest:
            if isinstance(t, wanted[node.kind]):
                return self._value(node, t, path)
        return self._wrong(node, path, "một giá trị khác loại", "a value of another kind")

    def _struct(self, node: Node, kind: mi.StructType, path: str) -> Any:
        if node.kind != "map":
            return self._wrong(node, path, "một nhóm các khóa", "a map of keys")
        fields = {field.encode_name: field for field in kind.fields}
        values: dict[str, Any] = {}
        whole = True
        for key, (line, child) in node.entries.items():
            place = _join(path, key)
            if key not in fields:
                vi, en = self._suggestion(key, fields)
                self._report(
                    node.file,
                    line,
                    place,
                    "DEF_UNKNOWN",
                    f"Không có khóa “{key}”.{vi}",
                    f'Unknown key "{key}".{en}',
                )
                continue
            self.positions[place] = (node.file, line)
            value = self._value(child, fields[key].type, place)
            if value is WRONG:
                whole = False
            else:
                values[fields[key].name] = value
        for key, field in fields.items():
            if field.required and key not in node.entries:
                whole = False
                self._report(
                    node.file,
                    node.line,
                    _join(path, key),
                    "DEF_MISSING",
                    f"Thiếu khóa “{key}”.",
                    f'The key "{key}" is missing.',
                )
        return kind.cls(**values) if whole else WRONG

    def _list(self, node: Node, kind: mi.VarTupleType | mi.ListType, path: str) -> Any:
        if node.kind != "list":
            return self._wrong(node, path, "một danh sách", "a list")
        made = [self._value(item, kind.item_type, f"{path}[{i}]") for i, item in enumerate(node.items)]
        if any(value is WRONG for value in made):
            return WRONG
        return tuple(made) if isinstance(kind, mi.VarTupleType) else made

    def _dict(self, node: Node, kind: mi.DictType, path: str) -> Any:
        if node.kind != "map":
            return self._wrong(node, path, "một nhóm các khóa", "a map of keys")
        made: dict[str, Any] = {}
        whole = True
        for key, (line, child) in node.entries.items():
            place = _join(path, key)
            key_ok = self._scalar(Node("scalar", node.file, line, text=key), kind.key_type, place)
            self.positions[place] = (node.file, line)
            value = self._value(child, kind.value_type, place)
            if value is WRONG or key_ok is WRONG:
                whole = False
            else:
                made[key] = value
        return made if whole else WRONG

    def _scalar(self, node: Node, kind: mi.Type, path: str) -> Any:
        extra = {}
        if isinstance(kind, mi.Metadata):
            extra, kind = kind.extra_json_schema or {}, kind.type
        if node.kind != "scalar" or node.is_null:
            return self._wrong(node, path, "một giá trị", "a value")
        text = node.text
        match kind:
            case mi.StrType():
                return self._text(node, kind, path, extra)
            case mi.BoolType():
                if node.plain and text in _BOOL:
                    return _BOOL[text]
                return self._wrong(node, path, "true hoặc false", "true or false")
            case mi.IntType():
                if node.plain and _INT.match(text):
                    return int(text)
                return self._wrong(node, path, "số nguyên", "a whole number")
            case mi.FloatType():
                if node.plain and _FLOAT.match(text):
                    return float(text)
                return self._wrong(node, path, "một số", "a number")
            case mi.DateType():
                try:
                    return date.fromisoformat(text)
                except ValueError:
                    return self._wrong(node, path, "một ngày (2026-03-12)", "a day (2026-03-12)")
            case mi.LiteralType():
                if text in kind.values:
                    return text
                vi, en = self._suggestion(text, map(str, kind.values))
                options = ", ".join(map(str, kind.values))
                self._report(
                    node.file,
                    node.line,
                    path,
                    "DEF_VALUE",
                    f"“{text}” không dùng được ở đây. Các giá trị: {options}.{vi}",
                    f'"{text}" cannot stand here. Values: {options}.{en}',
                )
                return WRONG
        return self._wrong(node, path, "một giá trị khác loại", "a value of another kind")

    def _text(self, node: Node, kind: mi.StrType, path: str, extra: dict[str, Any]) -> Any:
        text = node.text
        bad = "\x00" in text or (kind.pattern is not None and not re.search(kind.pattern, text))
        bad = bad or (kind.max_length is not None and len(text) > kind.max_length)
        if bad:
            shape = extra.get("description") or kind.pattern or ""
            self._report(
                node.file,
                node.line,
                path,
                "DEF_VALUE",
                f"“{text[:60]}” không đúng dạng ({shape}).",
                f'"{text[:60]}" does not have the right shape ({shape}).',
            )
            return WRONG
        return text

    def _wrong(self, node: Node, path: str, vi: str, en: str) -> _Wrong:
        self._report(node.file, node.line, path, "DEF_TYPE", f"Ở đây phải là {vi}.", f"This must be {en}.")
        return WRONG

    def _report(self, file: str, line: int, path: str, code: str, vi: str, en: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(file, line, path, code, vi, en))

    def _suggestion(self, name: str, known: Iterable[str]) -> tuple[str, str]:
        return did_you_mean(name, known) if len(self.problems) < MOST_SUGGESTIONS else ("", "")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def canonical_json(definition: Any) -> bytes:
    """One way to write a definition: keys sorted, defaults left out, UTF-8, no spaces."""
    return msgspec.json.encode(_without_defaults(definition), order="sorted")


def _without_defaults(value: Any) -> Any:
    """Plain data that leaves out what equals its default (msgspec compares identities: not the same each time)."""
    if isinstance(value, msgspec.Struct):
        kept = {}
        for name, encoded, default in _settings(type(value)):
            here = getattr(value, name)
            if default is msgspec.NODEFAULT or here != default:
                kept[encoded] = _without_defaults(here)
        return kept
    if isinstance(value, dict):
        return {key: _without_defaults(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_defaults(inner) for inner in value]
    return value


@cache
def _settings(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, Any], ...]:
    """Name, name as written, and default of each field; looking them up anew takes most of the time of a hash."""
    found = []
    for item in msgspec.structs.fields(kind):
        default = item.default
        if default is msgspec.NODEFAULT and item.default_factory is not msgspec.NODEFAULT:
            default = item.default_factory()
        found.append((item.name, item.encode_name, default))
    return tuple(found)

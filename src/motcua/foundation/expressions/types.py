"""The few types an expression may have. All are immutable and can be compared and hashed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """`elem` for lists, `fields` for maps (None: any key), `options` for text that must be listed."""

    kind: str
    elem: "Type | None" = None
    fields: tuple[tuple[str, "Type"], ...] | None = None
    options: frozenset[str] | None = None

    def field(self, name: str) -> "Type | None":
        return next((t for key, t in self.fields or () if key == name), None)

    def __str__(self) -> str:
        return f"list({self.elem})" if self.kind == "list" and self.elem else self.kind


BOOL = Type("bool")
INT = Type("int")
TEXT = Type("text")
DATE = Type("date")
DYN = Type("dyn")
NULL = Type("null")
LIST = Type("list", elem=DYN)
MAP = Type("map")


def list_of(elem: Type) -> Type:
    return Type("list", elem=elem)


def map_of(fields: Mapping[str, Type]) -> Type:
    return Type("map", fields=tuple(sorted(fields.items(), key=lambda item: item[0])))


def text_of(options: frozenset[str] | set[str]) -> Type:
    """Text that is one of `options`: comparing it with anything else is reported."""
    return Type("text", options=frozenset(options))


def fits(actual: Type, wanted: Type) -> bool:
    """Can a value of `actual` stand where `wanted` is asked? `dyn` and `null` fit anywhere."""
    if DYN in (actual, wanted) or actual.kind == "null" or wanted.kind == "null":
        return True
    if actual.kind != wanted.kind:
        return False
    if actual.kind == "list" and actual.elem and wanted.elem:
        return fits(actual.elem, wanted.elem)
    return True


def join(a: Type, b: Type) -> Type | None:
    """The type of a value that may be either; None when they do not go together."""
    if a.kind == "null":
        return b
    if b.kind == "null" or a == b:
        return a
    if not fits(a, b):
        return None
    return DYN if DYN in (a, b) else Type(a.kind, elem=a.elem if a.elem == b.elem else DYN)

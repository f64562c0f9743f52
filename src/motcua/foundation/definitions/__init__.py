"""Definitions: YAML files to typed, immutable Structs, with every problem told at its file and line.

It knows nothing of what is defined; procedures, registers and indicators bring their own types.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .convert import Converter, canonical_json
from .document import Reader
from .problems import DefinitionError, Problem, did_you_mean


@dataclass(frozen=True, slots=True)
class Loaded[T]:
    """A definition with the place of each of its parts, for later checks that want to name a line."""

    value: T
    positions: Mapping[str, tuple[str, int]]

    def at(self, path: str) -> tuple[str, int]:
        return position(self.positions, path)


def position(positions: Mapping[str, tuple[str, int]], path: str) -> tuple[str, int]:
    """(file, line) of a path such as `form.pages[0].fields[2].when`; of the nearest part above if unknown."""
    while path not in positions and path:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return positions.get(path, ("", 0))


def load_document[T](path: Path, type_: type[T], *, root: Path | None = None) -> Loaded[T]:
    """Read one YAML file as `type_`. Includes must lie under `root` (the file's own folder by default).

    Raises: DefinitionError with all problems.
    """
    reader = Reader(root or path.parent)
    return _finish(reader, reader.read(path), type_)


def load_text[T](
    text: str, type_: type[T], *, name: str = "text.yaml", root: Path | None = None
) -> Loaded[T]:
    """As `load_document`, from text that an editor is typing."""
    reader = Reader(root or Path("/nonexistent"))
    return _finish(reader, reader.read_text(text, name), type_)


def _finish[T](reader: Reader, node: Any, type_: type[T]) -> Loaded[T]:
    converter = Converter()
    value = converter.convert(node, type_) if node is not None else None
    problems = [*reader.problems, *converter.problems]
    if problems:
        raise DefinitionError(problems)
    return Loaded(value, converter.positions)  # type: ignore[arg-type]


def load[T](path: Path, type_: type[T]) -> T:
    """Read one YAML file as `type_`. Raises: DefinitionError with all problems."""
    return load_document(path, type_).value


def content_hash(definition: Any) -> str:
    """sha256 of the canonical JSON, in hex: the name of a published version."""
    return hashlib.sha256(canonical_json(definition)).hexdigest()


__all__ = [
    "DefinitionError",
    "Loaded",
    "Problem",
    "canonical_json",
    "content_hash",
    "did_you_mean",
    "load",
    "load_document",
    "load_text",
    "position",
]
